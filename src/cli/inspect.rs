//! `nrr-snn inspect`.

use std::fmt::Write as _;

use serde::Serialize;

use super::npz::Npz;
use super::{Outcome, arguments, input, output, svg};
use crate::Result;
use crate::audio::{Frames, FrontEnd, Prepared, Samples};
use crate::model_file::{Model, weights_sha256};
use crate::recognise::{HeardSentence, recognise, recognise_phones};
use crate::snn::{Readout, Tape};
use crate::train::EpochRecord;
use crate::train::prepare::frame_by_frame;

#[derive(Serialize)]
struct LayerInfo {
    name: String,
    neurons: usize,
    inputs: usize,
    weights: usize,
    /// Share of the loop's connections that exist; null without a loop.
    loop_density: Option<f64>,
    /// Spikes per neuron and step on the recording; null without one, or for a leaky readout.
    firing_rate: Option<f64>,
}

#[derive(Serialize, Default)]
struct Report {
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<ModelInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wav: Option<WavInfo>,
}

#[derive(Serialize)]
struct ModelInfo {
    system: String,
    rule: String,
    topology: String,
    seed: u64,
    data: String,
    split: String,
    labels: Vec<String>,
    front_end: String,
    settings: std::collections::BTreeMap<String, String>,
    layers: Vec<LayerInfo>,
    history: Vec<EpochRecord>,
    weights_sha256: String,
}

#[derive(Serialize)]
struct WavInfo {
    file: String,
    rate_hz: u32,
    duration_s: f64,
    /// Where the speech begins; null for a model of sentences, which hears all of it.
    speech_start_s: Option<f64>,
    speech_end_s: Option<f64>,
    frames: usize,
    bands: usize,
    notices: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f32>,
}

pub(super) fn run(a: &arguments::Inspect) -> Outcome {
    input::check_targets(
        &[("--traces", a.traces.as_deref()), ("--svg", a.svg.as_deref())],
        &[("--model", a.model.as_deref()), ("--wav", a.wav.as_deref())],
    )?;
    let model = a.model.as_deref().map(input::model).transpose()?;
    let mut tape = Tape::new();
    let mut report = Report::default();
    let mut heard: Option<Heard> = None;
    if let Some(path) = &a.wav {
        let samples = input::recording(path)?;
        let name = path.display().to_string();
        let found = listen(model.as_ref(), &name, &samples, &mut tape)?;
        report.wav = Some(WavInfo {
            file: name,
            rate_hz: samples.rate_hz,
            duration_s: samples.duration_s(),
            speech_start_s: found.speech_s.map(|s| s[0]),
            speech_end_s: found.speech_s.map(|s| s[1]),
            frames: found.frames.frames,
            bands: found.frames.bands,
            notices: found.notices.clone(),
            answer: found.answer.clone(),
            score: found.score,
        });
        heard = Some(found);
    }
    report.model = model.as_ref().map(|m| model_info(m, heard.as_ref().and(Some(&tape))));
    if let (Some(path), Some(model), Some(heard)) = (&a.traces, &model, &heard) {
        input::write_file(path, &traces(model, heard, &tape)?)?;
    }
    if let (Some(path), Some(heard)) = (&a.svg, &heard) {
        let answer = heard.answer.as_deref().map(|answer| match heard.score {
            Some(score) => format!("{answer} ({:.1} %)", 100.0 * score),
            None => answer.to_owned(),
        });
        let drawing = svg::draw(&heard.frames, model.as_ref().zip(answer.as_deref()).map(|(m, answer)| (m, answer, &tape)));
        input::write_file(path, drawing.as_bytes())?;
    }
    if a.json {
        output::print_json(&report, None)?;
    } else {
        output::say(&text(&report, heard.as_ref().map(|h| &h.frames), model.as_ref().map(|_| &tape)))?;
    }
    Ok(())
}

/// A recording as the front end and the network saw it.
struct Heard {
    /// For the picture.
    frames: Frames,
    /// Standardised input of the network, empty without one.
    input: Vec<f32>,
    scores: Vec<f32>,
    /// Beginning and end of the speech.
    speech_s: Option<[f64; 2]>,
    notices: Vec<String>,
    /// The word, or the phones of a sentence.
    answer: Option<String>,
    score: Option<f32>,
}

fn listen(model: Option<&Model>, name: &str, samples: &Samples, tape: &mut Tape) -> Result<Heard> {
    let plain = |prepared: Prepared| Heard {
        speech_s: Some([prepared.speech_start_s, prepared.speech_end_s]),
        frames: prepared.frames,
        input: Vec::new(),
        scores: Vec::new(),
        notices: prepared.notices,
        answer: None,
        score: None,
    };
    match model {
        Some(m) if frame_by_frame(&m.config) => {
            let found = recognise_phones(m, name, samples, tape)?;
            let answer = Some(found.labels(m).join(" "));
            let HeardSentence { heard: frames, frames: input, notices, .. } = found;
            Ok(Heard { frames, input, scores: Vec::new(), speech_s: None, notices, answer, score: None })
        }
        Some(m) => {
            let r = recognise(m, name, samples, tape)?;
            let (answer, score) = (Some(r.label(m)?.to_owned()), Some(r.score()));
            Ok(Heard { input: r.frames, scores: r.scores, answer, score, ..plain(r.prepared) })
        }
        None => Ok(plain(FrontEnd::default().prepare(name, samples)?)),
    }
}

fn model_info(m: &Model, tape: Option<&Tape>) -> ModelInfo {
    let record = m.config.record();
    let specs = m.net.params.topology.layers();
    let layers = m.net.layers.iter().zip(specs).enumerate().map(|(l, (w, spec))| {
        let is_leaky = l + 1 == specs.len() && m.net.params.readout == Readout::Leaky;
        let rate = tape.filter(|_| !is_leaky).and_then(|t| t.layers.get(l)).map(|t| {
            let spikes = t.output();
            spikes.iter().map(|&s| f64::from(s)).sum::<f64>() / spikes.len().max(1) as f64
        });
        LayerInfo {
            name: spec.to_string(),
            neurons: w.neurons(),
            inputs: w.field.inputs,
            weights: w.count(),
            loop_density: w.w_rec.density(),
            firing_rate: rate,
        }
    });
    ModelInfo {
        system: m.config.system.clone(),
        rule: m.config.rule.clone(),
        topology: m.config.topology.to_string(),
        seed: m.config.seed,
        data: m.data.clone(),
        split: m.split.clone(),
        labels: m.labels.clone(),
        front_end: m.config.front_end.kind.to_string(),
        settings: record.settings.into(),
        layers: layers.collect(),
        history: m.history.clone(),
        weights_sha256: weights_sha256(&m.net),
    }
}

/// Every state of the network on one recording: enough for anyone to compute the run again.
fn traces(model: &Model, heard: &Heard, tape: &Tape) -> Result<Vec<u8>> {
    let mut npz = Npz::new();
    let (steps, bands) = (tape.steps, model.net.params.bands);
    npz.put("frames", &[heard.input.len() / bands.max(1), bands], &heard.input)?;
    npz.put("input", &[steps, model.net.inputs()], &tape.input[tape.history * model.net.inputs()..])?;
    for (l, t) in tape.layers.iter().enumerate() {
        let flags = (t.s_ff(), t.s_rec());
        for (what, array) in [
            ("v_ff", t.steps(&t.v_ff)),
            ("v_rec", t.steps(&t.v_rec)),
            ("s_ff", &flags.0),
            ("s_rec", &flags.1),
            ("adaptation", t.steps(&t.adaptation)),
        ] {
            npz.put(&format!("layer{l}.{what}"), &[steps, t.neurons], array)?;
        }
    }
    npz.put("output", &[tape.output.len()], &tape.output)?;
    if heard.scores.is_empty() {
        // A sentence has an answer for every step in place of one for all.
        let labels = model.net.params.labels();
        npz.put("activity", &[tape.activity.len() / labels.max(1), labels], &tape.activity)?;
    } else {
        npz.put("scores", &[heard.scores.len()], &heard.scores)?;
    }
    npz.finish()
}

fn text(report: &Report, frames: Option<&Frames>, tape: Option<&Tape>) -> String {
    let mut out = String::new();
    if let Some(m) = &report.model {
        let _ = writeln!(out, "model      {} ({}), rule {}, seed {}, front end {}", m.system, m.topology, m.rule, m.seed, m.front_end);
        let _ = writeln!(out, "trained on {}, split {}, {} epochs", m.data, m.split, m.history.len());
        let _ = writeln!(out, "labels     {}", m.labels.join(" "));
        for l in &m.layers {
            let _ = write!(out, "layer      {:<8} {} weights from {} inputs", l.name, l.weights, l.inputs);
            if let Some(d) = l.loop_density {
                let _ = write!(out, ", {:.0} % of the loop exists", 100.0 * d);
            }
            if let Some(r) = l.firing_rate {
                let _ = write!(out, ", firing rate {r:.3} spikes per neuron and step");
            }
            out.push('\n');
        }
        let _ = writeln!(out, "weights    SHA-256 {}", m.weights_sha256);
    }
    if let Some(w) = &report.wav {
        let _ = writeln!(
            out,
            "recording  {}, {} Hz, {:.2} s{}",
            w.file,
            w.rate_hz,
            w.duration_s,
            w.speech_start_s.zip(w.speech_end_s).map(|(from, to)| format!(", speech from {from:.2} to {to:.2} s")).unwrap_or_default()
        );
        for n in &w.notices {
            let _ = writeln!(out, "note       {n}");
        }
        if let Some(answer) = &w.answer {
            let score = w.score.map(|score| format!(" ({:.1} %)", 100.0 * score)).unwrap_or_default();
            let _ = writeln!(out, "answer     {answer}{score}");
        }
    }
    if let Some(f) = frames {
        let _ = writeln!(out, "\nspectrogram: {} bands (top: highest) × {} frames", f.bands, f.frames);
        out += &picture(f.bands, f.frames, |band, t| f.values.get(t * f.bands + f.bands - 1 - band).copied().unwrap_or(0.0) as f32);
    }
    if let Some((t, l)) = tape.and_then(|t| t.layers.first().filter(|_| t.steps > 0).map(|l| (t, l))) {
        const ROWS: usize = 40;
        let rows = l.neurons.min(ROWS);
        let _ = writeln!(out, "\nspikes of the first {rows} neurons × {} steps (· none, f S_f, r S_r, 2 both)", t.steps);
        let (s_ff, s_rec) = (l.s_ff(), l.s_rec());
        for i in 0..rows {
            for step in 0..t.steps {
                let at = step * l.neurons + i;
                let flag = |v: &[f32]| v.get(at).copied().unwrap_or(0.0) > 0.0;
                out.push(match (flag(&s_ff), flag(&s_rec)) {
                    (false, false) => '·',
                    (true, false) => 'f',
                    (false, true) => 'r',
                    (true, true) => '2',
                });
            }
            out.push('\n');
        }
    }
    out
}

/// A grid as characters from light to dark over its own range.
fn picture(rows: usize, columns: usize, value: impl Fn(usize, usize) -> f32) -> String {
    const SHADES: &[u8] = b" .:-=+*#%@";
    let cells: Vec<f32> = (0..rows * columns).map(|i| value(i / columns.max(1), i % columns.max(1))).collect();
    let (low, high) = cells.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), &x| (l.min(x), h.max(x)));
    let mut out = String::new();
    for row in cells.chunks(columns.max(1)) {
        for x in row {
            let shade = if high > low { (x - low) / (high - low) * (SHADES.len() - 1) as f32 } else { 0.0 };
            out.push(SHADES.get(shade.round() as usize).copied().map_or(' ', char::from));
        }
        out.push('\n');
    }
    out
}
