//! Synaptic operations of a network and the energy that they would take.
//!
//! A spike costs one addition for every connection that leaves its neuron; an input or a unit that is no spike costs one multiplication and
//! addition for each. Energy: 0.9 pJ per 32-bit addition and 4.6 pJ per multiplication and addition in 45 nm (Horowitz 2014, ISSCC,
//! "Computing's energy problem"); memory is left out, as in the papers that count so.

use super::learner::Activity;
use crate::snn::network::Encoding;
use crate::snn::{Field, Network};

/// Picojoules of one accumulate.
pub const ACCUMULATE_PJ: f64 = 0.9;
/// Picojoules of one multiply-accumulate.
pub const MULTIPLY_ACCUMULATE_PJ: f64 = 4.6;

/// Operations of one or more passes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Operations {
    /// Additions caused by spikes.
    pub accumulates: f64,
    /// Multiplications and additions caused by values that are no spikes.
    pub multiply_accumulates: f64,
}

impl Operations {
    /// Both kinds together.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.accumulates + self.multiply_accumulates
    }

    /// Estimate of their energy, nanojoules.
    #[must_use]
    pub fn energy_nj(&self) -> f64 {
        (self.accumulates * ACCUMULATE_PJ + self.multiply_accumulates * MULTIPLY_ACCUMULATE_PJ) * 1e-3
    }
}

/// Connections that leave each input cell and each hidden neuron.
#[derive(Debug, Clone)]
pub struct FanOut {
    input: Vec<u32>,
    hidden: Vec<Vec<u32>>,
    input_spikes: bool,
    hidden_spikes: bool,
}

impl FanOut {
    /// Counts the connections of `net`.
    #[must_use]
    pub fn of(net: &Network) -> Self {
        let last = net.layers.len().saturating_sub(1);
        let into = |l: usize, cells: usize| -> Vec<u32> {
            let mut links = vec![0; cells];
            if let Some(layer) = net.layers.get(l) {
                cover(&layer.field, &mut links);
            }
            links
        };
        let read: Vec<usize> = net.read().map(|(l, _)| l).collect();
        let hidden = net.layers.iter().enumerate().take(last).map(|(l, layer)| {
            let n = layer.neurons();
            let mut links = if l + 1 < last { into(l + 1, n) } else { vec![0; n] };
            let labels = if read.contains(&l) { net.params.labels() as u32 } else { 0 };
            let looped = layer.w_rec.links();
            for (j, out) in links.iter_mut().enumerate() {
                *out += labels + looped.get(j).copied().unwrap_or(0);
            }
            links
        });
        Self {
            input: into(0, net.inputs()),
            hidden: hidden.collect(),
            input_spikes: net.params.encoding != Encoding::Direct,
            hidden_spikes: net.spikes(),
        }
    }

    /// Operations behind these counts.
    #[must_use]
    pub fn operations(&self, activity: &Activity) -> Operations {
        let sum = |fired: &[u32], links: &[u32]| fired.iter().zip(links).map(|(&f, &l)| f64::from(f) * f64::from(l)).sum::<f64>();
        let mut out = Operations::default();
        let mut book = |spikes: bool, n: f64| if spikes { out.accumulates += n } else { out.multiply_accumulates += n };
        book(self.input_spikes, sum(&activity.input, &self.input));
        for (fired, links) in activity.fired.iter().zip(&self.hidden) {
            book(self.hidden_spikes, sum(fired, links));
        }
        out
    }
}

/// Adds to `links` the neurons that each cell of the layer below reaches.
fn cover(field: &Field, links: &mut [u32]) {
    for place in 0..field.places {
        for link in links.iter_mut().skip(place * field.hop).take(field.cells) {
            *link += (field.channels * field.frames) as u32;
        }
    }
}
