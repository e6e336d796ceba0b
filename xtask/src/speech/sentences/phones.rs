//! What `flite -psdur` says: every phone with the time at which it ends.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};

/// Longest sound behind the last phone, in seconds. Flite rounds and leaves out a part of the last silence, but a voice for one purpose says
/// phones that it does not speak.
const MAX_REST_S: f64 = 0.05;

/// A phone: its first sample, the first behind it, and its name.
pub(crate) type Phone = (usize, usize, String);

/// Reads `pau:0.184 dh:0.236 …`, ends in seconds. Phones follow upon each other from the first sample to the last.
///
/// The last phone ends with the recording; the diphone voices end in the middle of the last silence.
pub(crate) fn segments(said: &str, rate_hz: u32, samples: usize) -> Result<Vec<Phone>> {
    let mut out: Vec<Phone> = Vec::new();
    let (mut start, mut reached_s) = (0, 0.0);
    let length_s = samples as f64 / f64::from(rate_hz);
    for word in said.split_whitespace() {
        let (name, end) = word.rsplit_once(':').with_context(|| format!("expected PHONE:SECONDS, got \"{word}\""))?;
        ensure!(!name.is_empty(), "expected PHONE:SECONDS, got \"{word}\"");
        let seconds: f64 = end.parse().with_context(|| format!("expected a phone's end in seconds, got \"{word}\""))?;
        ensure!(seconds.is_finite() && seconds >= 0.0, "expected a phone's end in seconds, got \"{word}\"");
        ensure!(seconds >= reached_s, "expected phones in the order of time, got \"{word}\" behind an end at {reached_s} s");
        ensure!(
            reached_s < length_s,
            "\"{word}\" begins behind the end of the recording, {length_s:.3} s: use another voice or version of flite"
        );
        reached_s = seconds;
        let end = ((seconds * f64::from(rate_hz)).round() as usize).min(samples);
        if end > start {
            out.push((start, end, name.to_owned()));
            start = end;
        }
    }
    ensure!(!out.is_empty(), "expected PHONE:SECONDS for every phone, got none");
    ensure!(
        length_s - reached_s <= MAX_REST_S,
        "the phones end at {reached_s:.3} s and the recording at {length_s:.3} s: use another voice or version of flite"
    );
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
        Ok(())
    }

    #[test]
    fn what_is_no_list_of_phones_is_told() {
        for (said, told) in [
            ("", "got none"),
            ("pau", "expected PHONE:SECONDS, got \"pau\""),
            (":0.1", "expected PHONE:SECONDS"),
            ("pau:x", "end in seconds, got \"pau:x\""),
            ("pau:-1", "end in seconds"),
            ("pau:inf", "end in seconds"),
            ("pau:0.2 k:0.1", "\"k:0.1\" behind an end at 0.2 s"),
            ("pau:0.1 k:0.4 pau:0.5", "\"pau:0.5\" begins behind the end of the recording, 0.300 s"),
            ("pau:0.1 k:0.2", "the phones end at 0.200 s and the recording at 0.300 s"),
        ] {
            let error = segments(said, 1_000, 300).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.contains(told), "{said}: {error}");
        }
    }
}
