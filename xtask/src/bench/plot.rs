//! A plot of time and operations over one thing that is varied, both axes logarithmic, as a self-contained SVG file.

use std::fmt::Write as _;

/// One measurement.
pub(crate) struct Point {
    /// What was varied.
    pub(crate) x: f64,
    /// Milliseconds for a batch.
    pub(crate) ms: f64,
    /// Operations of a batch.
    pub(crate) operations: f64,
}

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 84.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 64.0;
/// Least factor that a vertical axis spans.
const LEAST_SPAN: f64 = 8.0;
const TIME: &str = "#0f63c9";
const COUNT: &str = "#c25400";

/// A logarithmic axis from `low` to `high`, laid from `from` to `to`.
struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn over(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let (low, high) = values.filter(|v| *v > 0.0).fold((f64::INFINITY, 0.0f64), |(l, h), v| (l.min(v), h.max(v)));
        let (low, high) = if low <= high { (low / 1.25, high * 1.25) } else { (1.0, 10.0) };
        Self { low, high, from, to }
    }

    /// Makes two axes span the same factor, so that their curves can be compared; a small one too, so that noise does not look like more.
    fn match_spans(a: &mut Self, b: &mut Self) {
        let span = (a.high / a.low).max(b.high / b.low).max(LEAST_SPAN);
        for axis in [a, b] {
            let middle = (axis.low * axis.high).sqrt();
            (axis.low, axis.high) = (middle / span.sqrt(), middle * span.sqrt());
        }
    }

    fn at(&self, x: f64) -> f64 {
        self.from + (self.to - self.from) * (x / self.low).ln() / (self.high / self.low).ln()
    }

    /// 1, 2 and 5 times the powers of ten inside.
    fn ticks(&self) -> Vec<f64> {
        let first = self.low.log10().floor() as i32;
        let last = self.high.log10().ceil() as i32;
        let all = (first..=last).flat_map(|e| [1.0, 2.0, 5.0].map(|m| m * 10f64.powi(e)));
        let inside: Vec<f64> = all.filter(|t| (self.low..=self.high).contains(t)).collect();
        // Over several decades the tens alone.
        let tens = |t: &f64| (t.log10() - t.log10().round()).abs() < 1e-9;
        if inside.len() > 9 { inside.into_iter().filter(tens).collect() } else { inside }
    }
}

/// Draws the plot; `command` says how it was made.
pub(crate) fn draw(title: &str, axis: &str, command: &str, points: &[Point]) -> String {
    let x = Axis::over(points.iter().map(|p| p.x), LEFT, WIDTH - RIGHT);
    let mut ms = Axis::over(points.iter().map(|p| p.ms), HEIGHT - BOTTOM, TOP);
    let mut operations = Axis::over(points.iter().map(|p| p.operations), HEIGHT - BOTTOM, TOP);
    Axis::match_spans(&mut ms, &mut operations);
    let (right, bottom, middle) = (WIDTH - RIGHT, HEIGHT - BOTTOM, (TOP + HEIGHT - BOTTOM) / 2.0);
    let mut body = String::new();
    let _ = writeln!(body, "<text x=\"{LEFT}\" y=\"24\" font-size=\"16\">{title}</text>");
    let _ = writeln!(
        body,
        "<text x=\"{LEFT}\" y=\"44\" fill=\"#555\">rule rp, batch of 50, natively; RFC500-FC10, 39 frames, density 50 % where not said otherwise</text>"
    );
    let _ = writeln!(body, "<path d=\"M{LEFT} {TOP}V{bottom}H{right}V{TOP}\" fill=\"none\" stroke=\"#888\"/>");
    for t in x.ticks() {
        let at = x.at(t);
        let _ = writeln!(
            body,
            "<path d=\"M{at:.1} {bottom}v5\" stroke=\"#888\"/><text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            bottom + 20.0,
            short(t)
        );
    }
    for t in ms.ticks() {
        let at = ms.at(t);
        let _ = writeln!(
            body,
            "<path d=\"M{LEFT} {at:.1}h-5\" stroke=\"#888\"/><path d=\"M{LEFT} {at:.1}H{right}\" stroke=\"#eee\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 9.0,
            at + 4.0,
            short(t)
        );
    }
    for t in operations.ticks() {
        let at = operations.at(t);
        let _ = writeln!(
            body,
            "<path d=\"M{right} {at:.1}h5\" stroke=\"#888\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            right + 9.0,
            at + 4.0,
            short(t)
        );
    }
    let _ = writeln!(body, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{axis}</text>", (LEFT + right) / 2.0, HEIGHT - 24.0);
    let side = |x: f64, text: &str, colour: &str| {
        format!(
            "<text x=\"{x:.1}\" y=\"{middle:.1}\" text-anchor=\"middle\" fill=\"{colour}\" transform=\"rotate(-90 {x:.1} {middle:.1})\">{text}</text>\n"
        )
    };
    body.push_str(&side(24.0, "time of a batch, milliseconds (dots)", TIME));
    body.push_str(&side(WIDTH - 16.0, "operations of a batch, counted (squares)", COUNT));
    let line = |at: &dyn Fn(&Point) -> (f64, f64)| {
        points
            .iter()
            .map(|p| {
                let (x, y) = at(p);
                format!("{x:.1},{y:.1}")
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    let time = |p: &Point| (x.at(p.x), ms.at(p.ms));
    let count = |p: &Point| (x.at(p.x), operations.at(p.operations));
    let _ = writeln!(body, "<polyline points=\"{}\" fill=\"none\" stroke=\"{COUNT}\" stroke-dasharray=\"5 4\"/>", line(&count));
    let _ = writeln!(body, "<polyline points=\"{}\" fill=\"none\" stroke=\"{TIME}\" stroke-width=\"1.5\"/>", line(&time));
    for p in points {
        let ((tx, ty), (cx, cy)) = (time(p), count(p));
        let _ = writeln!(body, "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\" fill=\"{COUNT}\"/>", cx - 4.0, cy - 4.0);
        let _ = writeln!(body, "<circle cx=\"{tx:.1}\" cy=\"{ty:.1}\" r=\"4\" fill=\"{TIME}\"/>");
    }
    let _ = writeln!(body, "<text x=\"{LEFT}\" y=\"{:.1}\" fill=\"#555\">made by: {command}</text>", HEIGHT - 6.0);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n{body}</svg>\n"
    )
}

/// `2000`, `50 M`, `0.05`.
fn short(x: f64) -> String {
    for (unit, name) in [(1e9, " G"), (1e6, " M"), (1e4, " k")] {
        if x >= unit {
            let unit = if name == " k" { 1e3 } else { unit };
            return format!("{}{name}", x / unit);
        }
    }
    format!("{}", (x * 1e6).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::{Axis, short};

    #[test]
    fn axes_map_their_ends_and_tick_inside() {
        let axis = Axis::over([1.0, 100.0].into_iter(), 0.0, 100.0);
        assert!((axis.at(10.0) - 50.0).abs() < 1e-9 && axis.at(1.0) > 0.0 && axis.at(100.0) < 100.0);
        assert!(axis.ticks().iter().all(|t| (axis.low..=axis.high).contains(t)) && axis.ticks().contains(&10.0));
        assert_eq!([0.05, 2000.0, 20_000.0, 5e7, 1e9].map(short), ["0.05", "2000", "20 k", "50 M", "1 G"]);
    }
}
