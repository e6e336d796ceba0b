//! `cargo xtask test`: every check and test, in a fixed order, with one table and one line of counts at the end.

mod capture;
mod golden;
pub(crate) mod instructions;
mod licences;
mod page;
mod report;
mod reproduction;
mod rust;
mod sizes;
mod spdx;
mod step;
mod tally;

use std::time::Instant;

use anyhow::{Result, bail};

use report::{Done, State};
use step::{Log, Step};
use tally::Tally;

/// The steps, in their order: what is quick to tell first, what depends on others after them.
const STEPS: &[Step] = &[
    Step { id: "fmt", title: "form of the Rust code", needs: &[], run: rust::format },
    Step { id: "licences", title: "licences and origins of dependencies", needs: &[], run: licences::check },
    Step { id: "clippy", title: "lints of the Rust code", needs: &[], run: rust::lint },
    Step { id: "clippy-wasm", title: "lints of the bindings", needs: &[], run: rust::lint_wasm },
    Step { id: "doc", title: "documents of the crate", needs: &[], run: rust::document },
    Step { id: "rust", title: "tests, natively", needs: &[], run: rust::test },
    Step { id: "rust-browser", title: "tests of the engine in Chromium", needs: &[], run: rust::test_in_browser },
    Step { id: "wasm", title: "the engine as WebAssembly", needs: &[], run: page::engine },
    Step { id: "types", title: "types of the page", needs: &["wasm"], run: page::types },
    Step { id: "eslint", title: "lints of the page", needs: &["wasm"], run: page::lint },
    Step { id: "unit", title: "unit tests of the page", needs: &["wasm"], run: page::unit },
    Step { id: "page", title: "the static page", needs: &["wasm"], run: page::build },
    Step { id: "sizes", title: "size budgets", needs: &["wasm", "page"], run: sizes::check },
    Step { id: "journeys", title: "journeys through the page in Chromium and Firefox", needs: &["page"], run: page::journeys },
    Step { id: "instructions", title: "instructions of small workloads", needs: &[], run: instructions::check },
    Step { id: "reproduction", title: "the short reproduction of the paper", needs: &[], run: reproduction::check },
    Step { id: "golden", title: "runs recomputed in NumPy", needs: &[], run: golden::check },
];

/// Options of `cargo xtask test`.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Run these steps alone
    #[arg(long, value_name = "STEP", num_args = 1..)]
    only: Vec<String>,
    /// List the steps
    #[arg(long)]
    list: bool,
    /// Show what the steps print as it comes, not only where they fail
    #[arg(long, short)]
    verbose: bool,
}

/// Runs the steps. `false` when something failed.
pub(crate) fn run(options: &Options) -> Result<bool> {
    if options.list {
        for step in STEPS {
            println!("{:<14}{}", step.id, step.title);
        }
        return Ok(true);
    }
    if let Some(unknown) = options.only.iter().find(|o| STEPS.iter().all(|s| s.id != **o)) {
        let ids: Vec<_> = STEPS.iter().map(|s| s.id).collect();
        bail!("no step is called {unknown}; there are {}", ids.join(", "));
    }
    let chosen = STEPS.iter().filter(|s| options.only.is_empty() || options.only.iter().any(|o| o == s.id));
    let mut all: Vec<Done> = Vec::new();
    for step in chosen {
        println!("{:<14}{} …", step.id, step.title);
        let done = run_step(step, &all, options.verbose);
        println!("{:<14}{}", "", done.line());
        all.push(done);
    }
    Ok(report::close(&all))
}

fn run_step(step: &'static Step, before: &[Done], echo: bool) -> Done {
    let start = Instant::now();
    if let Some(broken) = step.needs.iter().find(|id| before.iter().any(|d| d.step.id == **id && d.state != State::Passed)) {
        let tally = Tally::skip(format!("{} ({broken} failed)", step.id));
        return Done { step, state: State::NotRun, tally, elapsed: start.elapsed() };
    }
    let mut log = Log { output: String::new(), echo };
    let tally = (step.run)(&mut log).unwrap_or_else(|error| {
        log.say(&format!("error: {error:#}"));
        Tally { failed: 1, ..Tally::default() }
    });
    let state = if tally.failed > 0 { State::Failed } else { State::Passed };
    if state == State::Failed && !echo {
        println!("{}", log.output.trim_end());
    }
    if ["sizes", "instructions"].contains(&step.id) && state == State::Passed && !echo {
        println!("{}", log.output.trim_end());
    }
    Done { step, state, tally, elapsed: start.elapsed() }
}
