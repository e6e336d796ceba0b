//! How many tests passed, failed and were skipped, read from what the test runners print.

/// Counts of one step, or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: usize,
    /// Tests that failed.
    pub(crate) failed: usize,
    /// Tests that were not run, each with its name and, where told, the reason.
    pub(crate) skipped: Vec<String>,
}

impl Tally {
    /// A check that counts as one test and passed.
    pub(crate) fn one() -> Self {
        Self { passed: 1, ..Self::default() }
    }

    /// A check that was not run.
    pub(crate) fn skip(name_and_reason: impl Into<String>) -> Self {
        Self { skipped: vec![name_and_reason.into()], ..Self::default() }
    }

    /// Adds another's counts.
    pub(crate) fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped.iter().cloned());
    }

    /// From the output of `cargo test` (natively or through wasm-bindgen's runner), run with `--show-output`: a test that finds its data
    /// missing prints `skipped: NAME (REASON)`, and returns.
    pub(crate) fn of_cargo(output: &str) -> Self {
        let (mut tally, mut announced) = (Self::default(), 0);
        for line in output.lines().map(str::trim) {
            if let Some(counts) = line.strip_prefix("test result: ") {
                tally.passed += number_before(counts, "passed");
                tally.failed += number_before(counts, "failed");
            } else if let Some(name) = line.strip_prefix("test ").and_then(ignored) {
                tally.skipped.push(format!("{name} (ignored)"));
            } else if let Some(name) = line.strip_prefix("skipped: ") {
                tally.skipped.push(name.to_owned());
                announced += 1;
            }
        }
        // The runner counts a test that announces itself as skipped among the passed ones.
        tally.passed = tally.passed.saturating_sub(announced);
        tally
    }

    /// From the output of `node --test` with the TAP reporter.
    pub(crate) fn of_node(output: &str) -> Self {
        let mut tally = Self::default();
        for line in output.lines() {
            let count = |word: &str| line.strip_prefix(word).and_then(|n| n.trim().parse().ok()).unwrap_or(0);
            tally.passed += count("# pass ");
            tally.failed += count("# fail ") + count("# cancelled ");
            if let Some((test, reason)) = line.trim().split_once(" # SKIP") {
                let name = test.split_once(" - ").map_or(test, |(_, name)| name);
                tally.skipped.push(format!("{name} ({})", or(reason.trim(), "no reason told")));
            }
        }
        tally
    }

    /// From the output of vitest: `Tests  2 failed | 31 passed | 1 skipped (34)`.
    pub(crate) fn of_vitest(output: &str) -> Self {
        let mut tally = Self::default();
        for counts in output.lines().filter_map(|l| l.trim().strip_prefix("Tests ")) {
            tally.passed += number_before(counts, "passed");
            tally.failed += number_before(counts, "failed");
            let skipped = number_before(counts, "skipped") + number_before(counts, "todo");
            tally.skipped.extend((0..skipped).map(|_| "a unit test of the page".to_owned()));
        }
        tally
    }
}

/// The name in `tests::slow ... ignored` or `tests::slow ... ignored, reason`.
fn ignored(line: &str) -> Option<&str> {
    let (name, result) = line.split_once(" ... ")?;
    result.starts_with("ignored").then_some(name)
}

/// The number in front of `word`: 3 in "ok. 3 passed; 0 failed".
fn number_before(counts: &str, word: &str) -> usize {
    let words: Vec<&str> = counts.split([' ', ';', '.', '|']).filter(|w| !w.is_empty()).collect();
    words.windows(2).find(|w| w[1] == word).and_then(|w| w[0].parse().ok()).unwrap_or(0)
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_counts_are_summed_over_binaries_and_skips_are_no_passes() {
        let output = "running 3 tests\ntest a ... ok\ntest slow ... ignored, takes an hour\ntest b ... ok\n\nsuccesses:\n---- b stdout ----\n\
            skipped: b (../shared/fsdd is not there)\n\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        let tally = Tally::of_cargo(output);
        assert_eq!((tally.passed, tally.failed), (5, 2));
        assert_eq!(tally.skipped, ["slow (ignored)", "b (../shared/fsdd is not there)"]);
    }

    #[test]
    fn node_counts_and_reasons() {
        let output = "TAP version 13\nok 1 - trains\nok 2 - listens # SKIP no microphone\n# tests 2\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 1\n";
        assert_eq!(Tally::of_node(output), Tally { passed: 1, failed: 0, skipped: vec!["listens (no microphone)".into()] });
    }

    #[test]
    fn vitest_counts() {
        let tally = Tally::of_vitest(" Test Files  2 passed (2)\n      Tests  1 failed | 31 passed | 1 skipped (33)\n");
        assert_eq!((tally.passed, tally.failed, tally.skipped.len()), (31, 1, 1));
    }
}
