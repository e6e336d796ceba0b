//! What a layer does with the layer below it: drive, the gradient of the weights, and the way back. Dense layers and convolutions alike.

use super::kernels::{Bits, Columns, Lists, Matrix, Rows, add, axpy, dot, lists_sum, product};
use super::topology::Field;

/// Several arrays of the same layout, `[history + steps, cells]`, whose rows stand one after another in a readout's weights.
#[derive(Debug, Clone, Copy)]
pub struct Below<'a> {
    /// Cells of every step and of `history` steps before.
    pub cells: &'a [f32],
    /// Cells of one step.
    pub width: usize,
    /// Rows before the first step.
    pub history: usize,
    /// Row of the weights at which these cells begin.
    pub row: usize,
    /// Which cells are not 0, where that is known: the same rows as `cells`.
    pub bits: Option<Bits<'a>>,
    /// Whether hardly any cell is 0: the bands of a frame.
    pub dense: bool,
}

impl<'a> Below<'a> {
    /// Cells at step `t`, `back` steps earlier.
    #[must_use]
    pub fn at(&self, t: usize, back: usize) -> &'a [f32] {
        let row = self.history + t - back;
        &self.cells[row * self.width..(row + 1) * self.width]
    }

    /// The rows `back` steps earlier, and their bits.
    fn earlier(&self, back: usize) -> (Rows<'a>, Option<Bits<'a>>) {
        let row = self.history - back;
        let bits = self.bits.map(|b| Bits { data: b.data.get(row * b.stride..).unwrap_or_default(), stride: b.stride });
        (Rows { data: &self.cells[row * self.width..], stride: self.width }, bits)
    }
}

/// Adds to `drive` what the cells below give at every step: Σ_k Σ_j X\[t − k\]\[p·hop + j\]·W_f\[k·cells + j\], by k and j ascending.
///
/// # Shapes
/// `w`: `[frames · cells, channels]`, `drive`: `[steps, places · channels]`.
pub fn feed(field: &Field, w: &[f32], below: Below<'_>, drive: &mut [f32], lists: &mut Lists) {
    let (n, channels) = (field.neurons(), field.channels);
    let steps = drive.len() / n.max(1);
    for k in 0..field.frames {
        let (x, bits) = below.earlier(k);
        let weights = Rows { data: &w[(below.row + k * field.cells) * channels..], stride: channels };
        for p in 0..field.places {
            let (cells, at) = seen(field, below.width, p);
            let drive = &mut drive[p * channels..];
            if below.dense {
                let x = Matrix { data: &x.data[at..], row: x.stride, column: 1 };
                product(drive, n, channels, steps, x, cells, weights);
            } else {
                lists.of_rows(x, bits, at, cells, steps);
                lists_sum(drive, n, channels, weights, lists);
            }
        }
    }
}

/// How many cells place `p` sees of a frame, and from which on; of a dense layer all of them.
fn seen(field: &Field, width: usize, p: usize) -> (usize, usize) {
    if field.places == 1 { (width.min(field.cells), 0) } else { (field.cells, p * field.hop) }
}

/// What one of several utterances gave to a layer.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The cells below.
    pub below: Below<'a>,
    /// Row of the gradients by the potentials at which the utterance begins.
    pub first: usize,
    /// A row for each step, false where all of it is zero.
    pub live: &'a [bool],
}

/// Adds to `g` the gradient of the weights, Σ_t Σ_p X\[t − k\] ⊗ dV\[t\] over the utterances `parts`, for the first `columns` neurons of a
/// dense layer or all of a convolution's.
///
/// # Shapes
/// `g`: as `w` in [`feed`], `dv`: a row for every step of all utterances, of a dense layer as long as there are gradients.
pub fn accumulate<'a>(
    field: &Field,
    g: &mut [f32],
    parts: &dyn Fn(usize) -> Option<Part<'a>>,
    dv: Rows<'_>,
    columns: usize,
    lists: &mut Lists,
) {
    let channels = field.channels;
    let Some(Part { below: Below { row, width, dense, .. }, .. }) = parts(0) else { return };
    if field.places == 1 && !dense {
        // What one cell gave in all of the utterances, at once.
        for k in 0..field.frames {
            lists.of_columns(width.min(field.cells), &|u| parts(u).map(|part| columns_of(part, k, 0)));
            lists_sum(&mut g[(row + k * field.cells) * channels..], channels, columns, dv, lists);
        }
        return;
    }
    let columns = if field.places == 1 { columns } else { channels };
    let mut u = 0;
    while let Some(part) = parts(u) {
        for k in 0..field.frames {
            for p in 0..field.places {
                let (cells, at) = seen(field, width, p);
                let g = &mut g[(row + k * field.cells) * channels..];
                let post = Rows { data: &dv.data[p * channels..], stride: dv.stride };
                if dense {
                    let (pre, _) = part.below.earlier(k);
                    let pre = Matrix { data: &pre.data[at..], row: 1, column: pre.stride };
                    let post = Rows { data: &post.data[part.first * dv.stride..], stride: dv.stride };
                    product(g, channels, columns, cells, pre, part.live.len(), post);
                } else {
                    lists.of_columns(cells, &|i| (i == 0).then(|| columns_of(part, k, at)));
                    lists_sum(g, channels, columns, post, lists);
                }
            }
        }
        u += 1;
    }
}

/// The cells from `from` on, `back` steps earlier.
fn columns_of(part: Part<'_>, back: usize, from: usize) -> Columns<'_> {
    let (rows, bits) = part.below.earlier(back);
    Columns { rows, bits, from, live: part.live, first: part.first }
}

/// Adds to the gradient of the biases Σ_t Σ_p dV\[t\].
pub fn accumulate_bias(field: &Field, g: &mut [f32], dv: Rows<'_>) {
    for row in dv.data.chunks_exact(dv.stride.max(1)) {
        for place in row.chunks(field.channels).take(field.places) {
            add(g, place);
        }
    }
}

/// Adds to `d_below` the gradient by the cells below, dX\[t\] = Σ_k W_f·dV\[t + k\], through `w` (the weights themselves, or random ones).
///
/// # Shapes
/// `dv`: a row for every step, the neurons first; `d_below`: `[steps, inputs]`.
pub fn send_back(field: &Field, w: &[f32], dv: Rows<'_>, live: &[bool], d_below: &mut [f32]) {
    let (n, channels) = (field.neurons(), field.channels);
    for (t, dv) in dv.data.chunks_exact(dv.stride.max(1)).map(|row| &row[..n]).enumerate() {
        if !live.get(t).copied().unwrap_or(true) {
            continue;
        }
        for k in 0..field.frames.min(t + 1) {
            let row = &mut d_below[(t - k) * field.inputs..(t - k + 1) * field.inputs];
            let weights = &w[k * field.cells * channels..(k + 1) * field.cells * channels];
            for (p, dv) in dv.chunks_exact(channels).enumerate() {
                if dv.iter().all(|d| *d == 0.0) {
                    continue;
                }
                let cells = &mut row[p * field.hop.min(field.inputs)..][..field.cells];
                for (d, w) in cells.iter_mut().zip(weights.chunks_exact(channels)) {
                    *d += dot(w, dv);
                }
            }
        }
    }
}

/// y += a·x, for rank-one updates of a readout.
pub fn outer(g: &mut [f32], pre: &[f32], post: &[f32]) {
    for (row, &x) in g.chunks_exact_mut(post.len().max(1)).zip(pre) {
        if x != 0.0 {
            axpy(row, x, post);
        }
    }
}
