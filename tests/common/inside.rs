//! Everything that a laboratory tells of the shipped model and a few bundled digits, which must be the same everywhere.

use nrr_snn::Result;
use nrr_snn::data::{DataSet, pack};
use nrr_snn::lab::{Axis, Lab, NeuronChange};
use sha2::{Digest as _, Sha256};

/// The shipped model.
pub const SHIPPED: &[u8] = include_bytes!("../../www/public/models/digits.safetensors");
/// The bundled digits.
pub const DIGITS: &[u8] = include_bytes!("../../www/public/data/digits.pack");
/// SHA-256 of [`everything`]. It changes when the engine, the shipped model or the bundled digits change.
pub const DIGEST: &str = "36b93ccfca4675e2ad50bf1c247aa8da36319ba74d4dba47a4b6b99c75b2bfd1";

/// The shipped model, to look into.
pub fn lab() -> Result<Lab> {
    Lab::load("digits.safetensors", SHIPPED)
}

/// The bundled digits.
pub fn digits() -> Result<DataSet> {
    pack::read("bundled", DIGITS)
}

/// A change of every constant.
pub fn change() -> NeuronChange {
    NeuronChange { adapt_strength: Some(0.4), adapt_decay: Some(0.85), adapt_gain: Some(0.2), v_threshold: Some(0.6), leak: Some(0.3) }
}

/// SHA-256 over the bits of all that is told.
pub fn everything() -> Result<String> {
    let (mut lab, data) = (lab()?, digits()?);
    let mut hash = Sha256::new();
    let mut take = |values: &[f32]| values.iter().for_each(|x| hash.update(x.to_le_bytes()));
    let u = data.utterance(1)?;
    for (noise, change) in [(0.0, NeuronChange::default()), (0.2, change())] {
        let heard = lab.hear(&u.name, &u.samples, noise, &change)?;
        take(&heard.scores);
        for l in 0..lab.model().net.layers.len() {
            let drives = lab.drives(l)?;
            take(&drives.ff);
            take(&drives.rec);
        }
        let (v, a) = (Axis { from: -1.0, to: 1.0, count: 9 }, Axis { from: 0.0, to: 2.0, count: 7 });
        let field = lab.field(&change, [0, 3], 0.1, v, a)?;
        take(&field.dv);
        take(&field.da);
        let rest = lab.rest(&change, [0, 3], 0.1)?;
        rest.points.iter().for_each(|p| take(&[p.v, p.a]));
    }
    take(&lab.influence(0)?);
    for i in [0, 7, 200] {
        let answer = lab.answer(&data, i, 0.1, Some(5))?;
        take(&answer.scores);
        take(&answer.counts);
    }
    hash.update(data.digest());
    Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}
