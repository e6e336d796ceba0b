//! A report that stands alone: one HTML file with plots as SVG and their data beside, and the same as JSON.

pub mod html;
pub mod picture;
pub mod plot;

use serde::Serialize;

/// A table of text: what a plot shows, in figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Data {
    /// Heads of the columns, with units.
    pub columns: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

/// A drawing with its figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plot {
    /// Letter or name in the paper's figure, and what it shows.
    pub title: String,
    /// How to read it.
    pub caption: String,
    /// The drawing; its colours come from the page around it.
    #[serde(skip)]
    pub svg: String,
    /// What it shows.
    pub data: Data,
}

/// One measured figure beside the paper's.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// Unit of the figures.
    pub unit: &'static str,
    /// The paper's figure, where it gives one.
    pub paper: Option<f64>,
    /// Mean over the runs; none when every run stopped or none is there yet.
    pub ours: Option<f64>,
    /// Half width of the mean's 95 % interval, by Student's t over the runs.
    pub half_width: Option<f64>,
    /// Each run's figure, by seed.
    pub values: Vec<f64>,
    /// Runs that were to be made; fewer values say that some are missing or stopped.
    pub runs: usize,
    /// What differs from the paper.
    pub differs: String,
    /// Wall time of a run, seconds, mean.
    pub seconds: Option<f64>,
    /// SHA-256 of the final weights of each run.
    pub weights_sha256: Vec<String>,
}

/// A table or figure of the paper.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Section {
    /// Its id on the command line.
    pub id: &'static str,
    /// Its name.
    pub title: String,
    /// What the paper shows there.
    pub paper: String,
    /// What was found here, computed from the figures.
    pub findings: Vec<String>,
    /// Drawings.
    pub plots: Vec<Plot>,
    /// Further tables, each with its name.
    pub tables: Vec<(String, Data)>,
    /// Figures.
    pub rows: Vec<Row>,
}

/// Data that were used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// For which task.
    pub task: &'static str,
    /// Name.
    pub name: String,
    /// What it stands for in the paper.
    pub in_place_of: &'static str,
    /// Utterances.
    pub utterances: usize,
    /// How it was split.
    pub split: String,
}

/// Everything that a reproduction found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Layout of this object.
    pub format: u32,
    /// Version of the program.
    pub version: &'static str,
    /// What makes it again.
    pub command: String,
    /// Whether it is the short version that checks the program and not the paper.
    pub quick: bool,
    /// Seeds of every row.
    pub seeds: u32,
    /// Data.
    pub data: Vec<Source>,
    /// Runs that are in it, and runs that belong to it.
    pub runs: [usize; 2],
    /// Sum of the runs' wall times, seconds.
    pub seconds: f64,
    /// SHA-256 over the name, accuracy and weights of every run: equal for equal results, wherever and in whatever order they were run.
    pub digest: String,
    /// Tables and figures.
    pub sections: Vec<Section>,
}
