//! `cargo xtask speech --sentences`: sentences by flite's voices with the end of every phone, in TIMIT's layout.

mod grammar;
mod phones;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result, anyhow, ensure};
use nrr_snn::audio::{resample, wav};
use nrr_snn::rng::{Purpose, Stream};

use super::generators;
use crate::process;

/// Sampling rate of the corpus, in Hz.
const RATE_HZ: u32 = 16_000;
/// Voices that train: flite's name, and the speaker's name in TIMIT's manner.
const VOICES: [(&str, &str); 3] = [("kal16", "MKAL0"), ("awb", "MAWB0"), ("slt", "FSLT0")];
/// The voice that is heard in the test alone.
const HELD_OUT: (&str, &str) = ("rms", "MRMS0");
/// Of a hundred sentences so many train, and so many test the voices that train; the others are spoken by the voice that is held out.
const TRAIN: usize = 75;
const TEST: usize = 15;

/// One sentence to be spoken.
struct Task {
    number: usize,
    text: String,
    voice: &'static str,
    /// Folder from the output folder on.
    folder: String,
}

/// Makes the corpus of `count` sentences in `out`: `sentences/TRAIN`, `sentences/TEST` (other sentences by the same voices) and
/// `held-out-voice/TEST` (other sentences by another voice). The same synthesizer gives the same bytes.
pub(crate) fn make(out: &Path, count: usize) -> Result<()> {
    ensure!((20..=20_000).contains(&count), "--count: expected 20 to 20000 sentences, got {count}");
    let flite = generators::flite()?;
    println!("{} {}", flite.synthesizer.program(), flite.version);
    let tasks: Vec<Task> = grammar::sentences(count).into_iter().enumerate().map(|(number, text)| task(number, text)).collect();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = tasks.len().div_ceil(cores).max(1);
    let spoken: Vec<Result<f64>> = thread::scope(|scope| {
        let workers: Vec<_> = tasks.chunks(share).map(|part| scope.spawn(|| part.iter().map(|task| speak(out, task)).sum())).collect();
        workers.into_iter().map(|w| w.join().unwrap_or_else(|_| Err(anyhow!("a thread that synthesizes speech has crashed")))).collect()
    });
    let seconds: f64 = spoken.into_iter().sum::<Result<f64>>()?;
    let note = format!(
        "Synthetic sentences by flite {} (voices {}, held out {}; {}), made by cargo xtask speech --sentences --count {count}. Phones in flite's \
         names, first sample and first sample behind, at {RATE_HZ} Hz. Licences: docs/voices.md of the project.\n",
        flite.version,
        VOICES.map(|v| v.0).join(", "),
        HELD_OUT.0,
        flite.licence
    );
    write(&out.join("README.txt"), note.as_bytes())?;
    println!("{count} sentences, {:.1} minutes of speech: {}", seconds / 60.0, out.display());
    Ok(())
}

fn task(number: usize, text: String) -> Task {
    let (voice, speaker) = VOICES[number % VOICES.len()];
    let (voice, folder) = match number % 100 {
        n if n < TRAIN => (voice, format!("sentences/TRAIN/DR1/{speaker}")),
        n if n < TRAIN + TEST => (voice, format!("sentences/TEST/DR1/{speaker}")),
        _ => (HELD_OUT.0, format!("held-out-voice/TEST/DR1/{}", HELD_OUT.1)),
    };
    Task { number, text, voice, folder }
}

/// Speaks a sentence and writes recording, phones and text; gives its seconds.
fn speak(out: &Path, task: &Task) -> Result<f64> {
    let folder = out.join(&task.folder);
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let file = |extension: &str| -> PathBuf { folder.join(format!("SX{:04}.{extension}", task.number + 1)) };
    let recording = file("WAV");
    // Nobody speaks as fast, or as high, all the time.
    let mut draw = Stream::new(2, Purpose::Augment, task.number as u64);
    let (stretch, shift) = (draw.range(0.85, 1.2), draw.range(0.92, 1.1));
    let f0 = match task.voice {
        "slt" => 170.0 * shift,
        _ => 105.0 * shift,
    };
    let arguments = [
        "-voice",
        task.voice,
        "--setf",
        &format!("duration_stretch={stretch:.3}"),
        "--setf",
        &format!("int_f0_target_mean={f0:.1}"),
        "-psdur",
        "-t",
        &task.text,
        "-o",
        &recording.to_string_lossy(),
    ];
    let mut command = process::command(Path::new("."), "flite", arguments);
    let said = String::from_utf8_lossy(&process::output(&mut command)?).into_owned();
    let bytes = std::fs::read(&recording).with_context(|| format!("flite wrote no {}", recording.display()))?;
    let samples = wav::read(&recording.display().to_string(), &bytes)?;
    let samples = resample::resample(&samples, RATE_HZ)?;
    write(&recording, &wav::write(&samples))?;
    let segments =
        phones::segments(&said, RATE_HZ, samples.samples.len()).with_context(|| format!("{}: what flite says of its phones", task.text))?;
    write(&file("PHN"), phones::labels(&segments).as_bytes())?;
    write(&file("TXT"), format!("0 {} {}\n", samples.samples.len(), task.text).as_bytes())?;
    Ok(samples.samples.len() as f64 / f64::from(RATE_HZ))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_is_in_two_parts_and_every_voice_has_its_own() {
        let tasks: Vec<Task> = grammar::sentences(600).into_iter().enumerate().map(|(n, text)| task(n, text)).collect();
        let of = |part: &str| tasks.iter().filter(|t| t.folder.starts_with(part)).map(|t| t.text.as_str()).collect::<Vec<_>>();
        let (train, test, other) = (of("sentences/TRAIN"), of("sentences/TEST"), of("held-out-voice"));
        assert_eq!([train.len(), test.len(), other.len()], [450, 90, 60]);
        assert!(!train.iter().any(|t| test.contains(t) || other.contains(t)));
        assert!(tasks.iter().all(|t| (t.voice == HELD_OUT.0) == t.folder.starts_with("held-out-voice")));
        for (voice, speaker) in VOICES {
            assert!(tasks.iter().filter(|t| t.voice == voice).all(|t| t.folder.ends_with(speaker)));
            assert!(tasks.iter().filter(|t| t.voice == voice).count() >= 150);
        }
    }
}
