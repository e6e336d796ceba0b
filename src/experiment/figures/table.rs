//! Table 2.

use super::super::job::{Job, JobResult};
use super::super::table2::{self, Comparison, Filled, Table};
use super::super::{SYSTEMS, Task, statistics::Mean, system};
use super::curves::preset_name;
use super::{Results, Scope, told};
use crate::Result;
use crate::report::plot::{Axis, Dots, rows};
use crate::report::{Data, Row, Section};

/// Rows of a task with their runs.
fn plan(scope: &Scope, task: Task) -> Result<Vec<(table2::Row, Vec<Job>)>> {
    let Some(data) = scope.data(task) else { return Ok(Vec::new()) };
    let tuned = ["tuned".to_owned()];
    let presets = if scope.quick && scope.presets.is_empty() { &tuned[..] } else { &scope.presets };
    let rows = table2::rows(task, &scope.systems, presets, scope.own_rule || scope.quick)?;
    let jobs = |row: table2::Row| table2::jobs(&row, task, scope.protocol(task), scope.seeds, scope.epochs(), data).map(|jobs| (row, jobs));
    rows.into_iter().map(jobs).collect()
}

pub(super) fn jobs(scope: &Scope) -> Result<Vec<Job>> {
    let mut all = Vec::new();
    for task in scope.tasks() {
        all.extend(plan(scope, task)?.into_iter().flat_map(|(_, jobs)| jobs));
    }
    Ok(all)
}

/// The table of a task, from the runs that are there; none without data for it.
pub(super) fn table(scope: &Scope, results: &Results, task: Task) -> Result<Option<Table>> {
    let Some(data) = scope.data(task) else { return Ok(None) };
    let filled: Vec<(table2::Row, Vec<JobResult>)> = plan(scope, task)?
        .into_iter()
        .map(|(row, jobs)| (row, jobs.iter().filter_map(|job| results.0.get(&job.id()).cloned()).collect()))
        .collect();
    Ok(Some(table2::compose(scope.protocol(task), task, &data.name, &filled)))
}

pub(super) fn draw(scope: &Scope, results: &Results) -> Result<Section> {
    let mut section = Section {
        id: "table2",
        title: "Table 2: accuracy of the systems".into(),
        paper: "Deep NRR-SNN reaches 98.34 % on TIDigits, above all other spiking networks; adaptive threshold and sparse loop each lift a feedforward network of 36 % \
                to above 60 %. On TIMIT, NRR-SNN has 56.12 %, above the feedforward networks and the same network trained by pseudo-BP, below RSNN and LSNN."
            .into(),
        ..Section::default()
    };
    for task in scope.tasks() {
        let Some(table) = table(scope, results, task)? else { continue };
        section.findings.extend(["tuned", "paper"].into_iter().filter_map(|preset| order(&table, preset)));
        section.tables.push((format!("Systems compared, {}", task.id()), comparisons(&table)));
        section.plots.push(chart(&table));
        let runs: Vec<(table2::Row, Vec<Job>)> = plan(scope, task)?;
        section.rows.extend(table.rows.iter().zip(&runs).map(|(filled, (_, jobs))| row(scope, results, task, filled, jobs)));
    }
    Ok(section)
}

/// The paper's figure, where it is for this very row.
fn paper(task: Task, filled: &Filled) -> Option<f64> {
    let own = system(filled.row.system).is_ok_and(|s| s.rule() == filled.row.rule) && filled.row.change.is_none();
    filled.paper_accuracy.filter(|_| own && filled.paper_task == task.id())
}

fn name(filled: &Filled) -> String {
    let change = filled.row.change.map(|(key, value)| format!(", {key}={value}")).unwrap_or_default();
    format!("{} by {}{change}", filled.row.system, filled.row.rule)
}

fn row(scope: &Scope, results: &Results, task: Task, filled: &Filled, jobs: &[Job]) -> Row {
    let runs = || jobs.iter().filter_map(|job| results.0.get(&job.id()));
    Row {
        what: format!("{}: {}, {}", task.id(), name(filled), preset_name(filled.row.preset)),
        unit: "%",
        paper: paper(task, filled),
        ours: filled.accuracy,
        half_width: filled.half_width,
        values: runs().filter_map(super::percent).collect(),
        runs: jobs.len(),
        differs: scope.differs(task, filled.row.preset),
        seconds: (filled.runs > 0).then_some(filled.seconds),
        weights_sha256: filled.weights_sha256.clone(),
    }
}

/// What a row has to show: a figure, and half of its interval.
type Value<'a> = &'a dyn Fn(&Filled) -> Option<(f64, Option<f64>)>;

/// Our figures under both presets and the paper's, by system.
fn chart(table: &Table) -> crate::report::Plot {
    let mut names: Vec<String> = Vec::new();
    for r in &table.rows {
        let name = name(r);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let of = |preset: &str, value: Value<'_>| {
        let find = |n: &String| table.rows.iter().find(|r| r.row.preset == preset && name(r) == *n);
        names.iter().map(|n| find(n).and_then(value)).collect::<Vec<_>>()
    };
    let ours = |r: &Filled| r.accuracy.map(|a| (a, r.half_width));
    let papers = |r: &Filled| paper(table.task, r).map(|p| (p, None));
    let any = |n: usize| of("tuned", &papers).get(n).copied().flatten().or_else(|| of("paper", &papers).get(n).copied().flatten());
    let kinds = [
        Dots { name: "here, the project's settings".into(), values: of("tuned", &ours) },
        Dots { name: "here, the source's settings".into(), values: of("paper", &ours) },
        Dots { name: "the paper".into(), values: (0..names.len()).map(any).collect() },
    ];
    let unit = if table.task == Task::Digits { "words right, %" } else { "frames right, %" };
    let kinds: Vec<Dots> = kinds.into_iter().filter(|k| k.values.iter().any(Option::is_some)).collect();
    rows(
        &format!("Test accuracy, {}.", table.task.id()),
        "A mark for each mean over seeds, a line for its 95 % interval.",
        &Axis::from_to(unit, 0.0, 100.0),
        &names,
        &kinds,
    )
}

/// Rows tested on the same utterances.
fn comparisons(table: &Table) -> Data {
    let columns = ["systems", "settings", "difference ± 95 %, points", "only the first right", "only the second right", "p (McNemar)"];
    let row = |c: &Comparison| {
        let told = told(Mean { mean: c.difference, half_width: c.half_width });
        let count = |at: usize| c.only.map_or_else(|| "–".to_owned(), |only| only.get(at).copied().unwrap_or(0).to_string());
        let p = c.p.map_or_else(|| "–".to_owned(), |p| format!("{p:.3}"));
        vec![format!("{} less {}", c.system, c.with), preset_name(c.preset).to_owned(), told, count(0), count(1), p]
    };
    Data { columns: columns.map(str::to_owned).to_vec(), rows: table.comparisons.iter().map(row).collect() }
}

/// The order of the systems here and in the paper, and in how many pairs they agree.
fn order(table: &Table, preset: &str) -> Option<String> {
    let known: Vec<(&str, f64, f64)> = table
        .rows
        .iter()
        .filter(|r| r.row.preset == preset)
        .filter_map(|r| Some((r.row.system, r.accuracy?, paper(table.task, r)?)))
        .filter(|(id, ..)| SYSTEMS.iter().any(|s| s.id == *id))
        .collect();
    if known.len() < 3 {
        return None;
    }
    let sorted = |value: fn(&(&str, f64, f64)) -> f64| {
        let mut all = known.clone();
        all.sort_by(|a, b| value(b).total_cmp(&value(a)));
        all.iter().map(|k| format!("{} {:.1}", k.0, value(k))).collect::<Vec<_>>().join(", ")
    };
    let (mut same, mut pairs) = (0, 0);
    for (i, a) in known.iter().enumerate() {
        for b in known.iter().skip(i + 1) {
            pairs += 1;
            same += usize::from((a.1 - b.1) * (a.2 - b.2) > 0.0);
        }
    }
    Some(format!(
        "Order for {}, {}: {}. The paper's order: {}. Of {pairs} pairs of systems, {same} stand in the paper's order.",
        table.task.id(),
        preset_name(preset),
        sorted(|k| k.1),
        sorted(|k| k.2)
    ))
}
