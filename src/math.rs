//! Every transcendental function of the crate, from `libm`.
//!
//! The standard library's own differ between native targets and WebAssembly by 1 to 3 units in the last place; `libm` is compiled
//! Rust and gives the same bits everywhere, which is what makes runs repeatable across machines.
#![allow(clippy::excessive_precision, reason = "constants as their sources print them")]

/// e^x in single precision.
#[must_use]
pub fn exp(x: f32) -> f32 {
    libm::expf(x)
}

/// Hyperbolic tangent in single precision, as 1 − 2/(e^2x + 1): no second table in the download.
#[must_use]
pub fn tanh(x: f32) -> f32 {
    1.0 - 2.0 / (exp(2.0 * x) + 1.0)
}

/// Replaces values by their softmax, the largest subtracted first.
pub fn softmax(values: &mut [f32]) {
    let top = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for v in values.iter_mut() {
        *v = exp(*v - top);
        sum += *v;
    }
    for v in values.iter_mut() {
        *v /= sum;
    }
}

/// Natural logarithm in single precision.
#[must_use]
pub fn ln(x: f32) -> f32 {
    libm::logf(x)
}

/// Natural logarithm in double precision.
#[must_use]
pub fn ln64(x: f64) -> f64 {
    libm::log(x)
}

/// Cosine in double precision: `libm`'s to the last bit for |x| below a million, beyond which an angle has lost its digits.
#[must_use]
pub fn cos64(x: f64) -> f64 {
    let (quarter, y, rest) = turned(x);
    match quarter & 3 {
        0 => cosine(y, rest),
        1 => -sine(y, rest),
        2 => -cosine(y, rest),
        _ => sine(y, rest),
    }
}

/// Sine in double precision, likewise.
#[must_use]
pub fn sin64(x: f64) -> f64 {
    let (quarter, y, rest) = turned(x);
    match quarter & 3 {
        0 => sine(y, rest),
        1 => cosine(y, rest),
        2 => -sine(y, rest),
        _ => -cosine(y, rest),
    }
}

/// x as a number of quarter turns and what is left, at most π/4 either way, as a number and its rounding error: FreeBSD's `e_rem_pio2` without
/// its part for large angles, which is a table of 2/π in the download.
fn turned(x: f64) -> (i32, f64, f64) {
    /// π/2 in pieces of 33 bits, and what each leaves.
    const PIECES: [(f64, f64); 3] = [
        (1.570_796_326_734_125_614_17, 6.077_100_506_506_192_249_32e-11),
        (6.077_100_506_303_965_976_60e-11, 2.022_266_248_795_950_631_54e-21),
        (2.022_266_248_711_166_455_80e-21, 8.478_427_660_368_899_569_97e-32),
    ];
    /// Added and taken off again it rounds to a whole number.
    const ROUND: f64 = 1.5 / f64::EPSILON;
    if x.abs() <= std::f64::consts::FRAC_PI_4 {
        return (0, x, 0.0);
    }
    let turns = x * std::f64::consts::FRAC_2_PI + ROUND - ROUND;
    let exponent = |x: f64| (x.to_bits() >> 52) as i32 & 0x7ff;
    let (mut left, mut error) = (x - turns * PIECES[0].0, turns * PIECES[0].1);
    // Where nearly all digits cancel, the next pieces of π/2 count.
    for (piece, lost) in [(1, 16), (2, 49)] {
        if exponent(x) - exponent(left - error) <= lost {
            break;
        }
        let before = left;
        let (part, rest) = PIECES[piece];
        left = before - turns * part;
        error = turns * rest - ((before - left) - turns * part);
    }
    let y = left - error;
    (turns as i32, y, (left - y) - error)
}

/// cos(x + rest) for |x| ≤ π/4: FreeBSD's `k_cos`.
fn cosine(x: f64, rest: f64) -> f64 {
    const C: [f64; 6] = [
        4.166_666_666_666_660_190_37e-2,
        -1.388_888_888_887_410_957_49e-3,
        2.480_158_728_947_672_941_78e-5,
        -2.755_731_435_139_066_330_35e-7,
        2.087_572_321_298_174_827_90e-9,
        -1.135_964_755_778_819_482_65e-11,
    ];
    let z = x * x;
    let w = z * z;
    let r = z * (C[0] + z * (C[1] + z * C[2])) + w * w * (C[3] + z * (C[4] + z * C[5]));
    let half = 0.5 * z;
    let w = 1.0 - half;
    w + (((1.0 - w) - half) + (z * r - x * rest))
}

/// sin(x + rest) for |x| ≤ π/4: FreeBSD's `k_sin`.
fn sine(x: f64, rest: f64) -> f64 {
    const S: [f64; 6] = [
        -1.666_666_666_666_663_243_48e-1,
        8.333_333_333_322_489_461_24e-3,
        -1.984_126_982_985_794_931_34e-4,
        2.755_731_370_707_006_767_89e-6,
        -2.505_076_025_340_686_341_95e-8,
        1.589_690_995_211_550_102_21e-10,
    ];
    let z = x * x;
    let w = z * z;
    let r = S[1] + z * (S[2] + z * S[3]) + z * w * (S[4] + z * S[5]);
    let v = z * x;
    if rest == 0.0 { x + v * (S[0] + z * r) } else { x - ((z * (0.5 * rest - v * r) - rest) - v * S[0]) }
}

/// Angle in radians whose cosine is `x`, in double precision.
#[must_use]
pub fn acos64(x: f64) -> f64 {
    libm::acos(x)
}

/// e^x in double precision.
#[must_use]
pub fn exp64(x: f64) -> f64 {
    libm::exp(x)
}

/// Base-10 logarithm in double precision, by way of the natural one: another table of logarithms would only make the download larger.
#[must_use]
pub fn log10_64(x: f64) -> f64 {
    libm::log(x) / std::f64::consts::LN_10
}

/// x^y in double precision for positive x, as e^(y·ln x).
#[must_use]
pub fn pow64(x: f64, y: f64) -> f64 {
    libm::exp(y * libm::log(x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn sine_and_cosine_are_libms() {
        let check = |x: f64| {
            // The sign of a zero aside.
            let x = x + 0.0;
            assert_eq!((sin64(x).to_bits(), cos64(x).to_bits()), (libm::sin(x).to_bits(), libm::cos(x).to_bits()), "{x}");
        };
        for n in 0..=4096 {
            for length in [80, 400, 512, 1024, 4096] {
                check(2.0 * PI * f64::from(n) / f64::from(length));
                check(-2.0 * PI * f64::from(n) / f64::from(length));
            }
            // Near whole quarter turns, where digits cancel, and far from them.
            check(f64::from(n) * PI / 2.0);
            check(f64::from(n) * 0.3 - 600.0);
            check(f64::from(n) * 200.7);
        }
        check(0.0);
        check(1e-9);
    }
}
