//! The inner loops, from their own package: see [`nrr_snn_kernels`].

use crate::rng::{Purpose, Stream};
pub use nrr_snn_kernels::*;
use sparse::{padded, words};

/// Compares every kernel with its plain twin, to the last bit, over sizes with and without remainders: natively by the tests, in a browser
/// by `tests/wasm.rs`.
///
/// # Panics
/// When one differs.
#[doc(hidden)]
pub fn compare_with_plain() {
    let mut r = Stream::new(4, Purpose::Weights, 0);
    let mut draw =
        |n: usize, zeros: f32| -> Vec<f32> { (0..n).map(|_| if r.uniform() < zeros { 0.0 } else { r.range(-1.0, 1.0) }).collect() };
    let same = |what: &str, a: &[f32], b: &[f32]| {
        assert!(a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits()), "{what} of {} differs from its plain twin", a.len());
    };
    for n in [1, 7, 8, 31, 33, 70, 130] {
        let steps = 5;
        let (x, y) = (draw(n, 0.0), draw(n, 0.0));
        let both = |what: &str, fast: &dyn Fn(&mut [f32]), slow: &dyn Fn(&mut [f32]), start: &[f32]| {
            let (mut a, mut b) = (start.to_vec(), start.to_vec());
            fast(&mut a);
            slow(&mut b);
            same(what, &a, &b);
        };
        both("axpy", &|y| axpy(y, 0.7, &x), &|y| plain::axpy(y, 0.7, &x), &y);
        both("add", &|y| add(y, &x), &|y| plain::add(y, &x), &y);
        same("dot", &[dot(&x, &y)], &[plain::dot(&x, &y)]);
        let step = AdamStep { keep1: 0.9, keep2: 0.999, rate: 0.01, epsilon: 1e-8 };
        let (squares, gradient): (Vec<f32>, Vec<f32>) = (x.iter().map(|x| x * x).collect(), draw(n, 0.2));
        both(
            "adam",
            &|w| adam(&step, w, &gradient, &mut x.clone(), &mut squares.clone()),
            &|w| plain::adam(&step, w, &gradient, &mut x.clone(), &mut squares.clone()),
            &y,
        );
        let (inputs, weights, out) = (draw(steps * 9, 0.4), draw(9 * n, 0.0), draw(steps * n, 0.0));
        let (a, w) = (Matrix { data: &inputs, row: 9, column: 1 }, Rows { data: &weights, stride: n });
        both("product", &|o| product(o, n, n, steps, a, 9, w), &|o| plain::product(o, n, n, steps, a, 9, w), &out);
        let mut lists = Lists::default();
        lists.of_rows(Rows { data: &inputs, stride: 9 }, None, 0, 9, steps);
        both("lists_sum", &|o| lists_sum(o, n, n, w, &lists), &|o| plain::lists_sum(o, n, n, w, &lists), &out);
        for zeros in [0.0, 0.5, 0.97] {
            let mask: Vec<u8> = draw(n * n, zeros).iter().map(|w| u8::from(*w != 0.0)).collect();
            let links = SparseLoop::new(n, &draw(n * n, 0.0), &mask);
            let spikes = draw(n, 0.6);
            let mut active = vec![0u64; words(n)];
            for (i, _) in spikes.iter().enumerate().filter(|(_, s)| **s != 0.0) {
                active[i / 64] |= 1 << (i % 64);
            }
            let row = draw(padded(n), 0.0);
            both("loop_drive", &|d| loop_drive(d, &links, &active, &spikes), &|d| plain::loop_drive(d, &links, &active, &spikes), &row);
            let all: Vec<u64> = (0..n).fold(vec![0; words(n)], |mut bits, i| {
                bits[i / 64] |= 1 << (i % 64);
                bits
            });
            for utterances in 1..=3 {
                let dv = [draw(padded(n), 0.0), draw(padded(n), 0.5), draw(padded(n), 0.9)];
                let wanted = [&active, &all, &active];
                let back = |of: &dyn Fn(&SparseLoop, &mut [Back<'_>]), d: &mut [f32]| {
                    let ways = d.chunks_exact_mut(n).zip(wanted).zip(&dv).map(|((d, wanted), dv)| Back { d, wanted, dv });
                    of(&links, &mut ways.collect::<Vec<_>>());
                };
                both("loop_back", &|d| back(&loop_back, d), &|d| back(&plain::loop_back, d), &draw(utterances * n, 0.0));
            }
            let (pre, dv) = (draw(steps * n, 0.5), draw(steps * padded(n), 0.0));
            let rows = |from: usize| Rows { data: &pre[from * n..], stride: n };
            // As the steps of two utterances.
            let parts = [
                Columns { rows: rows(0), bits: None, from: 0, live: &[true, true, false], first: 0 },
                Columns { rows: rows(3), bits: None, from: 0, live: &[true, true], first: 3 },
            ];
            lists.of_columns(n, &|p| parts.get(p).copied());
            let (g, dv) = (draw(links.values.len(), 0.0), Rows { data: &dv, stride: padded(n) });
            for columns in [n, n / 2] {
                both(
                    "loop_gradient",
                    &|g| loop_gradient(g, &links, columns, &lists, dv),
                    &|g| plain::loop_gradient(g, &links, columns, &lists, dv),
                    &g,
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn kernels_are_their_plain_twins() {
        compare_with_plain();
    }

    #[test]
    fn bits_and_values_give_the_same_lists() {
        let (steps, n, from, width) = (4, 200, 60, 75);
        let mut r = Stream::new(5, Purpose::Weights, 0);
        let cells: Vec<f32> = (0..steps * n).map(|_| if r.uniform() < 0.7 { 0.0 } else { 1.0 }).collect();
        let stride = words(n);
        let mut bits = vec![0u64; steps * stride];
        for (at, _) in cells.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            bits[at / n * stride + at % n / 64] |= 1 << (at % n % 64);
        }
        let (rows, bits) = (Rows { data: &cells, stride: n }, Some(Bits { data: &bits, stride }));
        let lists = |of: &dyn Fn(&mut Lists, Option<Bits<'_>>), bits| {
            let mut lists = Lists::default();
            of(&mut lists, bits);
            lists.iter().map(|(i, v)| (i.to_vec(), v.to_vec())).collect::<Vec<_>>()
        };
        let by_row = |l: &mut Lists, b: Option<Bits<'_>>| l.of_rows(rows, b, from, width, steps);
        let by_column = |l: &mut Lists, bits: Option<Bits<'_>>| {
            let part = Columns { rows, bits, from, live: &[true, false, true, true], first: 0 };
            l.of_columns(width, &|p| (p == 0).then_some(part));
        };
        assert_eq!(lists(&by_row, bits), lists(&by_row, None));
        assert_eq!(lists(&by_column, bits), lists(&by_column, None));
        assert_eq!(lists(&by_column, bits).len(), width);
    }
}
