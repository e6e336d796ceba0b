//! Clips to try on the page: a few words of held-out voices as plain WAV files, two of them in noise.

use std::path::Path;

use anyhow::{Context as _, Result};
use nrr_snn::audio::{Samples, wav};
use nrr_snn::data::{DataSet, Utterance};
use nrr_snn::rng::{Purpose, Stream};
use serde::Serialize;

/// What a clip is made of.
struct Plan {
    label: &'static str,
    voice: &'static str,
    rendering: u32,
    /// Who that is, for the page.
    who: &'static str,
    /// RMS of the added noise below the loudest 10 ms, in dB.
    noise_below_db: Option<f64>,
}

const fn clean(label: &'static str, voice: &'static str, rendering: u32, who: &'static str) -> Plan {
    Plan { label, voice, rendering, who, noise_below_db: None }
}

const fn noisy(label: &'static str, voice: &'static str, rendering: u32, who: &'static str, below_db: f64) -> Plan {
    Plan { label, voice, rendering, who, noise_below_db: Some(below_db) }
}

/// The clips, in the page's order. All voices are held out: no shipped model has heard them.
const PLANS: &[Plan] = &[
    clean("7", "rms", 0, "RMS, low voice"),
    clean("0", "f2", 0, "F2, high voice"),
    clean("1", "m3", 0, "M3, low voice"),
    clean("2", "rms", 2, "RMS, fast"),
    clean("3", "linda", 0, "Linda, high voice"),
    clean("4", "pablo", 0, "Pablo, low voice"),
    clean("5", "f4", 0, "F4, high voice"),
    clean("6", "quincy", 0, "Quincy, low voice"),
    clean("8", "annie", 0, "Annie, high voice"),
    clean("9", "antonio", 0, "Antonio, low voice"),
    noisy("3", "rms", 1, "RMS in noise", 20.0),
    noisy("8", "m8", 0, "M8 in strong noise", 10.0),
];

/// Silence around the word, in samples at 8 kHz (200 ms).
const AROUND: usize = 1_600;

/// An entry of `clips.json`.
#[derive(Debug, Serialize)]
struct Clip {
    file: String,
    label: String,
    voice: String,
    title: String,
}

/// Writes the clips and `clips.json` into `folder`. `data` holds the utterances before they were packed.
pub(crate) fn write(folder: &Path, data: &DataSet) -> Result<usize> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for old in std::fs::read_dir(folder)? {
        let old = old?.path();
        if old.extension().is_some_and(|e| e == "wav") {
            std::fs::remove_file(&old)?;
        }
    }
    let mut clips = Vec::new();
    for (number, plan) in PLANS.iter().enumerate() {
        let found = data.utterances.iter().find(|u| is_planned(u, plan, data)).with_context(|| {
            format!("no utterance of {} by {}, rendering {}, among the held-out ones", plan.label, plan.voice, plan.rendering)
        })?;
        let noise = if plan.noise_below_db.is_some() { "-noise" } else { "" };
        let file = format!("{}-{}{noise}.wav", plan.label, plan.voice);
        std::fs::write(folder.join(&file), wav::write(&clip(&found.samples, plan.noise_below_db, number as u64)))?;
        let title = format!("“{}” · {}", super::WORDS[found.label], plan.who);
        clips.push(Clip { file, label: plan.label.to_owned(), voice: plan.voice.to_owned(), title });
    }
    std::fs::write(folder.join("clips.json"), serde_json::to_string_pretty(&clips)? + "\n")?;
    Ok(clips.len())
}

fn is_planned(u: &Utterance, plan: &Plan, data: &DataSet) -> bool {
    u.held_out && u.speaker == plan.voice && u.index == plan.rendering && data.labels.get(u.label).is_some_and(|l| l == plan.label)
}

/// The word with silence around it, and noise over all of it.
fn clip(word: &Samples, noise_below_db: Option<f64>, number: u64) -> Samples {
    let silence = vec![0.0; AROUND];
    let mut samples = [&silence[..], &word.samples, &silence].concat();
    if let Some(below) = noise_below_db {
        let loudest =
            word.samples.chunks(80).map(|w| w.iter().map(|&x| f64::from(x * x)).sum::<f64>() / w.len() as f64).fold(0.0, f64::max);
        let rms = loudest.sqrt() * 10f64.powf(-below / 20.0);
        let mut random = Stream::new(number, Purpose::Noise, 0);
        for x in &mut samples {
            // twelve uniform draws have variance 1 and are all but normal
            let normal: f64 = (0..12).map(|_| f64::from(random.uniform())).sum::<f64>() - 6.0;
            *x = (f64::from(*x) + rms * normal).clamp(-1.0, 1.0) as f32;
        }
    }
    Samples { rate_hz: word.rate_hz, samples }
}
