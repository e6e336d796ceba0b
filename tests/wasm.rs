//! In a browser: the same weights as natively, and model files byte for byte the same.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a browser test reports a failure by its panic")]

mod common;

use common::lesson::{self, CASES, case};
use common::shared::shared;
use nrr_snn::model_file::{self, Model, checkpoint};
use nrr_snn::train::shards::Workers;
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
