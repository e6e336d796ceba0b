//! The kernels in plain Rust: what each computes, in which order.

/// y += a·x, element by element.
#[inline]
pub fn axpy(y: &mut [f32], a: f32, x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * x;
    }
}

/// y += x, element by element.
#[inline]
pub fn add(y: &mut [f32], x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += x;
    }
}

/// Σ x·y in eight interleaved sums that are added pairwise at the end; the remainder goes to the first sums.
#[inline]
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
pub fn adam(s: &AdamStep, w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
    for (((w, &g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
        *m = s.keep1 * *m + (1.0 - s.keep1) * g;
        *v = s.keep2 * *v + (1.0 - s.keep2) * g * g;
        *w -= s.rate * *m / (v.sqrt() + s.epsilon);
    }
}
