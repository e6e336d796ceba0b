//! What each kernel computes, in which order: the plainest loops, which define the results. The kernels of `fast` give the
//! same bits; the tests of this module and `tests/wasm.rs` compare them.

use super::lists::{AdamStep, Back, Lists, Matrix, Rows};
use crate::sparse::{PANEL, SparseLoop};

/// y += a·x, element by element.
pub fn axpy(y: &mut [f32], a: f32, x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// y += x, element by element.
pub fn add(y: &mut [f32], x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += x;
    }
}

/// Zeros everywhere.
pub fn clear(x: &mut [f32]) {
    x.fill(0.0);
}

/// Σ x·y in eight interleaved sums that are added pairwise at the end; the remainder goes to the first sums.
#[must_use]
pub fn dot(x: &[f32], y: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    for (i, (x, y)) in x.iter().zip(y).enumerate() {
        sums[i % 8] += x * y;
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// out\[r\] += Σ_k a\[r, k\]·w\[k\], by k ascending: the input product of a whole utterance, or the gradient of its weights.
///
/// # Shapes
/// Row r of `out` stands at `r · stride`; `count` rows, the first `columns` entries of each; `a`: `[count, depth]`.
pub fn product(out: &mut [f32], stride: usize, columns: usize, count: usize, a: Matrix<'_>, depth: usize, w: Rows<'_>) {
    for r in 0..count {
        for k in 0..depth {
            let row = &w.data[k * w.stride..k * w.stride + columns];
            axpy(&mut out[r * stride..r * stride + columns], a.data[r * a.row + k * a.column], row);
        }
    }
}

/// `lists` rows of `out`: each gets Σ value·rows\[index\] over its own entries, in their order: work per spike, none for a silent neuron.
///
/// With weights for rows and spikes for entries this is the drive of a layer; with gradients per step for rows and one cell's activity over
/// time it is a row of an outer product.
///
/// # Shapes
/// Row r of `out` stands at `r · stride` and has `columns` entries; a list for each.
pub fn lists_sum(out: &mut [f32], stride: usize, columns: usize, rows: Rows<'_>, lists: &Lists) {
    for (r, (index, value)) in lists.iter().enumerate() {
        for (&j, &x) in index.iter().zip(value) {
            axpy(&mut out[r * stride..r * stride + columns], x, &rows.data[j as usize * rows.stride..]);
        }
    }
}

/// drive = Σ_j (W_r ⊙ M)\[j\]·S\[j\] over the active neurons j, ascending.
///
/// # Shapes
/// `drive`: `[neurons]`, up to the end of the last panel; `spikes`: `[neurons]`; `active`: a bit for each neuron whose entry in `spikes` is
/// not 0.
pub fn loop_drive(drive: &mut [f32], links: &SparseLoop, _active: &[u64], spikes: &[f32]) {
    drive.fill(0.0);
    for row in links.rows().filter(|r| spikes[r.from] != 0.0) {
        axpy(&mut drive[row.to..row.to + row.width], spikes[row.from], &links.values[row.at..row.at + row.width]);
    }
}

/// d\[j\] += Σ_i (W_r ⊙ M)\[j, i\]·dv\[i\] for the neurons j that are wanted: the loop's way back, for several utterances. Of every row the
/// four quarters are added pairwise, eight sums; these are added row by row, and pairwise at the end.
pub fn loop_back(links: &SparseLoop, ways: &mut [Back<'_>]) {
    for way in ways {
        for j in crate::sparse::ones(way.wanted) {
            let mut s = [0.0f32; 8];
            for row in links.rows_of(j) {
                let (weights, dv) = (&links.values[row * PANEL..(row + 1) * PANEL], &way.dv[links.targets()[row] as usize..]);
                for (i, sum) in s.iter_mut().enumerate() {
                    let part = |quarter: usize| weights[quarter * 8 + i] * dv[quarter * 8 + i];
                    *sum += (part(0) + part(1)) + (part(2) + part(3));
                }
            }
            way.d[j] += ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
        }
    }
}

/// g\[j, i\] += Σ_t S_j\[t − 1\]·dv\[t\]\[i\] for the stored connections of the panels that begin before target `columns`.
///
/// # Shapes
/// `g`: as `links.values`; `lists`: for each presynaptic neuron the steps t and S_j\[t − 1\]; `dv`: a row for each step, up to the end
/// of a panel.
pub fn loop_gradient(g: &mut [f32], links: &SparseLoop, columns: usize, lists: &Lists, dv: Rows<'_>) {
    for row in links.rows().filter(|row| row.to < columns) {
        let (index, value) = lists.list(row.from);
        for (&t, &x) in index.iter().zip(value) {
            axpy(&mut g[row.at..row.at + PANEL], x, &dv.data[t as usize * dv.stride + row.to..]);
        }
    }
}

/// m = β1·m + (1 − β1)·g, v = β2·v + (1 − β2)·g·g, w −= rate·m / (√v + ε), element by element.
pub fn adam(s: &AdamStep, w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
    for (((w, &g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
        *m = s.keep1 * *m + (1.0 - s.keep1) * g;
        *v = s.keep2 * *v + (1.0 - s.keep2) * g * g;
        *w -= s.rate * *m / (v.sqrt() + s.epsilon);
    }
}
