//! One macro for options that have a fixed list of choices: the enum, its ids, its titles, parsing and printing.

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
                    _ => Err(crate::Error::UnknownChoice {
                        what: $what.to_owned(),
                        got: text.to_owned(),
                        choices: [$($id),+].join(", "),
                    }),
                }
            }
        }
    };
}
pub(crate) use choice;
