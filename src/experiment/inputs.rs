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
