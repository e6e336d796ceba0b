//! How the time grows: one thing at a time is varied, and the operations that the engine counts stand beside the time.

use std::thread::available_parallelism;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::engine::Engine;
use super::plot;
use crate::paths;

/// One plot: what is varied.
struct Series {
    /// Name of its file.
    id: &'static str,
    /// Title of the plot.
    title: &'static str,
    /// What the horizontal axis shows, with its unit.
    axis: &'static str,
    /// Its values with the options that give them.
    points: Vec<(f64, Vec<String>)>,
    /// The figure on the axis, where it is measured and not given.
    measured: Option<&'static str>,
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn series(quick: bool) -> Vec<Series> {
    let neurons: &[f64] = if quick { &[100.0, 500.0] } else { &[100.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0] };
    let frames: &[f64] = if quick { &[39.0, 390.0] } else { &[39.0, 100.0, 390.0, 1000.0, 3900.0] };
    let densities: &[f64] = if quick { &[10.0, 100.0] } else { &[10.0, 25.0, 50.0, 75.0, 100.0] };
    let workers: &[f64] = if available_parallelism().map_or(1, std::num::NonZero::get) > 1 { &[1.0, 2.0] } else { &[1.0] };
    let thresholds: &[f64] = if quick { &[0.1, 2.0] } else { &[0.12, 0.2, 0.35, 0.6, 1.0, 1.4, 1.8] };
    let each = |values: &[f64], options: &dyn Fn(f64) -> String| values.iter().map(|&x| (x, words(&options(x)))).collect();
    vec![
        Series {
            id: "neurons",
            title: "Neurons of the recurrent layer (half of the loop's connections exist)",
            axis: "neurons",
            points: each(neurons, &|n| format!("--topology RFC{n}-FC10")),
            measured: None,
        },
        Series {
            id: "frames",
            title: "Frames of an utterance",
            axis: "frames",
            points: each(frames, &|f| format!("--frames {f}")),
            measured: None,
        },
        Series {
            id: "density",
            title: "Density of the loop",
            axis: "connections that exist, per cent",
            points: each(densities, &|d| format!("--set density={}", d / 100.0)),
            measured: None,
        },
        Series { id: "workers", title: "Threads", axis: "threads", points: each(workers, &|n| format!("--threads {n}")), measured: None },
        Series {
            id: "firing",
            title: "Firing rate (by v_threshold, without adaptation)",
            axis: "spikes per neuron and step, measured, per cent",
            points: each(thresholds, &|v| format!("--set adapt_strength=0 --set v_threshold={v}")),
            measured: Some("/firing_rate"),
        },
    ]
}

/// Measures every series and writes `docs/performance/scaling.json` and a plot for each.
pub(crate) fn measure(native: &Engine, quick: bool) -> Result<()> {
    let folder = paths::root()?.join("docs/performance");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let command = if quick { "cargo xtask bench --scaling --quick" } else { "cargo xtask bench --scaling" };
    let mut all = Vec::new();
    for series in series(quick) {
        let mut points = Vec::new();
        for (given, options) in &series.points {
            let large = options.iter().any(|o| o.starts_with("RFC4000") || o.starts_with("RFC2000") || o == "3900" || o == "1000");
            let mut arguments: Vec<&str> = options.iter().map(String::as_str).collect();
            arguments.extend([
                "--batches",
                if large { "2" } else { "10" },
                "--repeats",
                if quick {
                    "1"
                } else if large {
                    "2"
                } else {
                    "5"
                },
            ]);
            eprintln!("{}: {}", series.id, arguments.join(" "));
            let m = native.measure(&arguments)?;
            let x = match series.measured {
                Some(pointer) => 100.0 * m.number(pointer)?,
                None => *given,
            };
            let operations = m.number("/operations/synaptic")? + m.number("/operations/gradient")? + m.number("/operations/adam")?;
            points.push(json!({
                "x": x,
                "options": options.join(" "),
                "ms_per_batch": m.number("/ms_per_batch")?,
                "operations": operations,
                "measured": m.value,
            }));
        }
        let figures: Vec<plot::Point> = points.iter().filter_map(point).collect();
        let drawn = plot::draw(series.title, series.axis, command, &figures);
        let path = folder.join(format!("{}.svg", series.id));
        std::fs::write(&path, drawn).with_context(|| format!("cannot write {}", path.display()))?;
        all.push(json!({ "id": series.id, "title": series.title, "axis": series.axis, "points": points }));
    }
    let path = folder.join("scaling.json");
    let text = serde_json::to_string_pretty(&json!({ "command": command, "series": all }))? + "\n";
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("docs/performance/ is written anew");
    Ok(())
}

fn point(value: &Value) -> Option<plot::Point> {
    let number = |key: &str| value.get(key).and_then(Value::as_f64);
    Some(plot::Point { x: number("x")?, ms: number("ms_per_batch")?, operations: number("operations")? })
}
