//! Sentences whose frames have labels of their own: the loss, the gradient of every rule, and what is heard, against oracles in double precision.

mod common;

use common::lesson::{BANDS, frames, network};
use common::naive;
use common::slopes::{SMOOTH, slopes, wide, worst};
use common::smooth::{Held, Smooth, Spike, resets_are_held, ways_back};
use nrr_snn::Result;
use nrr_snn::audio::Samples;
use nrr_snn::data::phones::CLASSES;
use nrr_snn::data::{DataSet, Segment, Split, Utterance};
use nrr_snn::experiment::{self, Task};
use nrr_snn::rules::{self, EpropFeedback, Gradients, Heard, Lessons, Scratch, UNLABELLED};
use nrr_snn::snn::{Network, Readout};
use nrr_snn::train::learner::judge_steps;
use nrr_snn::train::shards::{Batch, BatchSums, Workers};
use nrr_snn::train::{Course, Example, Learner, Preset, evaluate, prepare};

/// Topology and changed settings.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)]);

/// Labels of seven frames; one has none.
const LABELS: [u8; 7] = [0, 0, UNLABELLED, 1, 2, 2, 0];

const READINGS: &[Case] = &[
    ("FC3", &[]),
    ("RFC6-FC3", &[]),
    ("RFC6-FC3", &[("loss", "mse")]),
    ("RFC6-FC3", &[("readout_leak", "0")]),
    ("RFC6-FC3", &[("readout", "spiking"), ("loss", "mse")]),
    ("RFC6-FC3", &[("firing", "single"), ("adaptation", "threshold"), ("adaptive_share", "0.5")]),
    ("RFC6-FC3", &[("steps_per_frame", "2"), ("reset", "detached"), ("refractory_steps", "2")]),
    ("RFC6-FC5-FC3", &[("readout_from", "all"), ("loss", "mse")]),
    ("RFC6-FC5-FC3", &[("readout", "spiking"), ("readout_from", "all")]),
    ("C3x3x2/2-RFC6-FC3", &[]),
    ("RFC6-FC3", &[("unit", "relu"), ("init_ff", "2")]),
];

/// The steps at which a frame is judged, with the frame's label.
fn judged(net: &Network) -> Vec<(usize, usize)> {
    let per_frame = net.params.steps_per_frame;
    let labelled = LABELS.iter().enumerate().filter(|(_, label)| **label != UNLABELLED);
    labelled.map(|(frame, &label)| (frame * per_frame + per_frame - 1, usize::from(label))).collect()
}

/// Mean of the losses of the frames that have a label.
fn loss(net: &Network, course: &Course, run: &Smooth) -> f64 {
    let judged = judged(net);
    judged.iter().map(|&(t, label)| run.at(t).loss(course.loss, label)).sum::<f64>() / judged.len() as f64
}

/// The run as the engine would have heard it.
fn heard(net: &Network, course: &Course, run: &Smooth) -> (Heard, BatchSums) {
    let step_labels = LABELS.iter().flat_map(|&label| std::iter::repeat_n(label, net.params.steps_per_frame)).collect();
    let mut heard = Heard { tape: run.tape(net), step_labels, ..Heard::default() };
    let mut sums = BatchSums::default();
    judge_steps(net, course.loss, &mut heard, &mut sums);
    (heard, sums)
}

fn engine(net: &Network, course: &Course, heard: Heard) -> Gradients {
    let mut grads = Gradients::zeros(net);
    rules::gradient(Lessons { net, teaching: &course.teaching, heard: &[heard] }, &mut Scratch::default(), &mut grads);
    grads.finish(net, 1.0);
    grads
}

#[test]
fn the_loss_is_the_mean_of_the_labelled_frames() -> Result<()> {
    for (topology, change) in READINGS {
        let (net, course) = network(topology, "bptt", &[SMOOTH, change].concat(), 11)?;
        let run = Smooth::new(&net, &frames(LABELS.len(), BANDS, 3), Spike::Step);
        let (heard, sums) = heard(&net, &course, &run);
        let right = judged(&net).iter().filter(|&&(t, label)| run.activity(t).iter().all(|a| *a <= run.activity(t)[label])).count();
        assert_eq!((sums.questions, heard.questions), (6, 6), "{topology} {change:?}");
        assert!(sums.right as usize <= right, "{topology} {change:?}: {} of {right}", sums.right);
        assert!(
            (sums.loss - loss(&net, &course, &run)).abs() < 1e-5,
            "{topology} {change:?}: {} for {}",
            sums.loss,
            loss(&net, &course, &run)
        );
    }
    Ok(())
}

#[test]
fn bptt_and_fa_are_slopes_of_the_smooth_network() -> Result<()> {
    for rule in ["bptt", "fa"] {
        for (topology, change) in READINGS.iter().filter(|(t, _)| rule == "bptt" || *t != "FC3") {
            let (net, course) = network(topology, rule, &[SMOOTH, change].concat(), 11)?;
            let input = frames(LABELS.len(), BANDS, 3);
            let base = Smooth::new(&net, &input, Spike::Step);
            let back = ways_back(&net);
            let held = Held { run: Some(&base), resets: resets_are_held(&net), back: (rule == "fa").then_some(&back), ..Held::default() };
            let all = 0..net.layers.len();
            let slopes = slopes(&net, all.clone(), |w| loss(&net, &course, &Smooth::with(&net, w, &input, Spike::Tangent, held)));
            let ours = wide(&net, &engine(&net, &course, heard(&net, &course, &base).0));
            let worst = worst(&format!("{rule} {topology} {change:?}"), &slopes, &ours, all);
            assert!(worst < 1e-4, "{rule} {topology} {change:?}: {worst:e}");
        }
    }
    Ok(())
}

/// The learning signal of a direct rule at every step: of `rp`, `drtp` and `local` by the label of the frame, of the others by what the step's spikes do to
/// the losses of its own and later frames.
fn signal(net: &Network, course: &Course, run: &Smooth) -> Vec<Vec<Vec<f64>>> {
    let (labels, judged) = (net.params.labels(), judged(net));
    let kappa = if net.params.readout == Readout::Leaky { f64::from(net.params.readout_leak) } else { 0.0 };
    let error = |t: usize, k: usize| -> f64 {
        let later = judged.iter().filter(|(at, _)| *at >= t);
        later.map(|&(at, label)| kappa.powi((at - t) as i32) * run.at(at).d_output(course.loss, label)[k]).sum()
    };
    let rule = course.teaching.rule.id();
    let at = |l: usize, t: usize, i: usize| -> f64 {
        let n = net.layers[l].neurons();
        if i >= (n as f64 * f64::from(net.params.feedback_reach)).round() as usize {
            return 0.0;
        }
        let shared = net.readout_rows(l).filter(|_| course.teaching.eprop_feedback == EpropFeedback::Symmetric);
        let b = |k: usize| f64::from(net.layers[l].feedback[i * labels + k]);
        let w = |k: usize| shared.map_or_else(|| b(k), |rows| f64::from(rows[i * labels + k]));
        let over = |value: &dyn Fn(usize) -> f64| (0..labels).map(value).sum::<f64>();
        let count = judged.len() as f64;
        let label = LABELS[t / net.params.steps_per_frame];
        let one = |k: usize| f64::from(u8::from(k == usize::from(label)));
        match rule {
            "rp" | "drtp" | "local" if label == UNLABELLED => 0.0,
            "rp" => run.layers[l].s(t, i) - over(&|k| b(k) * one(k)),
            "drtp" => -over(&|k| b(k) * (one(k) - 1.0 / labels as f64)),
            "local" => naive::local(net, run, l, t, i, usize::from(label)),
            "dfa" => over(&|k| b(k) * error(t, k)) / count,
            "sdfa" => over(&|k| b(k) * if error(t, k) == 0.0 { 0.0 } else { error(t, k).signum() }) / count,
            _ => over(&|k| w(k) * error(t, k)) / count,
        }
    };
    let row = |l: usize, t: usize| (0..net.layers[l].neurons()).map(|i| at(l, t, i)).collect();
    (0..net.layers.len() - 1).map(|l| (0..run.steps()).map(|t| row(l, t)).collect()).collect()
}

#[test]
fn direct_rules_are_loops_over_every_synapse() -> Result<()> {
    for rule in ["rp", "drtp", "local", "dfa", "sdfa", "eprop"] {
        for reach in ["local", "leak", "state"] {
            for (topology, change) in READINGS.iter().filter(|(t, _)| *t != "FC3") {
                let settings = [SMOOTH, change, &[("through_time", reach), ("feedback", "gaussian")]].concat();
                let (net, course) = network(topology, rule, &settings, 11)?;
                let run = Smooth::new(&net, &frames(LABELS.len(), BANDS, 3), Spike::Step);
                let theirs = naive::direct_by(&net, &course, &run, &signal(&net, &course, &run));
                let ours = wide(&net, &engine(&net, &course, heard(&net, &course, &run).0));
                let worst = worst(&format!("{rule} {reach} {topology} {change:?}"), &theirs, &ours, 0..net.layers.len() - 1);
                assert!(worst < 1e-4, "{rule} {reach} {topology} {change:?}: {worst:e}");
            }
        }
    }
    Ok(())
}

#[test]
fn a_system_is_what_it_is_under_every_rule() -> Result<()> {
    for system in ["ff-snn-ph", "ff-snn-loop-ph", "dnn"].map(experiment::system) {
        let system = system?;
        for rule in system.rules {
            let config = system.config_on(Task::Phonemes, rule, Preset::Tuned)?;
            assert!(config.neuron.adapt_strength == 0.0, "{} does not adapt, under {rule} either", system.id);
        }
    }
    Ok(())
}

/// Sentences of different lengths that are learnt at once give the sums of learning each by itself, and what is right is counted alike where
/// it is learnt and where it is tested.
#[test]
fn sentences_are_learnt_together_as_one_by_one_and_counted_alike() -> Result<()> {
    for rule in ["rp", "local", "bptt", "eprop"] {
        let (net, course) = network("RFC40-FC3", rule, &[("target", "frame"), ("steps_per_frame", "2")], 5)?;
        // As long as the longest sentence of TIMIT, and two short ones.
        let examples: Vec<Example> = [31, 7, 780]
            .iter()
            .enumerate()
            .map(|(utterance, &count)| Example {
                frames: frames(count, BANDS, utterance as u64),
                label: 0,
                frame_labels: (0..count).map(|t| LABELS[t % LABELS.len()]).collect(),
                utterance,
            })
            .collect();
        let learn = |indices: &[u32], learner: &mut Learner, sums: &mut BatchSums, grads: &mut Gradients| {
            learner.learn(&net, &course, Batch { examples: &examples, indices, epoch: 1 }, sums, grads)
        };
        let (mut together, mut grads) = (BatchSums::default(), Gradients::zeros(&net));
        learn(&[0, 1, 2], &mut Learner::default(), &mut together, &mut grads)?;
        let (mut apart, mut one_by_one) = (BatchSums::default(), Gradients::zeros(&net));
        for u in 0..3 {
            learn(&[u], &mut Learner::default(), &mut apart, &mut one_by_one)?;
        }
        assert!(together == apart && grads == one_by_one, "{rule}");
        assert!(grads.layers.iter().all(|l| l.w_ff.iter().any(|g| *g != 0.0)), "{rule}: every layer learns");

        let right = evaluate::right(&net, &examples.iter().collect::<Vec<_>>(), &Workers::single())?;
        let questions: usize = examples.iter().map(Example::questions).sum();
        assert_eq!((right.iter().sum::<u32>(), questions as u32), (together.right, together.questions), "{rule}");
        let answers = evaluate::answers(&net, course.loss, &examples, &Workers::single())?;
        let summary = evaluate::summarise(&answers, 3);
        assert_eq!(summary.accuracy, Some(f64::from(together.right) / f64::from(together.questions)), "{rule}");
    }
    Ok(())
}

/// A frame has the label at its middle; where nothing is labelled, none.
#[test]
fn frames_have_the_label_at_their_middle() -> Result<()> {
    let rate_hz = 16_000;
    let samples = (0..8_000).map(|i| (0.3 * (f64::from(i) * 0.2).sin()) as f32).collect();
    let segment = |start, end, label| Segment { start, end, label };
    let utterance = |name: &str, held_out| Utterance {
        name: name.into(),
        label: 0,
        speaker: "X".into(),
        index: 0,
        held_out,
        segments: vec![segment(0, 1_000, 4), segment(1_000, 2_000, 7), segment(4_000, 8_000, 2)],
        words: Vec::new(),
        samples: Samples { rate_hz, samples: Vec::clone(&samples) },
    };
    let labels = CLASSES.map(str::to_owned).to_vec();
    let data = DataSet { name: "made".into(), labels, utterances: vec![utterance("a", false), utterance("b", true)], notices: Vec::new() };
    let config = experiment::system("nrr-ph")?.config()?;
    let prepared = prepare(&config, &data, &Split::Official, &Workers::single())?;
    let heard = &prepared.train[0].frame_labels;
    // Half a second: frames of 25 ms (400 samples) every 10 ms (160 samples), as many as fit.
    assert_eq!((heard.len(), prepared.train[0].frames.len()), (48, 48 * 39));
    for (t, label) in heard.iter().enumerate() {
        let expected = match 160 * t + 200 {
            0..1_000 => 4,
            1_000..2_000 => 7,
            4_000.. => 2,
            _ => UNLABELLED,
        };
        assert_eq!(*label, expected, "frame {t}");
    }
    let words = experiment::system("nrr-shallow")?.config()?;
    let error = prepare(&words, &data, &Split::Official, &Workers::single()).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(error.contains("sentences of labelled phones"), "{error}");
    Ok(())
}
