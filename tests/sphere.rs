//! SPHERE files: those of `SoX`, and headers made by hand with every error.
#![allow(missing_docs, clippy::unwrap_used, clippy::float_cmp)]

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use nrr_snn::audio::{Samples, sphere};

/// What SoX writes to its standard output; none, with a word of it, where SoX is not installed.
fn sox(test: &str, arguments: &str, input: &[u8]) -> Option<Vec<u8>> {
    let child =
        Command::new("sox").args(arguments.split_whitespace()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        println!("skipped: {test} (sox is not installed)");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let out = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(out.status.success(), "sox {arguments}: {}", String::from_utf8_lossy(&out.stderr));
    Some(out.stdout)
}

/// A SPHERE file that SoX wrote to a file, where it knows the count of samples.
fn sox_file(test: &str, arguments: &str, input: &[u8]) -> Option<Vec<u8>> {
    let path = std::env::temp_dir().join(format!("nrr-snn-{}-{test}.sph", std::process::id()));
    let written = sox(test, &format!("{arguments} {}", path.display()), input);
    let bytes = written.map(|_| fs::read(&path).unwrap());
    let _ = fs::remove_file(path);
    bytes
}

/// All sizes and signs, odd in number, no two halves alike.
fn values() -> Vec<i16> {
    let mut all: Vec<i16> = (0..999i32).map(|i| (i * i * 37 % 65_536 - 32_768) as i16).collect();
    all.extend([i16::MIN, i16::MAX, 0, 1, -1, 256, -256]);
    all
}

fn little(values: &[i16]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn full_scale(values: &[i16]) -> Vec<f32> {
    values.iter().map(|v| f32::from(*v) / 32_768.0).collect()
}

fn words(bytes: &[u8]) -> Vec<i16> {
    bytes.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect()
}

/// A file with these fields and samples.
fn file(fields: &[&str], data: &[u8]) -> Vec<u8> {
    let mut bytes = format!("NIST_1A\n   1024\n{}\nend_head\n", fields.join("\n")).into_bytes();
    bytes.resize(1_024, b' ');
    bytes.extend(data);
    bytes
}

const PCM: [&str; 6] = [
    "sample_count -i 2",
    "sample_rate -i 16000",
    "channel_count -i 1",
    "sample_n_bytes -i 2",
    "sample_byte_format -s2 01",
    "sample_coding -s3 pcm",
];
/// -0.5, 0.25
const DATA: [u8; 4] = [0, 0xC0, 0, 0x20];

/// [`PCM`] with one field changed, or taken out where it has no value.
fn with(field: &str) -> Vec<&str> {
    let name = field.split(' ').next().unwrap();
    let others = PCM.into_iter().filter(|f| f.split(' ').next() != Some(name));
    others.chain(Some(field).filter(|f| f.contains(' '))).collect()
}

fn good(bytes: &[u8]) -> Vec<f32> {
    sphere::read("SX37.WAV", bytes).unwrap().samples
}

/// Code and text of the error, which names the file.
fn bad(bytes: &[u8]) -> (&'static str, String) {
    let error = sphere::read("SX37.WAV", bytes).unwrap_err();
    assert!(error.to_string().contains("SX37.WAV"), "{error}");
    (error.code(), error.to_string())
}

#[test]
fn sox_and_we_read_the_same_pcm() {
    let test = "sox_and_we_read_the_same_pcm";
    for (order, written) in [("-L", "-s2 01"), ("-B", "-s2 10")] {
        let from = format!("-D -t raw -e signed -b 16 -r 20000 -c 1 -L - -t sph {order}");
        let Some(bytes) = sox_file(test, &from, &little(&values())) else { return };
        assert!(String::from_utf8_lossy(&bytes[..1_024]).contains(written), "SoX writes the order that is asked for");
        assert_eq!(sphere::read("x", &bytes).unwrap(), Samples { rate_hz: 20_000, samples: full_scale(&values()) });
    }
}

#[test]
fn channels_are_mixed() {
    let test = "channels_are_mixed";
    let Some(bytes) = sox_file(test, "-D -t raw -e signed -b 16 -r 16000 -c 2 - -t sph", &little(&values())) else { return };
    let means: Vec<f32> = values().chunks_exact(2).map(|p| (f32::from(p[0]) + f32::from(p[1])) / 65_536.0).collect();
    assert_eq!(good(&bytes), means);
}

#[test]
fn a_stream_without_a_count_is_read_to_its_end() {
    let test = "a_stream_without_a_count_is_read_to_its_end";
    let Some(bytes) = sox(test, "-D -t raw -e signed -b 16 -r 16000 -c 1 - -t sph -", &little(&values())) else { return };
    assert!(!String::from_utf8_lossy(&bytes[..1_024]).contains("sample_count"), "SoX does not know the count");
    assert_eq!(good(&bytes), full_scale(&values()));
}

#[test]
fn sox_and_we_expand_every_code_of_both_laws() {
    let test = "sox_and_we_expand_every_code_of_both_laws";
    let codes: Vec<u8> = (0..=255).collect();
    for (law, name) in [("u-law", "ulaw"), ("u-law", "mu-law"), ("a-law", "alaw"), ("a-law", "a-law")] {
        let Some(raw) = sox(test, &format!("-D -t raw -e {law} -b 8 -r 8000 -c 1 - -t raw -e signed -b 16 -L -"), &codes) else { return };
        let coding = format!("sample_coding -s{} {name}", name.len());
        let fields = ["sample_count -i 256", "sample_rate -i 8000", "channel_count -i 1", "sample_n_bytes -i 1", &coding];
        assert_eq!(good(&file(&fields, &codes)), full_scale(&words(&raw)), "{name}");
    }
}

#[test]
fn a_mu_law_file_of_sox_is_read() {
    let test = "a_mu_law_file_of_sox_is_read";
    let codes: Vec<u8> = (0..=255).collect();
    let Some(bytes) = sox_file(test, "-D -t raw -e u-law -b 8 -r 8000 -c 1 - -t sph -e u-law", &codes) else { return };
    let Some(raw) = sox(test, "-D -t raw -e u-law -b 8 -r 8000 -c 1 - -t raw -e signed -b 16 -L -", &codes) else { return };
    assert_eq!(good(&bytes), full_scale(&words(&raw)));
}

#[test]
fn headers_are_read_as_they_come() {
    assert!(sphere::is_sphere(&file(&PCM, &DATA)) && !sphere::is_sphere(b"RIFF") && !sphere::is_sphere(b""));
    assert_eq!(good(&file(&PCM, &DATA)), [-0.5, 0.25]);
    // The coding may be left out; comments, other fields and other ends of lines do no harm, in any code of letters.
    assert_eq!(good(&file(&with("sample_coding"), &DATA)), [-0.5, 0.25]);
    let more = [&["; sample_rate -i 1", "speaker_id -s5 end_head", "utterance_id -s3 a b", "odd"], PCM.as_slice()].concat();
    let mut bytes = file(&more, &DATA);
    assert_eq!(good(&bytes), [-0.5, 0.25]);
    bytes[18] = 0xE4;
    assert_eq!(good(&bytes), [-0.5, 0.25]);
    let crlf = format!("NIST_1A\r\n   1024\r\n{}\r\nend_head\r\n", PCM.join("\r\n"));
    let mut bytes = crlf.into_bytes();
    bytes.resize(1_024, 0xFF);
    bytes.extend(DATA);
    assert_eq!(good(&bytes), [-0.5, 0.25]);
    // A header of another size.
    let mut bytes = String::from_utf8_lossy(&file(&PCM, &[])).replace("   1024", "   2048").into_bytes();
    bytes.resize(2_048, 0);
    bytes.extend(DATA);
    assert_eq!(good(&bytes), [-0.5, 0.25]);
}

#[test]
fn counts_that_do_not_fit_the_data() {
    assert_eq!(good(&file(&with("sample_count -i 1"), &DATA)), [-0.5], "what stands behind the samples is no sound");
    for unset in ["sample_count", "sample_count -i 0", "sample_count -i 2147479552", "sample_count -i 4294967295"] {
        assert_eq!(good(&file(&with(unset), &DATA)), [-0.5, 0.25], "{unset}");
        assert_eq!(good(&file(&with(unset), &DATA[..3])), [-0.5], "{unset}: half a sample is none");
    }
    let (code, text) = bad(&file(&with("sample_count -i 3"), &DATA));
    assert!(code == "truncated" && text.contains("3 samples announced, 2 there"), "{text}");
    // Counted in frames: one of two channels is there, not two.
    let (code, text) = bad(&file(&with("channel_count -i 2"), &DATA));
    assert!(code == "truncated" && text.contains("2 samples announced, 1 there"), "{text}");
    assert!(bad(&file(&PCM, &[])).1.contains("2 samples announced, 0 there"));
    assert!(bad(&file(&with("sample_count"), &[])).1.contains("it holds no samples"));
    for wrong in ["sample_count -i -1", "sample_count -i 2.5", "sample_count -i 99999999999999999999999", "sample_count -s3 two"] {
        let (code, text) = bad(&file(&with(wrong), &DATA));
        assert!(code == "wrong-format" && text.contains("a whole number for sample_count"), "{text}");
    }
    let minutes_11 = vec![0; 11 * 60 * 8_000 * 2];
    let (code, text) = bad(&file(&["sample_rate -i 8000", PCM[2], PCM[3], PCM[4]], &minutes_11));
    assert!(code == "out-of-range" && text.contains("600 s"), "{text}");
}

#[test]
fn fields_that_are_missing_or_impossible_are_named() {
    for field in ["sample_rate", "channel_count", "sample_n_bytes", "sample_byte_format"] {
        let (code, text) = bad(&file(&with(field), &DATA));
        assert!(code == "wrong-format" && text.contains(&format!("a header without {field};")), "{text}");
    }
    for (field, code, said) in [
        ("sample_rate -i 7999", "out-of-range", "7999 Hz"),
        ("sample_rate -i 18446744073709551615", "wrong-format", "found 18446744073709551615 samples a second"),
        ("sample_rate -i fast", "wrong-format", "a whole number for sample_rate"),
        ("channel_count -i 0", "wrong-format", "0 channels"),
        ("channel_count -i 65", "wrong-format", "65 channels"),
        ("channel_count -i 18446744073709551615", "wrong-format", "channels"),
        ("sample_n_bytes -i 1", "wrong-format", "PCM samples of 1 bytes"),
        ("sample_n_bytes -i 3", "wrong-format", "PCM samples of 3 bytes"),
        ("sample_n_bytes -i 0", "wrong-format", "PCM samples of 0 bytes"),
        ("sample_byte_format -s2 11", "wrong-format", "byte order \"11\""),
        ("sample_coding -s4 ulaw", "wrong-format", "1 channels of 2 bytes a sample"),
        ("sample_coding -s4 alaw", "wrong-format", "1 channels of 2 bytes a sample"),
        ("sample_coding -s5 vocod", "wrong-format", "coded as \"vocod\""),
    ] {
        let (found, text) = bad(&file(&with(field), &DATA));
        assert!(found == code && text.contains(said), "{field}: {text}");
    }
}

#[test]
fn shortened_files_say_how_to_expand_them() {
    for coding in ["sample_coding -s26 pcm,embedded-shorten-v2.00", "sample_coding -s27 ulaw,embedded-shorten-v2.00"] {
        let (code, text) = bad(&file(&with(coding), b"ajkg\x02\0\0\0"));
        assert!(code == "wrong-format" && text.contains("embedded-shorten") && text.contains("sph2pipe -f wav"), "{text}");
    }
    // Some headers do not own up to it.
    let (code, text) = bad(&file(&PCM, b"ajkg\x02\0\0\0"));
    assert!(code == "wrong-format" && text.contains("shorten") && text.contains("sph2pipe -f wav"), "{text}");
}

#[test]
fn damaged_headers_are_named_and_never_panic() {
    assert_eq!(bad(b"").0, "truncated");
    assert_eq!(bad(b"NIST_1A").0, "truncated");
    assert_eq!(bad(b"NIST_1A\n   1024").0, "truncated");
    assert!(bad(b"RIFF\0\0\0\0WAVE").1.contains("another beginning"));
    let whole = file(&PCM, &DATA);
    let text = String::from_utf8_lossy(&whole).into_owned();
    assert!(bad(&whole[..1_000]).1.contains("a header of 1024 bytes announced, 1000 there"));
    for (size, said) in [
        ("   9999", "a header of 9999 bytes announced"),
        ("999999999999", "size \"999999999999\""),
        ("99999999999999999999999", "size \"9999"),
        ("-1", "size \"-1\""),
        ("many", "size \"many\""),
        ("", "size \"\""),
        ("   0000", "no end_head"),
        ("   0064", "no end_head"),
    ] {
        let forged = text.replacen("   1024", size, 1);
        assert!(bad(forged.as_bytes()).1.contains(said), "{size}: {}", bad(forged.as_bytes()).1);
    }
    assert!(bad(text.replace("end_head", "end_hose").as_bytes()).1.contains("no end_head"));
    for at in 0..whole.len() {
        let _ = sphere::read("SX37.WAV", &whole[..at]);
        for bits in [0x15, 0x80, 0xFF] {
            let mut damaged = whole.clone();
            damaged[at] ^= bits;
            let _ = sphere::read("SX37.WAV", &damaged);
        }
    }
}
