//! A run shared by several workers: the same weights and figures to the last bit as on one.

mod common;

use common::lesson::{self, case};
use common::shared::shared;
use nrr_snn::Result;
use nrr_snn::model_file::{self, checkpoint};
use nrr_snn::train::replica;
use nrr_snn::train::shards::Workers;

#[test]
fn workers_change_the_speed_alone() -> Result<()> {
    // Batches of 20, 21 and 5 utterances in 8 pieces: uneven, and with empty ones.
    let runs: [(&str, &[(&str, &str)]); 7] = [
        ("rp", &[]),
        ("rp", &[("batch", "21"), ("validation", "0.2")]),
        ("bptt", &[("batch", "5"), ("validation", "0.2"), ("patience", "1")]),
        ("deep", &[]),
        ("fa", &[]),
        ("eprop-adaptive", &[]),
        ("rp-paper", &[]),
    ];
    for (name, changes) in runs {
        let (one, _) = shared(name, changes, 1, false)?;
        if changes.is_empty() {
            assert_eq!(model_file::weights_sha256(&one.net), case(name).digest(), "{name} on one worker");
        }
        for workers in [2, 3, 8] {
            let (many, helpers) = shared(name, changes, workers, false)?;
            assert_eq!(
                model_file::weights_sha256(&many.net),
                model_file::weights_sha256(&one.net),
                "{name} {changes:?}, {workers} workers"
            );
            assert_eq!(many.progress, one.progress, "{name} {changes:?}, {workers} workers");
            assert_eq!(many.best, one.best, "{name} {changes:?}, {workers} workers: best network");
            for helper in helpers {
                assert!(*helper.net() == many.net, "{name}: a helper of {workers} has other weights");
            }
        }
    }
    Ok(())
}

#[test]
fn a_lost_helper_changes_nothing() -> Result<()> {
    let (one, _) = shared("rp", &[], 1, false)?;
    let (many, _) = shared("rp", &[], 3, true)?;
    assert_eq!(model_file::weights_sha256(&many.net), model_file::weights_sha256(&one.net));
    assert_eq!(many.progress, one.progress);
    Ok(())
}

#[test]
fn a_missing_share_is_an_error_not_another_result() -> Result<()> {
    let mut trainer = lesson::trainer(case("rp"), Workers::single())?;
    let task = trainer.begin();
    trainer.work(0..task.units - 1)?;
    assert!(trainer.settle().is_err_and(|e| e.code() == "mismatch"));
    Ok(())
}

#[test]
fn examples_that_are_cut_off_are_refused() -> Result<()> {
    let trainer = lesson::trainer(case("rp"), Workers::single())?;
    let bytes = checkpoint::save(&trainer, "bundled", "official")?;
    let examples = replica::examples(&trainer.data);
    for length in [0, 3, 4, 100, examples.len() - 1] {
        let result = checkpoint::Checkpoint::load("helper", &bytes)?.replica(&examples[..length]);
        assert!(result.is_err_and(|e| e.code() == "mismatch"), "{length} bytes");
    }
    Ok(())
}
