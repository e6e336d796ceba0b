//! Runs of a reproduction, kept as small files: what is finished is not run again, what was stopped goes on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::reproduce::jobs_folder;
use super::{Failure, Outcome, input, output};
use crate::data::{DataSet, Split};
use crate::experiment::Task;
use crate::experiment::figures::{Results, Scope, cost};
use crate::experiment::job::{Job, JobResult};
use crate::train::shards::Workers;
use crate::{Error, Result};

/// Least time between two half-way files of a run.
const KEEP_EVERY: Duration = Duration::from_secs(20);
/// Signals within this time are one wish to stop: schedulers send theirs to every process of a job, and what started the program may
/// pass its own on.
const ONE_WISH: Duration = Duration::from_millis(500);
/// Steps of the progress bar for a unit of cost.
const STEPS: f64 = 100.0;

/// How many runs are finished, and which are under way.
type Progress = (usize, BTreeSet<String>);

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
        std::fs::create_dir_all(&folder.0).map_err(|e| Error::Io { path: folder.0.display().to_string(), problem: e.to_string() })?;
        Ok(folder)
    }

    fn finished(&self, id: &str) -> PathBuf {
        self.0.join(format!("{id}.json"))
    }

    fn half(&self, id: &str) -> PathBuf {
        self.0.join(format!("{id}.half"))
    }

    /// Copies the finished runs of another reproduction: of its folder, or of the `runs.jsonl` that it wrote.
    ///
    /// A run that is in both and found something else is an error: it is not of the same program or data.
    pub(super) fn gather(&self, from: &Path) -> Result<()> {
        if from.is_file() {
            let bytes = input::read_file(from)?;
            let lines = bytes.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.is_empty());
            return lines.into_iter().try_for_each(|(n, line)| self.take(&format!("{}, line {}", from.display(), n + 1), line));
        }
        let jobs = jobs_folder(from);
        let fail = |problem: String| Error::Io { path: jobs.display().to_string(), problem };
        let entries = std::fs::read_dir(&jobs).map_err(|e| fail(e.to_string()))?;
        let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
        paths.sort();
        let finished = paths.into_iter().filter(|p| p.extension().is_some_and(|e| e == "json"));
        finished.into_iter().try_for_each(|path| self.take(&path.display().to_string(), &input::read_file(&path)?))
    }

    /// Keeps a finished run that came from `place`.
    fn take(&self, place: &str, bytes: &[u8]) -> Result<()> {
        let result: JobResult = match serde_json::from_slice(bytes) {
            Ok(result) => result,
            Err(e) => {
                eprintln!("note: {place} cannot be read ({e}); it is left out");
                return Ok(());
            }
        };
        if !is_digest(&result.weights_sha256) {
            eprintln!("note: {place} has no SHA-256 of its weights; it is left out");
            return Ok(());
        }
        let to = self.finished(&result.job.id());
        if let Some(mine) = input::read_file(&to).ok().and_then(|b| serde_json::from_slice::<JobResult>(&b).ok()) {
            let unlike = mine.unlike(&result);
            if unlike.is_empty() {
                return Ok(());
            }
            let problem = format!(
                "it differs from {} in its {}; merge runs of one program version and one set of data",
                to.display(),
                unlike.join(", ")
            );
            return Err(Error::Io { path: place.to_owned(), problem });
        }
        output::print_json(&result, Some(&to))
    }

    /// The finished result of `job`, if it is of this very run: the same settings on the same recordings, whose digest is `recordings`.
    fn kept(&self, job: &Job, data: &DataSet, recordings: &str) -> Result<Option<JobResult>> {
        let path = self.finished(&job.id());
        if !path.is_file() {
            return Ok(None);
        }
        let result: JobResult = match serde_json::from_slice(&input::read_file(&path)?) {
            Ok(r) => r,
            Err(e) => {
                eprintln!("note: {} cannot be read ({e}); it is run again", path.display());
                return Ok(None);
            }
        };
        if result.job == *job && result.recordings_sha256 == recordings && result.config == job.config_on(data)?.record() {
            return Ok(Some(result));
        }
        eprintln!("note: {} is of other settings or data; it is run again", path.display());
        Ok(None)
    }
}

/// Whether a text is a SHA-256 in hexadecimal digits.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Runs jobs.
pub(super) struct Runner<'a> {
    folder: &'a Folder,
    pub(super) scope: &'a Scope,
    /// Set when runs are to end after their epoch and be kept.
    stop: &'a AtomicBool,
    /// Digests of the recordings of each task.
    recordings: Vec<(Task, String)>,
}

impl<'a> Runner<'a> {
    pub(super) fn new(folder: &'a Folder, scope: &'a Scope, stop: &'a AtomicBool) -> Self {
        let recordings = scope.tasks().filter_map(|task| Some((task, scope.data(task)?.digest()))).collect();
        Self { folder, scope, stop, recordings }
    }

    fn kept_run(&self, job: &Job) -> Result<Option<JobResult>> {
        let recordings = self.recordings.iter().find(|(task, _)| *task == job.task).map_or("", |(_, digest)| digest);
        self.folder.kept(job, self.data(job)?, recordings)
    }

    /// Whether every run has recordings to learn and to be tested on.
    ///
    /// # Errors
    /// That of the first split that cannot be made.
    pub(super) fn check_splits(&self, jobs: &[Job]) -> Result<()> {
        let mut seen = BTreeSet::new();
        for job in jobs.iter().filter(|job| seen.insert((job.task == Task::Phonemes, &job.split, job.seed))) {
            job.split.parse::<Split>()?.apply(self.data(job)?, job.seed)?;
        }
        Ok(())
    }

    fn data(&self, job: &Job) -> Result<&DataSet> {
        self.scope.data(job.task).ok_or_else(|| Error::Mismatch {
            what: "data".into(),
            expected: "some for every run".into(),
            got: job.id(),
        })
    }

    /// How far `job` is.
    pub(super) fn state(&self, job: &Job) -> Result<State> {
        Ok(if self.kept_run(job)?.is_some() {
            State::Finished
        } else if self.folder.half(&job.id()).is_file() {
            State::HalfWay
        } else {
            State::ToDo
        })
    }

    /// The finished runs among `jobs`.
    pub(super) fn kept(&self, jobs: &[Job]) -> Result<Results> {
        let mut results = Results::default();
        for job in jobs {
            if let Some(result) = self.kept_run(job)? {
                results.0.insert(job.id(), result);
            }
        }
        Ok(results)
    }

    /// One run, unless it is finished.
    pub(super) fn alone(&self, job: &Job, threads: usize) -> Outcome {
        let data = self.data(job)?;
        if self.kept_run(job)?.is_some() {
            return Ok(());
        }
        let bar = bar(job.config()?.epochs.into(), 1.0);
        match self.run(job, data, threads, |epoch, _| bar.set_position(epoch.into()))? {
            Some(_) => Ok(()),
            None => Err(interrupted("the run is kept half-way; the same command goes on with it")),
        }
    }

    /// Every run that is not finished, as many at once as there are threads; what all of them gave.
    pub(super) fn all(&self, jobs: &[Job], threads: usize) -> std::result::Result<Results, Failure> {
        let mut results = self.kept(jobs)?;
        let mut left: Vec<(&Job, &DataSet, f64)> = Vec::new();
        for job in jobs.iter().filter(|job| !results.0.contains_key(&job.id())) {
            let data = self.data(job)?;
            left.push((job, data, cost(job, data)?));
        }
        if left.is_empty() {
            return Ok(results);
        }
        if !results.0.is_empty() {
            eprintln!("note: {} of {} runs were finished before", results.0.len(), jobs.len());
        }
        let bar = bar(left.iter().map(|(.., cost)| cost).sum(), STEPS);
        let running = Mutex::new((0, BTreeSet::new()));
        let say = |change: &dyn Fn(&mut Progress)| {
            if let Ok(mut state) = running.lock() {
                change(&mut state);
                bar.set_message(format!(
                    "{} of {} runs; now {}",
                    state.0,
                    left.len(),
                    state.1.iter().cloned().collect::<Vec<_>>().join(", ")
                ));
            }
        };
        // Runs are independent: each has one thread.
        let made = Workers::threads(threads).map(&left, |(job, data, cost)| {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let id = job.id();
            say(&|state| _ = state.1.insert(id.clone()));
            // A run that goes on begins with what it has.
            let mut before = 0;
            let result = self.run(job, data, 1, |epoch, epochs| {
                bar.inc((cost * STEPS * f64::from(epoch.saturating_sub(before)) / f64::from(epochs)) as u64);
                before = epoch;
            });
            say(&|state| {
                state.0 += 1;
                state.1.remove(&id);
            });
            result
        });
        bar.finish_and_clear();
        let mut all_there = true;
        for result in made {
            match result? {
                Some(result) => _ = results.0.insert(result.job.id(), result),
                None => all_there = false,
            }
        }
        if all_there {
            return Ok(results);
        }
        let (done, all) = (results.0.len(), jobs.len());
        Err(interrupted(&format!(
            "{done} of {all} runs are finished, those that were under way are kept half-way; the same command goes on"
        )))
    }

    /// Runs `job` from its beginning or from where it was stopped; none when it is stopped again.
    fn run(&self, job: &Job, data: &DataSet, threads: usize, mut tick: impl FnMut(u32, u32)) -> Result<Option<JobResult>> {
        let half = self.folder.half(&job.id());
        let from = if half.is_file() { input::read_file(&half).ok() } else { None };
        let mut last = Instant::now();
        let mut watch = |now: &crate::experiment::run::Halfway<'_>| -> Result<bool> {
            tick(now.epoch, now.epochs);
            let stopped = self.stop.load(Ordering::Relaxed) && now.epoch < now.epochs;
            if stopped || last.elapsed() >= KEEP_EVERY {
                input::write_file(&half, &now.save()?)?;
                last = Instant::now();
            }
            Ok(!stopped)
        };
        let made = match &from {
            None => job.run(data, Workers::threads(threads), None, &mut watch),
            Some(bytes) => job.run(data, Workers::threads(threads), Some(bytes), &mut watch).or_else(|e| {
                eprintln!("note: {} cannot be gone on with ({e}); the run begins anew", half.display());
                job.run(data, Workers::threads(threads), None, &mut watch)
            }),
        };
        let Some(result) = made? else { return Ok(None) };
        output::print_json(&result, Some(&self.folder.finished(&job.id())))?;
        match std::fs::remove_file(&half) {
            // It may be gone: another machine that was given the same run has finished it.
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::Io { path: half.display().to_string(), problem: e.to_string() })
            }
            _ => Ok(Some(result)),
        }
    }

    /// Makes the first run of each task again, on two threads and through a file half-way; what came out otherwise.
    pub(super) fn again(&self, jobs: &[Job], results: &Results) -> std::result::Result<Vec<String>, Failure> {
        let stopped = || interrupted("every run is finished and the report is written; the last check is not made");
        let mut unlike = Vec::new();
        let mut tasks = Vec::new();
        for job in jobs {
            if tasks.contains(&job.task) {
                continue;
            }
            tasks.push(job.task);
            let data = self.data(job)?;
            let mut file = Vec::new();
            let first = job.run(data, Workers::threads(2), None, |now| {
                file = now.save()?;
                Ok(now.epoch * 2 > now.epochs)
            })?;
            if self.stop.load(Ordering::Relaxed) {
                return Err(stopped());
            }
            let again = match first {
                Some(whole) => Some(whole),
                None => job.run(data, Workers::threads(2), Some(&file), |_| Ok(!self.stop.load(Ordering::Relaxed)))?,
            };
            if self.stop.load(Ordering::Relaxed) {
                return Err(stopped());
            }
            let digest = again.map(|r| r.weights_sha256);
            if digest.as_ref() != results.0.get(&job.id()).map(|r| &r.weights_sha256) {
                unlike.push(job.id());
            }
        }
        Ok(unlike)
    }
}

/// A bar of `whole` units, drawn on stderr, and by indicatif only where that is a terminal.
fn bar(whole: f64, steps: f64) -> ProgressBar {
    let bar = ProgressBar::new((whole * steps).max(1.0) as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent} %, {eta} left  {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

/// Set by Ctrl-C or SIGTERM: runs end after their epoch and are kept. A second one ends the program at once; finished runs and the last
/// files half-way stay.
pub(super) fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&flag);
    let mut first: Option<Instant> = None;
    let set = ctrlc::set_handler(move || match first {
        None => {
            first = Some(Instant::now());
            seen.store(true, Ordering::Relaxed);
            eprintln!("\nstopping after the epochs under way; once more to stop at once");
        }
        Some(at) if at.elapsed() < ONE_WISH => {}
        Some(_) => std::process::exit(130),
    });
    if let Err(e) = set {
        eprintln!("note: Ctrl-C ends the program at once ({e})");
    }
    flag
}

/// Everything is kept, and the exit code tells that it is not all.
fn interrupted(what: &str) -> Failure {
    eprintln!("stopped: {what}");
    Failure { error: None, code: 130 }
}
