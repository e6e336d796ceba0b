//! An engine is a command that prints the JSON of `nrr-snn bench --json`.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::paths;
use crate::process::{command, text};

/// A build of the engine and where it runs.
pub(crate) struct Engine {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// Its command line.
    words: Vec<String>,
}

/// What it told.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// Name of the engine.
    pub(crate) engine: &'static str,
    /// The JSON.
    pub(crate) value: Value,
}

/// Figures of which the least counts, as JSON pointers.
const TIMES: [&str; 6] = [
    "/ms_per_batch",
    "/phases/front_end_ms_per_second",
    "/phases/forward_ms",
    "/phases/gradient_ms",
    "/phases/optimiser_ms",
    "/recognise_ms",
];

impl Engine {
    /// The program.
    pub(crate) fn native() -> Result<Self> {
        let program = paths::target()?.join("release").join(format!("nrr-snn{}", std::env::consts::EXE_SUFFIX));
        Ok(Self { name: "native", words: vec![program.to_string_lossy().into_owned(), "bench".into(), "--json".into()] })
    }

    /// WebAssembly in Node.
    pub(crate) fn node(scalar: bool) -> Self {
        Self::script(if scalar { "node scalar" } else { "node simd" }, "bench/node.mjs", scalar)
    }

    /// WebAssembly in a worker of Chromium.
    pub(crate) fn chromium(scalar: bool) -> Self {
        Self::script(if scalar { "chromium scalar" } else { "chromium simd" }, "bench/chromium.mjs", scalar)
    }

    fn script(name: &'static str, file: &str, scalar: bool) -> Self {
        let mut words = vec!["node".to_owned(), file.to_owned()];
        words.extend(scalar.then(|| "--scalar".to_owned()));
        Self { name, words }
    }

    /// The command line as one text.
    pub(crate) fn line(&self) -> String {
        self.words.join(" ")
    }

    /// Runs it.
    pub(crate) fn measure(&self, options: &[&str]) -> Result<Measured> {
        let (program, first) = self.words.split_first().context("an engine without a command")?;
        let told = text(command(&paths::root()?, program, first).args(options))?;
        let value = serde_json::from_str(&told).with_context(|| format!("{} printed no JSON: {told:?}", self.name))?;
        Ok(Measured { engine: self.name, value })
    }
}

impl Measured {
    /// A number by its pointer.
    pub(crate) fn number(&self, pointer: &str) -> Result<f64> {
        self.value.pointer(pointer).and_then(Value::as_f64).with_context(|| format!("{} told no {pointer}", self.engine))
    }

    /// A text by its key.
    pub(crate) fn text(&self, key: &str) -> Result<&str> {
        self.value.get(key).and_then(Value::as_str).with_context(|| format!("{} told no {key}", self.engine))
    }

    /// Takes over every time that is less in `other`.
    pub(crate) fn least(&mut self, other: &Self) -> Result<()> {
        for pointer in TIMES {
            let (mine, theirs) = (self.number(pointer)?, other.number(pointer)?);
            if let (true, Some(slot)) = (theirs < mine, self.value.pointer_mut(pointer)) {
                *slot = theirs.into();
            }
        }
        let rate = self.number("/batch")? * 1e3 / self.number("/ms_per_batch")?;
        if let Some(slot) = self.value.get_mut("utterances_per_second") {
            *slot = rate.into();
        }
        Ok(())
    }
}
