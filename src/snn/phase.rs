//! One neuron alone: its course under a given drive, and the field of its states (V, a), both from the very step that networks are run with.

use super::neuron::{Adaptation, After, Before, NeuronParams, step};

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

/// What a map does near a point where it stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stability {
    /// Every course nearby ends in it: both eigenvalues lie inside the unit circle.
    Attracting,
    /// Courses come near one way and leave the other.
    Saddle,
    /// Every course nearby leaves.
    Repelling,
    /// An eigenvalue of size 1: the linear part does not decide.
    Neutral,
}

impl Stability {
    /// Of a point with these eigenvalues of its Jacobian.
    #[must_use]
    pub fn of(eigenvalues: [f32; 2]) -> Self {
        let inside = eigenvalues.map(|e| e.abs() < 1.0);
        match inside {
            _ if eigenvalues.iter().any(|e| e.abs() == 1.0) => Self::Neutral,
            [true, true] => Self::Attracting,
            [false, false] => Self::Repelling,
            _ => Self::Saddle,
        }
    }

    /// Stable id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Attracting => "attracting",
            Self::Saddle => "saddle",
            Self::Repelling => "repelling",
            Self::Neutral => "neutral",
        }
    }
}

/// A state that a silent neuron stays in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RestPoint {
    /// V.
    pub v: f32,
    /// a.
    pub a: f32,
    /// Eigenvalues of the Jacobian there.
    pub eigenvalues: [f32; 2],
    /// What kind of point it is.
    pub kind: Stability,
    /// Whether it lies below the threshold: else the neuron fires before it is there.
    pub reached: bool,
}

/// A line on which one of the two states does not change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nullcline {
    /// Change of the one state per unit of the other.
    pub slope: f32,
    /// Where the other is 0.
    pub intercept: f32,
}

/// Where a neuron without spikes and without a loop rests under a constant drive.
#[derive(Debug, Clone, PartialEq)]
pub struct Rest {
    /// The points: one, or none where nothing is lost from a state (g or α is 1).
    pub points: Vec<RestPoint>,
    /// dV = 0: V = slope·a + intercept; none when g is 1.
    pub v: Option<Nullcline>,
    /// da = 0: a = slope·V + intercept; none when α is 1.
    pub a: Option<Nullcline>,
}

/// Where [`flow`] stands still as long as the neuron is silent (S = 0).
///
/// ```text
/// V[t+1] = g·V[t] + drive − γ·a[t]      (eq. 4, 5; γ = 0 where the adaptation raises the threshold)
/// a[t+1] = α·a[t]                       (eq. 3)
/// dV = 0:  V = −γ/(1 − g)·a + drive/(1 − g)
/// da = 0:  a = 0
/// J = | g  −γ |    eigenvalues g and α
///     | 0   α |
/// ```
#[must_use]
pub fn rest(p: &NeuronParams, drive: f32) -> Rest {
    let strength = if p.adaptation == Adaptation::Subtract { p.adapt_strength } else { 0.0 };
    let lost = 1.0 - p.leak;
    let v = (lost != 0.0).then(|| Nullcline { slope: -strength / lost, intercept: drive / lost });
    let a = (p.adapt_decay != 1.0).then_some(Nullcline { slope: 0.0, intercept: 0.0 });
    let eigenvalues = [p.leak, p.adapt_decay];
    let point = v.zip(a).map(|(v, a)| RestPoint {
        v: v.slope * a.intercept + v.intercept,
        a: a.intercept,
        eigenvalues,
        kind: Stability::of(eigenvalues),
        reached: v.intercept < p.v_threshold,
    });
    Rest { points: point.into_iter().collect(), v, a }
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

    #[test]
    fn a_neuron_stays_where_it_rests_and_the_flow_around_is_the_jacobians() {
        let base = NeuronParams { leak: 0.7, adapt_decay: 0.95, ..NeuronParams::default() };
        for adaptation in [Adaptation::Subtract, Adaptation::Threshold] {
            let p = NeuronParams { adaptation, ..base.clone() };
            let rest = rest(&p, 0.06);
            let [point] = rest.points[..] else { unreachable!("one point") };
            assert!((point.v - 0.2).abs() < 1e-6 && point.a == 0.0 && point.reached && point.kind == Stability::Attracting);
            assert!(flow(&p, point.v, point.a, 0.06).iter().all(|d| d.abs() < 1e-6));
            // Finite differences: flow is J − 1, whose columns are the changes by V and by a.
            let by = |dv: f32, da: f32| flow(&p, point.v + dv, point.a + da, 0.06).map(|d| f64::from(d) / 0.125);
            let (by_v, by_a) = (by(0.125, 0.0), by(0.0, 0.125));
            let strength = if adaptation == Adaptation::Subtract { 1.0 } else { 0.0 };
            for (got, expected) in by_v.into_iter().chain(by_a).zip([0.7 - 1.0, 0.0, -strength, 0.95 - 1.0]) {
                assert!((got - expected).abs() < 1e-5, "{adaptation:?}: {by_v:?} {by_a:?}");
            }
            // On the nullclines one of the two stands still.
            let Some(line) = rest.v else { unreachable!("g is not 1") };
            let v = line.slope * 0.04 + line.intercept;
            assert!(flow(&p, v, 0.04, 0.06)[0].abs() < 1e-6);
            assert!(flow(&p, 0.1, 0.0, 0.06)[1].abs() < 1e-6);
        }
        assert!(rest(&base, 0.2).points.iter().all(|p| !p.reached), "0.2/(1 − g) is above the threshold");
        assert!(rest(&NeuronParams { leak: 1.0, ..base }, 0.1).points.is_empty());
    }

    #[test]
    fn points_are_named_by_their_eigenvalues() {
        let kinds = [[0.5, -0.9], [0.5, -1.5], [2.0, -1.5], [1.0, 0.5]].map(|e| Stability::of(e).id());
        assert_eq!(kinds, ["attracting", "saddle", "repelling", "neutral"]);
    }
}
