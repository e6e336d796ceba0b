//! Errors and values on their way to JavaScript.
//!
//! Objects are made field by field: the engine's JSON would pull a second copy of its parser into the binary.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::{Error, Result};

/// A JavaScript `Error` with the text of ours and its `code`.
pub(super) fn to_js(error: &Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    js.set_name("EngineError");
    // Setting a property of a fresh object does not fail.
    let _ = Reflect::set(&js, &"code".into(), &error.code().into());
    js.into()
}

/// Results that JavaScript sees.
pub(super) type JsResult<T> = std::result::Result<T, JsValue>;

/// Turns our error into JavaScript's.
pub(super) trait IntoJs<T> {
    /// The value, or a JavaScript `Error`.
    fn js(self) -> JsResult<T>;
}

impl<T> IntoJs<T> for Result<T> {
    fn js(self) -> JsResult<T> {
        self.map_err(|e| to_js(&e))
    }
}

/// A plain object in the making.
pub(super) struct Fields(Object);

impl Fields {
    /// Without fields.
    pub(super) fn new() -> Self {
        Self(Object::new())
    }

    /// Sets one field.
    pub(super) fn set(&self, key: &str, value: &JsValue) {
        // Setting a property of a fresh object does not fail.
        let _ = Reflect::set(&self.0, &key.into(), value);
    }

    /// Sets a text.
    pub(super) fn text(&self, key: &str, value: &str) {
        self.set(key, &value.into());
    }

    /// Sets a number.
    pub(super) fn number(&self, key: &str, value: f64) {
        self.set(key, &value.into());
    }

    /// Sets a number that there need not be, else `null`.
    pub(super) fn option(&self, key: &str, value: Option<f32>) {
        self.set(key, &value.map_or(JsValue::NULL, Into::into));
    }

    /// Sets a number of things.
    pub(super) fn count(&self, key: &str, value: usize) {
        self.number(key, value as f64);
    }

    /// Sets a list of texts.
    pub(super) fn texts<T: AsRef<str>>(&self, key: &str, values: &[T]) {
        let list = Array::new();
        for value in values {
            list.push(&value.as_ref().into());
        }
        self.set(key, &list);
    }

    /// Sets a list of objects.
    pub(super) fn list(&self, key: &str, values: impl Iterator<Item = JsValue>) {
        let list = Array::new();
        for value in values {
            list.push(&value);
        }
        self.set(key, &list);
    }

    /// The object.
    pub(super) fn done(self) -> JsValue {
        self.0.into()
    }
}
