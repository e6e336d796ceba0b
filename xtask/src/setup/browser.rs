//! Chromium with its WebDriver server, and Firefox, for tests in real browsers.

use std::path::PathBuf;

use anyhow::Result;

use super::apt;
use crate::process::find;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FIREFOXES: [&str; 2] = ["firefox-esr", "firefox"];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// The browser.
pub(crate) fn chromium() -> Result<PathBuf> {
    first_of(&BROWSERS)
}

/// Its WebDriver server.
pub(crate) fn driver() -> Result<PathBuf> {
    first_of(&DRIVERS)
}

/// Debian's Firefox; none on a machine that has none and cannot install it, where its journeys are skipped by name.
pub(crate) fn firefox() -> Option<PathBuf> {
    let there = || FIREFOXES.iter().find_map(|p| find(p));
    there().or_else(|| {
        if let Err(error) = apt::install("Firefox", &["firefox-esr"]) {
            eprintln!("the journeys in Firefox are left out: {error:#}");
        }
        there()
    })
}

fn first_of(programs: &[&str]) -> Result<PathBuf> {
    if let Some(found) = programs.iter().find_map(|p| find(p)) {
        return Ok(found);
    }
    apt::need(programs.first().copied().unwrap_or("chromium"), &PACKAGES)
}
