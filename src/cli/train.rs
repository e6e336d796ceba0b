//! `nrr-snn train`.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::runs::{interrupted, stop_flag};
use super::{Failure, Outcome, arguments, input, output, resources, usage};
use crate::data::{DataSet, Split};
use crate::experiment::Task;
use crate::model_file::{self, checkpoint};
use crate::train::shards::Workers;
use crate::train::{Config, EpochRecord, Phase, Trainer, evaluate, prepare, settings};
use crate::{Error, Result, experiment};

pub(super) fn run(a: &arguments::Train) -> Outcome {
    let begun = Instant::now();
    let checkpoint = a.checkpoint.clone().or_else(|| a.out.as_deref().map(beside));
    let written = [("--out", a.out.as_deref()), ("checkpoint", checkpoint.as_deref()), ("--json", a.json.as_deref())];
    // A run that goes on may keep on writing the checkpoint that it was taken up from.
    input::check_targets(&written, &[("--resume", a.resume.as_deref().filter(|_| checkpoint != a.resume))])?;
    let workers = Workers::threads(resources::threads(a.threads));
    let (mut trainer, data_name, split) = match &a.resume {
        Some(path) => resume(path, a, workers)?,
        None => start(a, workers)?,
    };
    input::tell(&trainer.data.notices)?;
    let (learnt, seconds) = learn(&mut trainer, checkpoint.as_deref(), &data_name, &split)?;

    let model = checkpoint::model_of(&trainer, &data_name, &split);
    if let Some(out) = &a.out {
        input::write_file(out, &model.save()?)?;
        if let (None, Some(path)) = (&a.checkpoint, &checkpoint) {
            // The run is over: its automatic checkpoint has done its work.
            let _ = std::fs::remove_file(path);
        }
    }
    let labels = trainer.data.labels.len();
    let part = |examples| -> Result<_> {
        Ok(evaluate::summarise(&evaluate::answers(trainer.result(), trainer.config.loss, examples, trainer.workers())?, labels))
    };
    let (train, test) = (part(&trainer.data.train)?, part(&trainer.data.test)?);
    let shown = if trainer.data.test.is_empty() { &train } else { &test };
    let (firing_rate, synaptic_operations, energy_nj) = (shown.firing_rate, shown.synaptic_operations, shown.energy_nj);
    let result = output::RunResult {
        split,
        data: data_name,
        epochs: trainer.progress.epochs_done,
        train_utterances: trainer.data.train.len(),
        test_utterances: trainer.data.test.len(),
        train_accuracy: train.accuracy,
        samples_per_second: (seconds > 0.0).then(|| learnt as f64 / seconds),
        seconds: begun.elapsed().as_secs_f64(),
        firing_rate,
        synaptic_operations,
        energy_nj,
        history: trainer.progress.history.clone(),
        weights_sha256: model_file::weights_sha256(&model.net),
        ..output::RunResult::new(&trainer.config, &trainer.data.labels, test)
    };
    Ok(result.print(a.json.as_deref())?)
}

/// Where the automatic checkpoint of a run stands: the model's name with `.ckpt` behind it.
fn beside(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".ckpt");
    name.into()
}

type Start = (Trainer, String, String);

fn start(a: &arguments::Train, workers: Workers) -> std::result::Result<Start, Failure> {
    // Before any data are read: too large a network, or an unknown setting, is a matter of the options.
    configuration(a, None).map_err(usage)?;
    let asked = a.split.as_deref().map(str::parse::<Split>).transpose().map_err(usage)?;
    let data = input::data(&a.data)?;
    let config = configuration(a, Some(Task::of(&data))).map_err(usage)?;
    let split = match asked {
        Some(split) => split,
        None => input::split(None, &data, config.seed)?,
    };
    split.apply(&data, config.seed).map_err(|e| match e {
        Error::UnknownChoice { .. } | Error::OutOfRange { .. } => usage(e),
        other => other.into(),
    })?;
    let prepared = prepare(&config, &data, &split, &workers)?;
    Ok((Trainer::new(config, prepared, workers)?, data.name, split.to_string()))
}

fn resume(path: &Path, a: &arguments::Train, workers: Workers) -> std::result::Result<Start, Failure> {
    let checkpoint = checkpoint::Checkpoint::load(&path.display().to_string(), &input::read_file(path)?)?;
    let data: DataSet = input::data(&a.data)?;
    let split = checkpoint.model.split.clone();
    let prepared = prepare(&checkpoint.model.config, &data, &split.parse()?, &workers)?;
    let name = checkpoint.model.data.clone();
    Ok((checkpoint.resume(prepared, workers)?, name, split))
}

/// The configuration that the options ask for, for a task or for the one that the system has.
fn configuration(a: &arguments::Train, task: Option<Task>) -> Result<Config> {
    let system = experiment::system(&a.system)?;
    let (rule, preset) = (a.rule.as_deref().unwrap_or_else(|| system.rule()), a.preset.parse()?);
    let mut config = match task {
        Some(task) => system.config_on(task, rule, preset)?,
        None => system.config_for(rule, preset)?,
    };
    if let Some(topology) = &a.topology {
        settings::set(&mut config, "topology", topology)?;
    }
    for change in &a.settings {
        let (key, value) = change.split_once('=').ok_or_else(|| Error::WrongFormat {
            name: "--set".into(),
            expected: "KEY=VALUE".into(),
            found: format!("\"{}\"", change.chars().take(60).collect::<String>()),
            hint: "write for example --set leak=0.5".into(),
        })?;
        settings::set(&mut config, key.trim(), value)?;
    }
    if let Some(epochs) = a.epochs {
        config.epochs = settings::check_epochs(epochs)?;
    }
    config.seed = a.seed.unwrap_or(config.seed);
    config.network(config.topology.labels())?.fields()?;
    Ok(config)
}

/// Learns to the end; gives the utterances learnt and the seconds that the learning alone took.
fn learn(trainer: &mut Trainer, checkpoint: Option<&Path>, data: &str, split: &str) -> std::result::Result<(usize, f64), Failure> {
    let stop = stop_flag("stopping after the batch under way; once more to stop at once");
    let bar = progress_bar(trainer);
    let (mut learnt, mut seconds) = (0usize, 0.0);
    while !trainer.is_done() {
        if stop.load(Ordering::Relaxed) {
            bar.abandon();
            return Err(interrupted(&match checkpoint {
                Some(path) => {
                    input::write_file(path, &checkpoint::save(trainer, data, split)?)?;
                    format!("the run is kept in {0}; --resume {0} with the same --data goes on with it", path.display())
                }
                None => "nothing is kept; with --out or --checkpoint it would be".to_owned(),
            }));
        }
        let before = trainer.progress.sums.utterances;
        let clock = Instant::now();
        let report = trainer.step()?;
        if report.phase == Phase::Train {
            seconds += clock.elapsed().as_secs_f64();
            learnt += trainer.progress.sums.utterances.saturating_sub(before) as usize;
            bar.inc(1);
        }
        if let Some(record) = report.epoch_end {
            bar.set_message(describe(&record));
            if let Some(path) = checkpoint {
                input::write_file(path, &checkpoint::save(trainer, data, split)?)?;
            }
        }
    }
    bar.finish();
    Ok((learnt, seconds))
}

fn describe(r: &EpochRecord) -> String {
    let mut text = format!("epoch {}: loss {:.3}, train {:.1} %", r.epoch, r.train_loss, 100.0 * r.train_accuracy);
    for (name, accuracy) in [("validation", r.validation_accuracy), ("test", r.test_accuracy)] {
        if let Some(a) = accuracy {
            text += &format!(", {name} {:.1} %", 100.0 * a);
        }
    }
    text
}

fn progress_bar(trainer: &Trainer) -> ProgressBar {
    let total = u64::from(trainer.config.epochs) * trainer.batches() as u64;
    let done = u64::from(trainer.progress.epochs_done) * trainer.batches() as u64 + trainer.progress.batch as u64;
    // Drawn on stderr, and by indicatif only where that is a terminal.
    let bar = ProgressBar::new(total).with_position(done);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} batches, {eta} left  {msg}") {
        bar.set_style(style);
    }
    bar
}
