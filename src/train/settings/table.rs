//! The table itself.

use super::{Group, Kind, Setting, Slot, Value};
use crate::audio::FrontEndKind;
use crate::rules::{Eligibility, EpropFeedback, Reach};
use crate::snn::Readout;
use crate::snn::network::{Encoding, FeedbackKind, LoopKind, ReadoutFrom};
use crate::snn::neuron::{Adaptation, Firing, RecurrentLeak, ResetGradient, Unit};
use crate::text::explained;
use crate::train::loss::Loss;
use crate::train::noise::NoiseKind;
use crate::train::optimiser::Schedule;
use crate::train::prepare::{Normalise, Target};

macro_rules! number {
    ($key:literal, $title:literal, $symbol:literal, $unit:literal, $group:ident, $main:literal, $min:literal..$max:literal by $step:literal, $($field:ident).+, $text:literal) => {
        Setting {
            key: $key, title: $title, symbol: $symbol, unit: $unit, group: Group::$group, main: $main, explanation: explained($text),
            kind: Kind::Number { min: $min, max: $max, step: $step },
            get: |c| Value::Number(c.$($field).+),
            slot: |c| Slot::Number(&mut c.$($field).+),
        }
    };
}

macro_rules! integer {
    ($key:literal, $title:literal, $symbol:literal, $unit:literal, $group:ident, $main:literal, $min:literal..$max:literal, $($field:ident).+, $text:literal) => {
        Setting {
            key: $key, title: $title, symbol: $symbol, unit: $unit, group: Group::$group, main: $main, explanation: explained($text),
            kind: Kind::Integer { min: $min, max: $max },
            get: |c| Value::Integer(c.$($field).+),
            slot: |c| Slot::Integer(&mut c.$($field).+),
        }
    };
}

macro_rules! option {
    ($key:literal, $title:literal, $group:ident, $main:literal, $choices:expr, $($field:ident).+, $text:literal) => {
        Setting {
            key: $key, title: $title, symbol: "", unit: "", group: Group::$group, main: $main, explanation: explained($text),
            kind: Kind::Choice($choices),
            get: |c| Value::Choice(c.$($field).+.id()),
            slot: |c| Slot::Choice(&mut c.$($field).+),
        }
    };
}

/// Every setting, in the order in which it is shown.
pub static SETTINGS: &[Setting] = &[
    Setting {
        key: "topology",
        title: "Layers",
        symbol: "",
        unit: "neurons",
        kind: Kind::Topology,
        group: Group::Network,
        main: true,
        explanation: explained(
            "The layers from the first hidden one to the readout: RFC is a layer with a recurrent loop, FC one without, \
                      C16x7x3/2 a convolution of 16 channels over 7 bands and 3 frames at every 2nd band. The readout's size follows the \
                      number of words.",
        ),
        get: |c| Value::Topology(&c.topology),
        slot: |c| Slot::Topology(&mut c.topology),
    },
    number!("density", "Loop density", "density", "share", Network, true, 0.01..1.0 by 0.01, density,
        "Share of the recurrent connections that exist. The others are fixed at zero: they are not stored, not computed with and not learnt."),
    integer!(
        "loop_block",
        "Loop in blocks of",
        "",
        "neurons",
        Network,
        false,
        1..32,
        loop_block,
        "So many neighbouring neurons hear the same neurons through the loop, each with weights of its own: blocks are what makes half the \
         connections cost half. 1 draws every connection for itself, which costs as much as all of them; a small layer has smaller blocks."
    ),
    option!(
        "readout",
        "Readout",
        Network,
        false,
        Readout::CHOICES,
        readout,
        "How the last layer answers: spiking neurons whose firing rates are compared (the paper), or leaky integrators without a threshold."
    ),
    option!(
        "readout_from",
        "Readout sees",
        Network,
        false,
        ReadoutFrom::CHOICES,
        readout_from,
        "Which hidden layers the readout sees: the last one, or all of them at once."
    ),
    number!("readout_leak", "Readout memory", "κ", "per step", Network, false, 0.0..1.0 by 0.01, readout_leak,
        "Fraction of its potential that a leaky readout keeps from step to step. 0 averages the spikes; near 1 weighs early spikes more."),
    number!("input_scale", "Input scale", "", "", Network, false, 0.01..10.0 by 0.01, input_scale,
        "Factor on every standardised input band: how strongly the sound drives the first layer."),
    option!(
        "encoding",
        "Input",
        Network,
        false,
        Encoding::CHOICES,
        encoding,
        "How a frame enters the network: its bands as they are (the paper's choice), each band as a random spike train, or as spikes of the nearest \
         nodes of a self-organising map."
    ),
    integer!(
        "steps_per_frame",
        "Steps per frame",
        "k",
        "steps",
        Network,
        false,
        1..20,
        steps_per_frame,
        "For so many steps each frame is held while the loop goes on: the paper's two time scales T_ff and T_rec."
    ),
    integer!(
        "som_nodes",
        "Nodes of the map",
        "",
        "nodes",
        Network,
        false,
        4..1024,
        som_nodes,
        "Nodes of the self-organising map, where the input is made by one."
    ),
    integer!(
        "som_winners",
        "Winners of the map",
        "",
        "nodes",
        Network,
        false,
        1..64,
        som_winners,
        "So many nodes, the nearest ones, spike for a frame."
    ),
    option!(
        "loop_kind",
        "Loop connections",
        Network,
        false,
        LoopKind::CHOICES,
        loop_kind,
        "Which connections a loop has: each with the same probability (the paper), or near ones more often on a 3-D grid of excitatory and inhibitory neurons \
         (a liquid)."
    ),
    number!("init_ff", "Spread of input weights", "", "", Network, false, 0.0..10.0 by 0.1, init_ff,
        "Initial feedforward weights are uniform within ± this divided by the square root of the number of inputs."),
    number!("init_rec", "Spread of loop weights", "", "", Network, false, 0.0..10.0 by 0.1, init_rec,
        "Initial loop weights are uniform within ± this divided by the square root of the loop connections of a neuron."),
    option!(
        "unit",
        "Units",
        Neuron,
        false,
        Unit::CHOICES,
        neuron.unit,
        "What the hidden neurons are: spiking neurons, or units without spikes for the non-spiking reference."
    ),
    number!("leak", "Kept potential", "g", "per step", Neuron, true, 0.0..0.99 by 0.01, neuron.leak,
        "Fraction of its potential that a neuron keeps from one step to the next: its memory. The paper has 0.2."),
    number!("adapt_strength", "Adaptation strength", "γ", "", Neuron, true, 0.0..5.0 by 0.01, neuron.adapt_strength,
        "How strongly a neuron's recent spikes raise its threshold. 0 switches the adaptive threshold off; the paper has 1."),
    number!("adaptive_share", "Neurons that adapt", "", "share", Neuron, false, 0.0..1.0 by 0.01, neuron.adaptive_share,
        "Share of the neurons that have an adaptive threshold; the others have γ 0. LSNN mixes both kinds."),
    number!("adapt_decay", "Adaptation decay", "α", "per step", Neuron, false, 0.0..0.999 by 0.001, neuron.adapt_decay,
        "Fraction of the adaptation that is kept from step to step."),
    number!("adapt_gain", "Adaptation gain", "β", "per spike", Neuron, false, 0.0..1.0 by 0.01, neuron.adapt_gain,
        "What one spike adds to the adaptation. With α 0.9 and β 0.1 steady firing brings it to 1."),
    number!("v_threshold", "Firing threshold", "V_th", "", Neuron, true, 0.01..10.0 by 0.01, neuron.v_threshold,
        "Potential at which a neuron fires. The paper has 0.5."),
    number!("v_reset", "Reset potential", "V_reset", "", Neuron, false, -5.0..5.0 by 0.01, neuron.v_reset,
        "Potential to which a neuron returns after a spike."),
    integer!(
        "refractory_steps",
        "Refractory period",
        "τ_ref",
        "steps",
        Neuron,
        false,
        1..100,
        neuron.refractory_steps,
        "For so many steps after a spike the neuron keeps nothing of its potential."
    ),
    number!("surrogate_width", "Surrogate half width", "V_window", "", Neuron, false, 0.01..10.0 by 0.01, neuron.surrogate_width,
        "A neuron learns only while its potential is this close to the threshold."),
    option!(
        "firing",
        "Firing",
        Neuron,
        false,
        Firing::CHOICES,
        neuron.firing,
        "Whether the feedforward flag compares the sum of both channels with the threshold or its own channel alone, or input and loop drive one \
         potential with one flag."
    ),
    option!(
        "recurrent_leak",
        "Recurrent channel",
        Neuron,
        false,
        RecurrentLeak::CHOICES,
        neuron.recurrent_leak,
        "Whether the recurrent channel keeps a part of its potential."
    ),
    option!(
        "adaptation",
        "Adaptation acts",
        Neuron,
        false,
        Adaptation::CHOICES,
        neuron.adaptation,
        "Whether the adaptation is taken from the potential (eq. 4) or added to the threshold (as LSNN does)."
    ),
    option!(
        "reset",
        "Reset",
        Neuron,
        false,
        ResetGradient::CHOICES,
        neuron.reset,
        "Whether gradients flow through the reset after a spike."
    ),
    number!("learning_rate", "Learning rate", "η", "", Learning, true, 0.000001..1.0 by 0.0001, learning_rate,
        "Size of Adam's steps at the start of the run."),
    number!("readout_rate", "Readout's learning rate", "", "times η", Learning, false, 0.01..1000.0 by 0.01, readout_rate,
        "Factor on the learning rate of the readout. A readout that learns faster follows hidden neurons that keep moving."),
    option!("schedule", "Schedule", Learning, false, Schedule::CHOICES, schedule, "How the learning rate changes over the epochs."),
    option!("loss", "Loss", Learning, false, Loss::CHOICES, loss, "What the readout learns to make small."),
    integer!(
        "batch",
        "Batch",
        "",
        "utterances",
        Learning,
        false,
        1..1000,
        batch,
        "Utterances whose gradients are added up for one update of the weights."
    ),
    option!(
        "through_time",
        "Reach through time",
        Learning,
        true,
        Reach::CHOICES,
        through_time,
        "How far the learning signal of a direct rule (rp, dfa, sdfa, drtp, local, eprop) reaches through time. Local in time needs no memory of the utterance; \
         through the leak or all of a neuron's state keeps the utterance's spikes, or a trace per synapse."
    ),
    option!(
        "eligibility",
        "Eligibility",
        Learning,
        false,
        Eligibility::CHOICES,
        eligibility,
        "How a direct rule sums over time: backwards after the utterance, fast, or by a trace per synapse while it is heard, with memory that does not grow with its \
         length. The sums are the same up to rounding."
    ),
    option!(
        "eprop_feedback",
        "Feedback of e-prop",
        Learning,
        false,
        EpropFeedback::CHOICES,
        eprop_feedback,
        "What e-prop sends the error back by: the readout's own weights, a fixed random matrix, or one that follows the readout."
    ),
    number!("feedback_decay", "Decay of B", "", "per update", Learning, false, 0.0..0.1 by 0.001, feedback_decay,
        "Share by which e-prop's adaptive B and the readout's weights shrink per update, so that they come to agree."),
    number!("rate_strength", "Rate regulariser", "", "", Learning, false, 0.0..1000.0 by 0.1, rate_strength,
        "How strongly each neuron's mean firing in the utterance is pulled to its target. 0 switches it off. It keeps rules without a state term from saturating."),
    number!("rate_target", "Target firing rate", "", "spikes per step", Learning, false, 0.0..2.0 by 0.01, rate_target,
        "Firing rate that the rate regulariser pulls to."),
    option!(
        "feedback",
        "Feedback matrix",
        Learning,
        false,
        FeedbackKind::CHOICES,
        feedback,
        "Distribution of the fixed random matrix B that gives each hidden neuron its target or its share of the error."
    ),
    number!("feedback_density", "Ones in B", "B", "share", Learning, false, 0.01..1.0 by 0.01, feedback_density,
        "Share of ones in a 0/1 feedback matrix: how many hidden neurons a word asks to fire."),
    number!("feedback_reach", "Neurons that B reaches", "", "share", Learning, false, 0.0..1.0 by 0.01, feedback_reach,
        "Share of the hidden neurons that a direct rule teaches. The others keep their random weights: the taught ones read them through the loop."),
    integer!(
        "feedback_skips",
        "Layers that B skips",
        "",
        "layers",
        Learning,
        false,
        0..16,
        feedback_skips,
        "So many hidden layers, from the first one on, a direct rule leaves random."
    ),
    number!("validation", "Validation part", "", "share", Learning, false, 0.0..0.5 by 0.01, validation,
        "Share of the training takes kept aside to choose the best epoch. 0 keeps the last epoch."),
    integer!(
        "patience",
        "Patience",
        "",
        "epochs",
        Learning,
        false,
        0..10000,
        patience,
        "Epochs without a better validation accuracy after which the run stops. 0 never stops early."
    ),
    integer!(
        "angle_utterances",
        "Utterances for the angle",
        "",
        "utterances",
        Learning,
        false,
        0..1000,
        angle_utterances,
        "After each epoch the angle between the rule's gradient and that of bptt is measured on so many training utterances, at most a twentieth of them. \
         0 switches it off. It changes no weight."
    ),
    number!("augment_shift", "Vary: shift", "", "frames", FrontEnd, false, 0.0..20.0 by 0.5, augment.shift,
        "Training utterances are moved in time by a random amount up to this."),
    number!("augment_stretch", "Vary: stretch", "", "share", FrontEnd, false, 0.0..0.5 by 0.01, augment.stretch,
        "Training utterances are made slower or faster by a random share up to this."),
    number!("augment_pitch", "Vary: pitch", "", "bands", FrontEnd, false, 0.0..10.0 by 0.1, augment.pitch,
        "Training utterances are moved along the bands by a random amount up to this, as other speakers would."),
    number!("augment_tilt", "Vary: tilt", "", "deviations", FrontEnd, false, 0.0..5.0 by 0.1, augment.tilt,
        "Upper bands of training utterances are made louder or softer against the lower ones by up to this, as other microphones would."),
    number!("augment_noise", "Vary: noise", "", "deviations", FrontEnd, false, 0.0..5.0 by 0.05, augment.noise,
        "Deviation of the random noise on every cell of a training utterance."),
    option!(
        "target",
        "What has a label",
        Learning,
        false,
        Target::CHOICES,
        target,
        "Every utterance is one word, or every frame of a sentence has a phone of its own."
    ),
    number!("noise", "Noise in training", "", "share", FrontEnd, false, 0.0..1.0 by 0.05, noise,
        "Proportion of the input cells of training utterances that are noise."),
    number!("test_noise", "Noise in the test", "", "share", FrontEnd, false, 0.0..1.0 by 0.05, test_noise,
        "Proportion of the input cells of test utterances that are noise."),
    option!(
        "noise_kind",
        "Kind of noise",
        FrontEnd,
        false,
        NoiseKind::CHOICES,
        noise_kind,
        "Noise replaces an input cell by a uniform draw over the training set's range, or adds such a draw."
    ),
    option!(
        "normalise",
        "Scale of the bands",
        FrontEnd,
        false,
        Normalise::CHOICES,
        normalise,
        "How frames are brought to a common scale over the training set: band by band, or by one factor for all bands (the paper)."
    ),
    option!(
        "front_end",
        "Front end",
        FrontEnd,
        false,
        FRONT_ENDS,
        front_end.kind,
        "How one second of sound becomes 39 frames of 39 bands."
    ),
    integer!(
        "rate_hz",
        "Sampling rate",
        "",
        "Hz",
        FrontEnd,
        false,
        8000..48000,
        front_end.rate_hz,
        "Rate to which every recording is resampled."
    ),
    integer!("window_ms", "Length of a frame", "", "ms", FrontEnd, false, 5..100, front_end.window_ms, "Milliseconds of sound in a frame."),
    integer!(
        "hop_ms",
        "From frame to frame",
        "",
        "ms",
        FrontEnd,
        false,
        1..100,
        front_end.hop_ms,
        "Milliseconds from the start of a frame to that of the next, at most a frame's length."
    ),
];

/// The front ends as a setting's choices.
const FRONT_ENDS: &[(&str, &str)] = FrontEndKind::CHOICES;
