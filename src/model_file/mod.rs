//! One file for a model: `safetensors` with a JSON header entry `nrr-snn` (SPEC section 9).
//!
//! | tensor | shape | |
//! |---|---|---|
//! | `layer{l}.w_ff` | `[out, in]` | feedforward weights; of a convolution `[channels, frames · cells]`, the present frame first |
//! | `layer{l}.w_rec` | `[out, out]` | loop weights, masked ones 0 (only `RFC`) |
//! | `layer{l}.mask` | `[out, out]`, `u8` | which loop weights exist (only `RFC`) |
//! | `layer{l}.bias` | `[out]` | one per neuron, of a convolution one per channel |
//! | `layer{l}.feedback` | `[neurons, labels]` | B (hidden layers) |
//! | `layer{l}.w_back` | as `w_ff` | random weights of the way back (rule `fa`, from the second layer on) |
//! | `som.codebook` | `[nodes, bands]` | self-organising map (encoding `som`) |
//! | `standardise.mean`, `standardise.std` | `[bands]` | over the training set |
//!
//! A checkpoint is the same file with the optimiser's tensors and the run's progress beside.

pub mod checkpoint;
pub mod problem;
mod tensors;

use sha2::{Digest as _, Sha256};

use crate::audio::Standardise;
use crate::json::{Value, from_value, json};
use crate::snn::Network;
use crate::train::config::ConfigRecord;
use crate::train::{Config, EpochRecord};
use crate::{Error, Result};
use tensors::{Reader, Writer, load_network, store_network};

/// Version of the file format that this crate writes and reads.
pub const FORMAT_VERSION: u32 = 2;
/// Largest model file that is read, bytes.
pub const MAX_BYTES: usize = 1 << 30;
/// Key of the JSON entry in the file's header.
const HEADER: &str = "nrr-snn";

/// A trained network with all that is needed to use it.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// How it was trained.
    pub config: Config,
    /// What it tells apart, in the order of the readout's neurons.
    pub labels: Vec<String>,
    /// Its parameters and weights.
    pub net: Network,
    /// Mean and deviation per band of its training set.
    pub standardise: Standardise,
    /// Least and greatest input value of its training set, standardised: the range of the noise of section 7.
    pub input_range: [f32; 2],
    /// Figures of its epochs.
    pub history: Vec<EpochRecord>,
    /// Name of the data it was trained on.
    pub data: String,
    /// The split under which it was trained.
    pub split: String,
}

#[derive(Default)]
struct Header {
    format_version: u32,
    config: ConfigRecord,
    labels: Vec<String>,
    data: String,
    split: String,
    input_range: [f32; 2],
    history: Vec<EpochRecord>,
    weights_sha256: String,
    checkpoint: Option<checkpoint::ProgressRecord>,
}

json!(Header {
    format_version: "format_version",
    config: "config",
    labels: "labels",
    data: "data",
    split: "split",
    input_range: "input_range",
    history: "history",
    weights_sha256: "weights_sha256",
    checkpoint: "checkpoint",
});

/// SHA-256 over every weight, mask and feedback matrix in the order and layout of the file: the map, then `w_ff`, `bias`,
/// `w_rec`, `mask`, `feedback` and `w_back` layer by layer, 32-bit floats little-endian.
#[must_use]
pub fn weights_sha256(net: &Network) -> String {
    let mut hash = Sha256::new();
    store_network(net, "", &mut |_, _, bytes, _| hash.update(&bytes));
    crate::text::hex(&hash.finalize())
}

impl Model {
    /// The file's bytes: the same for the same model, natively and in a page.
    ///
    /// # Errors
    /// [`Error::ModelFile`] when the file cannot be composed.
    pub fn save(&self) -> Result<Vec<u8>> {
        let mut writer = Writer::default();
        self.store(&mut writer);
        Ok(writer.finish(HEADER, &self.header(None)))
    }

    fn store(&self, writer: &mut Writer) {
        store_network(&self.net, "", &mut |name, shape, bytes, dtype| writer.put(name, shape, bytes, dtype));
        writer.floats("standardise.mean", &self.standardise.mean);
        writer.floats("standardise.std", &self.standardise.std);
    }

    fn header(&self, checkpoint: Option<checkpoint::ProgressRecord>) -> Header {
        Header {
            format_version: FORMAT_VERSION,
            config: self.config.record(),
            labels: self.labels.clone(),
            data: self.data.clone(),
            split: self.split.clone(),
            input_range: self.input_range,
            history: self.history.clone(),
            weights_sha256: weights_sha256(&self.net),
            checkpoint,
        }
    }

    /// Reads a model file; `name` stands in the errors.
    ///
    /// # Errors
    /// [`Error::ModelFile`] for another format or version, a truncated or oversized file, missing tensors, wrong shapes or values that are
    /// not finite; [`Error::Mismatch`] when the weights do not have the digest that the header states.
    pub fn load(name: &str, bytes: &[u8]) -> Result<Self> {
        let reader = Reader::open(name, bytes)?;
        let header = read_header(&reader)?;
        Self::from_parts(&reader, &header)
    }

    fn from_parts(reader: &Reader<'_>, header: &Header) -> Result<Self> {
        let fail = |problem: String| reader.fail(problem);
        let config = Config::from_record(&header.config).map_err(|e| fail(format!("its configuration cannot be used ({e})")))?;
        crate::data::check_labels(&header.labels)?;
        let labels = header.labels.len();
        let params = config.network(labels).map_err(|e| fail(e.to_string()))?;
        let net = load_network(reader, params, config.seed, "")?;
        let bands = net.params.bands;
        let standardise =
            Standardise { mean: reader.floats("standardise.mean", &[bands])?, std: reader.floats("standardise.std", &[bands])? };
        if standardise.std.iter().any(|s| *s <= 0.0) {
            return Err(fail("standardise.std holds a value that is not positive".to_owned()));
        }
        let digest = weights_sha256(&net);
        if digest != header.weights_sha256 {
            return Err(Error::Mismatch {
                what: format!("weights of {}", reader.name),
                expected: header.weights_sha256.clone(),
                got: digest,
            });
        }
        Ok(Self {
            config,
            labels: header.labels.clone(),
            net,
            standardise,
            input_range: header.input_range,
            history: header.history.clone(),
            data: header.data.clone(),
            split: header.split.clone(),
        })
    }
}

fn read_header(reader: &Reader<'_>) -> Result<Header> {
    let wrong = |e: String| reader.fail(format!("its header cannot be read ({e})"));
    let value = Value::parse(reader.header(HEADER)?).map_err(wrong)?;
    let version: u32 =
        from_value(value.get("format_version").unwrap_or(&Value::Null)).map_err(|e| wrong(format!("format_version: {e}")))?;
    if version != FORMAT_VERSION {
        return Err(Error::ModelFile {
            name: reader.name.to_owned(),
            problem: format!("it has format version {version}, this program reads version {FORMAT_VERSION}"),
            hint: "save it again with the matching version of the program".into(),
        });
    }
    from_value(&value).map_err(wrong)
}
