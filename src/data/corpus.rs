//! Files of a corpus, on a disk or in memory, and what they hold.

#[cfg(not(target_arch = "wasm32"))]
use std::path::PathBuf;

use super::DataSet;
use crate::audio::{Samples, sphere, wav};
use crate::{Error, Result};

/// Largest recording that is read, in bytes: ten minutes of 32-bit stereo at 192 kHz, and a header.
const MAX_BYTES: u64 = 600 * 192_000 * 8 + 65_536;
/// Largest file of labels that is read, in bytes.
const MAX_LABEL_BYTES: u64 = 1 << 20;

/// Where a file's bytes are.
#[derive(Debug, Clone)]
enum Source {
    /// On a disk.
    #[cfg(not(target_arch = "wasm32"))]
    Disk(PathBuf),
    /// Here.
    Memory(Vec<u8>),
}

/// A file of a corpus.
#[derive(Debug, Clone)]
pub(super) struct Found {
    source: Source,
    /// Its path from the folder that is read on, with `/` between parts: what messages call it.
    pub(super) shown: String,
    /// The same from the root on: the folder may itself be a part of a layout, such as TIMIT's `TRAIN`.
    pub(super) whole: String,
}

/// What a reader made of a corpus, which may be nothing; what was left out is in the notices.
#[derive(Debug, Clone)]
pub struct Scanned {
    /// The data, as far as they go.
    pub data: DataSet,
    /// What to say where they are none: what is missing, and what was expected.
    nothing: [&'static str; 2],
}

impl Scanned {
    pub(super) fn of(data: DataSet, nothing: [&'static str; 2]) -> Self {
        Self { data, nothing }
    }

    /// The data, sorted and checked.
    ///
    /// # Errors
    /// [`Error::DataSet`] where nothing can be used, with the first reason; what [`DataSet::check`] finds.
    pub fn usable(self) -> Result<DataSet> {
        let Self { mut data, nothing: [missing, expected] } = self;
        if data.utterances.is_empty() {
            let why = data.notices.first().map(|n| format!(" ({n})")).unwrap_or_default();
            return Err(Error::DataSet { name: data.name, problem: format!("{missing}{why}"), hint: expected.to_owned() });
        }
        data.sort();
        data.check()?;
        Ok(data)
    }
}

/// What there is of a corpus.
#[derive(Debug, Clone, Default)]
pub(super) struct Files {
    /// Recordings and labels, sorted by path.
    pub(super) found: Vec<Found>,
    /// What was not looked into, and why.
    pub(super) notices: Vec<String>,
}

impl Found {
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn on_disk(path: PathBuf, shown: String, whole: String) -> Self {
        Self { source: Source::Disk(path), shown, whole }
    }

    pub(super) fn in_memory(path: String, bytes: Vec<u8>) -> Self {
        Self { source: Source::Memory(bytes), whole: path.clone(), shown: path }
    }

    /// The extension, in upper case.
    pub(super) fn extension(&self) -> Option<String> {
        let file = self.shown.rsplit('/').next()?;
        file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_uppercase())
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn is_sound(&self) -> bool {
        self.extension().is_some_and(|e| e == "WAV" || e == "SPH")
    }

    /// What a WAV or SPHERE file holds, or why it is left out.
    pub(super) fn recording(&self) -> std::result::Result<Samples, String> {
        let bytes = self.bytes(MAX_BYTES, "more than ten minutes of sound")?;
        let samples = if sphere::is_sphere(&bytes) { sphere::read(&self.shown, &bytes) } else { wav::read(&self.shown, &bytes) };
        samples.map_err(|e| e.to_string())
    }

    /// What a file of labels holds, or why it is left out.
    pub(super) fn text(&self) -> std::result::Result<String, String> {
        let bytes = self.bytes(MAX_LABEL_BYTES, "expected a small text of labels")?;
        String::from_utf8(bytes.into_owned()).map_err(|_| format!("{}: it is no text", self.shown))
    }

    /// The bytes; `more` is what too many of them mean.
    fn bytes(&self, most: u64, more: &str) -> std::result::Result<std::borrow::Cow<'_, [u8]>, String> {
        let check = |size: u64| if size > most { Err(format!("{}: {size} bytes, {more}", self.shown)) } else { Ok(()) };
        match &self.source {
            Source::Memory(bytes) => {
                check(bytes.len() as u64)?;
                Ok(bytes.into())
            }
            #[cfg(not(target_arch = "wasm32"))]
            Source::Disk(path) => {
                let fail = |e: std::io::Error| format!("{}: {e}", self.shown);
                let meta = std::fs::metadata(path).map_err(fail)?;
                if !meta.is_file() {
                    return Err(format!("{}: no regular file (a device or a pipe)", self.shown));
                }
                check(meta.len())?;
                Ok(std::fs::read(path).map_err(fail)?.into())
            }
        }
    }
}
