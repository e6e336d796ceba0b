//! `nrr-snn systems`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Outcome, arguments, output, usage};
use crate::experiment::{SYSTEMS, System, system};
use crate::train::{Preset, SETTINGS};

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

/// One system with every setting of both presets that differs from the common default.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    row: Row,
    settings: BTreeMap<&'static str, BTreeMap<&'static str, String>>,
}

pub(super) fn run(a: &arguments::Systems) -> Outcome {
    if let Some(id) = &a.id {
        return one(id, a.json);
    }
    let rows: Vec<Row> = SYSTEMS.iter().map(row).collect();
    if a.json {
        output::print_json(&rows, None)?;
        return Ok(());
    }
    let mut text = format!("{:<18} {:<9} {:<28} {:>8}  {:<9} title\n", "id", "task", "topology", "paper %", "rule");
    for r in rows {
        let paper = r.paper_accuracy.map_or_else(|| "–".to_owned(), |p| format!("{p:.2}"));
        let _ =
            writeln!(text, "{:<18} {:<9} {:<28} {paper:>8}  {:<9} {}", r.id, r.task, r.topology, r.rules.first().unwrap_or(&""), r.title);
    }
    Ok(output::say(&text)?)
}

fn row(s: &'static System) -> Row {
    Row { id: s.id, task: s.task, title: s.title, rules: s.rules, topology: s.topology, paper_accuracy: s.paper_accuracy, source: s.source }
}

fn one(id: &str, json: bool) -> Outcome {
    let s = system(id).map_err(usage)?;
    let common = SYSTEMS.first().map_or_else(|| s.config(), System::config)?;
    let mut settings = BTreeMap::new();
    for &(preset, _) in Preset::CHOICES {
        let config = s.config_for(s.rule(), preset.parse()?)?;
        let differing = SETTINGS.iter().map(|s| (s.key, s.get(&config), s.get(&common))).filter(|(_, own, common)| own != common);
        settings.insert(preset, differing.map(|(key, own, _)| (key, own)).collect::<BTreeMap<_, _>>());
    }
    if json {
        return Ok(output::print_json(&Whole { row: row(s), settings }, None)?);
    }
    let mut text = format!("{}: {}\n", s.id, s.title);
    let paper = s.paper_accuracy.map_or_else(|| "no figure".to_owned(), |p| format!("{p:.2} % ({})", s.task));
    let _ = writeln!(text, "source  {}\npaper   {paper}\nrules   {}\nlayers  {}", s.source, s.rules.join(" "), s.topology);
    for (preset, title) in Preset::CHOICES {
        let _ = writeln!(text, "\n{preset}: {title}, where they differ from the common defaults (docs/settings.md), rule {}", s.rule());
        let own = settings.get(preset).into_iter().flatten();
        for (key, value) in own {
            let _ = writeln!(text, "  {key} = {value}");
        }
    }
    Ok(output::say(&text)?)
}
