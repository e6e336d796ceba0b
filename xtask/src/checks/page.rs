//! Steps on the page: its build, its types, lints, unit tests, and the journeys in a real browser.

use anyhow::{Context as _, Result, bail};

use super::step::Log;
use super::tally::Tally;
use crate::page::{bundle, wasm};
use crate::paths;
use crate::process::command;
use crate::setup::{browser, node};

/// The engine as WebAssembly.
pub(crate) fn engine(log: &mut Log) -> Result<Tally> {
    node::ensure()?;
    wasm::build()?;
    log.say("www/engine/pkg is built");
    Ok(Tally::one())
}

/// The TypeScript compiler.
pub(crate) fn types(log: &mut Log) -> Result<Tally> {
    node::ensure()?;
    log.check(&mut node::tool("tsc", &["--noEmit"])?)
}

/// ESLint.
pub(crate) fn lint(log: &mut Log) -> Result<Tally> {
    node::ensure()?;
    log.check(&mut node::tool("eslint", &["--max-warnings", "0", "."])?)
}

/// vitest.
pub(crate) fn unit(log: &mut Log) -> Result<Tally> {
    node::ensure()?;
    log.count(&mut node::tool("vitest", &["run"])?, Tally::of_vitest)
}

/// The static page.
pub(crate) fn build(log: &mut Log) -> Result<Tally> {
    node::ensure()?;
    bundle::bundle()?;
    log.say("dist/ is built");
    Ok(Tally::one())
}

/// `tests/journeys/*.test.mjs`, each in a browser of its own; they find it in `NRR_CHROMIUM` and `NRR_FIREFOX`.
pub(crate) fn journeys(log: &mut Log) -> Result<Tally> {
    node::ensure()?;
    let (root, chromium) = (paths::root()?, browser::chromium()?);
    let folder = root.join("tests/journeys");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(format!("tests/journeys/{name}"));
        }
    }
    if files.is_empty() {
        bail!("no *.test.mjs in {}", folder.display());
    }
    if !root.join("dist/index.html").is_file() {
        bail!("the page is not built: run cargo xtask build first, or the step page");
    }
    files.sort();
    let mut tests = command(&root, "node", ["--test", "--test-reporter=tap", "--test-concurrency=1"]);
    if let Some(firefox) = browser::firefox() {
        tests.env("NRR_FIREFOX", firefox);
    }
    log.count(tests.args(files).env("NRR_CHROMIUM", chromium), Tally::of_node)
}
