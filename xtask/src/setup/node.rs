//! Node.js and the page's packages.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::stamp;
use crate::paths;
use crate::process::{command, find, run, text};

/// Oldest Node.js that the page's tools run on.
const OLDEST: (u32, u32) = (20, 19);
const HOW: &str = "install it from nodejs.org, with a version manager, or with the system's packages";

/// Checks Node.js and brings `node_modules` up to package-lock.json.
pub(crate) fn ensure() -> Result<()> {
    let root = paths::root()?;
    let (major, minor) = OLDEST;
    if find("node").is_none() || find("npm").is_none() {
        bail!("the page needs Node.js {major}.{minor} or later with npm, and none is in PATH: {HOW}");
    }
    let told = text(&mut command(&root, "node", ["--version"]))?;
    let found = version(&told).with_context(|| format!("node --version told {told:?}, no version"))?;
    if found < OLDEST {
        bail!("the page needs Node.js {major}.{minor} or later, this is {}: {HOW}", told.trim());
    }
    let (lock, left) = (root.join("package-lock.json"), root.join("node_modules/.nrr-snn-lock"));
    if !stamp::is_fresh(&left, &lock) {
        eprintln!("installing the page's packages");
        run(&mut command(&root, "npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"]))?;
        stamp::leave(&left, &lock)?;
    }
    Ok(())
}

/// A program of the page's packages.
pub(crate) fn tool(name: &str, arguments: &[&str]) -> Result<Command> {
    let root = paths::root()?;
    let mut words = vec!["--no-install", name];
    words.extend(arguments);
    Ok(command(&root, "npx", words))
}

/// Major and minor number of "v20.19.1".
fn version(told: &str) -> Option<(u32, u32)> {
    let mut numbers = told.trim().strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_compare_by_number() {
        assert_eq!(version("v20.19.1\n"), Some((20, 19)));
        assert!(version("v9.11.0") < version("v20.2.0"));
        assert_eq!(version("node"), None);
    }
}
