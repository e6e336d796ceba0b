//! `cargo xtask speech --sentences --bundle`: the few sentences that come with page and program.

use anyhow::{Context as _, Result, ensure};
use nrr_snn::data::phones::{CLASSES, Folded, fold};
use nrr_snn::data::{DataSet, Segment, Utterance, Word, pack};
use serde::Serialize;

use super::plan::{self, Part, Task};
use crate::speech::generators::{self, Generator};

/// Sampling rate, in Hz: what the bundled digits have too.
const RATE_HZ: u32 = 8_000;
/// Largest pack that belongs in the repository, in bytes.
const MAX_PACK_BYTES: usize = 260_000;
const NOTES: &str = "Synthetic voices of flite, made by cargo xtask speech --sentences --bundle; licences: docs/voices.md.";

/// `sentences.json`: what is said, by which voice, made by what, under which licence.
#[derive(Debug, Serialize)]
struct Manifest {
    format: u32,
    name: &'static str,
    pack: &'static str,
    made_by: &'static str,
    licences: &'static str,
    processing: &'static str,
    rate_hz: u32,
    labels: &'static [&'static str],
    counts: Counts,
    generators: Vec<Generator>,
    sentences: Vec<SentenceEntry>,
}

#[derive(Debug, Default, Serialize)]
struct Counts {
    sentences: usize,
    held_out_sentences: usize,
    phones: usize,
    words: usize,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct SentenceEntry {
    name: String,
    text: String,
    voice: &'static str,
    held_out: bool,
    duration_stretch: f32,
    f0_hz: f32,
    licence: &'static str,
}

/// Makes `sentences.pack` and `sentences.json` in `www/public/data/`. The same flite gives the same bytes.
pub(crate) fn make() -> Result<()> {
    let flite = generators::flite()?;
    println!("{} {}", flite.synthesizer.program(), flite.version);
    let tasks = plan::bundle();
    let data = speak(&tasks)?;
    let bytes = pack::write(&data, NOTES)?;
    ensure!(bytes.len() <= MAX_PACK_BYTES, "the pack has {} bytes, {MAX_PACK_BYTES} at most are wanted: change plan.rs", bytes.len());
    let folder = crate::paths::root()?.join("www/public/data");
    super::write(&folder.join("sentences.pack"), &bytes)?;
    let manifest = manifest(&data, &tasks, flite);
    super::write(&folder.join("sentences.json"), (serde_json::to_string_pretty(&manifest)? + "\n").as_bytes())?;
    println!(
        "{} sentences ({} held out), {} phones, {} words, {:.1} s, {} bytes: {}",
        manifest.counts.sentences,
        manifest.counts.held_out_sentences,
        manifest.counts.phones,
        manifest.counts.words,
        manifest.counts.seconds,
        bytes.len(),
        folder.display()
    );
    Ok(())
}

/// Name of a sentence in the set, as its file in TIMIT's layout would be called.
fn name(task: &Task) -> String {
    let part = if task.part == Part::Train { "TRAIN" } else { "TEST" };
    format!("{part}/DR1/{}/SX{:03}.WAV", task.speaker.folder, task.number)
}

fn speak(tasks: &[Task]) -> Result<DataSet> {
    let recording = std::env::temp_dir().join(format!("nrr-snn-bundle-{}.wav", std::process::id()));
    let mut data = DataSet { name: "bundled sentences".to_owned(), labels: CLASSES.map(str::to_owned).to_vec(), ..DataSet::default() };
    for task in tasks {
        let spoken = super::say(task, &recording, RATE_HZ).with_context(|| format!("\"{}\"", task.text))?;
        let segment = |(start, end, label): &(usize, usize, String)| match fold(label) {
            Some(Folded::Class(label)) => Ok(Segment { start: u32::try_from(*start)?, end: u32::try_from(*end)?, label }),
            _ => anyhow::bail!("\"{}\": no class for the phone {label}", task.text),
        };
        let segments = spoken.phones.iter().map(segment).collect::<Result<_>>()?;
        let said = spoken.words.unwrap_or_else(|reason| {
            println!("no words for {}, \"{}\": {reason}", name(task), task.text);
            Vec::new()
        });
        let word = |(start, end, text): (usize, usize, String)| Ok(Word { start: u32::try_from(start)?, end: u32::try_from(end)?, text });
        let words = said.into_iter().map(word).collect::<Result<_>>()?;
        let samples = spoken.samples;
        let speaker = task.speaker.folder.to_owned();
        let index = u32::try_from(data.utterances.iter().filter(|u| u.speaker == speaker).count())?;
        let held_out = task.part != Part::Train;
        data.utterances.push(Utterance { name: name(task), label: 0, speaker, index, held_out, segments, words, samples });
    }
    std::fs::remove_file(&recording)?;
    data.sort();
    Ok(data)
}

fn manifest(data: &DataSet, tasks: &[Task], flite: Generator) -> Manifest {
    let seconds: f64 = data.utterances.iter().map(|u| u.samples.duration_s()).sum();
    let counts = Counts {
        sentences: data.utterances.len(),
        held_out_sentences: data.utterances.iter().filter(|u| u.held_out).count(),
        phones: data.utterances.iter().map(|u| u.segments.len()).sum(),
        words: data.utterances.iter().map(|u| u.words.len()).sum(),
        seconds: (seconds * 10.0).round() / 10.0,
    };
    let sentences = tasks.iter().map(|task| SentenceEntry {
        name: name(task),
        text: task.text.clone(),
        voice: task.speaker.voice,
        held_out: task.part != Part::Train,
        duration_stretch: task.stretch,
        f0_hz: task.pitch_hz,
        licence: flite.licence,
    });
    Manifest {
        format: 1,
        name: "bundled sentences",
        pack: "sentences.pack",
        made_by: "cargo xtask speech --sentences --bundle",
        licences: "docs/voices.md",
        processing: "8 kHz, IMA ADPCM 4 bit; phones as flite tells them, folded to 39 classes",
        rate_hz: RATE_HZ,
        labels: &CLASSES,
        counts,
        sentences: sentences.collect(),
        generators: vec![flite],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_voices_train_and_test_and_no_sentence_stands_twice() {
        let tasks = plan::bundle();
        for part in [Part::Train, Part::Sentences] {
            let voices: std::collections::BTreeSet<_> = tasks.iter().filter(|t| t.part == part).map(|t| t.speaker.voice).collect();
            assert_eq!(voices.len(), 2);
        }
        let texts: std::collections::BTreeSet<_> = tasks.iter().map(|t| &t.text).collect();
        assert_eq!(texts.len(), tasks.len());
    }

    /// The pack in the repository is of these sentences, with every word of them.
    #[test]
    fn the_bundled_words_are_those_of_the_sentences() -> Result<()> {
        let file = crate::paths::root()?.join("www/public/data/sentences.pack");
        let data = pack::read("sentences.pack", &std::fs::read(file)?)?;
        for task in plan::bundle() {
            let u = data.utterances.iter().find(|u| u.name == name(&task)).with_context(|| name(&task))?;
            super::super::tests::words_are_whole(&task.text, u);
        }
        Ok(())
    }
}
