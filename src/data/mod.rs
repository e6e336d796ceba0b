//! Data sets: readers of folders and packs, names, labels, splits. Knows [`audio`](crate::audio) alone.

#[cfg(any(not(target_arch = "wasm32"), feature = "lab"))]
mod corpus;
mod digest;
#[cfg(not(target_arch = "wasm32"))]
pub mod folder;
pub mod labels;
mod lines;
pub mod names;
pub mod pack;
pub mod phones;
pub mod split;
#[cfg(not(target_arch = "wasm32"))]
pub mod tidigits;
#[cfg(any(not(target_arch = "wasm32"), feature = "lab"))]
pub mod timit;

#[cfg(any(not(target_arch = "wasm32"), feature = "lab"))]
pub use corpus::Scanned;
pub use labels::check_labels;
pub use split::Split;

use crate::audio::Samples;
use crate::error::{Error, Result};
use crate::order;

/// A phone in an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Its first sample.
    pub start: u32,
    /// The first sample behind it.
    pub end: u32,
    /// Index in [`DataSet::labels`].
    pub label: usize,
}

/// A word within a sentence: what is said, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its first sample.
    pub start: u32,
    /// The first sample behind it.
    pub end: u32,
    /// As it is written, in lower case.
    pub text: String,
}

/// One spoken word, or a sentence whose phones are labelled.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// File name or path inside its set; unique in the set.
    pub name: String,
    /// Index in [`DataSet::labels`]; 0 for a sentence.
    pub label: usize,
    /// Who speaks; empty when unknown.
    pub speaker: String,
    /// Number of the take, counted per label and speaker from 0.
    pub index: u32,
    /// Belongs to the set's official test part (FSDD: index 0 to 4; bundled digits: held-out voices).
    pub held_out: bool,
    /// The phones of a sentence in the order of time; empty for a word. Samples that none covers have no label and are not judged.
    pub segments: Vec<Segment>,
    /// The words of a sentence in the order of time, where they are known: they are shown, nothing learns from them.
    pub words: Vec<Word>,
    /// The recording.
    pub samples: Samples,
}

/// Labelled utterances in a fixed order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DataSet {
    /// What messages call the set.
    pub name: String,
    /// The words, numbers in order first; an utterance's label is an index here.
    pub labels: Vec<String>,
    /// The utterances, sorted by name.
    pub utterances: Vec<Utterance>,
    /// What was left out or changed while reading, one sentence each.
    pub notices: Vec<String>,
}

impl DataSet {
    /// Brings labels and utterances into their fixed order, so that a run does not depend on the order of reading.
    pub fn sort(&mut self) {
        let old = std::mem::take(&mut self.labels);
        self.labels.clone_from(&old);
        labels::sort(&mut self.labels);
        let places: Vec<usize> = old.iter().map(|l| self.labels.iter().position(|m| m == l).unwrap_or(0)).collect();
        for u in &mut self.utterances {
            for label in std::iter::once(&mut u.label).chain(u.segments.iter_mut().map(|s| &mut s.label)) {
                *label = places.get(*label).copied().unwrap_or(*label);
            }
        }
        // Names are unique in a set, so no order is left open.
        order::sort(&mut self.utterances, |a, b| a.name < b.name);
    }

    /// Checks that the set can be learned from: two or more proper labels, an utterance at least for each, every label index valid.
    ///
    /// # Errors
    /// [`Error::DataSet`], naming the set and the label.
    pub fn check(&self) -> Result<()> {
        let problem = |problem: String, hint: &str| Error::DataSet { name: self.name.clone(), problem, hint: hint.to_owned() };
        if self.utterances.is_empty() {
            return Err(problem("no utterance in it".to_owned(), "add WAV files or takes"));
        }
        if crate::PHONEMES && self.is_phonemes() {
            let unknown = |u: &Utterance| u.segments.iter().any(|s| s.label >= self.labels.len());
            return match self.utterances.iter().find(|u| unknown(u)) {
                Some(u) => Err(problem(format!("{} has a phone without a label", u.name), "make the set again")),
                None => Ok(()),
            };
        }
        check_labels(&self.labels).map_err(|e| match e {
            Error::DataSet { problem: p, hint, .. } => problem(p, &hint),
            other => other,
        })?;
        let mut count = vec![0usize; self.labels.len()];
        for u in &self.utterances {
            let Some(c) = count.get_mut(u.label) else {
                return Err(problem(format!("{} has label number {} of {}", u.name, u.label, self.labels.len()), "make the set again"));
            };
            *c += 1;
        }
        match count.iter().position(|&c| c == 0) {
            Some(l) => Err(problem(format!("label \"{}\" has no utterance", self.labels[l]), "record a take of it, or take the label out")),
            None => Ok(()),
        }
    }

    /// Utterance `i`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there is none.
    pub fn utterance(&self, i: usize) -> Result<&Utterance> {
        self.utterances.get(i).ok_or_else(|| Error::OutOfRange {
            what: "utterance".into(),
            allowed: format!("0 to {}", self.utterances.len().saturating_sub(1)),
            got: i.to_string(),
        })
    }

    /// Whether its utterances are sentences of labelled phones.
    #[must_use]
    pub fn is_phonemes(&self) -> bool {
        self.utterances.iter().any(|u| !u.segments.is_empty())
    }

    /// The speakers, sorted, each once; unknown speakers are left out.
    #[must_use]
    pub fn speakers(&self) -> Vec<String> {
        let mut all: Vec<String> = self.utterances.iter().map(|u| u.speaker.clone()).filter(|s| !s.is_empty()).collect();
        order::sort(&mut all, |a, b| a < b);
        all.dedup();
        all
    }

    /// One set of several: labels united, utterance names prefixed by the name of their set.
    ///
    /// # Errors
    /// [`Error::DataSet`] when there is nothing to join, or when words and sentences would be.
    pub fn join(sets: Vec<DataSet>) -> Result<DataSet> {
        let mut sets = sets;
        if sets.len() == 1 {
            return Ok(sets.remove(0));
        }
        let name = sets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join("+");
        if crate::PHONEMES && sets.iter().any(Self::is_phonemes) && !sets.iter().all(Self::is_phonemes) {
            return Err(Error::DataSet {
                name,
                problem: "some of it are sentences of labelled phones and some are words".to_owned(),
                hint: "give sets of one kind".to_owned(),
            });
        }
        let mut joined = DataSet { name, ..DataSet::default() };
        for (n, set) in sets.into_iter().enumerate() {
            let phonemes = crate::PHONEMES && set.is_phonemes();
            let used = |l: usize| phonemes || set.utterances.iter().any(|u| u.label == l);
            let places: Vec<usize> = set
                .labels
                .iter()
                .enumerate()
                .map(|(l, name)| if used(l) { labels::index_of(&mut joined.labels, name) } else { 0 })
                .collect();
            let of = |l: usize| places.get(l).copied().unwrap_or(0);
            for mut u in set.utterances {
                // The number keeps two folders of one name apart.
                u.name = format!("{n}:{}/{}", set.name, u.name);
                u.label = of(u.label);
                u.segments.iter_mut().for_each(|s| s.label = of(s.label));
                joined.utterances.push(u);
            }
            joined.notices.extend(set.notices.into_iter().map(|text| format!("{}: {text}", set.name)));
        }
        if joined.utterances.is_empty() {
            return Err(Error::DataSet {
                name: if joined.name.is_empty() { "data".to_owned() } else { joined.name },
                problem: "no utterance in it".to_owned(),
                hint: "name a folder of WAV files, a pack, or \"bundled\"".to_owned(),
            });
        }
        joined.sort();
        Ok(joined)
    }
}
