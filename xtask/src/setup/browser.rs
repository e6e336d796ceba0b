//! Chromium and its WebDriver server, for tests in a real browser.

use std::path::PathBuf;

use anyhow::Result;

use super::apt;
use crate::process::find;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
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

fn first_of(programs: &[&str]) -> Result<PathBuf> {
    if let Some(found) = programs.iter().find_map(|p| find(p)) {
        return Ok(found);
    }
    apt::need(programs.first().copied().unwrap_or("chromium"), &PACKAGES)
}
