//! The figures' runs as one object for the page, which makes them itself: what is drawn from which runs, and what the paper says of it.
//!
//! `www/reproduce/plan.json` is printed from here by `UPDATE_DOCS=1 cargo test --test docs`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::statistics::T95;
use super::super::table2::{self, COMPARED, Protocol};
use super::super::{Task, system};
use super::curves::preset_name;
use super::noise::{self, FALLS, HOLDS, STATED, Tested};
use super::parts::{Claim, Compared, Panel as Curves};
use super::{Cell, FIGURES, QUICK_EPOCHS, Results, Scope, chance, original, plasticity, rules};
use crate::data::DataSet;
use crate::{Error, Result};

/// Figures whose runs the page makes.
const RUN_BY_PAGE: [&str; 5] = ["table2", "fig4", "fig5", "fig6", "fig7"];

/// Curves that the page draws of Table 2, of which the paper has none: kin with kin.
const TABLE_CURVES: [(Task, &str, &[&str]); 5] = [
    (Task::Digits, "Networks trained by reward propagation", &["nrr-deep", "nrr-shallow", "nrr-shallow-plain"]),
    (Task::Digits, "Networks trained by pseudo-BP", &["ff-snn", "ff-snn-at", "ff-snn-loop", "bp-rsnn", "bp-rsnn-plain"]),
    (Task::Digits, "Other networks", &["som-snn", "lsm", "dnn", "lsnn-eprop", "rsnn-bptt"]),
    (Task::Phonemes, "Recurrent networks on phonemes", &["nrr-ph", "bp-snn-ph", "lsnn-eprop", "rsnn-bptt", "dnn"]),
    (Task::Phonemes, "Feedforward networks on phonemes", &["ff-snn-ph", "ff-snn-at-ph", "ff-snn-loop-ph"]),
];

/// A network under one setting, run once for each seed.
#[derive(Debug, PartialEq, Serialize)]
struct Runs {
    task: Task,
    system: &'static str,
    rule: &'static str,
    preset: &'static str,
    settings: BTreeMap<&'static str, String>,
    /// Its own number of epochs.
    epochs: u32,
    /// About how long an epoch takes, in units of which only the ratios matter.
    cost: f64,
}

/// Accuracy of a cell, or its ratio to that of another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Value {
    of: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    over: Option<usize>,
    /// Proportion of noise, per cent, where the figure is about noise.
    #[serde(skip_serializing_if = "Option::is_none")]
    noise: Option<u32>,
}

/// One line of a drawing: by epoch from one value, by proportion of noise from several.
#[derive(Debug, Serialize)]
struct Line {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    paper: Option<f64>,
    values: Vec<Value>,
}

#[derive(Debug, Serialize)]
struct Panel {
    task: Task,
    title: String,
    caption: String,
    preset: &'static str,
    /// What the horizontal axis counts: `epoch` or `noise`.
    by: &'static str,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Row {
    task: Task,
    name: String,
    preset: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    paper: Option<f64>,
    value: Value,
}

#[derive(Debug, Serialize)]
struct Comparison {
    task: Task,
    what: String,
    preset: &'static str,
    a: Value,
    /// What is taken off; nothing where a figure is judged alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<Value>,
    claim: Claim,
}

#[derive(Debug, Serialize)]
struct Figure {
    id: &'static str,
    title: String,
    paper: String,
    panels: Vec<Panel>,
    rows: Vec<Row>,
    comparisons: Vec<Comparison>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    task: Task,
    name: String,
    in_place_of: &'static str,
    utterances: usize,
    split: String,
    /// Share of right answers that says that something was learnt: twice that of always giving the most frequent one, per cent.
    learnt: f64,
}

/// What the short version leaves out.
#[derive(Debug, Serialize)]
struct Quick {
    epochs: u32,
    presets: Vec<&'static str>,
    noise: Vec<u32>,
}

/// Everything.
#[derive(Debug, Serialize)]
pub struct Plan {
    data: Vec<Source>,
    quick: Quick,
    /// Names of the presets.
    presets: BTreeMap<&'static str, &'static str>,
    /// Two-sided 95 % quantiles of Student's t, from one degree of freedom on, as far as the page needs them.
    t95: &'static [f64],
    cells: Vec<Runs>,
    figures: Vec<Figure>,
}

/// The plan of all figures that the page makes, on words and on sentences of labelled phones.
///
/// # Errors
/// A system that is not as its figure says.
pub fn plan(digits: DataSet, sentences: DataSet) -> Result<Plan> {
    let whole = Scope {
        digits: Some(digits),
        phonemes: Some(sentences),
        seeds: 1,
        epochs: None,
        quick: false,
        protocol: Protocol::Official,
        systems: Vec::new(),
        presets: Vec::new(),
        own_rule: true,
    };
    let short = Scope { quick: true, ..whole.clone() };
    let mut planner = Planner { scope: &whole, cells: Vec::new() };
    let figures = RUN_BY_PAGE.into_iter().map(|id| planner.figure(id)).collect::<Result<_>>()?;
    let cells = planner.cells;
    let source = |task: Task| {
        let data = whole.data(task)?;
        Some(Source {
            task,
            name: data.name.clone(),
            in_place_of: original(task),
            utterances: data.utterances.len(),
            split: whole.split(task),
            learnt: (20.0 * chance(data)).round() / 10.0,
        })
    };
    Ok(Plan {
        data: whole.tasks().filter_map(source).collect(),
        quick: Quick { epochs: QUICK_EPOCHS, presets: short.presets(), noise: noise::proportions(&short) },
        presets: whole.presets().iter().map(|p| (*p, preset_name(p))).collect(),
        t95: T95.get(..9).unwrap_or_default(),
        cells,
        figures,
    })
}

struct Planner<'s> {
    scope: &'s Scope,
    cells: Vec<Runs>,
}

impl Planner<'_> {
    fn figure(&mut self, id: &'static str) -> Result<Figure> {
        let section =
            FIGURES.iter().find(|f| f.id == id).map(|f| (f.draw)(self.scope, &Results::default())).transpose()?.unwrap_or_default();
        let mut figure =
            Figure { id, title: section.title, paper: section.paper, panels: Vec::new(), rows: Vec::new(), comparisons: Vec::new() };
        match id {
            "table2" => self.table(&mut figure)?,
            "fig6" => self.noise(&mut figure)?,
            "fig7" => self.ratio(&mut figure)?,
            _ => {
                let tasks = self.scope.tasks().filter(|task| id == "fig5" || *task == Task::Digits);
                for (task, preset) in tasks.flat_map(|task| self.scope.presets().into_iter().map(move |preset| (task, preset))) {
                    let (cells, panels, compared) = if id == "fig4" {
                        (plasticity::cells(preset), plasticity::panels(preset), plasticity::compared(preset))
                    } else {
                        (rules::cells(task, preset).into(), rules::panels(task, preset), rules::compared(task, preset))
                    };
                    self.curves(&mut figure, task, preset, &cells, panels, compared)?;
                }
            }
        }
        Ok(figure)
    }

    /// The place of a cell in the list, which has each once.
    fn place(&mut self, cell: &Cell) -> Result<usize> {
        let job = self.scope.jobs(cell).into_iter().next().ok_or_else(|| Error::UnknownChoice {
            what: "cell".into(),
            got: cell.name.clone(),
            choices: "those of digits or phonemes".into(),
        })?;
        let data = self.scope.data(cell.task).map(|d| super::cost(&job, d)).transpose()?.unwrap_or_default();
        let epochs = job.config()?.epochs;
        let cost = (1000.0 * data / f64::from(epochs.max(1))).round() / 1000.0;
        let settings = cell.settings.iter().cloned().collect();
        let runs = Runs { task: cell.task, system: cell.system, rule: cell.rule, preset: cell.preset, settings, epochs, cost };
        if let Some(at) = self.cells.iter().position(|c| *c == runs) {
            return Ok(at);
        }
        self.cells.push(runs);
        Ok(self.cells.len() - 1)
    }

    fn value(&mut self, cell: &Cell) -> Result<Value> {
        Ok(Value { of: self.place(cell)?, over: None, noise: None })
    }

    fn curves(
        &mut self,
        figure: &mut Figure,
        task: Task,
        preset: &'static str,
        cells: &[Cell],
        panels: Vec<Curves>,
        compared: Vec<Compared>,
    ) -> Result<()> {
        for Curves { title, caption, cells } in panels {
            let line = |c: &Cell| Ok(Line { name: c.name.clone(), paper: c.paper, values: vec![self.value(c)?] });
            let lines = cells.iter().map(line).collect::<Result<_>>()?;
            figure.panels.push(Panel { task, title, caption: caption.to_owned(), preset, by: "epoch", lines });
        }
        for c in cells {
            figure.rows.push(Row { task, name: c.name.clone(), preset, paper: c.paper, value: self.value(c)? });
        }
        for Compared { what, a, b, claim } in compared {
            figure.comparisons.push(Comparison { task, what, preset, a: self.value(&a)?, b: Some(self.value(&b)?), claim });
        }
        Ok(())
    }

    fn table(&mut self, figure: &mut Figure) -> Result<()> {
        for task in self.scope.tasks() {
            self.table_of(figure, task)?;
        }
        Ok(())
    }

    fn table_of(&mut self, figure: &mut Figure, task: Task) -> Result<()> {
        let own = |id: &'static str, preset| Cell::own(id, id, preset, task);
        // The paper's figures for one task are no measure for the other.
        let paper = |id: &str| system(id).map(|s| s.paper_accuracy.filter(|_| s.task == task.id()));
        for row in table2::rows(task, &[], &[], true)? {
            let cell = own(row.system, row.preset);
            let value = self.value(&cell)?;
            let name = format!("{} ({})", system(row.system)?.title, row.system);
            figure.rows.push(Row { task, name, preset: row.preset, paper: paper(row.system)?, value });
        }
        for preset in self.scope.presets() {
            for (_, title, ids) in TABLE_CURVES.iter().filter(|(of, ..)| *of == task) {
                let line =
                    |id: &&'static str| Ok(Line { name: (*id).to_owned(), paper: paper(id)?, values: vec![self.value(&own(id, preset))?] });
                let lines = ids.iter().map(line).collect::<Result<_>>()?;
                let (title, caption) =
                    (format!("{title} by epoch, {}.", preset_name(preset)), "Test accuracy after every epoch.".to_owned());
                figure.panels.push(Panel { task, title, caption, preset, by: "epoch", lines });
            }
            for (a, b) in COMPARED {
                let (Some(first), Some(second)) = (paper(a)?, paper(b)?) else { continue };
                figure.comparisons.push(Comparison {
                    task,
                    what: format!("{a} less {b}, {} (the paper: {first} and {second} %)", preset_name(preset)),
                    preset,
                    a: self.value(&own(a, preset))?,
                    b: Some(self.value(&own(b, preset))?),
                    claim: if first > second { Claim::HIGHER } else { Claim::LOWER },
                });
            }
        }
        Ok(())
    }

    /// Accuracy under a proportion of noise, in the test alone or in training too.
    fn noisy(&mut self, t: Tested, percent: u32, kind: &str) -> Result<Value> {
        let cell = if kind == "noise-noise" { t.noisy(percent) } else { t.noiseless_at(percent) };
        Ok(Value { noise: Some(percent), ..self.value(&cell)? })
    }

    /// Accuracy under noise in the test alone over that under noise in both.
    fn robust(&mut self, t: Tested, percent: u32) -> Result<Value> {
        let over = self.noisy(t, percent, "noise-noise")?.of;
        Ok(Value { over: Some(over), ..self.noisy(t, percent, "noiseless-noise")? })
    }

    /// A panel over the proportions of noise for every preset, a line for each network.
    fn by_proportion(
        &mut self,
        figure: &mut Figure,
        title: &str,
        caption: &str,
        value: &dyn Fn(&mut Self, Tested, u32) -> Result<Value>,
    ) -> Result<()> {
        let tested = noise::tested(self.scope);
        for two in tested.chunk_by(|a, b| (a.task, a.preset) == (b.task, b.preset)) {
            let Some(Tested { task, preset, .. }) = two.first().copied() else { continue };
            let mut lines = Vec::new();
            for &t in two {
                let values = noise::proportions(self.scope).into_iter().map(|p| value(self, t, p)).collect::<Result<_>>()?;
                lines.push(Line { name: t.name.to_owned(), paper: None, values });
            }
            let title = format!("{title}, {}.", preset_name(preset));
            figure.panels.push(Panel { task, title, caption: caption.to_owned(), preset, by: "noise", lines });
        }
        Ok(())
    }

    fn noise(&mut self, figure: &mut Figure) -> Result<()> {
        for (kind, title) in
            [("noiseless-noise", "Noise in the test alone, by proportion"), ("noise-noise", "Noise in training and test, by proportion")]
        {
            self.by_proportion(figure, title, "Test accuracy after the last epoch.", &|planner, t, p| planner.noisy(t, p, kind))?;
        }
        for t in noise::tested(self.scope) {
            for kind in ["noiseless-noise", "noise-noise"] {
                let shown = noise::proportions(self.scope).into_iter().filter(|p| noise::in_curves(*p));
                let line = |p: u32| Ok(Line { name: format!("{p} % noise"), paper: None, values: vec![self.noisy(t, p, kind)?] });
                let lines = shown.map(line).collect::<Result<_>>()?;
                let title = format!("{}: {kind} by epoch.", t.which());
                figure.panels.push(Panel {
                    task: t.task,
                    title,
                    caption: noise::in_words(kind).to_owned(),
                    preset: t.preset,
                    by: "epoch",
                    lines,
                });
                let name = format!("{}, {kind} at {STATED} %", t.name);
                figure.rows.push(Row { task: t.task, name, preset: t.preset, paper: None, value: self.noisy(t, STATED, kind)? });
            }
        }
        self.pairs(figure, "noise in the test alone", &|planner, t| planner.noisy(t, STATED, "noiseless-noise"))?;
        for t in noise::tested(self.scope) {
            let (said, claim) = if t.name == "DNN" {
                ("decays quickly: loses more", Claim::Below(-5.0))
            } else {
                ("hardly changes: loses less", Claim::Above(-5.0))
            };
            figure.comparisons.push(Comparison {
                task: t.task,
                what: format!("{} % of noise in the test alone less none, {} ({said} than 5 points)", STATED, t.which()),
                preset: t.preset,
                a: self.noisy(t, STATED, "noiseless-noise")?,
                b: Some(self.noisy(t, 0, "noiseless-noise")?),
                claim,
            });
        }
        Ok(())
    }

    /// NRR-SNN less the DNN at the stated proportion: by the paper, the spiking network is above.
    fn pairs(&mut self, figure: &mut Figure, what: &str, value: &dyn Fn(&mut Self, Tested) -> Result<Value>) -> Result<()> {
        for two in noise::tested(self.scope).chunks(2) {
            if let [nrr, dnn] = two {
                let on = if nrr.task == Task::Digits { "" } else { " on phonemes" };
                let (what, preset) =
                    (format!("{} less {}{on}, {what} at {STATED} %, {}", nrr.name, dnn.name, preset_name(nrr.preset)), nrr.preset);
                figure.comparisons.push(Comparison {
                    task: nrr.task,
                    what,
                    preset,
                    a: value(self, *nrr)?,
                    b: Some(value(self, *dnn)?),
                    claim: Claim::HIGHER,
                });
            }
        }
        Ok(())
    }

    fn ratio(&mut self, figure: &mut Figure) -> Result<()> {
        let caption = "1 means that training without noise loses nothing. Mean over seeds of each seed's ratio, with its 95 % interval.";
        self.by_proportion(figure, "Robust ratio by proportion", caption, &|planner, t, p| planner.robust(t, p))?;
        self.pairs(figure, "robust ratio", &|planner, t| planner.robust(t, STATED))?;
        for t in noise::tested(self.scope) {
            let value = self.robust(t, STATED)?;
            figure.rows.push(Row {
                task: t.task,
                name: format!("{}, robust ratio at {STATED} %", t.name),
                preset: t.preset,
                paper: None,
                value,
            });
            let (said, claim) = if t.name == "DNN" {
                (format!("falls: below {FALLS}"), Claim::Below(FALLS))
            } else {
                (format!("holds: {HOLDS} or more"), Claim::Above(HOLDS))
            };
            let what = format!("Robust ratio at {STATED} % of noise, {} ({said})", t.which());
            figure.comparisons.push(Comparison { task: t.task, what, preset: t.preset, a: value, b: None, claim });
        }
        Ok(())
    }
}

impl Plan {
    /// As the text of its file.
    ///
    /// # Errors
    /// What keeps it from being written as JSON.
    pub fn json(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self).map_err(|e| Error::Io { path: "plan.json".into(), problem: e.to_string() })?;
        Ok(text + "\n")
    }
}
