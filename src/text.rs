//! Numbers in messages.

/// `x` with `digits` decimals, half away from zero. The formatter of the standard library would carry its exact algorithms for any
/// precision into the download, for a handful of messages.
#[must_use]
pub(crate) fn decimals(x: f64, digits: u32) -> String {
    let scale = 10u64.pow(digits.min(9));
    let whole = (x.abs() * scale as f64).round();
    if !whole.is_finite() || whole >= u64::MAX as f64 {
        return "a huge number".to_owned();
    }
    let whole = whole as u64;
    let sign = if x < 0.0 && whole > 0 { "-" } else { "" };
    let (before, after) = (whole / scale, whole % scale);
    if digits == 0 { format!("{sign}{before}") } else { format!("{sign}{before}.{after:0width$}", width = digits as usize) }
}

#[cfg(test)]
mod tests {
    use super::decimals;

    #[test]
    fn decimals_are_those_of_the_formatter() {
        for (x, digits) in [(0.0, 2), (1.026, 2), (12.5, 1), (0.000_12, 5), (-3.2, 1), (600.0, 0), (0.9996, 3)] {
            assert_eq!(decimals(x, digits), format!("{x:.*}", digits as usize));
        }
        assert_eq!(decimals(f64::INFINITY, 2), "a huge number");
    }
}
