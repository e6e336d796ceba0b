//! Folders, packs, joined sets and splits.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use nrr_snn::audio::{Samples, wav};
use nrr_snn::data::{DataSet, Segment, Split, Utterance, Word, folder, names, pack};

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
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn clip(seed: usize) -> Samples {
    Samples { rate_hz: 8_000, samples: (0..400 + seed).map(|i| ((i * (7 + seed)) % 41) as f32 / 64.0 - 0.3).collect() }
}

/// `labels` × `speakers` × takes 0 to `takes` - 1, named as FSDD's.
fn digits(labels: u32, speakers: &[&str], takes: u32) -> DataSet {
    let mut set = DataSet { name: "digits".into(), labels: (0..labels).map(|l| l.to_string()).collect(), ..DataSet::default() };
    for label in 0..labels {
        for speaker in speakers {
            for index in 0..takes {
                let name = format!("{label}_{speaker}_{index}.wav");
                let samples = clip(set.utterances.len() % 5);
                set.utterances.push(Utterance {
                    name,
                    label: label as usize,
                    speaker: (*speaker).into(),
                    index,
                    held_out: index < 5,
                    segments: Vec::new(),
                    words: Vec::new(),
                    samples,
                });
            }
        }
    }
    set.sort();
    set
}

fn tested<'a>(data: &'a DataSet, split: &str, seed: u64) -> Vec<&'a str> {
    let (train, test) = split.parse::<Split>().unwrap().apply(data, seed).unwrap();
    assert_eq!(train.len() + test.len(), data.utterances.len());
    test.iter().map(|&i| data.utterances[i].name.as_str()).collect()
}

#[test]
fn a_folder_with_fsdds_names_is_read() {
    let dir = Folder::new("fsdd");
    for (n, name) in ["3_ann_0", "3_ann_7", "1_bob_4", "10_bob_4"].iter().enumerate() {
        dir.add(&format!("recordings/{name}.wav"), &wav::write(&clip(n)));
    }
    dir.add("recordings/broken_1.wav", b"").add("recordings/1_bob_9.wav", b"RIFF").add("README.md", b"x").add(".git/1_x_0.wav", b"x");
    let data = folder::read(&dir.0).unwrap();
    assert_eq!(data.labels, ["1", "3"]);
    let all: Vec<_> = data.utterances.iter().map(|u| (u.name.as_str(), u.label, u.speaker.as_str(), u.index, u.held_out)).collect();
    assert_eq!(
        all,
        [
            ("recordings/1_bob_4.wav", 0, "bob", 4, true),
            ("recordings/3_ann_0.wav", 1, "ann", 0, true),
            ("recordings/3_ann_7.wav", 1, "ann", 7, false)
        ]
    );
    let notices = data.notices.join("\n");
    assert_eq!(data.notices.len(), 3, "{notices}");
    assert!(
        notices.contains("10_bob_4.wav: neither")
            && notices.contains("broken_1.wav: neither")
            && notices.contains("1_bob_9.wav: the file ends too early")
    );
}

#[test]
fn a_folder_per_word_is_read() {
    let dir = Folder::new("words");
    for (n, name) in ["yes/a", "yes/b", "no/0a_nohash_0", "no/0a_nohash_1", "_background_noise_/hum"].iter().enumerate() {
        dir.add(&format!("{name}.wav"), &wav::write(&clip(n)));
    }
    let data = folder::read(&dir.0).unwrap();
    assert_eq!(data.labels, ["no", "yes"]);
    let all: Vec<_> = data.utterances.iter().map(|u| (u.name.as_str(), u.label, u.speaker.as_str(), u.index)).collect();
    assert_eq!(
        all,
        [("no/0a_nohash_0.wav", 0, "0a", 0), ("no/0a_nohash_1.wav", 0, "0a", 1), ("yes/a.wav", 1, "", 0), ("yes/b.wav", 1, "", 1)]
    );
    assert_eq!(data.notices.len(), 1);
}

#[test]
fn folders_that_cannot_be_learned_from_say_why() {
    let text = |path: &Path| folder::read(path).unwrap_err().to_string();
    assert!(text(Path::new("no/such/folder")).contains("no/such/folder"));
    let dir = Folder::new("poor");
    assert!(text(&dir.0).contains("no usable WAV file"));
    dir.add("yes/a.wav", b"not sound");
    assert!(text(&dir.0).contains("yes/a.wav: expected a WAV file"), "{}", text(&dir.0));
    dir.add("yes/b.wav", &wav::write(&clip(0)));
    assert!(text(&dir.0).contains("1 word given, 2 to 1000 expected"), "{}", text(&dir.0));
    dir.add("Yes/b.wav", &wav::write(&clip(0)));
    assert!(text(&dir.0).contains("stands twice"), "{}", text(&dir.0));
}

#[test]
fn a_pack_gives_back_what_went_in() {
    let data = digits(2, &["ann", "bob"], 6);
    let bytes = pack::write(&data, "made for a test").unwrap();
    let back = pack::read("d.pack", &bytes).unwrap();
    assert_eq!((&back.labels, &back.name), (&data.labels, &data.name));
    assert_eq!(pack::header("d.pack", &bytes).unwrap().notes, "made for a test");
    for (a, b) in data.utterances.iter().zip(&back.utterances) {
        assert_eq!((&a.name, a.label, &a.speaker, a.index, a.held_out), (&b.name, b.label, &b.speaker, b.index, b.held_out));
        assert_eq!((a.samples.rate_hz, a.samples.samples.len()), (b.samples.rate_hz, b.samples.samples.len()));
        let error =
            a.samples.samples.iter().zip(&b.samples.samples).map(|(x, y)| (x - y).powi(2)).sum::<f32>() / a.samples.samples.len() as f32;
        assert!(error.sqrt() < 0.1, "{} {error}", a.name);
    }
    assert_eq!(pack::write(&back, "made for a test").unwrap().len(), bytes.len());
}

#[test]
fn damaged_packs_are_named_and_never_panic() {
    let bytes = pack::write(&digits(2, &["ann"], 2), "").unwrap();
    let code = |bytes: &[u8]| pack::read("d.pack", bytes).unwrap_err().code();
    assert_eq!(
        (code(&[]), code(b"PK\x03\x04"), code(&bytes[..10]), code(&bytes[..50])),
        ("truncated", "wrong-format", "truncated", "truncated")
    );
    assert_eq!(code(&bytes[..bytes.len() - 1]), "truncated");
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x15;
        let _ = pack::read("d.pack", &damaged);
    }
    let text = String::from_utf8_lossy(&bytes[12..]).into_owned();
    let forge = |from: &str, to: &str| {
        let json = &text[..text.find("]}").unwrap() + 2];
        let forged = json.replacen(from, to, 1);
        assert_ne!(forged, json);
        let mut out = b"NRRPACK1".to_vec();
        out.extend((forged.len() as u32).to_le_bytes());
        out.extend(forged.as_bytes());
        out.extend(&bytes[12 + json.len()..]);
        pack::read("d.pack", &out).unwrap_err().code()
    };
    assert_eq!(forge("\"samples\":400", "\"samples\":4000000000"), "wrong-format");
    assert_eq!(forge("\"samples\":400", "\"samples\":0"), "wrong-format");
    assert_eq!(forge("\"samples\":400", "\"samples\":-1"), "wrong-format");
    assert_eq!(forge("\"offset\":0", "\"offset\":18446744073709551615"), "truncated");
    assert_eq!(forge("\"label\":0", "\"label\":2"), "wrong-format");
    assert_eq!(forge("[\"0\",\"1\"]", "[\"0\",\"0\"]"), "wrong-format");
    assert_eq!(forge("\"rate_hz\":8000", "\"rate_hz\":0"), "out-of-range");
}

#[test]
fn a_pack_keeps_the_phones_of_sentences_and_checks_them() {
    let mut data = digits(2, &["ann"], 2);
    let words = pack::write(&data, "").unwrap();
    assert!(!String::from_utf8_lossy(&words).contains("segments"), "packs of words are as they always were");
    assert!(pack::read("d.pack", &words).unwrap().utterances.iter().all(|u| u.segments.is_empty()));

    data.utterances[0].segments = vec![Segment { start: 0, end: 100, label: 1 }, Segment { start: 150, end: 400, label: 0 }];
    let bytes = pack::write(&data, "").unwrap();
    let back = pack::read("d.pack", &bytes).unwrap();
    assert_eq!(back.utterances[0].segments, data.utterances[0].segments);
    assert!(back.is_phonemes() && back.utterances[1].segments.is_empty());
    let was = "[0,100,1,150,400,0]";
    // Of one length, so that everything else stays in its place.
    for (wrong, said) in [
        ("[0,100,1,150,401,0]", "do not follow"),
        ("[0,160,1,150,400,0]", "do not follow"),
        ("[0,100,2,150,400,0]", "do not follow"),
        ("[0,100,1,400,400,0]", "do not follow"),
        ("[0,100,1,150,40000]", "do not follow"),
        ("[0,100,1,-50,400,0]", "cannot be read"),
    ] {
        let at = bytes.windows(was.len()).position(|w| w == was.as_bytes()).unwrap();
        let mut forged = bytes.clone();
        forged[at..at + was.len()].copy_from_slice(wrong.as_bytes());
        let error = pack::read("d.pack", &forged).unwrap_err();
        assert!(error.code() == "wrong-format" && error.to_string().contains(said), "{wrong}: {error}");
    }
}

#[test]
fn a_pack_keeps_the_words_of_sentences_and_checks_them() {
    let mut data = digits(2, &["ann"], 2);
    data.utterances[0].segments = vec![Segment { start: 0, end: 400, label: 1 }];
    let without = pack::write(&data, "").unwrap();
    assert!(!String::from_utf8_lossy(&without).contains("\"words\""), "packs of sentences without words are as they always were");
    assert!(pack::read("d.pack", &without).unwrap().utterances.iter().all(|u| u.words.is_empty()));

    let word = |start, end, text: &str| Word { start, end, text: text.to_owned() };
    data.utterances[0].words = vec![word(0, 100, "she's"), word(150, 400, "été")];
    let bytes = pack::write(&data, "").unwrap();
    let back = pack::read("d.pack", &bytes).unwrap();
    assert_eq!((&back.utterances[0].words, &back.utterances[0].segments), (&data.utterances[0].words, &data.utterances[0].segments));
    assert!(back.utterances[1].words.is_empty());
    assert_eq!(back.digest(), pack::read("d.pack", &without).unwrap().digest(), "nothing is learnt from words");

    let (was, long) = (r"0 100 she's\n150 400 été\n", format!("0 400 {}", "x".repeat(65)));
    for (wrong, said) in [
        (r"0 100 she's\n150 401 was\n", "words that cannot be read (the last one ends at sample 401 of 400)"),
        (r"0 100 she's\n150 4000000 was\n", "line 2, \"150 4000000 was\": it ends behind the recording, which has 400 samples"),
        (r"0 100 she's\n400 500 was\n", "line 2, \"400 500 was\": it ends behind the recording"),
        (r"0 160 she's\n150 400 was\n", "line 2, \"150 400 was\": it begins before the one above it has ended"),
        (r"100 0 she's\n150 400 was\n", "line 1, \"100 0 she's\": it ends before it begins"),
        (r"0 100 she's\n400 was\n", "line 2, \"400 was\": expected a first sample"),
        (r"0 100 she's\n-1 400 was\n", "line 2, \"-1 400 was\": expected two whole numbers"),
        (r"0 4294967296 she's\n", "expected two whole numbers"),
        (r"0 100 a b\n", "expected a first sample"),
        (r"0 100 a\u0007b\n", "longer than 64 characters or with control characters"),
        (&long, "longer than 64 characters or with control characters"),
    ] {
        let error = pack::read("d.pack", &forged(&bytes, was, wrong)).unwrap_err();
        assert!(error.code() == "wrong-format" && error.to_string().contains(said), "{wrong}: {error}");
    }
    let number = format!("\"words\":\"{was}\"");
    assert_eq!(pack::read("d.pack", &forged(&bytes, &number, "\"words\":[0,100]")).unwrap_err().code(), "wrong-format");
    assert!(pack::read("d.pack", &forged(&bytes, &number, "\"words\":null")).unwrap().utterances[0].words.is_empty());

    for bad in [word(0, 401, "late"), word(5, 5, "empty"), word(0, 100, "two words"), word(0, 100, ""), word(0, 100, "Capital")] {
        data.utterances[0].words = vec![bad];
        let error = pack::write(&data, "").unwrap_err();
        assert!(error.code() == "data-set" && error.to_string().contains("has words that"), "{error}");
    }
}

/// A pack with something else in its header, whose length is set right.
fn forged(pack: &[u8], from: &str, to: &str) -> Vec<u8> {
    let (head, rest) = pack.split_at(12);
    let length = u32::from_le_bytes(head[8..].try_into().unwrap()) as usize;
    let header = std::str::from_utf8(&rest[..length]).unwrap();
    let changed = header.replacen(from, to, 1);
    assert_ne!(header, changed, "{from} is not in it");
    [&head[..8], &(changed.len() as u32).to_le_bytes(), changed.as_bytes(), &rest[length..]].concat()
}

#[test]
fn packs_of_mixed_rates_are_refused() {
    let mut data = digits(2, &["ann"], 2);
    data.utterances[3].samples.rate_hz = 16_000;
    assert_eq!(pack::write(&data, "").unwrap_err().code(), "mismatch");
    data.utterances.clear();
    assert_eq!(pack::write(&data, "").unwrap_err().code(), "data-set");
}

#[test]
fn joined_sets_share_labels_and_keep_their_test_parts() {
    let mut words = digits(3, &["ann"], 2);
    words.name = "words".into();
    words.labels = vec!["10".into(), "2".into(), "yes".into()];
    words.utterances.iter_mut().for_each(|u| u.held_out = u.index == 1);
    let joined = DataSet::join(vec![digits(3, &["bob"], 6), words]).unwrap();
    assert_eq!(joined.labels, ["0", "1", "2", "10", "yes"]);
    assert_eq!(joined.name, "digits+words");
    let of = |name: &str| joined.utterances.iter().find(|u| u.name == name).map(|u| joined.labels[u.label].as_str());
    assert_eq!(of("0:digits/2_bob_5.wav"), Some("2"));
    assert_eq!(of("1:words/0_ann_0.wav"), Some("10"));
    assert_eq!(tested(&joined, "official", 0).len(), 3 * 5 + 3);
    assert!(DataSet::join(vec![]).is_err());
    let mut sentences = digits(1, &["eve"], 1);
    sentences.utterances[0].segments = vec![nrr_snn::data::Segment { start: 0, end: 1, label: 0 }];
    let mixed = DataSet::join(vec![digits(2, &["x"], 1), sentences]);
    assert!(mixed.is_err_and(|e| e.to_string().contains("give sets of one kind")));
    assert_eq!(DataSet::join(vec![digits(2, &["x"], 1)]).unwrap(), digits(2, &["x"], 1));
}

#[test]
fn splits_follow_their_rule() {
    let data = digits(3, &["ann", "bob"], 20);
    assert_eq!(tested(&data, "official", 0).len(), 3 * 2 * 5);
    assert!(tested(&data, "speaker:bob", 0).iter().all(|n| n.contains("bob")));
    assert_eq!(tested(&data, "fold:3/10", 0).len(), 3 * 2 * 2);
    assert!(tested(&data, "fold:3/10", 0).iter().all(|n| n.ends_with("_3.wav") || n.ends_with("_13.wav")));
    assert!(tested(&data, "none", 0).is_empty());
    let (a, b) = (tested(&data, "random:0.25", 1), tested(&data, "random:0.25", 2));
    assert_eq!((a.len(), a.clone()), (30, tested(&data, "random:0.25", 1)));
    assert_ne!(a, b);
    for label in ["0_", "1_", "2_"] {
        assert_eq!(a.iter().filter(|n| n.starts_with(label)).count(), 10, "each label gives its share");
    }
    let mut unmarked = data.clone();
    unmarked.utterances.iter_mut().for_each(|u| u.held_out = false);
    assert_eq!(tested(&unmarked, "official", 0).len(), 30, "names of FSDD tell the official part");
}

#[test]
fn impossible_splits_are_named() {
    let data = digits(2, &["ann"], 6);
    let text = |split: &str| split.parse::<Split>().and_then(|s| s.apply(&data, 0)).unwrap_err().to_string();
    assert!(text("speaker:zoe").contains("choose one of ann"));
    assert!(text("speaker:ann").contains("leaves no utterance of \"0\" to train on"));
    assert!(text("fold:5/5").contains("K from 0 to 4"));
    assert!(text("fold:0/1").contains("2 or more"));
    assert!(text("fold:7/8").contains("nothing to test"));
    for wrong in ["", "fold:a/b", "fold:1", "random:x", "random:NaN", "speaker:", "speaker", "half"] {
        assert!(text(wrong).contains("fold:K/N, random:P"), "{wrong}");
    }
    for wrong in ["random:0", "random:1", "random:-1"] {
        assert!(text(wrong).contains("between 0 and 1"), "{wrong}");
    }
    let mut words = data.clone();
    words.utterances.iter_mut().for_each(|u| {
        u.held_out = false;
        u.name = u.name.replace('_', "-");
    });
    let error = Split::Official.apply(&words, 0).unwrap_err().to_string();
    assert!(error.contains("no official test part") && error.contains("random:0.2"), "{error}");
}

#[test]
fn split_texts_round_trip() {
    for text in ["official", "chosen", "speaker:george", "fold:0/10", "random:0.2", "none"] {
        assert_eq!(text.parse::<Split>().unwrap().to_string(), text);
    }
}

#[test]
#[cfg(feature = "cli")]
fn the_bundled_digits_are_as_promised() {
    let data = pack::bundled().unwrap();
    data.check().unwrap();
    assert_eq!(data.labels, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    assert!(data.utterances.len() >= 600, "{} utterances", data.utterances.len());
    let (train, test) = Split::Official.apply(&data, 1).unwrap();
    let voices = |part: &[usize]| part.iter().map(|&i| data.utterances[i].speaker.clone()).collect::<std::collections::BTreeSet<_>>();
    assert!(voices(&train).is_disjoint(&voices(&test)), "held-out voices are not trained on");
    let front_end = nrr_snn::audio::FrontEnd::default();
    let notices: Vec<String> = data.utterances.iter().flat_map(|u| front_end.prepare(&u.name, &u.samples).unwrap().notices).collect();
    assert!(notices.len() * 50 <= data.utterances.len(), "more than 2 % are cut, clipped or quiet: {notices:?}");
}

#[test]
#[cfg(feature = "cli")]
fn the_bundled_sentences_are_as_promised() {
    let data = pack::bundled_sentences().unwrap();
    data.check().unwrap();
    assert!(data.is_phonemes());
    assert_eq!(data.labels, nrr_snn::data::phones::CLASSES);
    assert_eq!(data.speakers(), ["FSLT0", "MKLS0"]);
    let (train, test) = Split::Official.apply(&data, 1).unwrap();
    assert_eq!((train.len(), test.len()), (16, 4));
    for part in [&train, &test] {
        assert_eq!(part.iter().map(|&i| &data.utterances[i].speaker).collect::<std::collections::BTreeSet<_>>().len(), 2);
    }
    for u in &data.utterances {
        let mut reached = 0;
        for s in &u.segments {
            assert_eq!(s.start, reached, "{}", u.name);
            reached = s.end;
        }
        assert_eq!((reached as usize, u.samples.rate_hz), (u.samples.samples.len(), 8_000), "{}", u.name);
        // Every phone but silence is in one word, and no word is empty.
        assert!(u.words.len() >= 4, "{}: {:?}", u.name, u.words);
        for s in &u.segments {
            let words = u.words.iter().filter(|w| w.start <= s.start && s.end <= w.end).count();
            assert_eq!(words, usize::from(data.labels[s.label] != "sil"), "{}: {s:?}", u.name);
        }
    }
    // Every class but the flap, which flite does not have, is there to be learnt.
    for (label, class) in data.labels.iter().enumerate() {
        let trained = train.iter().any(|&i| data.utterances[i].segments.iter().any(|s| s.label == label));
        assert_eq!(trained, class != "dx", "{class}");
    }
}

#[test]
fn real_digits_are_read_whole() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fsdd");
    if !shared.is_dir() {
        println!("skipped: real_digits_are_read_whole (../shared/fsdd is not there)");
        return;
    }
    let data = folder::read(&shared).unwrap();
    assert_eq!((data.utterances.len(), data.labels.len(), data.notices.len()), (2_500, 10, 0));
    assert_eq!(tested(&data, "official", 0).len(), 250);
    assert!(names::is_fsdd(&data.utterances[0].name));
}

#[test]
fn chosen_utterances_test_and_no_others() {
    let mut data = digits(3, &["ann", "bob"], 8);
    data.utterances.iter_mut().for_each(|u| u.held_out = u.index == 6);
    let chosen = tested(&data, "chosen", 1);
    assert_eq!(chosen, ["0_ann_6.wav", "0_bob_6.wav", "1_ann_6.wav", "1_bob_6.wav", "2_ann_6.wav", "2_bob_6.wav"]);
    // FSDD's names have a test part of their own, which does not count here.
    data.utterances.iter_mut().for_each(|u| u.held_out = false);
    let error = Split::Chosen.apply(&data, 1).unwrap_err().to_string();
    assert!(error.contains("none of its utterances is marked"), "{error}");
    data.utterances.iter_mut().for_each(|u| u.held_out = u.label == 1);
    let error = Split::Chosen.apply(&data, 1).unwrap_err().to_string();
    assert!(error.contains("\"1\""), "{error}");
}

#[test]
fn the_digest_covers_all_that_a_run_can_learn_from() {
    let data = digits(2, &["ann"], 3);
    let digest = data.digest();
    assert!(digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit()));
    let mut same = data.clone();
    (same.name, same.notices) = ("another".into(), vec!["a notice".into()]);
    assert_eq!(same.digest(), digest);
    let changes: [fn(&mut DataSet); 10] = [
        |d| d.labels[0] = "zero".into(),
        |d| d.utterances[1].name.push('x'),
        |d| d.utterances[1].speaker = "bob".into(),
        |d| d.utterances[1].index += 1,
        |d| d.utterances[1].label ^= 1,
        |d| d.utterances[1].held_out ^= true,
        |d| d.utterances[1].samples.rate_hz = 16_000,
        |d| d.utterances[1].samples.samples[7] += 1e-6,
        |d| d.utterances.swap(0, 1),
        |d| d.utterances[1].segments.push(Segment { start: 0, end: 9, label: 0 }),
    ];
    for (k, change) in changes.iter().enumerate() {
        let mut other = data.clone();
        change(&mut other);
        assert_ne!(other.digest(), digest, "change {k}");
    }
    // Where one text ends and the next begins counts.
    let (mut a, mut b) = (data.clone(), data);
    (a.utterances[0].name, a.utterances[0].speaker) = ("xy".into(), "z".into());
    (b.utterances[0].name, b.utterances[0].speaker) = ("x".into(), "yz".into());
    assert_ne!(a.digest(), b.digest());
}
