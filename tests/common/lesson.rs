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
    ("rp", "93c4d25b09085526900daee70d7fcd92a11dd9a1b49d9e7f1a72faaf398ec633"),
    ("rp-local", "2c94337bb477a724e910d6547b72218179b3d4407a10461a2685705e3390b275"),
    ("rp-paper", "c8fb9634e24a39ac0ed7635feff9f9cd76d66feb16879043532019b61bd1a7e4"),
    ("bptt", "bc823ccd253a932a2108a1137e327b654eabe44a32b6e4c3a6cfb7da52eefc7f"),
    ("fa", "e5ddcd19f800edaab39b4dc8fabca5db2e8087a7f24ba48953853ee177ea378c"),
    ("dfa", "27c80c0ef6ad84c4a22782bc8d89be8ada5f0b8c3f2f87f00f6e696ea1c524cd"),
    ("sdfa", "190a321ad7ec0ca2f0501e325a4cdb5ba37d9481861c26031a9166015ae80586"),
    ("drtp", "b91cc1668396f12b513cefa67218ce9332148f6e600b05d9c363ada49dea273e"),
    ("eprop", "c6cccbe80a4970f1fca66356647b5e85d4bd4d9ddf20153a9258eaf3233df0de"),
    ("eprop-adaptive", "c1e463e6693adf97f0ca12562d40e0915b3e24855974d287bcaaabdaf7f48346"),
    ("readout", "abe84088647ca4b735af1ac817ad2af6bdd01925c6cc232aaf12d4f2bd420797"),
    ("deep", "c76e85959eebef176e19644069018b8bf440f00b543aa7aed9f9c363356ec9e4"),
    ("deep-bptt", "18b9bc71f56f92950de3e991f7bba982924e54438f2f4d1691dd9c984beeedb5"),
    ("som", "006aca541384daf17784623f0ba2e3a5d3faa02d299bfa6ed954da29087b927c"),
    ("lsm", "2afee42f11d4e75df4a6b399ad24906c671f3820af22e025dba81d2e155e388b"),
    ("dnn", "210dbe643f650a27db44ac7056214faaeed0862f779ca758c65ba54d2bee5f7a"),
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
