//! `wasm-bindgen` and its test runner, at the version of the crate in Cargo.lock: both must be the same.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::paths;
use crate::process::{command, run};

/// Folder of the programs `wasm-bindgen` and `wasm-bindgen-test-runner`; installs them into the cache where they are missing.
pub(crate) fn ensure() -> Result<PathBuf> {
    let version = version()?;
    let home = paths::cache()?.join(format!("wasm-bindgen-{version}"));
    let bin = home.join("bin");
    let programs = ["wasm-bindgen", "wasm-bindgen-test-runner"].map(|p| bin.join(format!("{p}{}", std::env::consts::EXE_SUFFIX)));
    if !programs.iter().all(|p| p.is_file()) {
        eprintln!("installing wasm-bindgen {version} (once, a few minutes)");
        std::fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
        // Without --locked: the lock file in the package may name versions that are gone.
        let mut install = command(&home, "cargo", ["install", "wasm-bindgen-cli", "--version", &version, "--root"]);
        run(install.arg(&home).env("CARGO_TARGET_DIR", home.join("build")))?;
        std::fs::remove_dir_all(home.join("build")).ok();
    }
    Ok(bin)
}

/// `PATH` with the programs in front.
pub(crate) fn path_with(bin: PathBuf) -> Result<OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&old)))?)
}

/// Version of the crate `wasm-bindgen` in Cargo.lock.
fn version() -> Result<String> {
    let lock = std::fs::read_to_string(paths::root()?.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    version_in(&lock).context("Cargo.lock has no package wasm-bindgen")
}

fn version_in(lock: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|l| *l != "name = \"wasm-bindgen\"");
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn finds_the_crate_itself() {
        let lock = "[[package]]\nname = \"serde-wasm-bindgen\"\nversion = \"0.6.5\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in(lock).as_deref(), Some("0.2.130"));
        assert_eq!(version_in("[[package]]\nname = \"serde\"\n"), None);
    }
}
