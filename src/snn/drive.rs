//! What drove a layer's neurons through an utterance, computed again from the tape.

use super::forward::{drive_ff, sources};
use super::kernels::{Lists, loop_drive};
use super::network::Network;
use super::sparse::{padded, words};
use super::tape::Tape;
use crate::{Error, Result};

/// The two drives of every neuron of a layer at every step (paper, eq. 1).
///
/// # Shapes
/// Each array is `[steps, neurons]`, row-major.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drives {
    /// Steps of the utterance.
    pub steps: usize,
    /// Neurons of the layer.
    pub neurons: usize,
    /// W_f·X\[t\] + b.
    pub ff: Vec<f32>,
    /// (W_r ⊙ M)·S\[t − 1\]; zeros in a layer without a loop.
    pub rec: Vec<f32>,
}

/// The drives of layer `l` of `net` in the utterance on `tape`: those of the pass itself, to the last bit, since the same loops make them.
///
/// # Errors
/// [`Error::OutOfRange`] for a layer that is not there, [`Error::Mismatch`] for a tape that holds no pass through `net`.
pub fn drives(net: &Network, tape: &Tape, l: usize) -> Result<Drives> {
    let weights = net.layer(l)?;
    let n = weights.neurons();
    let fits = tape.layers.len() == net.layers.len() && tape.layers.iter().zip(&net.layers).all(|(t, w)| t.neurons == w.neurons());
    let Some(layer) = tape.layers.get(l).filter(|_| fits && tape.steps > 0) else {
        return Err(Error::Mismatch {
            what: "drives".into(),
            expected: "an utterance that the network has heard".into(),
            got: "none".into(),
        });
    };
    let mut out = Drives { steps: tape.steps, neurons: n, ff: vec![0.0; tape.steps * n], rec: vec![0.0; tape.steps * n] };
    let below = tape.layers.get(..l).unwrap_or_default();
    drive_ff(weights, sources(net, l, &tape.input, tape.history, below), &mut out.ff, &mut Lists::default());
    if !weights.w_rec.is_empty() {
        let stride = words(n);
        let mut looped = vec![0.0; padded(n)];
        for (t, row) in out.rec.chunks_exact_mut(n).enumerate() {
            let before = layer.history + t - 1;
            loop_drive(&mut looped, &weights.w_rec, &layer.active[before * stride..], &layer.spikes[before * n..]);
            row.copy_from_slice(&looped[..n]);
        }
    }
    Ok(out)
}
