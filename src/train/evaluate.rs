//! What a trained network is worth: accuracy, confusion, activity and operations on a part of a data set.

use super::learner::Activity;
use super::loss::Loss;
use super::operations::{FanOut, Operations};
use super::prepare::Example;
use super::shards::{Workers, largest};
use crate::Result;
use crate::data::phones;
use crate::rules::UNLABELLED;
use crate::snn::encode::Draw;
use crate::snn::forward::forward;
use crate::snn::{Network, Tape};

/// Answer to one example.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The right label.
    pub label: usize,
    /// The label with the highest score.
    pub answer: usize,
    /// Scores, 0 to 1, shape `[labels]`; of a sentence those of its mean activity.
    pub scores: Vec<f32>,
    /// Of a sentence, the label spoken in every frame, or [`UNLABELLED`].
    pub spoken: Vec<u8>,
    /// Of a sentence, the label heard in every frame.
    pub heard: Vec<u8>,
    /// Spikes per hidden neuron and step.
    pub firing_rate: f32,
    /// Synaptic operations.
    pub operations: Operations,
}

/// Figures over a part of a data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Share of right answers, one for each word or labelled frame; none without examples.
    pub accuracy: Option<f64>,
    /// Of sentences, edits from the phones heard to those spoken, per phone spoken.
    pub phone_error_rate: Option<f64>,
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

/// How many of each example's [questions](Example::questions) `net` answers right, in order.
///
/// # Errors
/// [`crate::Error::Mismatch`] when an example does not fit the network.
pub fn right(net: &Network, examples: &[&Example], workers: &Workers) -> Result<Vec<u32>> {
    let pieces: Vec<&[&Example]> = examples.chunks(16).collect();
    let counted = workers.map(&pieces, |piece| {
        let mut tape = Tape::new();
        let mut count = |example: &Example| {
            forward(net, &example.frames, Draw::new(example.utterance, 0), &mut tape)?;
            if !crate::PHONEMES || example.frame_labels.is_empty() {
                return Ok(u32::from(largest(&tape.output) == example.label));
            }
            let heard = frames_heard(net, &tape);
            Ok(heard.zip(&example.frame_labels).map(|(heard, &label)| u32::from(heard == usize::from(label))).sum())
        };
        piece.iter().map(|example| count(example)).collect::<Result<Vec<_>>>()
    });
    let mut all = Vec::with_capacity(examples.len());
    for piece in counted {
        all.extend(piece?);
    }
    Ok(all)
}

/// The label heard in each frame: the largest activity of the readout at the frame's last step.
pub fn frames_heard<'a>(net: &Network, tape: &'a Tape) -> impl Iterator<Item = usize> + 'a {
    let (labels, per_frame) = (net.params.labels().max(1), net.params.steps_per_frame.max(1));
    tape.activity.chunks_exact(labels * per_frame).map(move |steps| largest(&steps[labels * (per_frame - 1)..]))
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
        spoken: example.frame_labels.clone(),
        heard: if !crate::PHONEMES || example.frame_labels.is_empty() {
            Vec::new()
        } else {
            frames_heard(net, tape).map(|l| l as u8).collect()
        },
        firing_rate: tape.firing_rate(),
        operations: links.operations(&activity),
    })
}

/// Sums answers up.
#[must_use]
pub fn summarise(answers: &[Answer], labels: usize) -> Evaluation {
    let mut confusion = vec![vec![0; labels]; labels];
    let (mut right, mut questions, mut rate, mut operations) = (0u64, 0u64, 0.0f64, Operations::default());
    let (mut edits, mut phones) = (0, 0);
    for a in answers {
        rate += f64::from(a.firing_rate);
        operations.accumulates += a.operations.accumulates;
        operations.multiply_accumulates += a.operations.multiply_accumulates;
        let mut judge = |label: usize, answer: usize| {
            questions += 1;
            right += u64::from(label == answer);
            if let Some(cell) = confusion.get_mut(label).and_then(|row| row.get_mut(answer)) {
                *cell += 1;
            }
        };
        if !crate::PHONEMES || a.spoken.is_empty() {
            judge(a.label, a.answer);
            continue;
        }
        let labelled = || a.spoken.iter().zip(&a.heard).filter(|(label, _)| **label != UNLABELLED);
        labelled().for_each(|(&label, &answer)| judge(usize::from(label), usize::from(answer)));
        let spoken = phones::collapse(labelled().map(|(label, _)| *label));
        edits += phones::edit_distance(&spoken, &phones::collapse(labelled().map(|(_, answer)| *answer)));
        phones += spoken.len();
    }
    let n = answers.len() as f64;
    let mean = |x: f64| if answers.is_empty() { 0.0 } else { x / n };
    Evaluation {
        accuracy: (questions > 0).then(|| right as f64 / questions as f64),
        phone_error_rate: (phones > 0).then(|| edits as f64 / phones as f64),
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
            firing_rate: 0.5,
            operations: Operations { accumulates: 10.0, multiply_accumulates: 0.0 },
            ..Answer::default()
        };
        let e = summarise(&[a(0, 0), a(0, 1), a(1, 1), a(1, 1)], 2);
        assert_eq!(e.accuracy, Some(0.75));
        assert_eq!(e.confusion, vec![vec![1, 1], vec![0, 2]]);
        assert_eq!((e.firing_rate, e.synaptic_operations), (0.5, 10.0));
        assert_eq!(summarise(&[], 2).accuracy, None);
        // A sentence of the phones 0 1 0 in which 0 0 was heard, and a frame without a label.
        let sentence = Answer { spoken: vec![0, 0, UNLABELLED, 1, 1, 0], heard: vec![0, 0, 1, 0, 1, 0], ..Answer::default() };
        let e = summarise(&[sentence.clone(), Answer { heard: vec![0; 6], ..sentence }], 2);
        assert_eq!(e.accuracy, Some(7.0 / 10.0));
        assert_eq!(e.confusion, vec![vec![6, 0], vec![3, 1]]);
        assert_eq!(e.phone_error_rate, Some(2.0 / 6.0));
    }
}
