//! The weights of a layer to look at, and how much each neuron says to the layers that read it.

use super::Lab;
use crate::snn::{LayerKind, Network};
use crate::{Error, Result};

/// Weights of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerView {
    /// Its part of the topology string.
    pub name: String,
    /// Cells below it.
    pub inputs: usize,
    /// Its neurons.
    pub neurons: usize,
    /// Of a convolution, the neurons at each place, which share a kernel; else 0.
    pub channels: usize,
    /// W_f, shape `[inputs, neurons]`; of a convolution `[frames · cells, channels]`.
    pub ff: Vec<f32>,
    /// b, shape `[neurons]`; of a convolution `[channels]`.
    pub bias: Vec<f32>,
    /// W_r ⊙ M, shape `[neurons before, neurons after]`; none without a loop.
    pub rec: Option<Vec<f32>>,
    /// M, of the same shape: 1 where a synapse exists.
    pub mask: Option<Vec<u8>>,
}

impl Lab {
    /// The weights of layer `l`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] when there is no such layer.
    pub fn weights(&self, l: usize) -> Result<LayerView> {
        let net = &self.model.net;
        let layer = net.layer(l)?;
        let loops = !layer.w_rec.is_empty();
        Ok(LayerView {
            name: net.params.topology.layers().get(l).map(ToString::to_string).unwrap_or_default(),
            inputs: layer.field.inputs,
            neurons: layer.neurons(),
            channels: if layer.kind == LayerKind::Conv { layer.field.channels } else { 0 },
            ff: layer.w_ff.clone(),
            bias: layer.bias.clone(),
            rec: loops.then(|| layer.w_rec.dense()),
            mask: loops.then(|| layer.w_rec.dense_mask()),
        })
    }

    /// For each neuron of hidden layer `l` the Euclidean norm of all weights through which other layers read it: the next layer, and a readout
    /// that sees every hidden layer. A convolution's weight counts once for every place at which it reads the neuron. Its own loop does not count.
    ///
    /// # Shapes
    /// `[neurons]`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] for a layer that is not there, and for the readout, which nothing reads.
    pub fn influence(&self, l: usize) -> Result<Vec<f32>> {
        let net = &self.model.net;
        let layer = net.layer(l)?;
        if net.is_readout(l) {
            let allowed = "a hidden layer".to_owned();
            return Err(Error::OutOfRange { what: "layer".into(), allowed, got: format!("{l}, the readout") });
        }
        let mut squares = vec![0.0f64; layer.neurons()];
        for reader in l + 1..net.layers.len() {
            if let Some(first) = row_of(net, reader, l) {
                add_squares(net, reader, first, &mut squares);
            }
        }
        Ok(squares.into_iter().map(|x| x.sqrt() as f32).collect())
    }
}

/// Row of the weights of `reader` at which the cells of layer `l` begin, where it reads them.
fn row_of(net: &Network, reader: usize, l: usize) -> Option<usize> {
    if net.is_readout(reader) {
        return net.read().find(|(seen, _)| *seen == l).map(|(_, row)| row);
    }
    (reader == l + 1).then_some(0)
}

/// Adds to each cell below the squares of the weights through which layer `reader` reads it, from row `first` on.
fn add_squares(net: &Network, reader: usize, first: usize, squares: &mut [f64]) {
    let Some(layer) = net.layers.get(reader) else { return };
    let field = &layer.field;
    for (row, weights) in layer.w_ff.chunks_exact(field.channels.max(1)).enumerate().skip(first) {
        let sum: f64 = weights.iter().map(|w| f64::from(*w) * f64::from(*w)).sum();
        // A dense layer has one place, and its rows are the cells.
        let cell = (row - first) % field.cells.max(1);
        for place in 0..field.places {
            if let Some(square) = squares.get_mut(place * field.hop + cell) {
                *square += sum;
            }
        }
    }
}
