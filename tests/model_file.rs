//! Model files against the `safetensors` crate, which shares no code with the engine's reader and writer.

use std::collections::HashMap;

use nrr_snn::model_file::Model;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

const SHIPPED: &[u8] = include_bytes!("../www/public/models/digits.safetensors");

fn shipped() -> nrr_snn::Result<Model> {
    Model::load("digits.safetensors", SHIPPED)
}

#[test]
fn the_shipped_file_is_what_another_reader_finds() -> nrr_snn::Result<()> {
    let model = shipped()?;
    let file = SafeTensors::deserialize(SHIPPED).map_err(|e| nrr_snn::Error::Io { path: "digits".into(), problem: e.to_string() })?;
    let hidden = &model.net.layers[0];
    let (n, bands) = (hidden.neurons(), model.net.params.bands);
    let w_ff = file.tensor("layer0.w_ff").map(|t| (t.dtype(), t.shape().to_vec(), t.data().to_vec()));
    let (dtype, shape, data) = w_ff.unwrap_or((Dtype::BOOL, vec![], vec![]));
    assert_eq!((dtype, shape), (Dtype::F32, vec![n, bands]));
    // The file keeps [out, in], the engine [in, out].
    for (i, bytes) in data.as_chunks::<4>().0.iter().enumerate() {
        assert_eq!(f32::from_le_bytes(*bytes), hidden.w_ff[i % bands * n + i / bands]);
    }
    let mask = file.tensor("layer0.mask").map(|t| (t.dtype(), t.shape().to_vec()));
    assert_eq!(mask.ok(), Some((Dtype::U8, vec![n, n])));
    Ok(())
}

#[test]
fn a_file_that_another_writer_wrote_is_read() -> nrr_snn::Result<()> {
    let fail = |e: safetensors::SafeTensorError| nrr_snn::Error::Io { path: "digits".into(), problem: e.to_string() };
    let (_, metadata) = SafeTensors::read_metadata(SHIPPED).map_err(fail)?;
    let header: HashMap<String, String> = metadata.metadata().clone().unwrap_or_default();
    let file = SafeTensors::deserialize(SHIPPED).map_err(fail)?;
    let views: Vec<(String, TensorView<'_>)> = file.tensors();
    let written = safetensors::serialize(views, Some(header)).map_err(fail)?;
    assert_eq!(Model::load("again", &written)?, shipped()?);
    Ok(())
}
