//! `cargo xtask speech --sentences`: sentences by flite's voices with the end of every phone, in TIMIT's layout.

pub(crate) mod bundle;
mod counts;
mod folder;
mod grammar;
mod phones;
mod placed;
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
            let spoken = speak(out, task).with_context(|| format!("sentence {} by {}, \"{}\"", task.number, task.speaker.voice, task.text));
            // The other workers have nothing to do any more.
            let spoken = spoken.inspect_err(|_| next.store(tasks.len(), Ordering::Relaxed))?;
            counts.add(task.part, &spoken.phones);
            match &spoken.words {
                Ok(words) => counts.add_words(words.len()),
                Err(reason) => {
                    counts.add_without_words(format!("{}, \"{}\": {reason}", task.file(Path::new(""), "WRD").display(), task.text));
                }
            }
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

/// Speaks a sentence and writes recording, phones, words and text.
fn speak(out: &Path, task: &Task) -> Result<Spoken> {
    let recording = task.file(out, "WAV");
    if let Some(folder) = recording.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let spoken = say(task, &recording, RATE_HZ)?;
    let length = spoken.samples.samples.len();
    write(&recording, &wav::write(&spoken.samples))?;
    write(&task.file(out, "PHN"), phones::labels(&spoken.phones).as_bytes())?;
    if let Ok(words) = &spoken.words {
        write(&task.file(out, "WRD"), phones::labels(words).as_bytes())?;
    }
    write(&task.file(out, "TXT"), format!("0 {length} {}\n", task.text).as_bytes())?;
    Ok(spoken)
}

/// A spoken sentence.
struct Spoken {
    samples: Samples,
    phones: Vec<phones::Phone>,
    /// The words as the phones are, or why they have no certain times.
    words: Result<Vec<phones::Phone>>,
}

/// Has flite speak a sentence into the file `recording`; gives the sound at another rate, its phones and its words.
fn say(task: &Task, recording: &Path, rate_hz: u32) -> Result<Spoken> {
    let said = process::text(&mut command(task, recording))?;
    let bytes = std::fs::read(recording).with_context(|| format!("flite wrote no {}", recording.display()))?;
    let samples = resample::resample(&wav::read(&recording.display().to_string(), &bytes)?, rate_hz)?;
    let phones = phones::segments(&said, rate_hz, samples.samples.len()).context("what flite says of its phones")?;
    let apart = process::text(&mut command_apart(task))?;
    let words = placed::words_of(&task.text, &apart, &phones);
    Ok(Spoken { samples, phones, words })
}

fn command(task: &Task, recording: &Path) -> std::process::Command {
    let stretch = format!("duration_stretch={:.3}", task.stretch);
    let pitch = format!("int_f0_target_mean={:.1}", task.pitch_hz);
    let arguments = ["-voice", task.speaker.voice, "--setf", &stretch, "--setf", &pitch, "-psdur", "-t", &task.text, "-o"];
    let mut command = process::command(Path::new("."), "flite", arguments);
    command.arg(recording);
    command
}

/// The sentence with a pause behind every word, of which the phones alone are wanted.
fn command_apart(task: &Task) -> std::process::Command {
    let text = placed::apart(&task.text);
    process::command(Path::new("."), "flite", ["-voice", task.speaker.voice, "-ps", "-t", &text, "-o", "none"])
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use nrr_snn::data::{self, Utterance, phones::CLASSES};

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

    /// Every word is there once, in its order, from one phone's beginning to another's end, and all phones but the pauses are in one.
    pub(super) fn words_are_whole(text: &str, u: &Utterance) {
        let said = text.to_lowercase();
        let said: Vec<&str> = said.split(' ').map(|word| word.trim_end_matches(['.', ',', '?', '!'])).collect();
        assert_eq!(u.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>(), said, "{}", u.name);
        let mut reached = 0;
        for w in &u.words {
            assert!(reached <= w.start && w.start < w.end, "{}: {w:?}", u.name);
            reached = w.end;
            assert!(u.segments.iter().any(|s| s.start == w.start) && u.segments.iter().any(|s| s.end == w.end), "{}: {w:?}", u.name);
        }
        assert!(reached as usize <= u.samples.samples.len(), "{}", u.name);
        for s in &u.segments {
            let words = u.words.iter().filter(|w| w.start <= s.start && s.end <= w.end).count();
            assert_eq!(words, usize::from(CLASSES[s.label] != "sil"), "{}: {s:?}", u.name);
        }
    }

    /// A pause behind one word alone, in an otherwise unchanged sentence, comes where that word ends.
    #[test]
    fn words_end_where_a_pause_behind_them_would_begin() -> Result<()> {
        if process::find("flite").is_none() {
            println!("skipped: words_end_where_a_pause_behind_them_would_begin (flite is not there)");
            return Ok(());
        }
        let recording = std::env::temp_dir().join(format!("nrr-snn-words-{}.wav", std::process::id()));
        for task in plan::plan(25) {
            let spoken = say(&task, &recording, RATE_HZ)?;
            let words = spoken.words.with_context(|| task.text.clone())?;
            let is_pause = |name: &str| name == "pau";
            let behind = |end: usize| spoken.phones.iter().filter(|(start, _, name)| *start >= end && !is_pause(name)).count();
            let tokens: Vec<&str> = task.text.split(' ').collect();
            for n in 1..tokens.len() {
                let mut changed = tokens.iter().map(|&token| token.to_owned()).collect::<Vec<_>>();
                changed[n - 1] = changed[n - 1].trim_end_matches(',').to_owned() + ",";
                let text = changed.join(" ");
                let said = process::text(&mut process::command(
                    Path::new("."),
                    "flite",
                    ["-voice", task.speaker.voice, "-ps", "-t", &text, "-o", "none"],
                ))?;
                let said: Vec<&str> = said.split_whitespace().collect();
                let rest = behind(words[n - 1].1);
                let pauses = said.iter().enumerate().filter(|(_, name)| is_pause(name)).map(|(at, _)| at);
                let mut followed_by = pauses.map(|at| said[at..].iter().filter(|name| !is_pause(name)).count());
                assert!(followed_by.any(|count| count == rest), "{text}: {said:?}, {rest} phones expected behind the pause");
            }
        }
        std::fs::remove_file(&recording)?;
        Ok(())
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
        assert_eq!(a.len(), 4 * 100 + 1);
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
        for task in plan::plan(100) {
            let u = set.utterances.iter().chain(&voice.utterances).find(|u| task.file(&first, "WAV").ends_with(&u.name));
            words_are_whole(&task.text, u.with_context(|| format!("no sentence {}", task.number))?);
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
