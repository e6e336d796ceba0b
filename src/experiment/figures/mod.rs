//! The paper's table and figures: which runs each of them takes, and what is drawn from their results.

pub mod check;
mod curves;
mod neuron;
mod noise;
mod parts;
pub mod plan;
mod plasticity;
mod rules;
mod speech;
mod table;

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::job::{Job, JobResult};
use super::statistics::{Mean, mean};
use super::table2::{FIFTH, Protocol};
use super::{Task, system};
use crate::data::{DataSet, Split};
use crate::report::{Report, Row, Section, Source};
use crate::rules::Flow;
use crate::snn::LayerSpec;
use crate::text::hex;
use crate::train::Preset;
use crate::{Error, Result};

/// Epochs of every run of the short version.
const QUICK_EPOCHS: u32 = 3;

/// The tables of Table 2 that there are data for, for those who want them as text.
///
/// # Errors
/// As the figure's own.
pub fn tables(scope: &Scope, results: &Results) -> Result<Vec<super::table2::Table>> {
    let mut all = Vec::new();
    for task in scope.tasks() {
        all.extend(table::table(scope, results, task)?);
    }
    Ok(all)
}

/// What a reproduction is made from, and how much of it.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Words.
    pub digits: Option<DataSet>,
    /// Sentences of labelled phones.
    pub phonemes: Option<DataSet>,
    /// Runs of each row, with the seeds from 1 on.
    pub seeds: u32,
    /// Epochs of every run, where not each system's own.
    pub epochs: Option<u32>,
    /// The short version that checks the program: the tuned settings alone, few epochs, few proportions of noise.
    pub quick: bool,
    /// How Table 2 is tested.
    pub protocol: Protocol,
    /// The systems of Table 2; empty for all.
    pub systems: Vec<String>,
    /// The presets; empty for both, or for the tuned one in the short version.
    pub presets: Vec<String>,
    /// Whether Table 2 shows each system under its own rule alone.
    pub own_rule: bool,
}

/// A table or figure of the paper.
pub struct Figure {
    /// Its id on the command line.
    pub id: &'static str,
    /// Its name.
    pub title: &'static str,
    /// Its runs.
    pub jobs: fn(&Scope) -> Result<Vec<Job>>,
    /// What is drawn from them; runs that are missing are left out.
    pub draw: fn(&Scope, &Results) -> Result<Section>,
}

/// All of them, in the paper's order.
pub static FIGURES: [Figure; 8] = [
    Figure { id: "table2", title: "Table 2: accuracy of the systems", jobs: table::jobs, draw: table::draw },
    Figure { id: "fig1", title: "Figure 1: the LIF neuron", jobs: no_jobs, draw: neuron::lif },
    Figure { id: "fig2", title: "Figure 2: two channels, adaptive threshold, vector fields", jobs: neuron::jobs, draw: neuron::plasticity },
    Figure { id: "fig3", title: "Figure 3: waveforms and spectrograms", jobs: no_jobs, draw: speech::draw },
    Figure { id: "fig4", title: "Figure 4: plasticity and sparse connections", jobs: plasticity::jobs, draw: plasticity::draw },
    Figure { id: "fig5", title: "Figure 5: reward propagation against pseudo-BP", jobs: rules::jobs, draw: rules::draw },
    Figure { id: "fig6", title: "Figure 6: noise in training and test, or in the test alone", jobs: noise::jobs, draw: noise::accuracy },
    Figure { id: "fig7", title: "Figure 7: robust ratio", jobs: noise::jobs, draw: noise::ratio },
];

fn no_jobs(_: &Scope) -> Result<Vec<Job>> {
    Ok(Vec::new())
}

/// The figures that `what` names: one id, or `all`.
///
/// # Errors
/// [`Error::UnknownChoice`] with every id there is.
pub fn chosen(what: &str) -> Result<Vec<&'static Figure>> {
    let some: Vec<&Figure> = FIGURES.iter().filter(|f| what == "all" || f.id == what).collect();
    if some.is_empty() {
        let ids: Vec<&str> = FIGURES.iter().map(|f| f.id).chain(["all"]).collect();
        return Err(Error::UnknownChoice { what: "reproduce".into(), got: what.chars().take(40).collect(), choices: ids.join(", ") });
    }
    Ok(some)
}

/// Results of finished runs, by the job's id.
#[derive(Debug, Default)]
pub struct Results(pub BTreeMap<String, JobResult>);

/// A network under one setting, run once for each seed.
#[derive(Debug, Clone, Default)]
struct Cell {
    /// Its name in plots and rows.
    name: String,
    system: &'static str,
    rule: &'static str,
    preset: &'static str,
    task: Task,
    settings: Vec<(&'static str, String)>,
    noise_tests: Vec<u32>,
    look: bool,
    /// The paper's figure, per cent.
    paper: Option<f64>,
}

impl Cell {
    /// A system under its own rule.
    fn own(name: impl Into<String>, id: &'static str, preset: &'static str, task: Task) -> Self {
        let rule = system(id).map_or("", super::System::rule);
        Self { name: name.into(), system: id, rule, preset, task, ..Self::default() }
    }

    fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.settings.push((key, value.into()));
        self
    }

    fn paper(mut self, figure: Option<f64>) -> Self {
        self.paper = figure;
        self
    }
}

impl Scope {
    /// The data of a task.
    #[must_use]
    pub fn data(&self, task: Task) -> Option<&DataSet> {
        match task {
            Task::Digits => self.digits.as_ref(),
            Task::Phonemes => self.phonemes.as_ref(),
        }
    }

    /// The split of a task's data: official where they have one, else a fifth at random.
    fn split(&self, task: Task) -> String {
        (if self.has_official(task) { Split::Official } else { FIFTH }).to_string()
    }

    /// Whether a task's data have a test part of their own.
    fn has_official(&self, task: Task) -> bool {
        self.data(task).is_some_and(|data| Split::Official.apply(data, 1).is_ok())
    }

    /// How Table 2 is tested on a task's data: by a fifth at random where they have no test part of their own.
    fn protocol(&self, task: Task) -> Protocol {
        match self.protocol {
            Protocol::Official if !self.has_official(task) => Protocol::Random,
            asked => asked,
        }
    }

    /// What is not as it was asked for.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        let none = self.tasks().filter(|task| !self.has_official(*task)).filter_map(|task| self.data(task));
        none.map(|data| format!("{}: it has no test part of its own; a fifth chosen at random is tested ({FIFTH})", data.name)).collect()
    }

    /// Epochs of every run, where not each system's own.
    fn epochs(&self) -> Option<u32> {
        self.epochs.or_else(|| self.quick.then_some(QUICK_EPOCHS))
    }

    /// The presets that figures compare.
    fn presets(&self) -> Vec<&'static str> {
        let all = Preset::CHOICES.iter().map(|c| c.0);
        match self.presets.is_empty() {
            true => all.filter(|p| !self.quick || *p == "tuned").collect(),
            false => all.filter(|p| self.presets.iter().any(|chosen| chosen == p)).collect(),
        }
    }

    /// The tasks that there are data for.
    pub fn tasks(&self) -> impl Iterator<Item = Task> {
        [Task::Digits, Task::Phonemes].into_iter().filter(|task| self.data(*task).is_some())
    }

    /// The runs of a cell; none without data for its task.
    fn jobs(&self, cell: &Cell) -> Vec<Job> {
        if self.data(cell.task).is_none() {
            return Vec::new();
        }
        let split = self.split(cell.task);
        let job = |seed| Job {
            system: cell.system.to_owned(),
            rule: cell.rule.to_owned(),
            preset: cell.preset.to_owned(),
            split: split.clone(),
            seed,
            epochs: self.epochs(),
            settings: cell.settings.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
            task: cell.task,
            noise_tests: cell.noise_tests.clone(),
            look: cell.look,
        };
        (1..=u64::from(self.seeds)).map(job).collect()
    }

    /// The runs of several cells.
    fn all_jobs(&self, cells: &[Cell]) -> Vec<Job> {
        cells.iter().flat_map(|cell| self.jobs(cell)).collect()
    }

    /// The runs of a cell that are there.
    fn runs<'r>(&self, results: &'r Results, cell: &Cell) -> Vec<&'r JobResult> {
        self.jobs(cell).iter().filter_map(|job| results.0.get(&job.id())).collect()
    }

    /// A row: `value` over the runs of a cell.
    fn row(&self, results: &Results, cell: &Cell, unit: &'static str, value: impl Fn(&JobResult) -> Option<f64>) -> Row {
        let runs = self.runs(results, cell);
        let values: Vec<f64> = runs.iter().filter_map(|r| value(r)).collect();
        let m = mean(&values);
        Row {
            what: cell.name.clone(),
            unit,
            paper: cell.paper,
            ours: m.map(|m| m.mean),
            half_width: m.and_then(|m| m.half_width),
            values,
            runs: self.seeds as usize,
            differs: self.differs(cell.task, cell.preset),
            seconds: mean(&runs.iter().map(|r| r.seconds).collect::<Vec<_>>()).map(|m| m.mean),
            weights_sha256: runs.iter().map(|r| r.weights_sha256.clone()).collect(),
        }
    }

    /// What differs from the paper, data above all.
    fn differs(&self, task: Task, preset: &str) -> String {
        let data = self.data(task).map_or("no data", |d| d.name.as_str());
        let settings = match preset.parse() {
            Ok(Preset::Tuned) => "the project's own settings",
            _ => "the source's settings where it states them",
        };
        let epochs = self.epochs().map(|n| format!("; {n} epochs")).unwrap_or_default();
        format!("{data} in place of {}; {settings}{epochs}", original(task))
    }
}

/// The paper's data for a task.
fn original(task: Task) -> &'static str {
    if task == Task::Digits { "TIDigits" } else { "TIMIT" }
}

/// What always answering the most frequent label would reach, per cent: of the utterances, or of the time that is labelled where every frame is
/// asked (of the frames, but for rounding at the ends of phones).
fn chance(data: &DataSet) -> f64 {
    let mut counts = vec![0_u64; data.labels.len()];
    let mut count = |label: usize, n: u64| {
        if let Some(all) = counts.get_mut(label) {
            *all += n;
        }
    };
    for u in &data.utterances {
        if u.segments.is_empty() {
            count(u.label, 1);
        }
        u.segments.iter().for_each(|s| count(s.label, u64::from(s.end.saturating_sub(s.start))));
    }
    let (most, all) = (counts.iter().max().copied().unwrap_or(0), counts.iter().sum::<u64>());
    100.0 * most as f64 / all.max(1) as f64
}

/// Test accuracy of a run, per cent.
fn percent(r: &JobResult) -> Option<f64> {
    r.test_accuracy.map(|a| 100.0 * a)
}

/// Mean of the differences of two cells, seed by seed, points.
fn difference(a: &[&JobResult], b: &[&JobResult]) -> Option<Mean> {
    let of = |seed: u64| b.iter().find(|r| r.job.seed == seed).and_then(|r| percent(r));
    mean(&a.iter().filter_map(|r| Some(percent(r)? - of(r.job.seed)?)).collect::<Vec<_>>())
}

/// "+0.32 ± 0.74 points (no difference beyond noise)".
fn told(m: Mean) -> String {
    let half = m.half_width.map(|h| format!(" ± {h:.2}")).unwrap_or_default();
    let m = Mean { mean: m.mean + 0.0, ..m };
    let verdict = match m.half_width {
        None => "one run tells nothing about noise",
        Some(h) if m.mean.abs() <= h => "no difference beyond noise",
        Some(_) if m.mean > 0.0 => "higher",
        Some(_) => "lower",
    };
    format!("{:+.2}{half} points ({verdict})", m.mean)
}

/// About how long a run takes on one core, in units of which only the ratios matter: for progress and remaining time.
///
/// # Errors
/// As [`Job::config`].
pub fn cost(job: &Job, data: &DataSet) -> Result<f64> {
    let config = job.config()?;
    let frames = if job.task == Task::Phonemes { 300.0 } else { 39.0 };
    let rule = crate::rules::by_id(&config.rule)?;
    let feedforward: f64 = config.topology.fields(39, false)?.iter().map(|f| 0.3 * f.rows() as f64 * f.neurons() as f64).sum();
    let loops = config.topology.layers().iter().map(|l| match l {
        LayerSpec::Recurrent { neurons } => 0.1 * f64::from(config.density) * (neurons * neurons) as f64,
        _ => 0.0,
    });
    let weights = feedforward + loops.sum::<f64>();
    let back = match rule.flow() {
        Flow::Nothing => 1.0,
        Flow::LayerByLayer { .. } => 2.6,
        _ => 1.2,
    };
    let dense = if config.neuron.unit == crate::snn::neuron::Unit::Spiking { 1.0 } else { 3.0 };
    let tests = 1.0 + 0.3 * job.noise_tests.len() as f64 * 0.1;
    Ok(1e-6
        * f64::from(config.epochs)
        * data.utterances.len() as f64
        * frames
        * f64::from(config.steps_per_frame)
        * weights
        * back
        * dense
        * tests)
}

/// Everything that `figures` found, from the runs that are there.
///
/// # Errors
/// What keeps a figure from being drawn.
pub fn report(figures: &[&Figure], scope: &Scope, results: &Results, command: &str) -> Result<Report> {
    let mut jobs: Vec<Job> = Vec::new();
    for figure in figures {
        jobs.extend((figure.jobs)(scope)?);
    }
    let mut ids: Vec<String> = jobs.iter().map(Job::id).collect();
    ids.sort();
    ids.dedup();
    let there: Vec<&JobResult> = ids.iter().filter_map(|id| results.0.get(id)).collect();
    let sections = figures.iter().map(|f| (f.draw)(scope, results)).collect::<Result<_>>()?;
    let source = |task: Task| {
        let data = scope.data(task)?;
        Some(Source {
            task: task.id(),
            name: data.name.clone(),
            in_place_of: original(task),
            utterances: data.utterances.len(),
            split: scope.split(task),
        })
    };
    Ok(Report {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        command: command.to_owned(),
        quick: scope.quick,
        seeds: scope.seeds,
        data: [Task::Digits, Task::Phonemes].into_iter().filter_map(source).collect(),
        runs: [there.len(), ids.len()],
        seconds: there.iter().map(|r| r.seconds).sum(),
        digest: digest(&there)?,
        sections,
    })
}

/// SHA-256 over everything that runs are and found; times are left out.
fn digest(runs: &[&JobResult]) -> Result<String> {
    let mut hash = Sha256::new();
    for r in runs {
        hash.update(r.lasting()?);
        hash.update(b"\n");
    }
    Ok(hex(&hash.finalize()))
}
