//! The synthesizers as programs: installed, their versions, their licences.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::voices::Synthesizer;
use crate::process::command;
use crate::setup::apt;

/// A synthesizer as the manifest names it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Generator {
    /// Program.
    pub(crate) synthesizer: Synthesizer,
    /// Version that made the recordings.
    pub(crate) version: String,
    /// Licence of the program and its voices; see docs/voices.md.
    pub(crate) licence: &'static str,
}

/// Finds both synthesizers (installing Debian's where that can be done) and asks for their versions.
pub(crate) fn all() -> Result<Vec<Generator>> {
    [Synthesizer::Espeak, Synthesizer::Flite].into_iter().map(generator).collect()
}

/// Finds flite.
pub(crate) fn flite() -> Result<Generator> {
    generator(Synthesizer::Flite)
}

fn generator(synthesizer: Synthesizer) -> Result<Generator> {
    let program = synthesizer.program();
    apt::need(program, &[program])?;
    // flite ends with a failure after telling its version, so its exit code is not asked for.
    let told = command(Path::new("."), program, ["--version"]).output().with_context(|| format!("cannot start {program}"))?;
    let told = String::from_utf8_lossy(&[told.stdout, told.stderr].concat()).into_owned();
    let words = told.split_whitespace();
    let version = match synthesizer {
        Synthesizer::Espeak => words.skip_while(|w| *w != "text-to-speech:").nth(1),
        Synthesizer::Flite => words.skip_while(|w| *w != "version:").nth(1),
    };
    let version = version.with_context(|| format!("{program} --version does not tell a version: {told}"))?.to_owned();
    Ok(Generator { synthesizer, version, licence: licence(synthesizer) })
}

/// Licence of a synthesizer.
pub(crate) const fn licence(synthesizer: Synthesizer) -> &'static str {
    match synthesizer {
        Synthesizer::Espeak => "GPL-3.0-or-later (the program and its data; recordings are its output)",
        Synthesizer::Flite => "CMU Flite licence (BSD-like, the program and its voices)",
    }
}
