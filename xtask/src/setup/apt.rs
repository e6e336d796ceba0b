//! Debian packages, installed when this runs as root on a machine that has apt-get.

use std::sync::Once;

use anyhow::{Result, bail};

use crate::process::{command, find, run};

static UPDATED: Once = Once::new();

/// Finds `program`, after installing Debian's `packages` if it is missing and that can be done.
pub(crate) fn need(program: &str, packages: &[&str]) -> Result<std::path::PathBuf> {
    if let Some(found) = find(program) {
        return Ok(found);
    }
    install(program, packages)?;
    match find(program) {
        Some(found) => Ok(found),
        None => bail!("{program} is still missing after installing {}", packages.join(", ")),
    }
}

/// Installs Debian packages, or says what the user has to install.
pub(crate) fn install(what: &str, packages: &[&str]) -> Result<()> {
    if find("apt-get").is_none() || !is_root() {
        bail!("{what} is missing. Install it, on Debian and Ubuntu with: sudo apt-get install {}", packages.join(" "));
    }
    let here = std::env::current_dir()?;
    eprintln!("installing {} for {what}", packages.join(", "));
    let apt_get = |arguments: &[&str]| run(command(&here, "apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive"));
    let mut updated = Ok(());
    UPDATED.call_once(|| updated = apt_get(&["update", "-qq"]));
    updated?;
    apt_get(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat())
}

fn is_root() -> bool {
    let Ok(here) = std::env::current_dir() else { return false };
    crate::process::text(&mut command(&here, "id", ["-u"])).is_ok_and(|id| id.trim() == "0")
}
