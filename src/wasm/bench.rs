//! The benchmark in a page or in Node.

use wasm_bindgen::prelude::*;

use super::convert::{IntoJs, JsResult};
use super::given::{number_of, text_of, texts_of};
use crate::Result;
use crate::bench::{Bench, Plan, engine};
use crate::data::pack;
use crate::train::shards::Workers;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the page or the worker began.
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// Which build this is: `wasm-simd` or `wasm-scalar`.
#[wasm_bindgen]
#[must_use]
pub fn build() -> String {
    engine().to_owned()
}

/// A benchmark that runs step by step.
#[wasm_bindgen(js_name = Bench)]
pub struct JsBench {
    bench: Bench,
}

/// A number of times or things; what is out of range becomes 0, which the plan refuses by name.
fn whole(spec: &JsValue, key: &str) -> Result<u32> {
    let x = number_of(spec, key)?;
    Ok(if x.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&x) { x as u32 } else { 0 })
}

fn plan(spec: &JsValue) -> Result<Plan> {
    let settings = texts_of(spec, "settings")?;
    let changes = settings.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let rule = text_of(spec, "rule")?;
    let rule = if rule.is_empty() { None } else { Some(rule.as_str()) };
    let config = Plan::config(&text_of(spec, "system")?, None, rule, changes, Some(u64::from(whole(spec, "seed")?)))?;
    let frames = match number_of(spec, "frames") {
        Ok(_) => Some(whole(spec, "frames")?),
        Err(_) => None,
    };
    Plan::new(config, whole(spec, "batches")?, whole(spec, "repeats")?, 1, frames)
}

#[wasm_bindgen(js_class = Bench)]
impl JsBench {
    /// Prepares the benchmark `spec` `{system, rule, settings, seed, batches, repeats, frames}` (an empty rule is the system's own) on the
    /// utterances of a pack.
    ///
    /// # Errors
    /// A specification out of range, or a pack that cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &JsValue, pack: &[u8]) -> JsResult<JsBench> {
        let made = plan(spec).and_then(|plan| Bench::new(plan, &pack::read("the bundled digits", pack)?, Workers::single()));
        Ok(Self { bench: made.js()? })
    }

    /// Steps of the whole benchmark.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.bench.steps()
    }

    /// Learns one batch or measures one phase.
    ///
    /// # Errors
    /// A loss that is no longer a number.
    pub fn step(&mut self) -> JsResult<()> {
        self.bench.step(&now).js()
    }

    /// What was measured, as JSON.
    ///
    /// # Errors
    /// An utterance that does not fit the network.
    pub fn report(&self) -> JsResult<String> {
        Ok(self.bench.report().js()?.json())
    }
}
