//! The one error type of the crate.
//!
//! Every variant names the thing that was wrong, what was expected and what came; its [`Display`](std::fmt::Display) text ends with what to do.
//! [`Error::code`] is stable, so that a page or a script can tell the cases apart without reading English.

use std::fmt;

/// What can go wrong, with the facts that a person needs to mend it.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A file is not what its reader expects (wrong magic bytes, wrong kind of file).
    WrongFormat {
        /// The file or clip.
        name: String,
        /// What the reader expects.
        expected: String,
        /// What was found in its place.
        found: String,
        /// What to do about it.
        hint: String,
    },
    /// A file ends before what its header promises.
    Truncated {
        /// The file or clip.
        name: String,
        /// What is missing.
        missing: String,
    },
    /// A recording holds nothing that can be heard.
    Silent {
        /// The file or take.
        name: String,
        /// Its loudest sample, 0 to 1.
        peak: String,
    },
    /// A number or a size lies outside its range.
    OutOfRange {
        /// The parameter, option or field.
        what: String,
        /// The range that is allowed, with its unit.
        allowed: String,
        /// What came.
        got: String,
    },
    /// A word is not one of the choices.
    UnknownChoice {
        /// The option.
        what: String,
        /// What came.
        got: String,
        /// Every choice there is.
        choices: String,
    },
    /// A topology string cannot be read.
    Topology {
        /// The string as given.
        text: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A data set cannot be trained or tested on.
    DataSet {
        /// The folder, pack or collection.
        name: String,
        /// What is wrong with it.
        problem: String,
        /// What to do about it.
        hint: String,
    },
    /// A model file cannot be used.
    ModelFile {
        /// The file, or "model".
        name: String,
        /// What is wrong with it.
        problem: String,
        /// What to do about it.
        hint: String,
    },
    /// Two things that must fit do not (a model and its data, a checkpoint and its configuration).
    Mismatch {
        /// What was compared.
        what: String,
        /// What was expected.
        expected: String,
        /// What came.
        got: String,
    },
    /// Training cannot go on.
    Training {
        /// What happened.
        problem: String,
        /// What usually helps.
        hint: String,
    },
    /// A file or folder cannot be read or written.
    Io {
        /// The path.
        path: String,
        /// The system's own words.
        problem: String,
    },
}

impl Error {
    /// A stable, short name of the case, for programs.
    ///
    /// ```
    /// let e = nrr_snn::Error::OutOfRange { what: "epochs".into(), allowed: "1 to 10000".into(), got: "0".into() };
    /// assert_eq!(e.code(), "out-of-range");
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongFormat { .. } => "wrong-format",
            Self::Truncated { .. } => "truncated",
            Self::Silent { .. } => "silent",
            Self::OutOfRange { .. } => "out-of-range",
            Self::UnknownChoice { .. } => "unknown-choice",
            Self::Topology { .. } => "topology",
            Self::DataSet { .. } => "data-set",
            Self::ModelFile { .. } => "model-file",
            Self::Mismatch { .. } => "mismatch",
            Self::Training { .. } => "training",
            Self::Io { .. } => "io",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongFormat { name, expected, found, hint } => write!(f, "{name}: expected {expected}, found {found}; {hint}"),
            Self::Truncated { name, missing } => {
                write!(f, "{name}: the file ends too early ({missing}); copy or record it again")
            }
            Self::Silent { name, peak } => {
                write!(f, "{name}: nothing to hear (loudest sample {peak} of 1); record it again, closer to the microphone")
            }
            Self::OutOfRange { what, allowed, got } => write!(f, "{what}: expected {allowed}, got {got}; choose a value in that range"),
            Self::UnknownChoice { what, got, choices } => write!(f, "{what}: there is no \"{got}\"; choose one of {choices}"),
            Self::Topology { text, problem } => {
                write!(
                    f,
                    "topology \"{text}\": {problem}; write for example RFC500-FC10 or C16x7x3/2-RFC500-FC10 (RFC: recurrent layer, FC: dense layer, \
                     then the neurons; C: convolution, channels x bands x frames / stride)"
                )
            }
            Self::DataSet { name, problem, hint } => write!(f, "{name}: {problem}; {hint}"),
            Self::ModelFile { name, problem, hint } => write!(f, "{name}: {problem}; {hint}"),
            Self::Mismatch { what, expected, got } => {
                write!(f, "{what}: expected {expected}, got {got}; use the ones that belong together")
            }
            Self::Training { problem, hint } => write!(f, "training stopped: {problem}; {hint}"),
            Self::Io { path, problem } => write!(f, "{path}: {problem}; check the path and its permissions"),
        }
    }
}

impl std::error::Error for Error {}

/// The crate's result type.
pub type Result<T> = std::result::Result<T, Error>;
