//! What the networks get of a recording under the paper's settings.

use super::{Task, system};
use crate::Result;
use crate::audio::{Frames, Samples};
use crate::train::Preset;

/// A recording as the paper's network hears it.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// The sound that the frames are made of.
    pub sound: Samples,
    /// Its frames, not standardised.
    pub frames: Frames,
    /// From one frame to the next.
    pub hop_ms: u32,
    /// Length of a frame.
    pub window_ms: u32,
}

/// The frames of a word (`fft39`, the speech centred in one second) or of a whole sentence (`mfcc39`) under the paper's settings.
///
/// # Errors
/// What the front end refuses.
pub fn input(task: Task, name: &str, recording: &Samples) -> Result<Input> {
    let of = if task == Task::Digits { "nrr-shallow" } else { "nrr-ph" };
    let front_end = system(of)?.config_on(task, "rp", Preset::Paper)?.front_end;
    let (sound, frames) = match task {
        Task::Digits => {
            let p = front_end.prepare(name, recording)?;
            (p.clip, p.frames)
        }
        Task::Phonemes => (recording.clone(), front_end.whole(name, recording)?.0),
    };
    Ok(Input { sound, frames, hop_ms: front_end.hop_ms, window_ms: front_end.window_ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_papers_39_frames_and_a_sentence_is_heard_whole() {
        let hum =
            |seconds: usize| Samples { rate_hz: 8_000, samples: (0..8_000 * seconds).map(|t| (t as f32 * 0.36).sin() * 0.5).collect() };
        let word = input(Task::Digits, "hum", &hum(1)).expect("a word can be heard");
        assert_eq!((word.frames.frames, word.frames.bands, word.hop_ms, word.window_ms), (39, 39, 25, 50));
        // 0.36 rad a sample are 458 Hz, in the fifth of 39 bands up to 4 kHz.
        let middle = &word.frames.values[19 * 39..20 * 39];
        assert!(middle.iter().all(|x| *x <= middle[4]), "{middle:?}");
        let sentence = input(Task::Phonemes, "hum", &hum(2)).expect("a sentence can be heard");
        assert_eq!((sentence.frames.frames, sentence.frames.bands, sentence.hop_ms, sentence.window_ms), (198, 39, 10, 25));
        assert_eq!(sentence.sound, hum(2));
    }
}
