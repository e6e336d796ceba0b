//! Figures 1 and 2: single neurons, from the step that networks are run with.

use super::super::Task;
use super::super::job::Job;
use super::super::look::Trace;
use super::{Cell, Results, Scope};
use crate::Result;
use crate::report::picture::{States, states};
use crate::report::plot::{Axis, Plane, Point, Series, plane};
use crate::report::{Plot, Section};
use crate::snn::NeuronParams;
use crate::snn::neuron::Firing;
use crate::snn::phase::{Course, course, flow};

/// A step in the plots of single neurons, ms.
const STEP_MS: f64 = 1.0;
/// A step of a digit's frames, ms.
const FRAME_MS: f64 = 25.0;

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|v| f64::from(*v)).collect()
}

/// V, its threshold and the spikes of a neuron without adaptation.
fn lif_plot(title: &str, caption: &str, p: &NeuronParams, c: &Course) -> Plot {
    let all = [
        States { name: "V, potential", values: wide(&c.v_ff), bars: false },
        States { name: "V_th, threshold", values: vec![f64::from(p.v_threshold); c.v_ff.len()], bars: false },
        States { name: "S, spike", values: wide(&c.s_ff), bars: true },
    ];
    states(title, caption, STEP_MS, &all)
}

pub(super) fn lif(_: &Scope, _: &Results) -> Result<Section> {
    let p = NeuronParams { adapt_strength: 0.0, leak: 0.8, firing: Firing::Single, ..NeuronParams::default() };
    let weak: Vec<f32> = vec![0.08; 40];
    let strong: Vec<f32> = vec![0.2; 40];
    let pulses: Vec<f32> = (0..40).map(|t| if t % 9 == 0 || t % 9 == 2 { 0.35 } else { 0.0 }).collect();
    let rate = |drive: f32| course(&p, &[drive; 400], &[]).s_ff.iter().sum::<f32>() / 400.0;
    let drives: Vec<f32> = (0..=40).map(|k| k as f32 * 0.025).collect();
    let points = drives.iter().map(|&d| Point { x: f64::from(d), y: f64::from(rate(d)), half: None }).collect();
    let series = Series { name: "LIF, g = 0.8".into(), points, marks: false };
    Ok(Section {
        id: "fig1",
        title: "Figure 1: the LIF neuron".into(),
        paper: "A membrane potential integrates its input, leaks, and is reset when it reaches the threshold (eq. 1); below the threshold it relaxes.".into(),
        findings: vec![
            "Eq. 1 is the project's neuron without loop and adaptation (γ = 0), one step of 1 ms: V[t] = g·V[t−1]·(1 − S[t−1]) + drive.".into(),
            format!("With g = 0.8 the potential rests at drive/(1 − g): a drive of {:.2} never fires, one above {:.2} fires for ever.", 0.08, 0.1),
        ],
        plots: vec![
            lif_plot("B1. Below the threshold.", "A constant drive of 0.08: the potential comes to rest at 0.4.", &p, &course(&p, &weak, &[])),
            lif_plot("B2. Firing.", "A constant drive of 0.2: charge, fire, reset, again.", &p, &course(&p, &strong, &[])),
            lif_plot("B3. Coincidence.", "Pulses of 0.35: one alone does not reach the threshold, two within 2 ms do.", &p, &course(&p, &pulses, &[])),
            crate::report::plot::curves(
                "Firing rate by drive.",
                "Spikes per step over 400 steps.",
                &Axis::new("drive per step"),
                &Axis::from_to("spikes per step", 0.0, 1.0),
                &[series],
            ),
        ],
        ..Section::default()
    })
}

/// The network whose neurons are shown.
fn looked_at() -> Cell {
    Cell { look: true, ..Cell::own("NRR-SNN", "nrr-shallow", "tuned", Task::Digits) }
}

pub(super) fn jobs(scope: &Scope) -> Result<Vec<Job>> {
    Ok(scope.jobs(&looked_at()).into_iter().take(1).collect())
}

pub(super) fn plasticity(scope: &Scope, results: &Results) -> Result<Section> {
    let p = NeuronParams::default();
    let mut plots = Vec::new();
    let runs = scope.runs(results, &looked_at());
    let mut findings = vec![format!(
        "a* = β/(1 − α)·(S_f + S_r) = {:.0}·(S_f + S_r) with α = {}, β = {}: 0, 1 or 2.",
        p.adapt_gain / (1.0 - p.adapt_decay),
        p.adapt_decay,
        p.adapt_gain
    )];
    match runs.first().and_then(|r| r.look.as_ref()) {
        Some(look) => {
            let which = format!("the test utterance {} (\"{}\", heard as \"{}\")", look.utterance, look.label, look.answer);
            for (trace, letter) in look.traces.iter().zip(["C", "E"]) {
                plots.extend(traced(trace, letter, &which));
            }
        }
        None => findings.push("Panels C and E need a trained network: give digits.".into()),
    }
    plots.extend(fields(&p));
    findings.push(
        "Figure 2G's saddle belongs to the sign that eq. 1 and 4 are printed with (dV = +g·V …); the project's neuron, like figure 2F, has the potential decay, and then there \
         is none."
            .into(),
    );
    Ok(Section {
        id: "fig2",
        title: "Figure 2: two channels, adaptive threshold, vector fields".into(),
        paper: "The adaptive threshold a follows the spikes S = S_f + S_r of both channels: it grows while a < S and falls while a > S (C, E). The vector field of \
                (V, a) has an attractor at (1, 0) (F); another has a saddle at (−1, 0) (G)."
            .into(),
        findings,
        plots,
        ..Section::default()
    })
}

/// Potentials, then adaptation against spikes, of one neuron of a trained network.
fn traced(t: &Trace, letter: &str, which: &str) -> [Plot; 2] {
    let sum = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| f64::from(x + y)).collect::<Vec<f64>>();
    let steps = t.v_ff.len();
    let potentials = [
        States { name: "V = V_f + V_r", values: sum(&t.v_ff, &t.v_rec), bars: false },
        States { name: "V_r, loop's channel", values: wide(&t.v_rec), bars: false },
        States { name: "V_th, threshold", values: vec![0.5; steps], bars: false },
    ];
    let adaptation = [
        States { name: "S = S_f + S_r, spikes", values: sum(&t.s_ff, &t.s_rec), bars: true },
        States { name: "a, adaptive threshold", values: wide(&t.adaptation), bars: false },
        States { name: "S_r, the loop's share", values: wide(&t.s_rec), bars: true },
    ];
    [
        states(
            &format!("{letter}1. Potentials of neuron {}.", t.neuron),
            &format!("Both channels after training, with {which}."),
            FRAME_MS,
            &potentials,
        ),
        states(
            &format!("{letter}2. Adaptive threshold and spikes of neuron {}.", t.neuron),
            "a grows while it is below S and decays while it is above.",
            FRAME_MS,
            &adaptation,
        ),
    ]
}

fn line(name: &str, points: impl Iterator<Item = (f64, f64)>) -> Series {
    Series { name: name.into(), points: points.map(|(x, y)| Point { x, y, half: None }).collect(), marks: false }
}

fn fields(p: &NeuronParams) -> [Plot; 3] {
    let grid = |[low, high]: [f64; 2]| (0..=100).map(move |k| low + (high - low) * f64::from(k) / 100.0);
    let (v_axis, a_axis) = (Axis::from_to("V, potential", -1.5, 1.5), Axis::from_to("a, adaptive threshold", -1.0, 1.5));
    // F: spikes out of reach, so that the whole plane is eq. 4 and 3 alone; a drive of 1 − g puts the rest at V = 1.
    let quiet = NeuronParams { v_threshold: 1e6, ..p.clone() };
    let drive = 1.0 - quiet.leak;
    let rest_line = |drive: f32, p: &NeuronParams| {
        let (g, gamma) = (f64::from(p.leak), f64::from(p.adapt_strength));
        line("V does not change: V = (drive − γa)/(1 − g)", grid([-1.0, 1.5]).map(move |a| ((f64::from(drive) - gamma * a) / (1.0 - g), a)))
    };
    let still = |name: &str| line(name, [(-1.5, 0.0), (1.5, 0.0)].into_iter());
    let of = |p: NeuronParams, drive: f32| move |v: f64, a: f64| flow(&p, v as f32, a as f32, drive).map(f64::from);
    let attractor = plane(
        "F. Without spikes: an attractor at (1, 0).",
        "One step of the project's neuron from every point, with the threshold out of reach and a drive of 1 − g = 0.8. Wherever it begins, it moves to (1, 0).",
        &Plane {
            axes: [v_axis.clone(), a_axis.clone()],
            flow: &of(quiet.clone(), drive),
            curves: &[rest_line(drive, &quiet), still("a does not change: a = 0")],
            rests: &[(1.0, 0.0, "attractor")],
        },
    );
    let fired = course(p, &[drive; 60], &[]);
    let path = Series {
        name: "course of a neuron from rest".into(),
        points: fired.v_ff.iter().zip(&fired.adaptation).map(|(v, a)| Point { x: f64::from(*v), y: f64::from(*a), half: None }).collect(),
        marks: true,
    };
    let spiking = plane(
        "F, with spikes. The same neuron with its threshold of 0.5.",
        "Right of the threshold it has fired: the potential is reset and a grows. The attractor of panel F is out of reach, and the neuron goes round.",
        &Plane {
            axes: [v_axis.clone(), Axis::from_to("a, adaptive threshold", -1.0, 1.5)],
            flow: &of(p.clone(), drive),
            curves: &[rest_line(drive, p), line("V_th, threshold", [(0.5, -1.0), (0.5, 1.5)].into_iter()), path],
            rests: &[],
        },
    );
    // G: dV = +g·V + drive − γ·a, as printed, with a drive of g: at rest at V = −1.
    let (g, gamma, alpha) = (f64::from(p.leak), f64::from(p.adapt_strength), f64::from(p.adapt_decay));
    let saddle = plane(
        "G. With the printed sign: a saddle at (−1, 0).",
        "dV = +g·V + drive − γ·a, as eq. 1 and 4 are printed, without spikes and with a drive of g. Along a it moves to the line, along V away from it. Not the project's neuron.",
        &Plane {
            axes: [v_axis, a_axis],
            flow: &|v, a| [g * v + g - gamma * a, (alpha - 1.0) * a],
            curves: &[
                line("V does not change: V = (γa − drive)/g", grid([-1.0, 1.5]).map(move |a| ((gamma * a - g) / g, a))),
                still("a does not change: a = 0"),
            ],
            rests: &[(-1.0, 0.0, "saddle")],
        },
    );
    [attractor, spiking, saddle]
}
