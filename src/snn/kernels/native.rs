//! The plain kernels, on x86-64 compiled a second time for 256-bit vectors and chosen when the program runs: the same operations in the
//! same order (no fused multiply-add), eight numbers at a time.
#![allow(unsafe_code, reason = "a function for a certain processor may only be called on it")]

use super::plain::{self, Active, AdamStep, Lists, Rows};

macro_rules! widen {
    ($($(#[$meta:meta])* fn $name:ident($($arg:ident: $type:ty),+) $(-> $out:ty)?;)+) => { $(
        $(#[$meta])*
        #[inline]
        pub fn $name($($arg: $type),+) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn wide($($arg: $type),+) $(-> $out)? {
                    plain::$name($($arg),+)
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor has what `wide` was compiled for.
                    return unsafe { wide($($arg),+) };
                }
            }
            plain::$name($($arg),+)
        }
    )+ };
}

widen! {
    /// As [`plain::axpy`].
    fn axpy(y: &mut [f32], a: f32, x: &[f32]);
    /// As [`plain::add`].
    fn add(y: &mut [f32], x: &[f32]);
    /// As [`plain::dot`].
    fn dot(x: &[f32], y: &[f32]) -> f32;
    /// As [`plain::rows_sum`].
    fn rows_sum(y: &mut [f32], rows: Rows<'_>, active: &Active);
    /// As [`plain::lists_sum`].
    fn lists_sum(out: &mut [f32], stride: usize, columns: usize, rows: Rows<'_>, lists: &Lists);
    /// As [`plain::adam`].
    fn adam(s: &AdamStep, w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]);
}

/// Runs `body`, which must be inlined to gain by it, with the widest vectors that the processor has.
#[inline]
pub fn wide<R>(body: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn call<R>(body: impl FnOnce() -> R) -> R {
            body()
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has what `call` was compiled for.
            return unsafe { call(body) };
        }
    }
    body()
}
