//! What a visitor downloads, gzipped, against its budget.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use super::step::Log;
use super::tally::Tally;
use crate::page::wasm::Variant;
use crate::paths;
use crate::process::{command, text};

/// Largest WebAssembly binary of a first visit (`hear`), gzipped, in bytes: WAV, front end, forward pass, model files, the tables of systems and
/// settings. It learns nothing.
const HEAR_BUDGET: u64 = 86_000;
/// Most that a first visit downloads, without data and models and with one of the two binaries, gzipped, in bytes: beside the binary 63 kB of
/// shell, Try with its plots, its texts in one language, what explains them, the worker with its glue (6 kB), and the service worker (8 kB).
const PAGE_BUDGET: u64 = 149_000;
/// Largest WebAssembly binary with everything (`lab`), gzipped, in bytes, which all other places share: training with every rule and helpers (60 kB),
/// sentences of phones, TIMIT's folders and SPHERE files (12 kB), looking inside, figures 1 to 3 of the paper (1 kB), the benchmark.
const LAB_BUDGET: u64 = 195_000;
/// Most that all other places of the page download when they are first opened, gzipped, in bytes. Speed, Phonemes and every worker of a
/// laboratory have the engine's glue once more each (6 kB), as the part of the engine's worker that learns (8 kB with it). Compare has
/// 42 kB, Data 45 kB with its two workers, Inside 24 kB, Reproduce 34 kB with its plan of all runs of two tasks and figures 1 to 3 (8 kB); the texts of
/// all places are 50 kB in each of two languages, of which a visitor fetches one. No visit downloads all of it.
const LATER_BUDGET: u64 = 355_000;
/// What `vite.config.ts` puts before the names of files that a first visit does not download.
const LATER: &str = "later-";
/// Folders of `dist/` that are fetched only when they are asked for.
const APART: [&str; 2] = ["data", "models"];
/// Prints the gzipped size of each file named.
const MEASURE: &str = "const{gzipSync}=require('node:zlib'),{readFileSync}=require('node:fs');\
    for(const f of process.argv.slice(1))console.log(gzipSync(readFileSync(f),{level:9}).length)";

/// Measures both binaries and the page.
pub(crate) fn check(log: &mut Log) -> Result<Tally> {
    let mut tally = Tally::default();
    for variant in Variant::HEAR {
        let size = gzipped(&[variant.binary()?])?.iter().sum();
        tally.add(&judge(log, &format!("WebAssembly, {}", variant.name()), size, HEAR_BUDGET));
    }
    let mut files = Vec::new();
    walk(&paths::root()?.join("dist"), true, &mut files)?;
    let is_later = |f: &PathBuf| f.file_name().is_some_and(|n| n.to_string_lossy().starts_with(LATER));
    let (later, files): (Vec<_>, Vec<_>) = files.into_iter().partition(is_later);
    ensure!(!later.is_empty(), "dist/ has no file named {LATER}*: vite.config.ts names them otherwise");
    let sizes = gzipped(&files)?;
    let of =
        |wasm: bool| files.iter().zip(&sizes).filter(move |(f, _)| f.extension().is_some_and(|e| e == "wasm") == wasm).map(|(_, s)| *s);
    ensure!(
        of(true).count() == Variant::HEAR.len(),
        "dist/ has {} WebAssembly binaries, expected {}",
        of(true).count(),
        Variant::HEAR.len()
    );
    let page = of(false).sum::<u64>() + of(true).max().unwrap_or(0);
    log.say(&format!("  of a first visit, without WebAssembly: {:.1} kB", of(false).sum::<u64>() as f64 / 1e3));
    tally.add(&judge(log, "first visit with one WebAssembly binary, without data and models", page, PAGE_BUDGET));
    let (apart, later): (Vec<_>, Vec<_>) = later.into_iter().partition(|f| f.extension().is_some_and(|e| e == "wasm"));
    ensure!(apart.len() == Variant::LAB.len(), "dist/ has {} WebAssembly binaries for later, expected {}", apart.len(), Variant::LAB.len());
    for variant in Variant::LAB {
        let size = gzipped(&[variant.binary()?])?.iter().sum();
        tally.add(&judge(log, &format!("WebAssembly, {}", variant.name()), size, LAB_BUDGET));
    }
    tally.add(&judge(log, "the other places, when they are opened", gzipped(&later)?.iter().sum(), LATER_BUDGET));
    Ok(tally)
}

fn judge(log: &mut Log, what: &str, size: u64, budget: u64) -> Tally {
    let fits = size <= budget;
    let verdict = if fits { "" } else { "  TOO LARGE" };
    log.say(&format!("  {what}: {:.1} kB gzipped of {:.0} kB{verdict}", size as f64 / 1e3, budget as f64 / 1e3));
    if fits { Tally::one() } else { Tally { failed: 1, ..Tally::default() } }
}

fn walk(folder: &Path, top: bool, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}: build the page first", folder.display()))? {
        let path = entry?.path();
        let apart = top && APART.iter().any(|a| path.file_name().is_some_and(|n| n == *a));
        if path.is_dir() && !apart {
            walk(&path, false, files)?;
        } else if path.is_file() && path.extension().is_none_or(|e| e != "map") {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

fn gzipped(files: &[PathBuf]) -> Result<Vec<u64>> {
    let mut node = command(&paths::root()?, "node", ["-e", MEASURE, "--"]);
    let told = text(node.args(files))?;
    let sizes: Vec<u64> = told.lines().map(str::parse).collect::<Result<_, _>>().with_context(|| format!("node told {told:?}"))?;
    ensure!(sizes.len() == files.len(), "node measured {} of {} files", sizes.len(), files.len());
    Ok(sizes)
}
