//! `nrr-snn eval`.

use std::time::Instant;

use super::{Outcome, arguments, input, output, resources, usage};
use crate::data::{DataSet, Split};
use crate::model_file::{self, Model};
use crate::rules::UNLABELLED;
use crate::train::noise::NoiseKind;
use crate::train::shards::Workers;
use crate::train::{Example, evaluate, noise, prepare};
use crate::{Error, Result};

pub(super) fn run(a: &arguments::Eval) -> Outcome {
    let begun = Instant::now();
    if !(0.0..=1.0).contains(&a.noise) {
        return Err(usage(Error::OutOfRange {
            what: "--noise".into(),
            allowed: "a proportion from 0 to 1".into(),
            got: a.noise.to_string(),
        }));
    }
    let kind = a.noise_kind.as_deref().map(str::parse::<NoiseKind>).transpose().map_err(usage)?;
    input::check_targets(&[("--json", a.json.as_deref())], &[("--model", Some(&a.model))])?;
    let split = a.split.as_deref().map(str::parse::<Split>).transpose().map_err(usage)?;
    let workers = Workers::threads(resources::threads(a.threads));
    let model = input::model(&a.model)?;
    let seed = a.seed.unwrap_or(model.config.seed);
    let data = input::data(&a.data)?;
    let (train, test) = parts(&data, split.as_ref(), seed)?;
    let mut notices = data.notices.clone();
    let mut evaluated = |indices: &[usize]| -> Result<Vec<evaluate::Answer>> {
        let mut examples = examples(&model, &data, indices, &workers, &mut notices)?;
        if a.noise > 0.0 {
            noise::disturb(&mut examples, kind.unwrap_or(model.config.noise_kind), a.noise, model.input_range, seed);
        }
        evaluate::answers(&model.net, model.config.loss, &examples, &workers)
    };
    let (train, test) = (evaluated(&train)?, evaluated(&test)?);
    input::tell(&notices)?;
    if test.is_empty() {
        return Err(Error::DataSet {
            name: data.name,
            problem: "no usable utterance to test".into(),
            hint: "choose another split or other data".into(),
        }
        .into());
    }
    let labels = model.labels.len();
    let result = output::RunResult {
        seed,
        split: split.map_or_else(|| "every utterance".to_owned(), |s| s.to_string()),
        data: data.name.clone(),
        epochs: model.history.len() as u32,
        noise: a.noise,
        train_utterances: train.len(),
        test_utterances: test.len(),
        train_accuracy: evaluate::summarise(&train, labels).accuracy,
        seconds: begun.elapsed().as_secs_f64(),
        weights_sha256: model_file::weights_sha256(&model.net),
        ..output::RunResult::new(&model.config, &model.labels, evaluate::summarise(&test, labels))
    };
    Ok(result.print(a.json.as_deref())?)
}

/// Indices that a split trains and tests; without a split every utterance tests.
fn parts(data: &DataSet, split: Option<&Split>, seed: u64) -> Result<(Vec<usize>, Vec<usize>)> {
    let Some(split) = split else { return Ok((Vec::new(), (0..data.utterances.len()).collect())) };
    let tests = split.tests(data, seed)?;
    Ok((0..tests.len()).partition(|&i| !tests.get(i).copied().unwrap_or(false)))
}

/// Utterances as the model's front end and standardisation see them; labels are matched by name.
fn examples(model: &Model, data: &DataSet, indices: &[usize], workers: &Workers, notices: &mut Vec<String>) -> Result<Vec<Example>> {
    let known: Vec<Option<usize>> = data.labels.iter().map(|l| model.labels.iter().position(|m| m == l)).collect();
    for (label, known) in data.labels.iter().zip(&known) {
        if known.is_none() && indices.iter().filter_map(|&i| data.utterances.get(i)).any(|u| data.labels.get(u.label) == Some(label)) {
            return Err(Error::Mismatch {
                what: "labels".into(),
                expected: format!("those of the model ({})", model.labels.join(", ")),
                got: format!("\"{label}\" in {}", data.name),
            });
        }
    }
    prepare::check_target(&model.config, data)?;
    let prepared = workers.map(indices, |&i| data.utterances.get(i).map(|u| (i, u.label, prepare::frames_of(&model.config, u))));
    let mut out = Vec::with_capacity(prepared.len());
    for (utterance, label, result) in prepared.into_iter().flatten() {
        match result {
            Ok((frames, mut frame_labels, said)) => {
                notices.extend(said);
                for label in &mut frame_labels {
                    *label = known.get(usize::from(*label)).copied().flatten().map_or(UNLABELLED, |known| known as u8);
                }
                if let Some(label) = known.get(label).copied().flatten() {
                    out.push(Example { frames: model.standardise.apply(&frames), label, frame_labels, utterance });
                }
            }
            Err(e) => notices.push(format!("left out: {e}")),
        }
    }
    Ok(out)
}
