//! The kernels as they run: the operations of [`plain`](super::plain) in the same order, eight numbers at a time, with sums that stay in
//! registers.
#![allow(clippy::inline_always, reason = "the wider builds of kernels compile these bodies anew")]
#![allow(unsafe_code, reason = "the innermost loops check their bounds once, before they begin")]

use super::lanes::{LANES, Lanes};
use super::lists::{AdamStep, Lists, Matrix, Rows};
use super::plain;
use crate::sparse::{PANEL, SparseLoop};

/// Columns that are summed at once while they stand in registers: a panel of the loop.
const BLOCK: usize = PANEL;
/// Vectors of a block.
const VECTORS: usize = BLOCK / LANES;

/// Some vectors that stand side by side. What they do is written out vector by vector: builds for size do not unroll a loop, and would keep
/// an array in memory.
trait Block<V: Lanes>: Copy {
    /// Numbers in it.
    const WIDTH: usize;

    fn zero() -> Self;

    fn read(x: &[f32]) -> Self;

    /// The numbers from `at` on.
    ///
    /// # Safety
    /// `x` has `at + WIDTH` numbers.
    unsafe fn read_at(x: &[f32], at: usize) -> Self;

    /// The numbers behind a pointer.
    ///
    /// # Safety
    /// `WIDTH` numbers stand there.
    unsafe fn load(from: *const f32) -> Self;

    fn write(self, x: &mut [f32]);

    /// Writes to the numbers from `at` on.
    ///
    /// # Safety
    /// `x` has `at + WIDTH` numbers.
    unsafe fn write_at(self, x: &mut [f32], at: usize);

    /// self + a·row.
    fn gather(self, a: V, row: Self) -> Self;
}

macro_rules! block {
    ($count:literal: $($i:literal)+) => {
        impl<V: Lanes> Block<V> for [V; $count] {
            const WIDTH: usize = $count * LANES;

            #[inline(always)]
            fn zero() -> Self {
                [V::zero(); $count]
            }

            #[inline(always)]
            fn read(x: &[f32]) -> Self {
                assert!(x.len() >= $count * LANES);
                // SAFETY: by the line above.
                unsafe { Self::read_at(x, 0) }
            }

            #[inline(always)]
            unsafe fn read_at(x: &[f32], at: usize) -> Self {
                // SAFETY: the caller's.
                unsafe { <Self as Block<V>>::load(x.as_ptr().add(at)) }
            }

            #[inline(always)]
            unsafe fn load(from: *const f32) -> Self {
                // SAFETY: the caller's; an array of floats needs no other alignment than they have.
                unsafe { [$(V::load(&*from.add($i * LANES).cast())),+] }
            }

            #[inline(always)]
            fn write(self, x: &mut [f32]) {
                assert!(x.len() >= $count * LANES);
                // SAFETY: by the line above.
                unsafe { self.write_at(x, 0) }
            }

            #[inline(always)]
            unsafe fn write_at(self, x: &mut [f32], at: usize) {
                // SAFETY: the caller's; an array of floats needs no other alignment than they have.
                unsafe {
                    let to = x.as_mut_ptr().add(at);
                    $(self[$i].store(&mut *to.add($i * LANES).cast());)+
                }
            }

            #[inline(always)]
            fn gather(self, a: V, row: Self) -> Self {
                [$(self[$i] + a * row[$i]),+]
            }
        }
    };
}

block!(1: 0);
block!(2: 0 1);
block!(4: 0 1 2 3);

/// Sums of some rows that are made at once.
trait Tile<V: Lanes, B: Block<V>>: Copy {
    const ROWS: usize;

    fn read(out: &[f32], from: usize, stride: usize) -> Self;

    /// For each row, self + a·w with that row's a, which stand `step` apart from `a` on.
    ///
    /// # Safety
    /// There is a number for each row.
    unsafe fn gather(self, a: *const f32, step: usize, w: B) -> Self;

    fn write(self, out: &mut [f32], from: usize, stride: usize, fresh: usize);
}

macro_rules! tile {
    ($count:literal: $($i:literal)+) => {
        impl<V: Lanes, B: Block<V>> Tile<V, B> for [B; $count] {
            const ROWS: usize = $count;

            #[inline(always)]
            fn read(out: &[f32], from: usize, stride: usize) -> Self {
                [$(B::read(&out[from + $i * stride..])),+]
            }

            #[inline(always)]
            unsafe fn gather(self, a: *const f32, step: usize, w: B) -> Self {
                // SAFETY: the caller's.
                [$(self[$i].gather(V::splat(unsafe { *a.add($i * step) }), w)),+]
            }

            #[inline(always)]
            fn write(self, out: &mut [f32], from: usize, stride: usize, fresh: usize) {
                $(write_last::<V, B>(self[$i], &mut out[from + $i * stride..], fresh);)+
            }
        }
    };
}

tile!(1: 0);
tile!(2: 0 1);
tile!(3: 0 1 2);

/// Writes the last `fresh` numbers of a block.
#[inline(always)]
fn write_last<V: Lanes, B: Block<V>>(block: B, x: &mut [f32], fresh: usize) {
    if fresh == B::WIDTH {
        return block.write(x);
    }
    let mut all = [0.0; BLOCK];
    block.write(&mut all);
    x[B::WIDTH - fresh..B::WIDTH].copy_from_slice(&all[B::WIDTH - fresh..B::WIDTH]);
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

/// Zeros everywhere.
#[inline(always)]
pub(super) fn clear_of<V: Lanes>(x: &mut [f32]) {
    let (xs, rest) = x.as_chunks_mut::<LANES>();
    for x in xs {
        V::zero().store(x);
    }
    for x in rest {
        *x = 0.0;
    }
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

/// Some rows of a product from `r` on, a block of columns from `at` on, of which the last `fresh` are written.
#[inline(always)]
fn tile<V: Lanes, B: Block<V>, T: Tile<V, B>>(
    out: &mut [f32],
    stride: usize,
    (r, at, fresh): (usize, usize, usize),
    a: Matrix<'_>,
    depth: usize,
    w: Rows<'_>,
) {
    let mut sums = T::read(out, r * stride + at, stride);
    let last = depth.saturating_sub(1);
    assert!(w.data.len() >= last * w.stride + at + B::WIDTH && a.data.len() > (r + T::ROWS - 1) * a.row + last * a.column);
    let (mut from_w, mut from_a, mut left) = (w.data[at..].as_ptr(), a.data[r * a.row..].as_ptr(), depth);
    let (step_w, row_a, step_a) = (w.stride, a.row, a.column);
    loop {
        // SAFETY: the assertion above covers every step: k · stride + at + WIDTH numbers of w, and entry (r + i, k) of a.
        unsafe { sums = sums.gather(from_a, row_a, B::load(from_w)) };
        left -= 1;
        if left == 0 {
            break;
        }
        (from_w, from_a) = (from_w.wrapping_add(step_w), from_a.wrapping_add(step_a));
    }
    sums.write(out, r * stride + at, stride, fresh);
}

#[inline(always)]
fn tiles<V: Lanes, B: Block<V>, T: Tile<V, B>>(
    out: &mut [f32],
    stride: usize,
    (at, fresh): (usize, usize),
    count: usize,
    a: Matrix<'_>,
    depth: usize,
    w: Rows<'_>,
) {
    let mut r = 0;
    while r + T::ROWS <= count {
        tile::<V, B, T>(out, stride, (r, at, fresh), a, depth, w);
        r += T::ROWS;
    }
    while r < count {
        tile::<V, B, [B; 1]>(out, stride, (r, at, fresh), a, depth, w);
        r += 1;
    }
}

/// As [`plain::product`]: tiles of rows and columns whose sums stand in registers. The last columns are a tile that overlaps the one before
/// and writes what is new.
#[inline(always)]
pub(super) fn product_of<V: Lanes>(out: &mut [f32], stride: usize, columns: usize, count: usize, a: Matrix<'_>, depth: usize, w: Rows<'_>) {
    if depth == 0 {
        return;
    }
    if V::SUMS >= 3 * VECTORS {
        columns_of::<V, [V; VECTORS], [[V; VECTORS]; 3]>(out, stride, columns, count, a, depth, w);
    } else {
        columns_of::<V, [V; 2], [[V; 2]; 2]>(out, stride, columns, count, a, depth, w);
    }
}

#[inline(always)]
fn columns_of<V: Lanes, B: Block<V>, T: Tile<V, B>>(
    out: &mut [f32],
    stride: usize,
    columns: usize,
    count: usize,
    a: Matrix<'_>,
    depth: usize,
    w: Rows<'_>,
) {
    if columns < B::WIDTH {
        return narrow::<V>(out, stride, columns, count, a, depth, w);
    }
    let mut at = 0;
    while at + B::WIDTH <= columns {
        tiles::<V, B, T>(out, stride, (at, B::WIDTH), count, a, depth, w);
        at += B::WIDTH;
    }
    if at < columns {
        tiles::<V, B, T>(out, stride, (columns - B::WIDTH, columns - at), count, a, depth, w);
    }
}

/// A product of fewer columns than a tile has.
#[inline(always)]
fn narrow<V: Lanes>(out: &mut [f32], stride: usize, columns: usize, count: usize, a: Matrix<'_>, depth: usize, w: Rows<'_>) {
    let mut at = 0;
    while at + LANES <= columns {
        tiles::<V, [V; 1], [[V; 1]; 1]>(out, stride, (at, LANES), count, a, depth, w);
        at += LANES;
    }
    if at < columns {
        plain::product(&mut out[at..], stride, columns - at, count, a, depth, Rows { data: &w.data[at..], stride: w.stride });
    }
}

/// As [`plain::lists_sum`]. Block by block of columns, so that the rows that are read stay in the nearest cache.
#[inline(always)]
pub(super) fn lists_sum_of<V: Lanes>(out: &mut [f32], stride: usize, columns: usize, rows: Rows<'_>, lists: &Lists) {
    let mut at = 0;
    while at + BLOCK <= columns {
        lists_block::<V, [V; VECTORS]>(out, stride, at, rows, lists);
        at += BLOCK;
    }
    while at + LANES <= columns {
        lists_block::<V, [V; 1]>(out, stride, at, rows, lists);
        at += LANES;
    }
    while at < columns {
        let mut r = 0;
        while r < lists.len() {
            let (index, value) = lists.list(r);
            let mut sum = out[r * stride + at];
            let (mut k, n) = (0, index.len().min(value.len()));
            while k < n {
                sum += value[k] * rows.data[index[k] as usize * rows.stride + at];
                k += 1;
            }
            out[r * stride + at] = sum;
            r += 1;
        }
        at += 1;
    }
}

/// sums + Σ value·row over the entries of a list.
#[inline(always)]
fn gathered<V: Lanes, B: Block<V>>(mut sums: B, (index, value): (&[u32], &[f32]), rows: Rows<'_>, at: usize) -> B {
    let (mut k, n) = (0, index.len().min(value.len()));
    let (data, stride) = (rows.data, rows.stride);
    while k < n {
        let from = index[k] as usize * stride + at;
        assert!(from + B::WIDTH <= data.len());
        // SAFETY: by the assertion.
        sums = sums.gather(V::splat(value[k]), unsafe { B::read_at(data, from) });
        k += 1;
    }
    sums
}

#[inline(always)]
fn lists_block<V: Lanes, B: Block<V>>(out: &mut [f32], stride: usize, at: usize, rows: Rows<'_>, lists: &Lists) {
    let (mut r, mut to) = (0, at);
    while r < lists.len() {
        let list = lists.list(r);
        if !list.0.is_empty() {
            assert!(to + B::WIDTH <= out.len());
            // SAFETY: by the assertion.
            unsafe { gathered::<V, B>(B::read_at(out, to), list, rows, at).write_at(out, to) };
        }
        r += 1;
        to += stride;
    }
}

/// Where the four vectors of a panel begin: side by side, and of a panel that is not whole, but has eight targets, with the last ones moved
/// back so far that they end with it. Numbers in two vectors are computed twice, the same way.
#[inline(always)]
fn offsets(width: usize) -> [usize; VECTORS] {
    let last = width - LANES;
    [0, LANES.min(last), (2 * LANES).min(last), (3 * LANES).min(last)]
}

/// Four vectors of a panel.
///
/// # Safety
/// `x` has `at + width` numbers, with the width that `offsets` are of.
#[inline(always)]
unsafe fn read_panel<V: Lanes>(x: &[f32], at: usize, [a, b, c, d]: [usize; VECTORS]) -> [V; VECTORS] {
    // SAFETY: the caller's.
    unsafe {
        let [a] = <[V; 1]>::read_at(x, at + a);
        let [b] = <[V; 1]>::read_at(x, at + b);
        let [c] = <[V; 1]>::read_at(x, at + c);
        let [d] = <[V; 1]>::read_at(x, at + d);
        [a, b, c, d]
    }
}

/// As [`read_panel`], to write.
///
/// # Safety
/// The same.
#[inline(always)]
unsafe fn write_panel<V: Lanes>(x: &mut [f32], at: usize, [a, b, c, d]: [usize; VECTORS], v: [V; VECTORS]) {
    // SAFETY: the caller's.
    unsafe {
        [v[0]].write_at(x, at + a);
        [v[1]].write_at(x, at + b);
        [v[2]].write_at(x, at + c);
        [v[3]].write_at(x, at + d);
    }
}

/// As [`plain::loop_drive`].
#[inline(always)]
pub(super) fn loop_drive_of<V: Lanes>(drive: &mut [f32], links: &SparseLoop, active: &[u64], spikes: &[f32]) {
    assert!(links.is_sound() && spikes.len() >= links.neurons() && drive.len() >= links.neurons());
    let values = links.values.as_slice();
    for panel in links.panels() {
        let words = panel.words.as_slice();
        let count = words.len().min(active.len());
        let (first, width) = (panel.first, panel.width);
        let mut w = 0;
        if width < LANES {
            let drive = &mut drive[first..first + width];
            drive.fill(0.0);
            while w < count {
                let mut left = words[w].bits & active[w];
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    axpy_of::<V>(drive, spikes[w * 64 + bit as usize], &values[words[w].row(bit, width)..]);
                }
                w += 1;
            }
            continue;
        }
        let mut sums = <[V; VECTORS]>::zero();
        if width == PANEL {
            while w < count {
                let word = words[w];
                let mut left = word.bits & active[w];
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    // SAFETY: bits stand for neurons of the loop only, and there are as many spikes; a sound loop has all the numbers of
                    // every row that its bits stand for.
                    unsafe {
                        let x = V::splat(*spikes.get_unchecked(w * 64 + bit as usize));
                        sums = sums.gather(x, Block::<V>::read_at(values, word.row(bit, PANEL)));
                    }
                }
                w += 1;
            }
        } else {
            let offsets = offsets(width);
            while w < count {
                let word = words[w];
                let mut left = word.bits & active[w];
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    // SAFETY: as above.
                    unsafe {
                        let x = V::splat(*spikes.get_unchecked(w * 64 + bit as usize));
                        sums = sums.gather(x, read_panel(values, word.row(bit, width), offsets));
                    }
                }
                w += 1;
            }
        }
        // SAFETY: panels are of the loop's neurons, and `drive` has as many.
        unsafe { write_panel(drive, first, offsets(width), sums) };
    }
}

/// As [`plain::loop_back`].
#[inline(always)]
pub(super) fn loop_back_of<V: Lanes>(d: &mut [f32], links: &SparseLoop, wanted: &[u64], dv: &[f32], sums: &mut Vec<f32>) {
    assert!(links.is_sound());
    sums.clear();
    sums.resize(links.neurons() * LANES, 0.0);
    let (sums, values) = (sums.as_mut_slice(), links.values.as_slice());
    for panel in links.panels() {
        let dv = &dv[panel.first..panel.first + panel.width];
        // A panel that is not whole has zeros behind its last target.
        let mut whole = [0.0; PANEL];
        whole[..dv.len()].copy_from_slice(dv);
        let dv = <[V; VECTORS]>::read(&whole);
        let words = panel.words.as_slice();
        let count = words.len().min(wanted.len());
        let mut w = 0;
        while w < count {
            let word = words[w];
            let mut left = word.bits & wanted[w];
            if panel.width == PANEL {
                // Where most are wanted, all are computed: rows follow upon each other, and what nobody wants is not read.
                let all = 2 * left.count_ones() > word.bits.count_ones();
                let mut next = word.at as usize;
                if all {
                    left = word.bits;
                }
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    let at = if all { next } else { word.row(bit, PANEL) };
                    next += PANEL;
                    // SAFETY: a sound loop has all the numbers of every row that its bits stand for; bits stand for neurons of the loop
                    // only, and each has eight sums.
                    unsafe { back_row(sums, w * 64 + bit as usize, Block::<V>::read_at(values, at), dv) };
                }
            } else {
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    let at = word.row(bit, panel.width);
                    let mut row = [0.0; PANEL];
                    row[..panel.width].copy_from_slice(&values[at..at + panel.width]);
                    // SAFETY: as above.
                    unsafe { back_row(sums, w * 64 + bit as usize, <[V; VECTORS]>::read(&row), dv) };
                }
            }
            w += 1;
        }
    }
    for (w, &bits) in wanted.iter().enumerate() {
        let mut left = bits;
        while left != 0 {
            let j = w * 64 + left.trailing_zeros() as usize;
            left &= left - 1;
            d[j] += <[V; 1]>::read(&sums[j * LANES..])[0].sum();
        }
    }
}

/// Adds a row's part to the eight sums of neuron `j`.
///
/// # Safety
/// There are eight sums for neuron `j`.
#[inline(always)]
unsafe fn back_row<V: Lanes>(sums: &mut [f32], j: usize, row: [V; VECTORS], dv: [V; VECTORS]) {
    let [a, b, c, d] = row;
    let part = (a * dv[0] + b * dv[1]) + (c * dv[2] + d * dv[3]);
    // SAFETY: the caller's.
    unsafe {
        let [before] = <[V; 1]>::read_at(sums, j * LANES);
        [before + part].write_at(sums, j * LANES);
    }
}

/// As [`plain::loop_gradient`].
#[inline(always)]
pub(super) fn loop_gradient_of<V: Lanes>(g: &mut [f32], links: &SparseLoop, columns: usize, lists: &Lists, dv: Rows<'_>) {
    for panel in links.panels() {
        if panel.first >= columns {
            break;
        }
        let words = panel.words.as_slice();
        let mut w = 0;
        while w < words.len() {
            let word = words[w];
            let (mut left, mut at, width) = (word.bits, word.at as usize, panel.width);
            while left != 0 {
                let (index, value) = lists.list(w * 64 + left.trailing_zeros() as usize);
                left &= left - 1;
                let from = at;
                at += width;
                if index.is_empty() {
                    continue;
                }
                assert!(at <= g.len());
                if width == PANEL {
                    // SAFETY: by the assertion.
                    unsafe { gathered::<V, [V; VECTORS]>(Block::<V>::read_at(g, from), (index, value), dv, panel.first).write_at(g, from) };
                } else if width >= LANES {
                    let offsets = offsets(width);
                    // SAFETY: by the assertions.
                    unsafe {
                        let mut sums: [V; VECTORS] = read_panel(g, from, offsets);
                        for (&t, &x) in index.iter().zip(value) {
                            let row = t as usize * dv.stride + panel.first;
                            assert!(row + width <= dv.data.len());
                            sums = sums.gather(V::splat(x), read_panel(dv.data, row, offsets));
                        }
                        write_panel(g, from, offsets, sums);
                    }
                } else {
                    for (&t, &x) in index.iter().zip(value) {
                        axpy_of::<V>(&mut g[from..at], x, &dv.data[t as usize * dv.stride + panel.first..]);
                    }
                }
            }
            w += 1;
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
