//! A run recomputed in NumPy from the model file and the WAV alone must agree with `nrr-snn inspect --traces` spike for spike.

use anyhow::{Context as _, Result};

use super::step::Log;
use super::tally::Tally;
use crate::paths;
use crate::process::command;
use crate::setup::python;

const MODEL: &str = "www/public/models/digits.safetensors";
const CLIPS: &str = "www/public/data/clips";
/// Clips that are recomputed; each takes NumPy some seconds.
const CLIPS_CHECKED: usize = 3;

/// Recomputes a few bundled clips with the shipped model.
pub(crate) fn check(log: &mut Log) -> Result<Tally> {
    let Some(python) = python::ensure()? else {
        return Ok(Tally::skip("golden: runs recomputed in NumPy (no python3)"));
    };
    let root = paths::root()?;
    let mut clips = Vec::new();
    for entry in std::fs::read_dir(root.join(CLIPS)).with_context(|| format!("cannot read {CLIPS}"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".wav") {
            clips.push(format!("{CLIPS}/{name}"));
        }
    }
    clips.sort();
    let folder = paths::target()?.join("golden");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut tally = Tally::default();
    for (number, clip) in clips.iter().take(CLIPS_CHECKED).enumerate() {
        let traces = folder.join(format!("traces-{number}.npz"));
        let run = ["run", "--quiet", "--release", "--bin", "nrr-snn", "--", "inspect", "--model", MODEL, "--wav", clip, "--traces"];
        let mut inspect = command(&root, "cargo", run);
        let mut made = log.check(inspect.arg(&traces))?;
        if made.failed == 0 {
            let mut recompute = command(&root, &python.to_string_lossy(), ["tests/golden/recompute.py", MODEL, clip]);
            made = log.check(recompute.arg(&traces))?;
        }
        tally.add(&made);
    }
    Ok(tally)
}
