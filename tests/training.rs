//! What a run does besides learning: early stop and the best epoch, variations, diagnostics, and the end of runs that have come to nothing.

mod common;

use common::lesson;
use common::smooth::wiring;
use nrr_snn::rules::{Gradients, bptt::PseudoBp};
use nrr_snn::snn::encode::Draw;
use nrr_snn::snn::forward::forward;
use nrr_snn::snn::network::Encoding;
use nrr_snn::snn::{Network, Readout, Tape};
use nrr_snn::train::shards::{Batch, BatchSums, Workers};
use nrr_snn::train::{Bytes, Example, LayerRecord, Learner, Role, Trainer, evaluate, prepare, roles};
use nrr_snn::{Result, model_file};

fn trainer(rule: &str, epochs: u32, change: &[(&str, &str)]) -> Result<Trainer> {
    lesson::run_of("nrr-shallow", rule, epochs, &[&[("topology", "RFC40-FC10")], change].concat(), Workers::single())
}

/// The same with the first `count` training utterances alone, all in one batch.
fn trainer_on(count: usize, rule: &str, change: &[(&str, &str)]) -> Result<Trainer> {
    let whole = trainer(rule, 1, &[change, &[("batch", "1000")]].concat())?;
    let mut data = whole.data;
    data.train.truncate(count);
    Trainer::new(whole.config, data, Workers::single())
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
fn every_pair_of_readout_and_loss_learns() -> Result<()> {
    for (readout, loss) in [("leaky", "softmax"), ("leaky", "mse"), ("spiking", "mse"), ("spiking", "softmax")] {
        for schedule in ["constant", "step", "cosine"] {
            let mut run = trainer("bptt", 8, &[("readout", readout), ("loss", loss), ("schedule", schedule)])?;
            lesson::run(&mut run)?;
            let (first, last) = (run.progress.history[0].train_loss, run.progress.history[7].train_loss);
            assert!(last < first, "{readout} {loss} {schedule}: {first} to {last}");
        }
    }
    Ok(())
}

/// Epochs that were over, and code and words of the error that ended the run.
fn ends(mut run: Trainer) -> (usize, &'static str, String) {
    let error = lesson::run(&mut run).err();
    (run.progress.history.len(), error.as_ref().map_or("", |e| e.code()), error.map(|e| e.to_string()).unwrap_or_default())
}

#[test]
fn a_silent_layer_ends_a_run_with_its_name_and_what_helps() -> Result<()> {
    let check = |run: Trainer, epochs: usize, name: &str| {
        let (over, code, text) = ends(run);
        assert_eq!((over, code), (epochs, "training"), "{text}");
        for words in [&format!("in {name} no neuron has fired"), "can be told apart", "raise input_scale", "v_threshold"] {
            assert!(text.contains(words), "\"{words}\" is missing: {text}");
        }
    };
    // Beyond what the input can drive a neuron to.
    let threshold = [("v_threshold", "10"), ("leak", "0.2")];
    // A long run is given three epochs, a short one ends with the word.
    check(trainer("rp", 20, &threshold)?, 3, "layer 1 (RFC40)");
    check(trainer("bptt", 2, &threshold)?, 2, "layer 1 (RFC40)");
    let mut second = trainer("readout", 20, &[("topology", "RFC40-FC20-FC10")])?;
    second.net.layers[1].w_ff.fill(0.0);
    check(second, 3, "layer 2 (FC20)");
    // A spiking readout is a layer too; it is given longer.
    let readout = [("readout", "spiking"), ("loss", "mse"), ("learning_rate", "0.000001"), ("readout_rate", "1")];
    let quiet = || -> Result<Trainer> {
        let mut run = trainer("readout", 12, &readout)?;
        run.net.layers[1].w_ff.fill(0.0);
        Ok(run)
    };
    check(quiet()?, 10, "the readout (FC10)");
    let mut waking = quiet()?;
    for _ in 0..2 * waking.batches() {
        waking.step()?;
    }
    waking.net.layers[1].bias.fill(1.0);
    assert!(!ends(waking).2.contains("no neuron has fired"), "a readout that wakes in time goes on");
    Ok(())
}

/// At the default leak a few neurons still reach so high a threshold once in a while; the layer tells nothing all the same.
#[test]
fn a_layer_that_is_all_but_silent_ends_a_run_too() -> Result<()> {
    let (over, code, text) = ends(trainer("rp", 20, &[("v_threshold", "10")])?);
    assert_eq!((over, code), (3, "training"), "{text}");
    assert!(text.contains("layer 1 (RFC40)") && text.contains("raise input_scale"), "{text}");
    Ok(())
}

#[test]
fn a_saturated_layer_ends_a_run_with_its_name_and_what_helps() -> Result<()> {
    let check = |run: Trainer, name: &str| {
        let (over, code, text) = ends(run);
        assert_eq!((over, code), (3, "training"), "{text}");
        for words in
            [&format!("{name} is saturated"), "% of its neurons fire", "whatever they hear", "lower learning_rate", "rate_strength"]
        {
            assert!(text.contains(words), "\"{words}\" is missing: {text}");
        }
    };
    let change =
        [("input_scale", "10"), ("leak", "0.99"), ("v_threshold", "0.01"), ("adapt_strength", "0"), ("topology", "RFC40-FC20-FC10")];
    let mut first = trainer("readout", 20, &change)?;
    first.net.layers[0].bias.fill(20.0);
    first.net.layers[0].w_rec.values.iter_mut().for_each(|w| *w = w.abs());
    check(first, "layer 1 (RFC40)");
    let mut second = trainer("readout", 20, &change)?;
    second.net.layers[1].bias.fill(20.0);
    check(second, "layer 2 (FC20)");
    Ok(())
}

#[test]
fn what_is_no_number_ends_a_run_with_the_layer_and_what_helps() -> Result<()> {
    let check = |mut run: Trainer, name: &str| {
        let error = run.step().err();
        let text = error.as_ref().map(ToString::to_string).unwrap_or_default();
        assert_eq!(error.map(|e| e.code()), Some("training"), "{name}: {text}");
        for words in [name, "no longer a number in epoch 1, batch 1", "beyond all bounds", "lower learning_rate"] {
            assert!(text.contains(words), "{name}: \"{words}\" is missing: {text}");
        }
        assert!(run.adam.updates == 0 && run.progress.batch == 0, "the weights are left as they were");
    };
    for value in [f32::NAN, f32::INFINITY] {
        for (rule, name) in [("readout", "the readout (FC10)"), ("bptt", "layer 1 (RFC40)"), ("eprop", "layer 1 (RFC40)")] {
            let mut run = trainer(rule, 5, &[])?;
            run.net.layers[1].bias.fill(value);
            check(run, name);
        }
    }
    // Units without a threshold and a loop that amplifies: a network that blows up by itself.
    let loud = [("unit", "relu"), ("init_rec", "10"), ("steps_per_frame", "20")];
    check(trainer("bptt", 5, &loud)?, "layer 1 (RFC40)");
    Ok(())
}

#[test]
fn a_run_that_is_well_has_a_record_of_every_layer() -> Result<()> {
    let mut run = trainer("rp", 2, &[("topology", "C4x7x3/2-RFC40-FC10"), ("readout", "spiking"), ("loss", "mse")])?;
    lesson::run(&mut run)?;
    for r in &run.progress.history {
        assert_eq!(r.layers.len(), 3, "two hidden layers and a spiking readout");
        assert!(r.layers.iter().all(|l| (0.0..=1.0).contains(&l.silent) && (0.0..=1.0).contains(&l.saturated) && l.firing_rate > 0.0));
        assert!(r.layers[2].angle.is_none(), "the readout learns by its own exact gradient");
    }
    Ok(())
}

#[test]
fn angles_are_recorded() -> Result<()> {
    let of = |rule: &str, change: &[(&str, &str)]| -> Result<Vec<Option<f32>>> {
        let mut run = trainer(rule, 1, change)?;
        lesson::run(&mut run)?;
        Ok(run.progress.history[0].layers.iter().map(|l| l.angle).collect())
    };
    let two = ("topology", "RFC40-FC20-FC10");
    assert_eq!(of("bptt", &[two])?, [Some(0.0), Some(0.0)]);
    assert_eq!(of("readout", &[two])?, [None, None]);
    assert_eq!(of("rp", &[two, ("angle_utterances", "0")])?, [None, None]);
    for rule in ["rp", "fa", "dfa", "sdfa", "drtp", "local", "eprop"] {
        for angle in of(rule, &[two])? {
            // Of e-prop nothing is left out in the second layer, which has no loop: there it may be 0.
            assert!(angle.is_some_and(|a| (a > 0.0 || rule == "eprop") && a < 180.0), "{rule}: {angle:?}");
        }
    }
    // Where nothing is left out the angle is nothing but rounding.
    let exact =
        of("eprop", &[("topology", "FC40-FC10"), ("through_time", "state"), ("eprop_feedback", "symmetric"), ("feedback_reach", "1")])?;
    assert!(exact[0].is_some_and(|a| a < 0.1), "{exact:?}");
    Ok(())
}

#[test]
fn an_angle_is_that_of_the_two_gradients_and_measuring_it_changes_nothing() -> Result<()> {
    let mut run = trainer_on(1, "rp", &[("feedback_reach", "1")])?;
    lesson::run(&mut run)?;
    let mut exact = run.config.course()?;
    exact.teaching.rule = &PseudoBp;
    let gradient = |course| -> Result<Vec<f64>> {
        let mut g = Gradients::zeros(&run.net);
        Learner::default().learn(
            &run.net,
            course,
            Batch { examples: std::slice::from_ref(&run.data.train[0]), indices: &[0], epoch: 1 },
            &mut BatchSums::default(),
            &mut g,
        )?;
        g.finish(&run.net, 1.0);
        let l = &g.layers[0];
        Ok([&l.w_ff, &l.bias, &l.w_rec].into_iter().flatten().map(|&x| f64::from(x)).collect())
    };
    let (a, b) = (gradient(&run.config.course()?)?, gradient(&exact)?);
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let naive = (product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()).acos().to_degrees();
    let recorded = run.progress.history[0].layers[0].angle.map_or(f64::NAN, f64::from);
    assert!((naive - recorded).abs() < 1e-2, "{naive} {recorded}");

    let digest = |utterances: &str| -> Result<String> {
        let mut run = trainer("rp", 2, &[("angle_utterances", utterances)])?;
        lesson::run(&mut run)?;
        Ok(model_file::weights_sha256(&run.net))
    };
    assert_eq!(digest("0")?, digest("50")?);
    Ok(())
}

/// Spikes and operations of `examples`, counted cell by cell over the connections that leave each of them.
struct Count {
    layers: Vec<LayerRecord>,
    operations: f64,
    energy_nj: f64,
    firing_rate: f64,
}

fn count(net: &Network, examples: &[Example], epoch: u32) -> Result<Count> {
    let wiring = wiring(net);
    let hidden = net.layers.len() - 1;
    let spiking = hidden + usize::from(net.params.readout == Readout::Spiking);
    let neurons: Vec<usize> = wiring.iter().map(|w| w.neurons).collect();
    let links: Vec<Vec<u8>> = net.layers.iter().map(|l| l.w_rec.dense_mask()).collect();
    let mut fired: Vec<Vec<u32>> = neurons.iter().map(|&n| vec![0; n]).collect();
    let mut spikes = vec![0.0f64; neurons.len()];
    let (mut steps, mut operations, mut energy_pj) = (0u32, 0.0, 0.0);
    for example in examples {
        let mut tape = Tape::new();
        forward(net, &example.frames, Draw::new(example.utterance, epoch), &mut tape)?;
        steps += tape.steps as u32;
        for t in 0..tape.steps {
            let cell = |source: Option<usize>, i: usize| match source {
                None => tape.input[(tape.history + t) * net.inputs() + i],
                Some(l) => tape.layers[l].output()[t * neurons[l] + i],
            };
            // 0.9 pJ for an addition, 4.6 pJ for a multiplication and an addition.
            let mut book = |source: Option<usize>, links: usize| {
                let spike = if source.is_none() { net.params.encoding != Encoding::Direct } else { net.spikes() };
                operations += links as f64;
                energy_pj += links as f64 * if spike { 0.9 } else { 4.6 };
            };
            for s in wiring.iter().flat_map(|w| &w.synapses).filter(|s| cell(s.source, s.cell) != 0.0) {
                book(s.source, 1);
            }
            for l in 0..spiking {
                for i in (0..neurons[l]).filter(|&i| cell(Some(l), i) != 0.0) {
                    fired[l][i] += 1;
                    spikes[l] += f64::from(cell(Some(l), i));
                    book(Some(l), links[l].iter().skip(i * neurons[l]).take(neurons[l]).filter(|m| **m == 1).count());
                }
            }
        }
    }
    let share = |l: usize, test: &dyn Fn(u32) -> bool| fired[l].iter().filter(|f| test(**f)).count() as f32 / neurons[l] as f32;
    let record = |l: usize| LayerRecord {
        firing_rate: (spikes[l] / f64::from(steps) / neurons[l] as f64) as f32,
        silent: share(l, &|f| f == 0),
        saturated: if net.spikes() { share(l, &|f| f64::from(f) >= 0.9 * f64::from(steps)) } else { 0.0 },
        angle: None,
    };
    let all: usize = neurons[..hidden].iter().sum();
    Ok(Count {
        layers: (0..spiking).map(record).collect(),
        operations: operations / examples.len() as f64,
        energy_nj: energy_pj * 1e-3 / examples.len() as f64,
        firing_rate: spikes[..hidden].iter().sum::<f64>() / f64::from(steps) / all as f64,
    })
}

#[test]
fn activity_operations_and_energy_are_those_of_a_naive_count() -> Result<()> {
    let near = |what: &str, a: f64, b: f64| assert!((a - b).abs() <= 1e-5 * b.abs().max(1e-3), "{what}: {a} for {b}");
    let cases: &[&[(&str, &str)]] = &[
        &[],
        &[("density", "0.2"), ("encoding", "spikes"), ("steps_per_frame", "2")],
        &[("topology", "C4x7x3/2-RFC40-FC20-FC10"), ("readout_from", "all"), ("readout", "spiking"), ("loss", "mse"), ("init_ff", "3")],
        &[("topology", "C4x7x3/2-C2x3x2-FC10"), ("unit", "relu")],
        &[("encoding", "som"), ("som_nodes", "25"), ("som_winners", "2"), ("init_ff", "3")],
    ];
    for change in cases {
        let change = [&[("angle_utterances", "0")], *change].concat();
        let mut run = trainer_on(6, "rp", &change)?;
        // Counted while the utterances are learnt: all in one batch, so with the weights before it.
        let naive = count(&run.net, &run.data.train, 1)?;
        lesson::run(&mut run)?;
        let record = &run.progress.history[0];
        assert_eq!(record.layers, naive.layers, "{change:?}");
        near(&format!("{change:?} operations"), record.synaptic_operations.into(), naive.operations);
        near(&format!("{change:?} energy"), record.energy_nj.into(), naive.energy_nj);
        near(&format!("{change:?} firing rate"), record.firing_rate.into(), naive.firing_rate);
        assert!(naive.layers.iter().any(|l| l.firing_rate > 0.0));

        let naive = count(&run.net, &run.data.test, 0)?;
        let answers = evaluate::answers(&run.net, run.config.loss, &run.data.test, &Workers::single())?;
        let figures = evaluate::summarise(&answers, 10);
        near(&format!("{change:?} evaluated operations"), figures.synaptic_operations, naive.operations);
        near(&format!("{change:?} evaluated energy"), figures.energy_nj, naive.energy_nj);
        near(&format!("{change:?} evaluated firing rate"), figures.firing_rate, naive.firing_rate);
    }
    Ok(())
}

/// Shift, stretch, pitch, tilt and noise, all of them.
const VARIED: &[(&str, &str)] =
    &[("augment_shift", "3"), ("augment_stretch", "0.1"), ("augment_pitch", "1"), ("augment_tilt", "0.3"), ("augment_noise", "0.1")];

#[test]
fn variations_change_what_is_learnt_from_and_nothing_else() -> Result<()> {
    let (mut varied, mut again, mut plain) = (trainer("rp", 2, VARIED)?, trainer("rp", 2, VARIED)?, trainer("rp", 2, &[])?);
    assert_eq!(varied.data, plain.data, "the data themselves are left alone");
    for run in [&mut varied, &mut again, &mut plain] {
        lesson::run(run)?;
    }
    let digest = |run: &Trainer| model_file::weights_sha256(&run.net);
    assert_eq!((digest(&varied), &varied.progress.history), (digest(&again), &again.progress.history), "one seed, one run");
    assert_ne!(digest(&varied), digest(&plain));
    // The test utterances are heard as they are.
    let answers = evaluate::answers(&varied.net, varied.config.loss, &varied.data.test, &Workers::single())?;
    let accuracy = evaluate::summarise(&answers, 10).accuracy.map(|a| a as f32);
    assert_eq!(varied.progress.history[1].test_accuracy, accuracy);
    Ok(())
}

#[test]
fn every_epoch_utterance_and_seed_has_its_own_variation() -> Result<()> {
    let run = trainer("rp", 1, VARIED)?;
    let course = run.config.course()?;
    let gradient = |seed: u64, utterance: usize, epoch: u32, varied: bool| -> Result<Gradients> {
        let mut course = course;
        course.seed = seed;
        if !varied {
            course.augment = nrr_snn::train::Augment::default();
        }
        let example = Example { utterance, ..run.data.train[0].clone() };
        let mut g = Gradients::zeros(&run.net);
        Learner::default().learn(
            &run.net,
            &course,
            Batch { examples: std::slice::from_ref(&example), indices: &[0], epoch },
            &mut BatchSums::default(),
            &mut g,
        )?;
        Ok(g)
    };
    let first = gradient(1, 0, 1, true)?;
    assert!(first == gradient(1, 0, 1, true)?, "it repeats");
    assert!(first != gradient(2, 0, 1, true)? && first != gradient(1, 1, 1, true)? && first != gradient(1, 0, 2, true)?);
    assert!(gradient(1, 0, 1, false)? == gradient(2, 1, 2, false)?, "without variations nothing is drawn");
    Ok(())
}

/// Topology, rule, changed settings.
type Case<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// Utterances that are learnt at once, whatever their lengths, give the sums of learning each by itself, to the last bit.
#[test]
fn learning_together_is_learning_one_after_another() -> Result<()> {
    let cases: &[Case<'_>] = &[
        ("RFC70-FC4", "rp", &[]),
        ("RFC70-FC40-FC4", "bptt", &[("refractory_steps", "2")]),
        ("RFC40-RFC30-FC4", "fa", &[("readout", "spiking"), ("loss", "mse"), ("reset", "detached")]),
        ("C6x7x3/2-RFC40-FC4", "bptt", &[("readout_from", "all"), ("adaptation", "threshold")]),
        ("RFC40-FC4", "eprop", &[("firing", "single"), ("rate_strength", "0.1")]),
        ("RFC40-FC4", "bptt", &[("unit", "relu"), ("rate_strength", "0.1")]),
        ("RFC40-FC4", "drtp", &[("through_time", "local")]),
        ("RFC40-FC4", "local", &[]),
    ];
    for (topology, rule, change) in cases {
        let config = lesson::config(topology, rule, change)?;
        let net = Network::new(config.network(4)?, 1)?;
        let course = config.course()?;
        let lengths = [39, 11, 250, 40, 1, 7];
        let examples: Vec<Example> = (lengths.iter().enumerate())
            .map(|(u, &count)| Example {
                frames: lesson::frames(count, net.params.bands, u as u64),
                label: u % 4,
                frame_labels: Vec::new(),
                utterance: u,
            })
            .collect();
        let learn = |indices: &[u32], learner: &mut Learner, sums: &mut BatchSums, grads: &mut Gradients| {
            learner.learn(&net, &course, Batch { examples: &examples, indices, epoch: 1 }, sums, grads)
        };
        let (mut together, mut grads) = (BatchSums::default(), Gradients::zeros(&net));
        learn(&[0, 1, 2, 3, 4, 5], &mut Learner::default(), &mut together, &mut grads)?;
        let (mut apart, mut one_by_one) = (BatchSums::default(), Gradients::zeros(&net));
        let mut learner = Learner::default();
        for u in 0..examples.len() as u32 {
            learn(&[u], &mut learner, &mut apart, &mut one_by_one)?;
        }
        assert_eq!(together, apart, "{topology} {rule}");
        for (l, (a, b)) in grads.layers.iter().zip(&one_by_one.layers).enumerate() {
            let same = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits());
            assert!(a.w_ff.iter().any(|g| *g != 0.0), "layer {l} learns nothing: nothing is compared, {topology} {rule}");
            assert!(same(&a.w_ff, &b.w_ff) && same(&a.bias, &b.bias) && same(&a.w_rec, &b.w_rec), "layer {l}, {topology} {rule}");
        }
    }
    Ok(())
}

#[test]
fn what_a_run_does_with_each_utterance_is_told_before_it_is_prepared() -> Result<()> {
    let mut data = lesson::data()?;
    data.utterances[3].samples.samples.fill(0.0);
    for (split, validation) in [("official", "0.25"), ("random:0.3", "0"), ("none", "0.1"), ("chosen", "0")] {
        let mut config = lesson::config("RFC40-FC10", "rp", &[("validation", validation)])?;
        config.seed = 11;
        let split = split.parse()?;
        let told = roles(&config, &data, &split)?;
        let run = Trainer::new(config.clone(), prepare(&config, &data, &split, &Workers::single())?, Workers::single())?;
        assert_eq!(told, run.roles(data.utterances.len()), "{split}");
        let count = |role| told.iter().filter(|r| **r == role).count();
        assert_eq!((count(Role::Train), count(Role::Test)), (run.data.train.len(), run.data.test.len()));
        assert_eq!((told[3], count(Role::LeftOut)), (Role::LeftOut, 1));
    }
    Ok(())
}

#[test]
fn bytes_of_a_run_are_those_that_its_rule_needs() -> Result<()> {
    let bytes = |rule: &str, change: &[(&str, &str)]| -> Result<Bytes> {
        let mut run = trainer(rule, 1, change)?;
        let before = run.bytes();
        assert_eq!((before.tape, before.traces, before.scratch), (0, 0, 0), "nothing was heard yet");
        run.step()?;
        let b = run.bytes();
        let net = &run.net;
        let trained: usize = net.layers.iter().map(|l| 4 * (l.w_ff.len() + l.bias.len() + l.w_rec.values.len())).sum();
        assert_eq!(b.optimiser, 2 * trained, "{rule}");
        assert!(b.gradients >= 2 * trained && b.gradients.is_multiple_of(trained), "{rule}: {} of {trained}", b.gradients);
        assert!(b.weights > trained && b.weights < 2 * trained + 200_000, "{rule}: {} of {trained}", b.weights);
        Ok(b)
    };
    let bptt = bytes("bptt", &[])?;
    let local = bytes("rp", &[("through_time", "local")])?;
    let forward = bytes("rp", &[("through_time", "local"), ("eligibility", "forward")])?;
    assert_eq!((bptt.traces, local.traces), (0, 0), "no traces of synapses");
    assert!(forward.traces > 40 * 39 * 4 * 3, "three states for every synapse: {}", forward.traces);
    // Whole utterances of two, or one, of 39 steps.
    assert!(bptt.tape > local.tape && local.tape > 39 * 40 * 4 * 4, "{bptt:?} {local:?}");
    assert!(bptt.scratch > 0);
    Ok(())
}
