//! Folders in TIMIT's layout: `TRAIN/DR1/FCJF0/SX37.WAV` beside `SX37.PHN`, whose lines are the first sample of a phone, the first behind it, and
//! its label, and `SX37.WRD`, which has the same of words and need not be there.
//!
//! The sentences SA1 and SA2, which every speaker reads, are left out. The training part is all of TRAIN; the test part is the core test set, the
//! 24 speakers of TEST named in TIMIT's documentation. A corpus of the same layout in which none of
//! them can be used is tested on all of its TEST.

#[cfg(not(target_arch = "wasm32"))]
use std::path::Path;

use super::corpus::{Files, Found, Scanned};
#[cfg(not(target_arch = "wasm32"))]
use super::folder;
use super::lines::{self, lines};
use super::phones::{self, Folded};
use super::{DataSet, Segment, Utterance};
use crate::error::Result;
use crate::order;

/// Speakers of the core test set (TIMIT's TESTSET.DOC, table 2): two men and a woman of each of the eight dialect regions.
pub const CORE: [&str; 24] = [
    "MDAB0", "MWBT0", "FELC0", "MTAS1", "MWEW0", "FPAS0", "MJMP0", "MLNT0", "FPKT0", "MLLL0", "MTLS0", "FJLM0", "MBPM0", "MKLT0", "FNLP0",
    "MCMJ0", "MJDH0", "FMGD0", "MGRT0", "MNJM0", "FDHC0", "MJLN0", "MPAM0", "FMLD0",
];

/// A sentence by where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    test: bool,
    speaker: String,
    sentence: String,
}

/// Reads `TRAIN` or `TEST`, speaker and sentence from a path's parts; none for anything else.
fn place(path: &str) -> Option<Place> {
    let upper = path.to_ascii_uppercase();
    let parts: Vec<&str> = upper.split('/').collect();
    let [.., part, region, speaker, file] = parts.as_slice() else { return None };
    let test = match *part {
        "TRAIN" => false,
        "TEST" => true,
        _ => return None,
    };
    let sentence = file.split('.').next()?;
    let region = region.strip_prefix("DR").and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| (1..=8).contains(&n));
    // SA, SI or SX and a number.
    let named =
        sentence.split_at_checked(2).is_some_and(|(kind, number)| matches!(kind, "SA" | "SI" | "SX") && number.parse::<u16>().is_ok());
    (region && named).then(|| Place { test, speaker: (*speaker).to_owned(), sentence: sentence.to_owned() })
}

/// Whether a folder is of this layout: it, or a part of it, has a recording or phone labels in a place such as `TRAIN/DR1/FCJF0/SX37.WAV`.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn is_timit(folder: &Path) -> bool {
    folder::files(folder).is_ok_and(|files| has_layout(&files.found))
}

/// Reads a folder as far as it goes: the corpus, or a part of it such as `TRAIN`. Each file that is left out has a notice that says why;
/// for the sentences SA1 and SA2, and for speakers of TEST outside the core test set, there is one for all of them.
///
/// # Errors
/// [`crate::Error::Io`] when the folder cannot be read; [`crate::Error::DataSet`] when no sentence can be used.
#[cfg(not(target_arch = "wasm32"))]
pub fn read(folder: &Path) -> Result<DataSet> {
    read_files(folder::display_name(folder), &folder::files(folder)?).usable()
}

/// Reads the files of a corpus that are in memory, each with its path, as [`read`] reads a folder.
///
/// # Errors
/// [`crate::Error::DataSet`] when no sentence can be used.
///
/// ```
/// let files = vec![("TRAIN/DR1/FCJF0/SX37.PHN".to_owned(), b"0 100 aa".to_vec())];
/// let error = nrr_snn::data::timit::read_memory("mine", files).unwrap_err();
/// assert!(error.to_string().contains("no recording (.WAV) beside it"));
/// ```
pub fn read_memory(name: &str, files: Vec<(String, Vec<u8>)>) -> Result<DataSet> {
    let mut found: Vec<Found> = files.into_iter().map(|(path, bytes)| Found::in_memory(path, bytes)).collect();
    order::sort(&mut found, |a, b| a.shown < b.shown);
    read_files(name.to_owned(), &Files { found, notices: Vec::new() }).usable()
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn has_layout(files: &[Found]) -> bool {
    files.iter().any(|file| place(&file.whole).is_some())
}

pub(super) fn read_files(name: String, files: &Files) -> Scanned {
    let mut data = DataSet { name, labels: phones::CLASSES.map(str::to_owned).to_vec(), ..DataSet::default() };
    data.notices.clone_from(&files.notices);
    // Lists in place of maps: a map brings several kB into the page's download.
    let mut parts: Vec<(String, &Found)> = Vec::new();
    for file in &files.found {
        let upper = file.whole.to_ascii_uppercase();
        let Some((stem, extension)) = upper.rsplit_once('.') else { continue };
        if ["WAV", "SPH", "PHN", "WRD"].contains(&extension) {
            // Copies of a recording in another format are called X.WAV.wav by some tools: the last extension counts.
            parts.push((stem.strip_suffix(".WAV").unwrap_or(stem).to_owned(), file));
        }
    }
    order::sort(&mut parts, |a, b| (&a.0, &a.1.shown) < (&b.0, &b.1.shown));
    let mut sentences: Vec<(String, Sources<'_>)> = Vec::new();
    for (stem, file) in parts {
        if sentences.last().is_none_or(|(last, _)| *last != stem) {
            sentences.push((stem, Sources::default()));
        }
        let Some((_, entry)) = sentences.last_mut() else { continue };
        match file.extension().as_deref() {
            Some("PHN") => entry.phones.push(file),
            Some("WRD") => entry.words.push(file),
            _ => entry.recordings.push(file),
        }
    }
    let mut missing: Vec<&str> = CORE.to_vec();
    for tested in files.found.iter().filter_map(|f| place(&f.whole)).filter(|p| p.test) {
        missing.retain(|speaker| *speaker != tested.speaker);
    }
    let gone = missing.len();
    if gone > 0 && gone < CORE.len() {
        data.notices.push(format!("missing: {gone} of the {} speakers of the core test set: {}", CORE.len(), missing.join(", ")));
    }
    let mut read_by_all = 0;
    let mut outside: Vec<(u32, Place, Sources<'_>)> = Vec::new();
    for (at, (stem, sources)) in (0..).zip(sentences) {
        let Some(place) = place(&stem) else {
            let path = sources.any().map_or(stem, |f| f.shown.clone());
            data.notices.push(format!("left out: {path}: its folders or its name are not those of TIMIT (TRAIN/DR1/FCJF0/SX37.WAV)"));
            continue;
        };
        if place.sentence.starts_with("SA") {
            read_by_all += 1;
        } else if place.test && !CORE.contains(&place.speaker.as_str()) {
            outside.push((at, place, sources));
        } else {
            add(&mut data, at, place, &sources);
        }
    }
    if read_by_all > 0 {
        data.notices.push(format!("left out: {read_by_all} recordings of the sentences SA1 and SA2, which every speaker reads"));
    }
    if !outside.is_empty() && data.utterances.iter().any(|u| u.held_out) {
        data.notices.push(format!("left out: {} recordings of TEST outside the core test set", outside.len()));
    } else {
        if gone < CORE.len() && !outside.is_empty() {
            data.notices.push("no sentence of the core test set can be used: all other speakers of TEST are tested".to_owned());
        }
        outside.into_iter().for_each(|(at, place, sources)| add(&mut data, at, place, &sources));
    }
    number(&mut data.utterances);
    Scanned::of(data, ["no sentence in it can be used", "expected TRAIN/DR1/SPEAKER/SENTENCE.WAV with SENTENCE.PHN beside it"])
}

/// The files of a sentence; of several of a kind the first that can be used counts.
#[derive(Default)]
struct Sources<'a> {
    recordings: Vec<&'a Found>,
    phones: Vec<&'a Found>,
    words: Vec<&'a Found>,
}

impl<'a> Sources<'a> {
    fn any(&self) -> Option<&'a Found> {
        self.recordings.iter().chain(&self.phones).chain(&self.words).next().copied()
    }
}

/// Numbers each speaker's sentences from 0, in the order of their places.
fn number(utterances: &mut [Utterance]) {
    order::sort(utterances, |a, b| a.index < b.index);
    let mut takes: Vec<(String, u32)> = Vec::new();
    for u in utterances {
        let at = takes.iter().position(|(speaker, _)| *speaker == u.speaker).unwrap_or_else(|| {
            takes.push((u.speaker.clone(), 0));
            takes.len() - 1
        });
        let Some((_, take)) = takes.get_mut(at) else { continue };
        u.index = *take;
        *take += 1;
    }
}

/// Adds the sentence at place `at` of all to the data, or what keeps it out to the notices.
fn add(data: &mut DataSet, at: u32, place: Place, sources: &Sources<'_>) {
    let notices = &mut data.notices;
    let lacks = match (sources.recordings.as_slice(), sources.phones.as_slice()) {
        ([], []) => "neither a recording (.WAV) nor phone labels (.PHN) beside it",
        ([], _) => "no recording (.WAV) beside it",
        (_, []) => "no phone labels (.PHN) beside it",
        _ => "",
    };
    if let (false, Some(file)) = (lacks.is_empty(), sources.any()) {
        left_out(notices, "left out", &of_file(file, lacks));
        return;
    }
    let Some((recording, samples)) = first(&sources.recordings, notices, "left out", Found::recording) else { return };
    let have = samples.samples.len();
    // The labels' text stands first: a reader of lines cannot name its file.
    let phones_of = |file: &Found| segments(&file.text()?, have, samples.rate_hz).map_err(|problem| of_file(file, &problem));
    let Some((labels, (segments, reached))) = first(&sources.phones, notices, "left out", phones_of) else { return };
    if reached as usize > have {
        notices.push(format!("cut: {}: its last phone ends at sample {reached} of {have} and is cut there", labels.shown));
    }
    // A sentence is learnt by its phones: without good words it stays.
    let words_of = |file: &Found| lines::words(&file.text()?, have, samples.rate_hz).map_err(|problem| of_file(file, &problem));
    let words = first(&sources.words, notices, "words left out", words_of).map(|(_, (words, _))| words).unwrap_or_default();
    let (name, held_out) = (recording.shown.clone(), place.test);
    data.utterances.push(Utterance { name, label: 0, speaker: place.speaker, index: at, held_out, segments, words, samples });
}

/// The first of several files of one kind that can be read; each of the others has a notice.
fn first<'a, T>(
    files: &[&'a Found],
    notices: &mut Vec<String>,
    what: &str,
    read: impl Fn(&Found) -> std::result::Result<T, String>,
) -> Option<(&'a Found, T)> {
    let mut taken: Option<(&Found, T)> = None;
    for file in files {
        let reason = match (&taken, read(file)) {
            (None, Ok(found)) => {
                taken = Some((file, found));
                continue;
            }
            (Some((other, _)), Ok(_)) => same_sentence(file, other),
            (_, Err(reason)) => reason,
        };
        left_out(notices, what, &reason);
    }
    taken
}

fn of_file(file: &Found, problem: &str) -> String {
    format!("{}: {problem}", file.shown)
}

fn same_sentence(file: &Found, other: &Found) -> String {
    format!("{}: {} is of the same sentence", file.shown, other.shown)
}

fn left_out(notices: &mut Vec<String>, what: &str, reason: &str) {
    notices.push(format!("{what}: {reason}"));
}

/// Reads the phones' lines; labels are folded to the 39 classes, and `q` is dropped. Gives the phones and the sample at which the last line ends.
fn segments(text: &str, samples: usize, rate_hz: u32) -> std::result::Result<(Vec<Segment>, u32), String> {
    let mut out: Vec<Segment> = Vec::new();
    let reached = lines(text, samples, rate_hz, |start, end, label| {
        match phones::fold(&label.to_ascii_lowercase()) {
            Some(Folded::Class(label)) => out.push(Segment { start, end, label }),
            Some(Folded::Dropped) => {}
            None => return Err("no label of TIMIT or of the synthetic voices"),
        }
        Ok(())
    })?;
    if out.is_empty() { Err("no phone in it".to_owned()) } else { Ok((out, reached)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_paths() {
        let expected = Place { test: false, speaker: "FCJF0".into(), sentence: "SX37".into() };
        assert_eq!(place("TRAIN/DR1/FCJF0/SX37.WAV"), Some(expected.clone()));
        assert_eq!(place("timit/train/dr1/fcjf0/sx37.phn"), Some(expected));
        assert_eq!(place("TEST/DR1/FCJF0/SA1.WAV").map(|p| (p.test, p.sentence)), Some((true, "SA1".into())));
        for other in [
            "train/drums/snare/snare1.wav",
            "TRAIN/DR9/FCJF0/SX37.WAV",
            "TRAIN/DR1/FCJF0/SARAH.WAV",
            "TRAIN/FCJF0/SX37.WAV",
            "7_george_3.wav",
            "TRAIN/DR1/FCJF0/README.TXT",
            "yes/DR1/FCJF0/SX37.WAV",
        ] {
            assert_eq!(place(other), None, "{other}");
        }
    }

    #[test]
    fn labels_are_checked_line_by_line() {
        let read = |text: &str| segments(text, 1_000, 8_000).map(|(segments, _)| segments);
        let class = |label: &str| phones::CLASSES.iter().position(|c| *c == label).unwrap_or(99);
        let good = read("0 100 h#\n100 250 ao\n250 300 q\n300 1800 N\n");
        assert_eq!(
            good,
            Ok(vec![
                Segment { start: 0, end: 100, label: class("sil") },
                Segment { start: 100, end: 250, label: class("aa") },
                Segment { start: 300, end: 1_000, label: class("n") },
            ])
        );
        for (text, said) in [
            ("0 100", "line 1, \"0 100\": expected"),
            ("0 100 aa\n0 x aa", "line 2, \"0 x aa\": expected two whole numbers"),
            ("0 0 aa", "ends before it begins"),
            ("10 5 aa", "ends before it begins"),
            ("0 100 aa\n90 200 b", "begins before the one above"),
            ("1000 1200 aa", "ends behind the recording, which has 1000 samples"),
            ("0 1801 aa", "line 1, \"0 1801 aa\": it ends behind the recording"),
            ("0 100 zz", "no label of TIMIT"),
            ("0 100 q", "no phone in it"),
            ("", "no phone in it"),
        ] {
            assert!(read(text).is_err_and(|e| e.contains(said)), "{text}: {:?}", read(text));
        }
    }
}
