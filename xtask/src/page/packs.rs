//! Packs that a site's owner offers: `packs/*.pack` go into the built page, with a list of them.

use std::path::Path;

use anyhow::{Context as _, Result};
use nrr_snn::data::pack;
use serde::Serialize;

/// An entry of `data/packs.json`.
#[derive(Debug, Serialize, PartialEq)]
struct Offer {
    file: String,
    title: String,
    utterances: usize,
    bytes: usize,
}

/// Copies the packs and writes the list (an empty one where there are none, so that the page need not guess). Returns their number.
pub(crate) fn offer(root: &Path) -> Result<usize> {
    let (from, to) = (root.join("packs"), root.join("dist/data"));
    std::fs::create_dir_all(&to)?;
    let mut files = Vec::new();
    if from.is_dir() {
        for entry in std::fs::read_dir(&from)? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "pack") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut offers = Vec::new();
    for path in files {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let header = pack::header(&path.display().to_string(), &bytes)?;
        std::fs::write(to.join(&file), &bytes)?;
        offers.push(Offer { file, title: header.name, utterances: header.utterances.len(), bytes: bytes.len() });
    }
    std::fs::write(to.join("packs.json"), serde_json::to_string_pretty(&offers)? + "\n")?;
    Ok(offers.len())
}
