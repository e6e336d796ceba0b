//! `nrr-snn recognize`.

use std::time::Instant;

use serde::Serialize;

use super::{Outcome, arguments, input, output};
use crate::Result;
use crate::model_file::Model;
use crate::recognise::{recognise, recognise_phones};
use crate::snn::Tape;
use crate::train::prepare::frame_by_frame;

/// What was heard in a file.
#[derive(Serialize)]
struct Row {
    file: String,
    #[serde(flatten)]
    said: Said,
    /// Length of the recording.
    duration_s: f64,
    /// Time from samples to answer, reading the file aside.
    engine_ms: f64,
    notices: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Said {
    /// One word of those that the model knows.
    Word {
        label: String,
        /// Score of the label, 0 to 1.
        score: f32,
        /// Scores of every label in the order of `labels`.
        scores: Vec<f32>,
        labels: Vec<String>,
    },
    /// The phones of a sentence, from a model that answers frame by frame.
    Phones { phones: Vec<Phone> },
}

#[derive(Serialize)]
struct Phone {
    label: String,
    start_s: f64,
    end_s: f64,
}

impl Row {
    fn text(&self) -> String {
        match &self.said {
            Said::Word { label, score, .. } => format!("{}\t{label}\t{:.1} %\n", self.file, 100.0 * score),
            Said::Phones { phones } => {
                let labels: Vec<&str> = phones.iter().map(|p| p.label.as_str()).collect();
                format!("{}\t{}\n", self.file, labels.join(" "))
            }
        }
    }
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
                    output::say(&row.text())?;
                }
                row.notices.iter().for_each(|n| eprintln!("note: {}", input::printable(n)));
                rows.push(row);
            }
            Err(e) => {
                if let Some(before) = first_error.replace(e) {
                    eprintln!("error: {}", input::printable(&before.to_string()));
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
    let file = path.display().to_string();
    let (said, notices) = if frame_by_frame(&model.config) {
        let heard = recognise_phones(model, &file, &samples, tape)?;
        let phones = heard.phones.iter().zip(heard.labels(model));
        let phones = phones.map(|(p, label)| Phone { label: label.to_owned(), start_s: p.start_s, end_s: p.end_s }).collect();
        (Said::Phones { phones }, heard.notices)
    } else {
        let r = recognise(model, &file, &samples, tape)?;
        let (label, score) = (r.label(model)?.to_owned(), r.score());
        (Said::Word { label, score, scores: r.scores, labels: model.labels.clone() }, r.prepared.notices)
    };
    Ok(Row { file, said, duration_s: samples.duration_s(), engine_ms: clock.elapsed().as_secs_f64() * 1e3, notices })
}
