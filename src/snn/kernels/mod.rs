//! The few inner loops that all time is spent in, with a fixed order of operations, so that every build gives the same bits.
//!
//! The `plain` twins define the results. Element-wise loops are free to be vectorised: no sum is reordered by it. The one reduction, [`dot`], names its order:
//! eight running sums, then a tree. No fused multiply-add anywhere. Where WebAssembly has `simd128`, the `simd` twins do the same
//! operations four at a time; `tests/wasm.rs` compares them to the last bit.

pub mod plain;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use plain::{adam, add, axpy, dot};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd::{adam, add, axpy, dot};

/// Adds to `y` the rows of `w` (shape `[inputs, outputs]`) that belong to non-zero inputs, each times its input, in ascending order:
/// work per spike, none for a silent neuron.
#[inline]
pub fn gather(y: &mut [f32], w: &[f32], inputs: &[f32]) {
    for (row, &x) in w.chunks_exact(y.len().max(1)).zip(inputs) {
        if x != 0.0 {
            axpy(y, x, row);
        }
    }
}

/// Adds to the gradient `g` (shape `[inputs, outputs]`) the outer products Σ_t pre\[t\] ⊗ post\[t\], in ascending t for each row.
///
/// # Shapes
/// `pre`: `[steps, inputs]`, `post`: `[steps, outputs]`, `live`: `[steps]`, false where all of `post[t]` is zero.
pub fn outer_sum(g: &mut [f32], pre: &[f32], post: &[f32], inputs: usize, outputs: usize, live: &[bool]) {
    for (j, row) in g.chunks_exact_mut(outputs.max(1)).enumerate().take(inputs) {
        for (t, post) in post.chunks_exact(outputs.max(1)).enumerate() {
            let x = pre[t * inputs + j];
            if x != 0.0 && live[t] {
                axpy(row, x, post);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Stream};

    #[test]
    fn dot_agrees_with_double_precision() {
        let mut r = Stream::new(3, Purpose::Weights, 0);
        for n in [0, 1, 7, 8, 9, 500] {
            let x: Vec<f32> = (0..n).map(|_| r.range(-1.0, 1.0)).collect();
            let y: Vec<f32> = (0..n).map(|_| r.range(-1.0, 1.0)).collect();
            let exact: f64 = x.iter().zip(&y).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
            assert!((f64::from(dot(&x, &y)) - exact).abs() < 1e-5);
        }
    }

    #[test]
    fn gather_and_outer_sum_are_the_plain_loops() {
        let (inputs, outputs, steps) = (5, 3, 4);
        let mut r = Stream::new(4, Purpose::Weights, 0);
        let mut draw =
            |n: usize, zeros: f32| -> Vec<f32> { (0..n).map(|_| if r.uniform() < zeros { 0.0 } else { r.range(-1.0, 1.0) }).collect() };
        let (w, pre, mut post) = (draw(inputs * outputs, 0.0), draw(steps * inputs, 0.5), draw(steps * outputs, 0.0));
        post[..outputs].fill(0.0);
        let live: Vec<bool> = post.chunks(outputs).map(|p| p.iter().any(|x| *x != 0.0)).collect();
        let mut y = vec![0.5; outputs];
        gather(&mut y, &w, &pre[..inputs]);
        for (o, y) in y.iter().enumerate() {
            let plain: f32 = (0..inputs).fold(0.5, |s, j| s + pre[j] * w[j * outputs + o]);
            assert_eq!(*y, plain);
        }
        let mut g = vec![0.0; inputs * outputs];
        outer_sum(&mut g, &pre, &post, inputs, outputs, &live);
        for (i, g) in g.iter().enumerate() {
            let plain: f32 = (0..steps).fold(0.0, |s, t| s + pre[t * inputs + i / outputs] * post[t * outputs + i % outputs]);
            assert_eq!(*g, plain);
        }
    }
}
