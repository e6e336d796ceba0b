//! Named tensors in and out of `safetensors` bytes, every number checked.

use std::collections::HashMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::Serialize;

use super::MAX_BYTES;
use crate::snn::network::Encoding;
use crate::snn::som::Som;
use crate::snn::{LayerKind, LayerWeights, Network, NetworkParams};
use crate::{Error, Result};

/// Tensors on their way into a file.
#[derive(Default)]
pub(super) struct Writer {
    tensors: Vec<(String, Vec<usize>, Vec<u8>, Dtype)>,
}

impl Writer {
    pub(super) fn put(&mut self, name: String, shape: Vec<usize>, bytes: Vec<u8>, dtype: Dtype) {
        self.tensors.push((name, shape, bytes, dtype));
    }

    pub(super) fn floats(&mut self, name: &str, values: &[f32]) {
        self.put(name.to_owned(), vec![values.len()], to_bytes(values), Dtype::F32);
    }

    pub(super) fn counts(&mut self, name: &str, values: &[u32]) {
        self.put(name.to_owned(), vec![values.len()], values.iter().flat_map(|x| x.to_le_bytes()).collect(), Dtype::U32);
    }

    pub(super) fn finish(&self, key: &str, header: &impl Serialize) -> Result<Vec<u8>> {
        let fail =
            |problem: String| Error::ModelFile { name: "model".into(), problem, hint: "report this as a fault of the program".into() };
        let text = serde_json::to_string(header).map_err(|e| fail(e.to_string()))?;
        let mut views = Vec::with_capacity(self.tensors.len());
        for (name, shape, bytes, dtype) in &self.tensors {
            views.push((name.as_str(), TensorView::new(*dtype, shape.clone(), bytes).map_err(|e| fail(e.to_string()))?));
        }
        // One header entry only: the file's bytes then do not hang on the order of a hash map.
        safetensors::serialize(views, Some(HashMap::from([(key.to_owned(), text)]))).map_err(|e| fail(e.to_string()))
    }
}

fn to_bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|x| x.to_le_bytes()).collect()
}

/// From `[rows, columns]` to `[columns, rows]`: the file keeps `[out, in]`, the engine `[in, out]`.
fn transpose<T: Copy>(values: &[T], rows: usize, columns: usize) -> Vec<T> {
    (0..columns).flat_map(|c| values.iter().skip(c).step_by(columns.max(1)).take(rows).copied()).collect()
}

/// Hands every tensor of `net` to `put` as (name, shape, bytes, type), in the file's layout.
pub(super) fn store_network(net: &Network, prefix: &str, put: &mut dyn FnMut(String, Vec<usize>, Vec<u8>, Dtype)) {
    let labels = net.params.labels();
    if net.som.nodes() > 0 {
        put(format!("{prefix}som.codebook"), vec![net.som.nodes(), net.som.bands], to_bytes(&net.som.codebook), Dtype::F32);
    }
    for (l, layer) in net.layers.iter().enumerate() {
        let (n, rows, channels) = (layer.neurons(), layer.field.rows(), layer.field.channels);
        let name = |what: &str| format!("{prefix}layer{l}.{what}");
        put(name("w_ff"), vec![channels, rows], to_bytes(&transpose(&layer.w_ff, rows, channels)), Dtype::F32);
        put(name("bias"), vec![channels], to_bytes(&layer.bias), Dtype::F32);
        if layer.kind == LayerKind::Recurrent {
            put(name("w_rec"), vec![n, n], to_bytes(&transpose(&layer.w_rec, n, n)), Dtype::F32);
            put(name("mask"), vec![n, n], transpose(&layer.mask, n, n), Dtype::U8);
        }
        if !layer.feedback.is_empty() {
            put(name("feedback"), vec![n, labels], to_bytes(&layer.feedback), Dtype::F32);
        }
        if !layer.w_back.is_empty() {
            put(name("w_back"), vec![channels, rows], to_bytes(&transpose(&layer.w_back, rows, channels)), Dtype::F32);
        }
    }
}

/// Reads the weights of a network with these parameters.
pub(super) fn load_network(reader: &Reader<'_>, params: NetworkParams, seed: u64, prefix: &str) -> Result<Network> {
    let labels = params.labels();
    let fields = params.fields().map_err(|e| reader.fail(e.to_string()))?;
    let som = if params.encoding == Encoding::Som {
        Som::new(reader.floats(&format!("{prefix}som.codebook"), &[params.som_nodes, params.bands])?, params.bands)
    } else {
        Som::default()
    };
    let mut layers = Vec::with_capacity(fields.len());
    for (l, (&field, spec)) in fields.iter().zip(params.topology.layers()).enumerate() {
        let (n, rows, channels) = (field.neurons(), field.rows(), field.channels);
        let name = |what: &str| format!("{prefix}layer{l}.{what}");
        let matrix = |what: &str| -> Result<Vec<f32>> { Ok(transpose(&reader.floats(&name(what), &[channels, rows])?, channels, rows)) };
        let w_ff = matrix("w_ff")?;
        let bias = reader.floats(&name("bias"), &[channels])?;
        let (w_rec, mask) = if spec.kind() == LayerKind::Recurrent {
            let w_rec = transpose(&reader.floats(&name("w_rec"), &[n, n])?, n, n);
            let mask = transpose(reader.bytes(&name("mask"), Dtype::U8, &[n, n])?, n, n);
            if mask.iter().any(|&m| m > 1) {
                return Err(reader.fail(format!("{} holds a value other than 0 and 1", name("mask"))));
            }
            if w_rec.iter().zip(&mask).any(|(w, &m)| m == 0 && *w != 0.0) {
                return Err(reader.fail(format!("{} has a weight where its mask is 0", name("w_rec"))));
            }
            (w_rec, mask)
        } else {
            (Vec::new(), Vec::new())
        };
        let feedback = if l + 1 < fields.len() { reader.floats(&name("feedback"), &[n, labels])? } else { Vec::new() };
        let w_back = if params.random_back && l > 0 { matrix("w_back")? } else { Vec::new() };
        layers.push(LayerWeights { kind: spec.kind(), field, w_ff, bias, w_rec, mask, feedback, w_back });
    }
    Ok(Network { params, seed, som, layers })
}

/// A model file that is being read.
pub(super) struct Reader<'a> {
    pub(super) name: &'a str,
    tensors: SafeTensors<'a>,
    metadata: HashMap<String, String>,
}

impl<'a> Reader<'a> {
    pub(super) fn open(name: &'a str, bytes: &'a [u8]) -> Result<Self> {
        let fail = |problem: String| Error::ModelFile { name: name.to_owned(), problem, hint: HINT.into() };
        if bytes.len() > MAX_BYTES {
            return Err(fail(format!("it has {} bytes, at most {MAX_BYTES} are read", bytes.len())));
        }
        let describe = |e: safetensors::SafeTensorError| {
            use safetensors::SafeTensorError as E;
            match e {
                E::HeaderTooSmall | E::InvalidHeaderLength | E::MetadataIncompleteBuffer => {
                    format!("it is truncated or no safetensors file ({} bytes)", bytes.len())
                }
                other => format!("it is no safetensors file ({other})"),
            }
        };
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|e| fail(describe(e)))?;
        let tensors = SafeTensors::deserialize(bytes).map_err(|e| fail(describe(e)))?;
        Ok(Self { name, tensors, metadata: metadata.metadata().clone().unwrap_or_default() })
    }

    pub(super) fn fail(&self, problem: String) -> Error {
        Error::ModelFile { name: self.name.to_owned(), problem, hint: HINT.into() }
    }

    pub(super) fn header(&self, key: &str) -> Result<&str> {
        self.metadata
            .get(key)
            .map(String::as_str)
            .ok_or_else(|| self.fail(format!("it is a safetensors file, but its header has no entry \"{key}\"")))
    }

    pub(super) fn bytes(&self, tensor: &str, dtype: Dtype, shape: &[usize]) -> Result<&[u8]> {
        let view = self.tensors.tensor(tensor).map_err(|_| self.fail(format!("the tensor {tensor} is missing")))?;
        if view.dtype() != dtype || view.shape() != shape {
            return Err(self.fail(format!("{tensor} is {:?} {:?}, expected {dtype:?} {shape:?}", view.dtype(), view.shape())));
        }
        Ok(self.tensors.tensor(tensor).map_or(&[][..], |v| v.data()))
    }

    pub(super) fn counts(&self, tensor: &str, length: usize) -> Result<Vec<u32>> {
        let bytes = self.bytes(tensor, Dtype::U32, &[length])?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect())
    }

    pub(super) fn floats(&self, tensor: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let bytes = self.bytes(tensor, Dtype::F32, shape)?;
        let values: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        if let Some(i) = values.iter().position(|x| !x.is_finite()) {
            return Err(self.fail(format!("{tensor} holds a value that is not finite (at {i})")));
        }
        Ok(values)
    }
}

const HINT: &str = "choose a model file that this program saved";
