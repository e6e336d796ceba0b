//! Packs: a data set in one small file.
//!
//! # Layout
//! `NRRPACK1`, the length of the header (`u32`, little endian), the [`Header`] as JSON, then one [ADPCM](crate::audio::adpcm) block for
//! each utterance, at its offset from the end of the header.

use super::{DataSet, Segment, Utterance, Word, labels, lines};
use crate::audio::{MAX_DURATION_S, Samples, adpcm, check_rate, wav};
use crate::error::{Error, Result};
use crate::json::{self, Value};

/// First bytes of a pack.
const MAGIC: &[u8; 8] = b"NRRPACK1";
/// What to do with a pack that cannot be read.
const MAKE_AGAIN: &str = "fetch it again, or make it with: cargo xtask pack --data DIR --out FILE";

/// The digits by synthetic voices that come with the program (`docs/voices.md` says how they are made and under which licences).
///
/// The page fetches the same file when it trains on them, so that it is not part of the WebAssembly.
///
/// # Errors
/// As [`read`], were the file damaged when the program was built.
#[cfg(feature = "cli")]
pub fn bundled() -> Result<DataSet> {
    read("bundled digits", include_bytes!("../../www/public/data/digits.pack"))
}

/// The sentences with labelled phones that come with the program, made as the digits are: 16 that train and 4 that test, by the same two voices.
///
/// # Errors
/// As [`read`], were the file damaged when the program was built.
#[cfg(feature = "cli")]
pub fn bundled_sentences() -> Result<DataSet> {
    read("bundled sentences", include_bytes!("../../www/public/data/sentences.pack"))
}

/// What stands in front of the sound.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Header {
    /// Name of the data set.
    pub name: String,
    /// Sample rate of every utterance.
    pub rate_hz: u32,
    /// The words.
    pub labels: Vec<String>,
    /// Where the recordings come from and under which licences they are.
    pub notes: String,
    /// The utterances.
    pub utterances: Vec<Entry>,
}

/// One utterance in a [`Header`]; the fields are those of [`Utterance`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// File name.
    pub name: String,
    /// Index in [`Header::labels`].
    pub label: usize,
    /// Who speaks.
    pub speaker: String,
    /// Number of the take.
    pub index: u32,
    /// Belongs to the official test part.
    pub held_out: bool,
    /// Length, in samples.
    pub samples: usize,
    /// Where its block begins, in bytes from the end of the header.
    pub offset: usize,
    /// The phones of a sentence, each as its first sample, the first behind it, and its label's index in [`Header::labels`]. A word has none, and
    /// no such field in the JSON.
    pub segments: Option<Vec<u32>>,
    /// The words of a sentence where they are known, as the lines of a `.WRD` file of TIMIT: first sample, the first behind it, word. No such field
    /// in the JSON where they are not.
    pub words: Option<String>,
}

json::json!(Header { name: "name", rate_hz: "rate_hz", labels: "labels", notes: "notes", utterances: "utterances" });

impl json::Json for Entry {
    fn write(&self, out: &mut String) {
        let fields: [(&str, &dyn json::Json); 9] = [
            ("name", &self.name),
            ("label", &self.label),
            ("speaker", &self.speaker),
            ("index", &self.index),
            ("held_out", &self.held_out),
            ("samples", &self.samples),
            ("offset", &self.offset),
            ("segments", &self.segments),
            ("words", &self.words),
        ];
        // Packs without sentences, or of sentences without words, are what they were before there were such.
        let there = if self.words.is_some() { 9 } else { 7 + usize::from(self.segments.is_some()) };
        json::object(&fields[..there], out);
    }

    fn read(&mut self, value: &Value<'_>) -> json::Read<()> {
        value.fill(&mut [
            ("name", &mut self.name),
            ("label", &mut self.label),
            ("speaker", &mut self.speaker),
            ("index", &mut self.index),
            ("held_out", &mut self.held_out),
            ("samples", &mut self.samples),
            ("offset", &mut self.offset),
            ("segments", &mut self.segments),
            ("words", &mut self.words),
        ])
    }
}

impl Entry {
    /// The phones, checked: in the order of time, inside the recording, with a label.
    fn phones(&self, labels: usize) -> Option<Vec<Segment>> {
        let numbers = self.segments.as_deref().unwrap_or_default();
        let (mut phones, mut reached) = (Vec::with_capacity(numbers.len() / 3), 0);
        for phone in numbers.chunks(3) {
            let &[start, end, label] = phone else { return None };
            if start < reached || end <= start || end as usize > self.samples || label as usize >= labels {
                return None;
            }
            reached = end;
            phones.push(Segment { start, end, label: label as usize });
        }
        Some(phones)
    }

    /// The words, checked as the phones are.
    fn spoken(&self, rate_hz: u32) -> std::result::Result<Vec<Word>, String> {
        words(self.words.as_deref().unwrap_or_default(), self.samples, rate_hz)
    }
}

/// Reads the lines of words, none of which may end behind the recording.
fn words(text: &str, samples: usize, rate_hz: u32) -> std::result::Result<Vec<Word>, String> {
    let (words, reached) = lines::words(text, samples, rate_hz)?;
    if reached as usize > samples { Err(format!("the last one ends at sample {reached} of {samples}")) } else { Ok(words) }
}

/// Writes a pack. All utterances must have one rate; samples become 16-bit integers and then 4-bit ADPCM.
///
/// # Errors
/// [`Error::Mismatch`] when the rates differ, the errors of [`DataSet::check`] and [`Samples::check`].
pub fn write(data: &DataSet, notes: &str) -> Result<Vec<u8>> {
    data.check()?;
    let rate_hz = data.utterances.first().map_or(0, |u| u.samples.rate_hz);
    let (mut body, mut utterances) = (Vec::new(), Vec::with_capacity(data.utterances.len()));
    for u in &data.utterances {
        u.samples.check(&u.name)?;
        if u.samples.rate_hz != rate_hz {
            return Err(Error::Mismatch {
                what: format!("sample rate of {}", u.name),
                expected: format!("{rate_hz} Hz as the rest of the pack"),
                got: format!("{} Hz", u.samples.rate_hz),
            });
        }
        let said = lines::of_words(&u.words);
        if words(&said, u.samples.samples.len(), rate_hz).as_ref() != Ok(&u.words) {
            return Err(Error::DataSet {
                name: data.name.clone(),
                problem: format!("{} has words that do not follow upon each other inside of it, or are none", u.name),
                hint: "make the set again".to_owned(),
            });
        }
        utterances.push(Entry {
            name: u.name.clone(),
            label: u.label,
            speaker: u.speaker.clone(),
            index: u.index,
            held_out: u.held_out,
            samples: u.samples.samples.len(),
            offset: body.len(),
            segments: Some(u.segments.iter().flat_map(|s| [s.start, s.end, s.label as u32]).collect()).filter(|s: &Vec<u32>| !s.is_empty()),
            words: Some(said).filter(|lines| !lines.is_empty()),
        });
        let samples: Vec<i16> = u.samples.samples.iter().map(|&x| wav::to_i16(x)).collect();
        body.extend_from_slice(&adpcm::encode(&samples));
    }
    let header = Header { name: data.name.clone(), rate_hz, labels: data.labels.clone(), notes: notes.to_owned(), utterances };
    let problem = |problem: String| Error::DataSet { name: data.name.clone(), problem, hint: "make it smaller".to_owned() };
    let json = json::to_string(&header).into_bytes();
    let length = u32::try_from(json.len()).map_err(|_| problem("the header of its pack is over 4 GB".to_owned()))?;
    Ok([MAGIC.as_slice(), &length.to_le_bytes(), &json, &body].concat())
}

/// Reads a pack.
///
/// `name` is what errors call the file.
///
/// # Errors
/// [`Error::WrongFormat`] or [`Error::Truncated`] when it is not a pack or a damaged one.
pub fn read(name: &str, bytes: &[u8]) -> Result<DataSet> {
    let (header, body) = open(name, bytes)?;
    let mut data = DataSet { name: header.name, labels: header.labels, ..DataSet::default() };
    for entry in header.utterances {
        let block = body.get(entry.offset..).unwrap_or_default();
        let what = format!("{name}: {}", entry.name);
        // Checked as the header was.
        let segments = if crate::PHONEMES { entry.phones(data.labels.len()).unwrap_or_default() } else { Vec::new() };
        let words = if crate::PHONEMES { entry.spoken(header.rate_hz).unwrap_or_default() } else { Vec::new() };
        let samples = adpcm::decode(&what, block, entry.samples)?.into_iter().map(|x| f32::from(x) / 32_768.0).collect();
        data.utterances.push(Utterance {
            name: entry.name,
            label: entry.label,
            speaker: entry.speaker,
            index: entry.index,
            held_out: entry.held_out,
            segments,
            words,
            samples: Samples { rate_hz: header.rate_hz, samples },
        });
    }
    data.sort();
    Ok(data)
}

/// Reads the header of a pack alone, with every number in it checked.
///
/// # Errors
/// As [`read`].
pub fn header(name: &str, bytes: &[u8]) -> Result<Header> {
    open(name, bytes).map(|(header, _)| header)
}

/// The checked header and the blocks behind it.
fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<(Header, &'a [u8])> {
    let wrong = |found: String| Error::WrongFormat {
        name: name.to_owned(),
        expected: "a pack of utterances (NRRPACK1)".to_owned(),
        found,
        hint: MAKE_AGAIN.to_owned(),
    };
    let truncated = |missing: String| Error::Truncated { name: name.to_owned(), missing };
    if !bytes.starts_with(MAGIC) {
        return Err(if bytes.is_empty() { truncated("it is empty".to_owned()) } else { wrong("other first bytes".to_owned()) });
    }
    let rest = &bytes[MAGIC.len()..];
    let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Err(truncated("no header".to_owned())) };
    let Some((json, body)) = rest.split_at_checked(u32::from_le_bytes(*length) as usize) else {
        return Err(truncated(format!("a header of {} bytes announced, {} there", u32::from_le_bytes(*length), rest.len())));
    };
    let header = std::str::from_utf8(json).map_err(|e| e.to_string()).and_then(Value::parse).and_then(|v| json::from_value::<Header>(&v));
    let header = header.map_err(|e| wrong(format!("a header that cannot be read ({e})")))?;
    check_rate(name, header.rate_hz)?;
    labels::check_labels(&header.labels).map_err(|e| wrong(e.to_string()))?;
    let longest = (MAX_DURATION_S as usize) * header.rate_hz as usize;
    for entry in &header.utterances {
        if entry.label >= header.labels.len() {
            return Err(wrong(format!("{} with label number {} of {}", entry.name, entry.label, header.labels.len())));
        }
        if !(1..=longest).contains(&entry.samples) {
            return Err(wrong(format!("{} with {} samples, 1 to {longest} allowed", entry.name, entry.samples)));
        }
        if crate::PHONEMES && entry.phones(header.labels.len()).is_none() {
            return Err(wrong(format!("{} with phones that do not follow upon each other inside of it", entry.name)));
        }
        if crate::PHONEMES
            && let Err(problem) = entry.spoken(header.rate_hz)
        {
            return Err(wrong(format!("{} with words that cannot be read ({problem})", entry.name)));
        }
        if !crate::PHONEMES && entry.segments.is_some() {
            return Err(wrong("sentences with labelled phones".to_owned()));
        }
        let end = entry.offset.saturating_add(adpcm::encoded_len(entry.samples));
        if end > body.len() {
            return Err(truncated(format!("{} ends at byte {end} of {}", entry.name, body.len())));
        }
    }
    Ok((header, body))
}
