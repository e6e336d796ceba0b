//! What is measured: a configuration, and utterances of a data set in a fixed order.

use crate::audio::{Frames, Samples, Standardise};
use crate::data::DataSet;
use crate::model_file::Model;
use crate::snn::Network;
use crate::train::{Config, Example, Normalise, Preset, Schedule, settings};
use crate::{Error, Result, experiment};

/// Utterances that the batches are cut from.
pub const UTTERANCES: usize = 500;
/// Most batches of a repeat.
const MAX_BATCHES: u32 = 10_000;
/// Most repeats.
const MAX_REPEATS: u32 = 1_000;
/// Most frames of an utterance.
const MAX_FRAMES: u32 = 10_000;

/// What to run and how often.
#[derive(Debug, Clone)]
pub struct Plan {
    /// System, rule, topology and settings.
    pub config: Config,
    /// Batches of a repeat.
    pub batches: usize,
    /// Repeats; the least time counts.
    pub repeats: usize,
    /// Threads of the training.
    pub threads: usize,
    /// Frames that every utterance is brought to by repeating its own; none leaves it as it is.
    pub frames: Option<usize>,
}

impl Plan {
    /// A plan of checked numbers. The learning rate is held constant: a repeat has no epochs.
    ///
    /// # Errors
    /// [`Error::OutOfRange`], naming the number; what makes no network.
    pub fn new(mut config: Config, batches: u32, repeats: u32, threads: usize, frames: Option<u32>) -> Result<Self> {
        let within = |what: &str, got: u32, most: u32| {
            if (1..=most).contains(&got) {
                return Ok(got as usize);
            }
            Err(Error::OutOfRange { what: what.into(), allowed: format!("a whole number from 1 to {most}"), got: got.to_string() })
        };
        config.schedule = Schedule::Constant;
        config.network(config.topology.labels())?.fields()?;
        Ok(Self {
            config,
            batches: within("batches", batches, MAX_BATCHES)?,
            repeats: within("repeats", repeats, MAX_REPEATS)?,
            threads,
            frames: frames.map(|f| within("frames", f, MAX_FRAMES)).transpose()?,
        })
    }

    /// The configuration that options ask for: the system's tuned settings, then the topology, then `changes` in order.
    ///
    /// # Errors
    /// [`Error::UnknownChoice`], [`Error::OutOfRange`] or [`Error::Topology`] for what there is not.
    pub fn config<'a>(
        system: &str,
        topology: Option<&str>,
        rule: Option<&str>,
        changes: impl IntoIterator<Item = (&'a str, &'a str)>,
        seed: Option<u64>,
    ) -> Result<Config> {
        let system = experiment::system(system)?;
        let mut config = system.config_for(rule.unwrap_or_else(|| system.rule()), Preset::Tuned)?;
        if let Some(topology) = topology {
            settings::set(&mut config, "topology", topology)?;
        }
        for (key, value) in changes {
            settings::set(&mut config, key, value)?;
        }
        config.seed = seed.unwrap_or(config.seed);
        Ok(config)
    }
}

/// Utterances, ready for the network.
pub struct Problem {
    /// Labels in order.
    pub labels: Vec<String>,
    /// [`UTTERANCES`] of them, or all there are: the first of each word in the order of the data set, then the second of each, and so on.
    pub examples: Vec<Example>,
    /// Frames of an utterance.
    pub frames: usize,
    /// The recordings behind the examples with their names.
    pub recordings: Vec<(String, Samples)>,
    /// One second each at the front end's rate.
    pub clips: Vec<Samples>,
    /// Fitted over the examples.
    pub standardise: Standardise,
}

impl Problem {
    /// Brings `data` before the network.
    ///
    /// # Errors
    /// What the front end refuses; [`Error::DataSet`] without an utterance.
    pub fn new(plan: &Plan, data: &DataSet) -> Result<Self> {
        let front_end = &plan.config.front_end;
        let (mut frames, mut recordings, mut clips): (Vec<(Frames, usize, usize)>, Vec<_>, Vec<_>) = Default::default();
        for i in in_turn(data) {
            let Some(u) = data.utterances.get(i) else { continue };
            let prepared = front_end.prepare(&u.name, &u.samples)?;
            frames.push((prepared.frames, u.label, i));
            recordings.push((u.name.clone(), u.samples.clone()));
            clips.push(prepared.clip);
        }
        let all = frames.iter().map(|(f, _, _)| f);
        let standardise = match plan.config.normalise {
            Normalise::Band => Standardise::fit(all)?,
            Normalise::Scale => Standardise::fit_scale(all)?,
        };
        let bands = front_end.bands as usize;
        let length = plan.frames.unwrap_or_else(|| front_end.frames_per_utterance());
        let examples = frames.iter().map(|(f, label, utterance)| {
            let frames = standardise.apply(f).into_iter().cycle().take(length * bands).collect();
            Example { frames, label: *label, frame_labels: Vec::new(), utterance: *utterance }
        });
        Ok(Self { labels: data.labels.clone(), examples: examples.collect(), frames: length, recordings, clips, standardise })
    }

    /// A model of these labels and this standardisation.
    pub(super) fn model(&self, plan: &Plan, net: Network) -> Model {
        Model {
            config: plan.config.clone(),
            labels: self.labels.clone(),
            net,
            standardise: self.standardise.clone(),
            input_range: [0.0, 1.0],
            history: Vec::new(),
            data: String::new(),
            split: String::new(),
        }
    }
}

/// Indices of utterances, one of each word in turn, so that every batch has all words.
fn in_turn(data: &DataSet) -> Vec<usize> {
    let of = |label: usize| data.utterances.iter().enumerate().filter(move |(_, u)| u.label == label).map(|(i, _)| i);
    let mut words: Vec<_> = (0..data.labels.len()).map(of).collect();
    let mut order = Vec::with_capacity(UTTERANCES);
    while order.len() < UTTERANCES {
        let before = order.len();
        order.extend(words.iter_mut().filter_map(Iterator::next));
        if order.len() == before {
            break;
        }
    }
    order.truncate(UTTERANCES);
    order
}
