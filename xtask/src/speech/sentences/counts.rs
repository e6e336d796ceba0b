//! How much speech a corpus has, and how often each phone is in it.

use std::fmt;

use nrr_snn::data::phones::{CLASSES, Folded, fold};

use super::RATE_HZ;
use super::phones::Phone;
use super::plan::Part;

/// Samples of a frame of 10 ms.
const FRAME: usize = RATE_HZ as usize / 100;
/// The parts in the order of the columns.
const PARTS: [Part; 3] = [Part::Train, Part::Sentences, Part::Voice];

/// Counts by part.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counts {
    /// Sentences of each part.
    sentences: [usize; 3],
    /// Samples of each part.
    samples: [usize; 3],
    /// Whole frames of 10 ms of each part.
    frames: [usize; 3],
    /// Phones of each class and part.
    phones: [[usize; 3]; CLASSES.len()],
    /// Samples of each class and part.
    durations: [[usize; 3]; CLASSES.len()],
    /// Words that have times.
    words: usize,
    /// Sentences whose words have none, each with the reason.
    without_words: Vec<String>,
}

impl Default for Counts {
    fn default() -> Self {
        let none = [[0; 3]; CLASSES.len()];
        Self { sentences: [0; 3], samples: [0; 3], frames: [0; 3], phones: none, durations: none, words: 0, without_words: Vec::new() }
    }
}

impl Counts {
    /// Counts a sentence.
    pub(crate) fn add(&mut self, part: Part, phones: &[Phone]) {
        let p = PARTS.iter().position(|&other| other == part).unwrap_or(0);
        let samples = phones.last().map_or(0, |(_, end, _)| *end);
        self.sentences[p] += 1;
        self.samples[p] += samples;
        self.frames[p] += samples / FRAME;
        for (start, end, name) in phones {
            if let Some(Folded::Class(class)) = fold(name) {
                self.phones[class][p] += 1;
                self.durations[class][p] += end - start;
            }
        }
    }

    /// Counts the words of a sentence.
    pub(crate) fn add_words(&mut self, words: usize) {
        self.words += words;
    }

    /// Counts a sentence without words, and keeps what is to be told of it.
    pub(crate) fn add_without_words(&mut self, reason: String) {
        self.without_words.push(reason);
    }

    /// The sum of two.
    pub(crate) fn join(mut self, other: &Self) -> Self {
        let add = |a: &mut [usize; 3], b: &[usize; 3]| a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        add(&mut self.sentences, &other.sentences);
        add(&mut self.samples, &other.samples);
        add(&mut self.frames, &other.frames);
        self.phones.iter_mut().zip(&other.phones).for_each(|(a, b)| add(a, b));
        self.durations.iter_mut().zip(&other.durations).for_each(|(a, b)| add(a, b));
        self.words += other.words;
        self.without_words.extend_from_slice(&other.without_words);
        self
    }

    /// Seconds of all parts.
    pub(crate) fn seconds(&self) -> f64 {
        seconds(self.samples.iter().sum())
    }

    /// Phones of a class in each part.
    #[cfg(test)]
    pub(crate) fn phones(&self, class: &str) -> [usize; 3] {
        CLASSES.iter().position(|c| *c == class).map_or([0; 3], |c| self.phones[c])
    }
}

fn seconds(samples: usize) -> f64 {
    samples as f64 / f64::from(RATE_HZ)
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (p, part) in PARTS.iter().enumerate() {
            let minutes = seconds(self.samples[p]) / 60.0;
            writeln!(f, "{}: {} sentences, {minutes:.1} minutes, {} frames of 10 ms", part.folder(), self.sentences[p], self.frames[p])?;
        }
        writeln!(f, "all: {:.1} minutes, {} frames of 10 ms", self.seconds() / 60.0, self.frames.iter().sum::<usize>())?;
        let (all, without) = (self.sentences.iter().sum::<usize>(), self.without_words.len());
        writeln!(f, "words: {} in {} sentences have times (.WRD); sentences without: {without}", self.words, all - without)?;
        // The sentences are spoken in no certain order.
        let mut reasons = self.without_words.clone();
        reasons.sort_unstable();
        for reason in reasons {
            writeln!(f, "  no {reason}")?;
        }
        writeln!(f, "phones of the 39 classes: in TRAIN, in TEST, of the held-out voice; share of the time")?;
        let time = self.samples.iter().sum::<usize>().max(1) as f64;
        for ((class, [train, test, voice]), durations) in CLASSES.iter().zip(self.phones).zip(self.durations) {
            let share = 100.0 * durations.iter().sum::<usize>() as f64 / time;
            writeln!(f, "{class:>4} {train:>6} {test:>5} {voice:>5} {share:>5.1} %")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_counted_by_part_and_folded_class() {
        let phones =
            |names: &[&str]| -> Vec<Phone> { names.iter().enumerate().map(|(n, p)| (n * 200, n * 200 + 200, (*p).to_owned())).collect() };
        let (mut a, mut b) = (Counts::default(), Counts::default());
        a.add(Part::Train, &phones(&["pau", "ao", "aa", "pau"]));
        a.add_words(3);
        b.add(Part::Voice, &phones(&["aa"]));
        b.add_without_words("SX002.WRD: why".to_owned());
        let all = a.join(&b);
        assert_eq!(all.phones("aa"), [2, 0, 1]);
        assert_eq!(all.phones("sil"), [2, 0, 0]);
        assert_eq!((all.sentences, all.frames), ([1, 0, 1], [5, 0, 1]));
        assert!((all.seconds() - 1000.0 / 16_000.0).abs() < 1e-12);
        assert!(
            all.to_string().contains("words: 3 in 1 sentences have times (.WRD); sentences without: 1\n  no SX002.WRD: why\n"),
            "{all}"
        );
        assert!(all.to_string().contains("  aa      2     0     1  60.0 %\n"), "{all}");
    }
}
