//! One seed, one result: the same weights natively and in WebAssembly, on one thread and on many, resumed or not.
//!
//! `tests/wasm.rs` runs the same lesson in a browser and compares with the same digest.

mod common;

use common::lesson::{self, DIGEST};
use nrr_snn::model_file::{self, checkpoint};
use nrr_snn::train::Trainer;
use nrr_snn::train::shards::Workers;

fn digest(trainer: &Trainer) -> String {
    model_file::weights_sha256(&trainer.net)
}

#[test]
fn native_weights_have_the_digest_that_the_browser_must_reach() -> nrr_snn::Result<()> {
    for (rule, expected) in DIGEST {
        let mut trainer = lesson::trainer(rule, Workers::single())?;
        lesson::run(&mut trainer)?;
        assert_eq!(&digest(&trainer), expected, "{rule}");
    }
    Ok(())
}

#[test]
fn threads_change_the_speed_alone() -> nrr_snn::Result<()> {
    for threads in [2, 3, 8] {
        let mut trainer = lesson::trainer("rp", Workers::threads(threads))?;
        lesson::run(&mut trainer)?;
        assert_eq!(digest(&trainer), DIGEST[0].1, "{threads} threads");
    }
    Ok(())
}

#[test]
fn a_resumed_run_ends_as_the_whole_one() -> nrr_snn::Result<()> {
    let mut whole = lesson::trainer("rp", Workers::single())?;
    let mut steps = 0;
    while !whole.is_done() {
        whole.step()?;
        steps += 1;
    }
    // In the middle of an epoch, and while one is evaluated.
    for stop in [1, steps / 2, steps - 2] {
        let mut first = lesson::trainer("rp", Workers::single())?;
        for _ in 0..stop {
            first.step()?;
        }
        let bytes = checkpoint::save(&first, "bundled", "official")?;
        let data = first.data.clone();
        let mut second = checkpoint::Checkpoint::load("ckpt", &bytes)?.resume(data, Workers::single())?;
        while !second.is_done() {
            second.step()?;
        }
        assert_eq!(digest(&second), digest(&whole), "stopped after {stop} of {steps} steps");
        assert_eq!(second.progress.history, whole.progress.history);
        let model = |t: &Trainer| checkpoint::model_of(t, "bundled", "official").save();
        assert_eq!(model(&second)?, model(&whole)?, "model files");
    }
    Ok(())
}

#[test]
fn a_checkpoint_on_other_data_is_refused() -> nrr_snn::Result<()> {
    let trainer = lesson::trainer("rp", Workers::single())?;
    let bytes = checkpoint::save(&trainer, "bundled", "official")?;
    let mut other = trainer.data.clone();
    other.digest = "other".to_owned();
    let result = checkpoint::Checkpoint::load("ckpt", &bytes)?.resume(other, Workers::single());
    assert!(result.is_err_and(|e| e.code() == "mismatch"));
    Ok(())
}
