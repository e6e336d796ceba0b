//! Figure 3: waveforms and spectrograms of two words and two sentences.

use super::super::Task;
use super::super::inputs::input;
use super::{Results, Scope};
use crate::Result;
use crate::audio::Frames;
use crate::data::{DataSet, Utterance};
use crate::report::Section;
use crate::report::picture::{grid, waveform};
use crate::report::plot::Axis;

/// Words that the paper shows, as data sets name them.
const WORDS: [[&str; 2]; 2] = [["2", "two"], ["0", "zero"]];

pub(super) fn draw(scope: &Scope, _: &Results) -> Result<Section> {
    let mut section = Section {
        id: "fig3",
        title: "Figure 3: waveforms and spectrograms".into(),
        paper: "Two sentences of TIMIT as mel cepstra, the words \"two\" and \"zero\" of TIDigits as magnitude spectra.".into(),
        findings: vec![
            "These are the inputs that the networks get under the paper's settings: 39 bands, from this reproduction's data.".into(),
        ],
        ..Section::default()
    };
    let shown = |task: Task| match (task, scope.data(task)) {
        (_, None) => Vec::new(),
        (Task::Digits, Some(data)) => words(data),
        (Task::Phonemes, Some(data)) => data.utterances.iter().filter(|u| u.held_out).chain(&data.utterances).take(2).collect(),
    };
    let letters = [(Task::Phonemes, ["A", "B"]), (Task::Digits, ["C", "D"])];
    for (task, letters) in letters {
        for (u, letter) in shown(task).into_iter().zip(letters) {
            let said = match task {
                Task::Digits => format!("the word \"{}\"", scope.data(task).and_then(|d| d.labels.get(u.label)).map_or("", String::as_str)),
                Task::Phonemes => "a sentence".to_owned(),
            };
            let input = input(task, &u.name, &u.samples)?;
            section.plots.push(waveform(
                &format!("{letter}1. {}.", u.name),
                &format!("Waveform of {said}."),
                &input.sound.samples,
                input.sound.rate_hz,
            ));
            section.plots.push(spectrogram(letter, u, &input.frames, f64::from(input.hop_ms) / 1000.0, task));
        }
    }
    Ok(section)
}

/// "two" and "zero" where there are such words, else whatever comes first.
fn words(data: &DataSet) -> Vec<&Utterance> {
    let of = |names: &[&str; 2]| {
        let label = data.labels.iter().position(|l| names.contains(&l.as_str()));
        data.utterances.iter().find(|u| Some(u.label) == label).or_else(|| data.utterances.first())
    };
    WORDS.iter().filter_map(of).collect()
}

fn spectrogram(letter: &str, u: &Utterance, frames: &Frames, hop_s: f64, task: Task) -> crate::report::Plot {
    let what =
        if task == Task::Digits { "magnitude of 39 bands of equal width" } else { "13 mel cepstra with first and second differences" };
    let x = Axis::from_to("time, s", 0.0, frames.frames as f64 * hop_s);
    let y = Axis::from_to("band", 0.0, frames.bands as f64);
    grid(
        &format!("{letter}2. {}.", u.name),
        &format!("What the network hears: {what}. Dark is much."),
        [&x, &y],
        frames.bands,
        &frames.values,
    )
}
