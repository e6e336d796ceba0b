//! Errors and values on their way to JavaScript.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::Error;

/// A JavaScript `Error` with the text of ours and its `code`.
pub(super) fn to_js(error: &Error) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    js.set_name("EngineError");
    // Setting a property of a fresh object does not fail.
    let _ = js_sys::Reflect::set(&js, &"code".into(), &error.code().into());
    js.into()
}

/// Results that JavaScript sees.
pub(super) type JsResult<T> = std::result::Result<T, JsValue>;

/// Turns our error into JavaScript's.
pub(super) trait IntoJs<T> {
    /// The value, or a JavaScript `Error`.
    fn js(self) -> JsResult<T>;
}

impl<T> IntoJs<T> for crate::Result<T> {
    fn js(self) -> JsResult<T> {
        self.map_err(|e| to_js(&e))
    }
}

/// A plain object with the fields of `value`; missing options become `null`.
pub(super) fn object(value: &impl Serialize) -> JsResult<JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(Into::into)
}

/// Sets one field of an object.
pub(super) fn set(target: &JsValue, key: &str, value: &JsValue) -> JsResult<()> {
    js_sys::Reflect::set(target, &key.into(), value).map(|_| ())
}
