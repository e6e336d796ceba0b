//! The kernels as they run: the operations of [`plain`](super::plain) in the same order, eight numbers at a time, with sums that stay in
//! registers.
#![allow(clippy::inline_always, reason = "the wider builds of kernels compile these bodies anew")]
#![allow(unsafe_code, reason = "the innermost loops check their bounds once, before they begin")]

use super::lanes::{LANES, Lanes};
use super::lists::{AdamStep, Back, Lists, Matrix, Rows};
use super::plain;
use crate::each_one;
use crate::sparse::{PANEL, SparseLoop, padded};

/// Columns that are summed at once while they stand in registers: a panel of the loop.
const BLOCK: usize = PANEL;
/// Vectors of a block.
const VECTORS: usize = BLOCK / LANES;

/// Some vectors that stand side by side. What they do is written out vector by vector: builds for size do not unroll a loop, and would keep
/// an array in memory.
trait Block<V: Lanes>: Copy {
    /// Numbers in it.
    const WIDTH: usize;

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
tile!(6: 0 1 2 3 4 5);

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
fn tiles<V: Lanes, B: Block<V>, T: Tile<V, B>, H: Tile<V, B>>(
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
    while H::ROWS > 1 && r + H::ROWS <= count {
        tile::<V, B, H>(out, stride, (r, at, fresh), a, depth, w);
        r += H::ROWS;
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
    if V::SUMS >= 12 {
        columns_of::<V, [V; 2], [[V; 2]; 6], [[V; 2]; 3]>(out, stride, columns, count, a, depth, w);
    } else {
        columns_of::<V, [V; 2], [[V; 2]; 2], [[V; 2]; 1]>(out, stride, columns, count, a, depth, w);
    }
}

#[inline(always)]
fn columns_of<V: Lanes, B: Block<V>, T: Tile<V, B>, H: Tile<V, B>>(
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
        tiles::<V, B, T, H>(out, stride, (at, B::WIDTH), count, a, depth, w);
        at += B::WIDTH;
    }
    if at < columns {
        tiles::<V, B, T, H>(out, stride, (columns - B::WIDTH, columns - at), count, a, depth, w);
    }
}

/// A product of fewer columns than a tile has.
#[inline(always)]
fn narrow<V: Lanes>(out: &mut [f32], stride: usize, columns: usize, count: usize, a: Matrix<'_>, depth: usize, w: Rows<'_>) {
    let mut at = 0;
    while at + LANES <= columns {
        tiles::<V, [V; 1], [[V; 1]; 1], [[V; 1]; 1]>(out, stride, (at, LANES), count, a, depth, w);
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

/// As [`plain::loop_drive`].
#[inline(always)]
pub(super) fn loop_drive_of<V: Lanes>(drive: &mut [f32], links: &SparseLoop, active: &[u64], spikes: &[f32]) {
    let n = links.neurons();
    assert!(links.is_sound() && spikes.len() >= n && drive.len() >= padded(n));
    let (values, targets) = (links.values.as_slice(), links.targets());
    clear_of::<V>(drive);
    each_one!(active, 0, n, |j| {
        let x = V::splat(spikes[j]);
        let rows = links.rows_of(j);
        let mut left = rows.len();
        // SAFETY: a sound loop has the target and the numbers of every row, and `drive` has room for every target.
        unsafe {
            let (mut from, mut target) = (values.as_ptr().add(rows.start * PANEL), targets.as_ptr().add(rows.start));
            while left > 0 {
                let to = drive.as_mut_ptr().add(*target as usize);
                // Vector by vector: what is loaded is stored before more is loaded, since browsers keep the order of both.
                let mut at = 0;
                while at < PANEL {
                    let w = V::load(&*from.add(at).cast());
                    let to: &mut [f32; LANES] = &mut *to.add(at).cast();
                    (V::load(to) + x * w).store(to);
                    at += LANES;
                }
                (from, target) = (from.add(PANEL), target.add(1));
                left -= 1;
            }
        }
    });
}

/// As [`plain::loop_back`].
#[inline(always)]
pub(super) fn loop_back_of<V: Lanes>(links: &SparseLoop, ways: &mut [Back<'_>]) {
    let n = links.neurons();
    assert!(links.is_sound() && ways.iter().all(|way| way.dv.len() >= padded(n) && way.d.len() >= n));
    let (pairs, last) = ways.as_chunks_mut::<2>();
    for pair in pairs {
        back::<V, 2>(links, pair);
    }
    for one in last.as_chunks_mut::<1>().0 {
        back::<V, 1>(links, one);
    }
}

/// The way back of several utterances at once, for which the weights are read once.
#[inline(always)]
fn back<V: Lanes, const K: usize>(links: &SparseLoop, ways: &mut [Back<'_>; K]) {
    let n = links.neurons();
    let (values, targets) = (links.values.as_ptr(), links.targets());
    let mut dvs = [ways[0].dv.as_ptr(); K];
    let mut k = 1;
    while k < K {
        dvs[k] = ways[k].dv.as_ptr();
        k += 1;
    }
    let mut w = 0;
    while w * 64 < n {
        let mut left = 0;
        for way in &*ways {
            left |= way.wanted[w];
        }
        while left != 0 {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            let j = w * 64 + bit;
            let mut sums = [V::zero(); K];
            let rows = links.rows_of(j);
            let mut left = rows.len();
            // SAFETY: the rows are those of the loop.
            let (mut from, mut target) = unsafe { (values.add(rows.start * PANEL), targets.as_ptr().add(rows.start)) };
            while left > 0 {
                // SAFETY: a sound loop has the target and the numbers of every row, and `dv` has all targets.
                unsafe {
                    let to = *target as usize;
                    // Two quarters at a time, so that all that is held stands in registers.
                    let [a, b] = <[V; 2]>::load(from);
                    let mut parts = [V::zero(); K];
                    let mut k = 0;
                    while k < K {
                        let [x, y] = <[V; 2]>::load(dvs[k].add(to));
                        parts[k] = a * x + b * y;
                        k += 1;
                    }
                    let [a, b] = <[V; 2]>::load(from.add(2 * LANES));
                    k = 0;
                    while k < K {
                        let [x, y] = <[V; 2]>::load(dvs[k].add(to).add(2 * LANES));
                        sums[k] = sums[k] + (parts[k] + (a * x + b * y));
                        k += 1;
                    }
                    (from, target) = (from.add(PANEL), target.add(1));
                }
                left -= 1;
            }
            for (way, sum) in ways.iter_mut().zip(sums) {
                if way.wanted[w] >> bit & 1 == 1 {
                    way.d[j] += sum.sum();
                }
            }
        }
        w += 1;
    }
}

/// As [`plain::loop_gradient`].
#[inline(always)]
pub(super) fn loop_gradient_of<V: Lanes>(g: &mut [f32], links: &SparseLoop, columns: usize, lists: &Lists, dv: Rows<'_>) {
    let mut p = 0;
    while p * PANEL < columns.min(links.neurons()) {
        for &[from, row] in links.panel(p) {
            let list = lists.list(from as usize);
            if list.0.is_empty() {
                continue;
            }
            let at = row as usize * PANEL;
            assert!(at + PANEL <= g.len());
            // SAFETY: by the assertion.
            unsafe { gathered::<V, [V; VECTORS]>(Block::<V>::read_at(g, at), list, dv, p * PANEL).write_at(g, at) };
        }
        p += 1;
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
