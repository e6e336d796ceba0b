//! Finished runs of a reproduction as small files, and those of other reproductions that are merged with them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{input, output};
use crate::data::DataSet;
use crate::experiment::job::{Job, JobResult};
use crate::{Error, Result};

/// Where results of finished runs are kept, and runs that were stopped half-way.
pub(super) struct Folder(PathBuf);

/// How far a run is.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    ToDo,
    HalfWay,
    Finished,
}

impl Folder {
    /// The folder as it is, which may be not at all: for reading.
    pub(super) fn of(out: &Path) -> Self {
        Self(jobs_folder(out))
    }

    pub(super) fn open(out: &Path) -> Result<Self> {
        let folder = Self::of(out);
        let fail = |e: std::io::Error| Error::Io { path: folder.0.display().to_string(), problem: e.to_string() };
        std::fs::create_dir_all(&folder.0).map_err(fail)?;
        // A folder that cannot be written is found before hours of work, not after them.
        let probe = folder.0.join("probe");
        input::write_file(&probe, &[])?;
        std::fs::remove_file(probe).map_err(fail)?;
        Ok(folder)
    }

    pub(super) fn finished(&self, id: &str) -> PathBuf {
        self.0.join(format!("{id}.json"))
    }

    pub(super) fn half(&self, id: &str) -> PathBuf {
        self.0.join(format!("{id}.half"))
    }

    /// The finished result of `job`, if it is of this very run: the same settings on the same recordings, whose digest is `recordings`.
    pub(super) fn kept(&self, job: &Job, data: &DataSet, recordings: &str) -> Result<Option<JobResult>> {
        let path = self.finished(&job.id());
        if !path.is_file() {
            return Ok(None);
        }
        let result = match read(&input::read_file(&path)?) {
            Ok(result) => result,
            Err(problem) => {
                eprintln!("note: {}: {problem}; it does not count", path.display());
                return Ok(None);
            }
        };
        match foreign(&result, job, data, recordings)? {
            None => Ok(Some(result)),
            Some(what) => {
                eprintln!("note: {} is of other {what}; it does not count", path.display());
                Ok(None)
            }
        }
    }

    /// Keeps the finished runs of other reproductions, of each the folder or the `runs.jsonl` that it wrote: all of them, or none where one
    /// of them is not of these recordings and settings, or contradicts another.
    pub(super) fn gather(&self, from: &[&Path], wanted: &Wanted<'_>) -> Result<()> {
        let mut taken: BTreeMap<String, (String, JobResult)> = BTreeMap::new();
        for from in from {
            let mut others = 0_usize;
            for (place, bytes) in finished_in(from)? {
                let result = match read(&bytes) {
                    Ok(result) => result,
                    Err(problem) => {
                        eprintln!("note: {place}: {problem}; it is left out");
                        continue;
                    }
                };
                let id = result.job.id();
                let Some((job, data, recordings)) = wanted.get(&id).filter(|(job, ..)| **job == result.job) else {
                    others += 1;
                    continue;
                };
                if let Some(what) = foreign(&result, job, data, recordings)? {
                    return Err(Error::DataSet {
                        name: place,
                        problem: format!("its run {id} is of other {what}; nothing was merged"),
                        hint: "give the data and options with which it was made, or merge it into another --out".into(),
                    });
                }
                let mine = match taken.get(&id) {
                    Some((place, mine)) => Some((place.clone(), mine.clone())),
                    None => self.kept(job, data, recordings)?.map(|mine| (self.finished(&id).display().to_string(), mine)),
                };
                if let Some((mine_at, mine)) = mine {
                    let unlike = mine.unlike(&result);
                    if !unlike.is_empty() {
                        return Err(Error::DataSet {
                            name: place,
                            problem: format!("its run {id} differs from {mine_at} in its {}; nothing was merged", unlike.join(", ")),
                            hint: "merge runs of one version of the program".into(),
                        });
                    }
                }
                taken.entry(id).or_insert((place, result));
            }
            if others > 0 {
                eprintln!("note: {}: {others} finished runs are no part of what is reproduced here; they are left out", from.display());
            }
        }
        for (id, (_, result)) in &taken {
            let to = self.finished(id);
            if !to.is_file() || !input::read_file(&to).is_ok_and(|bytes| read(&bytes).is_ok()) {
                output::print_json(result, Some(&to))?;
            }
        }
        Ok(())
    }
}

/// The runs of a reproduction by their ids, each with its data and the digest of their recordings.
pub(super) type Wanted<'a> = BTreeMap<String, (&'a Job, &'a DataSet, &'a str)>;

/// A finished run from a file, or what is wrong with it.
fn read(bytes: &[u8]) -> std::result::Result<JobResult, String> {
    let result: JobResult = serde_json::from_slice(bytes).map_err(|e| format!("it cannot be read ({e})"))?;
    result.fault().map_or(Ok(result), Err)
}

/// What a result is of that is not the run's.
fn foreign(result: &JobResult, job: &Job, data: &DataSet, recordings: &str) -> Result<Option<&'static str>> {
    Ok(if result.recordings_sha256 != recordings {
        Some("recordings")
    } else if result.job != *job || result.config != job.config_on(data)?.record() {
        Some("settings")
    } else {
        None
    })
}

/// The finished runs of a reproduction's folder or of its `runs.jsonl`, each with where it stands.
fn finished_in(from: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    if from.is_file() {
        let bytes = input::read_file(from)?;
        let lines = bytes.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
        return Ok(lines.map(|(n, line)| (format!("{}, line {}", from.display(), n + 1), line.to_vec())).collect());
    }
    let jobs = jobs_folder(from);
    let entries = std::fs::read_dir(&jobs).map_err(|e| Error::Io { path: jobs.display().to_string(), problem: e.to_string() })?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    let finished = paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "json"));
    finished.map(|path| Ok((path.display().to_string(), input::read_file(&path)?))).collect()
}

/// Where the parts of a reproduction stand in its folder.
fn jobs_folder(out: &Path) -> PathBuf {
    out.join("jobs")
}
