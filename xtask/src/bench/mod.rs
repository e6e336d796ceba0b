//! `cargo xtask bench`: the engine natively, in Node and in Chromium in one run, as one table of ratios.
//!
//! Rounds are interleaved, so that a busy machine slows all alike; each figure is the least of its rounds.

mod engine;
mod peers;
mod plot;
mod scaling;
mod table;

use std::path::Path;

use anyhow::{Result, ensure};

use crate::checks::instructions;
use crate::page;
use crate::process::{command, run};
use crate::setup::{browser, node};
use crate::{paths, process};
use engine::{Engine, Measured};

/// Options of `cargo xtask bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// One short round: to see that it runs
    #[arg(long)]
    quick: bool,
    /// Compare with PyTorch, snnTorch, JAX and TensorFlow.js (bench/peers)
    #[arg(long)]
    peers: bool,
    /// Measure how the time grows with the network and write docs/performance/ anew
    #[arg(long)]
    scaling: bool,
    /// Count the instructions of small workloads and write bench/instructions.json anew
    #[arg(long)]
    instructions: bool,
    /// Take the program and the WebAssembly as they were built last
    #[arg(long)]
    no_build: bool,
}

/// Rules that are measured.
const RULES: [&str; 2] = ["rp", "bptt"];

/// Builds, measures, prints.
pub(crate) fn start(options: &Options) -> Result<()> {
    let root = paths::root()?;
    if options.instructions {
        return instructions::write();
    }
    if !options.no_build {
        run(&mut command(&root, "cargo", ["build", "--release", "--quiet", "--bin", "nrr-snn"]))?;
    }
    let native = Engine::native()?;
    if options.scaling {
        return scaling::measure(&native, options.quick);
    }
    node::ensure()?;
    if !options.no_build {
        page::build()?;
    }
    browser::chromium()?;
    let engines = [native, Engine::node(false), Engine::node(true), Engine::chromium(false), Engine::chromium(true)];
    if options.peers {
        return peers::compare(&engines, options.quick);
    }
    let (rounds, repeats) = if options.quick { (1, 1) } else { (3, 4) };
    let mut all = Vec::new();
    for rule in RULES {
        let measured = rounds_of(&engines, rounds, &["--rule", rule, "--repeats", &repeats.to_string()])?;
        agree(&measured)?;
        all.push(measured);
    }
    let workers = workers(&root, options.quick)?;
    if options.json {
        println!("{}", table::json(&all, workers.as_deref())?);
    } else {
        print!("{}", table::text(&all, workers.as_deref()));
    }
    Ok(())
}

/// Every engine in turn, several times over.
fn rounds_of(engines: &[Engine], rounds: usize, options: &[&str]) -> Result<Vec<Measured>> {
    let mut best: Vec<Measured> = Vec::new();
    for round in 0..rounds {
        for (i, engine) in engines.iter().enumerate() {
            eprintln!("round {} of {rounds}: {} {}", round + 1, engine.name, options.join(" "));
            let measured = engine.measure(options)?;
            match best.get_mut(i) {
                Some(before) => before.least(&measured)?,
                None => best.push(measured),
            }
        }
    }
    Ok(best)
}

/// Every engine must have learnt the same weights to the last bit, or their times tell nothing.
fn agree(all: &[Measured]) -> Result<()> {
    let Some(first) = all.first() else { return Ok(()) };
    for other in all {
        let (ours, theirs) = (first.text("weights_sha256")?, other.text("weights_sha256")?);
        ensure!(ours == theirs, "{} learnt other weights than {}: {theirs}, {ours}", other.engine, first.engine);
    }
    Ok(())
}

/// What `bench/workers.mjs` tells of one worker of the page and of two, where it is there.
fn workers(root: &Path, quick: bool) -> Result<Option<String>> {
    const SCRIPT: &str = "bench/workers.mjs";
    if !root.join(SCRIPT).is_file() {
        return Ok(None);
    }
    eprintln!("one worker and two");
    let mut script = command(root, "node", [SCRIPT]);
    if quick {
        script.args(["--repeats", "1", "--epochs", "3"]);
    }
    process::text(&mut script).map(Some)
}
