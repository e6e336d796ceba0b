//! Folders of recordings: TIMIT's and TIDigits' layouts, FSDD's names or one folder per word.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::names::{self, Named};
use super::{DataSet, Utterance, labels, tidigits, timit};
use crate::audio::{Samples, sphere, wav};
use crate::error::{Error, Result};

/// Deepest folder below the one given that is looked into.
const MAX_DEPTH: usize = 6;
/// Most files that are read.
const MAX_FILES: usize = 200_000;
/// Largest file that is read, in bytes: ten minutes of 32-bit stereo at 192 kHz, and a header.
const MAX_BYTES: u64 = 600 * 192_000 * 8 + 65_536;

/// A file below the folder that is read.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its path from the folder on, with `/` between parts: what messages call it.
    pub(super) shown: String,
    /// The same from the root on: the folder may itself be a part of a layout, such as TIMIT's `TRAIN`.
    pub(super) whole: String,
}

/// What there is below a folder.
pub(super) struct Files {
    /// Recordings and labels, sorted by path.
    pub(super) found: Vec<Found>,
    /// What was not looked into, and why.
    pub(super) notices: Vec<String>,
}

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
        Found { shown: parts(inner), whole: parts(&root.join(inner)), path }
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
    let all = files(folder)?;
    let name = display_name(folder);
    if timit::has_layout(&all.found) {
        return timit::read_files(name, &all);
    }
    if tidigits::has_layout(&all.found) {
        return tidigits::read_files(name, &all);
    }
    let files: Vec<PathBuf> = all.found.into_iter().map(|f| f.path).filter(|path| is_sound(path)).collect();
    let mut data = DataSet { name, notices: all.notices, ..DataSet::default() };
    // where files have FSDD's names, the folder's name is no word, and odd files are left out
    let of_fsdd: BTreeSet<PathBuf> =
        files.iter().filter(|f| names::is_fsdd(&f.to_string_lossy())).filter_map(|f| f.parent()).map(Path::to_owned).collect();
    let mut takes: BTreeMap<(String, String), u32> = BTreeMap::new();
    for path in files {
        let shown = parts(path.strip_prefix(folder).unwrap_or(&path));
        let odd = path.parent().is_some_and(|p| of_fsdd.contains(p)) && !names::is_fsdd(&shown);
        match utterance(&path, &shown, odd) {
            Ok((named, samples)) => {
                let next = takes.entry((named.label.clone(), named.speaker.clone())).or_default();
                let index = named.index.unwrap_or(*next);
                *next = next.saturating_add(1);
                let label = labels::index_of(&mut data.labels, &named.label);
                data.utterances.push(Utterance {
                    name: shown,
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
    if data.utterances.is_empty() {
        let left_out = data.notices.first().map(|n| format!(" ({n})")).unwrap_or_default();
        return Err(Error::DataSet {
            name: data.name,
            problem: format!("no usable WAV file in it{left_out}"),
            hint: "name files like 7_george_3.wav, or make one folder per word with WAV files inside".to_owned(),
        });
    }
    data.sort();
    data.check()?;
    Ok(data)
}

fn has_extension(path: &Path, known: &[&str]) -> bool {
    path.extension().is_some_and(|e| known.iter().any(|k| e.eq_ignore_ascii_case(k)))
}

pub(super) fn is_sound(path: &Path) -> bool {
    has_extension(path, &["wav", "sph"])
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
fn utterance(path: &Path, shown: &str, odd: bool) -> std::result::Result<(Named, Samples), String> {
    let named = names::parse_path(shown)
        .filter(|_| !odd)
        .ok_or_else(|| format!("{shown}: neither its name (such as 7_george_3.wav) nor its folder tells the word"))?;
    Ok((named, recording(path, shown)?))
}

/// What a WAV or SPHERE file holds, or why it is left out.
pub(super) fn recording(path: &Path, shown: &str) -> std::result::Result<Samples, String> {
    let meta = fs::metadata(path).map_err(|e| format!("{shown}: {e}"))?;
    if !meta.is_file() {
        return Err(format!("{shown}: no regular file (a device or a pipe)"));
    }
    let size = meta.len();
    if size > MAX_BYTES {
        return Err(format!("{shown}: {size} bytes, more than ten minutes of sound"));
    }
    let bytes = fs::read(path).map_err(|e| format!("{shown}: {e}"))?;
    let samples = if sphere::is_sphere(&bytes) { sphere::read(shown, &bytes) } else { wav::read(shown, &bytes) };
    samples.map_err(|e| e.to_string())
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
