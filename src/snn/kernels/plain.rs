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

/// `lists` rows of `out` at once: each gets the sum over its own entries, as by [`rows_sum`]. Block by block of columns, so that the rows
/// that are read stay in the nearest cache.
///
/// # Shapes
/// Row r of `out` stands at `r · stride` and has `columns` entries; a list for each.
#[inline(always)]
pub fn lists_sum(out: &mut [f32], stride: usize, columns: usize, rows: Rows<'_>, lists: &Lists) {
    let whole = columns - columns % BLOCK;
    for at in (0..whole).step_by(BLOCK) {
        for (r, (index, value)) in lists.iter().enumerate() {
            if index.is_empty() {
                continue;
            }
            let Some(block) = out[r * stride + at..].first_chunk_mut::<BLOCK>() else { return };
            let mut sums = *block;
            for (&j, &x) in index.iter().zip(value) {
                let from = j as usize * rows.stride + at;
                for (s, r) in sums.iter_mut().zip(&rows.data[from..from + BLOCK]) {
                    *s += x * r;
                }
            }
            *block = sums;
        }
    }
    if whole < columns {
        for (r, (index, value)) in lists.iter().enumerate() {
            let rest = &mut out[r * stride + whole..r * stride + columns];
            for (&j, &x) in index.iter().zip(value) {
                axpy(rest, x, &rows.data[j as usize * rows.stride + whole..]);
            }
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
}

/// The non-zero entries of a matrix, as a list for each of its rows or for each of its columns.
#[derive(Debug, Default, Clone)]
pub struct Lists {
    /// Where each list begins, and where the last one ends.
    start: Vec<u32>,
    index: Vec<u32>,
    value: Vec<f32>,
}

impl Lists {
    /// Makes room for as many entries as there can be, so that what is kept does not hang on how active a network happens to be.
    fn begin(&mut self, lists: usize, entries: usize) {
        self.start.clear();
        self.index.clear();
        self.value.clear();
        self.start.reserve(lists + 1);
        self.index.reserve(entries);
        self.value.reserve(entries);
    }

    /// A list for each of `steps` rows: its non-zero columns, ascending.
    pub fn of_rows(&mut self, rows: Rows<'_>, width: usize, steps: usize) {
        self.begin(steps, width * steps);
        self.start.push(0);
        for t in 0..steps {
            for (j, &x) in rows.data[t * rows.stride..t * rows.stride + width].iter().enumerate() {
                if x != 0.0 {
                    self.index.push(j as u32);
                    self.value.push(x);
                }
            }
            self.start.push(self.index.len() as u32);
        }
    }

    /// A list for each of `width` columns: the rows t at which it is not zero and `live[t]` is true, ascending.
    pub fn of_columns(&mut self, rows: Rows<'_>, width: usize, live: &[bool]) {
        self.begin(width, width * live.len());
        self.start.resize(width + 1, 0);
        let row = |t: usize| &rows.data[t * rows.stride..t * rows.stride + width];
        let lived = || live.iter().enumerate().filter(|(_, live)| **live).map(|(t, _)| t);
        for t in lived() {
            for (count, &x) in self.start[1..].iter_mut().zip(row(t)) {
                *count += u32::from(x != 0.0);
            }
        }
        for j in 0..width {
            self.start[j + 1] += self.start[j];
        }
        let entries = self.start[width] as usize;
        self.index.resize(entries, 0);
        self.value.resize(entries, 0.0);
        // Filled in the order of t; `start[j]` moves from the beginning of list j to its end, and back afterwards.
        for t in lived() {
            for (next, &x) in self.start.iter_mut().zip(row(t)) {
                if x != 0.0 {
                    self.index[*next as usize] = t as u32;
                    self.value[*next as usize] = x;
                    *next += 1;
                }
            }
        }
        self.start.copy_within(0..width, 1);
        self.start[0] = 0;
    }

    /// Indices and values of each list.
    #[inline(always)]
    pub fn iter(&self) -> impl Iterator<Item = (&[u32], &[f32])> {
        self.start.windows(2).map(|w| (&self.index[w[0] as usize..w[1] as usize], &self.value[w[0] as usize..w[1] as usize]))
    }

    /// Bytes that the lists hold.
    #[must_use]
    pub fn bytes(&self) -> usize {
        (self.start.capacity() + self.index.capacity() + self.value.capacity()) * size_of::<f32>()
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
