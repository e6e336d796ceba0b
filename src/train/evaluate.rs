//! What a trained network is worth: accuracy, confusion, activity and operations on a part of a data set.

use super::loss::Loss;
use super::prepare::Example;
use super::shards::{Workers, largest};
use crate::Result;
use crate::snn::forward::forward;
use crate::snn::{Network, Tape};

/// Answer to one example.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The right label.
    pub label: usize,
    /// The label with the highest score.
    pub answer: usize,
    /// Scores, 0 to 1, shape `[labels]`.
    pub scores: Vec<f32>,
    /// Spikes per hidden neuron and step.
    pub firing_rate: f32,
    /// Synaptic operations, see [`synaptic_operations`].
    pub operations: u64,
}

/// Figures over a part of a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Share of right answers; none without examples.
    pub accuracy: Option<f64>,
    /// `confusion[label][answer]`.
    pub confusion: Vec<Vec<u32>>,
    /// Spikes per hidden neuron and step, mean over the utterances.
    pub firing_rate: f64,
    /// Synaptic operations per utterance, mean.
    pub synaptic_operations: f64,
}

/// Answers of `net` to `examples`, in order.
///
/// # Errors
/// [`crate::Error::Mismatch`] when an example does not fit the network.
pub fn answers(net: &Network, loss: Loss, examples: &[Example], workers: &Workers) -> Result<Vec<Answer>> {
    let links = loop_links(net);
    let pieces: Vec<&[Example]> = examples.chunks(16).collect();
    let answered = workers.map(&pieces, |piece| {
        let mut tape = Tape::new();
        piece.iter().map(|example| answer(net, loss, example, &links, &mut tape)).collect::<Result<Vec<_>>>()
    });
    let mut all = Vec::with_capacity(examples.len());
    for piece in answered {
        all.extend(piece?);
    }
    Ok(all)
}

fn answer(net: &Network, loss: Loss, example: &Example, links: &[Vec<u32>], tape: &mut Tape) -> Result<Answer> {
    forward(net, &example.frames, tape)?;
    let mut scores = vec![0.0; tape.output.len()];
    loss.scores(&tape.output, &mut scores);
    Ok(Answer {
        label: example.label,
        answer: largest(&tape.output),
        scores,
        firing_rate: tape.firing_rate(),
        operations: synaptic_operations(net, &example.frames, tape, links),
    })
}

/// Existing loop connections that leave each neuron of each layer.
#[must_use]
pub fn loop_links(net: &Network) -> Vec<Vec<u32>> {
    net.layers.iter().map(|l| (0..l.neurons).map(|j| l.loop_links(j) as u32).collect()).collect()
}

/// Synaptic operations of one pass: for every spiking neuron and step one accumulate per connection that leaves it (layer above and
/// loop), and for every non-zero input band one multiply-accumulate per connection into the first layer.
#[must_use]
pub fn synaptic_operations(net: &Network, frames: &[f32], tape: &Tape, links: &[Vec<u32>]) -> u64 {
    let first = net.layers.first().map_or(0, |l| l.neurons as u64);
    let mut operations = frames.iter().filter(|x| **x != 0.0).count() as u64 * first;
    for (l, (layer, tape)) in net.layers.iter().zip(&tape.layers).enumerate() {
        let above = net.layers.get(l + 1).map_or(0, |a| a.neurons as u64);
        for row in tape.output().chunks_exact(layer.neurons) {
            for (s, &loops) in row.iter().zip(links.get(l).into_iter().flatten()) {
                if *s > 0.0 {
                    operations += above + u64::from(loops);
                }
            }
        }
    }
    operations
}

/// Sums answers up.
#[must_use]
pub fn summarise(answers: &[Answer], labels: usize) -> Evaluation {
    let mut confusion = vec![vec![0; labels]; labels];
    let (mut right, mut rate, mut operations) = (0u32, 0.0f64, 0u64);
    for a in answers {
        right += u32::from(a.answer == a.label);
        rate += f64::from(a.firing_rate);
        operations += a.operations;
        if let Some(cell) = confusion.get_mut(a.label).and_then(|row| row.get_mut(a.answer)) {
            *cell += 1;
        }
    }
    let n = answers.len() as f64;
    let mean = |x: f64| if answers.is_empty() { 0.0 } else { x / n };
    Evaluation {
        accuracy: (!answers.is_empty()).then(|| f64::from(right) / n),
        confusion,
        firing_rate: mean(rate),
        synaptic_operations: mean(operations as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_counts() {
        let a = |label, answer| Answer { label, answer, scores: vec![], firing_rate: 0.5, operations: 10 };
        let e = summarise(&[a(0, 0), a(0, 1), a(1, 1), a(1, 1)], 2);
        assert_eq!(e.accuracy, Some(0.75));
        assert_eq!(e.confusion, vec![vec![1, 1], vec![0, 2]]);
        assert_eq!((e.firing_rate, e.synaptic_operations), (0.5, 10.0));
        assert_eq!(summarise(&[], 2).accuracy, None);
    }
}
