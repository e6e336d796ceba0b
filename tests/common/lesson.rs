//! A short training on the bundled digits, small enough for a browser test, whose weights must come out the same everywhere.

use nrr_snn::Result;
use nrr_snn::data::{DataSet, Split, pack};
use nrr_snn::train::shards::Workers;
use nrr_snn::train::{Trainer, prepare, settings};
use nrr_snn::{experiment, snn};

/// SHA-256 of the weights after [`run`], by rule. They change when the engine, its defaults or the bundled digits change;
/// `cargo test --test determinism` prints the new ones.
pub const DIGEST: &[(&str, &str)] = &[
    ("rp", "fc4d15432a8603319dd625d56e1084bf663580e67ef90288ddbc97116a0cd02d"),
    ("bptt", "6b75700d0c382f5b25097bc4c9bafd1d27132d4a1b9e8984f6b9928d00d97e99"),
];

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

/// A small network with every state in play: loop, adaptive threshold, both channels.
pub fn trainer(rule: &str, workers: Workers) -> Result<Trainer> {
    let mut config = experiment::system("nrr-shallow")?.config_for(rule)?;
    for (key, value) in [("topology", "RFC60-FC10"), ("adapt_strength", "0.1"), ("batch", "20")] {
        settings::set(&mut config, key, value)?;
    }
    config.epochs = 2;
    config.seed = 7;
    let prepared = prepare(&config, &data()?, &Split::Official, &workers)?;
    Trainer::new(config, prepared, workers)
}

/// Trains to the end.
pub fn run(trainer: &mut Trainer) -> Result<()> {
    while !trainer.is_done() {
        trainer.step()?;
    }
    Ok(())
}

/// A network for gradient tests.
pub fn network(topology: &str, change: &[(&str, &str)], seed: u64) -> Result<snn::Network> {
    let mut config = experiment::system("nrr-shallow")?.config()?;
    for (key, value) in change {
        settings::set(&mut config, key, value)?;
    }
    settings::set(&mut config, "topology", topology)?;
    let mut params = config.network(config.topology.layers().last().map_or(2, |l| l.neurons))?;
    params.inputs = 5;
    snn::Network::new(params, seed)
}
