//! Instructions of small fixed workloads, counted by callgrind: unlike a time they are the same on a busy machine and on an idle one.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::step::Log;
use super::tally::Tally;
use crate::paths;
use crate::process::{command, run};
use crate::setup::apt;

/// Where the expected counts stand.
const EXPECTED: &str = "bench/instructions.json";
/// What writes them anew.
const WRITE: &str = "cargo xtask bench --instructions";
/// Share by which a count may lie above the expected one; further below it, the expected one should be written anew.
const MARGIN: f64 = 0.1;
const MODEL: &str = "www/public/models/digits.safetensors";
const CLIPS: &str = "www/public/data/clips";
/// The front end's function, as callgrind names it.
const FRONT_END: &str = "--toggle-collect=*FrontEnd*prepare*";

/// The expected counts.
#[derive(Debug, Serialize, Deserialize)]
struct Counts {
    /// What wrote them.
    command: String,
    /// Processor architecture: another one has other instructions.
    arch: String,
    /// Compiler.
    rustc: String,
    /// Instructions by workload.
    instructions: BTreeMap<String, u64>,
}

/// Compares the counts with the expected ones.
pub(crate) fn check(log: &mut Log) -> Result<Tally> {
    let path = paths::root()?.join(EXPECTED);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {EXPECTED}; write it with {WRITE}"))?;
    let expected: Counts =
        serde_json::from_str(&text).with_context(|| format!("{EXPECTED} cannot be understood; write it with {WRITE}"))?;
    if expected.arch != std::env::consts::ARCH {
        return Ok(Tally::skip(format!("instructions: counted on {}, this is {}", expected.arch, std::env::consts::ARCH)));
    }
    if apt::need("valgrind", &["valgrind"]).is_err() {
        return Ok(Tally::skip("instructions: counts of small workloads (no valgrind)"));
    }
    let mut tally = Tally::default();
    for (name, counted) in count()? {
        let expected = *expected.instructions.get(&name).with_context(|| format!("{EXPECTED} has no {name:?}; write it with {WRITE}"))?;
        let ratio = counted as f64 / expected.max(1) as f64;
        let verdict = if ratio > 1.0 + MARGIN {
            "  MORE THAN ALLOWED"
        } else if ratio < 1.0 - MARGIN {
            "  fewer: keep it so, write the expected counts anew"
        } else {
            ""
        };
        log.say(&format!("  {name}: {:.2} million instructions, {ratio:.3} of the expected{verdict}", counted as f64 / 1e6));
        tally.add(&if ratio > 1.0 + MARGIN { Tally { failed: 1, ..Tally::default() } } else { Tally::one() });
    }
    Ok(tally)
}

/// Writes the expected counts anew.
pub(crate) fn write() -> Result<()> {
    apt::need("valgrind", &["valgrind"])?;
    let root = paths::root()?;
    let rustc = crate::process::text(&mut command(&root, "rustc", ["--version"]))?.trim().to_owned();
    let counts = Counts { command: WRITE.to_owned(), arch: std::env::consts::ARCH.to_owned(), rustc, instructions: count()? };
    let path = root.join(EXPECTED);
    let text = serde_json::to_string_pretty(&counts)? + "\n";
    std::fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
    print!("{text}");
    Ok(())
}

/// Counts every workload.
fn count() -> Result<BTreeMap<String, u64>> {
    let root = paths::root()?;
    run(&mut command(&root, "cargo", ["build", "--release", "--quiet", "--bin", "nrr-snn"]))?;
    let program = paths::target()?.join("release").join(format!("nrr-snn{}", std::env::consts::EXE_SUFFIX));
    let mut clips: Vec<PathBuf> =
        std::fs::read_dir(root.join(CLIPS)).with_context(|| format!("cannot read {CLIPS}"))?.flatten().map(|e| e.path()).collect();
    clips.retain(|p| p.extension().is_some_and(|e| e == "wav"));
    clips.sort();
    let clip = clips.first().with_context(|| format!("{CLIPS} has no clip"))?.to_string_lossy().into_owned();
    let of = |options: &[&str], arguments: &[&str]| callgrind(&program, options, arguments);
    let mut counts = BTreeMap::new();
    for rule in ["rp", "bptt"] {
        // One batch more is learnt twice: in the untimed batches at the start, and in the one repeat.
        let batches = |n: &str| of(&[], &["bench", "--rule", rule, "--repeats", "1", "--json", "--batches", n]);
        counts.insert(format!("train one batch of 50, {rule}"), (batches("2")?.saturating_sub(batches("1")?)) / 2);
    }
    let recognise = |clips: &[&str]| of(&[], &[&["recognize", "--model", MODEL], clips].concat());
    counts.insert("recognise one clip".to_owned(), recognise(&[&clip, &clip])?.saturating_sub(recognise(&[&clip])?));
    counts.insert("front end, one clip".to_owned(), of(&[FRONT_END], &["inspect", "--wav", &clip])?);
    Ok(counts)
}

/// Instructions that the program takes with these arguments.
fn callgrind(program: &std::path::Path, options: &[&str], arguments: &[&str]) -> Result<u64> {
    let mut valgrind = command(&paths::root()?, "valgrind", ["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let output = valgrind.args(options).arg(program).args(arguments).output().context("cannot start valgrind")?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "valgrind failed on {}: {told}", arguments.join(" "));
    let line = told.lines().find_map(|l| l.split_once("Collected :")).with_context(|| format!("callgrind told no count: {told}"))?;
    let count = line.1.trim().parse().with_context(|| format!("callgrind told {:?}", line.1))?;
    ensure!(count > 0, "callgrind counted nothing for {}: a function was renamed or inlined", arguments.join(" "));
    Ok(count)
}
