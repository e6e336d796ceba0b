//! How a run ends: early stop, the best epoch kept, a loss that is no longer a number.

mod common;

use common::lesson;
use nrr_snn::data::Split;
use nrr_snn::train::shards::Workers;
use nrr_snn::train::{Config, Trainer, evaluate, prepare, settings};
use nrr_snn::{Result, experiment};

fn trainer(rule: &str, epochs: u32, change: &[(&str, &str)]) -> Result<Trainer> {
    let mut config: Config = experiment::system("nrr-shallow")?.config_for(rule)?;
    for (key, value) in [("topology", "RFC40-FC10"), ("batch", "20")].iter().chain(change) {
        settings::set(&mut config, key, value)?;
    }
    config.epochs = epochs;
    let data = prepare(&config, &lesson::data()?, &Split::Official, &Workers::single())?;
    Trainer::new(config, data, Workers::single())
}

#[test]
fn a_run_stops_early_and_keeps_its_best_epoch() -> Result<()> {
    let mut run = trainer("bptt", 60, &[("validation", "0.3"), ("patience", "3"), ("schedule", "constant")])?;
    let parts = (run.data.train.len(), run.data.validation.len());
    assert!((parts.1 as f64 / (parts.0 + parts.1) as f64 - 0.3).abs() < 0.05, "parts {parts:?}");
    lesson::run(&mut run)?;
    let history = &run.progress.history;
    assert!(history.len() < 60, "it never stopped early");
    let best = history.iter().filter_map(|r| r.validation_accuracy).fold(0.0f32, f32::max);
    let kept = evaluate::answers(run.result(), run.config.loss, &run.data.validation, &Workers::single())?;
    let accuracy = evaluate::summarise(&kept, 10).accuracy.unwrap_or(0.0);
    assert!((accuracy as f32 - best).abs() < 1e-6, "kept {accuracy}, best {best}");
    let best_epoch = history.iter().find(|r| r.validation_accuracy == Some(best)).map_or(0, |r| r.epoch);
    assert_eq!(history.len() as u32, best_epoch + 3, "it waits as long as its patience");
    Ok(())
}

#[test]
fn without_a_validation_part_the_last_epoch_counts() -> Result<()> {
    let mut run = trainer("rp", 2, &[])?;
    lesson::run(&mut run)?;
    assert!(run.best.is_none() && run.progress.history.len() == 2);
    assert!(run.progress.history.iter().all(|r| r.validation_accuracy.is_none() && r.test_accuracy.is_some()));
    Ok(())
}

#[test]
fn a_loss_that_is_no_number_stops_with_a_word() -> Result<()> {
    let mut run = trainer("bptt", 5, &[])?;
    if let Some(w) = run.net.layers.last_mut().and_then(|l| l.bias.first_mut()) {
        *w = f32::NAN;
    }
    let error = run.step().err().map(|e| (e.code(), e.to_string())).unwrap_or_default();
    assert!(error.0 == "training" && error.1.contains("no longer a number"), "{error:?}");
    Ok(())
}

#[test]
fn every_pair_of_readout_and_loss_learns() -> Result<()> {
    for (readout, loss) in [("leaky", "softmax"), ("leaky", "mse"), ("spiking", "mse"), ("spiking", "softmax")] {
        for schedule in ["constant", "step", "cosine"] {
            let mut run = trainer("bptt", 8, &[("readout", readout), ("loss", loss), ("schedule", schedule)])?;
            lesson::run(&mut run)?;
            let (first, last) = (run.progress.history[0], run.progress.history[7]);
            assert!(last.train_loss < first.train_loss, "{readout} {loss} {schedule}: {} to {}", first.train_loss, last.train_loss);
        }
    }
    Ok(())
}
