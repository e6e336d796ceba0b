//! Figure 4: NRR-SNN, DNN and BP-RSNN with and without plasticity, with all and with half of the loop's connections; spikes early and late.

use super::super::Task;
use super::super::job::Job;
use super::curves::{accuracy_axis, all_by_epoch, dots, epoch_axis, preset_name};
use super::parts::{Claim, Compared, Panel};
use super::{Cell, Results, Scope};
use crate::Result;
use crate::report::picture::raster;
use crate::report::plot::{Axis, curves, rows};
use crate::report::{Plot, Section};

/// Steps of a digit's frames, ms.
const STEP_MS: f64 = 25.0;

/// NRR-SNN and BP-RSNN with and without plasticity and the DNN, each with half and all of the connections, under one preset.
pub(super) fn cells(preset: &'static str) -> Vec<Cell> {
    let mut all = Vec::new();
    for (id, name, paper) in [
        ("nrr-shallow", "NRR-SNN with plasticity", Some(63.03)),
        ("nrr-shallow-plain", "NRR-SNN without plasticity", Some(56.96)),
        ("bp-rsnn", "BP-RSNN with plasticity", Some(59.57)),
        ("bp-rsnn-plain", "BP-RSNN without plasticity", Some(58.19)),
        ("dnn", "DNN", None),
    ] {
        all.push(Cell::own(format!("{name}, 50 %"), id, preset, Task::Digits).paper(paper));
        all.push(Cell::own(format!("{name}, 100 %"), id, preset, Task::Digits).with("density", "1"));
    }
    all
}

/// Curves by epoch under one preset.
pub(super) fn panels(preset: &'static str) -> Vec<Panel> {
    let panel = |(letter, name): (&str, &str)| Panel {
        title: format!("{letter}. {name} by epoch, {}.", preset_name(preset)),
        caption: "Test accuracy after every epoch, mean over seeds with its 95 % interval; the share is that of the loop's connections that exist.",
        cells: cells(preset).into_iter().filter(|c| c.name.starts_with(name)).collect(),
    };
    [("A", "NRR-SNN"), ("B", "DNN"), ("C", "BP-RSNN")].map(panel).into()
}

/// What the figure compares under one preset, with what the paper says of it.
pub(super) fn compared(preset: &'static str) -> Vec<Compared> {
    let cells = cells(preset);
    let pair = |what: &str, a: &str, b: &str, claim| {
        let find = |name: &str| cells.iter().find(|c| c.name == name).cloned();
        Some(Compared { what: format!("{what}, {}", preset_name(preset)), a: find(a)?, b: find(b)?, claim })
    };
    let [rp, rp_plain, bp, bp_plain] =
        ["NRR-SNN with plasticity", "NRR-SNN without plasticity", "BP-RSNN with plasticity", "BP-RSNN without plasticity"];
    let [half, all] = [|name: &str| format!("{name}, 50 %"), |name: &str| format!("{name}, 100 %")];
    [
        pair("Plasticity in NRR-SNN, half of the connections", &half(rp), &half(rp_plain), Claim::HIGHER),
        pair("Plasticity in NRR-SNN, all connections", &all(rp), &all(rp_plain), Claim::HIGHER),
        pair("Plasticity in BP-RSNN, half of the connections", &half(bp), &half(bp_plain), Claim::HIGHER),
        pair("Half against all connections in NRR-SNN", &half(rp), &all(rp), Claim::ALIKE),
        pair("Half against all connections in the DNN", &half("DNN"), &all("DNN"), Claim::LOWER),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The network whose spikes are shown: one run of the first seed is enough, but each seed's is kept.
fn looked_at() -> Cell {
    Cell { look: true, ..Cell::own("NRR-SNN", "nrr-shallow", "tuned", Task::Digits) }
}

pub(super) fn jobs(scope: &Scope) -> Result<Vec<Job>> {
    let mut all: Vec<Job> = scope.presets().iter().flat_map(|preset| scope.all_jobs(&cells(preset))).collect();
    all.extend(scope.jobs(&looked_at()).into_iter().take(1));
    Ok(all)
}

pub(super) fn draw(scope: &Scope, results: &Results) -> Result<Section> {
    let mut section = Section {
        id: "fig4",
        title: "Figure 4: plasticity and sparse connections".into(),
        paper: "Plasticity lifts NRR-SNN more than BP-RSNN; half of the loop's connections do as well as all of them in NRR-SNN, and cost a DNN much; neurons fire \
                more, and some periodically, late in training."
            .into(),
        ..Section::default()
    };
    if scope.data(Task::Digits).is_none() {
        section.findings.push("No digits were given.".into());
        return Ok(section);
    }
    for preset in scope.presets() {
        let cells = cells(preset);
        let drawn = |p: Panel| curves(&p.title, p.caption, &epoch_axis(), &accuracy_axis(), &all_by_epoch(scope, results, &p.cells));
        section.plots.extend(panels(preset).into_iter().map(drawn));
        let names: Vec<String> = cells.iter().map(|c| c.name.clone()).collect();
        let chart = rows(
            &format!("C. After the last epoch, {}.", preset_name(preset)),
            "The paper's figures are the greatest over its epochs, for half of the connections (its figure 5C).",
            &Axis::from_to("test accuracy, %", 0.0, 100.0),
            &names,
            &dots(scope, results, &cells),
        );
        section.plots.push(chart);
        section.findings.extend(compared(preset).iter().filter_map(|c| c.found(scope, results)));
        section.rows.extend(cells.iter().map(|c| {
            let mut row = scope.row(results, c, "%", super::percent);
            row.what = format!("{}, {}", row.what, preset_name(preset));
            row
        }));
    }
    section.plots.extend(rasters(scope, results));
    Ok(section)
}

fn rasters(scope: &Scope, results: &Results) -> Vec<Plot> {
    let runs = scope.runs(results, &looked_at());
    let Some(look) = runs.first().and_then(|r| r.look.as_ref()) else { return Vec::new() };
    let letters = ["D", "E"];
    let draw = |(raster_of, letter): (&super::super::look::Raster, &&str)| {
        let spikes: u32 = raster_of.spikes.iter().flat_map(|s| s.bytes()).map(|b| u32::from(b.wrapping_sub(b'0'))).sum();
        let epochs = if raster_of.epoch == 1 { "1 epoch".to_owned() } else { format!("{} epochs", raster_of.epoch) };
        raster(
            &format!("{letter}. Spikes after {epochs}."),
            &format!(
                "{} of the hidden neurons, spread evenly over the layer, with the test utterance {} (\"{}\"); {spikes} spikes. Thick marks are two spikes in one step (S = 2).",
                raster_of.neurons.len(),
                look.utterance,
                look.label
            ),
            &raster_of.neurons,
            &raster_of.spikes,
            STEP_MS,
        )
    };
    look.rasters.iter().zip(&letters).map(draw).collect()
}
