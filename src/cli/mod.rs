//! The program `nrr-snn` (SPEC section 9): arguments, files, progress bars. Results go to stdout, messages to stderr.

mod arguments;
mod bench;
mod eval;
mod input;
mod inspect;
mod npz;
mod output;
mod recognize;
mod reproduce;
mod resources;
mod results;
mod runs;
mod svg;
mod systems;
mod train;

use std::process::ExitCode;

use clap::Parser as _;

use crate::Error;
use arguments::{Arguments, Command};

/// Runs the program on the process's arguments.
///
/// Exit codes: 0 success, 1 failure with a one-line cause and what to do, 2 usage, 130 stopped by Ctrl-C or SIGTERM with everything kept.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(a) => a,
        Err(e) => {
            // Help and version come this way too, with exit code 0.
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(2));
        }
    };
    input::notices_to(arguments.notices);
    let result = match arguments.command {
        Command::Systems(a) => systems::run(&a),
        Command::Train(a) => train::run(&a),
        Command::Eval(a) => eval::run(&a),
        Command::Recognize(a) => recognize::run(&a),
        Command::Inspect(a) => inspect::run(&a),
        Command::Reproduce(a) => reproduce::run(&a),
        Command::Bench(a) => bench::run(&a),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(error) = failure.error {
                eprintln!("error: {}", input::printable(&error.to_string()));
            }
            ExitCode::from(failure.code)
        }
    }
}

/// Why a command ended, and with which exit code.
struct Failure {
    /// None when everything has been said.
    error: Option<Error>,
    code: u8,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error: Some(error), code: 1 }
    }
}

/// Marks an error as one of the command line.
fn usage(error: Error) -> Failure {
    Failure { error: Some(error), code: 2 }
}

type Outcome = std::result::Result<(), Failure>;
