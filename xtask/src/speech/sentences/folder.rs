//! The folder that a corpus is written to: nothing of anybody else's is changed in it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use super::readme::TITLE;

/// Name of the text beside the corpus.
const README: &str = "README.md";

/// Makes the folder, or empties it of an older corpus, and writes `readme` into it.
pub(crate) fn prepare(out: &Path, readme: &str) -> Result<()> {
    not_in_the_repository(out, &crate::paths::root()?)?;
    fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let list = || fs::read_dir(out).with_context(|| format!("cannot read {}", out.display()));
    if list()?.next().is_some() {
        let ours = fs::read_to_string(out.join(README)).is_ok_and(|text| text.starts_with(TITLE));
        ensure!(
            ours,
            "--out: expected an empty folder or an older corpus of this command, got {} with other files: name another",
            out.display()
        );
        for part in ["sentences", "held-out-voice"].map(|part| out.join(part)).iter().filter(|part| part.is_dir()) {
            fs::remove_dir_all(part).with_context(|| format!("cannot remove the older {}", part.display()))?;
        }
    }
    super::write(&out.join(README), readme.as_bytes())
}

/// Refuses a folder of the repository that is not below its `target`.
fn not_in_the_repository(out: &Path, root: &Path) -> Result<()> {
    let (real, root) = (resolved(out)?, resolved(root)?);
    if real.starts_with(&root) && !real.starts_with(root.join("target")) {
        bail!("--out: expected a folder in target/ or outside of the repository, got {}", out.display());
    }
    Ok(())
}

/// The path without links and `..`, as far as it exists.
fn resolved(path: &Path) -> Result<PathBuf> {
    let whole = std::path::absolute(path).with_context(|| format!("no such path: {}", path.display()))?;
    for there in whole.ancestors() {
        if let Ok(real) = there.canonicalize() {
            let rest = whole.strip_prefix(there).unwrap_or(Path::new(""));
            ensure!(
                !rest.iter().any(|part| part == ".."),
                "--out: expected a path without .. behind folders that are not there: {}",
                path.display()
            );
            return Ok(real.join(rest));
        }
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_others_are_left_alone() -> Result<()> {
        let temporary = std::env::temp_dir().join(format!("nrr-snn-folder-{}", std::process::id()));
        let (fresh, other) = (temporary.join("fresh"), temporary.join("timit"));
        prepare(&fresh, TITLE)?;
        fs::create_dir_all(fresh.join("sentences/TEST/DR1"))?;
        prepare(&fresh, TITLE)?;
        assert!(!fresh.join("sentences").exists() && fresh.join(README).is_file());

        fs::create_dir_all(other.join("TRAIN"))?;
        let error = prepare(&other, TITLE).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains("timit with other files"), "{error}");
        assert!(other.join("TRAIN").exists() && !other.join(README).exists());
        fs::remove_dir_all(&temporary)?;
        Ok(())
    }

    #[test]
    fn nothing_is_written_among_tracked_files() -> Result<()> {
        let root = crate::paths::root()?;
        for inside in [".", "www/public/data", "target/../src/corpus"] {
            let error = not_in_the_repository(&root.join(inside), &root);
            assert!(error.is_err(), "{inside}");
        }
        not_in_the_repository(&root.join("target/sentences"), &root)?;
        not_in_the_repository(&std::env::temp_dir(), &root)
    }
}
