//! What figures are put together from before there are results: here for the drawings, and in [`super::plan`] for the page.

use serde::Serialize;

use super::{Cell, Results, Scope, difference, told};

/// Curves by epoch, a line for each cell.
pub(super) struct Panel {
    pub(super) title: String,
    pub(super) caption: &'static str,
    pub(super) cells: Vec<Cell>,
}

/// What the paper says of a difference or a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", content = "than", rename_all = "camelCase")]
pub(super) enum Claim {
    /// More than this.
    Above(f64),
    /// Less than this.
    Below(f64),
    /// No difference.
    Alike(f64),
}

impl Claim {
    pub(super) const HIGHER: Self = Self::Above(0.0);
    pub(super) const LOWER: Self = Self::Below(0.0);
    pub(super) const ALIKE: Self = Self::Alike(0.0);
}

/// Two cells whose accuracies are compared, seed by seed.
pub(super) struct Compared {
    pub(super) what: String,
    pub(super) a: Cell,
    pub(super) b: Cell,
    /// What the paper says of the first less the second.
    pub(super) claim: Claim,
}

impl Compared {
    /// What was found, in words; nothing before there are runs of both.
    pub(super) fn found(&self, scope: &Scope, results: &Results) -> Option<String> {
        let runs = |cell| scope.runs(results, cell);
        difference(&runs(&self.a), &runs(&self.b)).map(|m| format!("{}: {}.", self.what, told(m)))
    }
}
