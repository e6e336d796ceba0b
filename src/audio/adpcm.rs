//! IMA ADPCM, 4 bits a sample: what packs of speech are stored in.
//!
//! Integer arithmetic alone, so encoder and decoder give the same bits everywhere. Source: IMA Digital Audio Focus and Technical Working
//! Groups, "Recommended Practices for Enhancing Digital Audio Compatibility in Multimedia Systems", revision 3.00, 1992. Own code, because
//! the maintained decoders come with whole media frameworks and none of them encodes.
//!
//! # Layout of a block
//! The first sample (`i16`, little endian), the first step index (`u8`), then one nibble for each further sample, low nibble first.

use crate::error::{Error, Result};

/// Change of the step index by the magnitude bits of a nibble.
const INDEX_CHANGE: [i32; 8] = [-1, -1, -1, -1, 2, 4, 6, 8];

/// Quantiser steps.
const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143, 157,
    173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707,
    1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899,
    15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];

/// Bytes in front of the nibbles.
const BLOCK_HEADER: usize = 3;

/// What encoder and decoder both follow: the predicted sample and the index of the step.
#[derive(Debug, Clone, Copy)]
struct State {
    predicted: i32,
    index: usize,
}

impl State {
    /// Takes one nibble in and returns the sample it stands for.
    fn decode(&mut self, nibble: u8) -> i32 {
        let step = STEPS[self.index];
        let magnitude = i32::from(nibble & 7);
        // (magnitude + 1/2) * step / 4, in the standard's shifts and adds
        let mut difference = step >> 3;
        if magnitude & 4 != 0 {
            difference += step;
        }
        if magnitude & 2 != 0 {
            difference += step >> 1;
        }
        if magnitude & 1 != 0 {
            difference += step >> 2;
        }
        if nibble & 8 != 0 {
            difference = -difference;
        }
        self.predicted = (self.predicted + difference).clamp(i32::from(i16::MIN), i32::from(i16::MAX));
        let index = self.index as i32 + INDEX_CHANGE[(nibble & 7) as usize];
        self.index = index.clamp(0, STEPS.len() as i32 - 1) as usize;
        self.predicted
    }

    /// The nibble that brings the prediction closest to `sample`; the state moves as the decoder's will.
    fn encode(&mut self, sample: i32) -> u8 {
        let difference = sample - self.predicted;
        let sign = if difference < 0 { 8 } else { 0 };
        let magnitude = (difference.abs() * 4 / STEPS[self.index]).min(7) as u8;
        let nibble = sign | magnitude;
        self.decode(nibble);
        nibble
    }
}

/// Bytes that `samples` samples take.
///
/// ```
/// assert_eq!(nrr_snn::audio::adpcm::encoded_len(8001), 4003);
/// ```
#[must_use]
pub fn encoded_len(samples: usize) -> usize {
    if samples == 0 { 0 } else { BLOCK_HEADER + (samples - 1).div_ceil(2) }
}

/// Encodes one recording as one block.
#[must_use]
pub fn encode(samples: &[i16]) -> Vec<u8> {
    let Some((&first, rest)) = samples.split_first() else { return Vec::new() };
    let jump = rest.first().map_or(0, |&x| (i32::from(x) - i32::from(first)).abs());
    let index = STEPS.iter().position(|&s| s >= jump).unwrap_or(STEPS.len() - 1);
    let mut state = State { predicted: i32::from(first), index };
    let mut bytes = Vec::with_capacity(encoded_len(samples.len()));
    bytes.extend_from_slice(&first.to_le_bytes());
    bytes.push(index as u8);
    for pair in rest.chunks(2) {
        let low = state.encode(i32::from(pair[0]));
        let high = pair.get(1).map_or(0, |&x| state.encode(i32::from(x)));
        bytes.push(low | (high << 4));
    }
    bytes
}

/// Decodes one block of `samples` samples.
///
/// # Errors
/// [`Error::Truncated`] when the block is too short, [`Error::WrongFormat`] when its step index is none; both name `name`.
pub fn decode(name: &str, block: &[u8], samples: usize) -> Result<Vec<i16>> {
    if samples == 0 {
        return Ok(Vec::new());
    }
    let (need, have) = (encoded_len(samples), block.len());
    if have < need {
        return Err(Error::Truncated { name: name.to_owned(), missing: format!("{need} bytes of speech expected, {have} there") });
    }
    let (first, index) = (i16::from_le_bytes([block[0], block[1]]), usize::from(block[2]));
    if index >= STEPS.len() {
        return Err(Error::WrongFormat {
            name: name.to_owned(),
            expected: format!("an ADPCM step index of 0 to {}", STEPS.len() - 1),
            found: index.to_string(),
            hint: "make the pack again".to_owned(),
        });
    }
    let mut state = State { predicted: i32::from(first), index };
    let mut out = Vec::with_capacity(samples);
    out.push(first);
    for &byte in &block[BLOCK_HEADER..need] {
        for nibble in [byte & 15, byte >> 4] {
            if out.len() < samples {
                out.push(state.decode(nibble) as i16);
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_the_standards_arithmetic() {
        // Worked by hand: step 7, nibble 7 adds 0 + 7 + 3 + 1 = 11 and raises the index by 8 (step 16); nibble 9 then takes 2 + 4 = 6 away.
        let block = [0, 0, 0, 0x97];
        assert_eq!(decode("b", &block, 3), Ok(vec![0, 11, 5]));
    }

    #[test]
    fn a_tone_survives_within_four_bits() {
        let tone: Vec<i16> = (0..8001).map(|n| (12_000.0 * crate::math::sin64(f64::from(n) * 0.3)) as i16).collect();
        let block = encode(&tone);
        assert_eq!(block.len(), encoded_len(tone.len()));
        let Ok(back) = decode("tone", &block, tone.len()) else { unreachable!("a block just written is readable") };
        let noise: f64 = tone.iter().zip(&back).skip(100).map(|(a, b)| f64::from(a - b).powi(2)).sum();
        let signal: f64 = tone.iter().skip(100).map(|a| f64::from(*a).powi(2)).sum();
        assert!(10.0 * crate::math::log10_64(signal / noise) > 20.0, "signal to noise below 20 dB");
    }

    #[test]
    fn bad_blocks_are_named() {
        assert_eq!(decode("x", &[0, 0], 1).map_err(|e| e.code()), Err("truncated"));
        assert_eq!(decode("x", &[0, 0, 89], 1).map_err(|e| e.code()), Err("wrong-format"));
        assert_eq!(decode("x", &[], 0), Ok(vec![]));
        assert!(encode(&[]).is_empty());
    }
}
