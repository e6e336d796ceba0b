//! The same lesson in other frameworks: `bench/peers/run.py` runs them beside the engines.

use anyhow::{Result, ensure};

use super::engine::Engine;
use crate::paths;
use crate::process::{command, run};

/// Runs the comparison with these engines.
pub(crate) fn compare(engines: &[Engine], quick: bool) -> Result<()> {
    let root = paths::root()?;
    ensure!(root.join("bench/peers/run.py").is_file(), "bench/peers/run.py is not there");
    let mut peers = command(&root, "python3", ["bench/peers/run.py"]);
    for engine in engines.iter().filter(|e| !e.name.ends_with("scalar")) {
        let name = engine.name.split(' ').next().unwrap_or(engine.name);
        peers.arg("--engine").arg(format!("{name}={}", engine.line()));
    }
    if quick {
        peers.arg("--quick");
    }
    run(&mut peers)
}
