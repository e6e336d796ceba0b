//! Folders of recordings: TIMIT's and TIDigits' layouts, FSDD's names or one folder per word.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::corpus::{Files, Found, Scanned};
use super::names::{self, Named};
use super::{DataSet, Utterance, labels, tidigits, timit};
use crate::audio::Samples;
use crate::error::{Error, Result};

/// Deepest folder below the one given that is looked into.
const MAX_DEPTH: usize = 6;
/// Most files that are read.
const MAX_FILES: usize = 200_000;
/// Recordings and labels below a folder, as far as it can be looked into.
pub(super) fn files(folder: &Path) -> Result<Files> {
    let mut paths = Vec::new();
    let mut notices = Vec::new();
    walk(folder, folder, 0, &mut paths, &mut notices)?;
    paths.sort();
    notices.sort();
    // `..` and links in what was given name no part of a layout.
    let root = fs::canonicalize(folder).map_err(|e| io(folder, &e))?;
    let found = paths.into_iter().map(|path| {
        let inner = path.strip_prefix(folder).unwrap_or(&path);
        Found::on_disk(path.clone(), parts(inner), parts(&root.join(inner)))
    });
    Ok(Files { found: found.collect(), notices })
}

/// Reads a folder: TIMIT's layout (see [`timit`]), TIDigits' (see [`tidigits`]), FSDD's names, or a folder for each word (see
/// [`names::parse_path`]; folders such as FSDD's `recordings` are entered). Recordings are WAV or SPHERE files, whatever they are called.
///
/// A file that cannot be used is left out with a notice that names it and says why.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be read; [`Error::DataSet`] when it has no usable file, or fewer than two words.
pub fn read(folder: &Path) -> Result<DataSet> {
    scan(folder)?.usable()
}

/// Reads a folder as [`read`] does, also where nothing in it can be used: the notices say why.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be read.
pub fn scan(folder: &Path) -> Result<Scanned> {
    let all = files(folder)?;
    let name = display_name(folder);
    if timit::has_layout(&all.found) {
        return Ok(timit::read_files(name, &all));
    }
    if tidigits::has_layout(&all.found) {
        return Ok(tidigits::read_files(name, &all));
    }
    let files: Vec<Found> = all.found.into_iter().filter(Found::is_sound).collect();
    let mut data = DataSet { name, notices: all.notices, ..DataSet::default() };
    // where files have FSDD's names, the folder's name is no word, and odd files are left out
    let of_fsdd: BTreeSet<&str> = files.iter().filter(|f| names::is_fsdd(&f.shown)).map(|f| parent(&f.shown)).collect();
    let mut takes: BTreeMap<(String, String), u32> = BTreeMap::new();
    for file in &files {
        let odd = of_fsdd.contains(parent(&file.shown)) && !names::is_fsdd(&file.shown);
        match utterance(file, odd) {
            Ok((named, samples)) => {
                let next = takes.entry((named.label.clone(), named.speaker.clone())).or_default();
                let index = named.index.unwrap_or(*next);
                *next = next.saturating_add(1);
                let label = labels::index_of(&mut data.labels, &named.label);
                data.utterances.push(Utterance {
                    name: file.shown.clone(),
                    label,
                    speaker: named.speaker,
                    index,
                    held_out: named.held_out,
                    segments: Vec::new(),
                    words: Vec::new(),
                    samples,
                });
            }
            Err(reason) => data.notices.push(format!("left out: {reason}")),
        }
    }
    let expected = "name files like 7_george_3.wav, or make one folder per word with WAV files inside";
    Ok(Scanned::of(data, ["no usable WAV file in it", expected]))
}

fn has_extension(path: &Path, known: &[&str]) -> bool {
    path.extension().is_some_and(|e| known.iter().any(|k| e.eq_ignore_ascii_case(k)))
}

/// The folder of a path with `/` between its parts.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Collects the recordings below a folder, and files of labels. Hidden folders are not entered; others that are not have a notice.
fn walk(root: &Path, folder: &Path, depth: usize, files: &mut Vec<PathBuf>, notices: &mut Vec<String>) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // What was given must be readable; a folder in it may be somebody else's.
        Err(e) if depth > 0 => {
            notices.push(format!("left out: {}: {e}", parts(folder.strip_prefix(root).unwrap_or(folder))));
            return Ok(());
        }
        Err(e) => return Err(io(folder, &e)),
    };
    for entry in entries {
        let entry = entry.map_err(|e| io(folder, &e))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(|e| io(folder, &e))?);
        let mut not_entered = |why: &str| notices.push(format!("left out: {}: {why}", parts(path.strip_prefix(root).unwrap_or(&path))));
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() && depth < MAX_DEPTH {
            walk(root, &path, depth + 1, files, notices)?;
        } else if kind.is_dir() {
            not_entered(&format!("folders are looked into {MAX_DEPTH} deep"));
        } else if kind.is_symlink() && path.is_dir() {
            not_entered("a link to a folder, which is not followed");
        } else if has_extension(&path, &["wav", "sph", "phn", "wrd"]) {
            files.push(path);
        }
        if files.len() > MAX_FILES {
            return Err(Error::OutOfRange {
                what: format!("{}: recordings and labels", folder.display()),
                allowed: format!("at most {MAX_FILES}"),
                got: "more".to_owned(),
            });
        }
    }
    Ok(())
}

/// What one file is called and holds, or why it is left out.
fn utterance(file: &Found, odd: bool) -> std::result::Result<(Named, Samples), String> {
    let named = names::parse_path(&file.shown)
        .filter(|_| !odd)
        .ok_or_else(|| format!("{}: neither its name (such as 7_george_3.wav) nor its folder tells the word", file.shown))?;
    Ok((named, file.recording()?))
}

/// A path with `/` between its parts on every system.
fn parts(path: &Path) -> String {
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The folder's own name.
pub(super) fn display_name(folder: &Path) -> String {
    let own = folder.file_name().or_else(|| folder.parent().and_then(Path::file_name));
    own.map_or_else(|| folder.display().to_string(), |n| n.to_string_lossy().into_owned())
}

fn io(path: &Path, problem: &std::io::Error) -> Error {
    Error::Io { path: path.display().to_string(), problem: problem.to_string() }
}
