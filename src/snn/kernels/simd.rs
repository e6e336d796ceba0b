//! The kernels for WebAssembly with `simd128`: the operations of [`plain`](super::plain), four numbers at a time.
#![allow(unsafe_code, reason = "vector loads and stores take pointers")]

use core::arch::wasm32::{
    f32x4_add, f32x4_div, f32x4_extract_lane, f32x4_mul, f32x4_splat, f32x4_sqrt, f32x4_sub, v128, v128_load, v128_store,
};

use super::plain::{self, Active, AdamStep, BLOCK, Lists, Rows};

const LANES: usize = 4;

fn load(x: &[f32; LANES]) -> v128 {
    // SAFETY: the reference is to four floats, 16 readable bytes; v128_load asks for no alignment.
    unsafe { v128_load(x.as_ptr().cast()) }
}

fn store(x: &mut [f32; LANES], value: v128) {
    // SAFETY: the reference is to four floats, 16 writable bytes; v128_store asks for no alignment.
    unsafe { v128_store(x.as_mut_ptr().cast(), value) }
}

/// y += a·x.
pub fn axpy(y: &mut [f32], a: f32, x: &[f32]) {
    let n = y.len().min(x.len());
    let (y, x) = (&mut y[..n], &x[..n]);
    let (ys, y_rest) = y.as_chunks_mut::<{ 4 * LANES }>();
    let (xs, x_rest) = x.as_chunks::<{ 4 * LANES }>();
    let factor = f32x4_splat(a);
    for (y, x) in ys.iter_mut().zip(xs) {
        for (y, x) in y.as_chunks_mut::<LANES>().0.iter_mut().zip(x.as_chunks::<LANES>().0) {
            let sum = f32x4_add(load(y), f32x4_mul(factor, load(x)));
            store(y, sum);
        }
    }
    plain::axpy(y_rest, a, x_rest);
}

/// y += x.
pub fn add(y: &mut [f32], x: &[f32]) {
    let n = y.len().min(x.len());
    let (ys, y_rest) = y[..n].as_chunks_mut::<LANES>();
    let (xs, x_rest) = x[..n].as_chunks::<LANES>();
    for (y, x) in ys.iter_mut().zip(xs) {
        let sum = f32x4_add(load(y), load(x));
        store(y, sum);
    }
    plain::add(y_rest, x_rest);
}

/// Σ x·y in the order of [`plain::dot`].
pub fn dot(x: &[f32], y: &[f32]) -> f32 {
    let n = x.len().min(y.len());
    let (xs, x_rest) = x[..n].as_chunks::<{ 2 * LANES }>();
    let (ys, y_rest) = y[..n].as_chunks::<{ 2 * LANES }>();
    let (mut low, mut high) = (f32x4_splat(0.0), f32x4_splat(0.0));
    for (x, y) in xs.iter().zip(ys) {
        let (x, y) = (x.as_chunks::<LANES>().0, y.as_chunks::<LANES>().0);
        low = f32x4_add(low, f32x4_mul(load(&x[0]), load(&y[0])));
        high = f32x4_add(high, f32x4_mul(load(&x[1]), load(&y[1])));
    }
    let mut sums = [[0.0f32; LANES]; 2];
    store(&mut sums[0], low);
    store(&mut sums[1], high);
    for ((s, x), y) in sums.as_flattened_mut().iter_mut().zip(x_rest).zip(y_rest) {
        *s += x * y;
    }
    let both = f32x4_add(load(&sums[0]), load(&sums[1]));
    (f32x4_extract_lane::<0>(both) + f32x4_extract_lane::<2>(both)) + (f32x4_extract_lane::<1>(both) + f32x4_extract_lane::<3>(both))
}

/// `BLOCK` numbers in registers.
type Block = [v128; BLOCK / LANES];

fn load_block(x: &[f32; BLOCK]) -> Block {
    let mut out = [f32x4_splat(0.0); BLOCK / LANES];
    for (o, x) in out.iter_mut().zip(x.as_chunks::<LANES>().0) {
        *o = load(x);
    }
    out
}

fn store_block(x: &mut [f32; BLOCK], block: &Block) {
    for (x, b) in x.as_chunks_mut::<LANES>().0.iter_mut().zip(block) {
        store(x, *b);
    }
}

fn axpy_block(block: &mut Block, a: f32, x: &[f32]) {
    let factor = f32x4_splat(a);
    for (b, x) in block.iter_mut().zip(x.as_chunks::<LANES>().0) {
        *b = f32x4_add(*b, f32x4_mul(factor, load(x)));
    }
}

/// As [`plain::rows_sum`].
pub fn rows_sum(y: &mut [f32], rows: Rows<'_>, active: &Active) {
    let (blocks, rest) = y.as_chunks_mut::<BLOCK>();
    let rest_at = blocks.len() * BLOCK;
    for (b, block) in blocks.iter_mut().enumerate() {
        let mut sums = load_block(block);
        for (&j, &x) in active.index.iter().zip(&active.value) {
            let at = j as usize * rows.stride + b * BLOCK;
            axpy_block(&mut sums, x, &rows.data[at..at + BLOCK]);
        }
        store_block(block, &sums);
    }
    if !rest.is_empty() {
        for (&j, &x) in active.index.iter().zip(&active.value) {
            axpy(rest, x, &rows.data[j as usize * rows.stride + rest_at..]);
        }
    }
}

/// As [`plain::lists_sum`].
pub fn lists_sum(out: &mut [f32], stride: usize, columns: usize, rows: Rows<'_>, lists: &Lists) {
    let whole = columns - columns % BLOCK;
    for at in (0..whole).step_by(BLOCK) {
        for (r, (index, value)) in lists.iter().enumerate() {
            if index.is_empty() {
                continue;
            }
            let Some(block) = out[r * stride + at..].first_chunk_mut::<BLOCK>() else { return };
            let mut sums = load_block(block);
            for (&j, &x) in index.iter().zip(value) {
                let from = j as usize * rows.stride + at;
                axpy_block(&mut sums, x, &rows.data[from..from + BLOCK]);
            }
            store_block(block, &sums);
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

/// One update by Adam, as [`plain::adam`].
pub fn adam(s: &AdamStep, w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
    let n = w.len().min(g.len()).min(m.len()).min(v.len());
    let (ws, w_rest) = w[..n].as_chunks_mut::<LANES>();
    let (gs, g_rest) = g[..n].as_chunks::<LANES>();
    let (ms, m_rest) = m[..n].as_chunks_mut::<LANES>();
    let (vs, v_rest) = v[..n].as_chunks_mut::<LANES>();
    let (keep1, keep2) = (f32x4_splat(s.keep1), f32x4_splat(s.keep2));
    let (take1, take2) = (f32x4_splat(1.0 - s.keep1), f32x4_splat(1.0 - s.keep2));
    let (rate, epsilon) = (f32x4_splat(s.rate), f32x4_splat(s.epsilon));
    for (((w, g), m), v) in ws.iter_mut().zip(gs).zip(ms).zip(vs) {
        let g = load(g);
        let mean = f32x4_add(f32x4_mul(keep1, load(m)), f32x4_mul(take1, g));
        let square = f32x4_add(f32x4_mul(keep2, load(v)), f32x4_mul(f32x4_mul(take2, g), g));
        store(m, mean);
        store(v, square);
        let change = f32x4_div(f32x4_mul(rate, mean), f32x4_add(f32x4_sqrt(square), epsilon));
        let moved = f32x4_sub(load(w), change);
        store(w, moved);
    }
    plain::adam(s, w_rest, g_rest, m_rest, v_rest);
}
