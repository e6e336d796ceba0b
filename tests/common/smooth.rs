//! A second implementation of the network, in double precision and straight from the equations, synapse by synapse.
//!
//! With a tangent for a spike, S = Θ(V₀ − V_th) + Θ′(V₀ − V_th)·(V − V₀) around a run of true spikes V₀, the network has that run's values
//! and is smooth: the surrogate gradient is its true gradient, and finite differences must agree with it. What a gradient is not to flow
//! through is held at its values of that run.

use nrr_snn::snn::network::ReadoutFrom;
use nrr_snn::snn::neuron::{Adaptation, Firing, RecurrentLeak, ResetGradient, Unit};
use nrr_snn::snn::{LayerSpec, LayerTape, Network, Readout, Tape};
use nrr_snn::train::Loss;

/// Weights of one layer: feedforward, bias, loop `[from, to]`, in the engine's layout.
pub type Weights = Vec<[Vec<f64>; 3]>;

/// One connection into a neuron from below.
pub struct Synapse {
    /// Layer that it comes from; none for the input.
    pub source: Option<usize>,
    /// Cell of that layer.
    pub cell: usize,
    /// Steps that it looks back.
    pub back: usize,
    /// Neuron that it leads to.
    pub neuron: usize,
    /// Its weight in `w_ff`; those of a convolution are shared.
    pub weight: usize,
}

/// Every connection into one layer from below.
pub struct Wiring {
    /// Neurons of the layer.
    pub neurons: usize,
    /// Neurons that have a bias of their own: neuron i has bias i mod this.
    pub biases: usize,
    /// The connections.
    pub synapses: Vec<Synapse>,
}

/// The connections of `net`, read from its topology string alone.
pub fn wiring(net: &Network) -> Vec<Wiring> {
    let specs = net.params.topology.layers();
    // Places of the layer below and neurons at each.
    let (mut places, mut at_each) = (net.params.inputs(), 1);
    let mut all: Vec<Wiring> = Vec::new();
    for (l, spec) in specs.iter().enumerate() {
        let mut synapses = Vec::new();
        match *spec {
            LayerSpec::Conv { channels, bands, frames, stride } => {
                let over = (places - bands) / stride + 1;
                for place in 0..over {
                    for channel in 0..channels {
                        for (back, band) in (0..frames).flat_map(|k| (0..bands).map(move |b| (k, b))) {
                            for deep in 0..at_each {
                                let cell = (place * stride + band) * at_each + deep;
                                let weight = ((back * bands + band) * at_each + deep) * channels + channel;
                                synapses.push(Synapse { source: l.checked_sub(1), cell, back, neuron: place * channels + channel, weight });
                            }
                        }
                    }
                }
                all.push(Wiring { neurons: over * channels, biases: channels, synapses });
                (places, at_each) = (over, channels);
            }
            LayerSpec::Dense { neurons } | LayerSpec::Recurrent { neurons } => {
                let sees_all = l > 0 && l + 1 == specs.len() && net.params.readout_from == ReadoutFrom::All;
                let sources: Vec<(Option<usize>, usize)> = match sees_all {
                    true => all.iter().enumerate().map(|(h, w)| (Some(h), w.neurons)).collect(),
                    false => vec![(l.checked_sub(1), places * at_each)],
                };
                let mut row = 0;
                for (source, cells) in sources {
                    for cell in 0..cells {
                        synapses.extend((0..neurons).map(|neuron| Synapse {
                            source,
                            cell,
                            back: 0,
                            neuron,
                            weight: row * neurons + neuron,
                        }));
                        row += 1;
                    }
                }
                all.push(Wiring { neurons, biases: neurons, synapses });
                (places, at_each) = (neurons, 1);
            }
        }
    }
    all
}

/// What a spike is.
#[derive(Clone, Copy, PartialEq)]
pub enum Spike {
    /// Θ.
    Step,
    /// The spike of the run that is held, with the surrogate for its slope.
    Tangent,
}

/// What is held at its values of another run, so that no gradient flows through it.
#[derive(Clone, Copy, Default)]
pub struct Held<'a> {
    /// The other run, around which tangents are taken.
    pub run: Option<&'a Smooth>,
    /// The factor 1 − S of the reset.
    pub resets: bool,
    /// What every neuron reads: the layer below and the loop.
    pub activity: bool,
    /// The adaptation.
    pub adaptation: bool,
    /// Weights, as `w_ff`, through which the way back goes in place of the layers' own.
    pub back: Option<&'a Weights>,
}

/// States of one layer, `[steps][neurons]`.
#[derive(Default, Clone)]
pub struct Layer {
    pub v_ff: Vec<Vec<f64>>,
    pub v_rec: Vec<Vec<f64>>,
    pub s_ff: Vec<Vec<f64>>,
    pub s_rec: Vec<Vec<f64>>,
    pub a: Vec<Vec<f64>>,
    /// V − V_th and V_r − V_th, as the flags compare them.
    over_ff: Vec<Vec<f64>>,
    over_rec: Vec<Vec<f64>>,
}

impl Layer {
    /// S.
    pub fn s(&self, t: usize, i: usize) -> f64 {
        self.s_ff[t][i] + self.s_rec[t][i]
    }
}

/// One run.
#[derive(Clone, Default)]
pub struct Smooth {
    /// Input of the first layer, `[steps][cells]`.
    pub input: Vec<Vec<f64>>,
    /// Layers; of a leaky readout `v_ff` alone.
    pub layers: Vec<Layer>,
    /// Mean activity of the readout.
    pub output: Vec<f64>,
}

/// The weights of `net` in double precision.
pub fn weights(net: &Network) -> Weights {
    let wide = |v: &[f32]| v.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
    net.layers.iter().map(|l| [wide(&l.w_ff), wide(&l.bias), wide(&l.w_rec.dense())]).collect()
}

/// The weights of the way back in the place of `w_ff`.
pub fn ways_back(net: &Network) -> Weights {
    net.layers.iter().map(|l| [l.w_back.iter().map(|&x| f64::from(x)).collect(), Vec::new(), Vec::new()]).collect()
}

/// A row of step `t` − `back`, counted from 1; zeros before the first step.
fn earlier(rows: &[Vec<f64>], t: usize, back: usize, i: usize) -> f64 {
    (t + 1).checked_sub(back + 1).and_then(|t| rows.get(t)).map_or(0.0, |row| row[i])
}

impl Smooth {
    /// A run of `net` on `frames`, shape `[frames, bands]`.
    pub fn new(net: &Network, frames: &[f32], spike: Spike) -> Self {
        Self::with(net, &weights(net), frames, spike, Held::default())
    }

    /// The same with other weights, and with what is held.
    pub fn with(net: &Network, weights: &Weights, frames: &[f32], spike: Spike, held: Held<'_>) -> Self {
        let p = &net.params;
        let hold = p.steps_per_frame;
        let input: Vec<Vec<f64>> = frames
            .chunks_exact(p.bands)
            .flat_map(|f| std::iter::repeat_n(f.iter().map(|&x| f64::from(x * p.input_scale)).collect(), hold))
            .collect();
        Self::on(net, weights, input, spike, held)
    }

    fn on(net: &Network, weights: &Weights, input: Vec<Vec<f64>>, spike: Spike, held: Held<'_>) -> Self {
        let steps = input.len();
        let own = self::weights(net);
        let mut run = Self { input, layers: Vec::new(), output: Vec::new() };
        let wiring = wiring(net);
        for (l, wired) in wiring.iter().enumerate() {
            let [w_ff, bias, w_rec] = &weights[l];
            let mut drive = vec![vec![0.0; wired.neurons]; steps];
            for (t, row) in drive.iter_mut().enumerate() {
                for (i, d) in row.iter_mut().enumerate() {
                    *d = bias[i % wired.biases];
                }
                for s in &wired.synapses {
                    let x = run.read(s, t);
                    let before = held.run.map(|r| r.read(s, t));
                    row[s.neuron] += w_ff[s.weight] * before.filter(|_| held.activity).unwrap_or(x);
                    if let (Some(back), Some(before), Some(_)) = (held.back, before, s.source) {
                        // No value is changed, but the slope by x is that of the random weight.
                        row[s.neuron] += (back[l][0][s.weight] - own[l][0][s.weight]) * (x - before);
                    }
                }
            }
            let layer = if l + 1 == wiring.len() && net.params.readout == Readout::Leaky {
                let kappa = f64::from(net.params.readout_leak);
                let mut u = Vec::new();
                for row in &drive {
                    let next = (0..wired.neurons).map(|i| row[i] + kappa * u.last().map_or(0.0, |u: &Vec<f64>| u[i])).collect();
                    u.push(next);
                }
                Layer { v_ff: u, ..Layer::default() }
            } else {
                states(net, &drive, w_rec, spike, held.run.map(|r| &r.layers[l]), held)
            };
            run.layers.push(layer);
        }
        run.output = run.mean();
        run
    }

    /// A run that the engine recorded.
    pub fn of(net: &Network, tape: &Tape) -> Self {
        let wide = |row: &[f32]| row.iter().map(|&x| f64::from(x)).collect();
        let rows = |v: &[f32], n: usize| -> Vec<Vec<f64>> {
            v.chunks_exact(n).skip(tape.history).map(|row| row.iter().map(|&x| f64::from(x)).collect()).collect()
        };
        let layers = tape.layers.iter().map(|l| Layer {
            v_ff: rows(&l.v_ff, l.neurons),
            v_rec: rows(&l.v_rec, l.neurons),
            s_ff: l.s_ff().chunks_exact(l.neurons).map(wide).collect(),
            s_rec: l.s_rec().chunks_exact(l.neurons).map(wide).collect(),
            a: rows(&l.adaptation, l.neurons),
            ..Layer::default()
        });
        let output = tape.output.iter().map(|&x| f64::from(x)).collect();
        Self { input: rows(&tape.input, net.inputs()), layers: layers.collect(), output }
    }

    /// Steps of the run.
    pub fn steps(&self) -> usize {
        self.input.len()
    }

    /// What a synapse brings at step `t`.
    pub fn read(&self, s: &Synapse, t: usize) -> f64 {
        match (s.source, t.checked_sub(s.back)) {
            (_, None) => 0.0,
            (None, Some(t)) => self.input[t][s.cell],
            (Some(l), Some(t)) => self.layers[l].s(t, s.cell),
        }
    }

    /// What the readout gives at step `t`.
    pub fn activity(&self, t: usize) -> Vec<f64> {
        let Some(last) = self.layers.last() else { return Vec::new() };
        let labels = last.v_ff.first().map_or(0, Vec::len);
        (0..labels).map(|k| if last.s_ff.is_empty() { last.v_ff[t][k] } else { last.s(t, k) }).collect()
    }

    fn mean(&self) -> Vec<f64> {
        let rows: Vec<_> = (0..self.steps()).map(|t| self.activity(t)).collect();
        (0..rows[0].len()).map(|k| rows.iter().map(|row| row[k]).sum::<f64>() / rows.len() as f64).collect()
    }

    /// The run of which `output` is what the readout gives at step `t`, for the loss of that step.
    pub fn at(&self, t: usize) -> Self {
        Self { output: self.activity(t), ..Self::default() }
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

    /// Slope of the loss by each output.
    pub fn d_output(&self, loss: Loss, label: usize) -> Vec<f64> {
        let sum = self.output.iter().map(|o| o.exp()).sum::<f64>();
        let slope = |(k, o): (usize, &f64)| {
            let y = f64::from(u8::from(k == label));
            match loss {
                Loss::Mse => 2.0 * (o - y) / self.output.len() as f64,
                Loss::Softmax => o.exp() / sum - y,
            }
        };
        self.output.iter().enumerate().map(slope).collect()
    }

    /// Σ of signal · S over the hidden layers: `signal[layer][step][neuron]`.
    pub fn pulled(&self, signal: &[Vec<Vec<f64>>]) -> f64 {
        let mut sum = 0.0;
        for (layer, signal) in self.layers.iter().zip(signal) {
            for (t, row) in signal.iter().enumerate() {
                sum += row.iter().enumerate().map(|(i, d)| d * layer.s(t, i)).sum::<f64>();
            }
        }
        sum
    }

    /// The run's states as the engine would have recorded them.
    pub fn tape(&self, net: &Network) -> Tape {
        let history = net.history();
        let flat = |rows: &[Vec<f64>], n: usize| -> Vec<f32> {
            std::iter::repeat_n(0.0, history * n).chain(rows.iter().flatten().map(|&x| x as f32)).collect()
        };
        let layers = self.layers.iter().map(|l| {
            let n = l.v_ff[0].len();
            LayerTape::of(n, history, [&l.v_ff, &l.v_rec, &l.s_ff, &l.s_rec, &l.a].map(|rows| flat(rows, n)))
        });
        let mut tape = Tape::new();
        (tape.steps, tape.history) = (self.steps(), history);
        tape.input = flat(&self.input, net.inputs());
        tape.layers = layers.collect();
        tape.output = self.output.iter().map(|&x| x as f32).collect();
        tape.activity = (0..self.steps()).flat_map(|t| self.activity(t)).map(|x| x as f32).collect();
        tape
    }
}

/// Whether the reset is a constant for the gradient.
pub fn resets_are_held(net: &Network) -> bool {
    net.params.neuron.reset == ResetGradient::Detached
}

fn states(net: &Network, drive: &[Vec<f64>], w_rec: &[f64], spike: Spike, base: Option<&Layer>, held: Held<'_>) -> Layer {
    let p = &net.params.neuron;
    let wide = f64::from;
    let (g, th, reset, alpha, beta) = (wide(p.leak), wide(p.v_threshold), wide(p.v_reset), wide(p.adapt_decay), wide(p.adapt_gain));
    let width = wide(p.surrogate_width);
    let theta = |distance: f64, at: Option<f64>| match (spike, at) {
        (Spike::Step, _) | (_, None) => f64::from(u8::from(distance >= 0.0)),
        (Spike::Tangent, Some(at)) => f64::from(u8::from(at >= 0.0)) + if at.abs() < width { distance - at } else { 0.0 },
    };
    let n = drive.first().map_or(0, Vec::len);
    let adapting = (n as f64 * wide(p.adaptive_share)).round() as usize;
    let tau = p.refractory_steps as usize;
    let (has_loop, single) = (!w_rec.is_empty(), p.firing == Firing::Single);
    let mut s = Layer::default();
    for (t, drive) in drive.iter().enumerate() {
        let mut rows = [const { Vec::new() }; 7];
        for i in 0..n {
            let reads = base.filter(|_| held.activity).unwrap_or(&s);
            let fires = |j: usize| earlier(&reads.s_ff, t, 1, j) + earlier(&reads.s_rec, t, 1, j);
            let from_loop: f64 = if has_loop { (0..n).map(|j| fires(j) * w_rec[j * n + i]).sum() } else { 0.0 };
            if p.unit != Unit::Spiking {
                let v = drive[i] + from_loop;
                let out = if p.unit == Unit::Tanh { v.tanh() } else { v.max(0.0) };
                for (row, x) in rows.iter_mut().zip([drive[i], from_loop, out, 0.0, 0.0, 0.0, 0.0]) {
                    row.push(x);
                }
                continue;
            }
            let flags = base.filter(|_| held.resets).unwrap_or(&s);
            // A reset holds for τ_ref steps after a spike.
            let kept = |v: &[Vec<f64>], s: &[Vec<f64>]| {
                let keep: f64 = (1..=tau).map(|back| 1.0 - earlier(s, t, back, i)).product();
                earlier(v, t, 1, i) * keep + reset * (1.0 - keep)
            };
            let gamma = if i < adapting { wide(p.adapt_strength) } else { 0.0 };
            let a = earlier(&base.filter(|_| held.adaptation).unwrap_or(&s).a, t, 1, i);
            let (kept_ff, kept_rec) = (kept(&s.v_ff, &flags.s_ff), kept(&s.v_rec, &flags.s_rec));
            let rec_leak = if p.recurrent_leak == RecurrentLeak::Leak { g } else { 0.0 };
            let second_channel = has_loop && !single;
            let vr = if second_channel { rec_leak * kept_rec + from_loop } else { 0.0 };
            let mut vf = g * kept_ff + drive[i] + if single { from_loop } else { 0.0 };
            let mut threshold = th;
            match p.adaptation {
                Adaptation::Subtract => vf -= gamma * a,
                Adaptation::Threshold => threshold += gamma * a,
            }
            let v = if p.firing == Firing::Literal { vf } else { vf + vr };
            let around = |rows: fn(&Layer) -> &Vec<Vec<f64>>| base.map(|b| rows(b)[t][i]);
            let sf = theta(v - threshold, around(|b| &b.over_ff));
            // Without a loop there is no second channel, so no second flag.
            let sr = if second_channel { theta(vr - threshold, around(|b| &b.over_rec)) } else { 0.0 };
            let a = alpha * earlier(&s.a, t, 1, i) + beta * (sf + sr);
            for (row, x) in rows.iter_mut().zip([vf, vr, sf, sr, a, v - threshold, vr - threshold]) {
                row.push(x);
            }
        }
        let [vf, vr, sf, sr, a, over_ff, over_rec] = rows;
        s.v_ff.push(vf);
        s.v_rec.push(vr);
        s.s_ff.push(sf);
        s.s_rec.push(sr);
        s.a.push(a);
        s.over_ff.push(over_ff);
        s.over_rec.push(over_rec);
    }
    s
}
