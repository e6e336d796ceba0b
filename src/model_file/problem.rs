//! A network and its lesson as one `safetensors` file for other frameworks: what `nrr-snn bench --export` writes.
//!
//! | tensor | shape | |
//! |---|---|---|
//! | `input` | `[utterances, frames, bands]` | standardised frames |
//! | `label` | `[utterances]` | index of each label, as `f32` |
//! | `layer{l}.…` | as in a model file | weights as they were drawn |
//!
//! The header's entry `problem` is a JSON object: every setting of the run by its key, with system, rule, seed and labels beside.

use super::tensors::{Dtype, Writer, store_network, to_bytes};
use crate::json::{Json, Read, Value, quote};
use crate::snn::Network;
use crate::text;
use crate::train::{Config, Example, SETTINGS};

/// Key of the JSON entry in the file's header.
const PROBLEM: &str = "problem";

/// Every setting, numbers as numbers.
struct Settings<'a>(&'a Config);

impl Json for Settings<'_> {
    fn write(&self, out: &mut String) {
        let mut open = '{';
        let mut put = |key: &str, value: &str| {
            out.push(open);
            open = ',';
            quote(key, out);
            out.push(':');
            match text::number(value) {
                Some(x) if x.is_finite() => out.push_str(value),
                _ => quote(value, out),
            }
        };
        put("system", &self.0.system);
        put("rule", &self.0.rule);
        put("seed", &self.0.seed.to_string());
        for s in SETTINGS {
            put(s.key, &s.get(self.0));
        }
        out.push('}');
    }

    fn read(&mut self, _: &Value<'_>) -> Read<()> {
        Err("the problem is written for other programs and not read back".to_owned())
    }
}

/// The file's bytes.
#[must_use]
pub fn save(config: &Config, net: &Network, examples: &[Example]) -> Vec<u8> {
    let mut writer = Writer::default();
    store_network(net, "", &mut |name, shape, bytes, dtype| writer.put(name, shape, bytes, dtype));
    let bands = net.params.bands.max(1);
    let frames = examples.first().map_or(0, |e| e.frames.len() / bands);
    let input: Vec<u8> = examples.iter().flat_map(|e| to_bytes(&e.frames)).collect();
    let labels: Vec<f32> = examples.iter().map(|e| e.label as f32).collect();
    writer.put("input".to_owned(), vec![examples.len(), frames, bands], input, Dtype::F32);
    writer.floats("label", &labels);
    writer.finish(PROBLEM, &Settings(config))
}
