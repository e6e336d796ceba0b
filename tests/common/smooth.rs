//! A second implementation of the network, in double precision and straight from the equations, whose spike may be a ramp.
//!
//! With the ramp S = clamp(V − V_th, −w, w) + ½ the slope of a spike is exactly the surrogate Θ′, so the surrogate gradient is the true
//! gradient and finite differences must agree with it.

use nrr_snn::Result;
use nrr_snn::rng::{Purpose, Stream};
use nrr_snn::snn::forward::forward;
use nrr_snn::snn::neuron::{Adaptation, Firing, RecurrentLeak};
use nrr_snn::snn::{LayerTape, Network, Readout, Tape};
use nrr_snn::train::Loss;

/// Weights of one layer: feedforward `[in, out]`, bias, loop `[from, to]`.
pub type Weights = Vec<[Vec<f64>; 3]>;

/// States of one layer, `[steps + 1][neurons]`.
#[derive(Default, Clone)]
struct Layer {
    v_ff: Vec<Vec<f64>>,
    v_rec: Vec<Vec<f64>>,
    s_ff: Vec<Vec<f64>>,
    s_rec: Vec<Vec<f64>>,
    a: Vec<Vec<f64>>,
}

/// One run of the smooth network.
pub struct Smooth {
    /// Input, `[steps, inputs]`.
    pub frames: Vec<f64>,
    layers: Vec<Layer>,
    output: Vec<f64>,
    taped: Option<Tape>,
}

/// Random input frames.
pub fn frames(steps: usize, inputs: usize, seed: u64) -> Vec<f64> {
    let mut draw = Stream::new(seed, Purpose::Encoding, 0);
    (0..steps * inputs).map(|_| f64::from(draw.range(-1.0, 1.5))).collect()
}

/// The weights of `net` in double precision.
pub fn weights(net: &Network) -> Weights {
    let wide = |v: &[f32]| v.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
    net.layers.iter().map(|l| [wide(&l.w_ff), wide(&l.bias), wide(&l.w_rec)]).collect()
}

impl Smooth {
    pub fn new(net: &Network, frames: &[f64]) -> Self {
        Self::with_weights(net, &weights(net), frames)
    }

    /// A run of the engine itself, with steps for spikes.
    pub fn steps(net: &Network, frames: &[f64]) -> Result<Self> {
        let mut tape = Tape::new();
        let single: Vec<f32> = frames.iter().map(|&x| x as f32).collect();
        forward(net, &single, &mut tape)?;
        let frames = single.iter().map(|&x| f64::from(x)).collect();
        Ok(Self { frames, layers: Vec::new(), output: Vec::new(), taped: Some(tape) })
    }

    pub fn with_weights(net: &Network, weights: &Weights, frames: &[f64]) -> Self {
        let steps = frames.len() / net.params.inputs;
        let scale = f64::from(net.params.input_scale);
        let mut below: Vec<Vec<f64>> = frames.chunks(net.params.inputs).map(|f| f.iter().map(|x| x * scale).collect()).collect();
        let mut layers = Vec::new();
        let mut activity = Vec::new();
        for (l, layer) in net.layers.iter().enumerate() {
            let [w_ff, bias, w_rec] = &weights[l];
            let n = layer.neurons;
            let drive: Vec<Vec<f64>> = below
                .iter()
                .map(|x| (0..n).map(|i| bias[i] + (0..layer.inputs).map(|j| x[j] * w_ff[j * n + i]).sum::<f64>()).collect())
                .collect();
            if l + 1 == net.layers.len() && net.params.readout == Readout::Leaky {
                let kappa = f64::from(net.params.readout_leak);
                let mut u = vec![vec![0.0; n]];
                for d in &drive {
                    let last = u.last().cloned().unwrap_or_default();
                    u.push(d.iter().zip(last).map(|(d, u)| d + kappa * u).collect());
                }
                activity = u[1..].to_vec();
                layers.push(Layer { v_ff: u, ..Layer::default() });
            } else {
                let states = spiking(net, &drive, w_rec, n);
                below = (1..=steps).map(|t| states.s_ff[t].iter().zip(&states.s_rec[t]).map(|(a, b)| a + b).collect()).collect();
                activity.clone_from(&below);
                layers.push(states);
            }
        }
        let labels = net.params.labels();
        let output = (0..labels).map(|k| activity.iter().map(|a| a[k]).sum::<f64>() / steps as f64).collect();
        Self { frames: frames.to_vec(), layers, output, taped: None }
    }

    /// Loss of the run, in double precision and from the textbook formula.
    pub fn loss(&self, loss: Loss, label: usize) -> f64 {
        match loss {
            Loss::Mse => {
                let n = self.output.len() as f64;
                self.output.iter().enumerate().map(|(k, o)| (o - f64::from(u8::from(k == label))).powi(2)).sum::<f64>() / n
            }
            Loss::Softmax => self.output.iter().map(|o| o.exp()).sum::<f64>().ln() - self.output[label],
        }
    }

    /// The run's states as the engine would have recorded them.
    pub fn tape(&self) -> Tape {
        if let Some(tape) = &self.taped {
            return tape.clone();
        }
        let flat = |rows: &[Vec<f64>]| rows.iter().flatten().map(|&x| x as f32).collect::<Vec<f32>>();
        let layers = self.layers.iter().map(|l| {
            let (s_ff, s_rec) = (flat(&l.s_ff), flat(&l.s_rec));
            LayerTape {
                neurons: l.v_ff[0].len(),
                v_ff: flat(&l.v_ff),
                v_rec: flat(&l.v_rec),
                spikes: l.s_ff.iter().flatten().zip(l.s_rec.iter().flatten()).map(|(a, b)| (a + b) as f32).collect(),
                s_ff,
                s_rec,
                adaptation: flat(&l.a),
            }
        });
        let mut tape = Tape::new();
        tape.steps = self.layers[0].v_ff.len() - 1;
        tape.layers = layers.collect();
        tape.output = self.output.iter().map(|&x| x as f32).collect();
        tape
    }
}

fn spiking(net: &Network, drive: &[Vec<f64>], w_rec: &[f64], n: usize) -> Layer {
    let p = &net.params.neuron;
    let wide = f64::from;
    let (g, th, reset, alpha, beta, gamma) =
        (wide(p.leak), wide(p.v_threshold), wide(p.v_reset), wide(p.adapt_decay), wide(p.adapt_gain), wide(p.adapt_strength));
    let width = wide(p.surrogate_width);
    let ramp = |distance: f64| distance.clamp(-width, width) + 0.5;
    let zero = || vec![vec![0.0; n]];
    let mut s = Layer { v_ff: zero(), v_rec: zero(), s_ff: zero(), s_rec: zero(), a: zero() };
    let has_loop = !w_rec.is_empty();
    for (t, drive) in drive.iter().enumerate() {
        let mut rows = [vec![0.0; n], vec![0.0; n], vec![0.0; n], vec![0.0; n], vec![0.0; n]];
        for i in 0..n {
            let kept = |v: &[Vec<f64>], s: &[Vec<f64>]| v[t][i] * (1.0 - s[t][i]) + reset * s[t][i];
            let from_loop: f64 = if has_loop { (0..n).map(|j| (s.s_ff[t][j] + s.s_rec[t][j]) * w_rec[j * n + i]).sum() } else { 0.0 };
            let rec_leak = if p.recurrent_leak == RecurrentLeak::Leak { g } else { 0.0 };
            let vr = if has_loop { rec_leak * kept(&s.v_rec, &s.s_rec) + from_loop } else { 0.0 };
            let mut vf = g * kept(&s.v_ff, &s.s_ff) + drive[i];
            let mut threshold = th;
            match p.adaptation {
                Adaptation::Subtract => vf -= gamma * s.a[t][i],
                Adaptation::Threshold => threshold += gamma * s.a[t][i],
            }
            let v = if p.firing == Firing::Summed { vf + vr } else { vf };
            let sf = ramp(v - threshold);
            // Without a loop there is no second channel, so no second flag.
            let sr = if has_loop { ramp(vr - threshold) } else { 0.0 };
            for (row, x) in rows.iter_mut().zip([vf, vr, sf, sr, alpha * s.a[t][i] + beta * (sf + sr)]) {
                row[i] = x;
            }
        }
        let [vf, vr, sf, sr, a] = rows;
        s.v_ff.push(vf);
        s.v_rec.push(vr);
        s.s_ff.push(sf);
        s.s_rec.push(sr);
        s.a.push(a);
    }
    s
}
