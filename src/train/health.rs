//! Runs that have come to nothing: which layer, what it means, what usually helps.

use super::history::{EpochRecord, LayerRecord, SATURATED};
use crate::rules::Gradients;
use crate::snn::{LayerSpec, Network, Readout};
use crate::text::decimals;
use crate::{Error, Result, math};

/// Epochs in a row for which a layer may be silent or saturated before a run stops; a run that ends so stops too.
const GRACE: usize = 3;
/// The same for a spiking readout, which learns to fire.
const READOUT_GRACE: usize = 10;
/// Share of silent or of saturated neurons from which on a layer tells nothing.
const TELLS_NOTHING: f32 = 0.9;

/// A network learns if it is right so many times as often as by chance.
const LEARNS: f32 = 1.5;

/// Stops a run whose loss or gradient is no longer a number.
///
/// # Errors
/// [`Error::Training`] with the first layer that it shows in.
pub fn check_numbers(net: &Network, g: &Gradients, loss: f64, epoch: u32, batch: usize) -> Result<()> {
    // The gradient of a layer's bias sums those of all its potentials: what is no number anywhere shows there.
    let broken = g.layers.iter().position(|l| !l.bias.iter().all(|g| g.is_finite()));
    if loss.is_finite() && broken.is_none() {
        return Ok(());
    }
    let place = match broken {
        Some(l) => format!("the gradient of {} is", name(net, l)),
        None => "the loss is".to_owned(),
    };
    Err(Error::Training {
        problem: format!("{place} no longer a number in epoch {epoch}, batch {batch}: weights have grown beyond all bounds"),
        hint: "lower learning_rate, init_ff or init_rec, or take a lower leak".into(),
    })
}

/// Stops a run with a layer that has been saturated for some epochs, or is at the end of the run, or silent while nothing is learnt.
///
/// # Errors
/// [`Error::Training`] with the layer, what it means and what usually helps.
pub fn check_activity(net: &Network, history: &[EpochRecord], epochs: u32) -> Result<()> {
    let Some(last) = history.last() else { return Ok(()) };
    if !net.spikes() {
        return Ok(());
    }
    let ends = last.epoch >= epochs;
    for l in 0..last.layers.len() {
        let grace = if net.is_readout(l) { READOUT_GRACE } else { GRACE };
        let lasting = |bad: &dyn Fn(&LayerRecord) -> bool| {
            let recent = history.iter().rev().map(|r| r.layers.get(l).is_some_and(bad));
            let epochs_in_a_row = recent.take(grace).take_while(|b| *b).count();
            epochs_in_a_row == grace || (ends && epochs_in_a_row > 0)
        };
        // A silent layer is no harm where the network learns by others.
        let learns = last.train_accuracy > LEARNS / net.params.labels().max(1) as f32;
        if !learns && lasting(&|r| r.silent >= TELLS_NOTHING) {
            let share = last.layers.get(l).map_or(1.0, |r| r.silent);
            let who = if share >= 1.0 {
                "no neuron has".to_owned()
            } else {
                format!("{} % of the neurons have not", decimals(100.0 * f64::from(share), 0))
            };
            return Err(Error::Training {
                problem: format!("in {} {who} fired in epoch {}: nothing it heard can be told apart", name(net, l), last.epoch),
                hint: "raise input_scale or init_ff, lower v_threshold or adapt_strength, or lower learning_rate".into(),
            });
        }
        if lasting(&|r| r.saturated >= TELLS_NOTHING) {
            let share = last.layers.get(l).map_or(0.0, |r| r.saturated);
            return Err(Error::Training {
                problem: format!(
                    "{} is saturated in epoch {}: {} % of its neurons fire at {} % of all steps or more, whatever they hear",
                    name(net, l),
                    last.epoch,
                    decimals(100.0 * f64::from(share), 0),
                    decimals(100.0 * SATURATED, 0)
                ),
                hint: "lower learning_rate, leak, input_scale or init_rec, raise adapt_strength, or set rate_strength to 1".into(),
            });
        }
    }
    Ok(())
}

/// "layer 1 (RFC500)", or "the readout (FC10)".
fn name(net: &Network, l: usize) -> String {
    let spec = net.params.topology.layers().get(l).map(LayerSpec::to_string).unwrap_or_default();
    if net.is_readout(l) { format!("the readout ({spec})") } else { format!("layer {} ({spec})", l + 1) }
}

/// Layers that count spikes: the hidden ones, and a spiking readout.
#[must_use]
pub fn spiking_layers(net: &Network) -> usize {
    net.layers.len() - usize::from(net.params.readout == Readout::Leaky)
}

/// Angle between two gradients of one layer, degrees; none where one of them is 0 or no number.
#[must_use]
pub fn angle(a: &crate::rules::LayerGradients, b: &crate::rules::LayerGradients) -> Option<f32> {
    let (mut aa, mut bb, mut ab) = (0.0f64, 0.0f64, 0.0f64);
    for (a, b) in [(&a.w_ff, &b.w_ff), (&a.bias, &b.bias), (&a.w_rec, &b.w_rec)] {
        for (&x, &y) in a.iter().zip(b) {
            let (x, y) = (f64::from(x), f64::from(y));
            aa += x * x;
            bb += y * y;
            ab += x * y;
        }
    }
    let cosine = ab / (aa.sqrt() * bb.sqrt());
    (cosine.is_finite()).then(|| math::acos64(cosine.clamp(-1.0, 1.0)).to_degrees() as f32)
}
