//! Eight numbers that are computed with at once: one vector of AVX2, two of `simd128`, or an array. Every operation is the one of IEEE 754
//! on each number, so every build gives the same bits; none is a fused multiply-add.
#![allow(clippy::inline_always, reason = "the wider builds of kernels compile these bodies anew")]
#![allow(unsafe_code, reason = "vector loads and stores take pointers, and vector instructions a processor that has them")]

use std::ops::{Add, Div, Mul, Sub};

/// Numbers in a vector.
pub const LANES: usize = 8;

/// Eight numbers.
pub trait Lanes: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> {
    /// Vectors of sums that a kernel may hold at once.
    const SUMS: usize;

    /// The same number eight times.
    #[must_use]
    fn splat(x: f32) -> Self;

    /// Eight numbers from memory.
    #[must_use]
    fn load(x: &[f32; LANES]) -> Self;

    /// Eight numbers to memory.
    fn store(self, to: &mut [f32; LANES]);

    /// √ of each.
    #[must_use]
    fn sqrt(self) -> Self;

    /// `yes` where `self` ≥ `other`, else `no`.
    #[must_use]
    fn at_least(self, other: Self, yes: Self, no: Self) -> Self;

    /// `yes` where |`self`| < `other`, else `no`.
    #[must_use]
    fn within(self, other: Self, yes: Self, no: Self) -> Self;

    /// Bit i is set where number i is not 0.
    #[must_use]
    fn bits(self) -> u8;

    /// `yes` where the bit is set, else `no`.
    #[must_use]
    fn choose(bits: u8, yes: Self, no: Self) -> Self;

    /// Eight zeros.
    #[inline(always)]
    #[must_use]
    fn zero() -> Self {
        Self::splat(0.0)
    }

    /// Numbers `i` to `i + 8` of `x`, and zeros beyond its end.
    #[inline(always)]
    #[must_use]
    fn of(x: &[f32], i: usize) -> Self {
        let from = x.get(i..).unwrap_or_default();
        match from.first_chunk() {
            Some(x) => Self::load(x),
            None => Self::load(&padded(from)),
        }
    }

    /// Writes to numbers `i` to `i + 8` of `x`, as far as it goes.
    #[inline(always)]
    fn put(self, x: &mut [f32], i: usize) {
        let to = x.get_mut(i..).unwrap_or_default();
        if let Some(x) = to.first_chunk_mut() {
            return self.store(x);
        }
        let mut all = [0.0; LANES];
        self.store(&mut all);
        put_some(to, &all);
    }

    /// Their sum, added pairwise: ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)).
    #[inline(always)]
    #[must_use]
    fn sum(self) -> f32 {
        let mut all = [0.0; LANES];
        self.store(&mut all);
        let [a, b, c, d, e, f, g, h] = all;
        ((a + e) + (c + g)) + ((b + f) + (d + h))
    }
}

/// The whole vectors among the first `n` numbers of `x`: arrays of one length, so that a loop over several needs no checks.
#[inline(always)]
#[must_use]
pub fn vectors(x: &[f32], n: usize) -> &[[f32; LANES]] {
    &x[..n].as_chunks().0[..n / LANES]
}

/// As [`vectors`], to write to.
#[inline(always)]
pub fn vectors_mut(x: &mut [f32], n: usize) -> &mut [[f32; LANES]] {
    &mut x[..n].as_chunks_mut().0[..n / LANES]
}

/// The numbers behind the whole vectors among the first `n` of `x`, and zeros.
#[must_use]
pub fn rest(x: &[f32], n: usize) -> [[f32; LANES]; 1] {
    [padded(&x[n / LANES * LANES..n])]
}

/// Writes back what [`rest`] took.
pub fn put_rest(x: &mut [f32], n: usize, from: &[[f32; LANES]; 1]) {
    put_some(&mut x[n / LANES * LANES..n], &from[0]);
}

/// The numbers of `x`, fewer than [`LANES`], and zeros.
#[cold]
#[inline(never)]
fn padded(x: &[f32]) -> [f32; LANES] {
    let mut out = [0.0; LANES];
    for (o, x) in out.iter_mut().zip(x) {
        *o = *x;
    }
    out
}

/// As many of `from` as there is room for.
#[cold]
#[inline(never)]
fn put_some(to: &mut [f32], from: &[f32; LANES]) {
    for (t, f) in to.iter_mut().zip(from) {
        *t = *f;
    }
}

macro_rules! operators {
    ($vector:ty: $($trait:ident $name:ident |$a:ident, $b:ident| $body:expr),+) => { $(
        impl $trait for $vector {
            type Output = Self;

            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                let ($a, $b) = (self, other);
                $body
            }
        }
    )+ };
}

/// An array: what there is everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Array([f32; LANES]);

/// An array made number by number, without a loop: builds for size do not unroll one, and would keep the array in memory.
macro_rules! each {
    (|$i:ident| $body:expr) => {
        Array([
            {
                const $i: usize = 0;
                $body
            },
            {
                const $i: usize = 1;
                $body
            },
            {
                const $i: usize = 2;
                $body
            },
            {
                const $i: usize = 3;
                $body
            },
            {
                const $i: usize = 4;
                $body
            },
            {
                const $i: usize = 5;
                $body
            },
            {
                const $i: usize = 6;
                $body
            },
            {
                const $i: usize = 7;
                $body
            },
        ])
    };
}

impl Lanes for Array {
    const SUMS: usize = 8;

    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self([x; LANES])
    }

    #[inline(always)]
    fn load(x: &[f32; LANES]) -> Self {
        Self(*x)
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = self.0;
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        each!(|I| self.0[I].sqrt())
    }

    #[inline(always)]
    fn at_least(self, other: Self, yes: Self, no: Self) -> Self {
        each!(|I| if self.0[I] >= other.0[I] { yes.0[I] } else { no.0[I] })
    }

    #[inline(always)]
    fn within(self, other: Self, yes: Self, no: Self) -> Self {
        each!(|I| if self.0[I].abs() < other.0[I] { yes.0[I] } else { no.0[I] })
    }

    #[inline(always)]
    fn bits(self) -> u8 {
        let [a, b, c, d, e, f, g, h] = self.0.map(|x| u8::from(x != 0.0));
        a | b << 1 | c << 2 | d << 3 | e << 4 | f << 5 | g << 6 | h << 7
    }

    #[inline(always)]
    fn choose(bits: u8, yes: Self, no: Self) -> Self {
        each!(|I| if bits >> I & 1 == 1 { yes.0[I] } else { no.0[I] })
    }
}

operators! { Array:
    Add add |a, b| each!(|I| a.0[I] + b.0[I]),
    Sub sub |a, b| each!(|I| a.0[I] - b.0[I]),
    Mul mul |a, b| each!(|I| a.0[I] * b.0[I]),
    Div div |a, b| each!(|I| a.0[I] / b.0[I])
}

#[cfg(target_arch = "x86_64")]
#[doc(hidden)]
pub use avx::Avx;

#[cfg(target_arch = "x86_64")]
mod avx {
    use super::{Add, Div, LANES, Lanes, Mul, Sub};
    use core::arch::x86_64 as x86;

    /// One vector of AVX2. To be used only in functions that are compiled for AVX2: `dispatch` sees to it that they run where it is.
    #[derive(Clone, Copy, Debug)]
    pub struct Avx(x86::__m256);

    // SAFETY of all that follows: by the rule above the processor has AVX2; pointers come from references to eight floats, and loads and
    // stores ask for no alignment.
    impl Lanes for Avx {
        const SUMS: usize = 12;

        #[inline(always)]
        fn splat(x: f32) -> Self {
            Self(unsafe { x86::_mm256_set1_ps(x) })
        }

        #[inline(always)]
        fn load(x: &[f32; LANES]) -> Self {
            Self(unsafe { x86::_mm256_loadu_ps(x.as_ptr()) })
        }

        #[inline(always)]
        fn store(self, to: &mut [f32; LANES]) {
            unsafe { x86::_mm256_storeu_ps(to.as_mut_ptr(), self.0) }
        }

        #[inline(always)]
        fn sqrt(self) -> Self {
            Self(unsafe { x86::_mm256_sqrt_ps(self.0) })
        }

        #[inline(always)]
        fn at_least(self, other: Self, yes: Self, no: Self) -> Self {
            Self(unsafe { x86::_mm256_blendv_ps(no.0, yes.0, x86::_mm256_cmp_ps::<{ x86::_CMP_GE_OQ }>(self.0, other.0)) })
        }

        #[inline(always)]
        fn within(self, other: Self, yes: Self, no: Self) -> Self {
            let size = unsafe { x86::_mm256_andnot_ps(x86::_mm256_set1_ps(-0.0), self.0) };
            Self(unsafe { x86::_mm256_blendv_ps(no.0, yes.0, x86::_mm256_cmp_ps::<{ x86::_CMP_LT_OQ }>(size, other.0)) })
        }

        #[inline(always)]
        fn bits(self) -> u8 {
            let zero = Self::splat(0.0);
            (unsafe { x86::_mm256_movemask_ps(x86::_mm256_cmp_ps::<{ x86::_CMP_NEQ_UQ }>(self.0, zero.0)) }) as u8
        }

        #[inline(always)]
        fn choose(bits: u8, yes: Self, no: Self) -> Self {
            Self(unsafe {
                let each = x86::_mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
                let set = x86::_mm256_cmpeq_epi32(x86::_mm256_and_si256(x86::_mm256_set1_epi32(i32::from(bits)), each), each);
                x86::_mm256_blendv_ps(no.0, yes.0, x86::_mm256_castsi256_ps(set))
            })
        }
    }

    operators! { Avx:
        Add add |a, b| Self(unsafe { x86::_mm256_add_ps(a.0, b.0) }),
        Sub sub |a, b| Self(unsafe { x86::_mm256_sub_ps(a.0, b.0) }),
        Mul mul |a, b| Self(unsafe { x86::_mm256_mul_ps(a.0, b.0) }),
        Div div |a, b| Self(unsafe { x86::_mm256_div_ps(a.0, b.0) })
    }
}

#[cfg(target_feature = "simd128")]
#[doc(hidden)]
pub use simd::Simd;

#[cfg(target_feature = "simd128")]
mod simd {
    use super::{Add, Div, LANES, Lanes, Mul, Sub};
    use core::arch::wasm32 as v;

    /// Two vectors of `simd128`.
    #[derive(Clone, Copy, Debug)]
    pub struct Simd(v::v128, v::v128);

    impl Simd {
        #[inline(always)]
        fn pick(test: Self, yes: Self, no: Self) -> Self {
            Self(v::v128_bitselect(yes.0, no.0, test.0), v::v128_bitselect(yes.1, no.1, test.1))
        }
    }

    impl Lanes for Simd {
        const SUMS: usize = 4;

        #[inline(always)]
        fn splat(x: f32) -> Self {
            Self(v::f32x4_splat(x), v::f32x4_splat(x))
        }

        #[inline(always)]
        fn load(x: &[f32; LANES]) -> Self {
            let from: *const v::v128 = x.as_ptr().cast();
            // SAFETY: the reference is to eight floats, 32 readable bytes; v128_load asks for no alignment.
            unsafe { Self(v::v128_load(from), v::v128_load(from.add(1))) }
        }

        #[inline(always)]
        fn store(self, to: &mut [f32; LANES]) {
            let to: *mut v::v128 = to.as_mut_ptr().cast();
            // SAFETY: the reference is to eight floats, 32 writable bytes; v128_store asks for no alignment.
            unsafe {
                v::v128_store(to, self.0);
                v::v128_store(to.add(1), self.1);
            }
        }

        #[inline(always)]
        fn sqrt(self) -> Self {
            Self(v::f32x4_sqrt(self.0), v::f32x4_sqrt(self.1))
        }

        #[inline(always)]
        fn at_least(self, other: Self, yes: Self, no: Self) -> Self {
            Self::pick(Self(v::f32x4_ge(self.0, other.0), v::f32x4_ge(self.1, other.1)), yes, no)
        }

        #[inline(always)]
        fn within(self, other: Self, yes: Self, no: Self) -> Self {
            let below = Self(v::f32x4_lt(v::f32x4_abs(self.0), other.0), v::f32x4_lt(v::f32x4_abs(self.1), other.1));
            Self::pick(below, yes, no)
        }

        #[inline(always)]
        fn bits(self) -> u8 {
            let zero = v::f32x4_splat(0.0);
            v::i32x4_bitmask(v::f32x4_ne(self.0, zero)) | v::i32x4_bitmask(v::f32x4_ne(self.1, zero)) << 4
        }

        #[inline(always)]
        fn choose(bits: u8, yes: Self, no: Self) -> Self {
            let all = v::i32x4_splat(i32::from(bits));
            let (low, high) = (v::i32x4(1, 2, 4, 8), v::i32x4(16, 32, 64, 128));
            Self::pick(Self(v::i32x4_eq(v::v128_and(all, low), low), v::i32x4_eq(v::v128_and(all, high), high)), yes, no)
        }
    }

    operators! { Simd:
        Add add |a, b| Self(v::f32x4_add(a.0, b.0), v::f32x4_add(a.1, b.1)),
        Sub sub |a, b| Self(v::f32x4_sub(a.0, b.0), v::f32x4_sub(a.1, b.1)),
        Mul mul |a, b| Self(v::f32x4_mul(a.0, b.0), v::f32x4_mul(a.1, b.1)),
        Div div |a, b| Self(v::f32x4_div(a.0, b.0), v::f32x4_div(a.1, b.1))
    }
}
