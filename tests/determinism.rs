//! One seed, one result: the same weights natively and in WebAssembly, on one thread and on many, resumed or not.
//!
//! `tests/wasm.rs` runs the same trainings in a browser and compares with the same digests.

mod common;

use common::lesson::{self, CASES, Case, case};
use nrr_snn::Result;
use nrr_snn::model_file::{self, checkpoint};
use nrr_snn::train::Trainer;
use nrr_snn::train::shards::Workers;

fn digest(trainer: &Trainer) -> String {
    model_file::weights_sha256(&trainer.net)
}

fn whole(case: &Case, workers: Workers) -> Result<Trainer> {
    let mut trainer = lesson::trainer(case, workers)?;
    lesson::run(&mut trainer)?;
    Ok(trainer)
}

#[test]
fn native_weights_have_the_digests_that_the_browser_must_reach() -> Result<()> {
    let mut wrong = String::new();
    for case in CASES {
        let got = digest(&whole(case, Workers::single())?);
        if got != case.digest() {
            wrong += &format!("    (\"{}\", \"{got}\"),\n", case.name);
        }
    }
    assert!(wrong.is_empty(), "weights have changed; if they should, put these into DIGESTS of tests/common/lesson.rs:\n{wrong}");
    Ok(())
}

#[test]
fn every_case_has_its_own_weights() {
    let mut digests: Vec<&str> = CASES.iter().map(Case::digest).collect();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), CASES.len());
}

#[test]
fn threads_change_the_speed_alone() -> Result<()> {
    for name in ["rp", "rp-local", "deep", "eprop-adaptive"] {
        let one = whole(case(name), Workers::single())?;
        for threads in [2, 3, 8] {
            let many = whole(case(name), Workers::threads(threads))?;
            assert_eq!(digest(&many), digest(&one), "{name}, {threads} threads");
            assert_eq!(many.progress.history, one.progress.history, "{name}, {threads} threads");
        }
    }
    Ok(())
}

/// Runs `case` in two parts that meet in a checkpoint after `stop` steps.
fn resumed(case: &Case, stop: usize) -> Result<Trainer> {
    let mut first = lesson::trainer(case, Workers::single())?;
    for _ in 0..stop {
        first.step()?;
    }
    let bytes = checkpoint::save(&first, "bundled", "official")?;
    let data = first.data.clone();
    let mut second = checkpoint::Checkpoint::load("ckpt", &bytes)?.resume(data, Workers::single())?;
    lesson::run(&mut second)?;
    Ok(second)
}

#[test]
fn a_resumed_run_ends_as_the_whole_one() -> Result<()> {
    // Among them a map, random spike trains, random variations, random ways back and a B that moves.
    for name in ["rp", "som", "readout", "deep", "fa", "eprop-adaptive"] {
        let case = case(name);
        let mut whole = lesson::trainer(case, Workers::single())?;
        let mut steps = 0;
        while !whole.is_done() {
            whole.step()?;
            steps += 1;
        }
        // In the middle of an epoch, and while one is evaluated.
        for stop in [1, steps / 2, steps - 2] {
            let second = resumed(case, stop)?;
            assert_eq!(digest(&second), digest(&whole), "{name} stopped after {stop} of {steps} steps");
            assert_eq!(second.progress.history, whole.progress.history, "{name}");
            let model = |t: &Trainer| checkpoint::model_of(t, "bundled", "official").save();
            assert_eq!(model(&second)?, model(&whole)?, "{name}: model files");
        }
    }
    Ok(())
}

#[test]
fn a_model_file_gives_back_every_network() -> Result<()> {
    for case in CASES {
        let trainer = lesson::trainer(case, Workers::single())?;
        let model = checkpoint::model_of(&trainer, "bundled", "official");
        let bytes = model.save()?;
        let read = model_file::Model::load(case.name, &bytes)?;
        assert!(read == model, "{}: what was read is not what was saved", case.name);
        assert!(read.save()? == bytes, "{}: saved again it has other bytes", case.name);
    }
    Ok(())
}

#[test]
fn a_checkpoint_on_other_data_is_refused() -> Result<()> {
    let trainer = lesson::trainer(case("rp"), Workers::single())?;
    let bytes = checkpoint::save(&trainer, "bundled", "official")?;
    let mut other = trainer.data.clone();
    other.digest = "other".to_owned();
    let result = checkpoint::Checkpoint::load("ckpt", &bytes)?.resume(other, Workers::single());
    assert!(result.is_err_and(|e| e.code() == "mismatch"));
    Ok(())
}
