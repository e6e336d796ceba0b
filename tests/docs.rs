//! Documents that are printed from the engine's own tables: `UPDATE_DOCS=1 cargo test --test docs` writes them anew.

use std::fmt::Write as _;

use nrr_snn::experiment::system;
use nrr_snn::train::settings::Kind;
use nrr_snn::train::{Preset, SETTINGS};

/// `docs/settings.md`: every setting with its range and its default under `rp` and `bptt`, and in the paper's preset.
fn settings() -> nrr_snn::Result<String> {
    let of = |rule, preset| system("nrr-shallow")?.config_for(rule, preset);
    let (rp, bptt, paper) = (of("rp", Preset::Tuned)?, of("bptt", Preset::Tuned)?, of("rp", Preset::Paper)?);
    let mut out = String::from(
        "# Settings\n\nWhat `nrr-snn train --set KEY=VALUE` and the page take, with the defaults of `nrr-shallow`; those of the other systems are \
         printed by `nrr-snn systems --id ID`. Printed from the engine's own table by \
         `UPDATE_DOCS=1 cargo test --test docs`.\n\n| key | symbol | values | default (`rp`) | default (`bptt`) | paper | what it does |\n|---|---|---|---|---|---|---|\n",
    );
    for s in SETTINGS {
        let values = match s.kind {
            Kind::Number { min, max, .. } => format!("{min} to {max} {}", s.unit),
            Kind::Integer { min, max } => format!("{min} to {max} {}", s.unit),
            Kind::Choice(list) => list.iter().map(|(id, _)| format!("`{id}`")).collect::<Vec<_>>().join(", "),
            Kind::Topology => "such as `RFC500-FC10`".to_owned(),
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} | {} | {}. {} |",
            s.key,
            s.symbol,
            values.trim(),
            s.get(&rp),
            s.get(&bptt),
            s.get(&paper),
            s.title,
            s.explanation
        );
    }
    Ok(out)
}

/// What the page shows beside rules and settings.
fn explanations() -> nrr_snn::Result<String> {
    let rules = nrr_snn::rules::RULES.iter().map(|r| (format!("rule.{}", r.id()), r.explanation()));
    let settings = SETTINGS.iter().map(|s| (format!("setting.{}", s.key), s.explanation));
    let all: std::collections::BTreeMap<_, _> = rules.chain(settings).collect();
    Ok(format!("{:#}\n", serde_json::json!(all)))
}

/// What the page's Reproduce place runs and draws.
fn plan() -> nrr_snn::Result<String> {
    nrr_snn::experiment::figures::plan::plan(nrr_snn::data::pack::bundled()?, nrr_snn::data::pack::bundled_sentences()?)?.json()
}

#[test]
fn settings_are_as_documented() -> nrr_snn::Result<()> {
    for (file, text) in
        [("docs/settings.md", settings()?), ("www/text/en/explanations.json", explanations()?), ("www/reproduce/plan.json", plan()?)]
    {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &text).expect("the file can be written");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == text, "{file} is not what the engine's table says: run UPDATE_DOCS=1 cargo test --test docs");
    }
    Ok(())
}
