//! The kernels in plain Rust: what each computes, in which order.
#![allow(clippy::inline_always, reason = "the wider builds of `native` compile these bodies anew")]

/// y += a·x, element by element.
#[inline(always)]
pub fn axpy(y: &mut [f32], a: f32, x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// y += x, element by element.
#[inline(always)]
pub fn add(y: &mut [f32], x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += x;
    }
}

/// Σ x·y in eight interleaved sums that are added pairwise at the end; the remainder goes to the first sums.
#[inline(always)]
#[must_use]
pub fn dot(x: &[f32], y: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (xs, ys) = (x.chunks_exact(8), y.chunks_exact(8));
    let (xr, yr) = (xs.remainder(), ys.remainder());
    for (x, y) in xs.zip(ys) {
        for ((s, x), y) in sums.iter_mut().zip(x).zip(y) {
            *s += x * y;
        }
    }
    for ((s, x), y) in sums.iter_mut().zip(xr).zip(yr) {
        *s += x * y;
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Columns that are summed at once while they stand in registers.
pub const BLOCK: usize = 32;

/// y += Σ value·rows\[index\] over the active entries, in ascending order for every element: work per spike, none for a silent neuron.
///
/// With weights for rows and spikes for activity this is the drive of a layer; with gradients per step for rows and one input's activity
/// over time it is a row of an outer product.
///
/// # Shapes
/// `y`: `[outputs]`; each row of `rows` is as long or longer.
#[inline(always)]
pub fn rows_sum(y: &mut [f32], rows: Rows<'_>, active: &Active) {
    let (blocks, rest) = y.as_chunks_mut::<BLOCK>();
    let rest_at = blocks.len() * BLOCK;
    for (b, block) in blocks.iter_mut().enumerate() {
        let mut sums = *block;
        for (&j, &x) in active.index.iter().zip(&active.value) {
            let at = j as usize * rows.stride + b * BLOCK;
            for (s, r) in sums.iter_mut().zip(&rows.data[at..at + BLOCK]) {
                *s += x * r;
            }
        }
        *block = sums;
    }
    if !rest.is_empty() {
        for (&j, &x) in active.index.iter().zip(&active.value) {
            axpy(rest, x, &rows.data[j as usize * rows.stride + rest_at..]);
        }
    }
}

/// The non-zero entries of a row: where, and what.
#[derive(Debug, Default, Clone)]
pub struct Active {
    /// Indices, ascending.
    pub index: Vec<u32>,
    /// Values at these indices.
    pub value: Vec<f32>,
}

impl Active {
    /// Lists the non-zero entries of `row`.
    pub fn of(&mut self, row: &[f32]) {
        self.index.clear();
        self.value.clear();
        for (i, &x) in row.iter().enumerate() {
            if x != 0.0 {
                self.index.push(i as u32);
                self.value.push(x);
            }
        }
    }

    /// Lists the steps at which column `j` of `rows` is not zero and `live` is true.
    pub fn steps_of(&mut self, rows: Rows<'_>, j: usize, live: &[bool]) {
        self.index.clear();
        self.value.clear();
        for (t, (&x, &live)) in rows.data.iter().skip(j).step_by(rows.stride.max(1)).zip(live).enumerate() {
            if live && x != 0.0 {
                self.index.push(t as u32);
                self.value.push(x);
            }
        }
    }
}

/// Rows of equal length that stand `stride` apart, one per time step.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// From the first entry of the first row on.
    pub data: &'a [f32],
    /// Entries from one row to the next.
    pub stride: usize,
}

/// Constants of one update by [`adam`].
#[derive(Debug, Clone, Copy)]
pub struct AdamStep {
    /// β1: share of the running mean that is kept.
    pub keep1: f32,
    /// β2: share of the running mean of squares that is kept.
    pub keep2: f32,
    /// Learning rate with both bias corrections.
    pub rate: f32,
    /// ε with the second bias correction.
    pub epsilon: f32,
}

/// m = β1·m + (1 − β1)·g, v = β2·v + (1 − β2)·g·g, w −= rate·m / (√v + ε), element by element.
#[inline(always)]
pub fn adam(s: &AdamStep, w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
    for (((w, &g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
        *m = s.keep1 * *m + (1.0 - s.keep1) * g;
        *v = s.keep2 * *v + (1.0 - s.keep2) * g * g;
        *w -= s.rate * *m / (v.sqrt() + s.epsilon);
    }
}
