//! The few inner loops that all time is spent in, with a fixed order of operations, so that every build gives the same bits.
//!
//! The `plain` twins define the results. Element-wise loops are free to be vectorised: no sum is reordered by it. The one reduction, [`dot`], names its order:
//! eight running sums, then a tree. No fused multiply-add anywhere. Where WebAssembly has `simd128`, the `simd` twins do the same
//! operations four at a time; `tests/wasm.rs` compares them to the last bit.

#[cfg(not(target_arch = "wasm32"))]
mod native;
pub mod plain;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd;

#[cfg(not(target_arch = "wasm32"))]
pub use native::{adam, add, axpy, dot, lists_sum, rows_sum, wide};
pub use plain::{Active, Lists, Rows};
#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
pub use plain::{adam, add, axpy, dot, lists_sum, rows_sum};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd::{adam, add, axpy, dot, lists_sum, rows_sum};

/// Runs `body`: in WebAssembly there is one width of vectors.
#[cfg(target_arch = "wasm32")]
#[inline]
pub fn wide<R>(body: impl FnOnce() -> R) -> R {
    body()
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
    fn sums_of_rows_are_the_plain_loops() {
        let (inputs, outputs, steps) = (5, 71, 4);
        let mut r = Stream::new(4, Purpose::Weights, 0);
        let mut draw =
            |n: usize, zeros: f32| -> Vec<f32> { (0..n).map(|_| if r.uniform() < zeros { 0.0 } else { r.range(-1.0, 1.0) }).collect() };
        let (w, pre, mut post) = (draw(inputs * outputs, 0.0), draw(steps * inputs, 0.5), draw(steps * outputs, 0.0));
        post[..outputs].fill(0.0);
        let live: Vec<bool> = post.chunks(outputs).map(|p| p.iter().any(|x| *x != 0.0)).collect();
        let mut y = vec![0.5; outputs];
        let mut active = Active::default();
        active.of(&pre[..inputs]);
        rows_sum(&mut y, Rows { data: &w, stride: outputs }, &active);
        for (o, y) in y.iter().enumerate() {
            let plain: f32 = (0..inputs).fold(0.5, |s, j| s + pre[j] * w[j * outputs + o]);
            assert_eq!(*y, plain);
        }
        let mut lists = Lists::default();
        let rows = |data, stride| Rows { data, stride };
        let mut drive = vec![0.5; steps * outputs];
        lists.of_rows(rows(&pre, inputs), inputs, steps);
        lists_sum(&mut drive, outputs, outputs, rows(&w, outputs), &lists);
        for (i, d) in drive.iter().enumerate() {
            let plain: f32 = (0..inputs).fold(0.5, |s, j| s + pre[i / outputs * inputs + j] * w[j * outputs + i % outputs]);
            assert_eq!(*d, plain);
        }
        let mut g = vec![0.0; inputs * outputs];
        lists.of_columns(rows(&pre, inputs), inputs, &live);
        lists_sum(&mut g, outputs, outputs, rows(&post, outputs), &lists);
        for (i, g) in g.iter().enumerate() {
            let plain: f32 = (0..steps).fold(0.0, |s, t| s + pre[t * inputs + i / outputs] * post[t * outputs + i % outputs]);
            assert_eq!(*g, plain);
        }
    }
}
