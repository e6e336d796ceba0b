//! WAV files, good and bad, and what the front end makes of difficult recordings.
#![allow(missing_docs, clippy::unwrap_used, clippy::float_cmp)]

use nrr_snn::Error;
use nrr_snn::audio::{FrontEnd, FrontEndKind, Samples, Standardise, resample::resample, wav};

const PCM: u16 = 1;
const FLOAT: u16 = 3;

/// A WAV file with these header fields, made by hand.
fn file(tag: u16, channels: u16, rate_hz: u32, bits: u16, data: &[u8]) -> Vec<u8> {
    let align = channels * bits / 8;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + data.len() as u32).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0");
    bytes.extend(tag.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate_hz.to_le_bytes());
    bytes.extend((rate_hz.wrapping_mul(u32::from(align))).to_le_bytes());
    bytes.extend(align.to_le_bytes());
    bytes.extend(bits.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    bytes
}

/// The same with WAVE_FORMAT_EXTENSIBLE.
fn extensible(tag: u16, channels: u16, rate_hz: u32, bits: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = file(0xFFFE, channels, rate_hz, bits, data);
    bytes[16] = 40;
    let mut tail = 22u16.to_le_bytes().to_vec();
    tail.extend(bits.to_le_bytes());
    tail.extend(0u32.to_le_bytes());
    tail.extend(tag.to_le_bytes());
    tail.extend(b"\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71");
    bytes.splice(36..36, tail);
    bytes
}

fn tone(rate_hz: u32, seconds: f64, hz: f64, level: f64) -> Samples {
    let n = (f64::from(rate_hz) * seconds) as usize;
    let samples = (0..n).map(|i| (level * (std::f64::consts::TAU * hz * i as f64 / f64::from(rate_hz)).sin()) as f32).collect();
    Samples { rate_hz, samples }
}

fn code(bytes: &[u8]) -> &'static str {
    wav::read("take.wav", bytes)
        .map_err(|e| {
            assert!(e.to_string().contains("take.wav"), "the error names the file: {e}");
            e.code()
        })
        .unwrap_err()
}

#[test]
fn every_sample_format_gives_the_same_sound() {
    // -0.5, 0.25 in every format
    let pcm24 = [0, 0, 0xC0, 0, 0, 0x20];
    let float: Vec<u8> = [-0.5f32, 0.25].iter().flat_map(|x| x.to_le_bytes()).collect();
    let cases = [
        file(PCM, 1, 16_000, 8, &[64, 160]),
        file(PCM, 1, 16_000, 16, &[0, 0xC0, 0, 0x20]),
        file(PCM, 1, 16_000, 24, &pcm24),
        file(PCM, 1, 16_000, 32, &[0, 0, 0, 0xC0, 0, 0, 0, 0x20]),
        file(FLOAT, 1, 16_000, 32, &float),
        extensible(PCM, 1, 16_000, 24, &pcm24),
        extensible(FLOAT, 1, 16_000, 32, &float),
    ];
    for bytes in cases {
        assert_eq!(wav::read("x.wav", &bytes).unwrap(), Samples { rate_hz: 16_000, samples: vec![-0.5, 0.25] });
    }
}

#[test]
fn plain_files_are_read_as_hound_reads_them() {
    let mut read = 0;
    for tag in [0, PCM, 2, FLOAT, 6, 7] {
        // Whole frames of every format; floats from bytes that make finite ones.
        let top = if tag == FLOAT { 0x70 } else { 0x100 };
        let bytes: Vec<u8> = (0..720u32).map(|i| ((i * i * 37 + i * 11 + 5) % top) as u8).collect();
        for channels in [1, 2, 3, 5] {
            for bits in [4, 8, 12, 16, 20, 24, 32, 40, 64] {
                for make in [file, extensible] {
                    let made = make(tag, channels, 16_000, bits, &bytes);
                    let own = wav::read("x.wav", &made).map(|s| s.samples);
                    let Ok(reader) = hound::WavReader::new(made.as_slice()) else {
                        assert!(own.is_err(), "tag {tag}, {channels} channels, {bits} bits");
                        continue;
                    };
                    let samples: Result<Vec<f64>, _> = match reader.spec().sample_format {
                        hound::SampleFormat::Float => reader.into_samples::<f32>().map(|x| x.map(f64::from)).collect(),
                        hound::SampleFormat::Int => {
                            let scale = 2f64.powi(i32::from(bits) - 1);
                            reader.into_samples::<i32>().map(|x| x.map(|x| f64::from(x) / scale)).collect()
                        }
                    };
                    let Ok(samples) = samples else {
                        assert!(own.is_err(), "tag {tag}, {channels} channels, {bits} bits");
                        continue;
                    };
                    let means = samples.chunks_exact(channels.into()).map(|frame| (frame.iter().sum::<f64>() / f64::from(channels)) as f32);
                    assert_eq!(own.unwrap(), means.collect::<Vec<_>>(), "tag {tag}, {channels} channels, {bits} bits");
                    read += 1;
                }
            }
        }
    }
    // 8, 16, 24 and 32 bits and floats, of 1, 2, 3 and 5 channels, in two kinds of header.
    assert_eq!(read, 5 * 4 * 2);
}

#[test]
fn channels_are_mixed_down() {
    let stereo = file(PCM, 2, 96_000, 24, &[0, 0, 0x40, 0, 0, 0xC0, 0, 0, 0x40, 0, 0, 0x20]);
    assert_eq!(wav::read("x.wav", &stereo).unwrap(), Samples { rate_hz: 96_000, samples: vec![0.0, 0.375] });
    let six: Vec<u8> = [6i16, 0, 0, 0, 0, 0].iter().flat_map(|x| (x * 1024).to_le_bytes()).collect();
    assert_eq!(wav::read("x.wav", &file(PCM, 6, 48_000, 16, &six)).unwrap().samples, vec![1024.0 / 32_768.0]);
}

#[test]
fn unset_sizes_are_read_to_the_end() {
    let whole = wav::write(&tone(22_050, 0.1, 440.0, 0.5));
    let expected = wav::read("x.wav", &whole).unwrap();
    for (riff, data) in [(0x7FFF_F024u32, 0x7FFF_F000u32), (u32::MAX, u32::MAX), (0, 0), (u32::MAX, u32::MAX - 36)] {
        let mut streamed = whole.clone();
        streamed[4..8].copy_from_slice(&riff.to_le_bytes());
        streamed[40..44].copy_from_slice(&data.to_le_bytes());
        assert_eq!(wav::read("x.wav", &streamed).unwrap(), expected);
        streamed.pop(); // half a sample at the end is dropped
        assert_eq!(wav::read("x.wav", &streamed).unwrap().samples.len(), expected.samples.len() - 1);
    }
}

#[test]
fn other_chunks_and_sloppy_headers_do_not_disturb() {
    let mut bytes = file(PCM, 1, 8_000, 16, &[0, 0x40]);
    bytes[28..32].copy_from_slice(&7u32.to_le_bytes()); // wrong bytes per second
    bytes.splice(36..36, *b"LIST\x03\0\0\0abc\0"); // odd size, padded
    bytes.splice(12..12, *b"JUNK\x04\0\0\0fmt ");
    bytes.extend(b"id3 \x01\0\0\0x");
    assert_eq!(wav::read("x.wav", &bytes).unwrap().samples, vec![0.5]);
}

#[test]
fn bad_files_are_named() {
    let good = file(PCM, 1, 8_000, 16, &[0; 200]);
    assert_eq!(code(&[]), "truncated");
    assert_eq!(code(&good[..10]), "truncated");
    assert_eq!(code(&good[..30]), "truncated");
    assert_eq!(code(&good[..40]), "truncated");
    assert_eq!(code(&good[..100]), "truncated");
    assert_eq!(code(&file(PCM, 1, 8_000, 16, &[])), "truncated");
    for (bytes, kind) in [(&b"fLaC...."[..], "FLAC"), (b"NIST_1A\n", "SPHERE"), (b"ID3\x04....", "MP3"), (b"hello", "something else")] {
        let error = wav::read("take.wav", bytes).unwrap_err().to_string();
        assert!(error.contains(kind) && error.contains("ffmpeg"), "{error}");
    }
    assert_eq!(code(&file(6, 1, 8_000, 8, &[0; 8])), "wrong-format"); // A-law
    assert_eq!(code(&file(PCM, 0, 8_000, 16, &[0; 8])), "wrong-format");
    assert_eq!(code(&file(PCM, 1, 8_000, 0, &[0; 8])), "wrong-format");
    assert_eq!(code(&file(PCM, 1, 8_000, 12, &[0; 8])), "wrong-format");
    assert_eq!(code(&file(FLOAT, 1, 8_000, 64, &[0; 8])), "wrong-format");
    assert_eq!(code(&file(FLOAT, 1, 8_000, 32, &f32::NAN.to_le_bytes())), "wrong-format");
    assert_eq!(code(&file(FLOAT, 1, 8_000, 32, &f32::INFINITY.to_le_bytes())), "wrong-format");
    assert_eq!(code(&file(PCM, 1, 4_000, 16, &[0; 8])), "out-of-range");
    assert_eq!(code(&file(PCM, 1, 384_000, 16, &[0; 8])), "out-of-range");
    assert_eq!(code(&file(PCM, 1, 8_000, 8, &vec![128; 8_000 * 601])), "out-of-range");
}

#[test]
fn no_bytes_whatever_make_the_reader_panic() {
    let good = extensible(PCM, 2, 8_000, 24, &[7; 66]);
    for at in 0..good.len() {
        for value in [0, 1, 3, 0x7F, 0x80, 0xFE, 0xFF] {
            let mut bytes = good.clone();
            bytes[at] = value;
            let _ = wav::read("x.wav", &bytes);
            let _ = wav::read("x.wav", &bytes[..at]);
        }
    }
}

#[test]
fn a_ten_minute_file_is_cut_with_a_notice() {
    let long = tone(8_000, 600.0, 300.0, 0.3);
    let bytes = wav::write(&long);
    let read = wav::read("long.wav", &bytes).unwrap();
    assert_eq!(read.samples.len(), 600 * 8_000);
    let prepared = FrontEnd::default().prepare("long.wav", &read).unwrap();
    assert_eq!(prepared.clip.samples.len(), 8_000);
    assert_eq!(prepared.notices.len(), 1);
    assert!(prepared.notices[0].contains("long.wav: 600.00 s of speech, cut to the loudest 1.00 s"), "{}", prepared.notices[0]);
}

#[test]
fn the_loudest_second_of_a_long_recording_is_kept() {
    let mut x = tone(16_000, 3.0, 300.0, 0.1);
    x.samples[24_000..40_000].iter_mut().for_each(|s| *s *= 5.0);
    let prepared = FrontEnd::default().prepare("x", &x).unwrap();
    assert!((prepared.speech_start_s - 1.5).abs() < 0.011 && (prepared.speech_end_s - 2.5).abs() < 0.011);
}

#[test]
fn silent_clipped_and_quiet_takes_are_told() {
    let front_end = FrontEnd::default();
    for level in [0.0, 1e-5] {
        let error = front_end.prepare("take 2", &tone(48_000, 1.0, 300.0, level)).unwrap_err();
        assert!(matches!(&error, Error::Silent { name, .. } if name == "take 2"), "{error}");
    }
    let offset = Samples { rate_hz: 48_000, samples: vec![0.3; 48_000] };
    assert_eq!(front_end.prepare("take 3", &offset).unwrap_err().code(), "silent");

    let mut loud = tone(48_000, 0.5, 300.0, 3.0);
    loud.samples.iter_mut().for_each(|x| *x = x.clamp(-1.0, 1.0));
    let notices = front_end.prepare("loud", &loud).unwrap().notices;
    assert!(notices.len() == 1 && notices[0].starts_with("loud: clipped"), "{notices:?}");
    let notices = front_end.prepare("soft", &tone(48_000, 0.5, 300.0, 0.002)).unwrap().notices;
    assert!(notices.len() == 1 && notices[0].starts_with("soft: very quiet"), "{notices:?}");

    let mut broken = tone(8_000, 0.5, 300.0, 0.5);
    broken.samples[77] = f32::NAN;
    assert!(front_end.prepare("x", &broken).unwrap_err().to_string().contains("NaN at sample 77"));
    let empty = Samples { rate_hz: 8_000, samples: vec![] };
    assert_eq!(front_end.prepare("x", &empty).unwrap_err().code(), "out-of-range");
    let no_rate = Samples { rate_hz: 0, samples: vec![0.1] };
    assert_eq!(front_end.prepare("x", &no_rate).unwrap_err().code(), "out-of-range");
}

#[test]
fn frames_depend_neither_on_level_nor_on_place_nor_on_offset() {
    let front_end = FrontEnd::default();
    // a word-like sound: a tone that rises and falls, between rests
    let word = |before: usize, gain: f32, offset: f32| {
        let mut samples = vec![offset; before];
        samples.extend((0..3_200).map(|i| {
            let t = f64::from(i) / 8_000.0;
            let envelope = (std::f64::consts::PI * f64::from(i) / 3_200.0).sin();
            gain * (envelope * (std::f64::consts::TAU * (300.0 + 500.0 * t) * t).sin()) as f32 + offset
        }));
        samples.extend(vec![offset; 4_000]);
        front_end.prepare("word", &Samples { rate_hz: 8_000, samples }).unwrap().frames
    };
    let reference = word(800, 0.5, 0.0);
    for other in [word(2_400, 0.5, 0.0), word(800, 0.05, 0.0), word(800, 0.5, 0.1)] {
        let difference = reference.values.iter().zip(&other.values).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(difference < 0.05, "largest difference {difference}");
    }
}

#[test]
fn resampling_keeps_the_pass_band_and_stops_what_would_fold() {
    for (rate_hz, seconds) in [(192_000, 0.2), (44_100, 0.2), (11_025, 0.2), (8_001, 0.1), (191_999, 0.05)] {
        let pass = resample(&tone(rate_hz, seconds, 1_000.0, 0.5), 8_000).unwrap();
        let expected = tone(8_000, seconds, 1_000.0, 0.5);
        let middle = pass.samples.len() / 4..pass.samples.len() * 3 / 4;
        for i in middle {
            assert!((pass.samples[i] - expected.samples[i]).abs() < 2e-3, "{rate_hz} Hz, sample {i}");
        }
        if rate_hz > 12_000 {
            let folded = resample(&tone(rate_hz, seconds, 5_000.0, 0.5), 8_000).unwrap();
            let middle = &folded.samples[folded.samples.len() / 4..folded.samples.len() * 3 / 4];
            assert!(middle.iter().all(|x| x.abs() < 2e-3), "{rate_hz} Hz folds");
        }
    }
    for rate_hz in [0, 7_999, 192_001] {
        assert_eq!(resample(&tone(8_000, 0.1, 300.0, 0.5), rate_hz).unwrap_err().code(), "out-of-range");
    }
}

#[test]
fn every_rate_gives_39_finite_frames() {
    for rate_hz in [8_000, 11_025, 16_000, 22_050, 44_100, 48_000] {
        for kind in [FrontEndKind::Fft39, FrontEndKind::LogMel39] {
            let front_end = FrontEnd { kind, rate_hz, ..FrontEnd::default() };
            let prepared = front_end.prepare("x", &tone(96_000, 0.4, 500.0, 0.5)).unwrap();
            assert_eq!(prepared.clip.samples.len(), rate_hz as usize);
            assert_eq!(prepared.frames.values.len(), 39 * 39);
            assert!(prepared.frames.values.iter().all(|v| v.is_finite()));
        }
    }
    assert!(FrontEnd::default().frames(&[]).values.iter().all(|v| v.is_finite()));
}

#[test]
fn front_end_numbers_out_of_range_are_named() {
    let good = FrontEnd::default();
    let bad = [
        ("sample rate", FrontEnd { rate_hz: 7_000, ..good.clone() }),
        ("window_ms", FrontEnd { window_ms: 0, ..good.clone() }),
        ("hop_ms", FrontEnd { hop_ms: 0, ..good.clone() }),
        ("hop_ms", FrontEnd { hop_ms: 51, ..good.clone() }),
        ("bands", FrontEnd { bands: 0, ..good.clone() }),
        ("bands", FrontEnd { bands: 199, ..good.clone() }),
        ("bands", FrontEnd { bands: 4_000_000, ..good.clone() }),
        ("duration_ms", FrontEnd { duration_ms: 60_000, ..good.clone() }),
    ];
    for (what, front_end) in bad {
        let Err(error) = front_end.validate() else { panic!("{what} is accepted: {front_end:?}") };
        assert!(error.code() == "out-of-range" && error.to_string().contains(what), "{error}");
    }
    let read: Result<FrontEndKind, _> = "mel".parse();
    assert!(read.unwrap_err().to_string().contains("fft39, logmel39"));
    let json = serde_json::to_string(&good).unwrap();
    assert!(json.contains("\"kind\":\"logmel39\""), "{json}");
    assert_eq!(serde_json::from_str::<FrontEnd>(&json).unwrap(), good);
}

#[test]
fn a_band_that_never_varies_is_harmless() {
    let mut frames = FrontEnd::default().frames(&tone(8_000, 1.0, 300.0, 0.5).samples);
    frames.values.chunks_exact_mut(39).for_each(|f| f[0] = 3.0);
    let standardise = Standardise::fit([&frames].into_iter()).unwrap();
    assert!(standardise.apply(&frames).chunks_exact(39).all(|f| f[0] == 0.0));
    assert_eq!(Standardise::fit(std::iter::empty()).unwrap_err().code(), "data-set");
}
