//! The kernels as they run: the operations of [`plain`](super::plain) in the same order, eight numbers at a time, with sums that stay in
//! registers.
#![allow(clippy::inline_always, reason = "the wider builds of kernels compile these bodies anew")]
#![allow(unsafe_code, reason = "the innermost loops check their bounds once, before they begin")]

use super::lanes::{LANES, Lanes};
use super::lists::{AdamStep, Lists, Matrix, Rows};
use super::plain;
use crate::snn::sparse::{PANEL, SparseLoop};

/// Columns that are summed at once while they stand in registers: a panel of the loop.
const BLOCK: usize = PANEL;
/// Vectors of a block.
const VECTORS: usize = BLOCK / LANES;

#[inline(always)]
fn read<V: Lanes, const N: usize>(x: &[f32]) -> [V; N] {
    let (chunks, _) = x[..N * LANES].as_chunks::<LANES>();
    let mut out = [V::zero(); N];
    for i in 0..N {
        out[i] = V::load(&chunks[i]);
    }
    out
}

#[inline(always)]
fn write<V: Lanes, const N: usize>(x: &mut [f32], from: &[V; N]) {
    let (chunks, _) = x[..N * LANES].as_chunks_mut::<LANES>();
    for i in 0..N {
        from[i].store(&mut chunks[i]);
    }
}

/// `N` vectors from `at` on.
///
/// # Safety
/// `x` has `at + N · 8` numbers.
#[inline(always)]
unsafe fn read_at<V: Lanes, const N: usize>(x: &[f32], at: usize) -> [V; N] {
    let mut out = [V::zero(); N];
    for (i, o) in out.iter_mut().enumerate() {
        // SAFETY: the caller's; an array of floats needs no other alignment than they have.
        *o = V::load(unsafe { &*x.as_ptr().add(at + i * LANES).cast() });
    }
    out
}

/// sums += a·row.
#[inline(always)]
fn gather<V: Lanes, const N: usize>(sums: &mut [V; N], a: f32, row: &[f32]) {
    let a = V::splat(a);
    let (chunks, _) = row[..N * LANES].as_chunks::<LANES>();
    for i in 0..N {
        sums[i] = sums[i] + a * V::load(&chunks[i]);
    }
}

/// As [`plain::axpy`].
#[inline(always)]
pub(super) fn axpy_of<V: Lanes>(y: &mut [f32], a: f32, x: &[f32]) {
    let n = y.len().min(x.len());
    let (ys, y_rest) = y[..n].as_chunks_mut::<LANES>();
    let (xs, x_rest) = x[..n].as_chunks::<LANES>();
    let factor = V::splat(a);
    for (y, x) in ys.iter_mut().zip(xs) {
        (V::load(y) + factor * V::load(x)).store(y);
    }
    plain::axpy(y_rest, a, x_rest);
}

/// As [`plain::add`].
#[inline(always)]
pub(super) fn add_of<V: Lanes>(y: &mut [f32], x: &[f32]) {
    let n = y.len().min(x.len());
    let (ys, y_rest) = y[..n].as_chunks_mut::<LANES>();
    let (xs, x_rest) = x[..n].as_chunks::<LANES>();
    for (y, x) in ys.iter_mut().zip(xs) {
        (V::load(y) + V::load(x)).store(y);
    }
    plain::add(y_rest, x_rest);
}

/// As [`plain::dot`].
#[inline(always)]
pub(super) fn dot_of<V: Lanes>(x: &[f32], y: &[f32]) -> f32 {
    let n = x.len().min(y.len());
    let (xs, x_rest) = x[..n].as_chunks::<LANES>();
    let (ys, y_rest) = y[..n].as_chunks::<LANES>();
    let mut sums = V::zero();
    for (x, y) in xs.iter().zip(ys) {
        sums = sums + V::load(x) * V::load(y);
    }
    let mut all = [0.0; LANES];
    sums.store(&mut all);
    for ((s, x), y) in all.iter_mut().zip(x_rest).zip(y_rest) {
        *s += x * y;
    }
    V::load(&all).sum()
}

/// `R` rows of a product from `r` on, `N` vectors of columns from `at` on, of which the last `fresh` columns are written.
#[inline(always)]
fn tile<V: Lanes, const R: usize, const N: usize>(
    out: &mut [f32],
    stride: usize,
    (r, at, fresh): (usize, usize, usize),
    a: Matrix<'_>,
    depth: usize,
    w: Rows<'_>,
) {
    let row = |i: usize| (r + i) * stride + at;
    let mut sums = [[V::zero(); N]; R];
    for (i, s) in sums.iter_mut().enumerate() {
        *s = read(&out[row(i)..]);
    }
    let last = depth.saturating_sub(1);
    assert!(w.data.len() >= last * w.stride + at + N * LANES && a.data.len() > (r + R - 1) * a.row + last * a.column);
    let (mut from_w, mut from_a) = (at, r * a.row);
    for _ in 0..depth {
        // SAFETY: the assertion above covers every step: k · stride + at + N · 8 numbers of w, and entry (r + i, k) of a.
        let ws: [V; N] = unsafe { read_at(w.data, from_w) };
        for i in 0..R {
            // SAFETY: as above.
            let a = V::splat(unsafe { *a.data.get_unchecked(from_a + i * a.row) });
            for n in 0..N {
                sums[i][n] = sums[i][n] + a * ws[n];
            }
        }
        from_w += w.stride;
        from_a += a.column;
    }
    for (i, sums) in sums.iter().enumerate() {
        if fresh == N * LANES {
            write(&mut out[row(i)..], sums);
        } else {
            let mut all = [0.0; BLOCK];
            write(&mut all, sums);
            let old = N * LANES - fresh;
            out[row(i) + old..row(i) + N * LANES].copy_from_slice(&all[old..N * LANES]);
        }
    }
}

#[inline(always)]
fn tiles<V: Lanes, const R: usize, const N: usize>(
    out: &mut [f32],
    stride: usize,
    (at, fresh): (usize, usize),
    count: usize,
    a: Matrix<'_>,
    depth: usize,
    w: Rows<'_>,
) {
    let whole = count - count % R;
    for r in (0..whole).step_by(R) {
        tile::<V, R, N>(out, stride, (r, at, fresh), a, depth, w);
    }
    for r in whole..count {
        tile::<V, 1, N>(out, stride, (r, at, fresh), a, depth, w);
    }
}

/// As [`plain::product`]: tiles of rows and columns whose sums stand in registers. The last columns are a tile that overlaps the one before
/// and writes what is new.
#[inline(always)]
pub(super) fn product_of<V: Lanes>(out: &mut [f32], stride: usize, columns: usize, count: usize, a: Matrix<'_>, depth: usize, w: Rows<'_>) {
    if V::SUMS >= 3 * VECTORS {
        columns_of::<V, 3, VECTORS>(out, stride, columns, count, a, depth, w);
    } else if V::SUMS >= 2 * VECTORS {
        columns_of::<V, 2, VECTORS>(out, stride, columns, count, a, depth, w);
    } else {
        columns_of::<V, 2, 2>(out, stride, columns, count, a, depth, w);
    }
}

#[inline(always)]
fn columns_of<V: Lanes, const R: usize, const N: usize>(
    out: &mut [f32],
    stride: usize,
    columns: usize,
    count: usize,
    a: Matrix<'_>,
    depth: usize,
    w: Rows<'_>,
) {
    let width = N * LANES;
    if columns < width {
        return narrow::<V>(out, stride, columns, count, a, depth, w);
    }
    let whole = columns - columns % width;
    for at in (0..whole).step_by(width) {
        tiles::<V, R, N>(out, stride, (at, width), count, a, depth, w);
    }
    if whole < columns {
        tiles::<V, R, N>(out, stride, (columns - width, columns - whole), count, a, depth, w);
    }
}

/// A product of fewer columns than a tile has.
#[inline(always)]
fn narrow<V: Lanes>(out: &mut [f32], stride: usize, columns: usize, count: usize, a: Matrix<'_>, depth: usize, w: Rows<'_>) {
    let whole = columns - columns % LANES;
    for at in (0..whole).step_by(LANES) {
        tiles::<V, 1, 1>(out, stride, (at, LANES), count, a, depth, w);
    }
    if whole < columns {
        plain::product(&mut out[whole..], stride, columns - whole, count, a, depth, Rows { data: &w.data[whole..], stride: w.stride });
    }
}

/// As [`plain::lists_sum`]. Block by block of columns, so that the rows that are read stay in the nearest cache.
#[inline(always)]
pub(super) fn lists_sum_of<V: Lanes>(out: &mut [f32], stride: usize, columns: usize, rows: Rows<'_>, lists: &Lists) {
    let mut at = 0;
    while at + BLOCK <= columns {
        lists_block::<V, VECTORS>(out, stride, at, rows, lists);
        at += BLOCK;
    }
    while at + LANES <= columns {
        lists_block::<V, 1>(out, stride, at, rows, lists);
        at += LANES;
    }
    if at < columns {
        plain::lists_sum(&mut out[at..], stride, columns - at, Rows { data: &rows.data[at..], stride: rows.stride }, lists);
    }
}

#[inline(always)]
fn lists_block<V: Lanes, const N: usize>(out: &mut [f32], stride: usize, at: usize, rows: Rows<'_>, lists: &Lists) {
    for (r, (index, value)) in lists.iter().enumerate() {
        if index.is_empty() {
            continue;
        }
        let block = &mut out[r * stride + at..r * stride + at + N * LANES];
        let mut sums: [V; N] = read(block);
        for (&j, &x) in index.iter().zip(value) {
            gather(&mut sums, x, &rows.data[j as usize * rows.stride + at..]);
        }
        write(block, &sums);
    }
}

/// sums += a·row, with the row at `at`.
///
/// # Safety
/// `x` has `at + N · 8` numbers.
#[inline(always)]
unsafe fn gather_at<V: Lanes, const N: usize>(sums: &mut [V; N], a: f32, x: &[f32], at: usize) {
    let a = V::splat(a);
    // SAFETY: the caller's.
    let row: [V; N] = unsafe { read_at(x, at) };
    for i in 0..N {
        sums[i] = sums[i] + a * row[i];
    }
}

/// As [`plain::loop_drive`].
#[inline(always)]
pub(super) fn loop_drive_of<V: Lanes>(drive: &mut [f32], links: &SparseLoop, active: &[u64], spikes: &[f32]) {
    assert!(links.is_sound() && spikes.len() >= links.neurons());
    for panel in links.panels() {
        let drive = &mut drive[panel.first..panel.first + panel.width];
        let mut sums = [V::zero(); VECTORS];
        let is_whole = panel.width == PANEL;
        if !is_whole {
            drive.fill(0.0);
        }
        for (w, (word, &active)) in panel.words.iter().zip(active).enumerate() {
            let mut left = word.bits & active;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                // SAFETY: bits stand for neurons of the loop only, and there are as many spikes.
                let x = unsafe { *spikes.get_unchecked(w * 64 + bit as usize) };
                let at = word.row(bit, panel.width);
                if is_whole {
                    // SAFETY: a sound loop has all the numbers of every row that its bits stand for.
                    unsafe { gather_at(&mut sums, x, &links.values, at) };
                } else {
                    axpy_of::<V>(drive, x, &links.values[at..]);
                }
            }
        }
        if is_whole {
            write(drive, &sums);
        }
    }
}

/// As [`plain::loop_back`].
#[inline(always)]
pub(super) fn loop_back_of<V: Lanes>(d: &mut [f32], links: &SparseLoop, wanted: &[u64], dv: &[f32]) {
    for (w, &bits) in wanted.iter().enumerate() {
        let mut left = bits;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            let mut sums = [V::zero(); VECTORS];
            for panel in links.panels() {
                let word = panel.words[w];
                if word.bits >> bit & 1 == 0 {
                    continue;
                }
                let row = &links.values[word.row(bit, panel.width)..][..panel.width];
                let dv = &dv[panel.first..panel.first + panel.width];
                if panel.width == PANEL {
                    let (row, dv): ([V; VECTORS], [V; VECTORS]) = (read(row), read(dv));
                    for i in 0..VECTORS {
                        sums[i] = sums[i] + row[i] * dv[i];
                    }
                } else {
                    for (q, s) in sums.iter_mut().enumerate().take(panel.width.div_ceil(LANES)) {
                        *s = *s + V::of(row, q * LANES) * V::of(dv, q * LANES);
                    }
                }
            }
            let [a, b, c, e] = sums;
            d[w * 64 + bit as usize] += ((a + b) + (c + e)).sum();
        }
    }
}

/// As [`plain::loop_gradient`].
#[inline(always)]
pub(super) fn loop_gradient_of<V: Lanes>(g: &mut [f32], links: &SparseLoop, columns: usize, lists: &Lists, dv: Rows<'_>) {
    for panel in links.panels() {
        if panel.first >= columns {
            break;
        }
        for (w, word) in panel.words.iter().enumerate() {
            let (mut left, mut at) = (word.bits, word.at as usize);
            while left != 0 {
                let (index, value) = lists.list(w * 64 + left.trailing_zeros() as usize);
                left &= left - 1;
                let g = &mut g[at..at + panel.width];
                at += panel.width;
                if index.is_empty() {
                    continue;
                }
                if panel.width == PANEL {
                    let mut sums: [V; VECTORS] = read(g);
                    for (&t, &x) in index.iter().zip(value) {
                        gather(&mut sums, x, &dv.data[t as usize * dv.stride + panel.first..]);
                    }
                    write(g, &sums);
                } else {
                    for (&t, &x) in index.iter().zip(value) {
                        axpy_of::<V>(g, x, &dv.data[t as usize * dv.stride + panel.first..]);
                    }
                }
            }
        }
    }
}

/// As [`plain::adam`].
#[inline(always)]
pub(super) fn adam_of<V: Lanes>(s: &AdamStep, w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
    let n = w.len().min(g.len()).min(m.len()).min(v.len());
    let (ws, w_rest) = w[..n].as_chunks_mut::<LANES>();
    let (gs, g_rest) = g[..n].as_chunks::<LANES>();
    let (ms, m_rest) = m[..n].as_chunks_mut::<LANES>();
    let (vs, v_rest) = v[..n].as_chunks_mut::<LANES>();
    let (keep1, keep2) = (V::splat(s.keep1), V::splat(s.keep2));
    let (take1, take2) = (V::splat(1.0 - s.keep1), V::splat(1.0 - s.keep2));
    let (rate, epsilon) = (V::splat(s.rate), V::splat(s.epsilon));
    for (((w, g), m), v) in ws.iter_mut().zip(gs).zip(ms).zip(vs) {
        let g = V::load(g);
        let mean = keep1 * V::load(m) + take1 * g;
        let square = keep2 * V::load(v) + take2 * g * g;
        mean.store(m);
        square.store(v);
        (V::load(w) - rate * mean / (square.sqrt() + epsilon)).store(w);
    }
    plain::adam(s, w_rest, g_rest, m_rest, v_rest);
}
