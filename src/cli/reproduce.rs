//! `nrr-snn reproduce`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde::Serialize;

use super::results::{Folder, State};
use super::runs::{Runner, stop_flag};
use super::{Failure, Outcome, arguments, input, output, resources, usage};
use crate::data::DataSet;
use crate::experiment::Task;
use crate::experiment::figures::check::{Check, checks};
use crate::experiment::figures::{self, Figure, Results, Scope};
use crate::experiment::job::Job;
use crate::report::{Report, html};
use crate::train::Preset;
use crate::train::settings::check_epochs;
use crate::{Error, Result};

/// Longest list of seeds.
const MAX_SEEDS: u32 = 100;
/// Seeds of a whole reproduction.
const SEEDS: u32 = 5;

#[derive(Serialize)]
struct Listed<'a> {
    id: String,
    /// With --out: how far the run is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State>,
    #[serde(flatten)]
    job: &'a Job,
}

pub(super) fn run(a: &arguments::Reproduce) -> Outcome {
    let figures = figures::chosen(&a.what).map_err(usage)?;
    let scope = scope(a, &figures)?;
    let jobs = jobs(&figures, &scope).map_err(usage)?;
    check_asked(a, &figures, &scope, &jobs)?;
    input::tell(&scope.notices())?;
    if a.list_jobs {
        return list(&jobs, &scope, a.out.as_deref());
    }
    let Some(out) = &a.out else { return Ok(()) };
    let stop = stop_flag("stopping after the epochs under way; once more to stop at once");
    let folder = Folder::open(out)?;
    let runner = Runner::new(&folder, &scope, &stop);
    runner.check_splits(&jobs).map_err(usage)?;
    let threads = resources::threads(a.threads);
    if let Some(id) = &a.job {
        let Some(job) = jobs.iter().find(|job| job.id() == *id) else {
            let choices = "the ids that --list-jobs prints with the same options".to_owned();
            return Err(usage(Error::UnknownChoice { what: "--job".into(), got: id.clone(), choices }));
        };
        return runner.alone(job, threads);
    }
    let results = if a.merge.is_empty() {
        runner.all(&jobs, threads)?
    } else {
        let from: Vec<&Path> = a.merge.iter().map(PathBuf::as_path).filter(|from| !from.as_os_str().is_empty()).collect();
        runner.gather(&from, &jobs)?;
        runner.kept(&jobs)?
    };
    input::tell(&left_out(&scope, &results))?;
    let report = figures::report(&figures, &scope, &results, &command(a))?;
    write(out, &report, &scope, &results, &figures)?;
    let [there, all] = report.runs;
    if there < all {
        let missing: Vec<String> = jobs.iter().map(Job::id).filter(|id| !results.0.contains_key(id)).collect();
        return Err(Error::DataSet {
            name: out.display().to_string(),
            problem: format!(
                "{} of {all} runs are missing in the report, the first is {}",
                all - there,
                missing.first().map_or("", String::as_str)
            ),
            hint: "run them with --job ID, or leave --merge away to run all that are missing".into(),
        }
        .into());
    }
    if a.quick {
        return checked(&runner, &jobs, &report);
    }
    Ok(())
}

fn scope(a: &arguments::Reproduce, figures: &[&Figure]) -> std::result::Result<Scope, Failure> {
    let protocol = a.protocol.parse().map_err(usage)?;
    let seeds = a.seeds.unwrap_or(if a.quick { 1 } else { SEEDS });
    if !(1..=MAX_SEEDS).contains(&seeds) {
        let allowed = format!("a whole number from 1 to {MAX_SEEDS}");
        return Err(usage(Error::OutOfRange { what: "--seeds".into(), allowed, got: seeds.to_string() }));
    }
    let known: Vec<&str> = Preset::CHOICES.iter().map(|c| c.0).collect();
    if let Some(wrong) = a.presets.iter().find(|p| !known.contains(&p.as_str())) {
        return Err(usage(Error::UnknownChoice { what: "--presets".into(), got: wrong.clone(), choices: known.join(", ") }));
    }
    let epochs = a.epochs.map(check_epochs).transpose().map_err(usage)?;
    let none = a.data.is_empty() && a.phonemes.is_empty();
    let bundled = |name: &str| if none && a.quick { vec![name.to_owned()] } else { Vec::new() };
    let digits = data("--data", Task::Digits, &[bundled("bundled"), a.data.clone()].concat())?;
    let phonemes = data("--phonemes", Task::Phonemes, &[bundled("bundled-sentences"), a.phonemes.clone()].concat())?;
    // Figure 1 is drawn from the neuron alone.
    if digits.is_none() && phonemes.is_none() && figures.iter().any(|f| f.id != "fig1") {
        return Err(usage(Error::DataSet {
            name: "reproduce".into(),
            problem: "no data were given".into(),
            hint: "give words with --data DIR, labelled sentences with --phonemes DIR, or both; or use --quick for the bundled data".into(),
        }));
    }
    let (systems, presets, own_rule) = (a.systems.clone(), a.presets.clone(), a.own_rule);
    Ok(Scope { digits, phonemes, seeds, epochs, quick: a.quick, protocol, systems, presets, own_rule })
}

/// Whether each figure and each system that is named has data here.
fn check_asked(a: &arguments::Reproduce, figures: &[&Figure], scope: &Scope, jobs: &[Job]) -> Outcome {
    let wrong = |name: &str, problem: &str, hint: &str| {
        Err(usage(Error::DataSet { name: name.into(), problem: problem.into(), hint: hint.into() }))
    };
    if !a.systems.is_empty() && figures.iter().all(|f| f.id != "table2") {
        return wrong("--systems", "it chooses among the rows of Table 2 alone", "leave it away, or reproduce table2");
    }
    if figures.len() == 1 && scope.digits.is_none() && a.what == "fig4" {
        return wrong(&a.what, "it is of spoken words, and none were given", "give them with --data DIR");
    }
    let table = jobs.iter().map(|job| job.system.as_str()).collect::<BTreeSet<_>>();
    if let Some(id) = a.systems.iter().find(|id| !table.contains(id.as_str())) {
        let task = crate::experiment::system(id).map_err(usage)?.task;
        let option = if task == Task::Phonemes.id() { "sentences with --phonemes DIR" } else { "words with --data DIR" };
        return wrong(id, &format!("it learns {task}, and none were given"), &format!("give {option}"));
    }
    Ok(())
}

fn data(option: &str, task: Task, names: &[String]) -> std::result::Result<Option<DataSet>, Failure> {
    if names.is_empty() {
        return Ok(None);
    }
    let data = input::data(names)?;
    if Task::of(&data) != task {
        let (problem, hint) = match task {
            Task::Digits => ("it holds sentences of labelled phones, words were expected", "give it with --phonemes"),
            Task::Phonemes => ("it holds words, sentences of labelled phones were expected", "give it with --data"),
        };
        return Err(usage(Error::DataSet { name: format!("{option} {}", data.name), problem: problem.into(), hint: hint.into() }));
    }
    Ok(Some(data))
}

/// What runs left out of the data besides what the readers did, each once.
fn left_out(scope: &Scope, results: &Results) -> Vec<String> {
    let mut told: BTreeSet<&String> = scope.tasks().filter_map(|task| scope.data(task)).flat_map(|d| &d.notices).collect();
    results.0.values().flat_map(|r| &r.notices).filter(|n| told.insert(*n)).cloned().collect()
}

/// The runs of all figures, each once.
fn jobs(figures: &[&Figure], scope: &Scope) -> Result<Vec<Job>> {
    let mut all: Vec<Job> = Vec::new();
    let mut seen = BTreeSet::new();
    for figure in figures {
        all.extend((figure.jobs)(scope)?.into_iter().filter(|job| seen.insert(job.id())));
    }
    Ok(all)
}

fn list(jobs: &[Job], scope: &Scope, out: Option<&Path>) -> Outcome {
    let folder = out.map(Folder::of);
    let stop = AtomicBool::new(false);
    let runner = folder.as_ref().map(|folder| Runner::new(folder, scope, &stop));
    let listed = jobs.iter().map(|job| {
        let state = runner.as_ref().map(|runner| runner.state(job)).transpose()?;
        Ok(Listed { id: job.id(), state, job })
    });
    Ok(output::say(&lines(listed.collect::<Result<Vec<_>>>()?)?)?)
}

/// Values as JSON, one to a line.
fn lines(values: impl IntoIterator<Item = impl Serialize>) -> Result<String> {
    let mut text = String::new();
    for value in values {
        text += &serde_json::to_string(&value).map_err(|e| Error::Io { path: "JSON".into(), problem: e.to_string() })?;
        text.push('\n');
    }
    Ok(text)
}

/// The command that makes the same report, wherever it is run.
fn command(a: &arguments::Reproduce) -> String {
    let mut text = format!("nrr-snn reproduce {}", a.what);
    let mut put = |option: &str, value: &str| {
        let quoted = if value.contains(' ') { format!("'{value}'") } else { value.to_owned() };
        let _ = write!(text, " {option} {quoted}");
    };
    a.data.iter().for_each(|d| put("--data", d));
    a.phonemes.iter().for_each(|d| put("--phonemes", d));
    for (option, list) in [("--systems", &a.systems), ("--presets", &a.presets)] {
        if !list.is_empty() {
            put(option, &list.join(","));
        }
    }
    if let Some(seeds) = a.seeds {
        put("--seeds", &seeds.to_string());
    }
    if let Some(epochs) = a.epochs {
        put("--epochs", &epochs.to_string());
    }
    if a.protocol != "official" {
        put("--protocol", &a.protocol);
    }
    for (option, is_set) in [("--own-rule", a.own_rule), ("--quick", a.quick)] {
        text += &if is_set { format!(" {option}") } else { String::new() };
    }
    text + " --out DIR"
}

/// Writes report.html and results.json, and Table 2 as text; prints what was found.
fn write(out: &Path, report: &Report, scope: &Scope, results: &Results, figures: &[&Figure]) -> Result<()> {
    input::write_file(&out.join("report.html"), html::document(report).as_bytes())?;
    output::print_json(report, Some(&out.join("results.json")))?;
    input::write_file(&out.join("runs.jsonl"), lines(results.0.values())?.as_bytes())?;
    let mut text = String::new();
    for section in &report.sections {
        if section.id == "table2" && figures.iter().any(|f| f.id == "table2") {
            for table in figures::tables(scope, results)? {
                let task = if table.task == Task::Phonemes { "phonemes-" } else { "" };
                let name = format!("table2-{task}{}", table.protocol);
                output::print_json(&table, Some(&out.join(format!("{name}.json"))))?;
                let markdown = table.markdown();
                input::write_file(&out.join(format!("{name}.md")), markdown.as_bytes())?;
                let _ = writeln!(text, "{markdown}");
            }
            continue;
        }
        let _ = writeln!(text, "{}", section.title);
        for finding in &section.findings {
            let _ = writeln!(text, "- {finding}");
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", out.join("report.html").display());
    output::say(&text)
}

/// The short version's checks; a failed one fails the command.
fn checked(runner: &Runner<'_>, jobs: &[Job], report: &Report) -> Outcome {
    let results = runner.kept(jobs)?;
    let mut all = checks(runner.scope, &results, report)?;
    all.push(Check::of(
        "a run that is made again, on two threads and stopped half-way, has the same weights",
        &runner.again(jobs, &results)?,
    ));
    let mut text = String::new();
    for check in &all {
        let _ = match &check.failure {
            None => writeln!(text, "ok      {}", check.what),
            Some(failure) => writeln!(text, "FAILED  {}: {failure}", check.what),
        };
    }
    output::say(&text)?;
    let failed = all.iter().filter(|c| c.failure.is_some()).count();
    if failed > 0 {
        let got = format!("{failed} of {} failed", all.len());
        return Err(Error::Mismatch { what: "checks of the short version".into(), expected: "all to hold".into(), got }.into());
    }
    Ok(())
}
