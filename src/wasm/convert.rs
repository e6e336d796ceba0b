//! Errors and values on their way to JavaScript.

use serde::Serialize;
use serde::de::DeserializeOwned;
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

/// A plain object with the fields of `value`; missing options become `null`. By way of JSON, which the engine carries for its model files
/// anyway: a second serialiser would cost more download than it saves time on these small objects.
pub(super) fn object(value: &impl Serialize) -> JsResult<JsValue> {
    let text = serde_json::to_string(value).map_err(|e| JsValue::from(js_sys::Error::new(&e.to_string())))?;
    js_sys::JSON::parse(&text)
}

/// The reverse of [`object`].
pub(super) fn value<T: DeserializeOwned>(what: &str, object: &JsValue) -> JsResult<T> {
    let text = js_sys::JSON::stringify(object)?.as_string().unwrap_or_default();
    serde_json::from_str(&text).map_err(|e| {
        to_js(&Error::OutOfRange { what: what.into(), allowed: "the fields that protocol.ts lists".into(), got: e.to_string() })
    })
}

/// Sets one field of an object.
pub(super) fn set(target: &JsValue, key: &str, value: &JsValue) -> JsResult<()> {
    js_sys::Reflect::set(target, &key.into(), value).map(|_| ())
}
