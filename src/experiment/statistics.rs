//! Means with their intervals, and tests of differences.

use crate::math;

/// A mean and the half width of its 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Half the width of the interval by Student's t over the values; none for a single one.
    pub half_width: Option<f64>,
}

/// Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom (tables; R's `qt(0.975, df)`).
pub(super) const T95: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093,
    2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];
/// The same of the normal distribution.
const Z95: f64 = 1.959_964;

/// Mean of `values` with its interval; none without values.
#[must_use]
pub fn mean(values: &[f64]) -> Option<Mean> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let half_width = (values.len() > 1).then(|| {
        let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
        T95.get(values.len() - 2).copied().unwrap_or(Z95) * (variance / n).sqrt()
    });
    Some(Mean { mean, half_width })
}

/// 95 % interval of a share of which `hits` of `n` were seen (Wilson 1927).
#[must_use]
pub fn wilson(hits: usize, n: usize) -> [f64; 2] {
    if n == 0 {
        return [0.0, 1.0];
    }
    let (n, p) = (n as f64, hits as f64 / n as f64);
    let z2 = Z95 * Z95;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    [(centre - half).max(0.0), (centre + half).min(1.0)]
}

/// Two-sided exact test of whether two classifiers of the same utterances differ (McNemar 1947): `only_a` were right with the first alone,
/// `only_b` with the second alone. The probability of a split at least so uneven if both are equally good.
#[must_use]
pub fn mcnemar(only_a: usize, only_b: usize) -> f64 {
    let n = only_a + only_b;
    let least = only_a.min(only_b);
    let mut tail = 0.0;
    // C(n, k) / 2^n, each from the one before in logarithms.
    let mut log_choose = 0.0;
    for k in 0..=least {
        if k > 0 {
            log_choose += math::ln64((n - k + 1) as f64) - math::ln64(k as f64);
        }
        tail += math::exp64(log_choose - n as f64 * std::f64::consts::LN_2);
    }
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_have_students_interval() {
        // R: t.test(c(1, 2, 4))$conf.int is -1.4612 to 6.1279.
        let m = mean(&[1.0, 2.0, 4.0]).unwrap_or(Mean { mean: 0.0, half_width: None });
        assert!((m.mean - 7.0 / 3.0).abs() < 1e-12);
        assert!((m.half_width.unwrap_or(0.0) - 3.7945).abs() < 1e-3, "{m:?}");
        assert_eq!(mean(&[5.0]), Some(Mean { mean: 5.0, half_width: None }));
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn shares_have_wilsons_interval() {
        // R: prop.test(245, 250, correct = FALSE)$conf.int is 0.9540 to 0.9914.
        let [low, high] = wilson(245, 250);
        assert!((low - 0.9540).abs() < 1e-3 && (high - 0.9914).abs() < 1e-3, "{low} {high}");
    }

    #[test]
    fn mcnemars_test_is_the_exact_binomial() {
        // R: binom.test(1, 10)$p.value is 0.02148; binom.test(5, 10) is 1.
        assert!((mcnemar(1, 9) - 0.021_484).abs() < 1e-5);
        assert!((mcnemar(9, 1) - 0.021_484).abs() < 1e-5);
        assert_eq!(mcnemar(5, 5), 1.0);
        assert_eq!(mcnemar(0, 0), 1.0);
    }
}
