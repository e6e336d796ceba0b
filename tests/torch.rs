//! Spikes and gradients of `bptt` against PyTorch's autograd: `tests/golden/torch_gradients.py` made `tests/golden/torch.json`.

use nrr_snn::Result;
use nrr_snn::rules::{self, Gradients, Lesson, RpTime, Scratch};
use nrr_snn::snn::forward::forward;
use nrr_snn::snn::{Network, Tape};
use nrr_snn::train::{Loss, settings};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    settings: BTreeMap<String, String>,
    label: usize,
    loss: f32,
    frames: Vec<f32>,
    output: Vec<f32>,
    spikes: Vec<Vec<f32>>,
    layers: Vec<BTreeMap<String, Vec<f32>>>,
}

/// From `[out, in]` to the engine's `[in, out]`.
fn transpose(values: &[f32], rows: usize) -> Vec<f32> {
    let columns = values.len() / rows;
    (0..values.len()).map(|i| values[(i % rows) * columns + i / rows]).collect()
}

fn network(case: &Case) -> Result<(Network, Loss)> {
    let mut config = nrr_snn::experiment::system("nrr-shallow")?.config()?;
    settings::set(&mut config, "topology", "RFC7-FC6-FC3")?;
    for (key, value) in &case.settings {
        settings::set(&mut config, key, value)?;
    }
    let mut params = config.network(3)?;
    params.inputs = 5;
    params.input_scale = 1.0;
    let mut net = Network::new(params, 1)?;
    for (layer, golden) in net.layers.iter_mut().zip(&case.layers) {
        let n = layer.neurons;
        layer.w_ff = transpose(&golden["w_ff"], n);
        layer.bias.clone_from(&golden["bias"]);
        if let (Some(w_rec), Some(mask)) = (golden.get("w_rec"), golden.get("mask")) {
            layer.w_rec = transpose(w_rec, n);
            layer.mask = transpose(mask, n).iter().map(|&m| m as u8).collect();
        }
    }
    Ok((net, config.loss))
}

#[test]
fn spikes_and_gradients_are_pytorchs() -> Result<()> {
    let golden: Golden = serde_json::from_str(include_str!("golden/torch.json")).expect("the golden file can be read");
    assert!(golden.cases.len() >= 6);
    for case in &golden.cases {
        let (net, loss) = network(case)?;
        let mut tape = Tape::new();
        forward(&net, &case.frames, &mut tape)?;
        for (l, spikes) in case.spikes.iter().enumerate() {
            assert_eq!(tape.layers[l].output(), spikes, "spikes of layer {l} under {:?}", case.settings);
            assert!(spikes.iter().any(|s| *s > 0.0), "layer {l} is silent: nothing is compared");
        }
        let mut d_output = vec![0.0; 3];
        let value = loss.of(&tape.output, case.label, &mut d_output);
        assert!((value - case.loss).abs() < 1e-5, "loss {value} {}", case.loss);
        for (a, b) in tape.output.iter().zip(&case.output) {
            assert!((a - b).abs() < 1e-5);
        }
        let lesson = Lesson { net: &net, frames: &case.frames, tape: &tape, label: case.label, d_output: &d_output, rp_time: RpTime::Leak };
        let mut grads = Gradients::zeros(&net);
        rules::gradient(rules::by_id("bptt")?, &lesson, &mut Scratch::default(), &mut grads);
        grads.finish(&net, 1.0);
        for (l, (g, golden)) in grads.layers.iter().zip(&case.layers).enumerate() {
            let n = net.layers[l].neurons;
            let mut pairs = vec![("w_ff", &g.w_ff, transpose(&golden["d_w_ff"], n)), ("bias", &g.bias, golden["d_bias"].clone())];
            if let Some(w_rec) = golden.get("d_w_rec") {
                pairs.push(("w_rec", &g.w_rec, transpose(w_rec, n)));
            }
            for (what, ours, theirs) in pairs {
                assert!(theirs.iter().any(|x| *x != 0.0), "layer {l} {what}: nothing is compared under {:?}", case.settings);
                for (a, b) in ours.iter().zip(&theirs) {
                    assert!((a - b).abs() < 1e-5, "layer {l} {what}: {a} {b} under {:?}", case.settings);
                }
            }
        }
    }
    Ok(())
}
