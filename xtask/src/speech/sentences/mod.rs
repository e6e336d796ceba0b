//! `cargo xtask speech --sentences`: sentences by flite's voices with the end of every phone, in TIMIT's layout.

pub(crate) mod bundle;
mod counts;
mod folder;
mod grammar;
mod phones;
mod plan;
mod readme;
mod words;

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context as _, Result, anyhow, ensure};
use nrr_snn::audio::{Samples, resample, wav};

use super::generators;
use crate::process;
use counts::Counts;
use plan::Task;

/// Sampling rate of the corpus, in Hz.
const RATE_HZ: u32 = 16_000;
/// After so many sentences the progress is told.
const TOLD_EVERY: usize = 50;

/// Makes the corpus of `count` sentences in `out` (by default `target/sentences`): `sentences/TRAIN`, `sentences/TEST` (other sentences by the same
/// voices) and `held-out-voice/TEST` (other sentences by another voice). The same synthesizer gives the same bytes.
pub(crate) fn make(out: Option<PathBuf>, count: usize) -> Result<()> {
    let out = match out {
        Some(out) => out,
        None => crate::paths::root()?.join("target/sentences"),
    };
    let counts = corpus(&out, count)?;
    print!("{counts}");
    println!("{count} sentences: {}", out.display());
    Ok(())
}

fn corpus(out: &Path, count: usize) -> Result<Counts> {
    ensure!((25..=20_000).contains(&count), "--count: expected 25 to 20000 sentences, got {count}");
    let flite = generators::flite()?;
    eprintln!("{} {}", flite.synthesizer.program(), flite.version);
    folder::prepare(out, &readme::readme(&flite, count))?;
    speak_all(out, &plan::plan(count))
}

/// Speaks everything, on all cores. Every sentence has its own files, so their order is free.
fn speak_all(out: &Path, tasks: &[Task]) -> Result<Counts> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(tasks.len());
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let worker = || -> Result<Counts> {
        let mut counts = Counts::default();
        while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
            let phones = speak(out, task).with_context(|| format!("sentence {} by {}, \"{}\"", task.number, task.speaker.voice, task.text));
            // The other workers have nothing to do any more.
            counts.add(task.part, &phones.inspect_err(|_| next.store(tasks.len(), Ordering::Relaxed))?);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(TOLD_EVERY) || done == tasks.len() {
                eprintln!("{done} of {} sentences", tasks.len());
            }
        }
        Ok(counts)
    };
    let counted: Vec<Result<Counts>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|w| w.join().unwrap_or_else(|_| Err(anyhow!("a thread that synthesizes speech has crashed")))).collect()
    });
    counted.into_iter().try_fold(Counts::default(), |all, counts| Ok(all.join(&counts?)))
}

/// Speaks a sentence and writes recording, phones and text; gives its phones.
fn speak(out: &Path, task: &Task) -> Result<Vec<phones::Phone>> {
    let recording = task.file(out, "WAV");
    if let Some(folder) = recording.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let (samples, phones) = say(task, &recording, RATE_HZ)?;
    let length = samples.samples.len();
    write(&recording, &wav::write(&samples))?;
    write(&task.file(out, "PHN"), phones::labels(&phones).as_bytes())?;
    write(&task.file(out, "TXT"), format!("0 {length} {}\n", task.text).as_bytes())?;
    Ok(phones)
}

/// Has flite speak a sentence into the file `recording`; gives the sound at another rate, and its phones.
fn say(task: &Task, recording: &Path, rate_hz: u32) -> Result<(Samples, Vec<phones::Phone>)> {
    let said = process::text(&mut command(task, recording))?;
    let bytes = std::fs::read(recording).with_context(|| format!("flite wrote no {}", recording.display()))?;
    let samples = resample::resample(&wav::read(&recording.display().to_string(), &bytes)?, rate_hz)?;
    let phones = phones::segments(&said, rate_hz, samples.samples.len()).context("what flite says of its phones")?;
    Ok((samples, phones))
}

fn command(task: &Task, recording: &Path) -> std::process::Command {
    let stretch = format!("duration_stretch={:.3}", task.stretch);
    let pitch = format!("int_f0_target_mean={:.1}", task.pitch_hz);
    let arguments = ["-voice", task.speaker.voice, "--setf", &stretch, "--setf", &pitch, "-psdur", "-t", &task.text, "-o"];
    let mut command = process::command(Path::new("."), "flite", arguments);
    command.arg(recording);
    command
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use nrr_snn::data::{self, phones::CLASSES};

    use super::*;

    /// Every file below a folder with its bytes.
    fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
        let mut all = BTreeMap::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(here) = folders.pop() {
            for entry in std::fs::read_dir(&here)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    all.insert(path.strip_prefix(folder)?.to_owned(), std::fs::read(&path)?);
                }
            }
        }
        Ok(all)
    }

    #[test]
    fn the_corpus_is_read_as_timit_has_every_phone_and_is_always_the_same() -> Result<()> {
        if process::find("flite").is_none() {
            println!("skipped: the_corpus_is_read_as_timit_has_every_phone_and_is_always_the_same (flite is not there)");
            return Ok(());
        }
        let temporary = std::env::temp_dir().join(format!("nrr-snn-sentences-{}", std::process::id()));
        let (first, second) = (temporary.join("first"), temporary.join("second"));
        let counts = corpus(&first, 100)?;
        corpus(&second, 25)?;
        corpus(&second, 100)?;
        let (a, b) = (files(&first)?, files(&second)?);
        assert_eq!(a.len(), 3 * 100 + 1);
        assert!(a == b, "a second run differs from the first");

        let (set, voice) = (data::folder::read(&first.join("sentences"))?, data::folder::read(&first.join("held-out-voice"))?);
        assert_eq!([&set.notices, &voice.notices], [&Vec::<String>::new(); 2]);
        assert_eq!(set.utterances.iter().filter(|u| u.held_out).count(), 16);
        assert_eq!(set.speakers(), ["FSLT0", "MAWB0", "MKAL0", "MKLS0"]);
        assert_eq!((voice.speakers(), voice.utterances.len()), (vec!["MRMS0".to_owned()], 12));
        let mut seconds = 0.0;
        for u in set.utterances.iter().chain(&voice.utterances) {
            assert_eq!(u.samples.rate_hz, RATE_HZ);
            seconds += u.samples.duration_s();
            let mut reached = 0;
            for s in &u.segments {
                assert_eq!(s.start, reached, "{}", u.name);
                reached = s.end;
            }
            assert_eq!(reached as usize, u.samples.samples.len(), "{}", u.name);
        }
        assert!((counts.seconds() - seconds).abs() < 1e-6);
        for class in CLASSES {
            let [train, test, voice] = counts.phones(class);
            // Flite has no flap.
            if class == "dx" {
                assert_eq!([train, test, voice], [0; 3]);
            } else {
                assert!(train >= 12 && test + voice >= 3, "{class}: {train} in TRAIN, {test} in TEST, {voice} of the other voice");
            }
        }
        std::fs::remove_dir_all(&temporary)?;
        Ok(())
    }
}
