//! Folders in TIDigits' layout: `train/man/ae/1a.wav`, the group and the initials of a speaker, and what is said: `z` zero, `o` oh, `1` to `9`, and
//! which production, `a` or `b`. A name of several digits is a string of connected digits, which is left out.
//!
//! Labels are FSDD's, so that sets of both can be joined: `0` for zero, `1` to `9`, and `oh`. The test part is `test`.

use std::path::Path;

use super::corpus::{Files, Found, Scanned};
use super::{DataSet, Utterance, folder, labels};
use crate::error::Result;

/// Groups of speakers.
const GROUPS: [&str; 4] = ["man", "woman", "boy", "girl"];

/// What a path tells.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    test: bool,
    speaker: String,
    /// Words that are said.
    digits: Vec<&'static str>,
    take: u32,
}

/// The word of a character: FSDD's names for digits, and `oh`.
fn word(c: char) -> Option<&'static str> {
    const WORDS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    match c {
        'z' => Some("0"),
        'o' => Some("oh"),
        _ => c.to_digit(10).and_then(|d| WORDS.get((d as usize).wrapping_sub(1)).copied()),
    }
}

fn place(path: &str) -> Option<Place> {
    let lower = path.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split('/').collect();
    let [.., part, group, speaker, file] = parts.as_slice() else { return None };
    let test = match *part {
        "train" => false,
        "test" => true,
        _ => return None,
    };
    let stem = file.split('.').next()?;
    let (said, production) = stem.split_at_checked(stem.len().checked_sub(1)?)?;
    let take = match production {
        "a" => 0,
        "b" => 1,
        _ => return None,
    };
    let digits = said.chars().map(word).collect::<Option<Vec<_>>>()?;
    (GROUPS.contains(group) && !digits.is_empty()).then(|| Place { test, speaker: format!("{group}-{speaker}"), digits, take })
}

/// Whether a folder is of this layout: it, or a part of it, has a recording in a place such as `train/man/ae/1a.wav`.
#[must_use]
pub fn is_tidigits(folder: &Path) -> bool {
    folder::files(folder).is_ok_and(|files| has_layout(&files.found))
}

/// Reads the isolated digits of a folder as far as it goes: the corpus, or a part of it such as `train`. Each file that is left out has a
/// notice that says why, strings of digits one for all of them.
///
/// # Errors
/// [`crate::Error::Io`] when the folder cannot be read; [`crate::Error::DataSet`] when no recording can be used, or fewer than two words.
pub fn read(folder: &Path) -> Result<DataSet> {
    read_files(folder::display_name(folder), &folder::files(folder)?).usable()
}

pub(super) fn has_layout(files: &[Found]) -> bool {
    files.iter().any(|file| file.is_sound() && place(&file.whole).is_some())
}

pub(super) fn read_files(name: String, files: &Files) -> Scanned {
    let mut data = DataSet { name, notices: files.notices.clone(), ..DataSet::default() };
    let mut strings = 0;
    for file in files.found.iter().filter(|f| f.is_sound()) {
        let Some(place) = place(&file.whole) else {
            data.notices.push(format!("left out: {}: its name and folders are not those of TIDigits (train/man/ae/1a.wav)", file.shown));
            continue;
        };
        let [digit] = place.digits.as_slice() else {
            strings += 1;
            continue;
        };
        match file.recording() {
            Ok(samples) => {
                let label = labels::index_of(&mut data.labels, digit);
                let (name, speaker) = (file.shown.clone(), place.speaker);
                data.utterances.push(Utterance {
                    name,
                    label,
                    speaker,
                    index: place.take,
                    held_out: place.test,
                    segments: Vec::new(),
                    words: Vec::new(),
                    samples,
                });
            }
            Err(reason) => data.notices.push(format!("left out: {reason}")),
        }
    }
    if strings > 0 {
        data.notices.push(format!("left out: {strings} recordings of several digits"));
    }
    Scanned::of(data, ["no isolated digit in it can be used", "expected files such as train/man/ae/1a.wav"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_is_said() {
        let one = |path: &str| place(path).map(|p| (p.test, p.speaker, p.digits.join(" "), p.take));
        assert_eq!(one("train/man/ae/1a.wav"), Some((false, "man-ae".into(), "1".into(), 0)));
        assert_eq!(one("x/TEST/GIRL/BD/ZB.WAV"), Some((true, "girl-bd".into(), "0".into(), 1)));
        assert_eq!(one("test/boy/bd/oa.wav"), Some((true, "boy-bd".into(), "oh".into(), 0)));
        assert_eq!(one("train/woman/ae/1z29b.wav"), Some((false, "woman-ae".into(), "1 0 2 9".into(), 1)));
        for other in [
            "train/man/ae/1c.wav",
            "train/dog/ae/1a.wav",
            "man/ae/1a.wav",
            "train/man/ae/a.wav",
            "train/man/ae/.wav",
            "train/man/ae/xa.wav",
        ] {
            assert_eq!(one(other), None, "{other}");
        }
    }
}
