//! JSON of model files and packs: read and written by the few types that stand in them.
//!
//! A general serialiser would be a third of the page's download.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text;

/// Deepest nesting that is read.
const MAX_DEPTH: u32 = 32;

/// A value that was read. Numbers keep their text, so that none is rounded before its type is known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number's text.
    Number(&'a str),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Value<'a>>),
    /// Fields in their order.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

/// What could not be read, in words.
pub(crate) type Read<T> = Result<T, String>;

impl<'a> Value<'a> {
    /// Reads a whole text.
    ///
    /// # Errors
    /// Where it is no JSON.
    pub(crate) fn parse(text: &'a str) -> Read<Self> {
        let mut p = Parser { text, at: 0 };
        let value = p.value(0)?;
        p.space();
        if p.at == text.len() { Ok(value) } else { Err(p.wrong("the end")) }
    }

    /// The field `key` of an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.fields().iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// Fields of an object; none of anything else.
    pub(crate) fn fields(&self) -> &[(Cow<'a, str>, Self)] {
        if let Self::Object(fields) = self { fields } else { &[] }
    }

    /// Reads the fields of an object into their places; a missing one reads as `null`.
    ///
    /// # Errors
    /// A field that has no place, or the first that is missing or of another type.
    pub(crate) fn fill(&self, places: &mut [(&str, &mut dyn Json)]) -> Read<()> {
        if let Some((k, _)) = self.fields().iter().find(|(k, _)| !places.iter().any(|p| p.0 == k)) {
            return Err(format!("unknown field {k}"));
        }
        for (key, place) in places {
            place.read(self.get(key).unwrap_or(&Value::Null)).map_err(|e| format!("{key}: {e}"))?;
        }
        Ok(())
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn wrong(&self, expected: &str) -> String {
        format!("expected {expected} at byte {}", self.at)
    }

    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// What was passed since byte `from`. Both ends stand beside ASCII characters.
    fn since(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn take(&mut self, word: &str) -> bool {
        let there = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        self.at += if there { word.len() } else { 0 };
        there
    }

    fn need(&mut self, word: &str) -> Read<()> {
        self.space();
        if self.take(word) { Ok(()) } else { Err(self.wrong(word)) }
    }

    fn value(&mut self, depth: u32) -> Read<Value<'a>> {
        self.space();
        if depth > MAX_DEPTH {
            return Err(self.wrong("less nesting"));
        }
        match self.peek() {
            b'{' => {
                let mut fields = Vec::new();
                self.items("{", "}", |p| {
                    p.space();
                    let key = p.string()?;
                    p.need(":")?;
                    fields.push((key, p.value(depth + 1)?));
                    Ok(())
                })?;
                Ok(Value::Object(fields))
            }
            b'[' => {
                let mut items = Vec::new();
                self.items("[", "]", |p| {
                    items.push(p.value(depth + 1)?);
                    Ok(())
                })?;
                Ok(Value::List(items))
            }
            b'"' => self.string().map(Value::Text),
            b'-' | b'0'..=b'9' => {
                let from = self.at;
                while matches!(self.peek(), b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9') {
                    self.at += 1;
                }
                Ok(Value::Number(self.since(from)))
            }
            _ if self.take("null") => Ok(Value::Null),
            _ if self.take("true") => Ok(Value::Bool(true)),
            _ if self.take("false") => Ok(Value::Bool(false)),
            _ => Err(self.wrong("a value")),
        }
    }

    fn items(&mut self, open: &str, close: &str, mut item: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        self.need(open)?;
        self.space();
        if self.take(close) {
            return Ok(());
        }
        loop {
            item(self)?;
            self.space();
            if self.take(close) {
                return Ok(());
            }
            self.need(",")?;
        }
    }

    fn string(&mut self) -> Read<Cow<'a, str>> {
        self.need("\"")?;
        let from = self.at;
        let mut own: Option<String> = None;
        let mut plain = from;
        loop {
            match self.peek() {
                b'"' => {
                    let rest = self.since(plain);
                    self.at += 1;
                    return Ok(match own {
                        Some(text) => Cow::Owned(text + rest),
                        None => Cow::Borrowed(rest),
                    });
                }
                b'\\' => {
                    let text = own.get_or_insert_default();
                    text.push_str(self.since(plain));
                    self.at += 1;
                    let c = self.escape()?;
                    own.get_or_insert_default().push(c);
                    plain = self.at;
                }
                0..0x20 => return Err(self.wrong("the end of a text")),
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let c = self.peek();
        self.at += 1;
        Ok(match c {
            b'"' | b'\\' | b'/' => char::from(c),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let high = self.hex()?;
                let code = if (0xD800..0xDC00).contains(&high) && self.take("\\u") {
                    0x1_0000 + ((high - 0xD800) << 10) + (self.hex()?.wrapping_sub(0xDC00) & 0x3FF)
                } else {
                    high
                };
                char::from_u32(code).ok_or_else(|| self.wrong("a character"))?
            }
            _ => return Err(self.wrong("an escaped character")),
        })
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self.text.get(self.at..self.at + 4).and_then(|d| u32::from_str_radix(d, 16).ok());
        self.at += 4;
        digits.ok_or_else(|| self.wrong("four hexadecimal digits"))
    }
}

/// Writes a text with its quotes.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                out.push_str("\\u00");
                out.push(char::from(DIGITS[(c as usize >> 4) & 15]));
                out.push(char::from(DIGITS[c as usize & 15]));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A type that stands in a file's JSON.
pub(crate) trait Json {
    /// Appends it to `out`.
    fn write(&self, out: &mut String);
    /// Reads it.
    ///
    /// # Errors
    /// What was expected.
    fn read(&mut self, value: &Value<'_>) -> Read<()>;
}

/// The text of a value.
pub(crate) fn to_string(value: &dyn Json) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// A value of the type that is wanted.
///
/// # Errors
/// What was expected.
pub(crate) fn from_value<T: Json + Default>(value: &Value<'_>) -> Read<T> {
    let mut out = T::default();
    out.read(value).map(|()| out)
}

/// Puts a value in its place.
fn take<T>(place: &mut T, value: Option<T>, what: &str) -> Read<()> {
    *place = value.ok_or_else(|| format!("expected {what}"))?;
    Ok(())
}

macro_rules! whole {
    ($($t:ty),*) => {$(
        impl Json for $t {
            fn write(&self, out: &mut String) {
                out.push_str(&self.to_string());
            }
            fn read(&mut self, value: &Value<'_>) -> Read<()> {
                let x = if let Value::Number(text) = value { text.parse().ok() } else { None };
                take(self, x, "a whole number")
            }
        }
    )*};
}
whole!(u32, u64, usize);

impl Json for f32 {
    fn write(&self, out: &mut String) {
        out.push_str(&text::float(*self));
    }
    fn read(&mut self, value: &Value<'_>) -> Read<()> {
        let x = if let Value::Number(text) = value { text::number(text) } else { None };
        take(self, x.map(|x| x as Self), "a number")
    }
}

impl Json for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
    fn read(&mut self, value: &Value<'_>) -> Read<()> {
        let b = if let Value::Bool(b) = value { Some(*b) } else { None };
        take(self, b, "true or false")
    }
}

impl Json for String {
    fn write(&self, out: &mut String) {
        quote(self, out);
    }
    fn read(&mut self, value: &Value<'_>) -> Read<()> {
        let text = if let Value::Text(text) = value { Some(text.to_string()) } else { None };
        take(self, text, "a text")
    }
}

impl<T: Json + Default> Json for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(x) => x.write(out),
            None => out.push_str("null"),
        }
    }
    fn read(&mut self, value: &Value<'_>) -> Read<()> {
        *self = None;
        if *value == Value::Null { Ok(()) } else { self.get_or_insert_default().read(value) }
    }
}

impl<T: Json + Default> Json for Vec<T> {
    fn write(&self, out: &mut String) {
        list(self.iter().map(|x| x as &dyn Json), out);
    }
    fn read(&mut self, value: &Value<'_>) -> Read<()> {
        let Value::List(items) = value else { return Err("expected a list".to_owned()) };
        self.clear();
        for item in items {
            self.push(from_value(item)?);
        }
        Ok(())
    }
}

/// Writes a list.
fn list<'a>(items: impl Iterator<Item = &'a dyn Json>, out: &mut String) {
    out.push('[');
    for (i, x) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        x.write(out);
    }
    out.push(']');
}

/// Writes an object.
pub(crate) fn object(fields: &[(&str, &dyn Json)], out: &mut String) {
    out.push('{');
    for (i, (key, value)) in fields.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        quote(key, out);
        out.push(':');
        value.write(out);
    }
    out.push('}');
}

impl Json for [f32; 2] {
    fn write(&self, out: &mut String) {
        list(self.iter().map(|x| x as &dyn Json), out);
    }
    fn read(&mut self, value: &Value<'_>) -> Read<()> {
        take(self, from_value::<Vec<f32>>(value)?.try_into().ok(), "two numbers")
    }
}

/// Texts by their keys: an object.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
pub struct Texts(pub Vec<(String, String)>);

impl From<BTreeMap<String, String>> for Texts {
    fn from(map: BTreeMap<String, String>) -> Self {
        Self(map.into_iter().collect())
    }
}

impl From<Texts> for BTreeMap<String, String> {
    fn from(texts: Texts) -> Self {
        texts.0.into_iter().collect()
    }
}

impl Json for Texts {
    fn write(&self, out: &mut String) {
        let fields: Vec<(&str, &dyn Json)> = self.0.iter().map(|(key, value)| (key.as_str(), value as &dyn Json)).collect();
        object(&fields, out);
    }
    fn read(&mut self, value: &Value<'_>) -> Read<()> {
        self.0.clear();
        for (key, value) in value.fields() {
            self.0.push((key.to_string(), from_value(value)?));
        }
        Ok(())
    }
}

/// A struct as an object: its fields and their keys, in their order. Other fields are refused.
macro_rules! json {
    ($t:ty { $($field:ident: $key:literal),+ $(,)? }) => {
        impl $crate::json::Json for $t {
            fn write(&self, out: &mut String) {
                $crate::json::object(&[$(($key, &self.$field)),+], out);
            }
            fn read(&mut self, value: &$crate::json::Value<'_>) -> $crate::json::Read<()> {
                value.fill(&mut [$(($key, &mut self.$field)),+])
            }
        }
    };
}
pub(crate) use json;

#[cfg(test)]
mod tests {
    use super::*;

    /// The same value by another reader.
    fn oracle(value: &Value<'_>) -> serde_json::Value {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(b) => (*b).into(),
            Value::Number(text) => serde_json::from_str(text).unwrap_or_default(),
            Value::Text(text) => text.as_ref().into(),
            Value::List(items) => items.iter().map(oracle).collect(),
            Value::Object(fields) => fields.iter().map(|(k, v)| (k.to_string(), oracle(v))).collect::<serde_json::Map<_, _>>().into(),
        }
    }

    #[test]
    fn reads_what_serde_json_reads() {
        for text in [
            r#"{"a": [1, -2.5e3, true, null], "b\n\u00e9": "\"x\\\/\b\f\r\t\u20ac\ud83d\ude00é"}"#,
            " [ ] ",
            "{}",
            "0.0003",
            r#""""#,
            "[[[[{\"k\":{}}]]]]",
        ] {
            assert_eq!(Value::parse(text).map(|v| oracle(&v)), serde_json::from_str(text).map_err(|e| e.to_string()), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_cut_or_odd_and_never_panics() {
        let whole = r#"{"a":[1,2,{"b":"\u00e9x"}],"c":null}"#;
        for end in 0..whole.len() {
            assert!(Value::parse(&whole[..end]).is_err(), "{}", &whole[..end]);
        }
        for text in ["[1,]", "{\"a\"}", "{a:1}", "nul", "\"\\x\"", "\"\\ud800\"", "\"\\u00", "\u{1}", "[1] 2", "\"a\nb\""] {
            assert!(Value::parse(text).is_err(), "{text}");
        }
        assert!(Value::parse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn writes_what_it_reads_back() {
        let texts: Vec<String> = ["", "é\u{1}\"\\\n", "plain"].iter().map(ToString::to_string).collect();
        let text = to_string(&texts);
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).ok().as_ref(), Some(&texts));
        assert_eq!(Value::parse(&text).and_then(|v| from_value(&v)), Ok(texts));
        assert_eq!(to_string(&Some(vec![1u32, 2])), "[1,2]");
        assert_eq!(to_string(&None::<bool>), "null");
    }
}
