//! `digits.json`: which voices speak the bundled digits, how, made by what, under which licences.

use std::collections::BTreeMap;

use nrr_snn::data::DataSet;
use serde::Serialize;

use super::generators::{Generator, licence};
use super::renderings::{Manner, Rendering};
use super::voices::{Part, Sex, Synthesizer};

/// The file.
#[derive(Debug, Serialize)]
pub(crate) struct Manifest {
    format: u32,
    name: &'static str,
    pack: &'static str,
    made_by: &'static str,
    licences: &'static str,
    processing: &'static str,
    rate_hz: u32,
    labels: Vec<String>,
    counts: Counts,
    generators: Vec<Generator>,
    voices: Vec<VoiceEntry>,
}

#[derive(Debug, Serialize)]
struct Counts {
    voices: usize,
    held_out_voices: usize,
    utterances: usize,
    held_out_utterances: usize,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct VoiceEntry {
    id: &'static str,
    synthesizer: Synthesizer,
    variant: &'static str,
    sex: Option<Sex>,
    held_out: bool,
    licence: &'static str,
    renderings: Vec<RenderingEntry>,
}

#[derive(Debug, Serialize)]
struct RenderingEntry {
    index: u32,
    #[serde(flatten)]
    manner: BTreeMap<&'static str, serde_json::Value>,
}

/// Describes the made set.
pub(crate) fn manifest(data: &DataSet, renderings: &[Rendering], generators: Vec<Generator>) -> Manifest {
    let mut voices: Vec<VoiceEntry> = Vec::new();
    for r in renderings {
        let v = r.voice;
        if voices.last().is_none_or(|last| last.id != v.id) {
            voices.push(VoiceEntry {
                id: v.id,
                synthesizer: v.synthesizer,
                variant: v.variant,
                sex: v.sex,
                held_out: v.part == Part::Test,
                licence: licence(v.synthesizer),
                renderings: Vec::new(),
            });
        }
        if let Some(last) = voices.last_mut() {
            last.renderings.push(RenderingEntry { index: r.index, manner: manner(&r.manner) });
        }
    }
    let seconds: f64 = data.utterances.iter().map(|u| u.samples.duration_s()).sum();
    let counts = Counts {
        voices: voices.len(),
        held_out_voices: voices.iter().filter(|v| v.held_out).count(),
        utterances: data.utterances.len(),
        held_out_utterances: data.utterances.iter().filter(|u| u.held_out).count(),
        seconds: (seconds * 10.0).round() / 10.0,
    };
    Manifest {
        format: 1,
        name: "bundled digits",
        pack: "digits.pack",
        made_by: "cargo xtask speech",
        licences: "docs/voices.md",
        processing: "8 kHz, trimmed to the word with 30 ms on each side, one level, IMA ADPCM 4 bit",
        rate_hz: super::shape::RATE_HZ,
        labels: data.labels.clone(),
        counts,
        generators,
        voices,
    }
}

fn manner(manner: &Manner) -> BTreeMap<&'static str, serde_json::Value> {
    let mut map = BTreeMap::new();
    match *manner {
        Manner::Espeak { accent, speed_wpm, pitch } => {
            map.insert("accent", accent.into());
            map.insert("speed_wpm", speed_wpm.into());
            map.insert("pitch", pitch.into());
        }
        Manner::Flite { duration_stretch, f0_hz, frequency_scale } => {
            map.insert("duration_stretch", duration_stretch.into());
            map.insert("frequency_scale", frequency_scale.into());
            if let Some(f0) = f0_hz {
                map.insert("f0_hz", f0.into());
            }
        }
    }
    map
}
