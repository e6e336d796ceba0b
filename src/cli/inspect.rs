//! `nrr-snn inspect`.

use std::fmt::Write as _;

use serde::Serialize;

use super::npz::Npz;
use super::{Outcome, arguments, input, output, svg};
use crate::Result;
use crate::audio::{Frames, FrontEnd, Samples};
use crate::model_file::{Model, weights_sha256};
use crate::recognise::{Recognition, recognise};
use crate::snn::{Readout, Tape};
use crate::train::EpochRecord;

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
    speech_start_s: f64,
    speech_end_s: f64,
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
    let mut heard: Option<(Frames, Option<Recognition>)> = None;
    if let Some(path) = &a.wav {
        let samples = input::recording(path)?;
        let name = path.display().to_string();
        let (prepared, recognition) = listen(model.as_ref(), &name, &samples, &mut tape)?;
        report.wav = Some(WavInfo {
            file: name,
            rate_hz: samples.rate_hz,
            duration_s: samples.duration_s(),
            speech_start_s: prepared.speech_start_s,
            speech_end_s: prepared.speech_end_s,
            frames: prepared.frames.frames,
            bands: prepared.frames.bands,
            notices: prepared.notices,
            answer: match (&model, &recognition) {
                (Some(m), Some(r)) => Some(r.label(m)?.to_owned()),
                _ => None,
            },
            score: recognition.as_ref().map(Recognition::score),
        });
        heard = Some((prepared.frames, recognition));
    }
    report.model = model.as_ref().map(|m| model_info(m, heard.as_ref().and(Some(&tape))));
    if let (Some(path), Some(model), Some((_, Some(r)))) = (&a.traces, &model, &heard) {
        input::write_file(path, &traces(model, r, &tape)?)?;
    }
    if let (Some(path), Some((frames, r))) = (&a.svg, &heard) {
        let drawing = svg::draw(frames, model.as_ref().zip(r.as_ref()).map(|(m, r)| (m, r, &tape)));
        input::write_file(path, drawing.as_bytes())?;
    }
    if a.json {
        output::print_json(&report, None)?;
    } else {
        output::say(&text(&report, heard.as_ref().map(|h| &h.0), model.as_ref().map(|_| &tape)))?;
    }
    Ok(())
}

fn listen(model: Option<&Model>, name: &str, samples: &Samples, tape: &mut Tape) -> Result<(crate::audio::Prepared, Option<Recognition>)> {
    match model {
        Some(m) => {
            let r = recognise(m, name, samples, tape)?;
            Ok((r.prepared.clone(), Some(r)))
        }
        None => Ok((FrontEnd::default().prepare(name, samples)?, None)),
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
fn traces(model: &Model, r: &Recognition, tape: &Tape) -> Result<Vec<u8>> {
    let mut npz = Npz::new();
    let (steps, bands) = (tape.steps, model.net.params.bands);
    npz.put("frames", &[r.frames.len() / bands.max(1), bands], &r.frames)?;
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
    npz.put("scores", &[r.scores.len()], &r.scores)?;
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
            "recording  {}, {} Hz, {:.2} s, speech from {:.2} to {:.2} s",
            w.file, w.rate_hz, w.duration_s, w.speech_start_s, w.speech_end_s
        );
        for n in &w.notices {
            let _ = writeln!(out, "note       {n}");
        }
        if let (Some(answer), Some(score)) = (&w.answer, w.score) {
            let _ = writeln!(out, "answer     {answer} ({:.1} %)", 100.0 * score);
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
