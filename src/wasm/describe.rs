//! What the engine offers: systems, rules, presets and settings, so that the page need not repeat them.

use wasm_bindgen::prelude::*;

use super::convert::{Fields, IntoJs, JsResult};
use crate::experiment::{SYSTEMS, System, Task};
use crate::rules::RULES;
use crate::train::settings::{Kind, Setting};
use crate::train::{Config, Preset, SETTINGS};

/// Systems, rules, presets and settings of the engine, for words or for `phonemes`.
///
/// # Errors
/// A JavaScript error if the tables of the engine were wrong.
#[wasm_bindgen]
pub fn describe(phonemes: Option<bool>) -> JsResult<JsValue> {
    let task = if crate::PHONEMES && phonemes == Some(true) { Task::Phonemes } else { Task::Digits };
    let common = crate::experiment::system("nrr-shallow").and_then(System::config).js()?;
    let mut systems = Vec::with_capacity(SYSTEMS.len());
    for s in SYSTEMS.iter().filter(|s| s.learns(task)) {
        systems.push(system(s, task, &common).js()?);
    }
    let out = Fields::new();
    out.text("version", env!("CARGO_PKG_VERSION"));
    out.list("systems", systems.into_iter());
    out.list(
        "rules",
        RULES.iter().map(|r| {
            let out = choice(r.id(), r.title());
            out.text("source", r.source());
            out.done()
        }),
    );
    choices(&out, "presets", Preset::CHOICES);
    // What words have no use for is not offered.
    out.list("settings", SETTINGS.iter().filter(|s| task == Task::Phonemes || s.key != "target").map(|s| setting(s, task, &common)));
    Ok(out.done())
}

/// One system. Its `defaults` are those that differ from the common ones, by preset, rule and key.
fn system(s: &System, task: Task, common: &Config) -> crate::Result<JsValue> {
    let out = choice(s.id, s.title);
    out.text("task", s.task);
    out.texts("rules", s.rules);
    out.text("topology", s.topology);
    out.set("paperAccuracy", &s.paper_accuracy.map_or(JsValue::NULL, Into::into));
    out.text("source", s.source);
    out.number("epochs", f64::from(s.config_on(task, s.rule(), Preset::Tuned)?.epochs));
    let by_preset = Fields::new();
    for &(preset, _) in Preset::CHOICES {
        let by_rule = Fields::new();
        for &rule in s.rules {
            let config = s.config_on(task, rule, preset.parse()?)?;
            let own = Fields::new();
            for s in SETTINGS {
                let value = s.get(&config);
                if value != s.get(common) {
                    own.text(s.key, &value);
                }
            }
            by_rule.set(rule, &own.done());
        }
        by_preset.set(preset, &by_rule.done());
    }
    out.set("defaults", &by_preset.done());
    Ok(out.done())
}

fn setting(s: &Setting, task: Task, common: &Config) -> JsValue {
    let out = Fields::new();
    out.text("key", s.key);
    out.text("title", s.title);
    out.text("symbol", s.symbol);
    out.text("unit", s.unit);
    out.text("default", &s.get(common));
    out.text("group", s.group.id());
    out.set("main", &s.main.into());
    let range = |kind: &str, min: f64, max: f64, step: f64| {
        out.text("kind", kind);
        out.number("min", min);
        out.number("max", max);
        out.number("step", step);
    };
    match s.kind {
        Kind::Number { min, max, step } => range("number", min, max, step),
        Kind::Integer { min, max } => range("integer", f64::from(min), f64::from(max), 1.0),
        Kind::Choice(list) => {
            out.text("kind", "choice");
            // As above.
            let able = list.iter().filter(|c| task == Task::Phonemes || !c.0.starts_with("mfcc"));
            out.list("choices", able.map(|&(id, title)| choice(id, title).done()));
        }
        Kind::Topology => out.text("kind", "topology"),
    }
    out.done()
}

fn choices(out: &Fields, key: &str, list: &[(&str, &str)]) {
    out.list(key, list.iter().map(|&(id, title)| choice(id, title).done()));
}

fn choice(id: &str, title: &str) -> Fields {
    let out = Fields::new();
    out.text("id", id);
    out.text("title", title);
    out
}
