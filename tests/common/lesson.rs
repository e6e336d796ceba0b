//! Short trainings on the bundled digits, small enough for a browser test, whose weights must come out the same everywhere.

use nrr_snn::data::{DataSet, Split, pack};
use nrr_snn::snn::network::LayerWeights;
use nrr_snn::train::shards::Workers;
use nrr_snn::train::{Config, Course, Preset, Trainer, prepare, settings};
use nrr_snn::{Result, experiment, snn};

/// One training.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// What the tests call it.
    pub name: &'static str,
    /// Id of the system.
    pub system: &'static str,
    /// Id of the rule.
    pub rule: &'static str,
    /// Changed settings, after [`SMALL`].
    pub settings: &'static [(&'static str, &'static str)],
}

impl Case {
    /// SHA-256 of the weights after [`run`].
    pub fn digest(&self) -> &'static str {
        DIGESTS.iter().find(|(name, _)| *name == self.name).map_or("", |(_, digest)| digest)
    }
}

/// SHA-256 of the weights after each case. They change when the engine, its defaults or the bundled digits change;
/// `cargo test --test determinism` prints the new ones, all at once.
const DIGESTS: &[(&str, &str)] = &[
    ("rp", "07bf295db3485bd24b733a9a2da7b6fff837ed82689e13e0e93b90463edc7cb4"),
    ("rp-local", "5fd3ccc85c2d0097ea05eea7327ebc173c910506cd752e05d7ee92269fd65de1"),
    ("rp-paper", "1eefb3b01a5e3f4823e59b8160ca351fda8063d6b0ca80e9d8c17763cffc89f8"),
    ("bptt", "c002845ccadfc4753ee2a80029d897cc594c45578c803e6a8229ed5cbbc271c7"),
    ("fa", "7b7a193633e176df52b19a7d8b4f73cececadc686fe385083b9080c2ed70d0a4"),
    ("dfa", "d289cf8e004eac5564298c26ce4f6c5c0e0b4c078634c6f766a963ceea1b65c3"),
    ("sdfa", "eec9ebfcc4a5484bc4f90e7a2a5bea0c64a44df91009ff91b54d321c9a7fc432"),
    ("drtp", "96ed6cc8dd6e743487fecf08d0c531022d0532f3130b58d54932cc7b37cbc308"),
    ("eprop", "5f8a7d6f3aecd20571ae0143658ebb128201af9917de5f3f621676ef1d782dab"),
    ("eprop-adaptive", "22a629925c56d3ff209277f0af71b0fbc43446d1d45afc72867859e3a020a5d3"),
    ("readout", "f3523c4b076fbd0b2dbbd1afc48309917a9c9ecdf47feeba54e29a8c038e0354"),
    ("deep", "67fd6c1396b92b0609419f996a089f4ff4f92d9514a1f3bfd1316dec2e176be7"),
    ("deep-bptt", "5eeb65f057f331136428962db572b252c0dc8df882a81d57cf0bda57774db2cc"),
    ("som", "f80e31b77e778a04ad7adddd5b6859a8cf5db60e01f8d7a3cf04145e83cebc7e"),
    ("lsm", "6075c021b8c9feaf18cab59a83cd8f1b7294395a28cf1ae08dc12f880889e73b"),
    ("dnn", "0848741786220b86dc8b017a3eef77c354b44424a6e590278331b38dba0b10a4"),
];

/// Settings of every case.
const SMALL: &[(&str, &str)] = &[("topology", "RFC60-FC10"), ("batch", "20")];

/// Every rule, every kind of layer and input, pieces of utterances.
pub const CASES: &[Case] = &[
    Case { name: "rp", system: "nrr-shallow", rule: "rp", settings: &[("adapt_strength", "0.1")] },
    // 78 steps: two pieces.
    Case {
        name: "rp-local",
        system: "nrr-shallow",
        rule: "rp",
        settings: &[("through_time", "local"), ("steps_per_frame", "2"), ("rate_strength", "0.1")],
    },
    Case {
        name: "rp-paper",
        system: "nrr-shallow",
        rule: "rp",
        settings: &[("readout", "spiking"), ("loss", "mse"), ("through_time", "loop")],
    },
    Case { name: "bptt", system: "bp-rsnn", rule: "bptt", settings: &[("reset", "gradient")] },
    Case { name: "fa", system: "nrr-shallow", rule: "fa", settings: &[("topology", "RFC40-FC20-FC10")] },
    Case { name: "dfa", system: "nrr-shallow", rule: "dfa", settings: &[] },
    Case { name: "sdfa", system: "nrr-shallow", rule: "sdfa", settings: &[("topology", "RFC30-FC10"), ("eligibility", "forward")] },
    Case { name: "drtp", system: "nrr-shallow", rule: "drtp", settings: &[("through_time", "local")] },
    Case { name: "eprop", system: "lsnn-eprop", rule: "eprop", settings: &[("adapt_strength", "0.3")] },
    Case {
        name: "eprop-adaptive",
        system: "lsnn-eprop",
        rule: "eprop",
        settings: &[("topology", "RFC30-FC10"), ("eligibility", "forward"), ("eprop_feedback", "adaptive")],
    },
    Case { name: "readout", system: "nrr-shallow", rule: "readout", settings: &[("encoding", "spikes")] },
    Case {
        name: "deep",
        system: "nrr-deep",
        rule: "rp",
        settings: &[("topology", "C4x7x3/2-RFC40-FC20-FC10"), ("init_ff", "3"), ("augment_shift", "2"), ("augment_noise", "0.1")],
    },
    Case { name: "deep-bptt", system: "nrr-deep", rule: "bptt", settings: &[("topology", "C4x7x3/2-C3x3x2-FC20-FC10"), ("init_ff", "3")] },
    Case {
        name: "som",
        system: "som-snn",
        rule: "bptt",
        settings: &[("topology", "FC30-FC10"), ("som_nodes", "36"), ("som_winners", "3"), ("init_ff", "3")],
    },
    Case { name: "lsm", system: "lsm", rule: "readout", settings: &[("topology", "RFC64-FC10")] },
    Case { name: "dnn", system: "dnn", rule: "bptt", settings: &[("unit", "tanh")] },
];

/// The case of this name.
///
/// # Panics
/// When there is none.
pub fn case(name: &str) -> &'static Case {
    CASES.iter().find(|c| c.name == name).unwrap_or_else(|| unreachable!("no case {name}"))
}

const PACK: &[u8] = include_bytes!("../../www/public/data/digits.pack");

/// Every fifth bundled utterance.
pub fn data() -> Result<DataSet> {
    let mut data = pack::read("bundled", PACK)?;
    let mut i = 0;
    data.utterances.retain(|_| {
        i += 1;
        i % 5 == 0
    });
    Ok(data)
}

/// A run of `epochs` epochs over [`data`].
pub fn run_of(system: &str, rule: &str, epochs: u32, changes: &[(&str, &str)], workers: Workers) -> Result<Trainer> {
    let mut config = experiment::system(system)?.config_for(rule, Preset::Tuned)?;
    for (key, value) in SMALL.iter().chain(changes) {
        settings::set(&mut config, key, value)?;
    }
    (config.epochs, config.seed) = (epochs, 7);
    let prepared = prepare(&config, &data()?, &Split::Official, &workers)?;
    Trainer::new(config, prepared, workers)
}

/// The training of a case, before its first step: two epochs.
pub fn trainer(case: &Case, workers: Workers) -> Result<Trainer> {
    run_of(case.system, case.rule, 2, case.settings, workers)
}

/// Trains to the end.
pub fn run(trainer: &mut Trainer) -> Result<()> {
    while !trainer.is_done() {
        trainer.step()?;
    }
    Ok(())
}

/// Bands of a frame in gradient tests.
pub const BANDS: usize = 5;

/// A configuration for gradient tests: `nrr-shallow`, with B that reaches every neuron.
pub fn config(topology: &str, rule: &str, change: &[(&str, &str)]) -> Result<Config> {
    let mut config = experiment::system("nrr-shallow")?.config()?;
    rule.clone_into(&mut config.rule);
    // Strong adaptation would silence these few neurons, and nothing would be compared.
    for (key, value) in [("feedback_reach", "1"), ("adapt_strength", "0.05"), ("topology", topology)].iter().chain(change) {
        settings::set(&mut config, key, value)?;
    }
    Ok(config)
}

/// A network for gradient tests, and how it learns by `rule`.
pub fn network(topology: &str, rule: &str, change: &[(&str, &str)], seed: u64) -> Result<(snn::Network, Course)> {
    let config = config(topology, rule, change)?;
    let mut params = config.network(config.topology.labels())?;
    params.bands = BANDS;
    let mut net = snn::Network::new(params, seed)?;
    // Biases begin at 0; a test needs them to differ.
    let mut draw = nrr_snn::rng::Stream::new(seed, nrr_snn::rng::Purpose::Noise, 0);
    for LayerWeights { bias, .. } in &mut net.layers {
        bias.iter_mut().for_each(|b| *b = draw.range(-0.2, 0.3));
    }
    Ok((net, config.course()?))
}

/// Random frames.
pub fn frames(count: usize, bands: usize, seed: u64) -> Vec<f32> {
    let mut draw = nrr_snn::rng::Stream::new(seed, nrr_snn::rng::Purpose::Encoding, 0);
    (0..count * bands).map(|_| draw.range(-1.0, 1.5)).collect()
}
