//! The paper's Table 2, for digits and for phonemes: every system under both presets, and the rules beside `rp` on the shallow network.

use std::fmt::Write as _;

use serde::Serialize;

use super::job::{Job, JobResult};
use super::statistics::{Mean, mcnemar, mean, wilson};
use super::{SYSTEMS, System, Task, system};
use crate::choice::choice;
use crate::data::{DataSet, Split};
use crate::{Error, Result};

choice! {
    /// How often and on what every row is tested.
    Protocol, "protocol" {
        /// The data's own test part, once for each seed.
        Official = "official", "official test part, one run for each seed";
        /// Ten folds by the number of the take, a seed in each: every utterance is tested once.
        Folds = "folds", "ten folds, every utterance tested once";
        /// A fifth of the data, drawn anew with each seed; what is taken where data have no test part of their own.
        Random = "random", "a fifth chosen at random, one run for each seed";
        /// Every speaker held out in turn.
        Speakers = "speakers", "each speaker held out in turn";
    }
}

/// Split of [`Protocol::Random`].
pub(super) const FIFTH: Split = Split::Random { share: 0.2 };
/// Folds of [`Protocol::Folds`].
const FOLDS: u32 = 10;

/// A changed setting: key and value.
type Change = (&'static str, &'static str);

/// Rules and forms of rules that are shown on a system besides its own, tuned: system, rule, changed setting.
const MORE: &[(&str, &str, Option<Change>)] = &[
    ("nrr-shallow", "rp", Some(("through_time", "local"))),
    ("nrr-shallow", "rp", Some(("feedback_reach", "1"))),
    ("nrr-shallow", "fa", None),
    ("nrr-shallow", "dfa", None),
    ("nrr-shallow", "sdfa", None),
    ("nrr-shallow", "drtp", None),
    ("nrr-shallow", "eprop", None),
    ("nrr-shallow", "readout", None),
    ("nrr-deep", "bptt", None),
    ("nrr-deep", "readout", None),
    ("nrr-ph", "dfa", None),
    ("nrr-ph", "drtp", None),
    ("nrr-ph", "local", None),
    ("nrr-ph", "eprop", None),
    ("nrr-ph", "readout", None),
];

/// Rows that are compared with another: each ablation with the one before it.
pub(super) const COMPARED: &[(&str, &str)] = &[
    ("ff-snn-at", "ff-snn"),
    ("ff-snn-loop", "ff-snn"),
    ("bp-rsnn", "ff-snn-loop"),
    ("bp-rsnn", "bp-rsnn-plain"),
    ("nrr-shallow", "nrr-shallow-plain"),
    ("nrr-shallow", "bp-rsnn"),
    ("nrr-deep", "nrr-shallow"),
    ("ff-snn-at-ph", "ff-snn-ph"),
    ("ff-snn-loop-ph", "ff-snn-ph"),
    ("nrr-ph", "bp-snn-ph"),
];

/// A row before it is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Id of the system.
    pub system: &'static str,
    /// Id of the rule.
    pub rule: &'static str,
    /// Id of the preset.
    pub preset: &'static str,
    /// A setting that differs from the preset's.
    pub change: Option<Change>,
}

/// The rows of a task, in the order in which they are shown. `only` keeps those systems; an empty list keeps all. `own` leaves the other rules out.
///
/// # Errors
/// [`Error::UnknownChoice`] for a system that does not exist.
pub fn rows(task: Task, only: &[String], presets: &[String], own: bool) -> Result<Vec<Row>> {
    for id in only {
        system(id)?;
    }
    let known: Vec<&'static str> = crate::train::Preset::CHOICES.iter().map(|c| c.0).collect();
    if let Some(wrong) = presets.iter().find(|p| !known.contains(&p.as_str())) {
        return Err(Error::UnknownChoice { what: "preset".into(), got: wrong.clone(), choices: known.join(", ") });
    }
    let mut out = Vec::new();
    for s in SYSTEMS.iter().filter(|s| s.learns(task)).filter(|s| only.is_empty() || only.iter().any(|o| o == s.id)) {
        for &preset in known.iter().filter(|p| presets.is_empty() || presets.iter().any(|o| o == *p)) {
            out.push(Row { system: s.id, rule: s.rule(), preset, change: None });
        }
        if !own && (presets.is_empty() || presets.iter().any(|p| p == "tuned")) {
            let more = MORE.iter().filter(|(id, ..)| *id == s.id);
            out.extend(more.map(|&(system, rule, change)| Row { system, rule, preset: "tuned", change }));
        }
    }
    Ok(out)
}

/// The runs of one row.
///
/// # Errors
/// [`Error::DataSet`] for data without named speakers under [`Protocol::Speakers`].
pub fn jobs(row: &Row, task: Task, protocol: Protocol, seeds: u32, epochs: Option<u32>, data: &DataSet) -> Result<Vec<Job>> {
    let job = |split: String, seed: u64| Job {
        system: row.system.to_owned(),
        rule: row.rule.to_owned(),
        preset: row.preset.to_owned(),
        split,
        seed,
        epochs,
        settings: row.change.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        task,
        noise_tests: Vec::new(),
        look: false,
    };
    Ok(match protocol {
        Protocol::Official => (1..=u64::from(seeds)).map(|seed| job(Split::Official.to_string(), seed)).collect(),
        Protocol::Random => (1..=u64::from(seeds)).map(|seed| job(FIFTH.to_string(), seed)).collect(),
        Protocol::Folds => (0..FOLDS).map(|k| job(format!("fold:{k}/{FOLDS}"), u64::from(k) + 1)).collect(),
        Protocol::Speakers => {
            let speakers = data.speakers();
            if speakers.len() < 2 {
                return Err(Error::DataSet {
                    name: data.name.clone(),
                    problem: format!("it names {} speakers", speakers.len()),
                    hint: "choose the protocol official or folds, or data of several speakers".into(),
                });
            }
            speakers.iter().map(|name| job(format!("speaker:{name}"), 1)).collect()
        }
    })
}

/// A filled row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Filled {
    /// Which row.
    #[serde(flatten)]
    pub row: Row,
    /// The paper's figure for the system on its own task, per cent.
    pub paper_accuracy: Option<f64>,
    /// That task.
    pub paper_task: &'static str,
    /// Mean test accuracy over the runs, per cent; a run that stopped counts as nothing. None without a run that ended.
    pub accuracy: Option<f64>,
    /// Half width of its 95 % interval over the runs, points.
    pub half_width: Option<f64>,
    /// Of sentences: edits per phone, per cent, mean over the runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_error_rate: Option<f64>,
    /// Least and greatest run, per cent.
    pub range: Option<[f64; 2]>,
    /// Right answers and answers over all runs; none for sentences, which are judged by frame.
    pub right: Option<[usize; 2]>,
    /// 95 % interval of the share of right answers over all utterances that were tested, per cent (Wilson).
    pub utterance_interval: Option<[f64; 2]>,
    /// Runs that are there, those that stopped among them.
    pub runs: usize,
    /// Why runs stopped.
    pub stopped: Vec<String>,
    /// Spikes per hidden neuron and step in the last epoch, mean.
    pub firing_rate: f64,
    /// Synaptic operations per utterance in the last epoch, mean.
    pub synaptic_operations: f64,
    /// Wall time of a run, seconds, mean.
    pub seconds: f64,
    /// SHA-256 of the weights of each run.
    pub weights_sha256: Vec<String>,
}

/// Two rows tested on the same utterances.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The row.
    pub system: &'static str,
    /// The row that it is compared with.
    pub with: &'static str,
    /// The preset of both.
    pub preset: &'static str,
    /// Mean difference over the runs, points.
    pub difference: f64,
    /// Half width of its 95 % interval, run by run, points.
    pub half_width: Option<f64>,
    /// Utterances that only the first, and only the second answered right; none for sentences, which are judged by frame.
    pub only: Option<[usize; 2]>,
    /// Probability of a split at least so uneven if both were equally good (McNemar, exact).
    pub p: Option<f64>,
}

/// Everything that the table says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Id of the protocol.
    pub protocol: &'static str,
    /// Name of the data.
    pub data: String,
    /// What is learnt.
    pub task: Task,
    /// Rows.
    pub rows: Vec<Filled>,
    /// Rows that are compared.
    pub comparisons: Vec<Comparison>,
}

/// Fills one row from the results of its runs.
#[must_use]
pub fn fill(row: &Row, results: &[JobResult]) -> Filled {
    let s: Option<&System> = system(row.system).ok();
    let percent: Vec<f64> = results.iter().filter_map(|r| r.test_accuracy).map(|a| 100.0 * a).collect();
    let m = mean(&percent);
    let finished = || results.iter().filter(|r| r.stopped.is_none());
    let right: usize = finished().map(|r| r.right.bytes().filter(|b| *b == b'1').count()).sum();
    let answers: usize = finished().map(|r| r.right.len()).sum();
    let average = |f: &dyn Fn(&JobResult) -> Option<f64>| {
        let values: Vec<f64> = results.iter().filter_map(f).collect();
        // −0 becomes 0.
        mean(&values).map_or(0.0, |m| m.mean + 0.0)
    };
    let mut stopped: Vec<String> = results.iter().filter_map(|r| r.stopped.clone()).collect();
    stopped.dedup();
    Filled {
        row: row.clone(),
        paper_accuracy: s.and_then(|s| s.paper_accuracy),
        paper_task: s.map_or("", |s| s.task),
        accuracy: m.map(|m| m.mean),
        half_width: m.and_then(|m| m.half_width),
        phone_error_rate: mean(&results.iter().filter_map(|r| r.phone_error_rate).map(|r| 100.0 * r).collect::<Vec<_>>()).map(|m| m.mean),
        range: (!percent.is_empty())
            .then(|| [percent.iter().copied().fold(f64::INFINITY, f64::min), percent.iter().copied().fold(0.0, f64::max)]),
        right: (answers > 0).then_some([right, answers]),
        utterance_interval: (answers > 0).then(|| wilson(right, answers).map(|x| 100.0 * x)),
        runs: results.len(),
        stopped,
        firing_rate: average(&|r| r.history.last().map(|h| f64::from(h.firing_rate))),
        synaptic_operations: average(&|r| r.history.last().map(|h| f64::from(h.synaptic_operations))),
        seconds: average(&|r| Some(r.seconds)),
        weights_sha256: results.iter().map(|r| r.weights_sha256.clone()).collect(),
    }
}

/// Compares two rows run by run and utterance by utterance; none where their runs do not match.
fn compare(a: &[JobResult], b: &[JobResult]) -> Option<(Mean, Option<[usize; 2]>)> {
    let pairs: Vec<(&JobResult, &JobResult)> =
        a.iter().zip(b).filter(|(x, y)| x.job.split == y.job.split && x.job.seed == y.job.seed).collect();
    let differences: Vec<f64> = pairs.iter().filter_map(|(x, y)| Some(100.0 * (x.test_accuracy? - y.test_accuracy?))).collect();
    let answered = pairs.iter().any(|(x, _)| !x.right.is_empty());
    let mut only = [0, 0];
    for (x, y) in &pairs {
        for (p, q) in x.right.bytes().zip(y.right.bytes()) {
            only[0] += usize::from(p > q);
            only[1] += usize::from(q > p);
        }
    }
    Some((mean(&differences)?, answered.then_some(only)))
}

/// Composes the table of rows and the results of their runs.
#[must_use]
pub fn compose(protocol: Protocol, task: Task, data: &str, results: &[(Row, Vec<JobResult>)]) -> Table {
    let own = |id: &str, preset: &str| {
        let s = system(id).ok()?;
        results.iter().find(|(r, _)| r.system == id && r.preset == preset && r.rule == s.rule() && r.change.is_none())
    };
    let mut comparisons = Vec::new();
    for preset in crate::train::Preset::CHOICES.iter().map(|c| c.0) {
        for &(id, with) in COMPARED {
            let (Some((a, ra)), Some((b, rb))) = (own(id, preset), own(with, preset)) else { continue };
            if let Some((m, only)) = compare(ra, rb) {
                let p = only.map(|[a, b]| mcnemar(a, b));
                comparisons.push(Comparison {
                    system: a.system,
                    with: b.system,
                    preset,
                    difference: m.mean,
                    half_width: m.half_width,
                    only,
                    p,
                });
            }
        }
    }
    Table {
        protocol: protocol.id(),
        data: data.to_owned(),
        task,
        rows: results.iter().map(|(row, results)| fill(row, results)).collect(),
        comparisons,
    }
}

impl Table {
    /// The table in Markdown: readable as it is, and in a document.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        let protocol = Protocol::CHOICES.iter().find(|c| c.0 == self.protocol).map_or("", |c| c.1);
        let phonemes = self.task == Task::Phonemes;
        let what = if phonemes { "Frames of the test part that are right, in per cent," } else { "Test accuracy in per cent" };
        let _ = writeln!(out, "{what} on {}: {protocol}.\n", self.data);
        let worst = self.protocol == Protocol::Speakers.id();
        let range = if worst { "worst to best speaker" } else { "least to greatest" };
        let errors = if phonemes { " phone errors |" } else { "" };
        let _ = writeln!(
            out,
            "| system | rule | preset | mean ± 95 % | {range} |{errors} paper | spikes per neuron and step | operations | s |"
        );
        out += if phonemes { "|---|---|---|---|---|---|---|---|---|---|\n" } else { "|---|---|---|---|---|---|---|---|---|\n" };
        for r in &self.rows {
            let mean = match (r.accuracy, r.half_width) {
                (None, _) if r.runs == 0 => "not run".to_owned(),
                (None, _) => "stopped".to_owned(),
                (Some(a), None) => format!("{a:.2}"),
                (Some(a), Some(h)) => format!("{a:.2} ± {h:.2}"),
            };
            let range = r.range.map_or_else(|| "–".to_owned(), |[low, high]| format!("{low:.1} to {high:.1}"));
            let paper = match (r.paper_accuracy, system(r.row.system).is_ok_and(|s| s.rule() == r.row.rule)) {
                _ if r.row.change.is_some() => "–".to_owned(),
                (Some(p), true) if r.paper_task == "phonemes" && !phonemes => format!("({p:.2} phonemes)"),
                (Some(p), true) => format!("{p:.2}"),
                _ => "–".to_owned(),
            };
            let errors = if phonemes { r.phone_error_rate.map_or(" – |".to_owned(), |e| format!(" {e:.1} |")) } else { String::new() };
            let change = r.row.change.map(|(key, value)| format!(", `{key}={value}`")).unwrap_or_default();
            let _ = writeln!(
                out,
                "| `{}` | `{}`{change} | {} | {mean} | {range} |{errors} {paper} | {:.3} | {:.0} k | {:.0} |",
                r.row.system,
                r.row.rule,
                r.row.preset,
                r.firing_rate,
                r.synaptic_operations / 1e3,
                r.seconds
            );
        }
        for r in self.rows.iter().filter(|r| !r.stopped.is_empty()) {
            let _ = writeln!(out, "\n`{}` ({}), of {} runs: {}", r.row.system, r.row.preset, r.runs, r.stopped.join("; "));
        }
        if !self.comparisons.is_empty() {
            out += "\n| comparison | preset | difference ± 95 %, points | only the first right | only the second right | p (McNemar) |\n";
            out += "|---|---|---|---|---|---|\n";
            for c in &self.comparisons {
                let half = c.half_width.map(|h| format!(" ± {h:.2}")).unwrap_or_default();
                let only = c.only.map_or_else(|| "– | –".to_owned(), |[a, b]| format!("{a} | {b}"));
                let p = c.p.map_or_else(|| "–".to_owned(), |p| format!("{p:.3}"));
                let _ = writeln!(out, "| `{}` less `{}` | {} | {:+.2}{half} | {only} | {p} |", c.system, c.with, c.preset, c.difference);
            }
        }
        out
    }
}
