//! The voices that speak the bundled digits, and which of them are held out for testing.
//!
//! Of espeak-ng's variants those are left out that whisper, echo, play a robot or a child, or come close to another one at 8 kHz (log-mel
//! frames of the ten digits compared by nearest neighbours: Henrique and Hugo are Diogo again, miguel is michel, croak is grandpa, rob is
//! robert, …), so that no held-out voice has a twin that trains. A held-out voice is held out with all its renderings.

use serde::Serialize;

/// A speech synthesizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Synthesizer {
    /// eSpeak NG: formant synthesis, a variant changes formants, pitch and voicing.
    #[serde(rename = "espeak-ng")]
    Espeak,
    /// Flite: diphones (kal16) or statistical parametric voices (awb, rms, slt) of recorded speakers.
    #[serde(rename = "flite")]
    Flite,
}

impl Synthesizer {
    /// Name of the program.
    pub(crate) const fn program(self) -> &'static str {
        match self {
            Self::Espeak => "espeak-ng",
            Self::Flite => "flite",
        }
    }
}

/// Sex of a voice, where its maker says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// Which part of the data set a voice belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Trains.
    Train,
    /// Held out for testing.
    Test,
}

/// A voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Voice {
    /// Name in the data set: lower case, no underscore.
    pub(crate) id: &'static str,
    /// Who speaks.
    pub(crate) synthesizer: Synthesizer,
    /// The synthesizer's name of it.
    pub(crate) variant: &'static str,
    /// Sex, where the synthesizer tells it.
    pub(crate) sex: Option<Sex>,
    /// Training or test.
    pub(crate) part: Part,
}

const fn espeak(id: &'static str, variant: &'static str, sex: Option<Sex>, part: Part) -> Voice {
    Voice { id, synthesizer: Synthesizer::Espeak, variant, sex, part }
}

const fn flite(id: &'static str, variant: &'static str, sex: Sex, part: Part) -> Voice {
    Voice { id, synthesizer: Synthesizer::Flite, variant, sex: Some(sex), part }
}

use Part::{Test, Train};
const F: Option<Sex> = Some(Sex::Female);
const M: Option<Sex> = Some(Sex::Male);
/// The variant's file does not tell.
const U: Option<Sex> = None;

/// All voices, in the order in which they are spoken. New voices go to the end: a voice's place decides its accents, speeds and pitches.
pub(crate) const VOICES: &[Voice] = &[
    espeak("m1", "m1", M, Train),
    espeak("m2", "m2", M, Train),
    espeak("m3", "m3", M, Test),
    espeak("m4", "m4", M, Train),
    espeak("m5", "m5", M, Train),
    espeak("m6", "m6", M, Train),
    espeak("m7", "m7", M, Train),
    espeak("m8", "m8", M, Test),
    espeak("f1", "f1", F, Train),
    espeak("f2", "f2", F, Test),
    espeak("f3", "f3", F, Train),
    espeak("f4", "f4", F, Test),
    espeak("f5", "f5", F, Train),
    espeak("alex", "Alex", U, Train),
    espeak("andrea", "Andrea", F, Train),
    espeak("andy", "Andy", M, Train),
    espeak("anika", "anika", F, Train),
    espeak("annie", "Annie", F, Test),
    espeak("antonio", "antonio", M, Test),
    espeak("aunty", "aunty", F, Train),
    espeak("belinda", "belinda", F, Train),
    espeak("denis", "Denis", M, Train),
    espeak("diogo", "Diogo", M, Train),
    espeak("grandma", "grandma", F, Train),
    espeak("grandpa", "grandpa", U, Train),
    espeak("iven", "iven", U, Train),
    espeak("john", "john", U, Train),
    espeak("klatt", "klatt", U, Train),
    espeak("linda", "linda", F, Test),
    espeak("marcelo", "marcelo", U, Train),
    espeak("michael", "Michael", U, Test),
    espeak("michel", "michel", M, Train),
    espeak("pablo", "pablo", U, Test),
    espeak("paul", "paul", U, Train),
    espeak("pedro", "pedro", U, Train),
    espeak("quincy", "quincy", U, Test),
    espeak("robert", "robert", U, Train),
    espeak("sandro", "sandro", M, Train),
    espeak("steph", "steph", F, Train),
    espeak("victor", "victor", M, Train),
    flite("awb", "awb", Sex::Male, Train),
    flite("kal", "kal16", Sex::Male, Train),
    flite("rms", "rms", Sex::Male, Test),
    flite("slt", "slt", Sex::Female, Train),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_fit_into_file_names() {
        let ids: BTreeSet<_> = VOICES.iter().map(|v| v.id).collect();
        assert_eq!(ids.len(), VOICES.len());
        assert!(ids.iter().all(|id| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())));
    }

    #[test]
    fn held_out_voices_span_synthesizers_and_sexes() {
        let test: Vec<_> = VOICES.iter().filter(|v| v.part == Test).collect();
        let share = test.len() as f64 / VOICES.len() as f64;
        assert!((0.18..=0.25).contains(&share), "{share}");
        for synthesizer in [Synthesizer::Espeak, Synthesizer::Flite] {
            assert!(test.iter().any(|v| v.synthesizer == synthesizer));
        }
        for sex in [F, M] {
            assert!(test.iter().any(|v| v.sex == sex));
        }
    }
}
