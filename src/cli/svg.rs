//! Spectrogram and spikes as a self-contained SVG drawing.

use std::fmt::Write as _;

use crate::audio::Frames;
use crate::model_file::Model;
use crate::snn::{LayerTape, Tape};

const CELL: usize = 10;
const LEFT: usize = 60;

/// Draws the spectrogram, and with a model the spikes of its hidden layers, S_f and S_r told apart by colour and shape.
pub(super) fn draw(frames: &Frames, run: Option<(&Model, &str, &Tape)>) -> String {
    let width = LEFT + frames.frames * CELL + 20;
    let mut body = String::new();
    let mut y = 30;
    let _ = writeln!(
        body,
        "<text x=\"{LEFT}\" y=\"{}\">Spectrogram: {} bands (low at the bottom) over {} frames of 25 ms</text>",
        y - 10,
        frames.bands,
        frames.frames
    );
    let (low, high) = frames.values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &x| (l.min(x), h.max(x)));
    for (i, x) in frames.values.iter().enumerate() {
        let (t, band) = (i / frames.bands.max(1), i % frames.bands.max(1));
        let dark = if high > low { (x - low) / (high - low) } else { 0.0 };
        let grey = 255 - (dark * 235.0) as u8;
        let top = y + (frames.bands - 1 - band) * 4;
        let _ = writeln!(
            body,
            "<rect x=\"{}\" y=\"{top}\" width=\"{CELL}\" height=\"4\" fill=\"rgb({grey},{grey},{grey})\"/>",
            LEFT + t * CELL
        );
    }
    y += frames.bands * 4 + 40;
    if let Some((model, answer, tape)) = run {
        let hidden = tape.layers.len().saturating_sub(1);
        for (l, (layer, spec)) in tape.layers.iter().zip(model.net.params.topology.layers()).enumerate().take(hidden) {
            let _ = writeln!(
                body,
                "<text x=\"{LEFT}\" y=\"{}\">Layer {l}, {spec}: spikes (blue dot S_f, orange bar S_r), neuron 0 on top</text>",
                y - 10
            );
            raster(&mut body, layer, tape.steps, y);
            y += layer.neurons * 2 + 40;
        }
        let _ = writeln!(body, "<text x=\"{LEFT}\" y=\"{y}\">Answer: {}</text>", escape(answer));
        y += 20;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{y}\" viewBox=\"0 0 {width} {y}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{width}\" height=\"{y}\" fill=\"white\"/>\n{body}</svg>\n"
    )
}

fn raster(body: &mut String, layer: &LayerTape, steps: usize, y: usize) {
    let n = layer.neurons;
    let (s_ff, s_rec) = (layer.s_ff(), layer.s_rec());
    for t in 0..steps {
        for i in 0..n {
            let at = t * n + i;
            let fired = |flags: &[f32]| flags.get(at).copied().unwrap_or(0.0) > 0.0;
            let (x, top) = (LEFT + t * CELL, y + i * 2);
            if fired(&s_ff) {
                let _ = writeln!(body, "<circle cx=\"{}\" cy=\"{}\" r=\"1\" fill=\"#0060c0\"/>", x + 3, top + 1);
            }
            if fired(&s_rec) {
                let _ = writeln!(body, "<rect x=\"{}\" y=\"{top}\" width=\"3\" height=\"2\" fill=\"#d05000\"/>", x + 6);
            }
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
