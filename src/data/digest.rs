//! What a data set is, in one number.

use sha2::{Digest as _, Sha256};

use super::DataSet;
use crate::text::hex;

/// Samples that are hashed at once.
const AT_ONCE: usize = 1024;

impl DataSet {
    /// SHA-256 over everything that a run can learn from or be split by, in lower-case hexadecimal: the labels, and of every utterance in its
    /// order the name, label, speaker, number of the take, whether it is held out, segments, rate and samples. The set's own name and its
    /// notices are not in it.
    ///
    /// Whole numbers go in as 64 bits, little-endian; before each text, list and recording stands its length; samples are 32-bit floats.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        number(&mut hash, self.labels.len());
        for label in &self.labels {
            text(&mut hash, label);
        }
        number(&mut hash, self.utterances.len());
        let mut bytes = Vec::with_capacity(AT_ONCE * size_of::<f32>());
        for u in &self.utterances {
            text(&mut hash, &u.name);
            number(&mut hash, u.label);
            text(&mut hash, &u.speaker);
            number(&mut hash, u.index as usize);
            number(&mut hash, usize::from(u.held_out));
            number(&mut hash, u.segments.len());
            for s in &u.segments {
                for x in [s.start as usize, s.end as usize, s.label] {
                    number(&mut hash, x);
                }
            }
            number(&mut hash, u.samples.rate_hz as usize);
            number(&mut hash, u.samples.samples.len());
            for some in u.samples.samples.chunks(AT_ONCE) {
                bytes.clear();
                bytes.extend(some.iter().flat_map(|x| x.to_le_bytes()));
                hash.update(&bytes);
            }
        }
        hex(&hash.finalize())
    }
}

fn number(hash: &mut Sha256, x: usize) {
    hash.update((x as u64).to_le_bytes());
}

fn text(hash: &mut Sha256, text: &str) {
    number(hash, text.len());
    hash.update(text.as_bytes());
}
