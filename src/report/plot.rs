//! Plots of curves and of a plane, as SVG whose colours are the classes `c0` to `c7` of the page around it.

use std::fmt::Write as _;

use super::{Data, Plot};

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Place.
    pub x: f64,
    /// Value.
    pub y: f64,
    /// Half width of its interval.
    pub half: Option<f64>,
}

/// A curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Name in the legend.
    pub name: String,
    /// Points by x ascending.
    pub points: Vec<Point>,
    /// Whether it is a row of marks that no line joins.
    pub marks: bool,
}

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it shows, with the unit.
    pub title: String,
    /// Ends; the data's own where none are given.
    pub range: Option<[f64; 2]>,
    /// Whether only whole numbers have a meaning on it.
    pub whole: bool,
}

impl Axis {
    /// An axis that spans the data.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), range: None, whole: false }
    }

    /// An axis of things that are counted.
    #[must_use]
    pub fn counts(title: &str) -> Self {
        Self { whole: true, ..Self::new(title) }
    }

    /// An axis from `low` to `high`.
    #[must_use]
    pub fn from_to(title: &str, low: f64, high: f64) -> Self {
        Self { title: title.to_owned(), range: Some([low, high]), whole: false }
    }
}

const WIDTH: f64 = 640.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 46.0;
/// Height of a plot's frame.
const FRAME: f64 = 260.0;
/// Height of a line of the legend.
const LINE: f64 = 20.0;
/// Dashes by which curves differ besides colour.
const DASHES: [&str; 4] = ["", "7 4", "2 3", "9 3 2 3"];
/// Points up to which a curve has marks.
const MARKED: usize = 24;
/// Curves with a colour of their own.
const COLOURS: usize = 8;

/// Text that stands in a document as it is.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A figure with few decimals: as many as the size of `step` asks for.
#[must_use]
pub fn figure(value: f64, step: f64) -> String {
    let places = if step >= 1.0 || step <= 0.0 { 0 } else { (-step.log10()).ceil().clamp(0.0, 6.0) as usize };
    let text = format!("{:.places$}", value + 0.0);
    if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') { text.trim_start_matches('-').to_owned() } else { text }
}

/// Places at 1, 2 or 5 times a power of ten, about `count` of them, no closer than `least`.
fn ticks(low: f64, high: f64, count: f64, least: f64) -> (Vec<f64>, f64) {
    let rough = ((high - low) / count).max(least);
    if !(rough > 0.0 && rough.is_finite()) {
        return (vec![low], 1.0);
    }
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= rough * 0.999).unwrap_or(power);
    let (from, to) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
    ((from..=to).map(|k| k as f64 * step).collect(), step)
}

/// A frame with its two axes: from values to places in the drawing.
pub(super) struct Frame {
    x: [f64; 2],
    y: [f64; 2],
    top: f64,
    height: f64,
    /// Least step between two ticks of the horizontal axis.
    least: f64,
}

impl Frame {
    pub(super) fn new(x: [f64; 2], y: [f64; 2], top: f64, height: f64) -> Self {
        let wide = |[low, high]: [f64; 2]| if high > low { [low, high] } else { [low - 0.5, high + 0.5] };
        Self { x: wide(x), y: wide(y), top, height, least: 0.0 }
    }

    pub(super) fn x(&self, value: f64) -> f64 {
        LEFT + (value - self.x[0]) / (self.x[1] - self.x[0]) * (WIDTH - LEFT - RIGHT)
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        self.top + self.height - (value - self.y[0]) / (self.y[1] - self.y[0]) * self.height
    }

    /// Grid, ticks and titles of the axes.
    pub(super) fn draw(&self, out: &mut String, x_title: &str, y_title: &str) {
        let (right, bottom) = (WIDTH - RIGHT, self.top + self.height);
        let (places, step) = ticks(self.y[0], self.y[1], (self.height / 50.0).max(2.0), 0.0);
        for y in places {
            let at = self.y(y);
            let _ = write!(out, "<path class=\"grid\" d=\"M{LEFT} {at:.1}H{right}\"/>");
            let _ = write!(
                out,
                "<text class=\"tick\" text-anchor=\"end\" x=\"{}\" y=\"{:.1}\">{}</text>",
                LEFT - 7.0,
                at + 4.0,
                figure(y, step)
            );
        }
        let (places, step) = ticks(self.x[0], self.x[1], 8.0, self.least);
        for x in places {
            let at = self.x(x);
            let _ = write!(out, "<path class=\"axis\" d=\"M{at:.1} {bottom}v4\"/>");
            let _ = write!(
                out,
                "<text class=\"tick\" text-anchor=\"middle\" x=\"{at:.1}\" y=\"{:.1}\">{}</text>",
                bottom + 18.0,
                figure(x, step)
            );
        }
        let _ = write!(out, "<path class=\"axis\" d=\"M{LEFT} {:.1}V{bottom:.1}H{right}\"/>", self.top);
        let (middle, x_at) = (self.top + self.height / 2.0, (LEFT + right) / 2.0);
        if !x_title.is_empty() {
            let _ = write!(
                out,
                "<text class=\"name\" text-anchor=\"middle\" x=\"{x_at}\" y=\"{:.1}\">{}</text>",
                bottom + 37.0,
                escape(x_title)
            );
        }
        let _ = write!(
            out,
            "<text class=\"name\" text-anchor=\"middle\" transform=\"translate(14 {middle:.1}) rotate(-90)\">{}</text>",
            escape(y_title)
        );
    }
}

/// The whole drawing around `body`.
pub(super) fn svg(title: &str, height: f64, body: &str) -> String {
    let name = escape(title);
    format!("<svg viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{name}\"><title>{name}</title>{body}</svg>")
}

/// A mark of curve `k`, told from others by its shape.
fn mark(k: usize, x: f64, y: f64) -> String {
    match k % 4 {
        0 => format!("<circle class=\"f{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>", k % COLOURS),
        1 => format!("<rect class=\"f{}\" x=\"{:.1}\" y=\"{:.1}\" width=\"6\" height=\"6\"/>", k % COLOURS, x - 3.0, y - 3.0),
        2 => format!("<path class=\"f{}\" d=\"M{x:.1} {:.1}l3.6 6.4h-7.2z\"/>", k % COLOURS, y - 4.0),
        _ => format!("<path class=\"f{}\" d=\"M{x:.1} {:.1}l4 4-4 4-4-4z\"/>", k % COLOURS, y - 4.0),
    }
}

/// Ends of values with a little room.
fn ends(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let [low, high] = values.filter(|v| v.is_finite()).fold([f64::INFINITY, f64::NEG_INFINITY], |[l, h], v| [l.min(v), h.max(v)]);
    if low > high {
        return [0.0, 1.0];
    }
    let room = if high > low { 0.04 * (high - low) } else { 0.5 };
    [low - room, high + room]
}

/// Curves over a common axis. Their intervals are drawn as bands, and every figure stands in the data.
#[must_use]
pub fn curves(title: &str, caption: &str, x: &Axis, y: &Axis, series: &[Series]) -> Plot {
    let points = || series.iter().flat_map(|s| &s.points);
    let (low, high) = points().map(|p| p.x).fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let x_range = x.range.unwrap_or(if low <= high { [low, high] } else { [0.0, 1.0] });
    let y_range = y.range.unwrap_or_else(|| ends(points().flat_map(|p| [p.y - p.half.unwrap_or(0.0), p.y + p.half.unwrap_or(0.0)])));
    let frame = Frame { least: if x.whole { 1.0 } else { 0.0 }, ..Frame::new(x_range, y_range, TOP, FRAME) };
    let mut out = String::new();
    frame.draw(&mut out, &x.title, &y.title);
    let clamp = |v: f64| v.clamp(y_range[0], y_range[1]);
    for (k, s) in series.iter().enumerate() {
        let class = k % COLOURS;
        if s.points.len() > 1 && s.points.iter().any(|p| p.half.is_some()) {
            let edge = |p: &Point, sign: f64| format!("{:.1} {:.1}", frame.x(p.x), frame.y(clamp(p.y + sign * p.half.unwrap_or(0.0))));
            let upper: Vec<String> = s.points.iter().map(|p| edge(p, 1.0)).collect();
            let lower: Vec<String> = s.points.iter().rev().map(|p| edge(p, -1.0)).collect();
            let _ = write!(out, "<path class=\"band f{class}\" d=\"M{}L{}Z\"/>", upper.join("L"), lower.join("L"));
        }
        if !s.marks && s.points.len() > 1 {
            let line: Vec<String> = s.points.iter().map(|p| format!("{:.1} {:.1}", frame.x(p.x), frame.y(clamp(p.y)))).collect();
            let _ = write!(out, "<path class=\"line c{class}\" stroke-dasharray=\"{}\" d=\"M{}\"/>", DASHES[k % 4], line.join("L"));
        }
        if s.marks || s.points.len() <= MARKED {
            for p in &s.points {
                out += &mark(k, frame.x(p.x), frame.y(clamp(p.y)));
            }
        }
    }
    let bottom = TOP + FRAME + BOTTOM;
    let keys: Vec<Key<'_>> =
        series.iter().map(|s| Key { name: &s.name, line: !s.marks, marks: s.marks || s.points.len() <= MARKED }).collect();
    let lines = legend(&mut out, &keys, bottom);
    let data = table(&x.title, series);
    Plot { title: title.to_owned(), caption: caption.to_owned(), svg: svg(title, bottom + lines, &out), data }
}

/// How a curve stands in the legend.
struct Key<'a> {
    name: &'a str,
    line: bool,
    marks: bool,
}

/// Longest name of which two stand in a line.
const SHORT_NAME: usize = 34;

/// Names of curves under a drawing; gives its height.
fn legend(out: &mut String, keys: &[Key<'_>], top: f64) -> f64 {
    let columns = if keys.iter().any(|k| k.name.chars().count() > SHORT_NAME) { 1 } else { 2 };
    for (k, key) in keys.iter().enumerate() {
        let (column, line) = (k % columns, k / columns);
        let (x, y) = (LEFT + column as f64 * (WIDTH - LEFT - RIGHT) / 2.0, top + line as f64 * LINE + 12.0);
        if key.line {
            let _ = write!(out, "<path class=\"line c{}\" stroke-dasharray=\"{}\" d=\"M{x} {y}h26\"/>", k % COLOURS, DASHES[k % 4]);
        }
        if key.marks {
            out.push_str(&mark(k, x + 13.0, y));
        }
        let _ = write!(out, "<text class=\"key\" x=\"{}\" y=\"{}\">{}</text>", x + 34.0, y + 4.0, escape(key.name));
    }
    keys.len().div_ceil(columns) as f64 * LINE + 6.0
}

/// The curves as a table, a column for each.
fn table(x_title: &str, series: &[Series]) -> Data {
    let mut places: Vec<f64> = series.iter().flat_map(|s| s.points.iter().map(|p| p.x)).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let cell = |s: &Series, x: f64| {
        s.points.iter().find(|p| p.x.total_cmp(&x).is_eq()).map_or_else(String::new, |p| match p.half {
            Some(half) => format!("{} ± {}", short(p.y), short(half)),
            None => short(p.y),
        })
    };
    Data {
        columns: std::iter::once(x_title.to_owned()).chain(series.iter().map(|s| s.name.clone())).collect(),
        rows: places.iter().map(|&x| std::iter::once(short(x)).chain(series.iter().map(|s| cell(s, x))).collect()).collect(),
    }
}

/// At most four decimals, none that say nothing.
#[must_use]
pub fn short(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" || text.is_empty() { "0".to_owned() } else { text.to_owned() }
}

/// One kind of figure in a chart of rows: for each row its value and the half width of its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// Name in the legend.
    pub name: String,
    /// By row.
    pub values: Vec<Option<(f64, Option<f64>)>>,
}

/// Height of a chart's row.
const ROW: f64 = 22.0;
/// Where the rows of a chart begin.
const NAMES: f64 = 210.0;

/// A chart of named rows, with a mark for each kind of figure.
#[must_use]
pub fn rows(title: &str, caption: &str, x: &Axis, names: &[String], kinds: &[Dots]) -> Plot {
    let all = || kinds.iter().flat_map(|k| k.values.iter().flatten());
    let [low, high] = x.range.unwrap_or_else(|| ends(all().flat_map(|(v, half)| [v - half.unwrap_or(0.0), v + half.unwrap_or(0.0)])));
    let height = names.len() as f64 * ROW;
    let at = |v: f64| NAMES + (v.clamp(low, high) - low) / (high - low).max(1e-12) * (WIDTH - NAMES - RIGHT);
    let mut out = String::new();
    let (places, step) = ticks(low, high, 6.0, 0.0);
    for v in places {
        let _ = write!(out, "<path class=\"grid\" d=\"M{:.1} {TOP}v{height}\"/>", at(v));
        let _ = write!(
            out,
            "<text class=\"tick\" text-anchor=\"middle\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            at(v),
            TOP + height + 16.0,
            figure(v, step)
        );
    }
    let _ = write!(out, "<path class=\"axis\" d=\"M{NAMES} {TOP}v{height}H{}\"/>", WIDTH - RIGHT);
    let _ = write!(
        out,
        "<text class=\"name\" text-anchor=\"middle\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
        (NAMES + WIDTH - RIGHT) / 2.0,
        TOP + height + 36.0,
        escape(&x.title)
    );
    for (row, name) in names.iter().enumerate() {
        let y = TOP + (row as f64 + 0.5) * ROW;
        let _ = write!(out, "<text class=\"key\" text-anchor=\"end\" x=\"{}\" y=\"{:.1}\">{}</text>", NAMES - 8.0, y + 4.0, escape(name));
        for (k, kind) in kinds.iter().enumerate() {
            let Some((value, half)) = kind.values.get(row).copied().flatten() else { continue };
            if let Some(half) = half {
                let _ = write!(
                    out,
                    "<path class=\"line c{} thin\" d=\"M{:.1} {y:.1}H{:.1}\"/>",
                    k % COLOURS,
                    at(value - half),
                    at(value + half)
                );
            }
            out += &mark(k, at(value), y);
        }
    }
    let bottom = TOP + height + BOTTOM;
    let keys: Vec<Key<'_>> = kinds.iter().map(|k| Key { name: &k.name, line: false, marks: true }).collect();
    let lines = legend(&mut out, &keys, bottom);
    let cell = |kind: &Dots, row: usize| match kind.values.get(row).copied().flatten() {
        Some((v, Some(half))) => format!("{} ± {}", short(v), short(half)),
        Some((v, None)) => short(v),
        None => String::new(),
    };
    let data = Data {
        columns: std::iter::once(String::new()).chain(kinds.iter().map(|k| format!("{}, {}", k.name, x.title))).collect(),
        rows: names.iter().enumerate().map(|(r, n)| std::iter::once(n.clone()).chain(kinds.iter().map(|k| cell(k, r))).collect()).collect(),
    };
    Plot { title: title.to_owned(), caption: caption.to_owned(), svg: svg(title, bottom + lines, &out), data }
}

/// A plane of arrows, with curves and points of rest on it.
pub struct Plane<'a> {
    /// The two axes, with their ends.
    pub axes: [Axis; 2],
    /// Where a point moves to.
    pub flow: &'a dyn Fn(f64, f64) -> [f64; 2],
    /// Curves on it: nullclines, the course of a neuron.
    pub curves: &'a [Series],
    /// Points of rest, with what they are.
    pub rests: &'a [(f64, f64, &'static str)],
}

/// Arrows along an axis.
const ARROWS: usize = 15;

/// Draws a vector field.
#[must_use]
pub fn plane(title: &str, caption: &str, plane: &Plane<'_>) -> Plot {
    let [x_axis, y_axis] = &plane.axes;
    let (x, y) = (x_axis.range.unwrap_or([0.0, 1.0]), y_axis.range.unwrap_or([0.0, 1.0]));
    let frame = Frame::new(x, y, TOP, FRAME);
    let mut out = String::new();
    frame.draw(&mut out, &x_axis.title, &y_axis.title);
    let mut data =
        Data { columns: vec![x_axis.title.clone(), y_axis.title.clone(), "step along x".into(), "step along y".into()], rows: Vec::new() };
    let place = |[low, high]: [f64; 2], k: usize| low + (k as f64 + 0.5) / ARROWS as f64 * (high - low);
    for i in 0..ARROWS {
        for j in 0..ARROWS {
            let (px, py) = (place(x, i), place(y, j));
            let [dx, dy] = (plane.flow)(px, py);
            data.rows.push([px, py, dx, dy].map(short).to_vec());
            let (sx, sy) = (frame.x(px + dx) - frame.x(px), frame.y(py + dy) - frame.y(py));
            let length = (sx * sx + sy * sy).sqrt();
            if length < 1e-6 {
                continue;
            }
            // Short arrows are drawn shorter, long ones cut: direction matters most.
            let drawn = length.clamp(3.0, 15.0) / length;
            let (ax, ay) = (sx * drawn, sy * drawn);
            let (bx, by) = (frame.x(px) - ax / 2.0, frame.y(py) - ay / 2.0);
            let (ux, uy) = (ax / (length * drawn), ay / (length * drawn));
            let _ = write!(
                out,
                "<path class=\"arrow\" d=\"M{bx:.1} {by:.1}l{ax:.1} {ay:.1}m{:.1} {:.1}l{:.1} {:.1}l{:.1} {:.1}\"/>",
                -3.5 * ux - 2.5 * uy,
                -3.5 * uy + 2.5 * ux,
                3.5 * ux + 2.5 * uy,
                3.5 * uy - 2.5 * ux,
                -3.5 * ux + 2.5 * uy,
                -3.5 * uy - 2.5 * ux
            );
        }
    }
    let inside = |p: &Point| (x[0]..=x[1]).contains(&p.x) && (y[0]..=y[1]).contains(&p.y);
    for (k, s) in plane.curves.iter().enumerate() {
        let line: Vec<String> = s.points.iter().filter(|p| inside(p)).map(|p| format!("{:.1} {:.1}", frame.x(p.x), frame.y(p.y))).collect();
        if line.len() > 1 && !s.marks {
            let _ = write!(out, "<path class=\"line c{}\" stroke-dasharray=\"{}\" d=\"M{}\"/>", k % COLOURS, DASHES[k % 4], line.join("L"));
        }
        if s.marks {
            s.points.iter().filter(|p| inside(p)).for_each(|p| out += &mark(k, frame.x(p.x), frame.y(p.y)));
        }
    }
    for &(px, py, name) in plane.rests {
        let (cx, cy) = (frame.x(px), frame.y(py));
        let _ = write!(out, "<circle class=\"rest\" cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"5.5\"/>");
        let (anchor, at) = if cx > WIDTH / 2.0 { ("end", cx - 10.0) } else { ("start", cx + 10.0) };
        let _ =
            write!(out, "<text class=\"key strong\" text-anchor=\"{anchor}\" x=\"{at:.1}\" y=\"{:.1}\">{}</text>", cy - 9.0, escape(name));
        data.rows.push(vec![short(px), short(py), "0".to_owned(), format!("0 ({name})")]);
    }
    let bottom = TOP + FRAME + BOTTOM;
    let keys: Vec<Key<'_>> = plane.curves.iter().map(|s| Key { name: &s.name, line: !s.marks, marks: s.marks }).collect();
    let lines = legend(&mut out, &keys, bottom);
    Plot { title: title.to_owned(), caption: caption.to_owned(), svg: svg(title, bottom + lines, &out), data }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(0.0, 100.0, 5.0, 0.0).0, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(0.13, 0.42, 3.0, 0.0).0.len(), 3);
        assert_eq!(ticks(1.0, 1.0, 5.0, 0.0).0, [1.0]);
        assert_eq!(ticks(1.0, 3.0, 8.0, 1.0).0, [1.0, 2.0, 3.0]);
    }

    #[test]
    fn figures_say_what_their_step_needs() {
        assert_eq!(
            (figure(0.30000000000000004, 0.1), figure(-0.0, 0.5), figure(1200.0, 200.0)),
            ("0.3".into(), "0.0".into(), "1200".into())
        );
        assert_eq!((short(98.16), short(0.0), short(-0.00001)), ("98.16".into(), "0".into(), "0".into()));
    }

    #[test]
    fn a_plot_holds_its_figures_and_escapes_its_words() {
        let s = |name: &str, y: f64| Series {
            name: name.into(),
            points: vec![Point { x: 1.0, y, half: Some(0.5) }, Point { x: 2.0, y, half: None }],
            marks: false,
        };
        let plot = curves("a < b", "", &Axis::new("epoch"), &Axis::from_to("%", 0.0, 100.0), &[s("rp", 50.0), s("<bptt>", 60.0)]);
        assert_eq!(plot.data.columns, ["epoch", "rp", "<bptt>"]);
        assert_eq!(plot.data.rows, [["1", "50 ± 0.5", "60 ± 0.5"], ["2", "50", "60"]]);
        assert!(plot.svg.contains("a &lt; b") && !plot.svg.contains("<bptt>"));
    }
}
