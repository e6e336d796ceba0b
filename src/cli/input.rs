//! Data sets, models and recordings from the file system.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use crate::audio::{Samples, sphere, wav};
use crate::data::{DataSet, Split, folder, pack};
use crate::model_file::Model;
use crate::{Error, Result};

/// Largest file that is read into memory.
const MAX_FILE_BYTES: u64 = 1 << 30;

pub(super) fn read_file(path: &Path) -> Result<Vec<u8>> {
    let fail = |problem: String| Error::Io { path: path.display().to_string(), problem };
    let meta = std::fs::metadata(path).map_err(|e| fail(e.to_string()))?;
    if meta.is_dir() {
        return Err(fail("it is a folder, expected a file".into()));
    }
    if !meta.is_file() {
        return Err(fail("it is no regular file (a device or a pipe)".into()));
    }
    if meta.len() > MAX_FILE_BYTES {
        return Err(fail(format!("it has {} bytes, at most {MAX_FILE_BYTES} are read", meta.len())));
    }
    std::fs::read(path).map_err(|e| fail(e.to_string()))
}

/// Checks before any work that every file to be written can be: in a folder that exists, no folder itself, and none the same as another
/// that is written or read.
pub(super) fn check_targets(written: &[(&str, Option<&Path>)], read: &[(&str, Option<&Path>)]) -> std::result::Result<(), super::Failure> {
    let mut seen: Vec<(&str, std::path::PathBuf)> = Vec::new();
    let whole = |p: &Path| p.canonicalize().or_else(|_| std::path::absolute(p)).unwrap_or_else(|_| p.to_owned());
    for (what, path) in read {
        if let Some(path) = path {
            seen.push((what, whole(path)));
        }
    }
    for (what, path) in written {
        let Some(path) = path.filter(|p| p.as_os_str() != "-") else { continue };
        let fail = |problem: &str| Error::Io { path: format!("{what} {}", path.display()), problem: problem.to_owned() };
        if path.is_dir() {
            return Err(fail("it is a folder, expected the name of a file").into());
        }
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
        if parent.is_some_and(|p| !p.is_dir()) {
            return Err(fail("its folder does not exist").into());
        }
        let place = whole(path);
        if let Some((other, _)) = seen.iter().find(|(_, p)| *p == place) {
            return Err(super::usage(fail(&format!("it is the same file as that of {other}; give each its own name"))));
        }
        seen.push((what, place));
    }
    Ok(())
}

/// Writes by way of a second file, so that an interruption leaves the old one whole; through links and into devices directly.
///
/// The second file has a name of this process alone: on a shared disk another machine may be writing the same result.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let fail = |e: std::io::Error| Error::Io { path: path.display().to_string(), problem: e.to_string() };
    if std::fs::symlink_metadata(path).is_ok_and(|m| !m.is_file()) {
        return std::fs::write(path, bytes).map_err(fail);
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}.part", process_number()));
    let part = path.with_file_name(name);
    std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path)).map_err(|e| {
        let _ = std::fs::remove_file(&part);
        fail(e)
    })
}

/// A number that other processes hardly have, on other machines too.
fn process_number() -> u64 {
    static NUMBER: OnceLock<u64> = OnceLock::new();
    *NUMBER.get_or_init(|| RandomState::new().build_hasher().finish())
}

pub(super) fn model(path: &Path) -> Result<Model> {
    Model::load(&path.display().to_string(), &read_file(path)?)
}

pub(super) fn recording(path: &Path) -> Result<Samples> {
    let (name, bytes) = (path.display().to_string(), read_file(path)?);
    if sphere::is_sphere(&bytes) { sphere::read(&name, &bytes) } else { wav::read(&name, &bytes) }
}

/// Reads and joins every `--data`.
pub(super) fn data(names: &[String]) -> Result<DataSet> {
    let mut sets = Vec::with_capacity(names.len());
    for name in names {
        sets.push(match name.as_str() {
            "bundled" => pack::bundled()?,
            "bundled-sentences" => pack::bundled_sentences()?,
            _ => {
                let path = Path::new(name);
                if path.is_file() {
                    pack::read(name, &read_file(path)?)?
                } else {
                    let scanned = folder::scan(path)?;
                    // Told before anything can go wrong with what is left.
                    let prefix = if names.len() > 1 { format!("{}: ", scanned.data.name) } else { String::new() };
                    tell(&scanned.data.notices.iter().map(|n| format!("{prefix}{n}")).collect::<Vec<_>>())?;
                    scanned.usable()?
                }
            }
        });
    }
    let data = DataSet::join(sets)?;
    tell(&data.notices)?;
    Ok(data)
}

/// The split that was asked for, or official where the data have one, else a fifth at random.
pub(super) fn split(asked: Option<&str>, data: &DataSet, seed: u64) -> Result<Split> {
    match asked {
        Some(text) => text.parse(),
        None if Split::Official.apply(data, seed).is_ok() => Ok(Split::Official),
        None => Ok(Split::Random { share: 0.2 }),
    }
}

/// What has been told, each once.
struct Told {
    seen: BTreeSet<String>,
    /// Where `--notices` wants them all, and what is there so far.
    file: Option<(PathBuf, String)>,
}

static NOTICES: Mutex<Told> = Mutex::new(Told { seen: BTreeSet::new(), file: None });

/// Has [`tell`] write every notice to a file.
pub(super) fn notices_to(file: Option<PathBuf>) {
    if let Ok(mut all) = NOTICES.lock() {
        all.file = file.map(|path| (path, String::new()));
    }
}

/// Text from a file for a terminal or a line: characters that would steer it are spelt out.
pub(super) fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}

/// Notices on stderr, the first few in full, and all of them where `--notices` wants them; those that were told before are not repeated.
///
/// # Errors
/// [`Error::Io`] when that file cannot be written.
pub(super) fn tell(notices: &[String]) -> Result<()> {
    const SHOWN: usize = 10;
    let Ok(mut told) = NOTICES.lock() else { return Ok(()) };
    let new: Vec<String> = notices.iter().map(|n| printable(n)).filter(|n| told.seen.insert(n.clone())).collect();
    for n in new.iter().take(SHOWN) {
        eprintln!("note: {n}");
    }
    if new.len() > SHOWN {
        eprintln!("note: and {} more of this kind; --notices FILE writes all of them", new.len() - SHOWN);
    }
    let Some((path, text)) = told.file.as_mut() else { return Ok(()) };
    for n in &new {
        text.push_str(n);
        text.push('\n');
    }
    write_file(path, text.as_bytes())
}
