//! In which accents, speeds and pitches each voice speaks.

use super::voices::{Part, Sex, Synthesizer, VOICES, Voice};

/// One way in which a voice speaks the ten digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rendering {
    /// Who speaks.
    pub(crate) voice: &'static Voice,
    /// Number of the rendering, counted per voice from 0; the index of its utterances.
    pub(crate) index: u32,
    /// How.
    pub(crate) manner: Manner,
}

/// What a synthesizer is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Manner {
    /// For espeak-ng.
    Espeak {
        /// Accent: the `en…` voice whose sounds are used.
        accent: &'static str,
        /// Speed, in words per minute (espeak-ng's own is 175).
        speed_wpm: u32,
        /// Pitch, 0 to 99 (50 is the variant's own).
        pitch: u32,
    },
    /// For flite.
    Flite {
        /// Factor on all durations.
        duration_stretch: f64,
        /// Mean pitch in Hz, for the voice whose synthesis takes it (kal16).
        f0_hz: Option<u32>,
        /// Factor on all frequencies, as of a shorter (over 1) or longer vocal tract; durations stay.
        frequency_scale: f64,
    },
}

/// Renderings of an espeak-ng voice. Fewer variants are female than male, so each speaks once more.
const fn espeak_renderings(voice: &Voice) -> usize {
    if matches!(voice.sex, Some(Sex::Female)) { 3 } else { 2 }
}

const ACCENTS: [&str; 9] = ["en-us", "en-gb", "en-gb-x-rp", "en-us", "en-gb-scotland", "en-us-nyc", "en-gb", "en-gb-x-gbclan", "en-029"];
const SPEEDS_WPM: [u32; 7] = [140, 165, 115, 180, 130, 150, 100];
const PITCHES: [u32; 5] = [50, 38, 62, 30, 70];

/// Flite has few voices, and as recordings of people they are harder to learn: each speaks more often.
/// (stretch, f0 in Hz for kal16, frequency scale)
const FLITE: [(f64, u32, f64); 8] = [
    (1.0, 105, 1.0),
    (1.2, 130, 1.08),
    (0.9, 90, 0.94),
    (1.35, 115, 1.0),
    (1.05, 150, 1.15),
    (1.15, 100, 0.9),
    (0.85, 125, 1.04),
    (1.3, 140, 1.12),
];
/// Of these, what a held-out voice speaks: no more of the test set than two espeak-ng voices.
const FLITE_HELD_OUT: usize = 4;

/// All renderings, in a fixed order. Lists of coprime lengths are walked side by side, so that accent, speed and pitch mix.
pub(crate) fn all() -> Vec<Rendering> {
    let mut all = Vec::new();
    let mut n = 0;
    for voice in VOICES {
        match voice.synthesizer {
            Synthesizer::Espeak => {
                for r in 0..espeak_renderings(voice) {
                    let manner = Manner::Espeak {
                        accent: ACCENTS[n % ACCENTS.len()],
                        speed_wpm: SPEEDS_WPM[n % SPEEDS_WPM.len()],
                        pitch: PITCHES[n % PITCHES.len()],
                    };
                    all.push(Rendering { voice, index: r as u32, manner });
                    n += 1;
                }
            }
            Synthesizer::Flite => {
                let count = if voice.part == Part::Test { FLITE_HELD_OUT } else { FLITE.len() };
                for (r, &(duration_stretch, f0, frequency_scale)) in FLITE.iter().take(count).enumerate() {
                    let f0_hz = (voice.variant == "kal16").then_some(f0);
                    all.push(Rendering { voice, index: r as u32, manner: Manner::Flite { duration_stretch, f0_hz, frequency_scale } });
                }
            }
        }
    }
    all
}
