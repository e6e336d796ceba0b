//! Folders in TIMIT's and TIDigits' layouts, whole and broken; the folding of phones and how sequences of them are compared.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use nrr_snn::audio::{Samples, wav};
use nrr_snn::data::phones::{self, CLASSES, Errors, Folded};
use nrr_snn::data::{DataSet, Segment, Split, Word, folder, tidigits, timit};

/// A folder that is gone when its test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("nrr-snn-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn add(&self, file: &str, bytes: &[u8]) -> &Self {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// A sentence of 1,000 samples and its labels.
    fn sentence(&self, stem: &str, labels: &str) -> &Self {
        self.add(&format!("{stem}.WAV"), &sphere()).add(&format!("{stem}.PHN"), labels.as_bytes())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn clip() -> Samples {
    Samples { rate_hz: 16_000, samples: (0..1_000).map(|i| ((i * 7) % 41) as f32 / 64.0 - 0.25).collect() }
}

/// [`clip`] as TIMIT has it.
fn sphere() -> Vec<u8> {
    let fields =
        "sample_count -i 1000\nsample_rate -i 16000\nchannel_count -i 1\nsample_n_bytes -i 2\nsample_byte_format -s2 01\nend_head\n";
    let mut bytes = format!("NIST_1A\n   1024\n{fields}").into_bytes();
    bytes.resize(1_024, b' ');
    bytes.extend(clip().samples.iter().flat_map(|x| wav::to_i16(*x).to_le_bytes()));
    bytes
}

/// The same, compressed, as far as the header tells.
fn shortened() -> Vec<u8> {
    String::from_utf8_lossy(&sphere()[..1_024])
        .replace("end_head\n", "sample_coding -s26 pcm,embedded-shorten-v2.00\nend_head\n")
        .into_bytes()
}

fn at(file: &str) -> String {
    format!("TRAIN/DR1/FCJF0/{file}")
}

fn class(label: &str) -> usize {
    CLASSES.iter().position(|c| *c == label).unwrap()
}

fn names(data: &DataSet) -> Vec<(&str, &str, u32, bool)> {
    data.utterances.iter().map(|u| (u.name.as_str(), u.speaker.as_str(), u.index, u.held_out)).collect()
}

const LABELS: &str = "0 100 h#\n100 250 ao\n250 300 q\n300 1000 ix\n";

#[test]
fn a_folder_in_timits_layout_is_read() {
    let dir = Folder::new("timit");
    dir.sentence("TRAIN/DR1/FCJF0/SX37", LABELS)
        .sentence("TRAIN/DR1/FCJF0/SI648", LABELS)
        .sentence("TRAIN/DR1/FCJF0/SA1", LABELS)
        .sentence("TEST/DR1/MDAB0/SX49", LABELS)
        .sentence("TEST/DR1/MDAB0/SA2", LABELS)
        .sentence("TEST/DR1/FAKS0/SI943", LABELS)
        .sentence("TEST/DR1/FAKS0/SX43", LABELS)
        .add("TRAIN/DR1/FCJF0/SX37.WRD", b"100 1000 A\n")
        .add("TRAIN/DR1/FCJF0/SX37.TXT", b"0 1000 A.\n")
        .add("train/dr2/mabc0/sx5.wav", &wav::write(&clip()))
        .add("train/dr2/mabc0/sx5.phn", b"0 900 PAU\r\n900 1000 iy\r\n");
    assert!(timit::is_timit(&dir.0) && !tidigits::is_tidigits(&dir.0));
    let data = timit::read(&dir.0).unwrap();
    assert_eq!(data, folder::read(&dir.0).unwrap(), "a folder of any kind is opened by its layout");
    assert_eq!(data.labels, CLASSES);
    assert_eq!(
        names(&data),
        [
            ("TEST/DR1/MDAB0/SX49.WAV", "MDAB0", 0, true),
            ("TRAIN/DR1/FCJF0/SI648.WAV", "FCJF0", 0, false),
            ("TRAIN/DR1/FCJF0/SX37.WAV", "FCJF0", 1, false),
            ("train/dr2/mabc0/sx5.wav", "MABC0", 0, false),
        ]
    );
    let expected = [("sil", 0, 100), ("aa", 100, 250), ("ih", 300, 1_000)];
    for u in &data.utterances[..3] {
        assert_eq!(u.segments, expected.map(|(label, start, end)| Segment { start, end, label: class(label) }), "{}", u.name);
        assert_eq!((u.label, &u.samples), (0, &clip()));
    }
    let words: Vec<&[Word]> = data.utterances.iter().map(|u| u.words.as_slice()).collect();
    assert_eq!(words, [&[][..], &[], &[Word { start: 100, end: 1_000, text: "a".into() }], &[]]);
    assert_eq!(data.utterances[3].segments.iter().map(|s| CLASSES[s.label]).collect::<Vec<_>>(), ["sil", "iy"]);
    assert_eq!(
        data.notices,
        [
            "missing: 23 of the 24 speakers of the core test set: MWBT0, FELC0, MTAS1, MWEW0, FPAS0, MJMP0, MLNT0, FPKT0, MLLL0, MTLS0, FJLM0, \
             MBPM0, MKLT0, FNLP0, MCMJ0, MJDH0, FMGD0, MGRT0, MNJM0, FDHC0, MJLN0, MPAM0, FMLD0",
            "left out: 2 recordings of the sentences SA1 and SA2, which every speaker reads",
            "left out: 2 recordings of TEST outside the core test set"
        ]
    );
}

#[test]
fn a_set_of_phones_needs_no_phone_of_each() {
    let dir = Folder::new("few-phones");
    dir.sentence("TRAIN/DR1/FCJF0/SX37", LABELS).sentence("TRAIN/DR1/FCJF0/SX38", LABELS).sentence("TEST/DR1/MDAB0/SX49", "0 1000 zh\n");
    let mut data = timit::read(&dir.0).unwrap();
    assert!(data.is_phonemes());
    data.check().unwrap();
    assert_eq!(Split::Official.apply(&data, 0).unwrap(), (vec![1, 2], vec![0]));
    assert_eq!("speaker:FCJF0".parse::<Split>().unwrap().apply(&data, 0).unwrap(), (vec![0], vec![1, 2]));
    assert_eq!("fold:1/2".parse::<Split>().unwrap().apply(&data, 0).unwrap(), (vec![0, 1], vec![2]));
    data.utterances.iter_mut().for_each(|u| u.held_out = true);
    assert!(Split::Official.apply(&data, 0).unwrap_err().to_string().contains("leaves nothing to train on"));
    // Joined, phones keep their names.
    let joined = DataSet::join(vec![data.clone(), data.clone()]).unwrap();
    assert_eq!((joined.utterances.len(), &joined.labels), (6, &data.labels));
    assert_eq!(joined.utterances[3].segments, data.utterances[0].segments);
    data.utterances[1].segments[0].label = CLASSES.len();
    assert!(data.check().unwrap_err().to_string().contains("SX37.WAV has a phone without a label"));
}

#[test]
fn without_a_core_speaker_all_of_test_tests() {
    let dir = Folder::new("no-core");
    dir.sentence("TRAIN/DR1/FAAA0/SX1", LABELS).sentence("TEST/DR1/FBBB0/SX2", LABELS).sentence("TEST/DR2/MCCC0/SX3", LABELS);
    // A core speaker in TRAIN is none of the core test set.
    dir.sentence("TRAIN/DR1/MDAB0/SX4", LABELS);
    let data = timit::read(&dir.0).unwrap();
    assert_eq!(
        names(&data).iter().map(|n| (n.1, n.3)).collect::<Vec<_>>(),
        [("FBBB0", true), ("MCCC0", true), ("FAAA0", false), ("MDAB0", false)]
    );
    assert_eq!(data.notices, [] as [&str; 0]);
}

#[test]
fn the_core_test_set_is_three_speakers_of_each_region() {
    let core: std::collections::BTreeSet<&str> = timit::CORE.into_iter().collect();
    assert_eq!((core.len(), core.iter().filter(|s| s.starts_with('F')).count()), (24, 8));
    let dir = Folder::new("core");
    for speaker in timit::CORE {
        dir.sentence(&format!("TEST/DR1/{speaker}/SX1"), LABELS);
    }
    dir.sentence("TEST/DR1/MXXX0/SX1", LABELS);
    let data = timit::read(&dir.0).unwrap();
    assert_eq!(data.speakers(), core.into_iter().collect::<Vec<_>>());
    assert_eq!(data.notices, ["left out: 1 recordings of TEST outside the core test set"]);
}

#[test]
fn where_the_core_test_set_cannot_be_used_all_other_speakers_test() {
    let dir = Folder::new("no-core");
    dir.sentence("TRAIN/DR1/FCJF0/SX37", LABELS);
    dir.sentence("TEST/DR1/MDAB0/SX1", LABELS).add("TEST/DR1/MDAB0/SX1.PHN", b"none");
    dir.sentence("TEST/DR1/MXXX0/SX1", LABELS);
    let data = timit::read(&dir.0).unwrap();
    assert_eq!(data.speakers(), ["FCJF0", "MXXX0"]);
    assert!(data.utterances.iter().any(|u| u.held_out && u.speaker == "MXXX0"));
    let said = "no sentence of the core test set can be used: all other speakers of TEST are tested";
    assert!(data.notices.iter().any(|n| n == said), "{:#?}", data.notices);
}

#[test]
fn of_several_files_of_a_sentence_the_first_good_one_counts_and_the_others_are_told() {
    let dir = Folder::new("twice");
    dir.sentence(&at("SX1"), LABELS).add(&at("SX1.sph"), &sphere());
    dir.sentence(&at("SX2"), LABELS).add(&at("SX2.WAV"), b"broken");
    dir.add(&at("SX2.WAV.wav"), &sphere());
    dir.sentence(&at("SX3"), "\u{feff}0 500 aa\r\n500 900 b\r\n\u{1a}").add(&at("sx3.phn"), b"none");
    let data = timit::read(&dir.0).unwrap();
    let read: Vec<&str> = data.utterances.iter().map(|u| u.name.as_str()).collect();
    assert_eq!(read, ["TRAIN/DR1/FCJF0/SX1.WAV", "TRAIN/DR1/FCJF0/SX2.WAV.wav", "TRAIN/DR1/FCJF0/SX3.WAV"]);
    let told = ["SX1.sph: TRAIN/DR1/FCJF0/SX1.WAV is of the same sentence", "SX2.WAV: expected a WAV file", "sx3.phn: line 1, \"none\""];
    for said in told {
        assert!(data.notices.iter().any(|n| n.starts_with(&format!("left out: TRAIN/DR1/FCJF0/{said}"))), "{said} in {:#?}", data.notices);
    }
    assert_eq!(data.notices.len(), told.len());
}

#[test]
fn a_part_of_timit_is_read() {
    let dir = Folder::new("part");
    dir.sentence("TRAIN/DR1/FCJF0/SX37", LABELS);
    for part in ["TRAIN", "TRAIN/DR1", "TRAIN/DR1/FCJF0"] {
        let data = folder::read(&dir.0.join(part)).unwrap();
        assert_eq!((data.utterances.len(), data.utterances[0].speaker.as_str(), data.is_phonemes()), (1, "FCJF0", true), "{part}");
        assert!("TRAIN/DR1/FCJF0/SX37.WAV".ends_with(&data.utterances[0].name));
    }
}

/// What is left out, by file, of a corpus with one good sentence.
#[test]
fn every_broken_sentence_is_left_out_by_name() {
    let dir = Folder::new("broken");
    let at = |stem: &str| format!("TRAIN/DR1/FCJF0/{stem}");
    dir.sentence(&at("SX10"), LABELS);
    let labels = [
        ("SX11", "0 100 h#\n90 200 aa\n", "SX11.PHN: line 2, \"90 200 aa\": it begins before the one above it has ended"),
        ("SX12", "0 100 h#\n\n200 150 aa\n", "SX12.PHN: line 3, \"200 150 aa\": it ends before it begins"),
        ("SX13", "0 100 h#\n200 200 aa\n", "SX13.PHN: line 2, \"200 200 aa\": it ends before it begins, or is empty"),
        ("SX14", "0 100 h#\n1000 1001 aa\n", "SX14.PHN: line 2, \"1000 1001 aa\": it ends behind the recording, which has 1000 samples"),
        ("SX15", "0 2601 h#\n", "SX15.PHN: line 1, \"0 2601 h#\": it ends behind the recording, which has 1000 samples"),
        ("SX16", "0 100 h#\n100 200 xyz\n", "SX16.PHN: line 2, \"100 200 xyz\": no label of TIMIT"),
        ("SX17", "0 100\n", "SX17.PHN: line 1, \"0 100\": expected a first sample"),
        ("SX18", "0 100 h# 1\n", "SX18.PHN: line 1, \"0 100 h# 1\": expected a first sample"),
        ("SX19", "0 -100 h#\n", "SX19.PHN: line 1, \"0 -100 h#\": expected two whole numbers"),
        ("SX20", "0 99999999999 h#\n", "SX20.PHN: line 1, \"0 99999999999 h#\": expected two whole numbers"),
        ("SX21", "", "SX21.PHN: no phone in it"),
        ("SX22", "0 500 q\n", "SX22.PHN: no phone in it"),
        ("SX23", "0 500 q\n400 600 aa\n", "SX23.PHN: line 2, \"400 600 aa\": it begins before the one above"),
    ];
    for (stem, text, _) in labels {
        dir.sentence(&at(stem), text);
    }
    dir.add(&at("SX30.WAV"), &sphere());
    dir.add(&at("SX31.PHN"), LABELS.as_bytes());
    dir.sentence(&at("SX32"), LABELS).add(&at("SX32.WAV"), b"no sound");
    dir.sentence(&at("SX33"), LABELS).add(&at("SX33.WAV"), b"");
    dir.sentence(&at("SX34"), LABELS).add(&at("SX34.WAV"), &shortened());
    dir.sentence(&at("SX35"), LABELS).add(&at("SX35.WAV"), &sphere()[..2_000]);
    dir.sentence(&at("SX36"), LABELS).add(&at("SX36.PHN"), b"0 100 \xFF\n");
    dir.sentence(&at("SX37"), LABELS).add(&at("SX37.PHN"), &vec![b'\n'; (1 << 20) + 1]);
    dir.sentence("elsewhere/SX38", LABELS);
    let others = [
        "SX30.WAV: no phone labels (.PHN) beside it",
        "SX31.PHN: no recording (.WAV) beside it",
        "SX32.WAV: expected a WAV file",
        "SX33.WAV: the file ends too early (it is empty)",
        "SX34.WAV: expected a SPHERE file of 16-bit PCM, μ-law or A-law, found samples compressed as \"pcm,embedded-shorten-v2.00\"; expand it \
         first, for example with: sph2pipe -f wav",
        "SX35.WAV: the file ends too early (1000 samples announced, 488 there)",
        "SX36.PHN: it is no text",
        "SX37.PHN: 1048577 bytes, expected a small text",
    ];
    let data = folder::read(&dir.0).unwrap();
    assert_eq!(names(&data), [("TRAIN/DR1/FCJF0/SX10.WAV", "FCJF0", 0, false)]);
    let expected = labels.iter().map(|l| l.2).chain(others);
    for said in expected.clone() {
        let whole = format!("left out: TRAIN/DR1/FCJF0/{said}");
        assert_eq!(data.notices.iter().filter(|n| n.starts_with(&whole)).count(), 1, "{said} in {:#?}", data.notices);
    }
    assert!(data.notices.iter().any(|n| n.starts_with("left out: elsewhere/SX38.WAV: its folders or its name are not those of TIMIT")));
    assert_eq!(data.notices.len(), expected.count() + 1, "{:#?}", data.notices);
}

/// Words are shown, not learnt: a sentence with bad ones stays, without them.
#[test]
fn words_that_cannot_be_read_have_a_notice() {
    let dir = Folder::new("bad-words");
    dir.sentence("TRAIN/DR1/FCJF0/SX1", LABELS).add("TRAIN/DR1/FCJF0/SX1.WRD", b"0 100 she\n50 200 had\n");
    dir.sentence("TRAIN/DR1/FCJF0/SX2", LABELS).add("TRAIN/DR1/FCJF0/SX2.WRD", b"0 100 She\n100 1100 HAD\n");
    dir.add("TRAIN/DR1/FCJF0/SX3.WRD", b"0 100 she\n");
    let data = timit::read(&dir.0).unwrap();
    let words: Vec<Vec<&str>> = data.utterances.iter().map(|u| u.words.iter().map(|w| w.text.as_str()).collect()).collect();
    assert_eq!(words, [vec![], vec!["she", "had"]]);
    assert_eq!(data.utterances[1].words[1].end, 1_000, "the last one ends with the recording");
    assert_eq!(
        data.notices,
        [
            "words left out: TRAIN/DR1/FCJF0/SX1.WRD: line 2, \"50 200 had\": it begins before the one above it has ended",
            "left out: TRAIN/DR1/FCJF0/SX3.WRD: neither a recording (.WAV) nor phone labels (.PHN) beside it"
        ]
    );
}

#[cfg(unix)]
#[test]
fn folders_that_are_not_entered_have_a_notice() {
    let dir = Folder::new("odd-folders");
    let deep = "a/b/c/d/e/f/g/h";
    for (file, bytes) in
        [("yes/a.wav", wav::write(&clip())), ("no/b.wav", wav::write(&clip())), (&format!("{deep}/c.wav"), wav::write(&clip()))]
    {
        dir.add(file, &bytes);
    }
    std::os::unix::fs::symlink(dir.0.join("yes"), dir.0.join("link")).unwrap();
    let data = folder::read(&dir.0).unwrap();
    assert_eq!(data.utterances.len(), 2);
    assert_eq!(
        data.notices,
        ["left out: a/b/c/d/e/f/g: folders are looked into 6 deep", "left out: link: a link to a folder, which is not followed"]
    );
    // What is given by another way is the same folder.
    dir.sentence("corpus/TRAIN/DR1/FCJF0/SX1", LABELS).sentence("corpus/TRAIN/DR1/FCJF0/SX2", LABELS);
    assert_eq!(folder::read(&dir.0.join("corpus/TRAIN/DR1/FCJF0/../FCJF0/.")).unwrap().utterances.len(), 2);
}

#[test]
fn a_last_phone_may_end_a_little_behind_the_recording() {
    let dir = Folder::new("overhang");
    dir.sentence("TRAIN/DR1/FCJF0/SX37", "0 100 aa\n100 2600 h#\n");
    let data = timit::read(&dir.0).unwrap();
    assert_eq!(data.utterances[0].segments[1], Segment { start: 100, end: 1_000, label: class("sil") });
    assert_eq!(data.notices, ["cut: TRAIN/DR1/FCJF0/SX37.PHN: its last phone ends at sample 2600 of 1000 and is cut there"]);
}

#[test]
fn corpora_without_a_sentence_say_why() {
    let dir = Folder::new("empty");
    let text = || timit::read(&dir.0).unwrap_err().to_string();
    assert!(!timit::is_timit(&dir.0) && !timit::is_timit(&dir.0.join("none")));
    assert!(text().contains("no sentence in it can be used; expected TRAIN/DR1/"), "{}", text());
    assert_eq!(timit::read(&dir.0.join("none")).unwrap_err().code(), "io");
    // Recordings alone are not taken for words that are called as their speakers.
    dir.add("TRAIN/DR1/FCJF0/SX37.WAV", &sphere()).add("TRAIN/DR1/FDAW0/SX38.WAV", &sphere());
    assert!(folder::read(&dir.0).unwrap_err().to_string().contains("SX37.WAV: no phone labels (.PHN) beside it"));
    let words = Folder::new("words-no-timit");
    words.add("yes/a.wav", &wav::write(&clip())).add("no/a.phn", b"");
    assert!(!timit::is_timit(&words.0));
}

#[test]
fn a_folder_in_tidigits_layout_is_read() {
    let dir = Folder::new("tidigits");
    for file in ["train/man/ae/1a", "train/man/ae/zb", "train/woman/ae/oa", "train/man/ae/9b", "test/girl/bd/za", "TEST/BOY/XY/OB"] {
        dir.add(&format!("adults/{file}.wav"), &sphere());
    }
    dir.add("adults/train/man/ae/1z29a.wav", &sphere()).add("adults/test/girl/bd/11b.wav", b"not even read");
    dir.add("adults/train/man/ae/2a.wav", &shortened()).add("adults/train/man/ae/3a.wav", b"no sound");
    dir.add("adults/train/man/ae/noise.wav", &sphere()).add("adults/train/man/ae/4a.txt", b"4");
    assert!(tidigits::is_tidigits(&dir.0) && !timit::is_timit(&dir.0));
    let data = tidigits::read(&dir.0).unwrap();
    assert_eq!(data, folder::read(&dir.0).unwrap(), "a folder of any kind is opened by its layout");
    assert_eq!(data.labels, ["0", "1", "9", "oh"]);
    let said: Vec<&str> = data.utterances.iter().map(|u| data.labels[u.label].as_str()).collect();
    assert_eq!(said, ["oh", "0", "1", "9", "0", "oh"]);
    assert_eq!(
        names(&data),
        [
            ("adults/TEST/BOY/XY/OB.wav", "boy-xy", 1, true),
            ("adults/test/girl/bd/za.wav", "girl-bd", 0, true),
            ("adults/train/man/ae/1a.wav", "man-ae", 0, false),
            ("adults/train/man/ae/9b.wav", "man-ae", 1, false),
            ("adults/train/man/ae/zb.wav", "man-ae", 1, false),
            ("adults/train/woman/ae/oa.wav", "woman-ae", 0, false),
        ]
    );
    assert!(data.utterances.iter().all(|u| u.samples == clip() && u.segments.is_empty()) && !data.is_phonemes());
    let starts = [
        "left out: adults/train/man/ae/2a.wav: expected a SPHERE file",
        "left out: adults/train/man/ae/3a.wav: expected a WAV file",
        "left out: adults/train/man/ae/noise.wav: its name and folders are not those of TIDigits",
        "left out: 2 recordings of several digits",
    ];
    assert_eq!(data.notices.len(), starts.len(), "{:#?}", data.notices);
    for (notice, start) in data.notices.iter().zip(starts) {
        assert!(notice.starts_with(start), "{notice}");
    }
    let man = tidigits::read(&dir.0.join("adults/train/man")).unwrap();
    assert_eq!((man.utterances[0].name.as_str(), man.utterances.len(), man.labels.len()), ("ae/1a.wav", 3, 3));
}

#[test]
fn tidigits_that_cannot_be_learned_from_say_why() {
    let dir = Folder::new("poor-tidigits");
    let text = || tidigits::read(&dir.0).unwrap_err().to_string();
    assert!(text().contains("no isolated digit in it can be used; expected files such as train/man/ae/1a.wav"), "{}", text());
    dir.add("train/man/ae/12a.wav", &sphere());
    assert!(text().contains("no isolated digit in it can be used (left out: 1 recordings of several digits)"), "{}", text());
    dir.add("train/man/ae/1a.wav", &shortened());
    assert!(text().contains("sph2pipe"), "{}", text());
    dir.add("train/man/ae/1b.wav", &sphere());
    assert!(text().contains("1 word given, 2 to 1000 expected"), "{}", text());
}

#[test]
fn plain_folders_may_hold_sphere_files() {
    let dir = Folder::new("plain-sphere");
    dir.add("yes/a.wav", &sphere()).add("yes/b.SPH", &sphere()).add("no/c.wav", &wav::write(&clip())).add("no/d.sph", &shortened());
    let data = folder::read(&dir.0).unwrap();
    assert_eq!(names(&data).iter().map(|n| n.0).collect::<Vec<_>>(), ["no/c.wav", "yes/a.wav", "yes/b.SPH"]);
    assert!(data.utterances.iter().all(|u| u.samples == clip()));
    assert!(data.notices.len() == 1 && data.notices[0].contains("no/d.sph: expected a SPHERE file"), "{:?}", data.notices);
}

/// TIMIT's 61 labels, group by group, as Lee and Hon (1989, table II and section V) fold them.
const GROUPS: [&str; 39] = [
    "aa ao",
    "ae",
    "ah ax ax-h",
    "aw",
    "ay",
    "b",
    "ch",
    "d",
    "dh",
    "dx",
    "eh",
    "er axr",
    "ey",
    "f",
    "g",
    "hh hv",
    "ih ix",
    "iy",
    "jh",
    "k",
    "l el",
    "m em",
    "n en nx",
    "ng eng",
    "ow",
    "oy",
    "p",
    "r",
    "s",
    "sh zh",
    "sil pcl tcl kcl bcl dcl gcl h# pau epi",
    "t",
    "th",
    "uh",
    "uw ux",
    "v",
    "w",
    "y",
    "z",
];

#[test]
fn labels_fold_as_lee_and_hon_fold_them() {
    let mut folded = BTreeMap::new();
    for (group, class) in GROUPS.iter().zip(CLASSES) {
        assert_eq!(group.split(' ').next(), Some(class), "each group is called by its first label");
        folded.extend(group.split(' ').map(|label| (label, class)));
    }
    // `sil` is a class, but no label of TIMIT; `q` is a label without a class.
    assert_eq!(folded.len() - 1 + 1, 61);
    for (label, class) in &folded {
        let found = match phones::fold(label) {
            Some(Folded::Class(c)) => CLASSES[c],
            other => panic!("{label}: {other:?}"),
        };
        assert_eq!(found, *class, "{label}");
    }
    assert_eq!(phones::fold("q"), Some(Folded::Dropped));
    for unknown in ["", "Q", "qq", "aa1", " aa", "spn", "h"] {
        assert_eq!(phones::fold(unknown), None, "{unknown}");
    }
    // The voices of flite use a part of the same labels.
    let flite = "aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p pau r s sh t th uh uw v w y z zh";
    assert!(flite.split(' ').all(|label| folded.contains_key(label)));
}

/// Least edits, by trying all.
fn least(a: &[u8], b: &[u8]) -> usize {
    match (a.split_first(), b.split_first()) {
        (None, _) => b.len(),
        (_, None) => a.len(),
        (Some((x, a_rest)), Some((y, b_rest))) => {
            let exchanged = least(a_rest, b_rest) + usize::from(x != y);
            exchanged.min(1 + least(a_rest, b)).min(1 + least(a, b_rest))
        }
    }
}

/// All ways to explain `heard`, as substitutions, deletions and insertions.
fn ways(spoken: &[u8], heard: &[u8], so_far: Errors, out: &mut Vec<Errors>) {
    if spoken.is_empty() && heard.is_empty() {
        out.push(so_far);
    }
    if let (Some((x, spoken)), Some((y, heard))) = (spoken.split_first(), heard.split_first()) {
        ways(spoken, heard, Errors { substitutions: so_far.substitutions + usize::from(x != y), ..so_far }, out);
    }
    if let Some((_, spoken)) = spoken.split_first() {
        ways(spoken, heard, Errors { deletions: so_far.deletions + 1, ..so_far }, out);
    }
    if let Some((_, heard)) = heard.split_first() {
        ways(spoken, heard, Errors { insertions: so_far.insertions + 1, ..so_far }, out);
    }
}

#[test]
fn edits_are_counted_as_a_library_counts_them() {
    // As long as TIMIT's sentences, of all its classes.
    let mut r = nrr_snn::rng::Stream::new(7, nrr_snn::rng::Purpose::Noise, 0);
    for _ in 0..300 {
        let mut draw = || -> Vec<u8> { (0..(r.uniform() * 75.0) as usize).map(|_| (r.uniform() * 39.0) as u8).collect() };
        let spoken = draw();
        let mut heard = spoken.clone();
        // Half of the pairs have something in common.
        if spoken.len() % 2 == 0 {
            heard = draw();
        } else {
            heard.retain(|p| p % 5 != 0);
            heard.extend(draw().into_iter().take(4));
        }
        let expected = strsim::generic_levenshtein(&Phones(&spoken), &Phones(&heard));
        assert_eq!(phones::edit_distance(&spoken, &heard), expected, "{spoken:?} {heard:?}");
        assert_eq!(phones::errors(&spoken, &heard).total(), expected);
    }
}

/// A sequence as the library wants it.
struct Phones<'a>(&'a [u8]);

impl<'a> IntoIterator for &Phones<'a> {
    type Item = &'a u8;
    type IntoIter = std::slice::Iter<'a, u8>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[test]
fn edits_are_counted_as_by_trying_all() {
    // Every pair of sequences of up to four phones out of three.
    let mut all: Vec<Vec<u8>> = vec![vec![]];
    let mut longest = all.clone();
    for _ in 0..4 {
        longest = longest.iter().flat_map(|s| (0..3).map(move |p| [s.as_slice(), &[p]].concat())).collect();
        all.extend(longest.clone());
    }
    assert_eq!(all.len(), 121);
    for a in &all {
        for b in &all {
            let distance = least(a, b);
            assert_eq!(phones::edit_distance(a, b), distance, "{a:?} {b:?}");
            let errors = phones::errors(a, b);
            let mut every = Vec::new();
            ways(a, b, Errors::default(), &mut every);
            let best = every.iter().filter(|e| e.total() == distance).max_by_key(|e| e.substitutions);
            assert_eq!(Some(&errors), best, "{a:?} {b:?}");
        }
    }
    assert_eq!(phones::collapse([3, 3, 3, 1, 1, 3]), [3, 1, 3]);
    assert!(phones::collapse([]).is_empty());
}
