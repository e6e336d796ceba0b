//! In a browser: the same weights as natively, and model files byte for byte the same.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a browser test reports a failure by its panic")]

mod common;

use common::inside::{DIGEST, DIGITS, SHIPPED, digits, everything};
use common::lesson::{self, CASES, case};
use common::shared::shared;
use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array};
use nrr_snn::data::Split;
use nrr_snn::model_file::{self, Model, checkpoint};
use nrr_snn::train::shards::Workers;
use nrr_snn::wasm::{JsDataSet, JsLab, JsModel, JsTrainer};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn weights_are_those_of_the_native_build() {
    let mut wrong = Vec::new();
    for case in CASES {
        let mut trainer = lesson::trainer(case, Workers::single()).expect("the lesson can be prepared");
        lesson::run(&mut trainer).expect("the lesson can be learnt");
        if model_file::weights_sha256(&trainer.net) != case.digest() {
            wrong.push(case.name);
        }
    }
    assert!(wrong.is_empty(), "other weights than natively: {wrong:?}");
}

#[wasm_bindgen_test]
fn a_native_model_file_is_read_and_written_byte_for_byte() {
    let native = include_bytes!("../www/public/models/digits.safetensors");
    let model = Model::load("digits.safetensors", native).expect("the shipped model can be read");
    assert!(model.save().expect("it can be saved") == native, "saved bytes differ");
}

#[wasm_bindgen_test]
fn a_checkpoint_goes_on_to_the_last_bit() {
    let mut first = lesson::trainer(case("rp"), Workers::single()).expect("the lesson can be prepared");
    for _ in 0..3 {
        first.step().expect("a step can be done");
    }
    let bytes = checkpoint::save(&first, "bundled", "official").expect("a checkpoint can be saved");
    let read = checkpoint::Checkpoint::load("ckpt", &bytes).expect("it can be read");
    let mut second = read.resume(first.data.clone(), Workers::single()).expect("it can go on");
    lesson::run(&mut second).expect("the rest can be learnt");
    assert_eq!(model_file::weights_sha256(&second.net), case("rp").digest());
}

#[wasm_bindgen_test]
fn shared_by_workers_the_weights_are_those_of_the_native_build() {
    for (name, workers) in [("rp", 2), ("bptt", 3)] {
        let (trainer, _) = shared(name, &[], workers, false).expect("the lesson can be shared");
        assert_eq!(model_file::weights_sha256(&trainer.net), case(name).digest(), "{name}, {workers} workers");
    }
}

#[wasm_bindgen_test]
fn a_laboratory_tells_the_same_as_natively() {
    assert_eq!(everything().expect("the shipped model can be looked into"), DIGEST);
}

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).expect("an object")
}

fn floats(object: &JsValue, key: &str) -> Vec<f32> {
    get(object, key).dyn_into::<Float32Array>().expect("32-bit floats").to_vec()
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().expect("a text")
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let out = Object::new();
    for (key, value) in fields {
        Reflect::set(&out, &(*key).into(), value).expect("a fresh object");
    }
    out.into()
}

/// The code of the error that a call threw.
fn code<T>(result: Result<T, JsValue>) -> String {
    text(&result.err().expect("it is refused"), "code")
}

#[wasm_bindgen_test]
fn a_page_hears_in_a_laboratory_what_it_recognises() {
    let data = digits().expect("the bundled digits can be read");
    let u = &data.utterances[2];
    let (samples, rate) = (u.samples.samples.clone(), u.samples.rate_hz);
    let mut model = JsModel::load("m", SHIPPED).expect("the shipped model can be read");
    let mut lab = JsLab::load("m", SHIPPED).expect("it can be looked into");
    let nothing = JsValue::UNDEFINED;
    let scores = |heard: &JsValue| Array::from(&get(heard, "scores")).iter().map(|s| s.as_f64()).collect::<Vec<_>>();
    let expected = model.recognise("u", samples.clone(), rate, 0.2, false).expect("it can be heard");
    let heard = lab.hear("u", samples.clone(), rate, 0.2, &nothing, true).expect("it can be heard");
    assert_eq!(scores(&heard), scores(&expected));
    let traces = get(&heard, "traces");
    let layer = Array::from(&get(&traces, "layers")).get(0);
    let neurons = get(&layer, "neurons").as_f64().expect("a number") as usize;
    let drives = lab.drives(0).expect("an utterance was heard");
    assert_eq!(floats(&drives, "ff").len(), 39 * neurons);
    let weights = lab.weights(0).expect("there is a layer");
    assert_eq!(floats(&weights, "rec").len(), neurons * neurons);
    assert_eq!(get(&weights, "mask").dyn_into::<Uint8Array>().expect("flags").length() as usize, neurons * neurons);
    assert!(get(&lab.weights(1).expect("there is a readout"), "rec").is_undefined());
    assert_eq!(lab.influence(0).expect("a hidden layer").len(), neurons);
    let changed = lab.hear("u", samples.clone(), rate, 0.2, &object(&[("vThreshold", 2.0.into())]), false).expect("it can be heard");
    assert_ne!(scores(&changed), scores(&expected));
    assert_eq!(code(lab.hear("u", samples.clone(), rate, 0.2, &object(&[("leak", 7.0.into())]), false)), "out-of-range");
    assert_eq!(code(lab.hear("u", samples.clone(), rate, 0.2, &object(&[("leak", "x".into())]), false)), "out-of-range");
    assert_eq!(code(lab.hear("u", samples, rate, f32::NAN, &nothing, false)), "out-of-range");
    let field = lab.field(&nothing, 0, 1, 0.1, -1.0, 1.0, 6, 0.0, 1.0, 3).expect("a grid");
    assert_eq!(floats(&field, "dv").len(), 18);
    assert_eq!(code(lab.field(&nothing, 0, 1, 0.1, -1.0, 1.0, usize::MAX, 0.0, 1.0, usize::MAX)), "out-of-range");
    let rest = lab.rest(&nothing, 0, 1, 0.1).expect("a spiking neuron");
    assert_eq!(text(&Array::from(&get(&rest, "points")).get(0), "kind"), "attracting");
    assert!(get(&get(&rest, "vNullcline"), "slope").as_f64().is_some());
    let set = JsDataSet::from_pack("bundled", DIGITS).expect("the bundled digits can be read");
    let answer = lab.answer(&set, 2, 0.0, Some(3.0)).expect("it can be answered");
    assert!(get(&answer, "label").as_f64() == Some(u.label as f64) && get(&answer, "refused").is_undefined());
    assert_eq!(floats(&answer, "counts").len(), neurons);
    assert_eq!(code(lab.answer(&set, 2, 0.0, Some(0.5))), "out-of-range");
    assert_eq!(code(lab.answer(&set, 1_000_000, 0.0, None)), "out-of-range");
}

#[wasm_bindgen_test]
fn a_page_chooses_what_tests_and_knows_its_data_by_a_digest() {
    let data = digits().expect("the bundled digits can be read");
    let mut set = JsDataSet::new("own".into(), data.labels.clone()).expect("proper words");
    let (mut held, mut kept) = (0, nrr_snn::data::DataSet { labels: data.labels.clone(), ..Default::default() });
    for (i, u) in data.utterances.iter().enumerate().step_by(4) {
        let held_out = i % 8 == 0;
        held += usize::from(held_out);
        let (name, speaker, samples) = (u.name.clone(), u.speaker.clone(), u.samples.samples.clone());
        let part = if held_out { Some(true) } else { None };
        set.add(&data.labels[u.label], name, speaker, u.index, samples, u.samples.rate_hz, part).expect("a take");
        kept.utterances.push(nrr_snn::data::Utterance { held_out, ..u.clone() });
    }
    assert_eq!(set.digest(), kept.digest());
    let parts = set.parts("chosen", 1.0, None).expect("some are held out");
    assert_eq!(parts.iter().filter(|p| **p == 1).count(), held);
    assert_eq!(code(set.parts("chosen", 0.5, None)), "out-of-range");
    assert_eq!(code(set.parts("chosen", 1.0, Some(2.0))), "out-of-range");
    assert_eq!(code(set.parts("chance", 1.0, None)), "unknown-choice");
    let settings = object(&[("topology", "RFC20-FC10".into()), ("validation", "0.2".into())]);
    let spec = object(&[
        ("system", "nrr-shallow".into()),
        ("rule", "rp".into()),
        ("preset", "tuned".into()),
        ("seed", 3.into()),
        ("epochs", 1.into()),
        ("split", Split::Chosen.to_string().into()),
        ("settings", settings),
    ]);
    let mut run = JsTrainer::new(&spec, &set).expect("it can be learnt from");
    assert_eq!(run.parts(), set.parts("chosen", 3.0, Some(0.2)).expect("some are held out"));
    assert_eq!(run.data_digest(), kept.digest());
    while get(&run.step().expect("a step"), "done").as_bool() != Some(true) {}
    assert_eq!(run.weights_sha256(), text(&run.model().info(), "weightsSha256"));
    let bytes = run.bytes();
    assert!(get(&bytes, "tape").as_f64() > Some(0.0) && get(&bytes, "optimiser").as_f64() > Some(0.0));
    let checkpoint = run.checkpoint().expect("a checkpoint");
    let again = JsTrainer::resume(&checkpoint, &set).expect("it can go on");
    assert_eq!(again.data_digest(), run.data_digest());
    JsLab::load("checkpoint", &checkpoint).expect("a checkpoint can be looked into");
}
