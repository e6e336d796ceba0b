//! Numbers in messages.

/// A text that the page has in a file of its own, which it fetches when it is shown (`www/text/en/explanations.json`), so that the engine need
/// not carry it there.
pub(crate) const fn explained(text: &'static str) -> &'static str {
    if cfg!(target_arch = "wasm32") { "" } else { text }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|d| char::from_digit(u32::from(d), 16)).collect()
}

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

/// The fewest digits that read back as `x`, as a plain decimal: `0.8`, `1`, `0.0003`.
#[must_use]
pub(crate) fn float(x: f32) -> String {
    let size = f64::from(x.abs());
    let sign = if x < 0.0 { "-" } else { "" };
    if size == 0.0 || !size.is_finite() {
        return format!(
            "{sign}{}",
            if size == 0.0 {
                "0"
            } else if size.is_nan() {
                "NaN"
            } else {
                "inf"
            }
        );
    }
    let (mut scaled, mut exponent) = (size, 0i32);
    while scaled >= 10.0 {
        scaled /= 10.0;
        exponent += 1;
    }
    while scaled < 1.0 {
        scaled *= 10.0;
        exponent -= 1;
    }
    let mut text = String::new();
    for digits in 0..9 {
        let whole = (scaled * 10f64.powi(digits)).round() as u64;
        text = decimal(whole, exponent - digits);
        if number(&text).is_some_and(|y| y as f32 == x.abs()) {
            break;
        }
    }
    format!("{sign}{text}")
}

/// `whole` times ten to the power of `exponent`.
fn decimal(mut whole: u64, mut exponent: i32) -> String {
    while exponent < 0 && whole.is_multiple_of(10) {
        whole /= 10;
        exponent += 1;
    }
    let digits = whole.to_string();
    let places = exponent.unsigned_abs() as usize;
    match digits.len().checked_sub(places).and_then(|point| digits.split_at_checked(point)) {
        _ if exponent >= 0 => digits + &"0".repeat(places),
        Some((before, after)) if !before.is_empty() => format!("{before}.{after}"),
        _ => format!("0.{}{digits}", "0".repeat(places - digits.len())),
    }
}

/// Reads a decimal number such as `-12.5e-3`; nothing of any other text.
#[must_use]
pub(crate) fn number(text: &str) -> Option<f64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (rest, 0),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if before.is_empty() && after.is_empty() {
        return None;
    }
    let (mut whole, mut places) = (0u64, 0i32);
    for (i, c) in before.bytes().chain(after.bytes()).enumerate() {
        if !c.is_ascii_digit() {
            return None;
        }
        let fits = whole < 100_000_000_000_000_000;
        if fits {
            whole = whole * 10 + u64::from(c - b'0');
        }
        places += i32::from(i >= before.len() && fits) - i32::from(i < before.len() && !fits);
    }
    let power = exponent.clamp(-400, 400) - places;
    let mut x = whole as f64;
    let scale = 10f64.powi(power.unsigned_abs().min(22) as i32);
    x = if power < 0 { x / scale } else { x * scale };
    for _ in 22..power.unsigned_abs() {
        x = if power < 0 { x / 10.0 } else { x * 10.0 };
    }
    Some(sign * x)
}

#[cfg(test)]
mod tests {
    use super::{decimals, float, number};

    #[test]
    fn floats_are_those_of_the_formatter_and_read_back() {
        let mut x = 1u32;
        for _ in 0..200_000 {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let f = f32::from_bits(x);
            if f.is_finite() && f.abs() > 1e-30 && f.abs() < 1e30 {
                assert_eq!(float(f).parse(), Ok(f), "{}", float(f));
                assert_eq!(number(&float(f)).map(|y| y as f32), Some(f), "{f}");
            }
        }
        for x in [0.8f32, 1.0, 0.0003, 1e-6, 33.0, 1_590_912.2, 0.1, 1000.0, -0.25, 16_777_216.0, 0.3] {
            assert_eq!(float(x), x.to_string());
        }
        for text in ["", "-", ".", "x", "1e", "1.2.3", "NaN", "inf", "0x1", "--1"] {
            assert_eq!(number(text), None, "{text}");
        }
        for text in ["0", "-12.5e-3", "1e3", ".5", "5.", "123456789012345678901234", "1e-310", "1e999"] {
            let (own, std) = (number(text).unwrap_or(f64::NAN), text.parse::<f64>().unwrap_or(0.0));
            assert!(own == std || (own - std).abs() <= 1e-15 * std.abs(), "{text}: {own} {std}");
        }
    }

    #[test]
    fn decimals_are_those_of_the_formatter() {
        for (x, digits) in [(0.0, 2), (1.026, 2), (12.5, 1), (0.000_12, 5), (-3.2, 1), (600.0, 0), (0.9996, 3)] {
            assert_eq!(decimals(x, digits), format!("{x:.*}", digits as usize));
        }
        assert_eq!(decimals(f64::INFINITY, 2), "a huge number");
    }
}
