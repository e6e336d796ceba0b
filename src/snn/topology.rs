//! Topology strings such as `C16x7x3/2-RFC500-FC300-FC10`: the layers from the first hidden one to the readout.

use std::fmt;
use std::str::FromStr;

use crate::{Error, Result};

/// Most neurons in one layer.
pub const MAX_NEURONS: usize = 4096;
/// Most layers in one network.
pub const MAX_LAYERS: usize = 16;
/// Most trainable weights in one network (160 MB in single precision).
pub const MAX_WEIGHTS: usize = 40_000_000;
/// Most bands, frames or steps of a convolution's kernel.
pub const MAX_KERNEL: usize = 256;

/// What connects into a layer.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerKind {
    /// `FC`: every neuron sees the whole layer below.
    Dense,
    /// `RFC`: as `FC`, and every neuron sees its own layer one step earlier through the sparse loop.
    Recurrent,
    /// `C`: the neurons of a channel share one kernel, which each lays over other neighbouring bands and the latest frames.
    Conv,
}

impl LayerKind {
    /// The letters before the number of neurons.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dense => "FC",
            Self::Recurrent => "RFC",
            Self::Conv => "C",
        }
    }
}

/// One layer of a topology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayerSpec {
    /// `FC{neurons}`.
    Dense {
        /// Neurons, 1 to [`MAX_NEURONS`].
        neurons: usize,
    },
    /// `RFC{neurons}`.
    Recurrent {
        /// Neurons, 1 to [`MAX_NEURONS`].
        neurons: usize,
    },
    /// `C{channels}x{bands}x{frames}/{stride}`.
    Conv {
        /// Kernels, and so neurons at each place.
        channels: usize,
        /// Neighbouring bands (of a convolution below: places) that a kernel covers.
        bands: usize,
        /// Frames that a kernel covers: the present one and those just before.
        frames: usize,
        /// Bands from one place of the kernel to the next.
        stride: usize,
    },
}

impl LayerSpec {
    /// What connects into the layer.
    #[must_use]
    pub fn kind(&self) -> LayerKind {
        match self {
            Self::Dense { .. } => LayerKind::Dense,
            Self::Recurrent { .. } => LayerKind::Recurrent,
            Self::Conv { .. } => LayerKind::Conv,
        }
    }

    fn problem(&self) -> Option<String> {
        let wrong = |n: usize, what: &str| (n == 0 || n > MAX_NEURONS).then(|| format!("{n} {what}, 1 to {MAX_NEURONS} are allowed"));
        match *self {
            Self::Dense { neurons: n } | Self::Recurrent { neurons: n } => wrong(n, "neurons"),
            Self::Conv { channels, bands, frames, stride } => wrong(channels, "channels").or_else(|| {
                [("bands", bands), ("frames", frames), ("stride", stride)]
                    .into_iter()
                    .find(|(_, n)| !(1..=MAX_KERNEL).contains(n))
                    .map(|(what, n)| format!("a kernel with {what} {n}, 1 to {MAX_KERNEL} are allowed"))
            }),
        }
    }
}

impl fmt::Display for LayerSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind().code())?;
        match *self {
            Self::Dense { neurons } | Self::Recurrent { neurons } => write!(f, "{neurons}"),
            Self::Conv { channels, bands, frames, stride: 1 } => write!(f, "{channels}x{bands}x{frames}"),
            Self::Conv { channels, bands, frames, stride } => write!(f, "{channels}x{bands}x{frames}/{stride}"),
        }
    }
}

/// How the neurons of a layer see the layer below. A dense layer is the case of one place that covers everything in one frame.
///
/// The neuron of channel `c` at place `p` has index `p · channels + c` and sees, `k` frames ago for every `k < frames`, the `cells` cells
/// of the layer below from `p · hop` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Cells of one frame of the layer below (for the first layer, of the input).
    pub inputs: usize,
    /// Places that the kernel is laid on.
    pub places: usize,
    /// Neurons at each place.
    pub channels: usize,
    /// Cells of a frame that a place covers.
    pub cells: usize,
    /// Cells from one place to the next.
    pub hop: usize,
    /// Frames covered: the present one and those just before.
    pub frames: usize,
}

impl Field {
    /// Every neuron sees all `inputs`.
    #[must_use]
    pub fn dense(inputs: usize, neurons: usize) -> Self {
        Self { inputs, places: 1, channels: neurons, cells: inputs, hop: inputs, frames: 1 }
    }

    /// Neurons of the layer.
    #[must_use]
    pub fn neurons(&self) -> usize {
        self.places * self.channels
    }

    /// Cells that feed one neuron: rows of `w_ff`.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.cells * self.frames
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
        if let Some((l, problem)) = self.0.iter().find_map(|l| l.problem().map(|p| (l, p))) {
            return Err(format!("layer {l} has {problem}"));
        }
        match self.0.last() {
            None => Err("there is no layer".to_owned()),
            Some(LayerSpec::Dense { .. }) => Ok(()),
            Some(l) => Err(format!("the last layer {l} is the readout and must be FC")),
        }
    }

    /// The layers, the readout last.
    #[must_use]
    pub fn layers(&self) -> &[LayerSpec] {
        &self.0
    }

    /// Neurons of the readout.
    #[must_use]
    pub fn labels(&self) -> usize {
        match self.0.last() {
            Some(LayerSpec::Dense { neurons }) => *neurons,
            _ => 0,
        }
    }

    /// The same topology with a readout of `labels` neurons.
    ///
    /// # Errors
    /// [`Error::Topology`] when `labels` is out of range.
    pub fn with_readout(&self, labels: usize) -> Result<Self> {
        let mut layers = self.0.clone();
        if let Some(last) = layers.last_mut() {
            *last = LayerSpec::Dense { neurons: labels };
        }
        Self::new(layers)
    }

    /// How each layer sees the one below, over frames of `inputs` cells. With `all_to_readout` the readout sees every hidden layer.
    ///
    /// # Errors
    /// [`Error::Topology`] when a kernel is larger than what is below it, a convolution has too many neurons, or the network more than
    /// [`MAX_WEIGHTS`] weights (loops counted in full): checked before memory is taken.
    pub fn fields(&self, inputs: usize, all_to_readout: bool) -> Result<Vec<Field>> {
        let fail = |problem: String| Error::Topology { text: self.to_string(), problem };
        // Below a layer: `cells` cells at each of `bands` places.
        let (mut bands, mut cells) = (inputs, 1);
        let mut hidden = 0usize;
        let mut total = 0usize;
        let mut fields = Vec::with_capacity(self.0.len());
        for (l, spec) in self.0.iter().enumerate() {
            let field = match *spec {
                LayerSpec::Dense { neurons } | LayerSpec::Recurrent { neurons } => {
                    let is_readout = l > 0 && l + 1 == self.0.len();
                    Field::dense(if is_readout && all_to_readout { hidden } else { bands * cells }, neurons)
                }
                LayerSpec::Conv { channels, bands: kernel, frames, stride } => {
                    if kernel > bands {
                        return Err(fail(format!("the kernel of {spec} covers {kernel} bands, but only {bands} are below it")));
                    }
                    let places = (bands - kernel) / stride + 1;
                    Field { inputs: bands * cells, places, channels, cells: kernel * cells, hop: stride * cells, frames }
                }
            };
            let neurons = field.neurons();
            if neurons > MAX_NEURONS {
                return Err(fail(format!("layer {spec} has {neurons} neurons, at most {MAX_NEURONS} are allowed")));
            }
            let loops = if spec.kind() == LayerKind::Recurrent { neurons * neurons } else { 0 };
            total = total.saturating_add((field.rows() + 1).saturating_mul(field.channels)).saturating_add(loops);
            (bands, cells) = if spec.kind() == LayerKind::Conv { (field.places, field.channels) } else { (neurons, 1) };
            hidden += neurons;
            fields.push(field);
        }
        if total > MAX_WEIGHTS {
            return Err(fail(format!("{total} weights, at most {MAX_WEIGHTS} are allowed")));
        }
        Ok(fields)
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
            layers.push(parse_layer(part).map_err(fail)?);
        }
        Self::new(layers).map_err(|e| match e {
            Error::Topology { problem, .. } => fail(problem),
            other => other,
        })
    }
}

/// One layer of a topology string, or what is wrong with it.
fn parse_layer(part: &str) -> std::result::Result<LayerSpec, String> {
    let short = || part.chars().take(20).collect::<String>();
    let number = |text: &str, what: &str, after: &str| -> std::result::Result<usize, String> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("after {after} a number of {what} is missing in \"{}\"", short()));
        }
        let most = if matches!(what, "neurons" | "channels") { MAX_NEURONS } else { MAX_KERNEL };
        let n = text.parse().ok().filter(|n| (1..=most).contains(n));
        n.ok_or_else(|| format!("{} {what}, 1 to {most} are allowed", text.chars().take(20).collect::<String>()))
    };
    if let Some(n) = part.strip_prefix("RFC") {
        return Ok(LayerSpec::Recurrent { neurons: number(n, "neurons", "RFC")? });
    }
    if let Some(n) = part.strip_prefix("FC") {
        return Ok(LayerSpec::Dense { neurons: number(n, "neurons", "FC")? });
    }
    if let Some(rest) = part.strip_prefix('C') {
        let (kernel, stride) = rest.split_once('/').map_or((rest, None), |(k, s)| (k, Some(s)));
        let sizes: Vec<&str> = kernel.split('x').collect();
        let [channels, bands, frames] = sizes[..] else {
            return Err(format!("\"{}\" is no convolution, write C16x7x3/2: 16 channels, 7 bands x 3 frames, every 2nd band", short()));
        };
        return Ok(LayerSpec::Conv {
            channels: number(channels, "channels", "C")?,
            bands: number(bands, "bands", "x")?,
            frames: number(frames, "frames", "x")?,
            stride: stride.map_or(Ok(1), |s| number(s, "bands", "/"))?,
        });
    }
    Err(format!("\"{}\" is no layer", short()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_parsed() {
        for text in ["FC10", "RFC500-FC10", "RFC500-FC300-FC10", "FC1-RFC4096-FC39", "C16x7x3/2-RFC500-FC300-FC10", "C8x5x1-C4x3x2-FC2"] {
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
            ("C16-FC10", "is no convolution"),
            ("C16x7-FC10", "is no convolution"),
            ("C16x7x3x2-FC10", "is no convolution"),
            ("Cx7x3-FC10", "number of channels is missing"),
            ("C16x7x3/-FC10", "number of bands is missing"),
            ("C16x7x3/0-FC10", "0 bands, 1 to"),
            ("C16x999x3-FC10", "999 bands, 1 to"),
            ("FC10-C16x7x3", "must be FC"),
        ] {
            let message = text.parse::<Topology>().map_err(|e| e.to_string()).err().unwrap_or_default();
            assert!(message.contains(part), "{text:?}: {message}");
        }
    }

    fn fields(text: &str, all: bool) -> Result<Vec<Field>> {
        text.parse::<Topology>()?.fields(39, all)
    }

    #[test]
    fn weights_are_counted_before_memory_is_taken() {
        assert!(fields("RFC500-FC10", false).is_ok());
        assert!(fields("RFC4096-RFC4096-RFC4096-FC10", false).is_err());
        assert!(fields("C1024x3x1-FC10", false).is_err_and(|e| e.to_string().contains("neurons, at most")));
        assert!(fields("C4x40x1-FC10", false).is_err_and(|e| e.to_string().contains("only 39 are below")));
    }

    #[test]
    fn fields_of_convolutions_follow_bands_and_places() -> Result<()> {
        let f = fields("C16x7x3/2-C4x3x1-RFC50-FC10", true)?;
        assert_eq!(f[0], Field { inputs: 39, places: 17, channels: 16, cells: 7, hop: 2, frames: 3 });
        assert_eq!(f[1], Field { inputs: 272, places: 15, channels: 4, cells: 48, hop: 16, frames: 1 });
        assert_eq!(f[2], Field::dense(60, 50));
        assert_eq!(f[3], Field::dense(272 + 60 + 50, 10));
        Ok(())
    }
}
