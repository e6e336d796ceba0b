//! Who says which sentence, and in which part of the corpus it stands.

use std::path::{Path, PathBuf};

use nrr_snn::rng::{Purpose, Stream};

use super::grammar;

/// A voice of flite as a speaker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Speaker {
    /// Flite's name of the voice.
    pub(crate) voice: &'static str,
    /// Name of the speaker's folder in TIMIT's manner: sex and four characters.
    pub(crate) folder: &'static str,
    /// Mean pitch, in Hz, for the voices that take it.
    pub(crate) pitch_hz: f32,
}

/// Voices that train. `kal` has diphones at 8 kHz and `kal16` at 16 kHz by one person. `awb_time` is none of them: it can tell the time and
/// leaves out every other word.
pub(crate) const VOICES: [Speaker; 4] = [
    Speaker { voice: "kal", folder: "MKAL0", pitch_hz: 95.0 },
    Speaker { voice: "kal16", folder: "MKLS0", pitch_hz: 105.0 },
    Speaker { voice: "awb", folder: "MAWB0", pitch_hz: 120.0 },
    Speaker { voice: "slt", folder: "FSLT0", pitch_hz: 170.0 },
];

/// The voice that tests alone, as in the bundled digits.
pub(crate) const HELD_OUT: Speaker = Speaker { voice: "rms", folder: "MRMS0", pitch_hz: 105.0 };

/// Of so many sentences…
const BLOCK: usize = 25;
/// … so many train, …
const TRAIN: usize = 18;
/// … so many test the voices that train, and the others are said by the voice that is held out.
const TEST: usize = 4;

/// A part of the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Trains.
    Train,
    /// Tests: sentences held out, by voices that train.
    Sentences,
    /// Tests: sentences held out, by the voice held out.
    Voice,
}

impl Part {
    /// The part's folder.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Train => "sentences/TRAIN/DR1",
            Self::Sentences => "sentences/TEST/DR1",
            Self::Voice => "held-out-voice/TEST/DR2",
        }
    }
}

/// One sentence to be spoken.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Task {
    /// Number of the sentence in the corpus, from 1.
    pub(crate) number: usize,
    /// What is said.
    pub(crate) text: String,
    /// Who says it.
    pub(crate) speaker: Speaker,
    /// Where it stands.
    pub(crate) part: Part,
    /// Factor on all durations: nobody speaks as fast, or as high, all the time.
    pub(crate) stretch: f32,
    /// Mean pitch, in Hz.
    pub(crate) pitch_hz: f32,
}

impl Task {
    /// The sentence's file in the corpus `out`.
    pub(crate) fn file(&self, out: &Path, extension: &str) -> PathBuf {
        out.join(self.part.folder()).join(self.speaker.folder).join(format!("SX{:03}.{extension}", self.number))
    }
}

/// A corpus of `count` sentences. A longer one begins as a shorter one does.
pub(crate) fn plan(count: usize) -> Vec<Task> {
    grammar::sentences(count).into_iter().enumerate().map(|(n, text)| task(n, text)).collect()
}

/// The voices of the bundled sentences: a man's of diphones and a woman's.
const BUNDLED: [Speaker; 2] = [VOICES[1], VOICES[3]];
/// So many bundled sentences train…
const BUNDLED_TRAIN: usize = 16;
/// … and so many test.
const BUNDLED_TEST: usize = 4;

/// The sentences that come with page and program, told of how they are spoken as those of the corpus are.
pub(crate) fn bundle() -> Vec<Task> {
    let texts = grammar::sentences(BUNDLED_TRAIN + BUNDLED_TEST);
    let of = |(n, text): (usize, String)| {
        let part = if n < BUNDLED_TRAIN { Part::Train } else { Part::Sentences };
        spoken(n, text, part, BUNDLED[n % BUNDLED.len()])
    };
    texts.into_iter().enumerate().map(of).collect()
}

fn task(n: usize, text: String) -> Task {
    let (block, place) = (n / BLOCK, n % BLOCK);
    // Counted by part, so that the voices take turns in each.
    let turn = |each: usize, first: usize| VOICES[(block * each + place - first) % VOICES.len()];
    let (part, speaker) = match place {
        p if p < TRAIN => (Part::Train, turn(TRAIN, 0)),
        p if p < TRAIN + TEST => (Part::Sentences, turn(TEST, TRAIN)),
        _ => (Part::Voice, HELD_OUT),
    };
    spoken(n, text, part, speaker)
}

fn spoken(n: usize, text: String, part: Part, speaker: Speaker) -> Task {
    let mut draw = Stream::new(2, Purpose::Augment, n as u64);
    let (stretch, shift) = (draw.range(0.85, 1.2), draw.range(0.92, 1.1));
    Task { number: n + 1, text, speaker, part, stretch, pitch_hz: speaker.pitch_hz * shift }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_is_in_two_parts_and_every_voice_has_its_own() {
        let tasks = plan(500);
        assert_eq!(tasks[..100], plan(100));
        let of = |part: Part| tasks.iter().filter(|t| t.part == part).map(|t| t.text.as_str()).collect::<Vec<_>>();
        let (train, test, voice) = (of(Part::Train), of(Part::Sentences), of(Part::Voice));
        assert_eq!([train.len(), test.len(), voice.len()], [360, 80, 60]);
        assert!(!train.iter().any(|t| test.contains(t) || voice.contains(t)));
        assert!(!test.iter().any(|t| voice.contains(t)));
        assert!(tasks.iter().all(|t| (t.speaker == HELD_OUT) == (t.part == Part::Voice)));
        for speaker in VOICES {
            let by = |part: Part| tasks.iter().filter(|t| t.speaker == speaker && t.part == part).count();
            assert_eq!([by(Part::Train), by(Part::Sentences)], [90, 20]);
        }
    }

    #[test]
    fn speakers_are_named_as_in_timit() {
        let names = VOICES.iter().chain([&HELD_OUT]).map(|s| s.folder);
        for name in names {
            assert!(name.len() == 5 && name.starts_with(['F', 'M']) && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
        }
        let tasks = plan(25);
        assert_eq!(tasks[0].file(Path::new("out"), "PHN"), Path::new("out/sentences/TRAIN/DR1/MKAL0/SX001.PHN"));
        assert_eq!(tasks[24].file(Path::new("out"), "WAV"), Path::new("out/held-out-voice/TEST/DR2/MRMS0/SX025.WAV"));
    }
}
