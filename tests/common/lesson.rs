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
    ("rp", "ac61598241f422d3a9d5cc719bb88a16a1922adde51c898599be66ad9b52e5eb"),
    ("rp-local", "ad543cbe16b67580fa4e380ced27fc3d1902b54527cbb019f6db448741b65405"),
    ("rp-paper", "4fdd18e88e3f15d660f93f13382bb9d7e62106f82dc912c60b548d1668e71d6f"),
    ("bptt", "f0276a11867c3ed2d277a76a18b3c66b18d0155f42770531cafeec742cbd99b2"),
    ("fa", "bb91568dd2870dd55090889f9552e356c58defa768a9349cc6bf847d56061587"),
    ("dfa", "590c29e0e1b3aa6b6034c3a257303a5aa7c10c56aaa02b62c4bf8cef3da8a01a"),
    ("sdfa", "8c15491954779d65800ade8775d6466ee10ad67a56008fc4200bfe9a065ba1a5"),
    ("drtp", "32133c414a93c3651f75b8d7739118633ce89ce5376abbdb27ba89d4d2246876"),
    ("local", "5f65922e9b378109ca3db319b15a49be49395b9e0655de425b4c952704c5ffe8"),
    ("eprop", "5f8a7d6f3aecd20571ae0143658ebb128201af9917de5f3f621676ef1d782dab"),
    ("eprop-adaptive", "43fcd74c7e29b28e276170b3556a160c4e7ef3c69e154b7a8d765a0c0f4cd4d4"),
    ("readout", "fff4f6c9282925902b40ad696ef4e26d38b8b14cd1f16f37e4cf6f91d07c1976"),
    ("deep", "8151f272a59c3716a30caf309333e2c67dba80eaf545c25e154e8fa82d25089e"),
    ("deep-bptt", "5eeb65f057f331136428962db572b252c0dc8df882a81d57cf0bda57774db2cc"),
    ("som", "f80e31b77e778a04ad7adddd5b6859a8cf5db60e01f8d7a3cf04145e83cebc7e"),
    ("lsm", "6075c021b8c9feaf18cab59a83cd8f1b7294395a28cf1ae08dc12f880889e73b"),
    ("dnn", "0387f6dd5e993e809987eb7d1df02337e9adcd464b3a889a4b468c851cf444cb"),
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
    // Two pieces again.
    Case { name: "local", system: "nrr-shallow", rule: "local", settings: &[("through_time", "local"), ("steps_per_frame", "2")] },
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
