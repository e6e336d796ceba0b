//! `nrr-snn recognize`.

use std::time::Instant;

use serde::Serialize;

use super::{Outcome, arguments, input, output};
use crate::Result;
use crate::model_file::Model;
use crate::recognise::recognise;
use crate::snn::Tape;

#[derive(Serialize)]
struct Row {
    file: String,
    label: String,
    /// Score of the label, 0 to 1.
    score: f32,
    /// Scores of every label in the order of `labels`.
    scores: Vec<f32>,
    labels: Vec<String>,
    /// Length of the recording.
    duration_s: f64,
    /// Time from samples to answer, reading the file aside.
    engine_ms: f64,
    notices: Vec<String>,
}

pub(super) fn run(a: &arguments::Recognize) -> Outcome {
    let model = input::model(&a.model)?;
    let mut tape = Tape::new();
    let mut rows = Vec::with_capacity(a.wavs.len());
    let mut first_error = None;
    for path in &a.wavs {
        // One bad file among many does not cost the others their answer.
        match answer(&model, path, &mut tape) {
            Ok(row) => {
                if !a.json {
                    output::say(&format!("{}\t{}\t{:.1} %\n", row.file, row.label, 100.0 * row.score))?;
                }
                row.notices.iter().for_each(|n| eprintln!("note: {n}"));
                rows.push(row);
            }
            Err(e) => {
                if let Some(before) = first_error.replace(e) {
                    eprintln!("error: {before}");
                }
            }
        }
    }
    if a.json {
        output::print_json(&rows, None)?;
    }
    first_error.map_or(Ok(()), |e| Err(e.into()))
}

fn answer(model: &Model, path: &std::path::Path, tape: &mut Tape) -> Result<Row> {
    let samples = input::recording(path)?;
    let clock = Instant::now();
    let r = recognise(model, &path.display().to_string(), &samples, tape)?;
    let engine_ms = clock.elapsed().as_secs_f64() * 1e3;
    Ok(Row {
        file: path.display().to_string(),
        label: r.label(model)?.to_owned(),
        score: r.score(),
        labels: model.labels.clone(),
        duration_s: samples.duration_s(),
        engine_ms,
        notices: r.prepared.notices,
        scores: r.scores,
    })
}
