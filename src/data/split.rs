//! Which utterances train and which test.

use std::fmt;
use std::str::FromStr;

use super::{DataSet, Utterance, names};
use crate::error::{Error, Result};
use crate::rng::{Purpose, Stream};
use crate::text;

/// How a data set is split. Text forms: `official`, `chosen`, `speaker:NAME`, `fold:K/N`, `random:SHARE`, `none`.
///
/// ```
/// use nrr_snn::data::Split;
/// let split: Split = "fold:0/10".parse()?;
/// assert_eq!(split, Split::Fold { fold: 0, of: 10 });
/// assert_eq!(split.to_string(), "fold:0/10");
/// # Ok::<(), nrr_snn::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Split {
    /// The data set's own test part: takes 0 to 4 of FSDD, the held-out voices of the bundled digits. Joined sets keep each its own.
    Official,
    /// The utterances that are marked as held out, and no others: what a person has chosen to test on.
    Chosen,
    /// Everything that this speaker says tests.
    Speaker(String),
    /// Utterances whose take number leaves `fold` when divided by `of` test.
    Fold {
        /// 0 to `of` - 1.
        fold: u32,
        /// Number of folds, 2 or more.
        of: u32,
    },
    /// A random share of every label tests.
    Random {
        /// More than 0 and less than 1.
        share: f32,
    },
    /// Everything trains, nothing tests.
    All,
}

/// Indices of utterances: those that train, then those that test, each in the order of the data set.
pub type TrainTest = (Vec<usize>, Vec<usize>);

impl Split {
    /// Splits `data`. `seed` matters for [`Split::Random`] alone.
    ///
    /// # Errors
    /// [`Error::DataSet`] when the split leaves nothing to test, or a label without an utterance to train on (named);
    /// [`Error::UnknownChoice`] for a speaker who is not there; [`Error::OutOfRange`] for an impossible fold or share.
    pub fn apply(&self, data: &DataSet, seed: u64) -> Result<TrainTest> {
        let tests = self.tests(data, seed)?;
        let (test, train): (Vec<usize>, Vec<usize>) = (0..tests.len()).partition(|&i| tests[i]);
        if test.is_empty() && *self != Self::All {
            return Err(self.problem(data, "leaves nothing to test"));
        }
        // The 39 phones are labels whether they are spoken or not.
        if crate::PHONEMES && data.is_phonemes() {
            return if train.is_empty() { Err(self.problem(data, "leaves nothing to train on")) } else { Ok((train, test)) };
        }
        let mut trained = vec![false; data.labels.len()];
        for &i in &train {
            if let Some(t) = trained.get_mut(data.utterances[i].label) {
                *t = true;
            }
        }
        match trained.iter().position(|t| !t) {
            Some(l) => Err(self.problem(data, &format!("leaves no utterance of \"{}\" to train on", data.labels[l]))),
            None => Ok((train, test)),
        }
    }

    /// Which utterances test, in the order of the data set; nothing is asked of those that train.
    ///
    /// # Errors
    /// [`Error::UnknownChoice`] for a speaker who is not there; [`Error::OutOfRange`] for an impossible fold or share;
    /// [`Error::DataSet`] for data without an official split.
    pub fn tests(&self, data: &DataSet, seed: u64) -> Result<Vec<bool>> {
        self.check()?;
        Ok(match self {
            Self::All => vec![false; data.utterances.len()],
            Self::Official => official(data)?,
            Self::Chosen => chosen(data)?,
            Self::Speaker(name) => by_speaker(data, name)?,
            Self::Fold { fold, of } => data.utterances.iter().map(|u| u.index % of == *fold).collect(),
            Self::Random { share } => random(data, *share, seed),
        })
    }

    /// Checks the numbers of the split.
    fn check(&self) -> Result<()> {
        let out_of_range =
            |allowed: &str| Err(Error::OutOfRange { what: "split".to_owned(), allowed: allowed.to_owned(), got: self.to_string() });
        match self {
            Self::Fold { of, .. } if *of < 2 => out_of_range("fold:K/N with 2 or more folds N"),
            Self::Fold { fold, of } if fold >= of => out_of_range(&format!("fold:K/{of} with K from 0 to {}", of - 1)),
            Self::Random { share } if !(*share > 0.0 && *share < 1.0) => out_of_range("random:P with P between 0 and 1, both excluded"),
            _ => Ok(()),
        }
    }

    fn problem(&self, data: &DataSet, what: &str) -> Error {
        Error::DataSet {
            name: data.name.clone(),
            problem: format!("split {self} {what}"),
            hint: match self {
                Self::Random { .. } => {
                    format!("there are {} utterances: add more, or choose a larger share or fold:0/2", data.utterances.len())
                }
                _ => "choose another split, for example random:0.2, or add utterances".to_owned(),
            },
        }
    }
}

/// Marks of the readers, or FSDD's rule where no reader has set any.
fn official(data: &DataSet) -> Result<Vec<bool>> {
    let marked = |u: &Utterance| u.held_out;
    let named = |u: &Utterance| names::parse_path(&u.name).is_some_and(|n| n.held_out);
    let tests: Vec<bool> = match data.utterances.iter().any(marked) {
        true => data.utterances.iter().map(marked).collect(),
        false => data.utterances.iter().map(named).collect(),
    };
    if tests.contains(&true) {
        return Ok(tests);
    }
    Err(Error::DataSet {
        name: data.name.clone(),
        problem: "it has no official test part".to_owned(),
        hint: "choose the split random:0.2, fold:0/5 or speaker:NAME".to_owned(),
    })
}

fn chosen(data: &DataSet) -> Result<Vec<bool>> {
    let tests: Vec<bool> = data.utterances.iter().map(|u| u.held_out).collect();
    if tests.contains(&true) {
        return Ok(tests);
    }
    Err(Error::DataSet {
        name: data.name.clone(),
        problem: "none of its utterances is marked for testing".to_owned(),
        hint: "mark some, or choose the split random:0.2 or fold:0/5".to_owned(),
    })
}

fn by_speaker(data: &DataSet, name: &str) -> Result<Vec<bool>> {
    let tests: Vec<bool> = data.utterances.iter().map(|u| !name.is_empty() && u.speaker == name).collect();
    if tests.contains(&true) {
        return Ok(tests);
    }
    let speakers = data.speakers();
    let choices = if speakers.is_empty() { "(the data set names no speakers)".to_owned() } else { speakers.join(", ") };
    Err(Error::UnknownChoice { what: "split: speaker".to_owned(), got: name.to_owned(), choices })
}

/// `share` of each label, rounded, but one utterance at least stays to train on.
fn random(data: &DataSet, share: f32, seed: u64) -> Vec<bool> {
    let mut tests = vec![false; data.utterances.len()];
    for label in 0..data.labels.len() {
        let mut of_label: Vec<usize> = (0..tests.len()).filter(|&i| data.utterances[i].label == label).collect();
        Stream::new(seed, Purpose::Split, label as u64).shuffle(&mut of_label);
        let count = (of_label.len() as f32 * share).round() as usize;
        for &i in of_label.iter().take(count.min(of_label.len().saturating_sub(1))) {
            tests[i] = true;
        }
    }
    tests
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Official => write!(f, "official"),
            Self::Chosen => write!(f, "chosen"),
            Self::Speaker(name) => write!(f, "speaker:{name}"),
            Self::Fold { fold, of } => write!(f, "fold:{fold}/{of}"),
            Self::Random { share } => write!(f, "random:{}", text::float(*share)),
            Self::All => write!(f, "none"),
        }
    }
}

impl FromStr for Split {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let unknown = || Error::UnknownChoice {
            what: "split".to_owned(),
            got: text.to_owned(),
            choices: "official, chosen, speaker:NAME, fold:K/N, random:P, none".to_owned(),
        };
        let split = match text.split_once(':') {
            None if text == "official" => Self::Official,
            None if text == "chosen" => Self::Chosen,
            None if text == "none" => Self::All,
            Some(("speaker", name)) if !name.is_empty() => Self::Speaker(name.to_owned()),
            Some(("fold", fold)) => {
                let (fold, of) = fold.split_once('/').ok_or_else(unknown)?;
                Self::Fold { fold: fold.parse().map_err(|_| unknown())?, of: of.parse().map_err(|_| unknown())? }
            }
            Some(("random", share)) => Self::Random { share: text::number(share).ok_or_else(unknown)? as f32 },
            _ => return Err(unknown()),
        };
        split.check()?;
        Ok(split)
    }
}
