//! Steps on the Rust code: form, lints, documents, tests natively and in a browser.

use std::process::Command;

use anyhow::Result;

use super::step::Log;
use super::tally::Tally;
use crate::page::wasm::Variant;
use crate::paths;
use crate::process::command;
use crate::setup::{apt, bindgen, browser, target};

/// Longest run of the tests in the browser, in seconds.
const BROWSER_TIMEOUT_S: &str = "600";
/// The crate without the program; its features come behind.
const FOR_WASM: [&str; 6] = ["--package", "nrr-snn", "--target", target::WASM, "--no-default-features", "--features"];

fn cargo(arguments: &[&str]) -> Result<Command> {
    Ok(command(&paths::root()?, "cargo", arguments))
}

/// `cargo fmt`.
pub(crate) fn format(log: &mut Log) -> Result<Tally> {
    log.check(&mut cargo(&["fmt", "--all", "--check"])?)
}

/// `clippy` on everything native.
pub(crate) fn lint(log: &mut Log) -> Result<Tally> {
    log.check(&mut cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?)
}

/// `clippy` on the bindings and the browser tests.
pub(crate) fn lint_wasm(log: &mut Log) -> Result<Tally> {
    target::ensure()?;
    let mut hear = cargo(&["clippy", "--quiet", "--lib"])?;
    let mut tally = log.check(hear.args(FOR_WASM).args(["wasm", "--", "-D", "warnings"]))?;
    let mut lab = cargo(&["clippy", "--quiet", "--lib", "--test", "wasm"])?;
    tally.add(&log.check(lab.args(FOR_WASM).args(["wasm,lab", "--", "-D", "warnings"]))?);
    Ok(tally)
}

/// `rustdoc` without a warning, and every link in it alive.
pub(crate) fn document(log: &mut Log) -> Result<Tally> {
    log.check(cargo(&["doc", "--workspace", "--no-deps", "--quiet"])?.env("RUSTDOCFLAGS", "-D warnings"))
}

/// Programs that the engine is compared with, and the one that makes sentences; tests skip by name what cannot be installed.
const PEERS: [&str; 2] = ["sox", "flite"];

/// All native tests, those in documents too.
pub(crate) fn test(log: &mut Log) -> Result<Tally> {
    for program in PEERS {
        if let Err(error) = apt::need(program, &[program]) {
            log.say(&format!("the tests against {program} are skipped: {error:#}"));
        }
    }
    let mut tests = cargo(&["test", "--workspace", "--no-fail-fast", "--", "--show-output"])?;
    log.count(&mut tests, Tally::of_cargo)
}

/// `tests/wasm.rs` in headless Chromium, with 128-bit vectors and without.
pub(crate) fn test_in_browser(log: &mut Log) -> Result<Tally> {
    target::ensure()?;
    let bin = bindgen::ensure()?;
    browser::chromium()?;
    let driver = browser::driver()?;
    let path = bindgen::path_with(bin)?;
    let mut tally = Tally::default();
    for variant in Variant::LAB {
        log.say(&format!("build: {}", variant.name()));
        let mut tests = cargo(&["test", "--test", "wasm"])?;
        tests.args(FOR_WASM).arg("wasm,lab").env("RUSTFLAGS", variant.rustflags()).env("CARGO_TARGET_DIR", variant.target_dir()?);
        tests.env("PATH", &path).env("CHROMEDRIVER", &driver).env("WASM_BINDGEN_TEST_TIMEOUT", BROWSER_TIMEOUT_S);
        tally.add(&log.count(&mut tests, Tally::of_cargo)?);
    }
    Ok(tally)
}
