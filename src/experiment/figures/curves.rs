//! Curves by epoch, from the runs of a cell.

use super::super::job::JobResult;
use super::super::statistics::mean;
use super::{Cell, Results, Scope};
use crate::report::plot::{Axis, Dots, Point, Series};

/// The axis of an accuracy.
pub(super) fn accuracy_axis() -> Axis {
    Axis::from_to("test accuracy, %", 0.0, 100.0)
}

/// The axis of training.
pub(super) fn epoch_axis() -> Axis {
    Axis::counts("epoch")
}

/// Mean over runs of what `value` gives for each epoch, from 1 on, as long as every run has it.
pub(super) fn by_epoch(name: &str, runs: &[&JobResult], value: impl Fn(&JobResult, usize) -> Option<f64>) -> Series {
    let mut points = Vec::new();
    for epoch in 0.. {
        let values: Vec<f64> = runs.iter().filter_map(|r| value(r, epoch)).collect();
        let Some(m) = mean(&values).filter(|_| values.len() == runs.len()) else { break };
        points.push(Point { x: (epoch + 1) as f64, y: m.mean, half: m.half_width });
    }
    Series { name: name.to_owned(), points, marks: false }
}

/// Test accuracy by epoch, per cent.
pub(super) fn accuracy_by_epoch(name: &str, runs: &[&JobResult]) -> Series {
    by_epoch(name, runs, |r, epoch| r.history.get(epoch)?.test_accuracy.map(|a| 100.0 * f64::from(a)))
}

/// Accuracy by epoch of several cells.
pub(super) fn all_by_epoch(scope: &Scope, results: &Results, cells: &[Cell]) -> Vec<Series> {
    cells.iter().map(|c| accuracy_by_epoch(&c.name, &scope.runs(results, c))).collect()
}

/// Last accuracies of cells beside the paper's, for a chart of rows.
pub(super) fn dots(scope: &Scope, results: &Results, cells: &[Cell]) -> [Dots; 2] {
    let ours = |c: &Cell| {
        let values: Vec<f64> = scope.runs(results, c).iter().filter_map(|r| super::percent(r)).collect();
        mean(&values).map(|m| (m.mean, m.half_width))
    };
    [
        Dots { name: "here".to_owned(), values: cells.iter().map(ours).collect() },
        Dots { name: "the paper".to_owned(), values: cells.iter().map(|c| c.paper.map(|p| (p, None))).collect() },
    ]
}

/// A preset in words.
pub(super) fn preset_name(preset: &str) -> &'static str {
    if preset == "tuned" { "the project's settings" } else { "the paper's settings" }
}
