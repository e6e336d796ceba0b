//! Figures 6 and 7: noise in training and test, or in the test alone, and the ratio of the two accuracies.

use super::super::Task;
use super::super::job::{Job, JobResult};
use super::super::statistics::{Mean, mean};
use super::curves::{accuracy_axis, accuracy_by_epoch, by_epoch, epoch_axis, preset_name};
use super::{Cell, Results, Scope};
use crate::Result;
use crate::report::plot::{Axis, Point, Series, curves};
use crate::report::{Plot, Row, Section};

/// The proportion that is stated in rows, per cent.
pub(super) const STATED: u32 = 50;
/// Robust ratio from which on a network holds.
pub(super) const HOLDS: f64 = 0.95;
/// Robust ratio below which it falls.
pub(super) const FALLS: f64 = 0.9;

/// Proportions of noise, per cent.
pub(super) fn proportions(scope: &Scope) -> Vec<u32> {
    if scope.quick { vec![0, 50, 90] } else { (0..10).map(|k| 10 * k).collect() }
}

/// A network that is tested under noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tested {
    pub(super) name: &'static str,
    id: &'static str,
    pub(super) task: Task,
    pub(super) preset: &'static str,
}

pub(super) fn tested(scope: &Scope) -> Vec<Tested> {
    let mut all = Vec::new();
    for task in scope.tasks() {
        // On phonemes a preset of the paper says nothing about its DNN.
        let presets = if task == Task::Phonemes { vec!["tuned"] } else { scope.presets() };
        let nrr = if task == Task::Digits { "nrr-shallow" } else { "nrr-ph" };
        for preset in presets {
            all.push(Tested { name: "NRR-SNN", id: nrr, task, preset });
            all.push(Tested { name: "DNN", id: "dnn", task, preset });
        }
    }
    all
}

impl Tested {
    /// Learnt without noise, tested under every proportion.
    fn noiseless(self, scope: &Scope) -> Cell {
        Cell { noise_tests: proportions(scope), ..Cell::own(self.name, self.id, self.preset, self.task) }
    }

    /// Learnt without noise, tested under one proportion as the run's own test: the same weights and answers as [`Self::noiseless`].
    pub(super) fn noiseless_at(self, percent: u32) -> Cell {
        let cell = Cell::own(self.name, self.id, self.preset, self.task);
        if percent == 0 { cell } else { cell.with("test_noise", (f64::from(percent) / 100.0).to_string()) }
    }

    /// Learnt and tested under one proportion.
    pub(super) fn noisy(self, percent: u32) -> Cell {
        let p = f64::from(percent) / 100.0;
        let cell = Cell::own(self.name, self.id, self.preset, self.task);
        if percent == 0 { cell } else { cell.with("noise", p.to_string()).with("test_noise", p.to_string()) }
    }

    fn said(self) -> &'static str {
        self.task.id()
    }

    /// Network, data and preset in words.
    pub(super) fn which(self) -> String {
        format!("{} on {}, {}", self.name, self.said(), preset_name(self.preset))
    }
}

/// Whether a proportion has a curve by epoch.
pub(super) fn in_curves(percent: u32) -> bool {
    percent == 0 || percent == 90 || percent / 10 % 2 == 1
}

/// Where the noise is.
pub(super) fn in_words(kind: &str) -> &'static str {
    if kind == "noise-noise" { "Noise in training and test." } else { "Noise in the test alone." }
}

pub(super) fn jobs(scope: &Scope) -> Result<Vec<Job>> {
    let cells = |t: Tested| std::iter::once(t.noiseless(scope)).chain(proportions(scope).into_iter().map(move |p| t.noisy(p)));
    let all: Vec<Cell> = tested(scope).into_iter().flat_map(cells).collect();
    Ok(scope.all_jobs(&all))
}

/// Accuracy of a run without noise in training under proportion `k` after `epoch`, counted from 0, per cent.
fn under_noise(r: &JobResult, epoch: usize, k: usize) -> Option<f64> {
    r.noise_accuracy.get(epoch)?.get(k).map(|a| 100.0 * a)
}

/// The two accuracies of a seed: (noiseless, noise) and (noise, noise), per cent.
struct Pair {
    seed: u64,
    both: [f64; 2],
}

impl Pair {
    /// The robust ratio; none to nothing at all, since a small test part may have not one right answer.
    fn ratio(&self) -> Option<f64> {
        let [clean, noisy] = self.both;
        (noisy > 0.0).then(|| clean / noisy)
    }
}

/// The two accuracies of every seed under one proportion.
fn pairs(scope: &Scope, results: &Results, t: Tested, k: usize, percent: u32) -> Vec<Pair> {
    let noisy = scope.runs(results, &t.noisy(percent));
    let last = |r: &JobResult| under_noise(r, r.noise_accuracy.len().checked_sub(1)?, k).filter(|_| r.stopped.is_none());
    let both = |r: &&JobResult| {
        let other = noisy.iter().find(|n| n.job.seed == r.job.seed)?;
        Some(Pair { seed: r.job.seed, both: [last(r)?, super::percent(other)?] })
    };
    scope.runs(results, &t.noiseless(scope)).iter().filter_map(both).collect()
}

/// How many runs that learn without noise there are both tested under noise and not, and the networks whose weights hang on it.
pub(super) fn unequal(scope: &Scope, results: &Results) -> (usize, Vec<String>) {
    let (mut pairs, mut differ) = (0, Vec::new());
    for t in tested(scope) {
        let with = scope.runs(results, &t.noiseless(scope));
        for a in scope.runs(results, &t.noisy(0)) {
            if let Some(b) = with.iter().find(|b| a.job.seed == b.job.seed) {
                pairs += 1;
                differ.extend((a.weights_sha256 != b.weights_sha256).then(|| a.job.id()));
            }
        }
    }
    (pairs, differ)
}

pub(super) fn accuracy(scope: &Scope, results: &Results) -> Result<Section> {
    let mut section = Section {
        id: "fig6",
        title: "Figure 6: noise in training and test, or in the test alone".into(),
        paper: "The DNN's accuracy decays quickly with the proportion of noise; NRR-SNN's hardly changes on TIDigits and a little on TIMIT. A proportion p replaces each input cell \
                with probability p by a uniform draw over the training set's range."
            .into(),
        ..Section::default()
    };
    let proportions = proportions(scope);
    for t in tested(scope) {
        let which = t.which();
        let in_both = |p: &u32| accuracy_by_epoch(&format!("{p} % noise"), &scope.runs(results, &t.noisy(*p)));
        let clean = scope.runs(results, &t.noiseless(scope));
        let in_test = |(k, p): (usize, &u32)| by_epoch(&format!("{p} % noise"), &clean, |r, epoch| under_noise(r, epoch, k));
        for (kind, series) in [
            ("noise-noise", proportions.iter().filter(|p| in_curves(**p)).map(in_both).collect::<Vec<_>>()),
            ("noiseless-noise", proportions.iter().enumerate().filter(|(_, p)| in_curves(**p)).map(in_test).collect()),
        ] {
            section.plots.push(curves(&format!("{which}: {kind} by epoch."), in_words(kind), &epoch_axis(), &accuracy_axis(), &series));
        }
        for kind in [0, 1] {
            let at = proportions.iter().position(|p| *p == STATED).unwrap_or(0);
            section.rows.push(stated(scope, results, t, ["noiseless-noise", "noise-noise"][kind], at, |pair| pair.both.get(kind).copied()));
        }
    }
    for task in scope.tasks() {
        for kind in [1, 0] {
            section.plots.push(by_proportion(scope, results, task, kind));
        }
    }
    section.findings =
        section.rows.iter().filter_map(|r| Some(format!("{}: {:.1} %{}.", r.what, r.ours?, half(r.half_width, 1)))).collect();
    Ok(section)
}

fn half(h: Option<f64>, places: usize) -> String {
    h.map(|h| format!(" ± {h:.places$}")).unwrap_or_default()
}

/// A row at the stated proportion.
fn stated(scope: &Scope, results: &Results, t: Tested, kind: &str, k: usize, value: impl Fn(&Pair) -> Option<f64>) -> Row {
    let values: Vec<f64> = pairs(scope, results, t, k, STATED).iter().filter_map(value).collect();
    let m = mean(&values);
    let (clean, noisy) = (scope.runs(results, &t.noiseless(scope)), scope.runs(results, &t.noisy(STATED)));
    // A ratio takes both.
    let runs: Vec<&JobResult> = match kind {
        "noiseless-noise" => clean,
        "noise-noise" => noisy,
        _ => clean.into_iter().chain(noisy).collect(),
    };
    Row {
        what: format!("{}: {kind} at {STATED} %", t.which()),
        unit: if kind == "robust ratio" { "" } else { "%" },
        paper: None,
        ours: m.map(|m| m.mean),
        half_width: m.and_then(|m| m.half_width),
        values,
        runs: scope.seeds as usize,
        differs: scope.differs(t.task, t.preset),
        seconds: mean(&runs.iter().map(|r| r.seconds).collect::<Vec<_>>()).map(|m| m.mean),
        weights_sha256: runs.iter().map(|r| r.weights_sha256.clone()).collect(),
    }
}

/// Curves over the proportion, a value for each pair of accuracies.
fn over_proportions(scope: &Scope, results: &Results, task: Task, value: impl Fn(&Pair) -> Option<f64>) -> Vec<Series> {
    let series = |t: Tested| {
        let point = |(k, &p): (usize, &u32)| {
            let values: Vec<f64> = pairs(scope, results, t, k, p).iter().filter_map(&value).collect();
            mean(&values).map(|m| Point { x: f64::from(p), y: m.mean, half: m.half_width })
        };
        let points = proportions(scope).iter().enumerate().filter_map(point).collect();
        Series { name: format!("{}, {}", t.name, preset_name(t.preset)), points, marks: false }
    };
    tested(scope).into_iter().filter(|t| t.task == task).map(series).collect()
}

fn noise_axis() -> Axis {
    Axis::from_to("proportion of noise, %", 0.0, 90.0)
}

fn by_proportion(scope: &Scope, results: &Results, task: Task, kind: usize) -> Plot {
    let said = task.id();
    let (name, caption) =
        [("noiseless-noise", "Learnt without noise, tested with it."), ("noise-noise", "Learnt and tested with noise.")][kind];
    let series = over_proportions(scope, results, task, |pair| pair.both.get(kind).copied());
    curves(&format!("{name} on {said}, by proportion."), caption, &noise_axis(), &accuracy_axis(), &series)
}

pub(super) fn ratio(scope: &Scope, results: &Results) -> Result<Section> {
    let mut section = Section {
        id: "fig7",
        title: "Figure 7: robust ratio".into(),
        paper: "RobustRatio = Acc(noiseless, noise) / Acc(noise, noise), with (training, test). NRR-SNN's stays up to 50 % of noise on both tasks; the DNN's falls.".into(),
        ..Section::default()
    };
    for task in scope.tasks() {
        let said = if task == Task::Digits { "A. Digits" } else { "B. Phonemes" };
        section.plots.push(curves(
            &format!("{said}: robust ratio by proportion."),
            "1 means that training without noise loses nothing. Mean over seeds of each seed's ratio, with its 95 % interval.",
            &noise_axis(),
            &Axis::from_to("robust ratio", 0.0, 1.2),
            &over_proportions(scope, results, task, Pair::ratio),
        ));
    }
    let at = proportions(scope).iter().position(|p| *p == STATED).unwrap_or(0);
    let all = tested(scope);
    section.rows = all.iter().map(|t| stated(scope, results, *t, "robust ratio", at, Pair::ratio)).collect();
    for two in all.chunks(2).zip(section.rows.chunks(2)) {
        if let ([t, other], [nrr, dnn]) = two {
            let [of_nrr, of_dnn] = [*t, *other].map(|t| pairs(scope, results, t, at, STATED));
            let learnt = [&of_nrr, &of_dnn].map(|of| mean(&of.iter().map(|p| p.both[1]).collect::<Vec<_>>()));
            let both = |p: &Pair| Some(p.ratio()? - of_dnn.iter().find(|o| o.seed == p.seed)?.ratio()?);
            let differences: Vec<f64> = of_nrr.iter().filter_map(both).collect();
            let chance = scope.data(t.task).map_or(1.0, super::chance);
            section.findings.extend(verdict(*t, [nrr, dnn], &differences, learnt, chance));
        }
    }
    Ok(section)
}

/// Whether the paper's claim holds: the spiking network keeps its accuracy at the stated proportion, and the DNN does not. `learnt` are the
/// accuracies with noise in training, per cent: a ratio to less than twice what always giving the most frequent answer reaches (`chance`) says
/// nothing.
fn verdict(t: Tested, [nrr, dnn]: [&Row; 2], differences: &[f64], learnt: [Option<Mean>; 2], chance: f64) -> Option<String> {
    let of = |r: &Row| r.ours.map(|mean| Mean { mean, half_width: r.half_width });
    let (a, b) = (of(nrr)?, of(dnn)?);
    let d = mean(differences)?;
    let [a_learnt, b_learnt] = learnt.map(|m| m.map_or(0.0, |m| m.mean));
    let show = |m: Mean| format!("{:.3}{}", m.mean, half(m.half_width, 3));
    let half_width = d.half_width.unwrap_or(f64::INFINITY);
    // Between holding and falling lies what does neither.
    let judged = match (a.mean >= HOLDS, b.mean < FALLS) {
        _ if a_learnt.min(b_learnt) < 2.0 * chance => {
            "So much noise leaves too little to learn from: the ratios tell nothing of the claim."
        }
        _ if d.half_width.is_none() => "One run is too little to judge the claim.",
        (true, true) if d.mean > half_width => "The claim is reproduced: the spiking network holds and the DNN falls.",
        (true, true) => {
            "The claim is not told: the spiking network holds and the DNN falls, but no difference between them is beyond noise."
        }
        (true, false) if b.mean >= HOLDS => "The claim is not reproduced: the spiking network holds, and so does the DNN.",
        (true, false) => "The claim is not reproduced: the spiking network holds, and the DNN loses something but does not fall.",
        (false, true) if a.mean >= FALLS && d.mean > half_width => {
            "The claim is reproduced in part: the DNN falls, the spiking network loses something but does not fall."
        }
        (false, true) if d.mean > half_width => "The claim is reproduced in part: both fall, the spiking network less.",
        (false, true) if d.mean < -half_width => "The claim is not reproduced: both fall, the spiking network more.",
        (false, true) if a.mean >= FALLS => {
            "The claim is not told: the DNN falls and the spiking network does not, but no difference between them is beyond noise."
        }
        (false, true) => "The claim is not reproduced: both fall, and no difference between them is beyond noise.",
        (false, false) if a.mean < FALLS => "The claim is not reproduced: the spiking network falls, and the DNN does not.",
        (false, false) => "The claim is not reproduced: the spiking network does not hold, and the DNN does not fall.",
    };
    Some(format!(
        "{}, {}, at {STATED} % noise: ratio of NRR-SNN {}, of the DNN {}, difference {}; with noise in training they reach {a_learnt:.1} and {b_learnt:.1} %. {judged} \
         (To hold is to keep {HOLDS} or more, to fall is to keep less than {FALLS}.)",
        t.said(),
        preset_name(t.preset),
        show(a),
        show(b),
        show(d)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[f64]) -> Row {
        let m = mean(values);
        Row {
            what: String::new(),
            unit: "",
            paper: None,
            ours: m.map(|m| m.mean),
            half_width: m.and_then(|m| m.half_width),
            values: values.to_vec(),
            runs: values.len(),
            differs: String::new(),
            seconds: None,
            weights_sha256: Vec::new(),
        }
    }

    #[test]
    fn the_claim_is_judged_by_both_ratios() {
        let t = Tested { name: "NRR-SNN", id: "nrr-shallow", task: Task::Digits, preset: "tuned" };
        let judge = |nrr: &[f64], dnn: &[f64], learnt: f64| {
            let differences: Vec<f64> = nrr.iter().zip(dnn).map(|(x, y)| x - y).collect();
            verdict(t, [&row(nrr), &row(dnn)], &differences, [Some(Mean { mean: learnt, half_width: None }); 2], 10.0).unwrap_or_default()
        };
        assert!(judge(&[0.97, 0.98, 0.99], &[0.5, 0.6, 0.55], 80.0).contains("is reproduced: the spiking network holds and the DNN falls"));
        assert!(judge(&[0.97, 0.98, 0.99], &[0.97, 0.96, 0.98], 80.0).contains("and so does the DNN"));
        assert!(judge(&[0.7, 0.71, 0.72], &[0.5, 0.51, 0.52], 80.0).contains("reproduced in part: both fall"));
        assert!(
            judge(&[0.92, 0.93, 0.94], &[0.5, 0.51, 0.52], 80.0).contains("reproduced in part: the DNN falls, the spiking network loses")
        );
        assert!(judge(&[0.92, 0.93, 0.94], &[0.92, 0.91, 0.93], 80.0).contains("does not hold, and the DNN does not fall"));
        assert!(judge(&[0.99, 0.96, 0.97], &[0.92, 0.91, 0.93], 80.0).contains("the DNN loses something but does not fall"));
        assert!(judge(&[1.3, 0.6, 1.0], &[0.5, 1.1, 0.6], 80.0).contains("The claim is not told: the spiking network holds"));
        assert!(judge(&[1.2, 0.6, 0.97], &[0.5, 1.1, 0.6], 80.0).contains("The claim is not told: the DNN falls"));
        assert!(judge(&[0.8, 0.81, 0.82], &[0.92, 0.91, 0.93], 80.0).contains("the spiking network falls, and the DNN does not"));
        assert!(judge(&[0.5, 0.51, 0.52], &[0.7, 0.71, 0.72], 80.0).contains("the spiking network more"));
        assert!(judge(&[0.5, 0.71, 0.52], &[0.7, 0.51, 0.52], 80.0).contains("no difference between them"));
        assert!(judge(&[0.5], &[0.7], 80.0).contains("One run"));
        assert!(judge(&[1.1, 1.0, 1.2], &[2.0, 2.0, 2.0], 12.0).contains("tell nothing"));
    }
}
