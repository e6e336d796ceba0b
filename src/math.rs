//! Every transcendental function of the crate, from `libm`.
//!
//! The standard library's own differ between native targets and WebAssembly by 1 to 3 units in the last place; `libm` is compiled
//! Rust and gives the same bits everywhere, which is what makes runs repeatable across machines.

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

/// Cosine in double precision.
#[must_use]
pub fn cos64(x: f64) -> f64 {
    libm::cos(x)
}

/// Sine in double precision.
#[must_use]
pub fn sin64(x: f64) -> f64 {
    libm::sin(x)
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
