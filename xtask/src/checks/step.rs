//! A step of `cargo xtask test`.

use std::process::Command;

use anyhow::Result;

use super::capture::capture;
use super::tally::Tally;

/// A named part of the checks.
pub(crate) struct Step {
    /// Name on the command line.
    pub(crate) id: &'static str,
    /// What it checks.
    pub(crate) title: &'static str,
    /// Steps whose results it works on: when one of them failed, this one is not run.
    pub(crate) needs: &'static [&'static str],
    /// Does it.
    pub(crate) run: fn(&mut Log) -> Result<Tally>,
}

/// What a step's commands print.
pub(crate) struct Log {
    /// All of it.
    pub(crate) output: String,
    /// Show it as it comes.
    pub(crate) echo: bool,
}

impl Log {
    /// Runs a command that is one check.
    pub(crate) fn check(&mut self, command: &mut Command) -> Result<Tally> {
        self.count(command, |_| Tally::default())
    }

    /// Runs a command whose output tells its counts. A failure that it does not count itself counts as one.
    pub(crate) fn count(&mut self, command: &mut Command, parse: fn(&str) -> Tally) -> Result<Tally> {
        let captured = capture(command, self.echo)?;
        self.output.push_str(&captured.output);
        let mut tally = parse(&captured.output);
        if !captured.success && tally.failed == 0 {
            tally.failed = 1;
        }
        if tally == Tally::default() {
            tally = Tally::one();
        }
        Ok(tally)
    }

    /// A line of the step's own.
    pub(crate) fn say(&mut self, line: &str) {
        if self.echo {
            println!("{line}");
        }
        self.output.push_str(line);
        self.output.push('\n');
    }
}
