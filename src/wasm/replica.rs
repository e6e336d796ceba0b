//! A run's helper in another worker of the page.

use js_sys::Float32Array;
use wasm_bindgen::prelude::*;

use super::convert::{IntoJs, JsResult};
use crate::model_file::checkpoint::Checkpoint;
use crate::rules::Gradients;
use crate::train::Replica;
use crate::train::replica::{each, each_mut, length};

/// A copy of a run that computes some pieces of every batch and makes every update itself.
#[wasm_bindgen(js_name = Replica)]
pub struct JsReplica {
    replica: Replica,
    sums: Vec<f64>,
}

/// Writes every number of a gradient; what does not fit is left out.
pub(super) fn write(gradients: &Gradients, out: &Float32Array) {
    each(gradients, |at, array| {
        let place = out.subarray(at as u32, (at + array.len()) as u32);
        if place.length() as usize == array.len() {
            place.copy_from(array);
        }
    });
}

/// Reads every number of a gradient; an array that is not there becomes no number, which ends the run with a message.
pub(super) fn read(gradients: &mut Gradients, from: &Float32Array) {
    each_mut(gradients, |at, array| {
        let place = from.subarray(at as u32, (at + array.len()) as u32);
        if place.length() as usize == array.len() {
            place.copy_to(array);
        } else {
            array.fill(f32::NAN);
        }
    });
}

#[wasm_bindgen(js_class = Replica)]
impl JsReplica {
    /// A helper of the run that wrote this checkpoint and these examples.
    ///
    /// # Errors
    /// What [`Checkpoint::load`] refuses, or examples that are cut off.
    #[wasm_bindgen(constructor)]
    pub fn new(checkpoint: &[u8], examples: &[u8]) -> JsResult<JsReplica> {
        let replica = Checkpoint::load("run of the page", checkpoint).and_then(|c| c.replica(examples)).js()?;
        Ok(Self { replica, sums: Vec::new() })
    }

    /// Numbers of a gradient.
    #[must_use]
    pub fn length(&self) -> usize {
        length(self.replica.total())
    }

    /// Learns pieces `from` to `to` of a batch; gives the numbers of the nodes that are there then.
    ///
    /// # Errors
    /// An index or an example that does not fit.
    pub fn learn(&mut self, batch: &[u32], epoch: u32, from: usize, to: usize, exact: bool) -> JsResult<Vec<u32>> {
        self.replica.learn(batch, epoch, from..to, exact).js()?;
        Ok(self.replica.tree().parts().map(|(node, _)| node as u32).collect())
    }

    /// Writes the gradient of a node; gives its figures.
    pub fn node(&mut self, node: u32, out: &Float32Array) -> Vec<f64> {
        self.sums.clear();
        if let Some((_, part)) = self.replica.tree().parts().find(|(n, _)| *n == node as usize) {
            write(&part.gradients, out);
            part.sums.to_numbers(&mut self.sums);
        }
        self.sums.clone()
    }

    /// Makes the run's update with the mean gradient of the whole batch.
    pub fn update(&mut self, total: &Float32Array, rate: f32) {
        self.replica.update(rate, |gradients| read(gradients, total));
    }

    /// Labels heard in utterances `from` to `to` of the validation part and, behind it, the test part.
    ///
    /// # Errors
    /// An example that does not fit the network.
    pub fn heard(&self, from: usize, to: usize) -> JsResult<Vec<u32>> {
        self.replica.heard(from..to).js()
    }
}
