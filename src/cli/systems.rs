//! `nrr-snn systems`.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Outcome, arguments, output};
use crate::experiment::SYSTEMS;

#[derive(Serialize)]
struct Row {
    id: &'static str,
    task: &'static str,
    title: &'static str,
    rules: &'static [&'static str],
    topology: &'static str,
    paper_accuracy: Option<f64>,
    source: &'static str,
}

pub(super) fn run(a: &arguments::Systems) -> Outcome {
    let rows: Vec<Row> = SYSTEMS
        .iter()
        .map(|s| Row {
            id: s.id,
            task: s.task,
            title: s.title,
            rules: s.rules,
            topology: s.topology,
            paper_accuracy: s.paper_accuracy,
            source: s.source,
        })
        .collect();
    if a.json {
        output::print_json(&rows, None)?;
        return Ok(());
    }
    let mut text = format!("{:<14} {:<8} {:<14} {:>8}  {:<20} title\n", "id", "task", "topology", "paper %", "rules");
    for r in rows {
        let paper = r.paper_accuracy.map_or_else(|| "–".to_owned(), |p| format!("{p:.2}"));
        let _ = writeln!(text, "{:<14} {:<8} {:<14} {paper:>8}  {:<20} {}", r.id, r.task, r.topology, r.rules.join(" "), r.title);
    }
    Ok(output::say(&text)?)
}
