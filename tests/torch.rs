//! States and gradients of `bptt` against PyTorch's autograd: `tests/golden/torch_gradients.py` made `tests/golden/torch.json`.

use std::collections::BTreeMap;

use nrr_snn::Result;
use nrr_snn::rules::{self, Gradients, Heard, Lessons, Pool, Scratch};
use nrr_snn::snn::encode::Draw;
use nrr_snn::snn::forward::forward;
use nrr_snn::snn::{Network, Readout, SparseLoop, Tape};
use nrr_snn::train::{Course, settings};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    topology: String,
    settings: BTreeMap<String, String>,
    label: usize,
    loss: f32,
    frames: Vec<f32>,
    output: Vec<f32>,
    /// Of every layer that spikes: `v_ff`, `v_rec`, `spikes`, `adaptation`, shape `[steps, neurons]`.
    traces: Vec<BTreeMap<String, Vec<f32>>>,
    /// Weights and their gradients in the layout of the model file.
    layers: Vec<BTreeMap<String, Vec<f32>>>,
}

/// From `[out, in]` to the engine's `[in, out]`.
fn transpose(values: &[f32], rows: usize) -> Vec<f32> {
    let columns = values.len() / rows;
    (0..values.len()).map(|i| values[(i % rows) * columns + i / rows]).collect()
}

fn network(case: &Case) -> Result<(Network, Course)> {
    let mut config = nrr_snn::experiment::system("nrr-shallow")?.config_for("bptt", nrr_snn::train::Preset::Tuned)?;
    settings::set(&mut config, "topology", &case.topology)?;
    for (key, value) in &case.settings {
        settings::set(&mut config, key, value)?;
    }
    let mut params = config.network(3)?;
    params.bands = 5;
    params.input_scale = 1.0;
    let mut net = Network::new(params, 1)?;
    for (layer, golden) in net.layers.iter_mut().zip(&case.layers) {
        let n = layer.neurons();
        assert_eq!(layer.w_ff.len(), golden["w_ff"].len());
        layer.w_ff = transpose(&golden["w_ff"], layer.field.channels);
        layer.bias.clone_from(&golden["bias"]);
        if let (Some(w_rec), Some(mask)) = (golden.get("w_rec"), golden.get("mask")) {
            let mask: Vec<u8> = transpose(mask, n).iter().map(|&m| m as u8).collect();
            layer.w_rec = SparseLoop::new(n, &transpose(w_rec, n), &mask);
        }
    }
    Ok((net, config.course()?))
}

fn close(what: &str, ours: &[f32], theirs: &[f32]) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() < 1e-5, "{what}[{i}]: {a} for {b}");
    }
}

#[test]
fn states_and_gradients_are_pytorchs() -> Result<()> {
    let golden: Golden = serde_json::from_str(include_str!("golden/torch.json")).expect("the golden file can be read");
    assert!(golden.cases.len() >= 14);
    for case in &golden.cases {
        let name = format!("{} {:?}", case.topology, case.settings);
        let (net, course) = network(case)?;
        let mut tape = Tape::new();
        forward(&net, &case.frames, Draw::default(), &mut tape)?;
        assert!(case.traces.len() >= net.layers.len() - 1);
        for (l, (ours, theirs)) in tape.layers.iter().zip(&case.traces).enumerate() {
            assert_eq!(ours.output(), theirs["spikes"], "spikes of layer {l}, {name}");
            assert!(theirs["spikes"].iter().any(|s| *s > 0.0), "layer {l} is silent: nothing is compared, {name}");
            for (what, ours) in
                [("v_ff", ours.steps(&ours.v_ff)), ("v_rec", ours.steps(&ours.v_rec)), ("adaptation", ours.steps(&ours.adaptation))]
            {
                close(&format!("{what} of layer {l}, {name}"), ours, &theirs[what]);
            }
        }
        close(&format!("output, {name}"), &tape.output, &case.output);
        let mut heard = Heard { tape, label: case.label, d_output: vec![0.0; 3], ..Heard::default() };
        let value = course.loss.of(&heard.tape.output, case.label, &mut heard.d_output);
        assert!((value - case.loss).abs() < 1e-5, "loss {value} for {}, {name}", case.loss);
        let mut grads = Gradients::zeros(&net);
        if net.params.readout == Readout::Leaky {
            let mut pool = Pool::default();
            pool.begin(&net);
            pool.read(&net, &heard.tape);
            let last = grads.layers.len() - 1;
            pool.gradient(&heard.d_output, &mut grads.layers[last]);
        }
        rules::gradient(Lessons { net: &net, teaching: &course.teaching, heard: &[heard] }, &mut Scratch::default(), &mut grads);
        grads.finish(&net, 1.0);
        for (l, (g, golden)) in grads.layers.iter().zip(&case.layers).enumerate() {
            let layer = &net.layers[l];
            let w_rec = layer.w_rec.spread(&g.w_rec);
            let mut pairs =
                vec![("w_ff", &g.w_ff, transpose(&golden["d_w_ff"], layer.field.channels)), ("bias", &g.bias, golden["d_bias"].clone())];
            if let Some(golden) = golden.get("d_w_rec") {
                pairs.push(("w_rec", &w_rec, transpose(golden, layer.neurons())));
            }
            for (what, ours, theirs) in pairs {
                assert!(theirs.iter().any(|x| *x != 0.0), "layer {l} {what}: nothing is compared, {name}");
                close(&format!("gradient of layer {l} {what}, {name}"), ours, &theirs);
            }
        }
    }
    Ok(())
}
