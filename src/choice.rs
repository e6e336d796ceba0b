//! One macro for options that have a fixed list of choices: the enum, its ids, its titles, parsing and printing.

use crate::{Error, Result};

/// Defines an enum whose variants have a stable id (configuration, command line, URL) and a title (page, help).
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident, $what:literal { $($(#[$vmeta:meta])* $variant:ident = $id:literal, $title:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Ids and titles of every choice, in order.
            pub const CHOICES: &'static [(&'static str, &'static str)] = &[$(($id, $title)),+];

            /// The stable id.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }
        }

        impl crate::choice::Choice for $name {
            fn choose(&mut self, text: &str) -> crate::Result<()> {
                text.parse().map(|choice| *self = choice)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.id())
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Error;

            fn from_str(text: &str) -> crate::Result<Self> {
                match text {
                    $($id => Ok(Self::$variant),)+
                    _ => Err(crate::choice::unknown($what, text, Self::CHOICES)),
                }
            }
        }
    };
}
pub(crate) use choice;

/// An option of whatever kind.
pub(crate) trait Choice {
    /// Chooses by id.
    ///
    /// # Errors
    /// [`Error::UnknownChoice`] with the ids there are.
    fn choose(&mut self, id: &str) -> Result<()>;
}

/// The error about an id that is not there.
#[cold]
pub(crate) fn unknown(what: &str, got: &str, choices: &[(&str, &str)]) -> Error {
    let ids: Vec<&str> = choices.iter().map(|c| c.0).collect();
    Error::UnknownChoice { what: what.to_owned(), got: got.to_owned(), choices: ids.join(", ") }
}
