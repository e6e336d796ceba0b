//! The chores of the repository. Every command is one module; `cargo xtask help` lists them.

mod bench;
mod checks;
mod pack;
mod page;
mod paths;
mod process;
mod setup;
mod speech;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The chores of the repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Build the static page in dist/
    Build,
    /// Build the page and serve it on this machine
    Serve {
        /// Port on 127.0.0.1
        #[arg(long, default_value_t = 8173)]
        port: u16,
        /// Open it in the browser
        #[arg(long)]
        open: bool,
    },
    /// Run every check and test, in a real browser too
    Test(checks::Options),
    /// Measure the engine's speed natively, in Node and in Chromium, in one run
    Bench(bench::Options),
    /// Make the bundled digits from synthetic voices (espeak-ng, flite), or sentences with labelled phones
    Speech {
        /// Make sentences in TIMIT's layout
        #[arg(long)]
        sentences: bool,
        /// Folder for the sentences: empty, or with an older corpus of this command [default: target/sentences]
        #[arg(long, value_name = "DIR", requires = "sentences")]
        out: Option<PathBuf>,
        /// How many sentences
        #[arg(long, value_name = "N", default_value_t = 500, requires = "sentences")]
        count: usize,
        /// Make the few sentences that come with page and program, in www/public/data
        #[arg(long, requires = "sentences", conflicts_with_all = ["out", "count"])]
        bundle: bool,
    },
    /// Make one pack file of a folder of recordings; in packs/, the page offers it
    Pack {
        /// Folder of WAV files: 7_george_3.wav, or one folder per word
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Pack file to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Where the recordings come from, and their licence
        #[arg(long, default_value = "")]
        notes: String,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Build => page::build().map(|()| true),
        Chore::Serve { port, open } => page::serve(port, open).map(|()| true),
        Chore::Test(options) => checks::run(&options),
        Chore::Bench(options) => bench::start(&options).map(|()| true),
        Chore::Speech { sentences: true, bundle: true, .. } => speech::sentences::bundle::make().map(|()| true),
        Chore::Speech { sentences: true, out, count, .. } => speech::sentences::make(out, count).map(|()| true),
        Chore::Speech { .. } => speech::make().map(|()| true),
        Chore::Pack { data, out, notes } => pack::make(&data, &out, &notes).map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
