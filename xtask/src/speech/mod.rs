//! `cargo xtask speech`: the bundled digits, spoken by synthetic voices.

mod clips;
mod generators;
mod manifest;
mod renderings;
pub(crate) mod sentences;
mod shape;
mod synthesize;
mod voices;

use std::num::NonZero;
use std::path::Path;
use std::thread;

use anyhow::{Context as _, Result, anyhow, bail};
use nrr_snn::data::{DataSet, Utterance, pack};

use renderings::Rendering;
use voices::Part;

/// The words; the label of a word is its place.
const WORDS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
/// Largest pack that belongs in the repository, in bytes.
const MAX_PACK_BYTES: usize = 2_500_000;
/// Fewest utterances that the bundled digits must have.
const MIN_UTTERANCES: usize = 600;
const NOTES: &str = "Synthetic voices of espeak-ng and flite, made by cargo xtask speech; licences: docs/voices.md.";

/// Makes `digits.pack`, `digits.json` and `clips/` in `www/public/data/`. The same synthesizers give the same bytes.
pub(crate) fn make() -> Result<()> {
    let generators = generators::all()?;
    for g in &generators {
        println!("{} {}", g.synthesizer.program(), g.version);
    }
    let renderings = renderings::all();
    let data = speak_all(&renderings)?;
    let bytes = pack::write(&data, NOTES)?;
    if bytes.len() > MAX_PACK_BYTES || data.utterances.len() < MIN_UTTERANCES {
        bail!(
            "the pack has {} utterances in {} bytes; at least {MIN_UTTERANCES} in at most {MAX_PACK_BYTES} are wanted: \
             change xtask/src/speech/renderings.rs",
            data.utterances.len(),
            bytes.len()
        );
    }
    let folder = crate::paths::root()?.join("www/public/data");
    std::fs::create_dir_all(&folder)?;
    write(&folder.join("digits.pack"), &bytes)?;
    let manifest = manifest::manifest(&data, &renderings, generators);
    write(&folder.join("digits.json"), (serde_json::to_string_pretty(&manifest)? + "\n").as_bytes())?;
    let clips = clips::write(&folder.join("clips"), &data)?;
    let held_out = data.utterances.iter().filter(|u| u.held_out).count();
    println!(
        "{} utterances ({held_out} held out) of {} voices, {} bytes; {clips} clips: {}",
        data.utterances.len(),
        voices::VOICES.len(),
        bytes.len(),
        folder.display()
    );
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Speaks everything, on all cores; the order of the result is fixed.
fn speak_all(renderings: &[Rendering]) -> Result<DataSet> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = renderings.len().div_ceil(cores).max(1);
    let spoken: Vec<Result<Vec<Utterance>>> = thread::scope(|scope| {
        let workers: Vec<_> = renderings.chunks(share).map(|part| scope.spawn(|| part.iter().map(speak_words).collect())).collect();
        workers
            .into_iter()
            .flat_map(|w| w.join().unwrap_or_else(|_| vec![Err(anyhow!("a thread that synthesizes speech has crashed"))]))
            .collect()
    });
    let mut data = DataSet { name: "bundled digits".to_owned(), ..DataSet::default() };
    data.labels = (0..WORDS.len()).map(|l| l.to_string()).collect();
    for utterances in spoken {
        data.utterances.extend(utterances?);
    }
    data.sort();
    Ok(data)
}

/// The ten digits in one rendering.
fn speak_words(rendering: &Rendering) -> Result<Vec<Utterance>> {
    let speaker = rendering.voice.id;
    let utterance = |(label, word): (usize, &&str)| {
        let name = format!("{label}_{speaker}_{}.wav", rendering.index);
        let samples = synthesize::speak(rendering, word).and_then(|spoken| shape::shape(&name, &spoken)).with_context(|| name.clone())?;
        let held_out = rendering.voice.part == Part::Test;
        Ok(Utterance {
            name,
            label,
            speaker: speaker.to_owned(),
            index: rendering.index,
            held_out,
            segments: Vec::new(),
            words: Vec::new(),
            samples,
        })
    };
    WORDS.iter().enumerate().map(utterance).collect()
}
