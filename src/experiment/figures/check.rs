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
    let missing = if there == all { Vec::new() } else { vec![format!("{there} of {all} are there")] };
    let stopped: Vec<String> = runs().filter_map(|r| r.stopped.as_ref().map(|s| format!("{}: {s}", r.job.id()))).collect();
    let chance = |r: &JobResult| scope.data(r.job.task).map_or(1.0, |d| 1.0 / d.labels.len().max(1) as f64);
    // With few words twice the share of chance is much, or impossible.
    let learnt = |r: &JobResult| f64::min(2.0 * chance(r), f64::midpoint(chance(r), 1.0));
    let noisy = |r: &JobResult| r.job.settings.contains_key("noise");
    let at_chance: Vec<String> = runs()
        .filter(|r| !noisy(r) && r.test_accuracy.is_none_or(|a| a < learnt(r)))
        .map(|r| format!("{} has {:?}", r.job.id(), r.test_accuracy))
        .collect();
    let tested = || runs().filter(|r| r.job.noise_tests.first() == Some(&0));
    let epochs = |r: &JobResult| r.history.iter().map(|h| h.test_accuracy).collect::<Vec<_>>();
    let under_none = |r: &JobResult| r.noise_accuracy.iter().map(|n| n.first().map(|a| *a as f32)).collect::<Vec<_>>();
    let unlike: Vec<String> = tested().filter(|r| epochs(r) != under_none(r)).map(|r| r.job.id()).collect();
    // Figure 4 is of words alone.
    let is_drawn = |id: &str| id != "fig4" || scope.digits.is_some();
    let empty: Vec<String> = report
        .sections
        .iter()
        .filter(|s| (s.plots.is_empty() && is_drawn(s.id)) || s.plots.iter().any(|p| p.data.rows.is_empty() || !p.svg.contains("<path")))
        .map(|s| s.id.to_owned())
        .collect();
    let document = html::document(report);
    let outside: Vec<String> =
        ["<script", "src=", "url(", "@import"].iter().filter(|w| document.contains(**w)).map(|w| (*w).to_owned()).collect();
    let (pairs, unequal) = noise::unequal(scope, results);
    let (twin_pairs, other_twins) = twins(results);
    // What a single figure has nothing of to compare is not claimed to hold.
    let all = [
        (1, Check::of("every run is there", &missing)),
        (runs().count(), Check::of("no run fell apart", &stopped)),
        (
            runs().count(),
            Check::of(
                "every network learnt: twice the share of chance or more, with two or three words half of what is above it",
                &at_chance,
            ),
        ),
        (tested().count(), Check::of("a test under no noise is the run's own test, epoch by epoch", &unlike)),
        (pairs, Check::of("a network tested under noise has the weights of one that is not", &unequal)),
        (twin_pairs, Check::of("ff-snn-loop and bp-rsnn-plain, one network under two names, have the same weights", &other_twins)),
        (1, Check::of("every figure is drawn, with its data", &empty)),
        (1, Check::of("the report loads nothing and runs nothing", &outside)),
    ];
    Ok(all.into_iter().filter(|(compared, _)| *compared > 0).map(|(_, check)| check).collect())
}

/// How many pairs of runs there are of the two names, and those whose weights differ.
fn twins(results: &Results) -> (usize, Vec<String>) {
    let of = |id: &'static str| {
        results.0.values().filter(move |r| r.job.system == id && r.job.settings.is_empty() && r.job.task == Task::Digits)
    };
    let same = |a: &JobResult, b: &JobResult| (a.job.seed, &a.job.preset, &a.job.split) == (b.job.seed, &b.job.preset, &b.job.split);
    let all = of("ff-snn-loop").flat_map(|a| of("bp-rsnn-plain").filter(move |b| same(a, b)).map(move |b| (a, b)));
    let pairs: Vec<(&JobResult, &JobResult)> = all.collect();
    let unequal = pairs.iter().filter(|(a, b)| a.weights_sha256 != b.weights_sha256).map(|(a, _)| a.job.id()).collect();
    (pairs.len(), unequal)
}
