//! Gradients against oracles that share no code with the engine: finite differences of a smooth network in double precision,
//! naive loops over every synapse, and numbers from PyTorch.

mod common;

use common::lesson::network;
use common::smooth::{self, Smooth};
use nrr_snn::Result;
use nrr_snn::rules::{self, Gradients, Lesson, RpTime, Scratch};
use nrr_snn::snn::Network;
use nrr_snn::train::Loss;

/// Topology, changed settings, loss.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Loss);

const STEPS: usize = 7;
const LABEL: usize = 1;

/// Gradient of the engine's `rule` on the states of a smooth run.
fn engine(net: &Network, run: &Smooth, loss: Loss, rule: &str) -> Result<Gradients> {
    let tape = run.tape();
    let mut d_output = vec![0.0; tape.output.len()];
    loss.of(&tape.output, LABEL, &mut d_output);
    let frames: Vec<f32> = run.frames.iter().map(|&x| x as f32).collect();
    let lesson = Lesson { net, frames: &frames, tape: &tape, label: LABEL, d_output: &d_output, rp_time: RpTime::Leak };
    let mut grads = Gradients::zeros(net);
    rules::gradient(rules::by_id(rule)?, &lesson, &mut Scratch::default(), &mut grads);
    grads.finish(net, 1.0);
    Ok(grads)
}

/// Largest difference between the engine's gradient and the slope of the smooth network's loss, relative to the largest slope.
fn worst(topology: &str, change: &[(&str, &str)], loss: Loss) -> Result<f64> {
    let mut change = change.to_vec();
    // A wide window keeps every neuron on the ramp's slope, where the smooth network is differentiable.
    change.extend([("surrogate_width", "10"), ("init_ff", "0.6"), ("init_rec", "0.4"), ("density", "0.6")]);
    let net = network(topology, &change, 11)?;
    let frames = smooth::frames(STEPS, 5, 3);
    let run = Smooth::new(&net, &frames);
    let grads = engine(&net, &run, loss, "bptt")?;
    let mut pairs = Vec::new();
    for l in 0..net.layers.len() {
        for (what, gradient) in [(0, &grads.layers[l].w_ff), (1, &grads.layers[l].bias), (2, &grads.layers[l].w_rec)] {
            for i in (0..gradient.len()).step_by(3) {
                if what == 2 && net.layers[l].mask[i] == 0 {
                    assert_eq!(gradient[i], 0.0, "a masked weight has a gradient");
                    continue;
                }
                let at = |h: f64| {
                    let mut weights = smooth::weights(&net);
                    weights[l][what][i] += h;
                    Smooth::with_weights(&net, &weights, &frames).loss(loss, LABEL)
                };
                let h = 1e-4;
                pairs.push(((at(h) - at(-h)) / (2.0 * h), f64::from(gradient[i])));
            }
        }
    }
    let largest = pairs.iter().fold(0.0f64, |m, (s, _)| m.max(s.abs()));
    assert!(largest > 1e-4, "nothing to compare: the largest slope is {largest}");
    Ok(pairs.iter().fold(0.0f64, |m, (slope, g)| m.max((slope - g).abs())) / largest)
}

#[test]
fn bptt_is_the_slope_of_the_smooth_network_for_every_layer_and_reading() -> Result<()> {
    let base: &[(&str, &str)] = &[("leak", "0.6"), ("adapt_strength", "0.3"), ("reset", "gradient")];
    let cases: &[Case] = &[
        ("FC6-FC3", &[], Loss::Softmax),
        ("RFC6-FC3", &[], Loss::Softmax),
        ("RFC6-FC3", &[], Loss::Mse),
        ("RFC6-FC3", &[("readout", "spiking")], Loss::Mse),
        ("RFC6-FC3", &[("readout_leak", "0.7")], Loss::Softmax),
        ("RFC6-FC3", &[("firing", "literal")], Loss::Softmax),
        ("RFC6-FC3", &[("recurrent_leak", "none")], Loss::Softmax),
        ("RFC6-FC3", &[("adaptation", "threshold")], Loss::Softmax),
        ("RFC6-FC3", &[("v_reset", "0.2")], Loss::Softmax),
        ("RFC6-FC3", &[("input_scale", "0.5")], Loss::Softmax),
        ("RFC6-FC5-RFC4-FC3", &[], Loss::Softmax),
        ("RFC6-FC5-FC3", &[("readout", "spiking"), ("adaptation", "threshold")], Loss::Mse),
    ];
    for (topology, change, loss) in cases {
        let all: Vec<(&str, &str)> = base.iter().chain(*change).copied().collect();
        let worst = worst(topology, &all, *loss)?;
        assert!(worst < 1e-4, "{topology} {change:?} {loss}: {worst:e}");
    }
    Ok(())
}

/// `rp` written out synapse by synapse: for every weight the sum over steps of (S − B·y)·Θ′ times its own filtered presynaptic activity.
fn naive_rp(net: &Network, run: &Smooth, rp_time: RpTime) -> Vec<[Vec<f64>; 2]> {
    let p = &net.params.neuron;
    let labels = net.params.labels();
    let tape = run.tape();
    let mut out = Vec::new();
    for (l, layer) in net.layers.iter().enumerate().take(net.layers.len() - 1) {
        let t = &tape.layers[l];
        let n = layer.neurons;
        let row = |v: &[f32], step: usize, i: usize| f64::from(v[(step + 1) * n + i]);
        let input = |step: usize, j: usize| match l {
            0 => run.frames[step * layer.inputs + j] * f64::from(net.params.input_scale),
            _ => f64::from(tape.layers[l - 1].output()[step * layer.inputs + j]),
        };
        let mut w_ff = vec![0.0; layer.w_ff.len()];
        let mut w_rec = vec![0.0; layer.w_rec.len()];
        for i in 0..n {
            let target = f64::from(layer.feedback[i * labels + LABEL]);
            let mut trace_ff = vec![0.0f64; layer.inputs];
            let mut trace_rec = vec![0.0f64; n];
            for step in 0..STEPS {
                let keep = |flags: &[f32]| if step == 0 { 1.0 } else { 1.0 - row(flags, step - 1, i) };
                let leak = f64::from(p.leak);
                let decay_ff = if rp_time == RpTime::Leak { leak * keep(&t.s_ff) } else { 0.0 };
                let decay_rec = if rp_time == RpTime::Local { 0.0 } else { leak * keep(&t.s_rec) };
                let (vf, vr) = (row(&t.v_ff, step, i), row(&t.v_rec, step, i));
                let inside = |v: f64| if (v - f64::from(p.v_threshold)).abs() < f64::from(p.surrogate_width) { 1.0 } else { 0.0 };
                // Neurons beyond the reach of B are taught nothing.
                let signal = if i < net.params.reached(n) { row(&t.spikes, step, i) - target } else { 0.0 };
                for j in 0..layer.inputs {
                    trace_ff[j] = decay_ff * trace_ff[j] + input(step, j);
                    w_ff[j * n + i] += signal * inside(vf + vr) * trace_ff[j];
                }
                for j in 0..if layer.w_rec.is_empty() { 0 } else { n } {
                    let before = if step == 0 { 0.0 } else { row(&t.spikes, step - 1, j) };
                    trace_rec[j] = decay_rec * trace_rec[j] + before;
                    if layer.mask[j * n + i] == 1 {
                        w_rec[j * n + i] += signal * (inside(vf + vr) + inside(vr)) * trace_rec[j];
                    }
                }
            }
        }
        out.push([w_ff, w_rec]);
    }
    out
}

#[test]
fn rp_is_the_naive_loop_over_every_synapse() -> Result<()> {
    for (topology, rp_time, reach) in [
        ("RFC8-FC3", RpTime::Leak, "1"),
        ("RFC8-FC3", RpTime::Leak, "0.5"),
        ("RFC8-FC3", RpTime::Loop, "1"),
        ("RFC8-FC3", RpTime::Local, "1"),
        ("RFC8-FC6-FC3", RpTime::Leak, "1"),
    ] {
        let change = [("leak", "0.7"), ("init_ff", "3"), ("init_rec", "2"), ("input_scale", "1.5"), ("adapt_strength", "0.2")];
        let net = network(topology, &[&change[..], &[("feedback_reach", reach)]].concat(), 5)?;
        let run = Smooth::steps(&net, &smooth::frames(STEPS, 5, 8))?;
        let tape = run.tape();
        let frames: Vec<f32> = run.frames.iter().map(|&x| x as f32).collect();
        let d_output = vec![0.1; 3];
        let lesson = Lesson { net: &net, frames: &frames, tape: &tape, label: LABEL, d_output: &d_output, rp_time };
        let mut grads = Gradients::zeros(&net);
        rules::gradient(rules::by_id("rp")?, &lesson, &mut Scratch::default(), &mut grads);
        grads.finish(&net, 1.0);
        assert!(tape.firing_rate() > 0.05, "the test network must fire");
        for (l, [w_ff, w_rec]) in naive_rp(&net, &run, rp_time).iter().enumerate() {
            for (what, naive, fast) in [("w_ff", w_ff, &grads.layers[l].w_ff), ("w_rec", w_rec, &grads.layers[l].w_rec)] {
                assert!(what == "w_rec" || naive.iter().any(|x| *x != 0.0), "{topology}: nothing to compare");
                for (i, (a, b)) in naive.iter().zip(fast).enumerate() {
                    assert!((a - f64::from(*b)).abs() < 1e-4, "{topology} {rp_time} layer {l} {what}[{i}]: {a} {b}");
                }
            }
        }
    }
    Ok(())
}

#[test]
fn readout_leaves_hidden_weights_alone() -> Result<()> {
    let net = network("RFC8-FC3", &[], 5)?;
    let run = Smooth::steps(&net, &smooth::frames(STEPS, 5, 8))?;
    let grads = engine(&net, &run, Loss::Softmax, "readout")?;
    assert!(grads.layers[0].w_ff.iter().chain(&grads.layers[0].w_rec).all(|g| *g == 0.0));
    assert!(grads.layers[1].w_ff.iter().any(|g| *g != 0.0));
    Ok(())
}
