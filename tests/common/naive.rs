//! Learning rules written out synapse by synapse, in double precision: each synapse carries its own trace forwards through its neuron's states.

use nrr_snn::rules::{EpropFeedback, Reach};
use nrr_snn::snn::neuron::{Adaptation, Firing, ResetGradient, Unit};
use nrr_snn::snn::{LayerKind, Network, Readout};
use nrr_snn::train::Course;

use super::smooth::{Smooth, Weights, wiring};

/// What the spikes of step `t` count in the answer.
fn share(net: &Network, steps: usize, t: usize) -> f64 {
    let kappa = if net.params.readout == Readout::Leaky { f64::from(net.params.readout_leak) } else { 0.0 };
    (t..steps).map(|later| kappa.powi((later - t) as i32)).sum::<f64>() / steps as f64
}

/// Strength of the rate regulariser times what the mean firing so far lacks of its target.
fn regulariser(course: &Course, run: &Smooth, l: usize, t: usize, i: usize) -> f64 {
    let mean = (0..=t).map(|t| run.layers[l].s(t, i)).sum::<f64>() / (t + 1) as f64;
    f64::from(course.teaching.rate_strength) * (mean - f64::from(course.teaching.rate_target))
}

/// The rate regulariser's part beside a signal that is spread over the steps, `[layer][step][neuron]`.
pub fn rate_signal(net: &Network, course: &Course, run: &Smooth) -> Vec<Vec<Vec<f64>>> {
    let steps = run.steps();
    let hidden = 0..net.layers.len() - 1;
    let at = |l: usize, t: usize| (0..net.layers[l].neurons()).map(|i| regulariser(course, run, l, t, i) / steps as f64).collect();
    hidden.map(|l| (0..steps).map(|t| at(l, t)).collect()).collect()
}

/// The learning signal of neuron `i` under `local`: Σ_k B_ik·(p_k − y_k), with p = softmax(25·Bᵀ·S/√n) over the n neurons that B reaches.
pub fn local(net: &Network, run: &Smooth, l: usize, t: usize, i: usize, label: usize) -> f64 {
    let labels = net.params.labels();
    let taught = (net.layers[l].neurons() as f64 * f64::from(net.params.feedback_reach)).round();
    let b = |j: usize, k: usize| f64::from(net.layers[l].feedback[j * labels + k]);
    let grown = |k: usize| (25.0 * (0..taught as usize).map(|j| b(j, k) * run.layers[l].s(t, j)).sum::<f64>() / taught.sqrt()).exp();
    let all: f64 = (0..labels).map(grown).sum();
    (0..labels).map(|k| b(i, k) * (grown(k) / all - f64::from(u8::from(k == label)))).sum()
}

/// The learning signal of a direct rule, `[layer][step][neuron]`.
pub fn signal(net: &Network, course: &Course, run: &Smooth, label: usize) -> Vec<Vec<Vec<f64>>> {
    let e = run.d_output(course.loss, label);
    let labels = e.len();
    let steps = run.steps();
    let rule = course.teaching.rule.id();
    let one = |k: usize| if k == label { 1.0 } else { 0.0 };
    let sign = |e: f64| if e == 0.0 { 0.0 } else { e.signum() };
    let of_layer = |l: usize| {
        let n = net.layers[l].neurons();
        let reached = (n as f64 * f64::from(net.params.feedback_reach)).round() as usize;
        let shared = net.readout_rows(l).filter(|_| course.teaching.eprop_feedback == EpropFeedback::Symmetric);
        let b = |i: usize, k: usize| f64::from(net.layers[l].feedback[i * labels + k]);
        let w = |i: usize, k: usize| shared.map_or_else(|| b(i, k), |rows| f64::from(rows[i * labels + k]));
        let at = |t: usize, i: usize| {
            if i >= reached {
                return 0.0;
            }
            let over = |value: &dyn Fn(usize) -> f64| (0..labels).map(value).sum::<f64>();
            let (constant, state, while_hearing) = match rule {
                "rp" => (over(&|k| -b(i, k) * one(k)), run.layers[l].s(t, i), true),
                "drtp" => (over(&|k| -b(i, k) * (one(k) - 1.0 / labels as f64)), 0.0, true),
                "local" => (local(net, run, l, t, i, label), 0.0, true),
                "dfa" => (over(&|k| b(i, k) * e[k]), 0.0, false),
                "sdfa" => (over(&|k| b(i, k) * sign(e[k])), 0.0, false),
                "eprop" => (over(&|k| w(i, k) * e[k]), 0.0, false),
                other => unreachable!("{other} is no direct rule"),
            };
            let (weight, spread) = if while_hearing { (1.0, 1.0) } else { (share(net, steps, t), 1.0 / steps as f64) };
            weight * constant + state + spread * regulariser(course, run, l, t, i)
        };
        (0..steps).map(|t| (0..n).map(|i| at(t, i)).collect()).collect()
    };
    (0..net.layers.len() - 1).map(of_layer).collect()
}

/// Factors of one neuron at one step.
struct Factors {
    carry_ff: f64,
    carry_rec: f64,
    reset_ff: f64,
    reset_rec: f64,
    slope_ff: f64,
    slope_rec: f64,
}

fn factors(net: &Network, course: &Course, run: &Smooth, l: usize, t: usize, i: usize) -> Factors {
    let (p, states, reach) = (&net.params.neuron, &run.layers[l], course.teaching.reach);
    let wide = f64::from;
    if p.unit != Unit::Spiking {
        let s = states.s(t, i);
        let slope = if p.unit == Unit::Tanh { 1.0 - s * s } else { f64::from(u8::from(s > 0.0)) };
        return Factors { carry_ff: 0.0, carry_rec: 0.0, reset_ff: 0.0, reset_rec: 0.0, slope_ff: slope, slope_rec: 0.0 };
    }
    let n = net.layers[l].neurons();
    let second_channel = net.layers[l].kind == LayerKind::Recurrent && p.firing != Firing::Single;
    let keep = |flags: &[Vec<f64>]| (1..=(p.refractory_steps as usize).min(t)).map(|back| 1.0 - flags[t - back][i]).product::<f64>();
    let leak_ff = if matches!(reach, Reach::State | Reach::Leak) { wide(p.leak) } else { 0.0 };
    let leak_rec = if reach == Reach::Local { 0.0 } else { wide(p.leak_rec()) };
    let resets = t > 0 && reach == Reach::State && p.reset == ResetGradient::Gradient;
    let reset = |leak: f64, v: &[Vec<f64>]| if resets { leak * (wide(p.v_reset) - v[t - 1][i]) } else { 0.0 };
    let raised = p.adaptation == Adaptation::Threshold && t > 0;
    let threshold = wide(p.v_threshold) + if raised { wide(p.strength(i, n)) * states.a[t - 1][i] } else { 0.0 };
    let inside = |v: f64| f64::from(u8::from((v - threshold).abs() < wide(p.surrogate_width)));
    let (vf, vr) = (states.v_ff[t][i], states.v_rec[t][i]);
    Factors {
        carry_ff: leak_ff * keep(&states.s_ff),
        carry_rec: leak_rec * keep(&states.s_rec),
        reset_ff: reset(leak_ff, &states.v_ff),
        reset_rec: reset(leak_rec, &states.v_rec),
        slope_ff: inside(if p.firing == Firing::Literal { vf } else { vf + vr }),
        slope_rec: if second_channel { inside(vr) } else { 0.0 },
    }
}

/// Gradient of the hidden layers by a direct rule: for every synapse Σ_t signal · dS/dW, with dS/dW through the neuron's own states as far as
/// the rule reaches.
pub fn direct(net: &Network, course: &Course, run: &Smooth, label: usize) -> Weights {
    direct_by(net, course, run, &signal(net, course, run, label))
}

/// The same with another signal, `[layer][step][neuron]`.
pub fn direct_by(net: &Network, course: &Course, run: &Smooth, signal: &[Vec<Vec<f64>>]) -> Weights {
    let (p, reach) = (&net.params.neuron, course.teaching.reach);
    let wide = f64::from;
    let (alpha, beta) = (wide(p.adapt_decay), wide(p.adapt_gain));
    let one_potential = p.firing == Firing::Single || p.unit != Unit::Spiking;
    let mut out = Vec::new();
    for (l, wired) in wiring(net).iter().enumerate().take(net.layers.len() - 1) {
        let layer = &net.layers[l];
        let n = wired.neurons;
        let table: Vec<Vec<Factors>> = (0..n).map(|i| (0..run.steps()).map(|t| factors(net, course, run, l, t, i)).collect()).collect();
        let synapse = |i: usize, reads: &dyn Fn(usize) -> f64, to_rec: bool| -> f64 {
            let strength = if p.unit == Unit::Spiking && reach == Reach::State { wide(p.strength(i, n)) } else { 0.0 };
            let (subtract, raise) = if p.adaptation == Adaptation::Subtract { (strength, 0.0) } else { (0.0, strength) };
            let summed = p.firing == Firing::Summed;
            let (mut f, mut r, mut a, mut e_ff, mut e_rec, mut total) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            for (t, k) in table[i].iter().enumerate() {
                f = k.carry_ff * f + k.reset_ff * e_ff - subtract * a + if to_rec { 0.0 } else { reads(t) };
                r = k.carry_rec * r + k.reset_rec * e_rec + if to_rec { reads(t) } else { 0.0 };
                let v = if summed { f + r } else { f };
                e_ff = k.slope_ff * (v - raise * a);
                e_rec = k.slope_rec * (r - raise * a);
                a = alpha * a + beta * (e_ff + e_rec);
                total += signal[l][t][i] * (e_ff + e_rec);
            }
            total
        };
        let mut w_ff = vec![0.0; layer.w_ff.len()];
        for s in &wired.synapses {
            w_ff[s.weight] += synapse(s.neuron, &|t| run.read(s, t), false);
        }
        let mut bias = vec![0.0; layer.bias.len()];
        for i in 0..n {
            bias[i % wired.biases] += synapse(i, &|_| 1.0, false);
        }
        let mask = layer.w_rec.dense_mask();
        let mut w_rec = vec![0.0; mask.len()];
        for (at, w) in w_rec.iter_mut().enumerate().filter(|(at, _)| mask[*at] == 1) {
            let before = |t: usize| if t == 0 { 0.0 } else { run.layers[l].s(t - 1, at / n) };
            *w = synapse(at % n, &before, !one_potential);
        }
        out.push([w_ff, bias, w_rec]);
    }
    out
}
