//! What a trained network is worth: accuracy, confusion, activity and operations on a part of a data set.

use super::learner::Activity;
use super::loss::Loss;
use super::operations::{FanOut, Operations};
use super::prepare::Example;
use super::shards::{Workers, largest};
use crate::Result;
use crate::snn::encode::Draw;
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
    /// Synaptic operations.
    pub operations: Operations,
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
    /// Estimate of their energy, nanojoules per utterance, mean.
    pub energy_nj: f64,
}

/// Answers of `net` to `examples`, in order.
///
/// # Errors
/// [`crate::Error::Mismatch`] when an example does not fit the network.
pub fn answers(net: &Network, loss: Loss, examples: &[Example], workers: &Workers) -> Result<Vec<Answer>> {
    let links = FanOut::of(net);
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

/// The labels that `net` hears in `examples`, in order: [`answers`] without scores and counts.
///
/// # Errors
/// [`crate::Error::Mismatch`] when an example does not fit the network.
pub fn heard(net: &Network, examples: &[&Example], workers: &Workers) -> Result<Vec<u32>> {
    let pieces: Vec<&[&Example]> = examples.chunks(16).collect();
    let heard = workers.map(&pieces, |piece| {
        let mut tape = Tape::new();
        let mut label = |example: &Example| {
            forward(net, &example.frames, Draw::new(example.utterance, 0), &mut tape)?;
            Ok(largest(&tape.output) as u32)
        };
        piece.iter().map(|example| label(example)).collect::<Result<Vec<_>>>()
    });
    let mut all = Vec::with_capacity(examples.len());
    for piece in heard {
        all.extend(piece?);
    }
    Ok(all)
}

fn answer(net: &Network, loss: Loss, example: &Example, links: &FanOut, tape: &mut Tape) -> Result<Answer> {
    forward(net, &example.frames, Draw::new(example.utterance, 0), tape)?;
    let mut scores = vec![0.0; tape.output.len()];
    loss.scores(&tape.output, &mut scores);
    let mut activity = Activity::default();
    activity.count(net, tape);
    Ok(Answer {
        label: example.label,
        answer: largest(&tape.output),
        scores,
        firing_rate: tape.firing_rate(),
        operations: links.operations(&activity),
    })
}

/// Sums answers up.
#[must_use]
pub fn summarise(answers: &[Answer], labels: usize) -> Evaluation {
    let mut confusion = vec![vec![0; labels]; labels];
    let (mut right, mut rate, mut operations) = (0u32, 0.0f64, Operations::default());
    for a in answers {
        right += u32::from(a.answer == a.label);
        rate += f64::from(a.firing_rate);
        operations.accumulates += a.operations.accumulates;
        operations.multiply_accumulates += a.operations.multiply_accumulates;
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
        synaptic_operations: mean(operations.total()),
        energy_nj: mean(operations.energy_nj()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_counts() {
        let a = |label, answer| Answer {
            label,
            answer,
            scores: vec![],
            firing_rate: 0.5,
            operations: Operations { accumulates: 10.0, multiply_accumulates: 0.0 },
        };
        let e = summarise(&[a(0, 0), a(0, 1), a(1, 1), a(1, 1)], 2);
        assert_eq!(e.accuracy, Some(0.75));
        assert_eq!(e.confusion, vec![vec![1, 1], vec![0, 2]]);
        assert_eq!((e.firing_rate, e.synaptic_operations), (0.5, 10.0));
        assert_eq!(summarise(&[], 2).accuracy, None);
    }
}
