//! From frames to the first layer's input.

use super::network::{Encoding, Network};
use crate::rng::{Purpose, Stream};

/// Which random spike trains encode an utterance: one utterance in one epoch has one draw. Matters under [`Encoding::Spikes`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Draw(u64);

impl Draw {
    /// The draw of utterance `utterance` in epoch `epoch`; epoch 0 stands for an evaluation.
    #[must_use]
    pub fn new(utterance: usize, epoch: u32) -> Self {
        Self((u64::from(epoch) << 32) | (utterance as u64 & 0xffff_ffff))
    }

    /// Number of the stream.
    #[must_use]
    pub fn index(self) -> u64 {
        self.0
    }
}

/// Writes the input of steps `from` to `from + steps`, each frame held for `steps_per_frame` of them, times the input scale.
///
/// # Shapes
/// `frames`: `[frames, bands]`, standardised; `out`: `[steps, inputs]`.
pub(super) fn encode(net: &Network, frames: &[f32], from: usize, draw: &mut Stream, out: &mut [f32]) {
    let p = &net.params;
    let inputs = net.inputs().max(1);
    let mut held: Option<usize> = None;
    for i in 0..out.len() / inputs {
        let frame = (from + i) / p.steps_per_frame.max(1);
        let x = frames.get(frame * p.bands..(frame + 1) * p.bands).unwrap_or_default();
        let (before, row) = out.split_at_mut(i * inputs);
        let row = &mut row[..inputs];
        if held == Some(frame) && p.encoding != Encoding::Spikes {
            row.copy_from_slice(&before[(i - 1) * inputs..]);
            continue;
        }
        held = Some(frame);
        match p.encoding {
            Encoding::Direct => row.copy_from_slice(x),
            Encoding::Spikes => {
                for (r, &x) in row.iter_mut().zip(x) {
                    *r = if x > draw.normal() { 1.0 } else { 0.0 };
                }
            }
            Encoding::Som => net.som.spikes(x, p.som_winners, row),
        }
        if p.input_scale != 1.0 {
            for r in row {
                *r *= p.input_scale;
            }
        }
    }
}

/// The stream of an utterance's random spike trains.
pub(super) fn stream(net: &Network, draw: Draw) -> Stream {
    Stream::new(net.seed, Purpose::Encoding, draw.index())
}
