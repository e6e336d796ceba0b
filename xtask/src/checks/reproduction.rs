//! The short reproduction of the paper, on the bundled data: the program checks itself.

use anyhow::Result;

use super::step::Log;
use super::tally::Tally;
use crate::paths;
use crate::process::command;

/// Runs it anew; each of its checks counts.
pub(crate) fn check(log: &mut Log) -> Result<Tally> {
    let out = paths::target()?.join("reproduction");
    if out.is_dir() {
        std::fs::remove_dir_all(&out)?;
    }
    let program = ["run", "--release", "--quiet", "--package", "nrr-snn", "--", "reproduce", "all", "--quick", "--out"];
    log.count(command(&paths::root()?, "cargo", program).arg(&out), counted)
}

/// Lines that begin with `ok` or `FAILED`.
fn counted(output: &str) -> Tally {
    let begin = |word: &str| output.lines().filter(|l| l.split_whitespace().next() == Some(word)).count();
    Tally { passed: begin("ok"), failed: begin("FAILED"), ..Tally::default() }
}
