//! The program `nrr-snn`; everything is in [`nrr_snn::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    nrr_snn::cli::main()
}
