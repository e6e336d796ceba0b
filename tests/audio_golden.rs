//! Front end, resampling, trimming and standardisation against SciPy and NumPy (`tests/golden/audio.py`).
#![allow(missing_docs, clippy::unwrap_used, clippy::float_cmp)]

use std::f64::consts::PI;

use nrr_snn::audio::{FrontEnd, FrontEndKind, Samples, Standardise, resample::resample, trim};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/audio.json")).unwrap()
}

/// The generator of `noise` in `audio.py`.
fn noise(n: usize, seed: u32) -> impl Iterator<Item = f64> {
    let mut state = seed;
    (0..n).map(move |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / f64::from(1u32 << 31) - 1.0
    })
}

/// `signal` of `audio.py`.
fn signal(kind: &str, rate_hz: u32, seconds: f64) -> Samples {
    let n = (f64::from(rate_hz) * seconds) as usize;
    let t = |i: usize| i as f64 / f64::from(rate_hz);
    let samples: Vec<f32> = match kind {
        "chirp" => (0..n).map(|i| (0.5 * (2.0 * PI * (100.0 * t(i) + 0.5 * 3300.0 / seconds * t(i) * t(i))).sin()) as f32).collect(),
        "vowel" => (0..n)
            .map(|i| {
                let tone: f64 = (1..20).map(|k| (2.0 * PI * 120.0 * f64::from(k) * t(i)).sin() / f64::from(k)).sum();
                (tone * (PI * t(i) / seconds).sin().powi(2) * 0.3) as f32
            })
            .collect(),
        _ => noise(n, 7).map(|x| (0.2 * x) as f32).collect(),
    };
    Samples { rate_hz, samples }
}

/// A vowel between two stretches of faint noise, on an offset.
fn recording(case: &Value) -> Samples {
    let rate_hz = number(&case["rate_hz"]) as u32;
    let long = |key: &str| (f64::from(rate_hz) * number(&case[key])) as usize;
    let speech = signal("vowel", rate_hz, number(&case["seconds"])).samples;
    let (before, after) = (long("before_s"), long("after_s"));
    let samples = noise(before + speech.len() + after, 3)
        .enumerate()
        .map(|(i, x)| {
            let spoken = i.checked_sub(before).and_then(|i| speech.get(i)).copied().unwrap_or(0.0);
            (f64::from(spoken) + 0.002 * x + 0.05) as f32
        })
        .collect();
    Samples { rate_hz, samples }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// Compares values and sum with what `some` wrote, within `tolerance` of each value.
fn assert_close(what: &str, got: &[f64], expected: &Value, tolerance: f64) {
    assert_eq!(got.len() as f64, number(&expected["len"]), "{what}: length");
    let step = number(&expected["step"]) as usize;
    for (i, e) in expected["values"].as_array().unwrap().iter().enumerate() {
        let (g, e) = (got[i * step], number(e));
        assert!((g - e).abs() <= tolerance, "{what}[{}]: {g} for {e}", i * step);
    }
    let (sum, e) = (got.iter().sum::<f64>(), number(&expected["sum"]));
    assert!((sum - e).abs() <= tolerance * got.len() as f64, "{what}: sum {sum} for {e}");
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&x| f64::from(x)).collect()
}

#[test]
fn frames_are_those_of_numpy() {
    for case in golden()["features"].as_array().unwrap() {
        let kind = case["signal"].as_str().unwrap();
        let clip = signal(kind, 8_000, 1.0).samples;
        for front_end in [FrontEndKind::Fft39, FrontEndKind::LogMel39, FrontEndKind::Mfcc39, FrontEndKind::Mfcc39Plain] {
            let frames = FrontEnd { kind: front_end, ..FrontEnd::default() }.frames(&clip);
            assert_eq!((frames.frames, frames.bands), (39, 39));
            // 1e-6: the signals themselves differ by the rounding of sines to f32
            assert_close(&format!("{kind} {front_end}"), &frames.values, &case[front_end.id()], 1e-6);
        }
    }
}

#[test]
fn frames_of_sentences_are_those_of_numpy() {
    let front_end = nrr_snn::experiment::system("nrr-ph").unwrap().config().unwrap().front_end;
    assert_eq!((front_end.kind, front_end.rate_hz, front_end.window_ms, front_end.hop_ms), (FrontEndKind::Mfcc39, 16_000, 25, 10));
    for case in golden()["whole"].as_array().unwrap() {
        let (kind, rate_hz) = (case["signal"].as_str().unwrap(), number(&case["rate_hz"]) as u32);
        let (frames, _) = front_end.whole(kind, &signal(kind, rate_hz, number(&case["seconds"]))).unwrap();
        // 1e-5: the signals differ by the rounding of sines to f32, and the mean that is taken out too
        assert_close(&format!("{kind} {rate_hz}"), &frames.values, &case["mfcc39"], 1e-5);
    }
}

#[test]
fn resampling_is_scipys() {
    for case in golden()["resample"].as_array().unwrap() {
        let (kind, rate_hz) = (case["signal"].as_str().unwrap(), number(&case["rate_hz"]) as u32);
        let input = signal(kind, rate_hz, if rate_hz == 8_000 { 0.1 } else { 0.3 });
        let got = resample(&input, number(&case["to_hz"]) as u32).unwrap();
        // 1e-7: the result is rounded to f32
        assert_close(&format!("{kind} {rate_hz}"), &wide(&got.samples), &case["result"], 1e-7);
    }
}

#[test]
fn speech_is_found_where_numpy_finds_it() {
    for case in golden()["trim"].as_array().unwrap() {
        let speech = trim::speech("recording", &recording(case)).unwrap();
        assert_eq!((speech.start as f64, speech.end as f64), (number(&case["start"]), number(&case["end"])));
    }
}

#[test]
fn a_recording_becomes_the_clip_and_frames_of_numpy() {
    for case in golden()["prepare"].as_array().unwrap() {
        let prepared = FrontEnd::default().prepare("recording", &recording(case)).unwrap();
        assert_eq!(prepared.clip.rate_hz, 8_000);
        assert_close("clip", &wide(&prepared.clip.samples), &case["clip"], 1e-7);
        assert_close("frames", &prepared.frames.values, &case["logmel39"], 1e-4);
        assert!(prepared.notices.is_empty(), "{:?}", prepared.notices);
    }
}

#[test]
fn the_networks_inputs_are_numpys_to_the_last_bit() {
    let front_end = FrontEnd::default();
    let frames: Vec<_> = [1, 2, 3]
        .map(|seed| noise(8_000, seed).enumerate().map(|(i, x)| (x * i as f64 / 8_000.0) as f32).collect::<Vec<f32>>())
        .iter()
        .map(|clip| front_end.frames(clip))
        .collect();
    let golden = &golden()["standardise"];
    let fitted = Standardise::fit(frames.iter()).unwrap();
    assert_close("mean", &wide(&fitted.mean), &golden["mean"], 1e-7);
    assert_close("std", &wide(&fitted.std), &golden["std"], 1e-7);
    for (frames, expected) in frames.iter().zip(golden["inputs"].as_array().unwrap()) {
        let input = wide(&fitted.apply(frames));
        assert_close("input", &input, expected, 1e-9);
        assert!(input.iter().all(|x| (x * 1024.0).fract() == 0.0), "inputs lie on the grid");
    }
}
