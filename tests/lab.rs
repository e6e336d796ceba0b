//! Looking inside: what is told of a pass is what the pass did, and numbers from outside are checked.

mod common;

use common::inside::{DIGEST, change, digits, everything, lab};
use common::lesson::{self, case};
use nrr_snn::Result;
use nrr_snn::audio::Samples;
use nrr_snn::lab::{Axis, Lab, MAX_GRID, NeuronChange};
use nrr_snn::model_file::{Model, checkpoint};
use nrr_snn::recognise::recognise_in_noise;
use nrr_snn::snn::drive::drives;
use nrr_snn::snn::encode::Draw;
use nrr_snn::snn::forward::forward;
use nrr_snn::snn::neuron::{Adaptation, Firing, RecurrentLeak};
use nrr_snn::snn::{LayerKind, Network, NeuronParams, Tape, phase};
use nrr_snn::train::shards::Workers;
use nrr_snn::train::{evaluate, prepare, settings};

/// Networks of every kind of layer, with a readout that sees all of them, and the frames of an utterance.
const TOPOLOGIES: [&str; 3] = ["RFC40-FC10", "C4x3x2/2-RFC30-FC10", "C4x2x2-C3x2x1-RFC20-FC12-FC10"];

fn network(topology: &str, all: bool) -> Result<(Network, Vec<f32>)> {
    let from = if all { "all" } else { "last" };
    let (net, _) = lesson::network(topology, "bptt", &[("readout_from", from), ("init_ff", "3")], 4)?;
    Ok((net, lesson::frames(30, lesson::BANDS, 9)))
}

/// A model around a network, whose front end is not used.
fn model(net: Network) -> Result<Model> {
    let mut model = lab()?.model().clone();
    model.net = net;
    Ok(model)
}

#[test]
fn everything_told_is_the_same_everywhere() -> Result<()> {
    assert_eq!(everything()?, DIGEST, "tests/wasm.rs compares the same digest in a browser");
    Ok(())
}

#[test]
fn a_neuron_alone_under_its_drives_does_what_it_did_in_the_network() -> Result<()> {
    for topology in TOPOLOGIES {
        for (firing, recurrent_leak, adaptation) in [
            (Firing::Summed, RecurrentLeak::Leak, Adaptation::Subtract),
            (Firing::Literal, RecurrentLeak::None, Adaptation::Subtract),
            (Firing::Single, RecurrentLeak::Leak, Adaptation::Threshold),
        ] {
            let (mut net, frames) = network(topology, false)?;
            net.params.neuron = NeuronParams { firing, recurrent_leak, adaptation, adaptive_share: 0.5, ..net.params.neuron };
            let mut tape = Tape::new();
            forward(&net, &frames, Draw::default(), &mut tape)?;
            for (l, layer) in tape.layers.iter().enumerate().take(net.layers.len() - 1) {
                let n = layer.neurons;
                let told = drives(&net, &tape, l)?;
                assert!(layer.output().iter().any(|s| *s > 0.0), "{topology}: layer {l} is silent, nothing is compared");
                for i in 0..n {
                    let column = |values: &[f32]| values.iter().skip(i).step_by(n).copied().collect::<Vec<f32>>();
                    let adapt_strength = net.params.neuron.strength(i, n);
                    let p = NeuronParams { adapt_strength, adaptive_share: 1.0, ..net.params.neuron.clone() };
                    let course = phase::course(&p, &column(&told.ff), &column(&told.rec));
                    assert_eq!(course.v_ff, column(layer.steps(&layer.v_ff)), "{topology}, layer {l}, neuron {i}");
                    assert_eq!(course.v_rec, column(layer.steps(&layer.v_rec)), "{topology}, layer {l}, neuron {i}");
                    assert_eq!(course.adaptation, column(layer.steps(&layer.adaptation)), "{topology}, layer {l}, neuron {i}");
                }
            }
        }
    }
    Ok(())
}

/// Σ X·W_f + b of neuron `i` of layer `l` at step `t`, cell by cell in double precision.
fn naive_ff(net: &Network, tape: &Tape, l: usize, t: usize, i: usize) -> f64 {
    let layer = &net.layers[l];
    let (field, channels) = (&layer.field, layer.field.channels);
    let (place, channel) = (i / channels, i % channels);
    // What a readout that sees all reads stands side by side.
    let read: Vec<usize> = if net.is_readout(l) { net.read().map(|(b, _)| b).collect() } else { (0..l).rev().take(1).collect() };
    let cell = |t: usize, j: usize| -> f64 {
        let row = tape.history + t;
        if l == 0 {
            return f64::from(tape.input[row * net.inputs() + j]);
        }
        let mut j = j;
        for &b in &read {
            let n = tape.layers[b].neurons;
            if j < n {
                return f64::from(tape.layers[b].spikes[row * n + j]);
            }
            j -= n;
        }
        unreachable!("no cell {j}")
    };
    let mut sum = f64::from(layer.bias[channel]);
    for k in 0..field.frames.min(t + 1) {
        for j in 0..field.cells {
            sum += cell(t - k, place * field.hop + j) * f64::from(layer.w_ff[(k * field.cells + j) * channels + channel]);
        }
    }
    sum
}

#[test]
fn drives_are_the_sums_of_the_first_equation() -> Result<()> {
    for (topology, all) in TOPOLOGIES.iter().flat_map(|t| [(*t, false), (*t, true)]) {
        let (net, frames) = network(topology, all)?;
        let mut tape = Tape::new();
        forward(&net, &frames, Draw::default(), &mut tape)?;
        let lab = Lab::of(model(net.clone())?);
        for l in 0..net.layers.len() {
            let told = drives(&net, &tape, l)?;
            let n = told.neurons;
            assert_eq!((told.steps, told.ff.len(), told.rec.len()), (30, 30 * n, 30 * n));
            let view = lab.weights(l)?;
            assert_eq!(view.channels > 0, net.layers[l].kind == LayerKind::Conv);
            assert_eq!((view.name, view.neurons), (net.params.topology.layers()[l].to_string(), n));
            assert_eq!(view.rec.is_some(), net.layers[l].kind == LayerKind::Recurrent);
            for t in 0..30 {
                for i in 0..n {
                    let ff = naive_ff(&net, &tape, l, t, i);
                    assert!((f64::from(told.ff[t * n + i]) - ff).abs() < 1e-4, "{topology} {all}: layer {l}, step {t}, neuron {i}");
                    let rec = match (&view.rec, &view.mask) {
                        (Some(rec), Some(mask)) if t > 0 => {
                            assert!(mask.iter().zip(rec).all(|(m, w)| *m == 1 || *w == 0.0) && mask.contains(&0));
                            let s = |j: usize| f64::from(tape.layers[l].output()[(t - 1) * n + j]);
                            (0..n).map(|j| s(j) * f64::from(rec[j * n + i])).sum()
                        }
                        _ => 0.0,
                    };
                    assert!((f64::from(told.rec[t * n + i]) - rec).abs() < 1e-4, "{topology}: loop of layer {l}, step {t}, neuron {i}");
                }
            }
        }
    }
    Ok(())
}

#[test]
fn hearing_is_recognising_and_a_change_is_another_neuron() -> Result<()> {
    let (mut lab, data) = (lab()?, digits()?);
    let u = data.utterance(3)?;
    assert!(lab.drives(0).is_err(), "nothing is heard yet");
    let mut other = lab.model().clone();
    let mut tape = Tape::new();
    let changed = lab.hear(&u.name, &u.samples, 0.0, &change())?;
    let settings = [("adapt_strength", "0.4"), ("adapt_decay", "0.85"), ("adapt_gain", "0.2"), ("v_threshold", "0.6"), ("leak", "0.3")];
    for (key, value) in settings {
        settings::set(&mut other.config, key, value)?;
    }
    let trained = std::mem::replace(&mut other.net.params.neuron, other.config.neuron.clone());
    assert_eq!(changed.scores, recognise_in_noise(&other, &u.name, &u.samples, 0.0, &mut tape)?.scores);
    other.net.params.neuron = trained;
    for noise in [0.0, 0.3] {
        let heard = lab.hear(&u.name, &u.samples, noise, &NeuronChange::default())?;
        let expected = recognise_in_noise(&other, &u.name, &u.samples, noise, &mut tape)?;
        assert_eq!((heard.scores, heard.frames), (expected.scores, expected.frames));
        assert_eq!(lab.tape().layers[0].v_ff, tape.layers[0].v_ff);
    }
    assert_ne!(changed.scores, lab.hear(&u.name, &u.samples, 0.0, &NeuronChange::default())?.scores);
    assert_eq!(lab.weights(0)?.ff, other.net.layers[0].w_ff);
    Ok(())
}

#[test]
fn a_checkpoint_can_be_looked_into() -> Result<()> {
    let mut run = lesson::trainer(case("rp"), Workers::single())?;
    for _ in 0..3 {
        run.step()?;
    }
    let bytes = checkpoint::save(&run, "bundled", "official")?;
    assert_eq!(Lab::load("checkpoint", &bytes)?.weights(0)?.ff, run.net.layers[0].w_ff);
    assert!(Lab::load("cut off", &bytes[..bytes.len() / 2]).is_err());
    Ok(())
}

#[test]
fn answers_are_those_of_an_evaluation() -> Result<()> {
    let (mut lab, mut data) = (lab()?, digits()?);
    let model = lab.model().clone();
    let config = nrr_snn::train::Config { test_noise: 0.3, ..model.config.clone() };
    let mut prepared = prepare(&config, &data, &model.split.parse()?, &Workers::single())?;
    prepared.test.truncate(40);
    // The shipped model may have been trained on more than the bundled digits: its own scale and range count.
    let mut right = 0;
    let hidden = model.net.layers[0].neurons();
    for example in &prepared.test {
        let i = example.utterance;
        let told = lab.answer(&data, i, 0.3, None)?;
        let (frames, _) = prepare::prepare_one(&config.front_end, &model.standardise, "x", &data.utterances[i].samples)
            .map(|(prepared, frames)| (frames, prepared.notices))?;
        let mut example = [nrr_snn::train::Example { frames, ..example.clone() }];
        nrr_snn::train::noise::disturb(&mut example, config.noise_kind, 0.3, model.input_range, config.seed);
        let expected = evaluate::answers(&model.net, config.loss, &example, &Workers::single())?;
        assert_eq!((told.label, &told.scores), (Some(expected[0].answer), &expected[0].scores));
        let rate = told.counts.iter().sum::<f32>() / (hidden * told.steps) as f32;
        assert!(told.counts.len() == hidden && (rate - expected[0].firing_rate).abs() < 1e-6);
        assert_ne!(told.scores, lab.answer(&data, i, 0.3, Some(config.seed + 1))?.scores, "another seed, other noise");
        right += usize::from(lab.answer(&data, i, 0.0, None)?.label == Some(data.utterances[i].label));
    }
    assert!(right >= 36, "{right} of 40 right without noise");
    data.utterances[0].samples = Samples { rate_hz: 8_000, samples: vec![0.0; 8_000] };
    let refused = lab.answer(&data, 0, 0.0, None)?;
    assert!(refused.label.is_none() && refused.scores.is_empty() && refused.counts == vec![0.0; hidden]);
    assert!(refused.refused.is_some_and(|why| why.contains("nothing to hear")));
    Ok(())
}

#[test]
fn influence_counts_every_weight_that_reads_a_neuron() -> Result<()> {
    for (topology, all) in TOPOLOGIES.iter().flat_map(|t| [(*t, false), (*t, true)]) {
        let (net, frames) = network(topology, all)?;
        let lab = Lab::of(model(net.clone())?);
        let last = net.layers.len() - 1;
        for l in 0..last {
            let told = lab.influence(l)?;
            // A neuron that spikes once, alone, in the middle of silence: what it adds to the drives of all later layers is its weights.
            let mut tape = Tape::new();
            forward(&net, &frames, Draw::default(), &mut tape)?;
            for (i, told) in told.iter().enumerate() {
                let mut tape = tape.clone();
                for layer in &mut tape.layers {
                    layer.spikes.fill(0.0);
                }
                let n = tape.layers[l].neurons;
                tape.layers[l].spikes[(tape.history + 10) * n + i] = 1.0;
                let squares = |reader: usize| -> f64 {
                    let m = net.layers[reader].neurons();
                    let bias = |i: usize| f64::from(net.layers[reader].bias[i % net.layers[reader].field.channels]);
                    (0..30)
                        .flat_map(|t| (0..m).map(move |i| (t, i)))
                        .map(|(t, i)| (naive_ff(&net, &tape, reader, t, i) - bias(i)).powi(2))
                        .sum()
                };
                let readers = (l + 1..=last).filter(|&r| if r == last { net.read().any(|(seen, _)| seen == l) } else { r == l + 1 });
                let expected = readers.map(squares).sum::<f64>().sqrt();
                assert!((f64::from(*told) - expected).abs() < 1e-5, "{topology} {all}: layer {l}, neuron {i}: {told} {expected}");
            }
        }
        assert!(lab.influence(last).is_err() && lab.influence(99).is_err());
    }
    Ok(())
}

#[test]
fn a_field_is_the_flow_on_a_grid() -> Result<()> {
    let lab = lab()?;
    let (v, a) = (Axis { from: -1.0, to: 1.0, count: 5 }, Axis { from: 0.0, to: 3.0, count: 4 });
    let field = lab.field(&change(), [0, 2], 0.25, v, a)?;
    assert_eq!(field.v, [-1.0, -0.5, 0.0, 0.5, 1.0].repeat(4));
    assert_eq!(field.a.chunks(5).map(|row| row[0]).collect::<Vec<_>>(), [0.0, 1.0, 2.0, 3.0]);
    let mut p = change().of(&lab.model().net.params.neuron)?;
    (p.adapt_strength, p.adaptive_share) = (p.strength(2, lab.model().net.layers[0].neurons()), 1.0);
    for k in 0..20 {
        assert_eq!([field.dv[k], field.da[k]], phase::flow(&p, field.v[k], field.a[k], 0.25));
    }
    let rest = lab.rest(&change(), [0, 2], 0.25)?;
    assert_eq!(rest, phase::rest(&p, 0.25));
    assert!((rest.points[0].v - 0.25 / 0.7).abs() < 1e-6 && rest.points[0].reached);
    Ok(())
}

#[test]
fn numbers_from_outside_are_checked() -> Result<()> {
    let (mut lab, data) = (lab()?, digits()?);
    let u = data.utterance(0)?;
    let v = Axis { from: -1.0, to: 1.0, count: 5 };
    for axis in [
        Axis { count: 1, ..v },
        Axis { count: MAX_GRID + 1, ..v },
        Axis { count: usize::MAX, ..v },
        Axis { from: 1.0, ..v },
        Axis { from: f32::NAN, ..v },
        Axis { to: f32::INFINITY, ..v },
    ] {
        assert!(lab.field(&NeuronChange::default(), [0, 0], 0.0, axis, v).is_err(), "{axis:?}");
        assert!(lab.field(&NeuronChange::default(), [0, 0], 0.0, v, axis).is_err(), "{axis:?}");
    }
    let nothing = NeuronChange::default();
    for change in [
        NeuronChange { leak: Some(1.5), ..nothing },
        NeuronChange { leak: Some(f64::NAN), ..nothing },
        NeuronChange { v_threshold: Some(0.0), ..nothing },
        NeuronChange { adapt_decay: Some(-0.1), ..nothing },
        NeuronChange { adapt_gain: Some(f64::INFINITY), ..nothing },
        NeuronChange { adapt_strength: Some(6.0), ..nothing },
    ] {
        assert!(lab.hear(&u.name, &u.samples, 0.0, &change).is_err(), "{change:?}");
        assert!(lab.rest(&change, [0, 0], 0.0).is_err(), "{change:?}");
    }
    for noise in [-0.1, 1.1, f32::NAN] {
        assert!(lab.hear(&u.name, &u.samples, noise, &nothing).is_err() && lab.answer(&data, 0, noise, None).is_err());
    }
    assert!(lab.rest(&nothing, [0, 0], f32::NAN).is_err());
    assert!(lab.rest(&nothing, [0, 100_000], 0.0).is_err() && lab.rest(&nothing, [9, 0], 0.0).is_err());
    assert!(lab.rest(&nothing, [1, 0], 0.0).is_err(), "a leaky readout has no such states");
    assert!(lab.weights(2).is_err() && lab.drives(2).is_err());
    assert!(lab.answer(&data, data.utterances.len(), 0.0, None).is_err());
    Ok(())
}
