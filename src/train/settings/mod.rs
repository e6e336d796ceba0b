//! One table of every setting: its key on the command line and in the URL, its symbol, unit, range and explanation.
//!
//! The program's `--set`, the page's controls, the model file and the documentation all read this table, so that none can drift.

mod table;

use super::config::Config;
use crate::choice::Choice;
use crate::snn::Topology;
use crate::{Error, Result, text};
pub use table::SETTINGS;

/// What values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number from `min` to `max`; `step` is what a slider moves by.
    Number {
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
        /// Step of a slider.
        step: f64,
    },
    /// A whole number from `min` to `max`.
    Integer {
        /// Least value.
        min: u32,
        /// Greatest value.
        max: u32,
    },
    /// One of a list: (id, title).
    Choice(&'static [(&'static str, &'static str)]),
    /// A topology string.
    Topology,
}

/// Where a setting belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Layers and connections.
    Network,
    /// The spiking neuron.
    Neuron,
    /// Rule, loss and optimiser.
    Learning,
    /// Samples to frames.
    FrontEnd,
}

impl Group {
    /// Name in words.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Neuron => "neuron",
            Self::Learning => "learning",
            Self::FrontEnd => "front end",
        }
    }
}

/// One setting of a run.
pub struct Setting {
    /// Key on the command line (`--set key=value`), in the URL and in the model file.
    pub key: &'static str,
    /// Name in words.
    pub title: &'static str,
    /// The paper's symbol, or empty.
    pub symbol: &'static str,
    /// Unit, or empty.
    pub unit: &'static str,
    /// Values it takes.
    pub kind: Kind,
    /// Where it belongs.
    pub group: Group,
    /// Whether the page shows it in its short list.
    pub main: bool,
    /// What it does, in plain words; empty in WebAssembly, where the page has them.
    pub explanation: &'static str,
    get: fn(&Config) -> Value<'_>,
    slot: fn(&mut Config) -> Slot<'_>,
}

/// A setting's value.
enum Value<'a> {
    Number(f32),
    Integer(u32),
    Choice(&'static str),
    Topology(&'a Topology),
}

/// Where a setting's value stands.
enum Slot<'a> {
    Number(&'a mut f32),
    Integer(&'a mut u32),
    Choice(&'a mut dyn Choice),
    Topology(&'a mut Topology),
}

impl Setting {
    /// Its value as text.
    #[must_use]
    pub fn get(&self, config: &Config) -> String {
        match (self.get)(config) {
            Value::Number(x) => text::float(x),
            Value::Integer(x) => x.to_string(),
            Value::Choice(id) => id.to_owned(),
            Value::Topology(topology) => topology.to_string(),
        }
    }
}

fn shorten(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("\"{short}…\"") } else { format!("\"{short}\"") }
}

/// The setting with this key.
///
/// # Errors
/// [`Error::UnknownChoice`] with every key there is.
pub fn by_key(key: &str) -> Result<&'static Setting> {
    SETTINGS.iter().find(|s| s.key == key).ok_or_else(|| Error::UnknownChoice {
        what: "setting".into(),
        got: key.chars().take(40).collect(),
        choices: SETTINGS.iter().map(|s| s.key).collect::<Vec<_>>().join(", "),
    })
}

/// Sets one setting from text, checked against its range before anything changes.
///
/// ```
/// let mut config = nrr_snn::experiment::system("nrr-shallow")?.config()?;
/// nrr_snn::train::settings::set(&mut config, "leak", "0.5")?;
/// assert_eq!(config.neuron.leak, 0.5);
/// assert!(nrr_snn::train::settings::set(&mut config, "leak", "2").is_err());
/// # Ok::<(), nrr_snn::Error>(())
/// ```
///
/// # Errors
/// [`Error::UnknownChoice`] for an unknown key or choice, [`Error::OutOfRange`] for a number out of range, [`Error::Topology`].
pub fn set(config: &mut Config, key: &str, value: &str) -> Result<()> {
    let setting = by_key(key)?;
    let value = value.trim();
    let out = |allowed: String| Error::OutOfRange { what: setting.key.into(), allowed, got: shorten(value) };
    match ((setting.slot)(config), setting.kind) {
        (Slot::Number(slot), Kind::Number { min, max, .. }) => {
            // The bounds as f32 too, since that is what is kept.
            let (min, max) = (min as f32, max as f32);
            let x = text::number(value).filter(|x| x.is_finite()).map(|x| x as f32).filter(|x| (min..=max).contains(x));
            *slot = x.ok_or_else(|| out(format!("a number from {} to {}", text::float(min), text::float(max))))?;
        }
        (Slot::Integer(slot), Kind::Integer { min, max }) => {
            let x = value.parse().ok().filter(|x| (min..=max).contains(x));
            *slot = x.ok_or_else(|| out(format!("a whole number from {min} to {max}")))?;
        }
        (Slot::Choice(slot), _) => slot.choose(value)?,
        (Slot::Topology(slot), _) => *slot = value.parse()?,
        // The table's macros make both of one kind.
        _ => {}
    }
    Ok(())
}

/// Checks a number against the range of the setting `key`; gives what would be kept.
///
/// # Errors
/// [`Error::UnknownChoice`] for a key that is no number's, [`Error::OutOfRange`].
pub fn check_number(key: &str, x: f64) -> Result<f32> {
    let setting = by_key(key)?;
    let Kind::Number { min, max, .. } = setting.kind else {
        return Err(Error::UnknownChoice { what: "setting".into(), got: key.into(), choices: "those that are numbers".into() });
    };
    let (min, max, x) = (min as f32, max as f32, x as f32);
    if (min..=max).contains(&x) {
        return Ok(x);
    }
    let allowed = format!("a number from {} to {}", text::float(min), text::float(max));
    Err(Error::OutOfRange { what: setting.key.into(), allowed, got: text::float(x) })
}

/// Most epochs of one run.
pub const MAX_EPOCHS: u32 = 10_000;

/// Checks a number of epochs.
///
/// # Errors
/// [`Error::OutOfRange`] outside 1 to [`MAX_EPOCHS`].
pub fn check_epochs(epochs: u32) -> Result<u32> {
    if (1..=MAX_EPOCHS).contains(&epochs) {
        Ok(epochs)
    } else {
        Err(Error::OutOfRange { what: "epochs".into(), allowed: format!("a whole number from 1 to {MAX_EPOCHS}"), got: epochs.to_string() })
    }
}

/// Reads a seed.
///
/// # Errors
/// [`Error::OutOfRange`] for anything but a whole number from 0 to 2^64 − 1.
pub fn parse_seed(text: &str) -> Result<u64> {
    text.trim().parse().map_err(|_| Error::OutOfRange {
        what: "seed".into(),
        allowed: format!("a whole number from 0 to {}", u64::MAX),
        got: shorten(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        crate::experiment::SYSTEMS[0].config().unwrap_or_else(|e| unreachable!("{e}"))
    }

    #[test]
    fn every_setting_reads_back_what_it_prints() {
        let mut c = config();
        for s in SETTINGS {
            let before = s.get(&c);
            assert_eq!(set(&mut c, s.key, &before), Ok(()), "{}", s.key);
            assert_eq!(s.get(&c), before, "{}", s.key);
        }
        assert_eq!(c, config());
    }

    #[test]
    fn every_number_out_of_range_is_refused_and_changes_nothing() {
        let mut c = config();
        for s in SETTINGS {
            let bad: Vec<String> = match s.kind {
                Kind::Number { min, max, .. } => {
                    vec![(min - 1.0).to_string(), (max + 1.0).to_string(), "NaN".into(), "inf".into(), "x".into(), String::new()]
                }
                Kind::Integer { min, max } => {
                    vec![
                        (i64::from(min) - 1).to_string(),
                        (i64::from(max) + 1).to_string(),
                        "1.5".into(),
                        "99999999999999999999".into(),
                        String::new(),
                    ]
                }
                Kind::Choice(_) => vec!["no such choice".into(), String::new()],
                Kind::Topology => vec!["RFC0".into(), String::new()],
            };
            for value in bad {
                let error = set(&mut c, s.key, &value);
                assert!(error.is_err(), "{}={value} was taken", s.key);
            }
        }
        assert_eq!(c, config());
    }

    #[test]
    fn keys_are_unique() {
        let mut keys: Vec<_> = SETTINGS.iter().map(|s| s.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), SETTINGS.len());
    }
}
