//! The command line.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand};

use crate::train::settings::{MAX_EPOCHS, check_epochs, parse_seed};

/// Spiking networks that learn to recognise speech (NRR-SNN, Jia et al. 2021).
#[derive(Parser)]
#[command(name = "nrr-snn", version, about, max_term_width = 110)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Write every notice (what was left out of the data, cut or changed, and why) to this file, a line each; without it the first ten are shown
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) notices: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// List every system with its rules, topology and the paper's figure
    Systems(Systems),
    /// Train a network and report its accuracy
    Train(Box<Train>),
    /// Report what a model is worth on a data set
    Eval(Eval),
    /// Recognise one word in each WAV file
    Recognize(Recognize),
    /// Look inside a model, a recording, or what the one does with the other
    Inspect(Inspect),
    /// Run a whole comparison of the paper and print its table; goes on where an earlier call stopped
    Reproduce(Reproduce),
    /// Measure how fast the engine is on this machine, by phases, on the bundled digits
    Bench(Bench),
}

#[derive(Args)]
pub(super) struct Systems {
    /// Show one system with the settings of both presets
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,
    /// Print a JSON array instead of a table
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args)]
pub(super) struct Train {
    /// Folder of WAV files, pack file, or "bundled" or "bundled-sentences" for the digits or sentences that come with the program; may be given several times
    #[arg(long, required = true, value_name = "DIR|bundled")]
    pub(super) data: Vec<String>,
    /// official, chosen (what the data mark as held out), speaker:NAME, fold:K/N, random:SHARE or none [default: official where the data have it, else random:0.2]
    #[arg(long)]
    pub(super) split: Option<String>,
    /// Id from `nrr-snn systems`
    #[arg(long, default_value = "nrr-shallow")]
    pub(super) system: String,
    /// Layers, for example RFC500-FC10
    #[arg(long, value_name = "STR")]
    pub(super) topology: Option<String>,
    /// Learning rule [default: the system's own]
    #[arg(long)]
    pub(super) rule: Option<String>,
    /// Which of the system's two lists of settings: "tuned", the project's own, or "paper", as its source states them
    #[arg(long, value_name = "NAME", default_value = "tuned")]
    pub(super) preset: String,
    /// Change a setting (see docs/settings.md); may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(super) settings: Vec<String>,
    /// Epochs, 1 to 10000 [default: the system's own]
    #[arg(long, allow_negative_numbers = true, value_parser = epochs)]
    pub(super) epochs: Option<u32>,
    /// Seed of every random stream [default: 1]
    #[arg(long, allow_negative_numbers = true, value_parser = seed)]
    pub(super) seed: Option<u64>,
    /// Threads; they change the speed alone, never the result [default: all cores, at most 8]
    #[arg(long, allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Go on from a checkpoint, to the last bit
    #[arg(long, value_name = "CKPT", conflicts_with_all = ["system", "topology", "rule", "preset", "settings", "epochs", "seed", "split"])]
    pub(super) resume: Option<PathBuf>,
    /// Write the model here; a checkpoint stands beside it (.ckpt behind its name) until the run is over
    #[arg(long, value_name = "MODEL")]
    pub(super) out: Option<PathBuf>,
    /// Write a checkpoint here after every epoch, and keep it
    #[arg(long, value_name = "CKPT")]
    pub(super) checkpoint: Option<PathBuf>,
    /// Print the result as JSON, or write it to a file
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub(super) json: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Eval {
    /// Model file
    #[arg(long)]
    pub(super) model: PathBuf,
    /// Folder of WAV files, pack file, "bundled" or "bundled-sentences"; may be given several times
    #[arg(long, required = true, value_name = "DIR|bundled")]
    pub(super) data: Vec<String>,
    /// Evaluate the test part of this split [default: every utterance]
    #[arg(long)]
    pub(super) split: Option<String>,
    /// Disturb this share of the input cells, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, allow_negative_numbers = true)]
    pub(super) noise: f32,
    /// What noise does to a cell: "replace" it by a draw over the training set's range, or "add" to it [default: the model's]
    #[arg(long, value_name = "KIND")]
    pub(super) noise_kind: Option<String>,
    /// Seed of the noise and of a random split [default: the model's]
    #[arg(long, allow_negative_numbers = true, value_parser = seed)]
    pub(super) seed: Option<u64>,
    /// Threads
    #[arg(long, allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Print the result as JSON, or write it to a file
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub(super) json: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Recognize {
    /// Model file
    #[arg(long)]
    pub(super) model: PathBuf,
    /// WAV files with one word each
    #[arg(required = true, value_name = "WAV")]
    pub(super) wavs: Vec<PathBuf>,
    /// Print a JSON array
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args)]
pub(super) struct Inspect {
    /// Model file
    #[arg(long, required_unless_present = "wav")]
    pub(super) model: Option<PathBuf>,
    /// WAV file with one word
    #[arg(long)]
    pub(super) wav: Option<PathBuf>,
    /// Write every state of the network to a NumPy file
    #[arg(long, value_name = "OUT.npz", requires_all = ["model", "wav"])]
    pub(super) traces: Option<PathBuf>,
    /// Draw spectrogram and spikes into an SVG file
    #[arg(long, value_name = "OUT.svg", requires = "wav")]
    pub(super) svg: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Args)]
pub(super) struct Reproduce {
    /// What to reproduce: table2, fig1 to fig7, or all
    #[arg(value_name = "WHAT")]
    pub(super) what: String,
    /// Spoken words: folder of WAV files, pack file, or "bundled"; may be given several times
    #[arg(long, value_name = "DIR|bundled")]
    pub(super) data: Vec<String>,
    /// Sentences with labelled phones: folder in TIMIT's layout, or "bundled-sentences"; may be given several times
    #[arg(long, value_name = "DIR|bundled-sentences")]
    pub(super) phonemes: Vec<String>,
    /// Folder for the results: one small file for each finished run, report.html, results.json, and all runs in runs.jsonl
    #[arg(long, value_name = "DIR", required_unless_present = "list_jobs")]
    pub(super) out: Option<PathBuf>,
    /// The short version, within five minutes: three epochs, one seed, on the bundled data where none are given; checks itself
    #[arg(long)]
    pub(super) quick: bool,
    /// How table2 is tested: official (one run for each seed), folds (ten folds, every utterance tested once) or speakers (each held out in turn)
    #[arg(long, default_value = "official")]
    pub(super) protocol: String,
    /// Seeds of every row, from 1 on [default: 5, or 1 with --quick]
    #[arg(long, allow_negative_numbers = true)]
    pub(super) seeds: Option<u32>,
    /// Of table2, only these systems, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "ID,…")]
    pub(super) systems: Vec<String>,
    /// Only these presets: tuned, paper [default: both, or tuned with --quick]
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    pub(super) presets: Vec<String>,
    /// Of table2, only each system's own rule
    #[arg(long)]
    pub(super) own_rule: bool,
    /// Epochs of every run [default: each system's own, or 3 with --quick]
    #[arg(long, allow_negative_numbers = true, value_parser = epochs)]
    pub(super) epochs: Option<u32>,
    /// Print every run as a line of JSON and do nothing; with --out, also how far it is there: to-do, half-way or finished
    #[arg(long, conflicts_with_all = ["job", "merge"])]
    pub(super) list_jobs: bool,
    /// Run this one alone; one that is finished is not run again, one that was stopped goes on
    #[arg(long, value_name = "ID", conflicts_with = "merge")]
    pub(super) job: Option<String>,
    /// Run nothing: write the report from the finished runs, with those of this folder, or of its file runs.jsonl, gathered too; may be given several times
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = "", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub(super) merge: Vec<PathBuf>,
    /// Runs at once, one thread each; with --job, threads of the run
    #[arg(long, allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
}

#[derive(Args)]
pub(super) struct Bench {
    /// Id from `nrr-snn systems`
    #[arg(long, default_value = "nrr-shallow")]
    pub(super) system: String,
    /// Layers, for example RFC500-FC10
    #[arg(long, value_name = "STR")]
    pub(super) topology: Option<String>,
    /// Learning rule [default: the system's own]
    #[arg(long)]
    pub(super) rule: Option<String>,
    /// Change a setting (see docs/settings.md); may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(super) settings: Vec<String>,
    /// Batches of a repeat, from the same weights each time
    #[arg(long, default_value_t = 10, allow_negative_numbers = true)]
    pub(super) batches: u32,
    /// Repeats; the least time counts
    #[arg(long, default_value_t = 5, allow_negative_numbers = true)]
    pub(super) repeats: u32,
    /// Threads of the training; the phases are timed on one
    #[arg(long, default_value_t = 1, allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: u16,
    /// Bring every utterance to so many frames by repeating its own
    #[arg(long, allow_negative_numbers = true)]
    pub(super) frames: Option<u32>,
    /// Seed of the network [default: 1]
    #[arg(long, allow_negative_numbers = true, value_parser = seed)]
    pub(super) seed: Option<u64>,
    /// Write network, utterances and settings for other frameworks (safetensors), before anything is measured
    #[arg(long, value_name = "FILE")]
    pub(super) export: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

fn epochs(text: &str) -> std::result::Result<u32, String> {
    let out = || format!("expected a whole number from 1 to {MAX_EPOCHS}");
    text.trim().parse().ok().and_then(|n| check_epochs(n).ok()).ok_or_else(out)
}

fn seed(text: &str) -> std::result::Result<u64, String> {
    parse_seed(text).map_err(|_| format!("expected a whole number from 0 to {}", u64::MAX))
}
