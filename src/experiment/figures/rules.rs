//! Figure 5: reward propagation against pseudo-BP, with and without plasticity, on both tasks.

use super::super::Task;
use super::super::job::Job;
use super::curves::{accuracy_axis, all_by_epoch, dots, epoch_axis, preset_name};
use super::parts::{Claim, Compared, Panel};
use super::{Cell, Results, Scope};
use crate::Result;
use crate::report::Section;
use crate::report::plot::{Axis, curves, rows};

/// RP and BP with and without plasticity.
pub(super) fn cells(task: Task, preset: &'static str) -> [Cell; 4] {
    let cell = |name: &str, id, paper| Cell::own(name, id, preset, task).paper(paper);
    match task {
        Task::Digits => [
            cell("NRR-SNN (RP) with plasticity", "nrr-shallow", Some(63.03)),
            cell("NRR-SNN (RP) without plasticity", "nrr-shallow-plain", Some(56.96)),
            cell("BP-RSNN with plasticity", "bp-rsnn", Some(59.57)),
            cell("BP-RSNN without plasticity", "bp-rsnn-plain", Some(58.19)),
        ],
        Task::Phonemes => [
            cell("NRR-SNN (RP) with plasticity", "nrr-ph", Some(56.12)),
            cell("NRR-SNN (RP) without plasticity", "nrr-ph", None).with("adapt_strength", "0"),
            cell("BP-SNN with plasticity", "bp-snn-ph", Some(53.08)),
            cell("BP-SNN without plasticity", "bp-snn-ph", None).with("adapt_strength", "0"),
        ],
    }
}

/// The panels' letters and the name of a task.
fn lettered(task: Task) -> ([&'static str; 3], &'static str) {
    (if task == Task::Digits { ["A", "B", "C"] } else { ["D", "E", "F"] }, task.id())
}

/// Curves by epoch of one task under one preset.
pub(super) fn panels(task: Task, preset: &'static str) -> Vec<Panel> {
    let ([a, b, _], said) = lettered(task);
    let [rp, rp_plain, bp, bp_plain] = cells(task, preset);
    let panel = |(letter, name, cells): (&str, &str, Vec<Cell>)| Panel {
        title: format!("{letter}. {name} on {said}, {}.", preset_name(preset)),
        caption: "Test accuracy after every epoch, mean over seeds with its 95 % interval.",
        cells,
    };
    [(a, "RP", vec![rp, rp_plain]), (b, "pseudo-BP", vec![bp, bp_plain])].map(panel).into()
}

/// What the figure compares on one task under one preset: by the paper, every difference is a gain.
pub(super) fn compared(task: Task, preset: &'static str) -> Vec<Compared> {
    let [rp, rp_plain, bp, bp_plain] = cells(task, preset);
    let pair = |(what, a, b): (&str, &Cell, &Cell)| Compared {
        what: format!("{what}, {}, {}", lettered(task).1, preset_name(preset)),
        a: a.clone(),
        b: b.clone(),
        claim: Claim::HIGHER,
    };
    [("RP less BP, both with plasticity", &rp, &bp), ("Plasticity under RP", &rp, &rp_plain), ("Plasticity under BP", &bp, &bp_plain)]
        .map(pair)
        .into()
}

pub(super) fn jobs(scope: &Scope) -> Result<Vec<Job>> {
    let each = |task: Task| scope.presets().into_iter().flat_map(move |preset| scope.all_jobs(&cells(task, preset)));
    Ok(scope.tasks().flat_map(each).collect())
}

pub(super) fn draw(scope: &Scope, results: &Results) -> Result<Section> {
    let mut section = Section {
        id: "fig5",
        title: "Figure 5: reward propagation against pseudo-BP".into(),
        paper: "With plasticity RP is above pseudo-BP on both tasks (63.03 against 59.57 %, 56.12 against 53.08 %); plasticity helps RP more than BP.".into(),
        ..Section::default()
    };
    for task in scope.tasks() {
        let (letters, said) = lettered(task);
        for preset in scope.presets() {
            let cells = cells(task, preset);
            let drawn = |p: Panel| curves(&p.title, p.caption, &epoch_axis(), &accuracy_axis(), &all_by_epoch(scope, results, &p.cells));
            section.plots.extend(panels(task, preset).into_iter().map(drawn));
            let names: Vec<String> = cells.iter().map(|c| c.name.clone()).collect();
            section.plots.push(rows(
                &format!("{}. After the last epoch on {said}, {}.", letters[2], preset_name(preset)),
                "The paper shows the greatest accuracy over its epochs.",
                &Axis::from_to("test accuracy, %", 0.0, 100.0),
                &names,
                &dots(scope, results, &cells),
            ));
            section.findings.extend(compared(task, preset).iter().filter_map(|c| c.found(scope, results)));
            section.rows.extend(cells.iter().map(|c| {
                let mut row = scope.row(results, c, "%", super::percent);
                row.what = format!("{said}: {}, {}", row.what, preset_name(preset));
                row
            }));
        }
    }
    Ok(section)
}
