//! One neuron of a trained network with other constants: the field of its states and where it rests.

use super::Lab;
use crate::snn::phase::{self, Rest};
use crate::snn::{NeuronParams, Readout};
use crate::text::{decimals, float};
use crate::train::settings::check_number;
use crate::{Error, Result};

/// Most columns, and most rows, of a [`Field`].
pub const MAX_GRID: usize = 256;
/// Largest potential, adaptation or drive that is asked about.
const MAX_STATE: f32 = 1e6;

/// Constants of the neurons to try out; what is left out stays as it was trained.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NeuronChange {
    /// γ: strength of the adaptation.
    pub adapt_strength: Option<f64>,
    /// α: share of the adaptation kept per step.
    pub adapt_decay: Option<f64>,
    /// β: adaptation gained per spike.
    pub adapt_gain: Option<f64>,
    /// V_th: firing threshold.
    pub v_threshold: Option<f64>,
    /// g: share of the potential kept per step.
    pub leak: Option<f64>,
}

impl NeuronChange {
    /// `trained` with the change made.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a number outside the range of its setting.
    pub fn of(&self, trained: &NeuronParams) -> Result<NeuronParams> {
        let mut p = trained.clone();
        for (key, value, slot) in [
            ("adapt_strength", self.adapt_strength, &mut p.adapt_strength),
            ("adapt_decay", self.adapt_decay, &mut p.adapt_decay),
            ("adapt_gain", self.adapt_gain, &mut p.adapt_gain),
            ("v_threshold", self.v_threshold, &mut p.v_threshold),
            ("leak", self.leak, &mut p.leak),
        ] {
            if let Some(x) = value {
                *slot = check_number(key, x)?;
            }
        }
        Ok(p)
    }
}

/// Values along one side of a [`Field`]: `count` from `from` to `to`, both included, at equal distances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// The first value.
    pub from: f32,
    /// The last one, above the first.
    pub to: f32,
    /// How many, 2 to [`MAX_GRID`].
    pub count: usize,
}

impl Axis {
    fn check(&self, what: &str) -> Result<()> {
        check_state(what, self.from)?;
        check_state(what, self.to)?;
        let (allowed, got) = if self.from >= self.to {
            ("a first value below the last".to_owned(), format!("{} to {}", float(self.from), float(self.to)))
        } else if !(2..=MAX_GRID).contains(&self.count) {
            (format!("2 to {MAX_GRID} values"), self.count.to_string())
        } else {
            return Ok(());
        };
        Err(Error::OutOfRange { what: what.into(), allowed, got })
    }

    fn value(&self, k: usize) -> f32 {
        self.from + (self.to - self.from) * (k as f32 / (self.count - 1) as f32)
    }
}

/// The flow of a neuron's states over a grid ([`phase::flow`]): row after row of a, each row over V.
///
/// # Shapes
/// Each array is `[rows, columns]`, row-major.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Field {
    /// V of each point.
    pub v: Vec<f32>,
    /// a of each point.
    pub a: Vec<f32>,
    /// V\[t+1\] − V\[t\].
    pub dv: Vec<f32>,
    /// a\[t+1\] − a\[t\].
    pub da: Vec<f32>,
}

fn check_state(what: &str, x: f32) -> Result<()> {
    if x.abs() <= MAX_STATE {
        return Ok(());
    }
    let most = decimals(f64::from(MAX_STATE), 0);
    Err(Error::OutOfRange { what: what.into(), allowed: format!("a number from -{most} to {most}"), got: float(x) })
}

/// How one step moves a neuron without a loop from each point of a grid, under a constant drive (W_f·X + b).
///
/// # Errors
/// [`Error::OutOfRange`] for a drive or an axis out of range.
pub fn field(p: &NeuronParams, drive: f32, v: Axis, a: Axis) -> Result<Field> {
    check_state("drive", drive)?;
    v.check("V")?;
    a.check("a")?;
    let mut out = Field::default();
    for row in 0..a.count {
        for column in 0..v.count {
            let (v, a) = (v.value(column), a.value(row));
            let [dv, da] = phase::flow(p, v, a, drive);
            out.v.push(v);
            out.a.push(a);
            out.dv.push(dv);
            out.da.push(da);
        }
    }
    Ok(out)
}

impl Lab {
    /// The constants of neuron `neuron` of layer `l`, its own γ among them, with the change made.
    fn neuron(&self, change: &NeuronChange, l: usize, neuron: usize) -> Result<NeuronParams> {
        let net = &self.model.net;
        let n = net.layer(l)?.neurons();
        let spiking = if net.is_readout(l) { net.params.readout == Readout::Spiking } else { net.spikes() };
        if !spiking {
            let allowed = "a layer of spiking neurons".to_owned();
            return Err(Error::OutOfRange { what: "layer".into(), allowed, got: format!("{l}, whose units do not spike") });
        }
        if neuron >= n {
            return Err(Error::OutOfRange { what: "neuron".into(), allowed: format!("0 to {}", n - 1), got: neuron.to_string() });
        }
        let mut p = change.of(&self.trained)?;
        (p.adapt_strength, p.adaptive_share) = (p.strength(neuron, n), 1.0);
        Ok(p)
    }

    /// How one step moves a neuron of layer `l` without its loop from each point of a grid, under a constant drive (W_f·X + b).
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a layer or neuron that is not there or does not spike, a change, a drive or an axis out of range.
    pub fn field(&self, change: &NeuronChange, [l, neuron]: [usize; 2], drive: f32, v: Axis, a: Axis) -> Result<Field> {
        field(&self.neuron(change, l, neuron)?, drive, v, a)
    }

    /// Where that neuron rests while it is silent, and its nullclines ([`phase::rest`]).
    ///
    /// # Errors
    /// As [`Lab::field`].
    pub fn rest(&self, change: &NeuronChange, [l, neuron]: [usize; 2], drive: f32) -> Result<Rest> {
        let p = self.neuron(change, l, neuron)?;
        check_state("drive", drive)?;
        Ok(phase::rest(&p, drive))
    }
}
