//! One table by phases, each figure with its ratio to the native one.

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::{Value, json};

use super::engine::Measured;

/// What a row shows: its title and the figure's place.
const ROWS: [(&str, &str); 6] = [
    ("front end, 1 s of speech", "/phases/front_end_ms_per_second"),
    ("forward, a batch", "/phases/forward_ms"),
    ("gradient, a batch", "/phases/gradient_ms"),
    ("optimiser, an update", "/phases/optimiser_ms"),
    ("training, a batch", "/ms_per_batch"),
    ("1 s of speech to answer", "/recognise_ms"),
];

/// The tables of every rule.
pub(crate) fn text(all: &[Vec<Measured>], workers: Option<&str>) -> String {
    let mut out = String::new();
    for measured in all {
        let Some(native) = measured.first() else { continue };
        let said = |key: &str| native.value.get(key).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).unwrap_or_default();
        let _ = writeln!(
            out,
            "\nrule {}, {}, loop density {}, batch {}, {} frames, {} spikes per neuron and step; milliseconds, in brackets native / this",
            said("rule"),
            said("topology"),
            said("density"),
            said("batch"),
            said("frames"),
            said("firing_rate")
        );
        let _ = write!(out, "{:<26}", "");
        for m in measured {
            let _ = write!(out, "{:>18}", m.engine);
        }
        out.push('\n');
        for (title, pointer) in ROWS {
            let _ = write!(out, "{title:<26}");
            for m in measured {
                let cell = match (m.number(pointer), native.number(pointer)) {
                    (Ok(x), Ok(n)) => format!("{x:.3} ({:.2})", n / x.max(1e-9)),
                    _ => "–".to_owned(),
                };
                let _ = write!(out, "{cell:>18}");
            }
            out.push('\n');
        }
        for (title, pointer) in [("utterances/s", "/utterances_per_second"), ("memory of the training, MB", "/memory_bytes")] {
            let _ = write!(out, "{title:<26}");
            for m in measured {
                let cell = m
                    .number(pointer)
                    .map_or_else(|_| "–".to_owned(), |x| if x > 1e6 { format!("{:.1}", x / 1e6) } else { format!("{x:.0}") });
                let _ = write!(out, "{cell:>18}");
            }
            out.push('\n');
        }
    }
    if let Some(workers) = workers {
        let _ = writeln!(out, "\nworkers of the page\n{}", workers.trim_end());
    }
    out.push_str("\nEvery engine learnt the same weights to the last bit.\n");
    out
}

/// Everything that was measured.
pub(crate) fn json(all: &[Vec<Measured>], workers: Option<&str>) -> Result<String> {
    let engines: Vec<Value> = all.iter().flatten().map(|m| json!({ "name": m.engine, "measured": m.value })).collect();
    Ok(serde_json::to_string_pretty(&json!({ "engines": engines, "workers": workers }))?)
}
