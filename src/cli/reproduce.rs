//! `nrr-snn reproduce`.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::{Outcome, arguments, input, output, resources, usage};
use crate::data::DataSet;
use crate::experiment::Task;
use crate::experiment::job::{Job, JobResult};
use crate::experiment::table2::{self, Protocol, Row};
use crate::train::settings::check_epochs;
use crate::train::shards::Workers;
use crate::{Error, Result};

/// Longest list of seeds.
const MAX_SEEDS: u32 = 100;

#[derive(Serialize)]
struct Listed<'a> {
    id: String,
    #[serde(flatten)]
    job: &'a Job,
}

pub(super) fn run(a: &arguments::Reproduce) -> Outcome {
    if a.what != "table2" {
        let error = Error::UnknownChoice { what: "reproduce".into(), got: a.what.chars().take(40).collect(), choices: "table2".into() };
        return Err(usage(error));
    }
    let protocol: Protocol = a.protocol.parse().map_err(usage)?;
    if !(1..=MAX_SEEDS).contains(&a.seeds) {
        let allowed = format!("a whole number from 1 to {MAX_SEEDS}");
        return Err(usage(Error::OutOfRange { what: "--seeds".into(), allowed, got: a.seeds.to_string() }));
    }
    let epochs = a.epochs.map(check_epochs).transpose().map_err(usage)?;
    let mut halves = Vec::new();
    for names in [&a.data, &a.phonemes].into_iter().filter(|names| !names.is_empty()) {
        halves.push(Half::new(a, names, protocol, epochs)?);
    }
    let all = || halves.iter().flat_map(|half| half.plan.iter().flat_map(move |(_, jobs)| jobs.iter().map(move |job| (job, &half.data))));
    if a.list_jobs {
        let mut text = String::new();
        for (job, _) in all() {
            let listed = Listed { id: job.id(), job };
            text += &serde_json::to_string(&listed).map_err(|e| Error::Io { path: "standard output".into(), problem: e.to_string() })?;
            text.push('\n');
        }
        return Ok(output::say(&text)?);
    }
    let folder = Folder::open(&a.out)?;
    let threads = resources::threads(a.threads);
    if let Some(id) = &a.job {
        let Some((job, data)) = all().find(|(job, _)| job.id() == *id) else {
            let choices = "the ids that --list-jobs prints with the same options".to_owned();
            return Err(usage(Error::UnknownChoice { what: "--job".into(), got: id.clone(), choices }));
        };
        folder.result(job, data, threads, &ProgressBar::hidden())?;
        return Ok(());
    }
    let jobs: Vec<_> = all().collect();
    let bar = ProgressBar::new(jobs.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} runs, {eta} left  {msg}") {
        bar.set_style(style);
    }
    // Runs are independent: each has one thread, and as many go at once as there are threads.
    let results = Workers::threads(threads).map(&jobs, |(job, data)| {
        let result = folder.result(job, data, 1, &bar);
        bar.inc(1);
        result
    });
    bar.finish_and_clear();
    let mut results = results.into_iter();
    for half in &halves {
        let mut filled = Vec::with_capacity(half.plan.len());
        for (row, jobs) in &half.plan {
            filled.push((row.clone(), results.by_ref().take(jobs.len()).collect::<Result<Vec<_>>>()?));
        }
        let table = table2::compose(protocol, half.task, &half.data.name, &filled);
        let name = if half.task == Task::Phonemes { format!("table2-phonemes-{protocol}") } else { format!("table2-{protocol}") };
        output::print_json(&table, Some(&a.out.join(format!("{name}.json"))))?;
        let text = table.markdown();
        input::write_file(&a.out.join(format!("{name}.md")), text.as_bytes())?;
        output::say(&(text + "\n"))?;
    }
    Ok(())
}

/// One half of the table: digits or phonemes.
struct Half {
    data: DataSet,
    task: Task,
    plan: Vec<(Row, Vec<Job>)>,
}

impl Half {
    fn new(
        a: &arguments::Reproduce,
        names: &[String],
        protocol: Protocol,
        epochs: Option<u32>,
    ) -> std::result::Result<Self, super::Failure> {
        let data = input::data(names)?;
        let task = Task::of(&data);
        let rows = table2::rows(task, &a.systems, &a.presets, a.own_rule).map_err(usage)?;
        let jobs = |row: Row| table2::jobs(&row, task, protocol, a.seeds, epochs, &data).map(|jobs| (row, jobs));
        let plan = rows.into_iter().map(jobs).collect::<Result<_>>()?;
        Ok(Self { data, task, plan })
    }
}

/// Where the results of finished jobs are kept: a second call goes on where the first stopped.
struct Folder(PathBuf);

impl Folder {
    fn open(out: &Path) -> Result<Self> {
        let jobs = out.join("jobs");
        std::fs::create_dir_all(&jobs).map_err(|e| Error::Io { path: jobs.display().to_string(), problem: e.to_string() })?;
        Ok(Self(jobs))
    }

    /// The kept result of `job`, or that of running it now.
    fn result(&self, job: &Job, data: &DataSet, threads: usize, bar: &ProgressBar) -> Result<JobResult> {
        let path = self.0.join(format!("{}.json", job.id()));
        let id = job.id();
        bar.set_message(id.clone());
        if let Some(kept) = kept(&path, job, data)? {
            return Ok(kept);
        }
        let result =
            job.run(data, Workers::threads(threads), |epoch, epochs| bar.set_message(format!("{id}, epoch {epoch} of {epochs}")))?;
        output::print_json(&result, Some(&path))?;
        Ok(result)
    }
}

/// A result on file, if it is of this very run: the same settings on data of the same name.
fn kept(path: &Path, job: &Job, data: &DataSet) -> Result<Option<JobResult>> {
    if !path.is_file() {
        return Ok(None);
    }
    let result: JobResult = match serde_json::from_slice(&input::read_file(path)?) {
        Ok(r) => r,
        Err(e) => {
            eprintln!("note: {} cannot be read ({e}); it is run again", path.display());
            return Ok(None);
        }
    };
    let config = job.config()?.record();
    if result.job == *job && result.data == data.name && result.config == config {
        return Ok(Some(result));
    }
    eprintln!("note: {} is of other settings or data; it is run again", path.display());
    Ok(None)
}
