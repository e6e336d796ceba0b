//! A Python of its own for the golden checks, with the packages of `tests/golden/requirements.txt`.

use std::path::PathBuf;

use anyhow::Result;

use super::stamp;
use crate::paths;
use crate::process::{command, find, run};

/// Its interpreter; `None` where the machine has no Python 3.
pub(crate) fn ensure() -> Result<Option<PathBuf>> {
    if find("python3").is_none() {
        return Ok(None);
    }
    let home = paths::cache()?.join("golden-python");
    let requirements = paths::root()?.join("tests/golden/requirements.txt");
    let (python, left) = (home.join("bin/python3"), home.join("requirements.txt"));
    if !python.is_file() || !stamp::is_fresh(&left, &requirements) {
        eprintln!("installing the Python packages of the golden checks");
        let root = paths::root()?;
        run(command(&root, "python3", ["-m", "venv", "--clear"]).arg(&home))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
        run(command(&root, &python.to_string_lossy(), pip).arg(&requirements))?;
        stamp::leave(&left, &requirements)?;
    }
    Ok(Some(python))
}
