//! What the engine does for a batch, counted and not timed.

use crate::json::json;
use crate::rules::Flow;
use crate::snn::network::Readout;
use crate::snn::{LayerKind, Network};
use crate::train::Course;
use crate::train::learner::Activity;
use crate::train::operations::FanOut;

/// Operations of one batch, mean over the checked batches.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// Synaptic operations: connections behind every spike and every input that is not zero ([`crate::train::operations`]).
    pub synaptic: u64,
    /// Of these, multiplications and additions of the input product.
    pub input_product: u64,
    /// Of these, additions of rows that spikes gather.
    pub gathered: u64,
    /// Multiplications and additions of the weights' gradient: active presynaptic cells times the neurons that learn. The backward pass
    /// through the neurons and, under `bptt` and `fa`, through the loop is not in it.
    pub gradient: u64,
    /// Weights that Adam updates.
    pub adam: u64,
}

json!(Counts { synaptic: "synaptic", input_product: "input_product", gathered: "gathered", gradient: "gradient", adam: "adam" });

impl Counts {
    /// Counts behind the `activity` of `batches` batches.
    #[must_use]
    pub fn of(net: &Network, course: &Course, activity: &Activity, batches: usize) -> Self {
        let links = FanOut::of(net);
        let all = links.operations(activity).total();
        let input = links.operations(&Activity { input: activity.input.clone(), ..Activity::default() }).total();
        let per_batch = |x: f64| (x / batches as f64).round() as u64;
        let adam = net.layers.iter().map(|l| (l.w_ff.len() + l.bias.len() + l.w_rec.values.len()) as u64).sum();
        Self {
            synaptic: per_batch(all),
            input_product: per_batch(input),
            gathered: per_batch(all - input),
            gradient: per_batch(gradient(net, course, activity)),
            adam,
        }
    }
}

/// Σ over layers of active presynaptic cells times the neurons that learn from them.
fn gradient(net: &Network, course: &Course, activity: &Activity) -> f64 {
    let last = net.layers.len().saturating_sub(1);
    let events = |fired: &[u32]| fired.iter().map(|&f| f64::from(f)).sum::<f64>();
    let mut sum = 0.0;
    for (l, layer) in net.layers.iter().enumerate() {
        let n = layer.neurons();
        let learn = match course.teaching.rule.flow() {
            _ if l == last => n,
            Flow::Nothing => 0,
            Flow::LayerByLayer { .. } => n,
            Flow::Direct(_) => net.params.reached(l, n),
        };
        if l == last && net.params.readout == Readout::Leaky {
            // One outer product for each utterance: see rules::Pool.
            continue;
        }
        let below = if l == 0 { Some(&activity.input) } else { activity.fired.get(l - 1) };
        let reached = if layer.kind == LayerKind::Conv { layer.field.channels * layer.field.frames } else { learn };
        if learn > 0 {
            sum += below.map_or(0.0, |b| events(b)) * reached as f64;
        }
        if !layer.w_rec.is_empty() {
            // As many as are stored for a presynaptic neuron, of those that learn.
            let stored = layer.w_rec.values.len() as f64 / n.max(1) as f64;
            sum += activity.fired.get(l).map_or(0.0, |f| events(f)) * stored * learn as f64 / n.max(1) as f64;
        }
    }
    sum
}
