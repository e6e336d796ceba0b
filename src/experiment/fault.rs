//! What contradicts itself in a finished run: it may come from a file that anybody wrote.

use super::job::JobResult;

/// Differences of two shares that come from rounding.
const ROUNDING: f64 = 1e-9;

fn is_share(x: f64) -> bool {
    (0.0..=1.0).contains(&x)
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

impl JobResult {
    /// The first thing in it that cannot be, in words; none for a result that a run can have.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        self.digests().or_else(|| self.answers()).or_else(|| self.epochs())
    }

    fn digests(&self) -> Option<String> {
        let all = [("weights", &self.weights_sha256), ("prepared data", &self.data_sha256), ("recordings", &self.recordings_sha256)];
        all.into_iter().find(|(_, digest)| !is_digest(digest)).map(|(what, _)| format!("it has no SHA-256 of its {what}"))
    }

    fn answers(&self) -> Option<String> {
        if self.test_accuracy.is_none() && self.stopped.is_none() {
            return Some("it has no test accuracy, and did not stop".into());
        }
        let shares = [("test", self.test_accuracy), ("training", self.train_accuracy)];
        if let Some((what, Some(x))) = shares.into_iter().find(|(_, x)| x.is_some_and(|x| !is_share(x))) {
            return Some(format!("its {what} accuracy is {x}, expected a share from 0 to 1"));
        }
        if let Some(rate) = self.phone_error_rate.filter(|rate| !(rate.is_finite() && *rate >= 0.0)) {
            return Some(format!("its phone error rate is {rate}, expected 0 or more"));
        }
        if let Some(odd) = self.right.chars().find(|c| !matches!(c, '0' | '1')) {
            return Some(format!("its answers have {odd:?} among them, expected 0 and 1"));
        }
        let right = self.right.bytes().filter(|b| *b == b'1').count();
        let share = right as f64 / self.right.len().max(1) as f64;
        match self.test_accuracy {
            Some(x) if !self.right.is_empty() && (x - share).abs() > ROUNDING => {
                Some(format!("its test accuracy is {x}, and {right} of its {} answers are right", self.right.len()))
            }
            _ => None,
        }
    }

    fn epochs(&self) -> Option<String> {
        let (there, all) = (self.history.len(), self.config.epochs as usize);
        if there > all || (self.stopped.is_none() && there < all) {
            return Some(format!("it has {there} of its {all} epochs"));
        }
        if !self.seconds.is_finite() || self.seconds < 0.0 {
            return Some(format!("it took {} seconds", self.seconds));
        }
        let shares = |r: &crate::train::EpochRecord| {
            [Some(r.train_accuracy), r.validation_accuracy, r.test_accuracy].into_iter().flatten().all(|x| is_share(f64::from(x)))
        };
        if let Some((n, _)) = self.history.iter().enumerate().find(|(n, r)| r.epoch as usize != n + 1 || !shares(r)) {
            return Some(format!("epoch {} is not what an epoch can be", n + 1));
        }
        let (asked, under) = (self.job.noise_tests.len(), &self.noise_accuracy);
        let epochs = if asked == 0 { 0 } else { there };
        if under.len() != epochs || under.iter().any(|n| n.len() != asked || !n.iter().all(|x| is_share(*x))) {
            return Some(format!("its accuracies under noise are not shares for {epochs} epochs and {asked} proportions"));
        }
        (self.job.look && self.look.is_none() && self.stopped.is_none()).then(|| "it has no spikes of its neurons".into())
    }
}
