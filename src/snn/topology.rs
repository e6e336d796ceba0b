//! Topology strings such as `RFC500-FC10`: the layers from the first hidden one to the readout.

use std::fmt;
use std::str::FromStr;

use crate::{Error, Result};

/// Most neurons in one layer.
pub const MAX_NEURONS: usize = 4096;
/// Most layers in one network.
pub const MAX_LAYERS: usize = 16;
/// Most trainable weights in one network (160 MB in single precision).
pub const MAX_WEIGHTS: usize = 40_000_000;

/// What connects into a layer.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    /// `FC`: every neuron sees the whole layer below.
    Dense,
    /// `RFC`: as `FC`, and every neuron sees its own layer one step earlier through the sparse loop.
    Recurrent,
}

impl LayerKind {
    /// The letters before the number of neurons.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dense => "FC",
            Self::Recurrent => "RFC",
        }
    }
}

/// One layer of a topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerSpec {
    /// What connects into the layer.
    pub kind: LayerKind,
    /// Neurons, 1 to [`MAX_NEURONS`].
    pub neurons: usize,
}

impl fmt::Display for LayerSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.code(), self.neurons)
    }
}

/// The layers of a network, the readout last.
///
/// ```
/// use nrr_snn::snn::Topology;
/// let topology: Topology = "RFC500-FC10".parse()?;
/// assert_eq!(topology.layers().len(), 2);
/// assert_eq!(topology.to_string(), "RFC500-FC10");
/// # Ok::<(), nrr_snn::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topology(Vec<LayerSpec>);

impl Topology {
    /// Checks sizes and makes a topology of `layers`.
    ///
    /// # Errors
    /// [`Error::Topology`] for no layer, too many layers, a size out of range, or a readout with a loop.
    pub fn new(layers: Vec<LayerSpec>) -> Result<Self> {
        let this = Self(layers);
        this.check().map_err(|problem| Error::Topology { text: this.to_string(), problem })?;
        Ok(this)
    }

    fn check(&self) -> std::result::Result<(), String> {
        if self.0.len() > MAX_LAYERS {
            return Err(format!("{} layers, at most {MAX_LAYERS} are allowed", self.0.len()));
        }
        if let Some(l) = self.0.iter().find(|l| l.neurons == 0 || l.neurons > MAX_NEURONS) {
            return Err(format!("layer {l} has {} neurons, 1 to {MAX_NEURONS} are allowed", l.neurons));
        }
        match self.0.last() {
            None => Err("there is no layer".to_owned()),
            Some(l) if l.kind != LayerKind::Dense => Err(format!("the last layer {l} is the readout and must be FC")),
            Some(_) => Ok(()),
        }
    }

    /// The layers, the readout last.
    #[must_use]
    pub fn layers(&self) -> &[LayerSpec] {
        &self.0
    }

    /// The same topology with a readout of `labels` neurons.
    ///
    /// # Errors
    /// [`Error::Topology`] when `labels` is out of range.
    pub fn with_readout(&self, labels: usize) -> Result<Self> {
        let mut layers = self.0.clone();
        if let Some(last) = layers.last_mut() {
            last.neurons = labels;
        }
        Self::new(layers)
    }

    /// Trainable weights of the network over `inputs` bands, loops counted in full.
    ///
    /// # Errors
    /// [`Error::Topology`] above [`MAX_WEIGHTS`]: checked before memory is taken.
    pub fn weights(&self, inputs: usize) -> Result<usize> {
        let mut below = inputs;
        let mut total = 0usize;
        for l in &self.0 {
            let loops = if l.kind == LayerKind::Recurrent { l.neurons } else { 0 };
            total = total.saturating_add((below + loops + 1).saturating_mul(l.neurons));
            below = l.neurons;
        }
        if total > MAX_WEIGHTS {
            let problem = format!("{total} weights, at most {MAX_WEIGHTS} are allowed");
            return Err(Error::Topology { text: self.to_string(), problem });
        }
        Ok(total)
    }
}

impl fmt::Display for Topology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, l) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("-")?;
            }
            write!(f, "{l}")?;
        }
        Ok(())
    }
}

impl FromStr for Topology {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let fail = |problem: String| Error::Topology { text: text.chars().take(80).collect(), problem };
        if text.trim().is_empty() {
            return Err(fail("it is empty".to_owned()));
        }
        let mut layers = Vec::new();
        for part in text.trim().split('-') {
            if layers.len() == MAX_LAYERS {
                return Err(fail(format!("more than {MAX_LAYERS} layers")));
            }
            let (kind, number) = if let Some(n) = part.strip_prefix("RFC") {
                (LayerKind::Recurrent, n)
            } else if let Some(n) = part.strip_prefix("FC") {
                (LayerKind::Dense, n)
            } else {
                return Err(fail(format!("\"{}\" is no layer", part.chars().take(20).collect::<String>())));
            };
            if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
                return Err(fail(format!(
                    "after {} a number of neurons is missing in \"{}\"",
                    kind.code(),
                    part.chars().take(20).collect::<String>()
                )));
            }
            let neurons = number.parse::<usize>().ok().filter(|n| (1..=MAX_NEURONS).contains(n));
            let Some(neurons) = neurons else {
                return Err(fail(format!("{} neurons, 1 to {MAX_NEURONS} are allowed", number.chars().take(20).collect::<String>())));
            };
            layers.push(LayerSpec { kind, neurons });
        }
        Self::new(layers).map_err(|e| match e {
            Error::Topology { problem, .. } => fail(problem),
            other => other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_parsed() {
        for text in ["FC10", "RFC500-FC10", "RFC500-FC300-FC10", "FC1-RFC4096-FC39"] {
            assert_eq!(text.parse::<Topology>().map(|t| t.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn names_what_is_wrong() {
        for (text, part) in [
            ("", "empty"),
            ("  ", "empty"),
            ("RFC0", "0 neurons"),
            ("RFC0-FC10", "0 neurons"),
            ("RFC99999999", "99999999 neurons"),
            ("FC", "number of neurons is missing"),
            ("FC-10", "number of neurons is missing"),
            ("RFC500", "must be FC"),
            ("RFC500--FC10", "is no layer"),
            ("LSTM5-FC10", "is no layer"),
            ("RFC+5-FC10", "number of neurons is missing"),
            ("RFC99999999999999999999999-FC10", "neurons, 1 to"),
        ] {
            let message = text.parse::<Topology>().map_err(|e| e.to_string()).err().unwrap_or_default();
            assert!(message.contains(part), "{text:?}: {message}");
        }
    }

    #[test]
    fn weights_are_counted_before_memory_is_taken() {
        let t: Topology = "RFC500-FC10".parse().unwrap_or_else(|e| unreachable!("{e}"));
        assert_eq!(t.weights(39), Ok((39 + 500 + 1) * 500 + 501 * 10));
        let big: Topology = "RFC4096-RFC4096-RFC4096-FC10".parse().unwrap_or_else(|e| unreachable!("{e}"));
        assert!(big.weights(39).is_err());
    }
}
