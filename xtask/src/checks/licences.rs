//! Licences and origins of everything that Cargo and npm bring in, against `deny.toml` (which `cargo deny check` reads too).

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use super::spdx;
use super::step::Log;
use super::tally::Tally;
use crate::paths;
use crate::process::{command, output};

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct NpmLock {
    packages: std::collections::BTreeMap<String, NpmPackage>,
}

#[derive(Deserialize)]
struct NpmPackage {
    license: Option<String>,
    #[serde(default)]
    dev: bool,
    #[serde(default)]
    link: bool,
}

/// Checks every package: crates must come from crates.io; the page's packages count where they are shipped, not where they are tools.
pub(crate) fn check(log: &mut Log) -> Result<Tally> {
    let root = paths::root()?;
    let allowed = allowed(&std::fs::read_to_string(root.join("deny.toml")).context("cannot read deny.toml")?);
    ensure!(!allowed.is_empty(), "deny.toml has no list of allowed licences");
    let json = output(&mut command(&root, "cargo", ["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Metadata = serde_json::from_slice(&json).context("cargo metadata is of another form")?;
    let mut bad = Vec::new();
    let mut judge = |name: String, licence: Option<&str>| {
        if !licence.is_some_and(|l| spdx::is_met(l, &allowed)) {
            bad.push(format!("{name}: licence {} is not allowed in deny.toml", licence.unwrap_or("unknown")));
        }
    };
    for p in &metadata.packages {
        judge(format!("{} {}", p.name, p.version), p.license.as_deref());
    }
    let lock = std::fs::read(root.join("package-lock.json")).context("cannot read package-lock.json")?;
    let lock: NpmLock = serde_json::from_slice(&lock).context("package-lock.json is of another form")?;
    let shipped = lock.packages.iter().filter(|(path, p)| !path.is_empty() && !p.dev && !p.link);
    for (path, p) in shipped.clone() {
        judge(path.clone(), p.license.as_deref());
    }
    let known = "registry+https://github.com/rust-lang/crates.io-index";
    let foreign = metadata.packages.iter().filter(|p| p.source.as_deref().is_some_and(|s| s != known));
    bad.extend(foreign.map(|p| format!("{} {}: not from crates.io", p.name, p.version)));
    for line in &bad {
        log.say(line);
    }
    log.say(&format!("{} crates and {} packages of the page looked at", metadata.packages.len(), shipped.count()));
    Ok(if bad.is_empty() { Tally::one() } else { Tally { failed: 1, ..Tally::default() } })
}

/// The strings of `allow = [ … ]` under `[licenses]`.
fn allowed(deny: &str) -> Vec<String> {
    let Some((_, section)) = deny.split_once("[licenses]") else { return Vec::new() };
    let Some((_, list)) = section.split_once("allow = [") else { return Vec::new() };
    let Some((list, _)) = list.split_once(']') else { return Vec::new() };
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn the_list_is_read() {
        assert_eq!(allowed("[licenses]\nallow = [\n  \"MIT\", # plain\n  \"Zlib\",\n]\n[bans]\n"), ["MIT", "Zlib"]);
        assert!(allowed("[bans]").is_empty());
    }
}
