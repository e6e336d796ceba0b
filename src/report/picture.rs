//! Pictures over time: a grid of values, spikes, a waveform, a neuron's states.

use std::fmt::Write as _;

use super::plot::{Axis, Frame, escape, short, svg};
use super::{Data, Plot};

/// Shades of a grid.
const SHADES: usize = 12;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 46.0;

/// A grid of values over time, such as a spectrogram: `values` by time, then by row, the first row at the bottom.
#[must_use]
pub fn grid(title: &str, caption: &str, [x, y]: [&Axis; 2], rows: usize, values: &[f64]) -> Plot {
    let columns = values.len() / rows.max(1);
    let [low, high] = values.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[l, h], &v| [l.min(v), h.max(v)]);
    let shade = |v: f64| if high > low { (((v - low) / (high - low)) * SHADES as f64).min(SHADES as f64 - 1.0) as usize } else { 0 };
    let height = (rows as f64 * 4.0).clamp(120.0, 200.0);
    let x_range = x.range.unwrap_or([0.0, columns as f64]);
    let y_range = y.range.unwrap_or([0.0, rows as f64]);
    let frame = Frame::new(x_range, y_range, TOP, height);
    let at = |c: usize| frame.x(x_range[0] + (x_range[1] - x_range[0]) * c as f64 / columns.max(1) as f64);
    let mut paths = vec![String::new(); SHADES];
    for row in 0..rows {
        let top = TOP + height - (row + 1) as f64 * height / rows as f64;
        let level = |c: usize| shade(values.get(c * rows + row).copied().unwrap_or(low));
        let mut from = 0;
        // Neighbours of one shade are one stroke.
        while from < columns {
            let shade = level(from);
            let to = (from..columns).find(|&c| level(c) != shade).unwrap_or(columns);
            if let Some(path) = paths.get_mut(shade).filter(|_| shade > 0) {
                let _ = write!(path, "M{:.1} {:.1}H{:.1}", at(from), top + height / rows as f64 / 2.0, at(to));
            }
            from = to;
        }
    }
    let mut out = String::new();
    let thick = height / rows.max(1) as f64 + 0.3;
    for (k, path) in paths.iter().enumerate().filter(|(_, p)| !p.is_empty()) {
        let _ = write!(
            out,
            "<path class=\"cell\" stroke-width=\"{thick:.2}\" stroke-opacity=\"{:.2}\" d=\"{path}\"/>",
            k as f64 / (SHADES - 1) as f64
        );
    }
    frame.draw(&mut out, &x.title, &y.title);
    let heads = std::iter::once("column".to_owned()).chain((0..rows).map(|r| format!("row {r}")));
    let line = |c: usize| {
        std::iter::once(c.to_string()).chain((0..rows).map(move |r| short(values.get(c * rows + r).copied().unwrap_or(0.0)))).collect()
    };
    let data = Data { columns: heads.collect(), rows: (0..columns).map(line).collect() };
    Plot { title: title.to_owned(), caption: caption.to_owned(), svg: svg(title, TOP + height + BOTTOM, &out), data }
}

/// A waveform: its extent at every place.
#[must_use]
pub fn waveform(title: &str, caption: &str, samples: &[f32], rate_hz: u32) -> Plot {
    const PLACES: usize = 500;
    let seconds = samples.len() as f64 / f64::from(rate_hz.max(1));
    let size = samples.len().div_ceil(PLACES).max(1);
    let extent: Vec<[f64; 2]> = samples
        .chunks(size)
        .map(|some| some.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[l, h], &v| [l.min(f64::from(v)), h.max(f64::from(v))]))
        .collect();
    let most = extent.iter().flat_map(|e| e.iter()).fold(1e-3f64, |m, v| m.max(v.abs()));
    let frame = Frame::new([0.0, seconds], [-most, most], TOP, 110.0);
    let time = |k: usize| (k * size) as f64 / f64::from(rate_hz.max(1));
    let mut path = String::new();
    for (k, [low, high]) in extent.iter().enumerate() {
        let _ = write!(path, "M{:.1} {:.1}V{:.1}", frame.x(time(k)), frame.y(*high), frame.y(*low) + 0.5);
    }
    let mut out = String::new();
    frame.draw(&mut out, "time, s", "amplitude");
    let _ = write!(out, "<path class=\"line c0\" d=\"{path}\"/>");
    let line = |(k, [low, high]): (usize, &[f64; 2])| vec![short(time(k)), short(*low), short(*high)];
    let data =
        Data { columns: vec!["from, s".into(), "least".into(), "greatest".into()], rows: extent.iter().enumerate().map(line).collect() };
    Plot { title: title.to_owned(), caption: caption.to_owned(), svg: svg(title, TOP + 110.0 + BOTTOM, &out), data }
}

/// Spikes of some neurons: for each a digit per step, 0 for none.
#[must_use]
pub fn raster(title: &str, caption: &str, neurons: &[usize], spikes: &[String], step_ms: f64) -> Plot {
    let steps = spikes.iter().map(String::len).max().unwrap_or(0);
    let height = (neurons.len() as f64 * 4.0).clamp(80.0, 260.0);
    let frame = Frame::new([0.0, steps as f64 * step_ms], [0.0, neurons.len() as f64], TOP, height);
    let mut paths = [String::new(), String::new()];
    for (row, line) in spikes.iter().enumerate() {
        for (t, s) in line.bytes().enumerate() {
            if let Some(path) = paths.get_mut(usize::from(s.wrapping_sub(b'1')).min(2)) {
                let _ = write!(
                    path,
                    "M{:.1} {:.1}v{:.1}",
                    frame.x((t as f64 + 0.5) * step_ms),
                    frame.y(row as f64 + 0.9),
                    0.8 * height / neurons.len().max(1) as f64
                );
            }
        }
    }
    let mut out = String::new();
    frame.draw(&mut out, "time, ms", "neuron, one of the rows");
    let _ = write!(out, "<path class=\"spike c0\" d=\"{}\"/><path class=\"spike c1 wide\" d=\"{}\"/>", paths[0], paths[1]);
    let rows = neurons.iter().zip(spikes).map(|(n, s)| vec![n.to_string(), s.clone()]).collect();
    let data = Data { columns: vec!["neuron".into(), "S at each step".into()], rows };
    Plot { title: title.to_owned(), caption: caption.to_owned(), svg: svg(title, TOP + height + BOTTOM, &out), data }
}

/// A curve of states, and whether it is drawn as bars from 0 up.
pub struct States<'a> {
    /// Name with symbol.
    pub name: &'a str,
    /// A value per step.
    pub values: Vec<f64>,
    /// Bars in place of a line.
    pub bars: bool,
}

/// States of one neuron over time.
#[must_use]
pub fn states(title: &str, caption: &str, step_ms: f64, all: &[States<'_>]) -> Plot {
    let steps = all.iter().map(|s| s.values.len()).max().unwrap_or(0);
    let [low, high] = all.iter().flat_map(|s| s.values.iter()).fold([0.0f64, 0.0], |[l, h], &v| [l.min(v), h.max(v)]);
    let room = 0.05 * (high - low).max(0.1);
    let frame = Frame::new([0.0, steps as f64 * step_ms], [low - room, high + room], TOP, 220.0);
    let mut out = String::new();
    frame.draw(&mut out, "time, ms", "value");
    for (k, s) in all.iter().enumerate() {
        let (x, y) = (|t: usize| frame.x((t as f64 + 0.5) * step_ms), |v: f64| frame.y(v));
        if s.bars {
            let wide = 0.6 * (frame.x(step_ms) - frame.x(0.0));
            for (t, v) in s.values.iter().enumerate().filter(|(_, v)| **v > 0.0) {
                let _ = write!(
                    out,
                    "<rect class=\"bar f{k}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"{:.1}\"/>",
                    x(t) - wide / 2.0,
                    y(*v),
                    y(0.0) - y(*v)
                );
            }
        } else {
            let line: Vec<String> = s.values.iter().enumerate().map(|(t, v)| format!("{:.1} {:.1}", x(t), y(*v))).collect();
            let dash = ["", "7 4", "2 3", "9 3 2 3"][k % 4];
            let _ = write!(out, "<path class=\"line c{k}\" stroke-dasharray=\"{dash}\" d=\"M{}\"/>", line.join("L"));
        }
    }
    let top = TOP + 220.0 + BOTTOM;
    for (k, s) in all.iter().enumerate() {
        let (x, y) = (62.0 + (k % 2) as f64 * 281.0, top + (k / 2) as f64 * 20.0 + 12.0);
        let sign = match s.bars {
            true => format!("<rect class=\"bar f{k}\" x=\"{x}\" y=\"{}\" width=\"26\" height=\"10\"/>", y - 5.0),
            false => format!("<path class=\"line c{k}\" stroke-dasharray=\"{}\" d=\"M{x} {y}h26\"/>", ["", "7 4", "2 3", "9 3 2 3"][k % 4]),
        };
        let _ = write!(out, "{sign}<text class=\"key\" x=\"{}\" y=\"{}\">{}</text>", x + 34.0, y + 4.0, escape(s.name));
    }
    let line = |t: usize| {
        std::iter::once(short(t as f64 * step_ms))
            .chain(all.iter().map(move |s| s.values.get(t).map_or_else(String::new, |v| short(*v))))
            .collect()
    };
    let data = Data {
        columns: std::iter::once("time, ms".to_owned()).chain(all.iter().map(|s| s.name.to_owned())).collect(),
        rows: (0..steps).map(line).collect(),
    };
    Plot {
        title: title.to_owned(),
        caption: caption.to_owned(),
        svg: svg(title, top + all.len().div_ceil(2) as f64 * 20.0 + 6.0, &out),
        data,
    }
}
