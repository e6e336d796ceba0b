//! What the engine offers: systems, rules and settings, so that the page need not repeat them.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::convert::{JsResult, object};
use crate::experiment::SYSTEMS;
use crate::rules::RULES;
use crate::train::SETTINGS;
use crate::train::settings::Kind;

#[derive(Serialize)]
struct Description {
    version: &'static str,
    systems: Vec<SystemInfo>,
    rules: Vec<RuleInfo>,
    settings: Vec<SettingInfo>,
}

#[derive(Serialize)]
struct SystemInfo {
    id: &'static str,
    task: &'static str,
    title: &'static str,
    rules: &'static [&'static str],
    topology: &'static str,
    paper_accuracy: Option<f32>,
    source: &'static str,
    epochs: u32,
    /// Defaults of every setting, by rule and key.
    defaults: std::collections::BTreeMap<&'static str, std::collections::BTreeMap<String, String>>,
}

#[derive(Serialize)]
struct RuleInfo {
    id: &'static str,
    title: &'static str,
    explanation: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct Choice {
    id: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct SettingInfo {
    key: &'static str,
    title: &'static str,
    symbol: &'static str,
    unit: &'static str,
    kind: &'static str,
    default: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<Choice>>,
    explanation: &'static str,
    group: &'static str,
    main: bool,
}

/// Systems, rules and settings of the engine.
///
/// # Errors
/// A JavaScript error if the tables of the engine were wrong.
#[wasm_bindgen]
pub fn describe() -> JsResult<JsValue> {
    let mut systems = Vec::with_capacity(SYSTEMS.len());
    for s in SYSTEMS {
        let mut defaults = std::collections::BTreeMap::new();
        for rule in s.rules {
            let config = s.config_for(rule).map_err(|e| super::convert::to_js(&e))?;
            defaults.insert(*rule, config.record().settings);
        }
        let epochs = s.config().map_err(|e| super::convert::to_js(&e))?.epochs;
        systems.push(SystemInfo {
            id: s.id,
            task: s.task,
            title: s.title,
            rules: s.rules,
            topology: s.topology,
            paper_accuracy: s.paper_accuracy.map(|p| p as f32),
            source: s.source,
            epochs,
            defaults,
        });
    }
    let common =
        crate::experiment::system("nrr-shallow").and_then(crate::experiment::System::config).map_err(|e| super::convert::to_js(&e))?;
    let settings = SETTINGS.iter().map(|s| {
        let (kind, min, max, step, choices) = match s.kind {
            Kind::Number { min, max, step } => ("number", Some(min as f32), Some(max as f32), Some(step as f32), None),
            Kind::Integer { min, max } => ("integer", Some(min as f32), Some(max as f32), Some(1.0), None),
            Kind::Choice(list) => ("choice", None, None, None, Some(list.iter().map(|&(id, title)| Choice { id, title }).collect())),
            Kind::Topology => ("topology", None, None, None, None),
        };
        SettingInfo {
            key: s.key,
            title: s.title,
            symbol: s.symbol,
            unit: s.unit,
            kind,
            default: (s.get)(&common),
            min,
            max,
            step,
            choices,
            explanation: s.explanation,
            group: s.group.id(),
            main: s.main,
        }
    });
    object(&Description {
        version: env!("CARGO_PKG_VERSION"),
        systems,
        rules: RULES.iter().map(|r| RuleInfo { id: r.id(), title: r.title(), explanation: r.explanation(), source: r.source() }).collect(),
        settings: settings.collect(),
    })
}
