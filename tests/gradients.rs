//! Gradients against oracles that share no code with the engine: finite differences of a smooth network in double precision, and naive loops
//! over every synapse. PyTorch's numbers are in `tests/torch.rs`.

mod common;

use common::lesson::{BANDS, frames, network};
use common::naive;
use common::slopes::{SMOOTH, slopes, wide, worst};
use common::smooth::{Held, Smooth, Spike, resets_are_held, ways_back};
use nrr_snn::Result;
use nrr_snn::rules::{self, Eligibility, Gradients, Heard, Lesson, Lessons, Pool, Scratch, bptt::PseudoBp};
use nrr_snn::snn::encode::Draw;
use nrr_snn::snn::forward::forward;
use nrr_snn::snn::{Network, Readout, Tape};
use nrr_snn::train::shards::{Batch, BatchSums};
use nrr_snn::train::{Course, Example, Learner};

/// Topology and changed settings.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)]);

const FRAMES: usize = 7;
const LABEL: usize = 1;

/// Gradient of the engine on the states of a tape.
fn engine(net: &Network, course: &Course, tape: &Tape) -> Gradients {
    let mut heard = Heard { tape: tape.clone(), label: LABEL, d_output: vec![0.0; tape.output.len()], ..Heard::default() };
    course.loss.of(&tape.output, LABEL, &mut heard.d_output);
    let mut grads = Gradients::zeros(net);
    if net.params.readout == Readout::Leaky {
        let mut pool = Pool::default();
        pool.begin(net);
        pool.read(net, tape);
        let last = grads.layers.len() - 1;
        pool.gradient(&heard.d_output, &mut grads.layers[last]);
    }
    let lessons = Lessons { net, teaching: &course.teaching, heard: &[heard] };
    rules::gradient(lessons, &mut Scratch::default(), &mut grads);
    grads.finish(net, 1.0);
    grads
}

/// Gradient of the engine as it trains: whole or piece by piece, whatever the rule can.
fn learnt(net: &Network, course: &Course, input: &[f32]) -> Result<Gradients> {
    let example = Example { frames: input.to_vec(), label: LABEL, frame_labels: Vec::new(), utterance: 3 };
    let mut grads = Gradients::zeros(net);
    let batch = Batch { examples: &[example], indices: &[0], epoch: 1 };
    Learner::default().learn(net, course, batch, &mut BatchSums::default(), &mut grads)?;
    grads.finish(net, 1.0);
    Ok(grads)
}

/// The engine's own run.
fn heard(net: &Network, input: &[f32]) -> Result<Tape> {
    let mut tape = Tape::new();
    forward(net, input, Draw::default(), &mut tape)?;
    Ok(tape)
}

/// Topologies and readings under which the gradients are compared with slopes.
const READINGS: &[Case] = &[
    ("FC3", &[]),
    ("FC6-FC3", &[]),
    ("RFC6-FC3", &[]),
    ("RFC6-FC3", &[("loss", "mse")]),
    ("RFC6-FC3", &[("readout", "spiking"), ("loss", "mse")]),
    ("RFC6-FC3", &[("readout", "spiking"), ("loss", "softmax")]),
    ("RFC6-FC3", &[("readout_leak", "0.7")]),
    ("RFC6-FC3", &[("firing", "literal")]),
    ("RFC6-FC3", &[("firing", "single")]),
    ("RFC6-FC3", &[("firing", "single"), ("adaptation", "threshold"), ("adaptive_share", "0.5"), ("readout", "spiking")]),
    ("RFC6-FC3", &[("recurrent_leak", "none")]),
    ("RFC6-FC3", &[("adaptation", "threshold")]),
    ("RFC6-FC3", &[("adaptation", "threshold"), ("firing", "literal")]),
    ("RFC6-FC3", &[("adaptive_share", "0.5")]),
    ("RFC6-FC3", &[("v_reset", "0.2")]),
    ("RFC6-FC3", &[("reset", "detached")]),
    ("RFC6-FC3", &[("reset", "detached"), ("refractory_steps", "3")]),
    ("RFC6-FC3", &[("input_scale", "0.5")]),
    ("RFC6-FC3", &[("steps_per_frame", "2")]),
    ("RFC6-FC3", &[("surrogate_width", "0.4"), ("init_ff", "1.5"), ("init_rec", "1.5")]),
    ("RFC6-FC5-RFC4-FC3", &[]),
    ("RFC6-FC5-RFC4-FC3", &[("readout_from", "all")]),
    ("RFC6-FC5-FC3", &[("readout", "spiking"), ("adaptation", "threshold")]),
    ("RFC6-FC5-FC3", &[("readout", "spiking"), ("readout_from", "all"), ("loss", "mse")]),
    ("C3x3x2/2-RFC6-FC3", &[]),
    ("C3x3x2/2-RFC6-FC3", &[("readout_from", "all"), ("firing", "single")]),
    ("C3x3x2/2-RFC6-FC3", &[("readout_from", "all"), ("readout", "spiking"), ("loss", "mse")]),
    ("C3x3x2/2-RFC6-FC3", &[("steps_per_frame", "2"), ("adaptation", "threshold"), ("adaptive_share", "0.5")]),
    ("C3x2x2-C2x2x1-FC4-FC3", &[]),
    ("C3x2x2-C2x3x3/2-FC3", &[("readout_from", "all"), ("reset", "detached"), ("refractory_steps", "2")]),
    ("FC4-C2x2x3-FC3", &[]),
    ("RFC6-FC3", &[("unit", "tanh")]),
    ("RFC6-FC3", &[("unit", "relu"), ("init_ff", "2")]),
    ("RFC6-FC3", &[("unit", "relu"), ("firing", "literal"), ("readout", "spiking"), ("init_ff", "2"), ("loss", "mse")]),
    ("C3x3x2/2-RFC6-FC5-FC3", &[("unit", "relu"), ("readout_from", "all"), ("init_ff", "2")]),
    ("C3x2x2-C2x2x1-FC4-FC3", &[("unit", "tanh")]),
];

#[test]
fn the_engines_states_are_those_of_the_equations() -> Result<()> {
    for (topology, change) in READINGS {
        for tau in ["1", "3"] {
            let change =
                [&[("init_ff", "2.5"), ("init_rec", "2"), ("leak", "0.7"), ("density", "0.6")], *change, &[("refractory_steps", tau)]]
                    .concat();
            let (net, _) = network(topology, "bptt", &change, 5)?;
            let input = frames(40, BANDS, 8);
            let (tape, run) = (heard(&net, &input)?, Smooth::new(&net, &input, Spike::Step));
            let ours = Smooth::of(&net, &tape);
            assert_eq!(ours.input.len(), run.input.len());
            for (l, (a, b)) in ours.layers.iter().zip(&run.layers).enumerate() {
                for (what, a, b) in [
                    ("v_ff", &a.v_ff, &b.v_ff),
                    ("v_rec", &a.v_rec, &b.v_rec),
                    ("s_ff", &a.s_ff, &b.s_ff),
                    ("s_rec", &a.s_rec, &b.s_rec),
                    ("a", &a.a, &b.a),
                ] {
                    let error = a.iter().flatten().zip(b.iter().flatten()).fold(0.0f64, |m, (a, b)| m.max((a - b).abs()));
                    assert!(error < 1e-4, "{topology} {change:?} layer {l} {what}: {error:e}");
                }
                let silent = b.s_ff.iter().flatten().all(|s| *s == 0.0);
                assert!(b.s_ff.is_empty() || !silent, "{topology} {change:?}: layer {l} is silent, nothing is compared");
            }
            assert!(ours.output.iter().zip(&run.output).all(|(a, b)| (a - b).abs() < 1e-4), "{topology} {change:?}: output");
        }
    }
    Ok(())
}

/// Greatest relative difference between the engine's gradient by `bptt` or `fa` and the slope of the smooth network.
fn worst_of_smooth(rule: &str, topology: &str, change: &[(&str, &str)]) -> Result<f64> {
    let (net, course) = network(topology, rule, &[SMOOTH, change].concat(), 11)?;
    let input = frames(FRAMES, BANDS, 3);
    let base = Smooth::new(&net, &input, Spike::Step);
    let ours = wide(&net, &engine(&net, &course, &base.tape(&net)));
    let back = ways_back(&net);
    let held = Held { run: Some(&base), resets: resets_are_held(&net), back: (rule == "fa").then_some(&back), ..Held::default() };
    let rates = naive::rate_signal(&net, &course, &base);
    let slopes = slopes(&net, 0..net.layers.len(), |w| {
        let run = Smooth::with(&net, w, &input, Spike::Tangent, held);
        run.loss(course.loss, LABEL) + run.pulled(&rates)
    });
    for (l, layer) in net.layers.iter().enumerate() {
        let mask = layer.w_rec.dense_mask();
        assert!(!mask.iter().zip(&ours[l][2]).any(|(m, g)| *m == 0 && *g != 0.0), "a masked weight has a gradient");
    }
    Ok(worst(&format!("{rule} {topology} {change:?}"), &slopes, &ours, 0..net.layers.len()))
}

#[test]
fn bptt_is_the_slope_of_the_smooth_network_for_every_layer_and_reading() -> Result<()> {
    for (topology, change) in READINGS.iter().chain(&[("RFC6-FC5-FC3", &[("rate_strength", "0.5")][..])]) {
        let worst = worst_of_smooth("bptt", topology, change)?;
        assert!(worst < 1e-4, "{topology} {change:?}: {worst:e}");
    }
    Ok(())
}

/// The same network, in which the way back from layer to layer leads through the random weights.
#[test]
fn fa_is_the_slope_of_the_smooth_network_with_random_ways_back() -> Result<()> {
    for (topology, change) in READINGS.iter().filter(|(t, _)| *t != "FC3").chain(&[("RFC6-FC5-FC3", &[("rate_strength", "0.5")][..])]) {
        let worst = worst_of_smooth("fa", topology, change)?;
        assert!(worst < 1e-4, "{topology} {change:?}: {worst:e}");
    }
    Ok(())
}

/// A network in which every neuron hears the others as they were in one run: what is left of its slope is that through its own states.
#[test]
fn eprop_is_the_slope_of_neurons_that_do_not_hear_each_other_change() -> Result<()> {
    for (topology, change) in READINGS.iter().filter(|(t, _)| *t != "FC3") {
        for reach in ["state", "leak"] {
            let settings = [SMOOTH, change, &[("through_time", reach), ("feedback", "gaussian")]].concat();
            let (net, course) = network(topology, "eprop", &settings, 11)?;
            let input = frames(FRAMES, BANDS, 3);
            let base = Smooth::new(&net, &input, Spike::Step);
            let signal = naive::signal(&net, &course, &base, LABEL);
            let leak = reach == "leak";
            let held = Held { run: Some(&base), activity: true, adaptation: leak, resets: leak || resets_are_held(&net), back: None };
            let hidden = 0..net.layers.len() - 1;
            let slopes = slopes(&net, hidden.clone(), |w| Smooth::with(&net, w, &input, Spike::Tangent, held).pulled(&signal));
            for eligibility in [Eligibility::Backward, Eligibility::Forward] {
                let mut course = course;
                course.teaching.eligibility = eligibility;
                let tape = base.tape(&net);
                let ours = wide(
                    &net,
                    &if eligibility == Eligibility::Backward { engine(&net, &course, &tape) } else { streamed(&net, &course, &tape) },
                );
                let worst = worst(&format!("{topology} {change:?}"), &slopes, &ours, hidden.clone());
                assert!(worst < 1e-4, "{topology} {change:?} {reach} {eligibility}: {worst:e}");
            }
        }
    }
    Ok(())
}

/// The forward form on the states of a tape.
fn streamed(net: &Network, course: &Course, tape: &Tape) -> Gradients {
    let mut heard = Heard { tape: tape.clone(), label: LABEL, d_output: vec![0.0; tape.output.len()], ..Heard::default() };
    let (mut stream, mut scratch, mut pool, mut grads) =
        (rules::Stream::default(), Scratch::default(), Pool::default(), Gradients::zeros(net));
    pool.begin(net);
    pool.read(net, tape);
    stream.begin(net, &course.teaching);
    stream.advance(&Lesson::of(net, &course.teaching, &heard), tape.steps, &mut scratch, &mut grads);
    course.loss.of(&tape.output, LABEL, &mut heard.d_output);
    stream.finish(&Lesson::of(net, &course.teaching, &heard), &mut pool, tape.steps, &mut scratch, &mut grads);
    grads.finish(net, 1.0);
    grads
}

/// Settings under which spikes, silence and both flags occur.
const SPIKING: &[(&str, &str)] = &[
    ("leak", "0.7"),
    ("init_ff", "3"),
    ("init_rec", "2"),
    ("adapt_strength", "0.2"),
    ("surrogate_width", "0.9"),
    ("density", "0.6"),
    ("feedback", "gaussian"),
];

/// Topologies and readings under which direct rules are compared with the naive loops.
const DIRECT: &[Case] = &[
    ("RFC8-FC3", &[]),
    ("RFC8-FC3", &[("feedback_reach", "0.5"), ("feedback", "binary")]),
    ("RFC8-FC3", &[("readout_leak", "0"), ("loss", "mse")]),
    ("RFC8-FC3", &[("readout", "spiking"), ("loss", "mse")]),
    ("RFC8-FC3", &[("firing", "literal"), ("refractory_steps", "2")]),
    ("RFC8-FC3", &[("firing", "single"), ("adaptation", "threshold"), ("adaptive_share", "0.5")]),
    ("RFC8-FC3", &[("reset", "gradient"), ("v_reset", "-0.1")]),
    ("RFC8-FC3", &[("adaptation", "threshold"), ("reset", "gradient")]),
    ("RFC8-FC3", &[("recurrent_leak", "none"), ("rate_strength", "0.7")]),
    ("RFC8-FC6-FC3", &[("rate_strength", "0.7"), ("steps_per_frame", "2")]),
    ("RFC8-FC6-FC3", &[("readout_from", "all"), ("feedback_reach", "0.5")]),
    ("C3x3x2/2-RFC6-FC3", &[("rate_strength", "0.7")]),
    ("C3x2x2-C2x3x3/2-FC5-FC3", &[("readout_from", "all"), ("reset", "gradient"), ("adaptive_share", "0.5")]),
    ("C3x2x2-C2x3x3/2-FC5-FC3", &[("readout_from", "all"), ("readout", "spiking"), ("feedback_reach", "0.5")]),
    ("RFC8-FC3", &[("unit", "tanh")]),
    ("C3x3x2/2-RFC6-FC3", &[("unit", "relu"), ("firing", "literal")]),
];

/// Direct rules, those with the feedback of `eprop` last.
const RULES: &[(&str, &str)] = &[
    ("rp", "symmetric"),
    ("dfa", "symmetric"),
    ("sdfa", "symmetric"),
    ("drtp", "symmetric"),
    ("local", "symmetric"),
    ("eprop", "symmetric"),
    ("eprop", "random"),
    ("eprop", "adaptive"),
];

const REACHES: &[&str] = &["state", "leak", "loop", "local"];

/// Every direct rule under every reach, topology and reading.
fn every_direct_rule(check: impl Fn(&str, &Network, &Course) -> Result<()>) -> Result<()> {
    for (rule, feedback) in RULES {
        for (topology, change) in DIRECT {
            for reach in REACHES {
                let settings = [SPIKING, change, &[("through_time", *reach), ("eprop_feedback", *feedback)]].concat();
                let (net, course) = network(topology, rule, &settings, 5)?;
                check(&format!("{rule} ({feedback}) {reach} {topology} {change:?}"), &net, &course)?;
            }
        }
    }
    Ok(())
}

#[test]
fn direct_rules_are_the_naive_loops_over_every_synapse() -> Result<()> {
    every_direct_rule(|what, net, course| {
        let tape = heard(net, &frames(20, BANDS, 8))?;
        assert!(tape.layers[0].output().iter().any(|s| *s != 0.0), "{what}: the test network must fire");
        let hidden = 0..net.layers.len() - 1;
        let naive = naive::direct(net, course, &Smooth::of(net, &tape), LABEL);
        let worst = worst(what, &naive, &wide(net, &engine(net, course, &tape)), hidden);
        assert!(worst < 1e-5, "{what}: {worst:e}");
        Ok(())
    })
}

#[test]
fn the_forward_form_is_the_backward_form() -> Result<()> {
    every_direct_rule(|what, net, course| {
        // More steps than one piece has.
        let input = frames(150, BANDS, 9);
        let (mut backward, mut forward) = (*course, *course);
        backward.teaching.eligibility = Eligibility::Backward;
        forward.teaching.eligibility = Eligibility::Forward;
        assert!(forward.teaching.is_streaming());
        let (a, b) = (wide(net, &learnt(net, &backward, &input)?), wide(net, &learnt(net, &forward, &input)?));
        let worst = worst(what, &a, &b, 0..net.layers.len());
        assert!(worst < 1e-5, "{what}: {worst:e}");
        Ok(())
    })
}

#[test]
fn an_utterance_learnt_in_pieces_is_learnt_as_a_whole() -> Result<()> {
    for rule in ["rp", "drtp", "local"] {
        for (topology, change) in DIRECT {
            let settings = [SPIKING, change, &[("through_time", "local")]].concat();
            let (net, course) = network(topology, rule, &settings, 5)?;
            assert!(course.teaching.is_streaming(), "{rule} in its local form needs no tape of the utterance");
            // 64 steps are a piece: less than one, just one, just over, and several.
            for count in [39, 64, 65, 150] {
                let input = frames(count, BANDS, 9);
                let whole = engine(&net, &course, &heard(&net, &input)?);
                let worst = worst(
                    &format!("{rule} {topology} {change:?}"),
                    &wide(&net, &whole),
                    &wide(&net, &learnt(&net, &course, &input)?),
                    0..net.layers.len(),
                );
                assert!(worst < 1e-5, "{rule} {topology} {change:?} {count} frames: {worst:e}");
            }
        }
    }
    Ok(())
}

/// Bellec et al. 2020: without connections among hidden neurons nothing is left out of the factorised gradient.
#[test]
fn eprop_is_exact_where_no_neuron_hears_another() -> Result<()> {
    let readings: &[&[(&str, &str)]] = &[
        &[],
        &[("reset", "gradient")],
        &[("adaptation", "threshold"), ("reset", "gradient"), ("adaptive_share", "0.5")],
        &[("firing", "single"), ("readout_leak", "0"), ("loss", "mse")],
        &[("unit", "tanh")],
    ];
    for topology in ["FC8-FC3", "C3x3x2/2-FC3"] {
        for change in readings {
            let settings = [SPIKING, change, &[("through_time", "state"), ("eprop_feedback", "symmetric")]].concat();
            let (net, course) = network(topology, "eprop", &settings, 5)?;
            let tape = heard(&net, &frames(30, BANDS, 8))?;
            let mut exact = course;
            exact.teaching.rule = &PseudoBp;
            let what = format!("{topology} {change:?}");
            let worst = worst(&what, &wide(&net, &engine(&net, &exact, &tape)), &wide(&net, &engine(&net, &course, &tape)), 0..2);
            assert!(worst < 1e-5, "{what}: {worst:e}");
        }
    }
    // With a loop something is left out.
    let (net, course) = network("RFC8-FC3", "eprop", &[SPIKING, &[("through_time", "state")]].concat(), 5)?;
    let tape = heard(&net, &frames(30, BANDS, 8))?;
    let mut exact = course;
    exact.teaching.rule = &PseudoBp;
    assert!(worst("RFC8-FC3", &wide(&net, &engine(&net, &exact, &tape)), &wide(&net, &engine(&net, &course, &tape)), 0..1) > 1e-3);
    Ok(())
}

#[test]
fn readout_leaves_hidden_weights_alone() -> Result<()> {
    let (net, course) = network("RFC8-FC3", "readout", SPIKING, 5)?;
    let grads = engine(&net, &course, &heard(&net, &frames(FRAMES, BANDS, 8))?);
    assert!(grads.layers[0].w_ff.iter().chain(&grads.layers[0].w_rec).all(|g| *g == 0.0));
    assert!(grads.layers[1].w_ff.iter().any(|g| *g != 0.0));
    Ok(())
}

/// Neurons beyond the reach of B are taught nothing.
#[test]
fn b_reaches_as_many_neurons_as_it_says() -> Result<()> {
    let (net, course) = network("RFC8-FC3", "rp", &[SPIKING, &[("feedback_reach", "0.5")]].concat(), 5)?;
    let g = &engine(&net, &course, &heard(&net, &frames(FRAMES, BANDS, 8))?).layers[0];
    let w_rec = net.layers[0].w_rec.spread(&g.w_rec);
    let of_neuron = |v: &[f32], i: usize| v.iter().skip(i).step_by(8).any(|g| *g != 0.0);
    assert!((4..8).all(|i| !of_neuron(&g.w_ff, i) && !of_neuron(&w_rec, i) && g.bias[i] == 0.0));
    assert!((0..4).any(|i| of_neuron(&g.w_ff, i)));
    Ok(())
}
