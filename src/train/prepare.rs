//! From recordings to what a network sees: split, front end, standardisation over the training part.

use sha2::{Digest as _, Sha256};

use super::shards::Workers;
use super::{Config, noise};
use crate::audio::{Frames, FrontEnd, Standardise};
use crate::choice::choice;
use crate::data::{DataSet, Split, Utterance};
use crate::rng::{Purpose, Stream};
use crate::rules::UNLABELLED;
use crate::text::hex;
use crate::{Error, Result, order};

choice! {
    /// How frames are brought to a common scale over the training set.
    Normalise, "normalise" {
        /// Each band to mean 0 and deviation 1.
        Band = "band", "each band to mean 0 and deviation 1";
        /// One factor for all bands ("we only resize the spectrum data by a scalar variable").
        Scale = "scale", "one factor for all bands";
    }
}

choice! {
    /// What has a label.
    Target, "target" {
        /// Every utterance is one word.
        Word = "word", "every utterance is one word";
        /// Every frame has a label of its own: a sentence of phones.
        Frame = "frame", "every frame has a label of its own";
    }
}

/// One utterance, ready for the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Standardised input, shape `[frames, bands]`.
    pub frames: Vec<f32>,
    /// Index of its label; 0 where frames have their own.
    pub label: usize,
    /// Label of every frame, or [`UNLABELLED`]; empty for a word.
    pub frame_labels: Vec<u8>,
    /// Index of its utterance in the data set.
    pub utterance: usize,
}

impl Example {
    /// Answers that it asks for: one for a word, else as many as frames have labels.
    #[must_use]
    pub fn questions(&self) -> usize {
        if self.frame_labels.is_empty() { 1 } else { self.frame_labels.iter().filter(|l| **l != UNLABELLED).count() }
    }
}

/// A data set, split and standardised.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// Labels in order.
    pub labels: Vec<String>,
    /// What is learnt from.
    pub train: Vec<Example>,
    /// Part of the training set kept aside to choose the best epoch.
    pub validation: Vec<Example>,
    /// What accuracy is reported on.
    pub test: Vec<Example>,
    /// Mean and deviation per band of the training part.
    pub standardise: Standardise,
    /// Least and greatest input value of the training part, standardised.
    pub input_range: [f32; 2],
    /// What was left out, cut or doubtful, and why.
    pub notices: Vec<String>,
    /// SHA-256 of labels, frames and parts: two runs with the same digest saw the same data.
    pub digest: String,
}

/// Splits `data` and turns every utterance into standardised frames.
///
/// An utterance that cannot be used (silent, say) is left out with a notice.
///
/// # Errors
/// [`Error::DataSet`] when a label has nothing to learn from, or fewer than two labels are left.
pub fn prepare(config: &Config, data: &DataSet, split: &Split, workers: &Workers) -> Result<Prepared> {
    let [train, validation, test] = divide(config, data, split)?;
    let mut notices = data.notices.clone();
    let mut part = |indices: &[usize]| -> Vec<Taken> {
        // Of what the front end gives, the second of sound is not kept.
        let prepared = workers.map(indices, |&i| {
            let u = data.utterances.get(i)?;
            Some((i, u.label, frames_of(config, u)))
        });
        let mut out = Vec::with_capacity(prepared.len());
        for (utterance, label, result) in prepared.into_iter().flatten() {
            match result {
                Ok((frames, frame_labels, said)) => {
                    notices.extend(said);
                    out.push(Taken { frames, frame_labels, label, utterance });
                }
                Err(e) => notices.push(format!("left out: {e}")),
            }
        }
        out
    };
    let train = part(&train);
    for (i, label) in data.labels.iter().enumerate() {
        if config.target == Target::Word && !train.iter().any(|t| t.label == i) {
            return Err(Error::DataSet {
                name: data.name.clone(),
                problem: format!("no usable recording of \"{label}\" is left to learn from under the split {split}"),
                hint: "add recordings of it, take it out, or choose another split".into(),
            });
        }
    }
    let frames = train.iter().map(|t| &t.frames);
    let standardise = match config.normalise {
        Normalise::Band => Standardise::fit(frames)?,
        Normalise::Scale => Standardise::fit_scale(frames)?,
    };
    let finish = |part: Vec<Taken>| -> Vec<Example> {
        let ready = part.into_iter().map(|Taken { frames, frame_labels, label, utterance }| Example {
            frames: standardise.apply(&frames),
            label,
            frame_labels,
            utterance,
        });
        ready.collect()
    };
    // One part after the other: frames in double precision take twice the memory of what is kept.
    let (mut train, mut validation, mut test) = (finish(train), finish(part(&validation)), finish(part(&test)));
    let values = || train.iter().flat_map(|e| e.frames.iter().copied());
    let input_range = [values().fold(f32::INFINITY, f32::min), values().fold(f32::NEG_INFINITY, f32::max)];
    for (part, proportion) in [(&mut train, config.noise), (&mut validation, config.noise), (&mut test, config.test_noise)] {
        noise::disturb(part, config.noise_kind, proportion, input_range, config.seed);
    }
    let digest = digest(&data.labels, [&train, &validation, &test]);
    Ok(Prepared { labels: data.labels.clone(), train, validation, test, standardise, input_range, notices, digest })
}

/// What a run does with an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    /// Learns from it.
    Train = 0,
    /// Is tested on it.
    Test = 1,
    /// Chooses its best epoch by it.
    Validation = 2,
    /// Leaves it out: the front end cannot use it.
    LeftOut = 3,
}

/// What a run would do with every utterance under `split`, in the order of the data set, as [`prepare`] divides them, without making frames.
///
/// # Errors
/// As [`Split::apply`]; [`Error::DataSet`] for words where sentences are to be learnt, or the other way round.
pub fn roles(config: &Config, data: &DataSet, split: &Split) -> Result<Vec<Role>> {
    let divided = divide(config, data, split)?;
    let mut roles = vec![Role::LeftOut; data.utterances.len()];
    for (indices, role) in divided.iter().zip([Role::Train, Role::Validation, Role::Test]) {
        for &i in indices {
            let (Some(u), Some(slot)) = (data.utterances.get(i), roles.get_mut(i)) else { continue };
            if config.front_end.check(&u.name, &u.samples, frame_by_frame(config)).is_ok() {
                *slot = role;
            }
        }
    }
    Ok(roles)
}

/// Indices of what is learnt from, of what is kept aside for validation, and of what is tested on.
fn divide(config: &Config, data: &DataSet, split: &Split) -> Result<[Vec<usize>; 3]> {
    check_target(config, data)?;
    let (mut train, test) = split.apply(data, config.seed)?;
    let validation = keep_aside(&mut train, data, config);
    Ok([train, validation, test])
}

/// Whether utterances are sentences with a label for every frame.
pub(crate) fn frame_by_frame(config: &Config) -> bool {
    crate::PHONEMES && config.target == Target::Frame
}

/// An utterance before its bands are standardised.
struct Taken {
    frames: Frames,
    frame_labels: Vec<u8>,
    label: usize,
    utterance: usize,
}

/// Words cannot be learnt frame by frame, nor sentences as words.
pub(crate) fn check_target(config: &Config, data: &DataSet) -> Result<()> {
    if !crate::PHONEMES || (config.target == Target::Frame) == data.is_phonemes() {
        return Ok(());
    }
    let (problem, hint) = match config.target {
        Target::Frame => (
            "its utterances are words without labelled segments",
            "sentences with phone labels (a folder in TIMIT's layout), or a system for digits",
        ),
        Target::Word => {
            ("its utterances are sentences of labelled phones", "a system for phonemes, such as nrr-ph, or data of single words")
        }
    };
    Err(Error::DataSet {
        name: data.name.clone(),
        problem: format!("{problem}, which system {} cannot learn", config.system),
        hint: format!("choose {hint}"),
    })
}

/// Frames of an utterance, the labels of a sentence's frames, and what the front end says of it.
pub(crate) fn frames_of(config: &Config, u: &Utterance) -> Result<(Frames, Vec<u8>, Vec<String>)> {
    if !frame_by_frame(config) {
        return config.front_end.prepare(&u.name, &u.samples).map(|p| (p.frames, Vec::new(), p.notices));
    }
    let (frames, notices) = config.front_end.whole(&u.name, &u.samples)?;
    let labels = frame_labels(&config.front_end, u, frames.frames);
    Ok((frames, labels, notices))
}

/// The label at the middle of each frame.
fn frame_labels(front_end: &FrontEnd, u: &Utterance, frames: usize) -> Vec<u8> {
    let mut segments = u.segments.iter().peekable();
    let label = |t: usize| {
        let middle = front_end.middle_s(t) * f64::from(u.samples.rate_hz);
        while segments.next_if(|s| f64::from(s.end) <= middle).is_some() {}
        segments.peek().filter(|s| f64::from(s.start) <= middle).map_or(UNLABELLED, |s| s.label as u8)
    };
    (0..frames).map(label).collect()
}

/// Takes the validation part out of the training part: the same share of every label, drawn by the seed.
fn keep_aside(train: &mut Vec<usize>, data: &DataSet, config: &Config) -> Vec<usize> {
    let mut aside = Vec::new();
    if config.validation <= 0.0 {
        return aside;
    }
    for label in 0..data.labels.len() {
        let mut of_label: Vec<usize> =
            train.iter().copied().filter(|&i| data.utterances.get(i).is_some_and(|u| u.label == label)).collect();
        Stream::new(config.seed, Purpose::Validation, label as u64).shuffle(&mut of_label);
        let share = (of_label.len() as f32 * config.validation).round() as usize;
        aside.extend(of_label.into_iter().take(share));
    }
    order::sort(&mut aside, |a, b| a < b);
    train.retain(|i| aside.binary_search(i).is_err());
    aside
}

fn digest(labels: &[String], parts: [&Vec<Example>; 3]) -> String {
    let mut hash = Sha256::new();
    for label in labels {
        hash.update((label.len() as u64).to_le_bytes());
        hash.update(label.as_bytes());
    }
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        for example in part {
            hash.update((example.label as u64).to_le_bytes());
            for x in &example.frames {
                hash.update(x.to_le_bytes());
            }
            hash.update(&example.frame_labels);
        }
    }
    hex(&hash.finalize())
}

/// Standardised frames of one recording, with what the front end says of it.
///
/// # Errors
/// As [`FrontEnd::prepare`].
pub fn prepare_one(
    front_end: &FrontEnd,
    standardise: &Standardise,
    name: &str,
    samples: &crate::audio::Samples,
) -> Result<(crate::audio::Prepared, Vec<f32>)> {
    let prepared = front_end.prepare(name, samples)?;
    let frames = standardise.apply(&prepared.frames);
    Ok((prepared, frames))
}
