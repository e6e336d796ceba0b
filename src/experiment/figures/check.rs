//! What must be true of the short version's results, whatever the data: the program checks itself.

use super::super::Task;
use super::super::job::JobResult;
use super::{Results, Scope, noise};
use crate::Result;
use crate::report::{Report, html};

/// One check: what must be true, and what was found where it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What must be true.
    pub what: String,
    /// What was found instead.
    pub failure: Option<String>,
}

impl Check {
    /// A check that holds where `failures` is empty.
    #[must_use]
    pub fn of(what: &str, failures: &[String]) -> Self {
        Self { what: what.to_owned(), failure: (!failures.is_empty()).then(|| failures.join("; ")) }
    }
}

/// Checks a report and the runs in it.
///
/// # Errors
/// As the figures' own.
pub fn checks(scope: &Scope, results: &Results, report: &Report) -> Result<Vec<Check>> {
    let runs = || results.0.values();
    let [there, all] = report.runs;
    let missing = if there == all && all > 0 { Vec::new() } else { vec![format!("{there} of {all} are there")] };
    let stopped: Vec<String> = runs().filter_map(|r| r.stopped.as_ref().map(|s| format!("{}: {s}", r.job.id()))).collect();
    let chance = |r: &JobResult| scope.data(r.job.task).map_or(1.0, |d| 1.0 / d.labels.len().max(1) as f64);
    let noisy = |r: &JobResult| r.job.settings.contains_key("noise");
    let at_chance: Vec<String> = runs()
        .filter(|r| !noisy(r) && r.test_accuracy.is_none_or(|a| a < 2.0 * chance(r)))
        .map(|r| format!("{} has {:?}", r.job.id(), r.test_accuracy))
        .collect();
    let unlike: Vec<String> = runs()
        .filter(|r| r.job.noise_tests.first() == Some(&0))
        .filter(|r| r.history.iter().zip(&r.noise_accuracy).any(|(h, n)| h.test_accuracy != n.first().map(|a| *a as f32)))
        .map(|r| r.job.id())
        .collect();
    let empty: Vec<String> = report
        .sections
        .iter()
        .filter(|s| s.plots.is_empty() || s.plots.iter().any(|p| p.data.rows.is_empty() || !p.svg.contains("<path")))
        .map(|s| s.id.to_owned())
        .collect();
    let document = html::document(report);
    let outside: Vec<String> =
        ["<script", "src=", "url(", "@import"].iter().filter(|w| document.contains(**w)).map(|w| (*w).to_owned()).collect();
    Ok(vec![
        Check::of("every run is there", &missing),
        Check::of("no run fell apart", &stopped),
        Check::of("every network learnt: twice the share of chance or more", &at_chance),
        Check::of("a test under no noise is the run's own test, epoch by epoch", &unlike),
        Check::of("a network tested under noise has the weights of one that is not", &noise::unequal(scope, results)),
        Check::of("ff-snn-loop and bp-rsnn-plain, one network under two names, have the same weights", &twins(results)),
        Check::of("every figure is drawn, with its data", &empty),
        Check::of("the report loads nothing and runs nothing", &outside),
    ])
}

/// Runs of the two names whose weights differ.
fn twins(results: &Results) -> Vec<String> {
    let of = |id: &'static str| {
        results.0.values().filter(move |r| r.job.system == id && r.job.settings.is_empty() && r.job.task == Task::Digits)
    };
    let same = |a: &JobResult, b: &JobResult| (a.job.seed, &a.job.preset, &a.job.split) == (b.job.seed, &b.job.preset, &b.job.split);
    let pairs = of("ff-snn-loop").flat_map(|a| of("bp-rsnn-plain").filter(move |b| same(a, b)).map(move |b| (a, b)));
    pairs.filter(|(a, b)| a.weights_sha256 != b.weights_sha256).map(|(a, _)| a.job.id()).collect()
}
