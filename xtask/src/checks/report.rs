//! What is printed at the end of the checks.

use std::time::Duration;

use super::step::Step;
use super::tally::Tally;

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Well.
    Passed,
    /// Not well.
    Failed,
    /// Not run: a step that it needs failed.
    NotRun,
}

/// A step that has ended.
pub(crate) struct Done {
    pub(crate) step: &'static Step,
    pub(crate) state: State,
    pub(crate) tally: Tally,
    pub(crate) elapsed: Duration,
}

impl Done {
    /// State, time and counts in one line.
    pub(crate) fn line(&self) -> String {
        let state = match self.state {
            State::Passed => "passed",
            State::Failed => "FAILED",
            State::NotRun => "not run",
        };
        format!("{state:<8} {:>7.1} s   {}", self.elapsed.as_secs_f64(), counts(&self.tally))
    }
}

/// Prints the table, the skipped tests by name and, last, the line of counts. `false` when something failed.
pub(crate) fn close(all: &[Done]) -> bool {
    println!("\n{:<14}{:<8} {:>9}   tests", "step", "result", "time");
    let mut sum = Tally::default();
    for done in all {
        println!("{:<14}{}", done.step.id, done.line());
        sum.add(&done.tally);
    }
    if !sum.skipped.is_empty() {
        println!("\nskipped:");
        for name in &sum.skipped {
            println!("  {name}");
        }
    }
    println!("\n{}", counts(&sum));
    sum.failed == 0 && sum.passed > 0
}

/// The form in which counts are given, here and by other tools that read them.
fn counts(tally: &Tally) -> String {
    format!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped.len())
}
