//! Spikes against snnTorch, every one: `tests/golden/snntorch_lif.py` made `tests/golden/snntorch_lif.json`.

use nrr_snn::Result;
use nrr_snn::snn::encode::Draw;
use nrr_snn::snn::forward::forward;
use nrr_snn::snn::{Network, SparseLoop, Tape};
use nrr_snn::train::settings;
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    leak: f32,
    v_threshold: f32,
    /// `[steps, inputs]`.
    x: Vec<f32>,
    /// `[out, in]`.
    w_ff: Vec<f32>,
    bias: Vec<f32>,
    /// `[after, before]`.
    w_rec: Vec<f32>,
    /// A line a step, a digit a neuron.
    dense: Vec<String>,
    recurrent: Vec<String>,
}

/// From `[out, in]` to the engine's `[in, out]`.
fn transpose(values: &[f32], rows: usize) -> Vec<f32> {
    let columns = values.len() / rows;
    (0..values.len()).map(|i| values[(i % rows) * columns + i / rows]).collect()
}

#[test]
fn leaky_integrate_and_fire_neurons_spike_as_snntorchs() -> Result<()> {
    let golden: Golden = serde_json::from_str(include_str!("golden/snntorch_lif.json")).expect("the golden file can be read");
    let n = golden.bias.len();
    let inputs = golden.w_ff.len() / n;
    // Without a loop every reading of the two channels is the plain neuron; with one, the single channel is.
    for (layer, firing, expected) in [
        ("FC", "summed", &golden.dense),
        ("FC", "literal", &golden.dense),
        ("FC", "single", &golden.dense),
        ("RFC", "single", &golden.recurrent),
    ] {
        let mut config = nrr_snn::experiment::system("nrr-shallow")?.config()?;
        for (key, value) in [("topology", format!("{layer}{n}-FC2")), ("firing", firing.to_owned()), ("adapt_strength", "0".to_owned())] {
            settings::set(&mut config, key, &value)?;
        }
        (config.neuron.leak, config.neuron.v_threshold, config.neuron.v_reset) = (golden.leak, golden.v_threshold, 0.0);
        let mut params = config.network(2)?;
        params.bands = inputs;
        let mut net = Network::new(params, 1)?;
        net.layers[0].w_ff = transpose(&golden.w_ff, n);
        net.layers[0].bias.clone_from(&golden.bias);
        if layer == "RFC" {
            let w_rec = transpose(&golden.w_rec, n);
            let mask: Vec<u8> = w_rec.iter().map(|w| u8::from(*w != 0.0)).collect();
            net.layers[0].w_rec = SparseLoop::new(n, &w_rec, &mask);
        }
        let mut tape = Tape::new();
        forward(&net, &golden.x, Draw::default(), &mut tape)?;
        assert!(expected.len() >= 300 && expected.len() == tape.steps);
        for (t, (ours, theirs)) in tape.layers[0].output().chunks(n).zip(expected).enumerate() {
            let ours: String = ours.iter().map(|&s| if s == 0.0 { '0' } else { '1' }).collect();
            assert_eq!(&ours, theirs, "{layer}, firing {firing}: step {t}");
        }
        let spikes = tape.layers[0].output().iter().filter(|s| **s == 1.0).count();
        let theirs: usize = expected.iter().map(|row| row.matches('1').count()).sum();
        assert_eq!(spikes, theirs, "{layer}, firing {firing}: every spike is one");
    }
    Ok(())
}
