//! What `flite -psdur` says: every phone with the time at which it ends.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};

/// A phone: its first sample, the first behind it, and its name.
pub(crate) type Phone = (usize, usize, String);

/// Reads `pau:0.184 dh:0.236 …`, ends in seconds. Phones follow upon each other from the first sample to the last.
pub(crate) fn segments(said: &str, rate_hz: u32, samples: usize) -> Result<Vec<Phone>> {
    let mut out: Vec<Phone> = Vec::new();
    let mut start = 0;
    for word in said.split_whitespace() {
        let (name, end) = word.rsplit_once(':').with_context(|| format!("expected PHONE:SECONDS, got \"{word}\""))?;
        let seconds: f64 = end.parse().with_context(|| format!("expected a phone's end in seconds, got \"{word}\""))?;
        ensure!(seconds.is_finite() && seconds >= 0.0, "expected a phone's end in seconds, got \"{word}\"");
        let end = ((seconds * f64::from(rate_hz)).round() as usize).min(samples);
        if end > start {
            out.push((start, end, name.to_owned()));
            start = end;
        }
    }
    ensure!(!out.is_empty(), "no phones");
    if let Some(last) = out.last_mut() {
        last.1 = samples;
    }
    Ok(out)
}

/// The phones as the text of a `.PHN` file.
pub(crate) fn labels(phones: &[Phone]) -> String {
    phones.iter().fold(String::new(), |mut text, (start, end, name)| {
        let _ = writeln!(text, "{start} {end} {name}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_become_samples_that_follow_upon_each_other() -> Result<()> {
        let phones = segments("pau:0.1 dh:0.15 ax:0.15 k:0.2 pau:0.31 ", 1_000, 300)?;
        assert_eq!(labels(&phones), "0 100 pau\n100 150 dh\n150 200 k\n200 300 pau\n");
        let short = segments("pau:0.1 aa:0.2", 1_000, 250)?;
        assert_eq!(labels(&short), "0 100 pau\n100 250 aa\n");
        for wrong in ["", "pau", "pau:x", "pau:-1", "pau:inf"] {
            assert!(segments(wrong, 1_000, 300).is_err(), "{wrong}");
        }
        Ok(())
    }
}
