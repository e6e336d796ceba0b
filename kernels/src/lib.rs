//! The few inner loops that all time is spent in, with a fixed order of operations, so that every build gives the same bits.
//!
//! [`plain`] says what each computes and defines the results; `fast` does the same operations in the same order, eight numbers at a time
//! ([`Lanes`]), with the vectors that [`dispatch!`] finds. Element-wise loops and sums over rows are free to be vectorised: no sum is
//! reordered by it. The reductions ([`dot`], [`loop_back`]) name their order. No fused multiply-add anywhere.
//!
//! These loops are a package of their own so that they can be built for speed where the rest of the engine is built for size: in
//! WebAssembly.

#[doc(hidden)]
pub mod dispatch;
#[cfg(any(not(target_arch = "wasm32"), target_feature = "simd128"))]
mod fast;
pub mod lanes;
pub mod lists;
pub mod plain;
pub mod sparse;

#[cfg(any(not(target_arch = "wasm32"), target_feature = "simd128"))]
use fast::{adam_of, add_of, axpy_of, clear_of, dot_of, lists_sum_of, loop_back_of, loop_drive_of, loop_gradient_of, product_of};
pub use lanes::{LANES, Lanes, put_rest, rest, vectors, vectors_mut};
pub use lists::{AdamStep, Back, Bits, Columns, Lists, Matrix, Rows};
pub use sparse::SparseLoop;

// WebAssembly without vectors: the plain loops, which are small.
#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
pub use plain::{adam, add, axpy, clear, dot, lists_sum, loop_back, loop_drive, loop_gradient, product};

#[cfg(any(not(target_arch = "wasm32"), target_feature = "simd128"))]
dispatch! {
    /// As [`plain::axpy`].
    pub fn axpy = axpy_of, (y: &mut [f32], a: f32, x: &[f32]);
    /// As [`plain::add`].
    pub fn add = add_of, (y: &mut [f32], x: &[f32]);
    /// As [`plain::clear`].
    pub fn clear = clear_of, (x: &mut [f32]);
    /// As [`plain::dot`].
    pub fn dot = dot_of, (x: &[f32], y: &[f32]) -> f32;
    /// As [`plain::product`].
    pub fn product = product_of,
        (out: &mut [f32], stride: usize, columns: usize, count: usize, a: Matrix<'_>, depth: usize, w: Rows<'_>);
    /// As [`plain::lists_sum`].
    pub fn lists_sum = lists_sum_of, (out: &mut [f32], stride: usize, columns: usize, rows: Rows<'_>, lists: &Lists);
    /// As [`plain::loop_drive`].
    pub fn loop_drive = loop_drive_of, (drive: &mut [f32], links: &SparseLoop, active: &[u64], spikes: &[f32]);
    /// As [`plain::loop_back`].
    pub fn loop_back = loop_back_of, (links: &SparseLoop, ways: &mut [Back<'_>]);
    /// As [`plain::loop_gradient`].
    pub fn loop_gradient = loop_gradient_of, (g: &mut [f32], links: &SparseLoop, columns: usize, lists: &Lists, dv: Rows<'_>);
    /// As [`plain::adam`].
    pub fn adam = adam_of, (s: &AdamStep, w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]);
}
