//! What JavaScript gives: objects, read field by field, and numbers, checked.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::text::decimals;
use crate::{Error, Result};

/// A field of an object that JavaScript gives, as text.
///
/// # Errors
/// [`Error::OutOfRange`] when it is not there or no text.
pub(super) fn text_of(object: &JsValue, key: &str) -> Result<String> {
    field(object, key, JsValue::as_string)
}

/// A field of an object that JavaScript gives, as a number.
///
/// # Errors
/// [`Error::OutOfRange`] when it is not there or no number.
pub(super) fn number_of(object: &JsValue, key: &str) -> Result<f64> {
    field(object, key, JsValue::as_f64)
}

/// A field of an object that JavaScript gives, as a number where it is there.
///
/// # Errors
/// [`Error::OutOfRange`] when it is there and no number.
pub(super) fn option_of(object: &JsValue, key: &str) -> Result<Option<f64>> {
    field(object, key, |v| if v.is_undefined() || v.is_null() { Some(None) } else { v.as_f64().map(Some) })
}

/// Largest seed: whole numbers above 2^53 are not exact in JavaScript.
pub(super) const MAX_SEED: f64 = 9_007_199_254_740_991.0;

/// A whole number from 0 to `max`.
///
/// # Errors
/// [`Error::OutOfRange`] for any other, with `what` as its name.
pub(super) fn whole(what: &str, x: f64, max: f64) -> Result<u64> {
    if x.fract() == 0.0 && (0.0..=max).contains(&x) {
        return Ok(x as u64);
    }
    let allowed = format!("a whole number from 0 to {}", max as u64);
    Err(Error::OutOfRange { what: what.into(), allowed, got: decimals(x, 2) })
}

/// Every field of an object inside an object, as texts.
///
/// # Errors
/// [`Error::OutOfRange`] when it is not there or not made of texts.
pub(super) fn texts_of(object: &JsValue, key: &str) -> Result<Vec<(String, String)>> {
    field(object, key, |v| {
        let pairs = Object::entries(v.dyn_ref::<Object>()?);
        pairs
            .iter()
            .map(|pair| Some((Reflect::get_u32(&pair, 0).ok()?.as_string()?, Reflect::get_u32(&pair, 1).ok()?.as_string()?)))
            .collect()
    })
}

fn field<T>(object: &JsValue, key: &str, read: impl Fn(&JsValue) -> Option<T>) -> Result<T> {
    let value = Reflect::get(object, &key.into()).ok();
    value.as_ref().and_then(read).ok_or_else(|| Error::OutOfRange {
        what: "run".into(),
        allowed: "the fields that protocol.ts lists".into(),
        got: format!("no usable field \"{key}\""),
    })
}
