//! Folders in TIMIT's layout: `TRAIN/DR1/FCJF0/SX37.WAV` beside `SX37.PHN`, whose lines are the first sample of a phone, the first behind it, and
//! its label, and `SX37.WRD`, which has the same of words and need not be there.
//!
//! The sentences SA1 and SA2, which every speaker reads, are left out. The training part is all of TRAIN; the test part is the core test set, the
//! 24 speakers of TEST named in TIMIT's documentation. A corpus of the same layout that has none of them is tested on all of its TEST.

#[cfg(not(target_arch = "wasm32"))]
use std::path::Path;

use super::corpus::{Files, Found};
#[cfg(not(target_arch = "wasm32"))]
use super::folder;
use super::lines::{self, lines};
use super::phones::{self, Folded};
use super::{DataSet, Segment, Utterance};
use crate::error::{Error, Result};
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
/// [`Error::Io`] when the folder cannot be read; [`Error::DataSet`] when no sentence can be used.
#[cfg(not(target_arch = "wasm32"))]
pub fn read(folder: &Path) -> Result<DataSet> {
    read_files(folder::display_name(folder), &folder::files(folder)?)
}

/// Reads the files of a corpus that are in memory, each with its path, as [`read`] reads a folder.
///
/// # Errors
/// [`Error::DataSet`] when no sentence can be used.
///
/// ```
/// let files = vec![("TRAIN/DR1/FCJF0/SX37.PHN".to_owned(), b"0 100 aa".to_vec())];
/// let error = nrr_snn::data::timit::read_memory("mine", files).unwrap_err();
/// assert!(error.to_string().contains("no recording (.WAV) beside it"));
/// ```
pub fn read_memory(name: &str, files: Vec<(String, Vec<u8>)>) -> Result<DataSet> {
    let mut found: Vec<Found> = files.into_iter().map(|(path, bytes)| Found::in_memory(path, bytes)).collect();
    order::sort(&mut found, |a, b| a.shown < b.shown);
    read_files(name.to_owned(), &Files { found, notices: Vec::new() })
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) fn has_layout(files: &[Found]) -> bool {
    files.iter().any(|file| place(&file.whole).is_some())
}

pub(super) fn read_files(name: String, files: &Files) -> Result<DataSet> {
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
            Some("PHN") => entry.phones = Some(file),
            Some("WRD") => entry.words = Some(file),
            _ => entry.recording = Some(file),
        }
    }
    let mut missing: Vec<&str> = CORE.to_vec();
    for tested in files.found.iter().filter_map(|f| place(&f.whole)).filter(|p| p.test) {
        missing.retain(|speaker| *speaker != tested.speaker);
    }
    let has_core = missing.len() < CORE.len();
    if has_core && !missing.is_empty() {
        let (gone, all) = (missing.len(), CORE.len());
        data.notices.push(format!("missing: {gone} of the {all} speakers of the core test set: {}", missing.join(", ")));
    }
    let (mut read_by_all, mut not_core) = (0, 0);
    let mut takes: Vec<(String, u32)> = Vec::new();
    for (stem, sources) in sentences {
        let Some(place) = place(&stem) else {
            let path = sources.recording.or(sources.phones).or(sources.words).map_or(stem, |f| f.shown.clone());
            data.notices.push(format!("left out: {path}: its folders are not those of TIMIT (TRAIN/DR1/FCJF0/SX37.WAV)"));
            continue;
        };
        if place.sentence.starts_with("SA") {
            read_by_all += 1;
            continue;
        }
        if place.test && has_core && !CORE.contains(&place.speaker.as_str()) {
            not_core += 1;
            continue;
        }
        let (recording, labels) = match (sources.recording, sources.phones) {
            (Some(recording), Some(labels)) => (recording, labels),
            (None, Some(labels)) => {
                data.notices.push(format!("left out: {}: no recording (.WAV) beside it", labels.shown));
                continue;
            }
            (Some(recording), None) => {
                data.notices.push(format!("left out: {}: no phone labels (.PHN) beside it", recording.shown));
                continue;
            }
            (None, None) => {
                if let Some(words) = sources.words {
                    data.notices.push(format!("left out: {}: neither a recording (.WAV) nor phone labels (.PHN) beside it", words.shown));
                }
                continue;
            }
        };
        match sentence(recording, labels) {
            Ok((samples, segments, cut)) => {
                if let Some(cut) = cut {
                    data.notices.push(format!("cut: {}: {cut}", labels.shown));
                }
                // A sentence is learnt by its phones: without good words it stays.
                let words = sources.words.map_or(Ok((Vec::new(), 0)), |file| {
                    lines::words(&file.text()?, samples.samples.len(), samples.rate_hz)
                        .map_err(|problem| format!("{}: {problem}", file.shown))
                });
                let (words, _) = words.unwrap_or_else(|reason| {
                    data.notices.push(format!("words left out: {reason}"));
                    (Vec::new(), 0)
                });
                let at = takes.iter().position(|(speaker, _)| *speaker == place.speaker).unwrap_or_else(|| {
                    takes.push((place.speaker.clone(), 0));
                    takes.len() - 1
                });
                let Some((_, take)) = takes.get_mut(at) else { continue };
                data.utterances.push(Utterance {
                    name: recording.shown.clone(),
                    label: 0,
                    speaker: place.speaker,
                    index: *take,
                    held_out: place.test,
                    segments,
                    words,
                    samples,
                });
                *take += 1;
            }
            Err(reason) => data.notices.push(format!("left out: {reason}")),
        }
    }
    if read_by_all > 0 {
        data.notices.push(format!("left out: {read_by_all} recordings of the sentences SA1 and SA2, which every speaker reads"));
    }
    if not_core > 0 {
        data.notices.push(format!("left out: {not_core} recordings of TEST outside the core test set"));
    }
    if data.utterances.is_empty() {
        let why = data.notices.first().map(|n| format!(" ({n})")).unwrap_or_default();
        return Err(Error::DataSet {
            name: data.name,
            problem: format!("no sentence in it can be used{why}"),
            hint: "expected TRAIN/DR1/SPEAKER/SENTENCE.WAV with SENTENCE.PHN beside it".to_owned(),
        });
    }
    data.sort();
    data.check()?;
    Ok(data)
}

/// The files of a sentence.
#[derive(Default)]
struct Sources<'a> {
    recording: Option<&'a Found>,
    phones: Option<&'a Found>,
    words: Option<&'a Found>,
}

/// The sound, its phones, and what was cut from the last of them.
type Sentence = (crate::audio::Samples, Vec<Segment>, Option<String>);

fn sentence(recording: &Found, labels: &Found) -> std::result::Result<Sentence, String> {
    let samples = recording.recording()?;
    let (segments, reached) =
        segments(&labels.text()?, samples.samples.len(), samples.rate_hz).map_err(|problem| format!("{}: {problem}", labels.shown))?;
    let have = samples.samples.len();
    let cut = (reached as usize > have).then(|| format!("its last phone ends at sample {reached} of {have} and is cut there"));
    Ok((samples, segments, cut))
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
