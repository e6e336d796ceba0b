//! Runs a reproduction's jobs: what is finished is not run again, what was stopped goes on.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::results::{Folder, State, Wanted};
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

/// What is left of a run after its epochs, as a share of them.
const LAST: f64 = 0.02;

/// How many runs are finished, and which are under way.
type Progress = (usize, BTreeSet<String>);

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
        self.folder.kept(job, self.data(job)?, self.recordings(job))
    }

    /// Digest of a run's recordings.
    fn recordings(&self, job: &Job) -> &str {
        self.recordings.iter().find(|(task, _)| *task == job.task).map_or("", |(_, digest)| digest)
    }

    /// Keeps those of `jobs` that other reproductions have finished.
    pub(super) fn gather(&self, from: &[&std::path::Path], jobs: &[Job]) -> Result<()> {
        let mut wanted = Wanted::new();
        for job in jobs {
            wanted.insert(job.id(), (job, self.data(job)?, self.recordings(job)));
        }
        self.folder.gather(from, &wanted)
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
        // A run counts a little more than its epochs: its last test and its file come after them.
        let bar = bar(left.iter().map(|(.., cost)| cost * (1.0 + LAST)).sum(), STEPS);
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
            bar.inc((cost * STEPS * LAST).ceil() as u64);
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

/// Set by Ctrl-C or SIGTERM, which `says` what comes of it: runs end where they can be kept. A second one ends the program at once; finished
/// runs and the last files half-way stay.
pub(super) fn stop_flag(says: &'static str) -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&flag);
    let mut first: Option<Instant> = None;
    let set = ctrlc::set_handler(move || match first {
        None => {
            first = Some(Instant::now());
            seen.store(true, Ordering::Relaxed);
            eprintln!("\n{says}");
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
pub(super) fn interrupted(what: &str) -> Failure {
    eprintln!("stopped: {what}");
    Failure { error: None, code: 130 }
}
