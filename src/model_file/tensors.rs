//! Named tensors in and out of `safetensors` bytes, every number checked.

use super::MAX_BYTES;
use crate::json::{Json, Value, from_value, json, quote, to_string};
use crate::snn::network::Encoding;
use crate::snn::som::Som;
use crate::snn::{LayerKind, LayerWeights, Network, NetworkParams, SparseLoop};
use crate::{Error, Result, order};

/// What a tensor is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dtype {
    /// 32-bit floats.
    F32,
    /// Whole numbers of 32 bits.
    U32,
    /// Bytes.
    U8,
}

impl Dtype {
    /// Name in the file.
    fn id(self) -> &'static str {
        match self {
            Self::F32 => "F32",
            Self::U32 => "U32",
            Self::U8 => "U8",
        }
    }

    fn bytes(self) -> usize {
        if self == Self::U8 { 1 } else { 4 }
    }
}

/// Entry of a tensor in the file's header.
#[derive(Default)]
struct Place {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: Vec<usize>,
}

json!(Place { dtype: "dtype", shape: "shape", data_offsets: "data_offsets" });

/// Key of the texts in the file's header.
const METADATA: &str = "__metadata__";

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

    /// The file: the header's length, the header as JSON, the tensors. Those of four bytes come first, so that each begins at its own
    /// alignment; then by name.
    pub(super) fn finish(mut self, key: &str, header: &dyn Json) -> Vec<u8> {
        order::sort(&mut self.tensors, |a, b| (b.3.bytes(), &a.0) < (a.3.bytes(), &b.0));
        let mut text = String::from("{");
        quote(METADATA, &mut text);
        text.push_str(":{");
        quote(key, &mut text);
        text.push(':');
        quote(&to_string(header), &mut text);
        text.push('}');
        let mut at = 0;
        for (name, shape, bytes, dtype) in &self.tensors {
            text.push(',');
            quote(name, &mut text);
            text.push(':');
            let place = Place { dtype: dtype.id().to_owned(), shape: shape.clone(), data_offsets: vec![at, at + bytes.len()] };
            place.write(&mut text);
            at += bytes.len();
        }
        text.push('}');
        while text.len() % 8 != 0 {
            text.push(' ');
        }
        let mut out = Vec::with_capacity(8 + text.len() + at);
        out.extend_from_slice(&(text.len() as u64).to_le_bytes());
        out.extend_from_slice(text.as_bytes());
        for (_, _, bytes, _) in &self.tensors {
            out.extend_from_slice(bytes);
        }
        out
    }
}

pub(super) fn to_bytes(values: &[f32]) -> Vec<u8> {
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
            put(name("w_rec"), vec![n, n], to_bytes(&transpose(&layer.w_rec.dense(), n, n)), Dtype::F32);
            put(name("mask"), vec![n, n], transpose(&layer.w_rec.dense_mask(), n, n), Dtype::U8);
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
        let w_rec = if spec.kind() == LayerKind::Recurrent {
            let w_rec = transpose(&reader.floats(&name("w_rec"), &[n, n])?, n, n);
            let mask = transpose(reader.bytes(&name("mask"), Dtype::U8, &[n, n])?, n, n);
            if mask.iter().any(|&m| m > 1) {
                return Err(reader.fail(format!("{} holds a value other than 0 and 1", name("mask"))));
            }
            if w_rec.iter().zip(&mask).any(|(w, &m)| m == 0 && *w != 0.0) {
                return Err(reader.fail(format!("{} has a weight where its mask is 0", name("w_rec"))));
            }
            SparseLoop::new(n, &w_rec, &mask)
        } else {
            SparseLoop::default()
        };
        let feedback = if l + 1 < fields.len() { reader.floats(&name("feedback"), &[n, labels])? } else { Vec::new() };
        let w_back = if params.random_back && l > 0 { matrix("w_back")? } else { Vec::new() };
        layers.push(LayerWeights { kind: spec.kind(), field, w_ff, bias, w_rec, feedback, w_back });
    }
    Ok(Network { params, seed, som, layers })
}

/// A model file that is being read.
pub(super) struct Reader<'a> {
    pub(super) name: &'a str,
    tensors: Vec<(String, Place)>,
    metadata: Vec<(String, String)>,
    data: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn open(name: &'a str, bytes: &'a [u8]) -> Result<Self> {
        let fail = |problem: String| Error::ModelFile { name: name.to_owned(), problem, hint: HINT.into() };
        if bytes.len() > MAX_BYTES {
            return Err(fail(format!("it has {} bytes, at most {MAX_BYTES} are read", bytes.len())));
        }
        let truncated = || fail(format!("it is truncated or no safetensors file ({} bytes)", bytes.len()));
        let wrong = |e: String| fail(format!("it is no safetensors file ({e})"));
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(truncated)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| truncated())?;
        let (header, data) = rest.split_at_checked(length).ok_or_else(truncated)?;
        let header = std::str::from_utf8(header).map_err(|e| wrong(e.to_string()))?;
        let header = Value::parse(header).map_err(wrong)?;
        let (mut tensors, mut metadata) = (Vec::new(), Vec::new());
        for (key, value) in header.fields() {
            if key == METADATA {
                for (key, text) in value.fields() {
                    metadata.push((key.to_string(), from_value(text).map_err(wrong)?));
                }
            } else {
                tensors.push((key.to_string(), from_value::<Place>(value).map_err(wrong)?));
            }
        }
        let end = tensors.iter().filter_map(|(_, p)| p.data_offsets.get(1)).max().copied().unwrap_or(0);
        if end != data.len() {
            return Err(truncated());
        }
        Ok(Self { name, tensors, metadata, data })
    }

    pub(super) fn fail(&self, problem: String) -> Error {
        Error::ModelFile { name: self.name.to_owned(), problem, hint: HINT.into() }
    }

    pub(super) fn header(&self, key: &str) -> Result<&str> {
        let entry = self.metadata.iter().find(|(k, _)| k == key);
        entry
            .map(|(_, text)| text.as_str())
            .ok_or_else(|| self.fail(format!("it is a safetensors file, but its header has no entry \"{key}\"")))
    }

    pub(super) fn bytes(&self, tensor: &str, dtype: Dtype, shape: &[usize]) -> Result<&[u8]> {
        let found = self.tensors.iter().find(|(name, _)| name == tensor);
        let (_, place) = found.ok_or_else(|| self.fail(format!("the tensor {tensor} is missing")))?;
        if place.dtype != dtype.id() || place.shape != shape {
            let (found, expected) = (by(&place.shape), by(shape));
            return Err(self.fail(format!("{tensor} is {} {found}, expected {} {expected}", place.dtype, dtype.id())));
        }
        let bytes = match *place.data_offsets {
            [from, to] => self.data.get(from..to),
            _ => None,
        };
        let size = shape.iter().product::<usize>() * dtype.bytes();
        bytes.filter(|b| b.len() == size).ok_or_else(|| self.fail(format!("{tensor} does not have the bytes of its shape")))
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

/// A shape in words.
fn by(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
    format!("[{}]", sizes.join(", "))
}

const HINT: &str = "choose a model file that this program saved";
