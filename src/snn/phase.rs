//! One neuron alone: its course under a given drive, and the field of its states (V, a), both from the very step that networks are run with.

use super::neuron::{After, Before, NeuronParams, step};

/// The states of one neuron, one value per step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Course {
    /// V_f after integration.
    pub v_ff: Vec<f32>,
    /// V_r after integration.
    pub v_rec: Vec<f32>,
    /// S_f, 0 or 1.
    pub s_ff: Vec<f32>,
    /// S_r, 0 or 1.
    pub s_rec: Vec<f32>,
    /// a after the step.
    pub adaptation: Vec<f32>,
}

/// What a neuron carries from one step to the next.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    v_ff: f32,
    v_rec: f32,
    adaptation: f32,
    s_ff: bool,
    s_rec: bool,
}

fn advance(p: &NeuronParams, s: State, drive: f32, looped: f32) -> State {
    let (mut v_ff, mut v_rec, mut spikes, mut adaptation) = ([drive], [0.0], [0.0], [0.0]);
    let (mut ff, mut rec, mut active) = ([0], [0], [0]);
    let before = Before {
        v_ff: &[s.v_ff],
        v_rec: &[s.v_rec],
        held_ff: &[u64::from(s.s_ff)],
        held_rec: &[u64::from(s.s_rec)],
        adaptation: &[s.adaptation],
        looped: &[looped],
    };
    let mut after = After {
        v_ff: &mut v_ff,
        v_rec: &mut v_rec,
        spikes: &mut spikes,
        adaptation: &mut adaptation,
        ff: &mut ff,
        rec: &mut rec,
        active: &mut active,
    };
    step(p, &before, &mut after);
    State { v_ff: v_ff[0], v_rec: v_rec[0], adaptation: adaptation[0], s_ff: ff[0] & 1 == 1, s_rec: rec[0] & 1 == 1 }
}

/// The course of a neuron from rest, with a refractory period of one step: `drive` is W_f·X\[t\] + b at every step, `looped` the loop's
/// (W_r ⊙ M)·S\[t − 1\], 0 where it is shorter.
///
/// ```
/// use nrr_snn::snn::{NeuronParams, phase};
/// let lif = NeuronParams { adapt_strength: 0.0, leak: 0.5, ..NeuronParams::default() };
/// let course = phase::course(&lif, &[0.3, 0.3, 0.3, 0.3], &[]);
/// // 0.3, 0.45, 0.525: the third step reaches the threshold of 0.5, and the fourth begins from the reset.
/// assert_eq!(course.s_ff, [0.0, 0.0, 1.0, 0.0]);
/// assert_eq!(course.v_ff[3], 0.3);
/// ```
#[must_use]
pub fn course(p: &NeuronParams, drive: &[f32], looped: &[f32]) -> Course {
    let mut out = Course::default();
    let mut state = State::default();
    for (t, &x) in drive.iter().enumerate() {
        state = advance(p, state, x, looped.get(t).copied().unwrap_or(0.0));
        out.v_ff.push(state.v_ff);
        out.v_rec.push(state.v_rec);
        out.adaptation.push(state.adaptation);
        out.s_ff.push(f32::from(u8::from(state.s_ff)));
        out.s_rec.push(f32::from(u8::from(state.s_rec)));
    }
    out
}

/// How one step moves a neuron without a loop from (V, a) under a constant drive: (V\[t+1\] − V\[t\], a\[t+1\] − a\[t\]). A potential at the
/// threshold or above has fired and is reset.
///
/// Below the threshold these are eq. 4 and 3 with one step as the unit of time: dV = −(1 − g)·V + drive − γ·a and da = −(1 − α)·a + β·S.
#[must_use]
pub fn flow(p: &NeuronParams, v: f32, a: f32, drive: f32) -> [f32; 2] {
    let fired = v >= p.v_threshold;
    let next = advance(p, State { v_ff: v, adaptation: a, s_ff: fired, ..State::default() }, drive, 0.0);
    [next.v_ff - v, next.adaptation - a]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_the_threshold_the_flow_is_the_papers_equations() {
        let p = NeuronParams::default();
        for (v, a, drive) in [(0.1, 0.2, 0.0), (-0.7, 0.9, 0.3), (0.4, 0.0, 0.1)] {
            let [dv, da] = flow(&p, v, a, drive);
            let next = p.leak * v + drive - p.adapt_strength * a;
            let s = if next >= p.v_threshold { 1.0 } else { 0.0 };
            assert!((dv - (next - v)).abs() < 1e-6, "{v} {a} {drive}: {dv}");
            assert!((da - ((p.adapt_decay - 1.0) * a + p.adapt_gain * s)).abs() < 1e-6, "{v} {a} {drive}: {da}");
        }
    }

    #[test]
    fn a_silent_neuron_rests_at_its_drive_over_one_less_g() {
        // Paper, figure 2F: with spikes out of reach, (1, 0) attracts when the drive is 1 − g.
        let p = NeuronParams { v_threshold: 100.0, ..NeuronParams::default() };
        assert!(flow(&p, 1.0, 0.0, 1.0 - p.leak).iter().all(|d| d.abs() < 1e-6));
        let [dv, _] = flow(&p, 1.5, 0.0, 1.0 - p.leak);
        let [up, _] = flow(&p, 0.5, 0.0, 1.0 - p.leak);
        assert!(dv < 0.0 && up > 0.0);
    }

    #[test]
    fn adaptation_has_its_fixed_point_at_the_number_of_spikes() {
        // a* = β/(1 − α)·S: 1 for a neuron that fires at every step, 2 when both channels do (section 4.1).
        let p = NeuronParams { adapt_strength: 0.0, ..NeuronParams::default() };
        for (looped, expected) in [(0.0, 1.0), (1.0, 2.0)] {
            let course = course(&p, &[1.0; 200], &[looped; 200]);
            assert!((course.adaptation[199] - expected).abs() < 1e-4, "{:?}", course.adaptation[199]);
        }
    }
}
