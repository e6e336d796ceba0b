//! `cargo xtask pack`: a folder of recordings as one pack file.

use std::path::Path;

use anyhow::{Context as _, Result};
use nrr_snn::audio::resample::resample;
use nrr_snn::data::{folder, pack};

/// Rate of the pack, in Hz: what the front ends work at.
const RATE_HZ: u32 = 8_000;

/// Reads `data`, writes `out`. `notes` tells where the recordings come from and their licence.
pub(crate) fn make(data: &Path, out: &Path, notes: &str) -> Result<()> {
    let mut set = folder::read(data)?;
    for notice in &set.notices {
        eprintln!("note: {notice}");
    }
    for u in &mut set.utterances {
        u.samples = resample(&u.samples, RATE_HZ).with_context(|| u.name.clone())?;
    }
    let bytes = pack::write(&set, notes)?;
    if let Some(folder) = out.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(out, &bytes).with_context(|| format!("cannot write {}", out.display()))?;
    println!("{}: {} utterances, {} words, {} bytes", out.display(), set.utterances.len(), set.labels.len(), bytes.len());
    Ok(())
}
