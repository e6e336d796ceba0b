//! The program as its users call it: results, exit codes, and a clear word for every bad input.
#![allow(clippy::expect_used, reason = "helpers of tests stop with a word when the machine fails them")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use nrr_snn::audio::{Samples, wav};

/// A folder of this test alone, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("nrr-snn-cli-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, bytes).expect("a written file");
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn nrr(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nrr-snn")).args(arguments).output().expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Checks that a call fails with `code`, one line of cause that has `words`, and no panic.
fn fails(arguments: &[&str], code: i32, words: &str) {
    let output = nrr(arguments);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    assert!(text.contains(words), "{arguments:?} should name {words:?}: {text}");
    assert!(!text.contains("panicked"), "{arguments:?}: {text}");
    assert!(stdout(&output).is_empty(), "{arguments:?} printed a result");
}

/// A short voiced sound; `pitch` tells words apart.
fn tone(pitch: f32, seconds: f32) -> Vec<u8> {
    let n = (8000.0 * seconds) as usize;
    let sample = |i: usize| {
        let t = i as f32 / 8000.0;
        (1..6).map(|k| (t * pitch * k as f32 * std::f32::consts::TAU).sin() / k as f32).sum::<f32>() * 0.2
    };
    wav::write(&Samples { rate_hz: 8000, samples: (0..n).map(sample).collect() })
}

/// Two words, five takes each.
fn words(folder: &Folder) -> String {
    for take in 0..5u8 {
        folder.write(&format!("data/low/{take}.wav"), &tone(110.0 + f32::from(take), 0.4));
        folder.write(&format!("data/high/{take}.wav"), &tone(310.0 + f32::from(take), 0.4));
    }
    folder.file("data")
}

const SMALL: &[&str] = &["--topology", "RFC30-FC2", "--rule", "bptt", "--epochs", "20", "--set", "batch=4", "--split", "fold:0/5"];

#[test]
fn trains_evaluates_recognises_and_inspects() {
    let folder = Folder::new("whole");
    let (data, model, traces, svg) = (words(&folder), folder.file("m.safetensors"), folder.file("t.npz"), folder.file("s.svg"));
    let output = nrr(&[&["train", "--data", &data, "--out", &model, "--json"], SMALL].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let result: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON on stdout");
    for key in [
        "system",
        "rule",
        "seed",
        "split",
        "epochs",
        "train_accuracy",
        "test_accuracy",
        "confusion",
        "labels",
        "samples_per_second",
        "peak_memory_bytes",
        "firing_rate",
        "synaptic_operations",
        "weights_sha256",
    ] {
        assert!(result.get(key).is_some(), "no key {key}");
    }
    assert_eq!((&result["epochs"], &result["labels"]), (&20.into(), &serde_json::json!(["high", "low"])));
    assert!(!Path::new(&folder.file("m.safetensors.ckpt")).exists(), "the checkpoint of a finished run stays behind");

    let output = nrr(&["eval", "--model", &model, "--data", &data, "--split", "fold:0/5", "--json"]);
    let again: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON on stdout");
    assert_eq!(again["test_accuracy"], result["test_accuracy"]);
    assert_eq!(again["weights_sha256"], result["weights_sha256"]);
    let noisy = nrr(&["eval", "--model", &model, "--data", &data, "--noise", "0.5", "--json", &folder.file("e.json")]);
    assert!(noisy.status.success() && noisy.stdout.is_empty() && Path::new(&folder.file("e.json")).exists());

    let takes = [format!("{data}/low/0.wav"), format!("{data}/high/1.wav")];
    let output = nrr(&["recognize", "--model", &model, &takes[0], &takes[1], "--json"]);
    let answers: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON on stdout");
    let labels: Vec<&str> = answers.as_array().into_iter().flatten().filter_map(|a| a["label"].as_str()).collect();
    assert_eq!(labels, ["low", "high"]);
    for key in ["file", "label", "score", "scores", "duration_s", "engine_ms"] {
        assert!(answers[0].get(key).is_some(), "no key {key}");
    }

    let output = nrr(&["inspect", "--model", &model, "--wav", &takes[0], "--traces", &traces, "--svg", &svg]);
    assert!(output.status.success() && stdout(&output).contains("RFC30"), "{}", stderr(&output));
    assert!(std::fs::read(&traces).is_ok_and(|b| b.starts_with(b"PK")));
    assert!(std::fs::read_to_string(&svg).is_ok_and(|s| s.starts_with("<svg")));
    assert!(nrr(&["inspect", "--wav", &takes[0]]).status.success());
}

#[test]
fn a_run_that_goes_on_from_its_checkpoint_writes_the_same_model() {
    let folder = Folder::new("resume");
    let data = words(&folder);
    let (whole, half, ckpt) = (folder.file("whole.st"), folder.file("half.st"), folder.file("c.ckpt"));
    // A checkpoint is written after every epoch; the validation part stops the run early in none of them.
    let train = |more: &[&str]| nrr(&[&["train", "--data", &data], more].concat());
    assert!(train(&[&["--out", whole.as_str(), "--checkpoint", &ckpt], SMALL].concat()).status.success());
    let output = train(&["--resume", &ckpt, "--out", &half]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(std::fs::read(&whole).ok(), std::fs::read(&half).ok());
    fails(&["train", "--data", "bundled", "--resume", &ckpt], 1, "data of the checkpoint");
    fails(&["train", "--data", &data, "--resume", &whole], 1, "finished model, not a checkpoint");
}

#[test]
fn systems_are_listed() {
    let output = nrr(&["systems", "--json"]);
    let rows: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON on stdout");
    let ids: Vec<&str> = rows.as_array().into_iter().flatten().filter_map(|r| r["id"].as_str()).collect();
    for id in ["nrr-shallow", "nrr-deep", "ff-snn", "ff-snn-at", "ff-snn-loop", "bp-rsnn", "som-snn", "lsm", "dnn", "lsnn-eprop"] {
        assert!(ids.contains(&id), "no {id}");
    }
    for key in ["id", "task", "title", "rules", "topology", "paper_accuracy", "source"] {
        assert!(rows[0].get(key).is_some(), "no key {key}");
    }
    assert!(stdout(&nrr(&["systems"])).contains("63.03"));
}

#[test]
fn a_system_is_shown_with_both_presets() {
    let whole: serde_json::Value = serde_json::from_str(&stdout(&nrr(&["systems", "--id", "lsm", "--json"]))).expect("JSON on stdout");
    assert_eq!(whole["settings"]["paper"]["topology"], "RFC135-FC10");
    assert_eq!(whole["settings"]["tuned"]["loop_kind"], "distance");
    assert!(stdout(&nrr(&["systems", "--id", "nrr-deep"])).contains("front_end = fft39"));
    fails(&["systems", "--id", "gpt"], 2, "nrr-shallow");
}

#[test]
fn a_table_is_filled_job_by_job_and_goes_on_where_it_stopped() {
    let folder = Folder::new("table");
    let out = folder.file("out");
    let table = |more: &[&str]| {
        let common = ["reproduce", "table2", "--data", "bundled", "--out", &out, "--systems", "ff-snn,ff-snn-at", "--presets", "tuned"];
        nrr(&[&common[..], &["--seeds", "2", "--epochs", "1"], more].concat())
    };
    let listed: Vec<serde_json::Value> =
        stdout(&table(&["--list-jobs"])).lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect();
    assert_eq!(listed.len(), 4);
    assert!(!Path::new(&out).exists(), "a list writes nothing");
    let states = || -> Vec<String> {
        let line = |l: &str| serde_json::from_str::<serde_json::Value>(l).expect("a line of JSON")["state"].to_string();
        stdout(&table(&["--list-jobs"])).lines().map(line).collect()
    };
    assert_eq!(states(), ["\"to-do\""; 4]);
    let id = listed[2]["id"].as_str().expect("an id");
    assert!(table(&["--job", id]).status.success());
    let file = Path::new(&out).join("jobs").join(format!("{id}.json"));
    let first = std::fs::read(&file).expect("the job's result");
    std::fs::write(file.with_file_name(format!("{}.half", listed[0]["id"].as_str().expect("an id"))), b"half").expect("a written file");
    assert_eq!(states(), ["\"half-way\"", "\"to-do\"", "\"finished\"", "\"to-do\""]);
    let text = stdout(&table(&[]));
    assert!(text.contains("| `ff-snn-at` | `bptt` | tuned |") && text.contains("`ff-snn-at` less `ff-snn`"), "{text}");
    assert_eq!(std::fs::read(&file).expect("it is still there"), first, "a finished job is not run again");
    assert_eq!(states(), ["\"finished\""; 4]);
    let left = std::fs::read_dir(Path::new(&out).join("jobs")).into_iter().flatten().flatten().map(|e| e.path());
    let left: Vec<PathBuf> = left.filter(|p| p.extension().is_none_or(|e| e != "json")).collect();
    assert!(left.is_empty(), "only results stay: {left:?}");
    let json = std::fs::read(Path::new(&out).join("table2-official.json")).expect("the table as JSON");
    let table2: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(table2["rows"].as_array().map(Vec::len), Some(2));
    assert_eq!(table2["rows"][1]["right"][1], 560, "two runs on 280 test utterances");
    // A damaged result is run again, to the same weights.
    std::fs::write(&file, b"{").expect("a written file");
    let again = table(&[]);
    assert!(stderr(&again).contains("it does not count") && again.status.success());
    let digest = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).expect("JSON")["weights_sha256"].clone();
    assert_eq!(digest(&std::fs::read(&file).expect("the new result")), digest(&first));
    fails(&["reproduce", "table9", "--data", "bundled", "--out", &out], 2, "table2, fig1, fig2, fig3, fig4, fig5, fig6, fig7, all");
    fails(&["reproduce", "fig4", "--out", &out], 2, "--quick");
    fails(&["reproduce", "fig4", "--data", "bundled-sentences", "--out", &out], 2, "--phonemes");
    fails(&["reproduce", "fig4", "--data", "bundled"], 2, "--out");
    fails(&["reproduce", "table2", "--data", "bundled", "--out", &out, "--merge", "/nowhere"], 1, "nowhere");
    fails(&["reproduce", "table2", "--data", "bundled", "--out", &out, "--protocol", "luck"], 2, "official, folds, random, speakers");
    fails(&["reproduce", "table2", "--data", "bundled", "--out", &out, "--seeds", "0"], 2, "1 to 100");
    fails(&["reproduce", "table2", "--data", "bundled", "--out", &out, "--job", "nothing"], 2, "--list-jobs");
}

#[test]
fn the_short_version_of_a_figure_without_runs_checks_what_there_is() {
    let folder = Folder::new("no-runs");
    let out = folder.file("out");
    for figure in ["fig1", "fig3"] {
        let made = nrr(&["reproduce", figure, "--quick", "--out", &out]);
        assert!(made.status.success(), "{figure}: {}{}", stdout(&made), stderr(&made));
        assert!(stdout(&made).contains("every run is there") && !stdout(&made).contains("FAILED"), "{figure}");
    }
    fails(&["reproduce", "fig4", "--phonemes", "bundled-sentences", "--out", &out], 2, "--data DIR");
    fails(&["reproduce", "fig6", "--data", "bundled", "--systems", "dnn", "--out", &out], 2, "rows of Table 2 alone");
    for systems in ["nrr-ph", "ff-snn,nrr-ph"] {
        fails(&["reproduce", "table2", "--data", "bundled", "--systems", systems, "--out", &out], 2, "--phonemes DIR");
    }
    fails(&["reproduce", "fig5", "--data", "bundled", "--presets", "tunde", "--out", &out], 2, "tuned, paper");
    // What cannot be split is told before anything is run.
    let began = Path::new(&out).join("jobs");
    std::fs::remove_dir_all(&began).expect("a removed folder");
    let words = words(&folder);
    let folds = ["reproduce", "table2", "--data", &words, "--protocol", "folds", "--systems", "ff-snn", "--own-rule", "--presets", "tuned"];
    fails(&[&folds[..], &["--seeds", "1", "--epochs", "1", "--out", &out]].concat(), 2, "leaves nothing");
    assert_eq!(std::fs::read_dir(&began).map_or(0, Iterator::count), 0);
}

#[test]
fn finished_runs_are_of_the_very_recordings() {
    let folder = Folder::new("recordings");
    let (data, out, notices) = (words(&folder), folder.file("out"), folder.file("notices.txt"));
    let table = [
        "reproduce",
        "table2",
        "--data",
        &data,
        "--systems",
        "ff-snn",
        "--own-rule",
        "--presets",
        "tuned",
        "--seeds",
        "1",
        "--epochs",
        "1",
    ];
    let call = |more: &[&str]| nrr(&[&table[..], &["--out", &out], more].concat());
    let first = call(&[]);
    assert!(first.status.success());
    // The data have no test part of their own, and nothing says that they had.
    assert!(stderr(&first).contains("a fifth chosen at random is tested (random:0.2)"), "{}", stderr(&first));
    assert!(stdout(&first).contains("a fifth chosen at random, one run for each seed") && !stdout(&first).contains("official"));
    assert!(Path::new(&out).join("table2-random.json").is_file());
    assert!(!stderr(&call(&[])).contains("does not count"));
    // One more recording: the same folder, other data.
    std::fs::copy(Path::new(&data).join("low").join("0.wav"), Path::new(&data).join("low").join("z.wav")).expect("a copied file");
    std::fs::write(Path::new(&data).join("low").join("broken.wav"), b"x").expect("a written file");
    let again = call(&["--notices", &notices]);
    assert!(again.status.success() && stderr(&again).contains("of other recordings; it does not count"), "{}", stderr(&again));
    assert!(std::fs::read_to_string(&notices).expect("the notices").contains("left out: low/broken.wav"));
}

/// Figure 7 on two small words, in little time.
fn small_figure(data: &str, out: &str, more: &[&str]) -> Output {
    nrr(&[&["reproduce", "fig7", "--data", data, "--out", out, "--quick", "--epochs", "2"], more].concat())
}

fn report(out: &str) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(Path::new(out).join("results.json")).expect("results.json")).expect("JSON")
}

#[test]
fn jobs_on_several_machines_merge_to_the_same_digest() {
    let folder = Folder::new("merge");
    let (data, whole, one, two) = (words(&folder), folder.file("whole"), folder.file("one"), folder.file("two"));
    // Two words are too few to learn in two epochs, so the short version's own checks may fail; its report stands.
    small_figure(&data, &whole, &[]);
    let expected = report(&whole);
    let section = &expected["sections"][0];
    assert_eq!((&section["id"], section["rows"].as_array().map(Vec::len)), (&"fig7".into(), Some(2)));
    for key in ["what", "unit", "paper", "ours", "half_width", "values", "differs", "seconds", "weights_sha256"] {
        assert!(section["rows"][0].get(key).is_some(), "no key {key}");
    }
    let html = std::fs::read_to_string(Path::new(&whole).join("report.html")).expect("report.html");
    assert!(html.contains("<svg") && html.contains("Figure 7") && !html.contains("<script"));
    let listed = stdout(&small_figure(&data, &one, &["--list-jobs"]));
    let ids: Vec<String> = listed
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).expect("a line of JSON")["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids.len(), 8, "two systems without noise and under three proportions: {ids:?}");
    for (k, id) in ids.iter().enumerate() {
        let out = if k % 2 == 0 { &one } else { &two };
        assert!(small_figure(&data, out, &["--job", id]).status.success());
    }
    let half = small_figure(&data, &one, &["--merge"]);
    assert_eq!(half.status.code(), Some(1));
    assert!(stderr(&half).contains("4 of 8 runs are missing"), "{}", stderr(&half));
    small_figure(&data, &one, &["--merge", &two]);
    let merged = report(&one);
    assert_eq!(merged["digest"], expected["digest"]);
    assert_eq!(merged["runs"], serde_json::json!([8, 8]));
    // A run with other weights under the same name is no run of this reproduction.
    let file = Path::new(&two).join("jobs").join(format!("{}.json", ids[1]));
    let text = std::fs::read_to_string(&file).expect("a result");
    let digest = serde_json::from_str::<serde_json::Value>(&text).expect("JSON")["weights_sha256"].as_str().expect("a digest").to_owned();
    std::fs::write(&file, text.replace(&digest, &"0".repeat(64))).expect("a written file");
    let foreign = small_figure(&data, &one, &["--merge", &two]);
    assert!(stderr(&foreign).contains("differs from") && stderr(&foreign).contains("nothing was merged"), "{}", stderr(&foreign));
    what_cannot_be_is_not_merged(&folder, &data, &whole);
}

/// Changes the runs of a reproduction, which is in `whole`, and merges them into another.
fn what_cannot_be_is_not_merged(folder: &Folder, data: &str, whole: &str) {
    let runs = std::fs::read_to_string(Path::new(whole).join("runs.jsonl")).expect("the runs");
    let changed = |change: &dyn Fn(&mut serde_json::Value)| -> String {
        let mut all: Vec<serde_json::Value> = runs.lines().map(|line| serde_json::from_str(line).expect("a run")).collect();
        change(&mut all[0]);
        folder.write("changed.jsonl", all.iter().map(|run| format!("{run}\n")).collect::<String>().as_bytes())
    };
    let out = folder.file("other");
    type Change = (&'static str, fn(&mut serde_json::Value), &'static str);
    let faults: [Change; 8] = [
        ("accuracy", |r| r["test_accuracy"] = 55.0.into(), "expected a share from 0 to 1"),
        ("no accuracy", |r| r["test_accuracy"] = serde_json::Value::Null, "it has no test accuracy"),
        ("answers", |r| r["right"] = "1x".into(), "expected 0 and 1"),
        ("other answers", |r| r["right"] = if r["right"] == "11" { "00".into() } else { "11".into() }, "answers are right"),
        ("epochs", |r| r["history"] = serde_json::json!([]), "it has 0 of its 2 epochs"),
        ("seconds", |r| r["seconds"] = (-1.0).into(), "it took -1 seconds"),
        ("noise", |r| r["noise_accuracy"] = serde_json::json!([[0.5]]), "under noise"),
        ("weights", |r| r["weights_sha256"] = "none".into(), "no SHA-256 of its weights"),
    ];
    for (what, change, said) in faults {
        let merged = small_figure(data, &out, &["--merge", &changed(&change)]);
        assert_eq!(merged.status.code(), Some(1), "{what}");
        let text = stderr(&merged);
        assert!(text.contains("line 1: ") && text.contains(said) && text.contains("1 of 8 runs are missing"), "{what}: {text}");
        std::fs::remove_dir_all(&out).expect("a removed folder");
    }
    // Runs of other recordings are no part of it, and leave the folder as it was.
    let other = changed(&|r| r["recordings_sha256"] = "0".repeat(64).into());
    let merged = small_figure(data, &out, &["--merge", &other]);
    assert!(
        merged.status.code() == Some(1) && stderr(&merged).contains("is of other recordings; nothing was merged"),
        "{}",
        stderr(&merged)
    );
    assert_eq!(std::fs::read_dir(Path::new(&out).join("jobs")).map_or(0, Iterator::count), 0);
    let merged = small_figure(data, &out, &["--merge", &changed(&|r| r["job"]["seed"] = 9.into())]);
    assert!(stderr(&merged).contains("1 finished runs are no part of what is reproduced here"), "{}", stderr(&merged));
    small_figure(data, &out, &["--merge", whole]);
    assert_eq!(report(&out)["digest"], report(whole)["digest"]);
    // The digest is of everything that is shown: also of the course of learning.
    std::fs::remove_dir_all(&out).expect("a removed folder");
    let other = changed(&|r| r["history"][0]["trainLoss"] = 9.5.into());
    small_figure(data, &out, &["--merge", &other]);
    assert_ne!(report(&out)["digest"], report(whole)["digest"]);
}

#[cfg(unix)]
#[test]
fn training_that_is_stopped_is_kept_and_goes_on_to_the_same_weights() {
    let folder = Folder::new("stopped");
    let (model, data) = (folder.file("m.st"), words(&folder));
    let train = |more: &[&str]| -> Vec<String> {
        let common = ["train", "--data", &data, "--topology", "RFC60-FC2", "--set", "batch=4", "--epochs", "400", "--split", "fold:0/5"];
        [&common[..], more].concat().iter().map(|&s| s.to_owned()).collect()
    };
    let whole = nrr(&train(&["--json", "-"]).iter().map(String::as_str).collect::<Vec<_>>());
    let weights = |output: &Output| serde_json::from_str::<serde_json::Value>(&stdout(output)).expect("JSON")["weights_sha256"].clone();
    let kept = folder.file("m.st.ckpt");
    let mut run = Command::new(env!("CARGO_BIN_EXE_nrr-snn"))
        .args(train(&["--out", &model]))
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    while !Path::new(&kept).exists() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    assert!(Command::new("kill").args(["-TERM", &run.id().to_string()]).status().is_ok_and(|s| s.success()));
    assert_eq!(run.wait().expect("it ends").code(), Some(130));
    assert!(!Path::new(&model).exists() && Path::new(&kept).exists());
    // The command that it names goes on, and cleans up behind itself.
    let rest = nrr(&["train", "--data", &data, "--resume", &kept, "--out", &model, "--json", "-"]);
    assert!(rest.status.success(), "{}", stderr(&rest));
    assert_eq!(weights(&rest), weights(&whole));
    assert!(Path::new(&model).exists() && !Path::new(&kept).exists());
}

#[test]
fn a_model_of_sentences_hears_their_phones() {
    let folder = Folder::new("phones");
    let model = folder.file("ph.st");
    let common = ["train", "--data", "bundled-sentences", "--system", "nrr-ph", "--epochs", "3"];
    let trained = nrr(&[&common[..], &["--out", &model]].concat());
    assert!(trained.status.success() && stdout(&trained).contains("of the frames of 4 sentences"), "{}", stdout(&trained));
    let voice = folder.write("a.wav", &tone(140.0, 1.6));
    let said = nrr(&["recognize", "--model", &model, &voice, "--json"]);
    let rows: serde_json::Value = serde_json::from_str(&stdout(&said)).expect("JSON");
    let phones = rows[0]["phones"].as_array().expect("phones");
    let at = |phone: &serde_json::Value, key: &str| phone[key].as_f64().expect("a time");
    assert!(rows[0].get("label").is_none() && !phones.is_empty(), "{rows}");
    assert!(
        phones.windows(2).all(|two| (at(&two[0], "end_s") - at(&two[1], "start_s")).abs() < 1e-9 && two[0]["label"] != two[1]["label"])
    );
    assert!(at(&phones[phones.len() - 1], "end_s") > 1.4, "all of it is heard");
    let labels: Vec<&str> = phones.iter().filter_map(|p| p["label"].as_str()).collect();
    assert_eq!(stdout(&nrr(&["recognize", "--model", &model, &voice])), format!("{voice}\t{}\n", labels.join(" ")));
    let inspected: serde_json::Value =
        serde_json::from_str(&stdout(&nrr(&["inspect", "--model", &model, "--wav", &voice, "--json"]))).expect("JSON");
    assert_eq!(inspected["wav"]["answer"], labels.join(" "));
    assert!(inspected["wav"]["frames"].as_u64() > Some(100), "{inspected}");
}

#[test]
fn what_was_left_out_is_told_also_where_nothing_is_left() {
    let folder = Folder::new("left-out");
    let notices = folder.file("notices.txt");
    for (n, labels) in ["0 10", "x", "0 3000 zz\u{1b}[31m"].iter().enumerate() {
        folder.write(&format!("T/TRAIN/DR1/FAAA0/SX{n}.WAV"), &tone(120.0, 0.5));
        folder.write(&format!("T/TRAIN/DR1/FAAA0/SX{n}.PHN"), labels.as_bytes());
    }
    let train = ["train", "--data", &folder.file("T"), "--system", "nrr-ph", "--epochs", "1", "--notices", &notices];
    fails(&train, 1, "no sentence in it can be used");
    let told = std::fs::read_to_string(&notices).expect("the notices");
    assert_eq!(told.lines().count(), 3, "{told}");
    assert!(told.contains("SX2.PHN") && told.contains("\\u{1b}[31m") && !told.contains('\u{1b}'), "{told:?}");
    // One sentence is too few for a test: that says so, and what became of the others.
    folder.write("T/TRAIN/DR1/FAAA0/SX3.WAV", &tone(120.0, 0.5));
    folder.write("T/TRAIN/DR1/FAAA0/SX3.PHN", "\u{feff}0 2000 aa\r\n2000 4000 b\r\n\u{1a}".as_bytes());
    fails(&train, 1, "there are 1 utterances: add more");
    assert_eq!(std::fs::read_to_string(&notices).expect("the notices").lines().count(), 3);
}

#[cfg(unix)]
#[test]
fn runs_of_two_machines_merge_to_the_digest_of_one() {
    let folder = Folder::new("machines");
    let out = |name: &str| folder.file(name);
    let arguments = |out: &str, more: &[&str]| -> Vec<String> {
        let common = ["reproduce", "table2", "--data", "bundled", "--systems", "ff-snn", "--own-rule", "--seeds", "1", "--epochs", "6"];
        [&common[..], &["--out", out], more].concat().iter().map(|&s| s.to_owned()).collect()
    };
    let call = |out: &str, more: &[&str]| nrr(&arguments(out, more).iter().map(String::as_str).collect::<Vec<_>>());
    let ids: Vec<String> = stdout(&call(&out("one"), &["--list-jobs"]))
        .lines()
        .filter_map(|l| serde_json::from_str::<serde_json::Value>(l).expect("a line of JSON")["id"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(call(&out("one"), &[]).status.success());
    assert!(call(&out("a"), &["--job", &ids[0]]).status.success());
    // The other machine's run is asked to stop, by the process group and by who started it: that is one wish, not two.
    let half = Path::new(&out("b")).join("jobs").join(format!("{}.half", ids[1]));
    let mut stopped = Command::new(env!("CARGO_BIN_EXE_nrr-snn"))
        .args(arguments(&out("b"), &["--job", &ids[1]]))
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    // The handler stands once the folder does, a moment later.
    while !half.parent().is_some_and(Path::exists) {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    std::thread::sleep(std::time::Duration::from_millis(50));
    for _ in 0..2 {
        assert!(Command::new("kill").args(["-TERM", &stopped.id().to_string()]).status().is_ok_and(|s| s.success()));
    }
    assert_eq!(stopped.wait().expect("it ends").code(), Some(130));
    assert!(half.is_file(), "a run that is stopped is kept half-way");
    let early = call(&out("m"), &["--merge", &out("a"), "--merge", &out("b")]);
    assert!(early.status.code() == Some(1) && stderr(&early).contains(&ids[1]), "{}", stderr(&early));
    assert!(call(&out("b"), &["--job", &ids[1]]).status.success() && !half.exists());
    assert!(call(&out("m"), &["--merge", &out("a"), "--merge", &out("b")]).status.success());
    let digest = |name: &str| {
        let bytes = std::fs::read(Path::new(&out(name)).join("results.json")).expect("results");
        serde_json::from_slice::<serde_json::Value>(&bytes).expect("JSON")["digest"].to_string()
    };
    // All of a reproduction's runs are in one file, from which another can begin.
    let file = Path::new(&out("one")).join("runs.jsonl").display().to_string();
    assert!(call(&out("f"), &["--merge", &file]).status.success());
    assert_eq!(digest("one"), digest("f"));
    // Without a folder, what is there is reported and nothing is run.
    std::fs::remove_file(Path::new(&out("m")).join("results.json")).expect("a removed file");
    assert!(call(&out("m"), &["--merge"]).status.success());
    assert!(digest("one").len() > 60 && digest("one") == digest("m"));
}

/// The digest of a report is over numbers, which are the same whether a run was just made or is read from its file.
#[test]
fn shares_come_back_from_json_to_the_last_bit() {
    for n in 1..=300 {
        for k in 0..=n {
            let share = f64::from(k) / f64::from(n);
            let text = serde_json::to_string(&share).expect("a number as JSON");
            assert_eq!(serde_json::from_str::<f64>(&text).ok(), Some(share), "{k} of {n}");
        }
    }
}

#[test]
fn options_out_of_range_are_usage_errors() {
    let train = |more: &[&str], words: &str| fails(&[&["train", "--data", "bundled"], more].concat(), 2, words);
    train(&["--epochs", "0"], "1 to 10000");
    train(&["--epochs", "10001"], "1 to 10000");
    train(&["--epochs", "many"], "--epochs");
    train(&["--seed", "-1"], "--seed");
    train(&["--threads", "0"], "--threads");
    train(&["--rule", "stdp"], "rp, bptt, fa, dfa, sdfa, drtp, local, eprop, readout");
    train(&["--system", "gpt"], "nrr-shallow");
    train(&["--set", "leak=2"], "0 to 0.99");
    train(&["--set", "leak=NaN"], "0 to 0.99");
    train(&["--set", "leak"], "KEY=VALUE");
    train(&["--set", "leek=1"], "density");
    train(&["--set", "firing=sometimes"], "summed, literal");
    for (topology, words) in [
        ("RFC0", "0 neurons"),
        ("RFC99999999", "99999999 neurons"),
        ("FC", "number of neurons is missing"),
        ("", "empty"),
        ("RFC500", "must be FC"),
    ] {
        train(&["--topology", topology], words);
    }
    train(&["--topology", "RFC4096-RFC4096-RFC4096-FC10"], "weights, at most");
    train(&["--split", "fold:9/3"], "fold");
    train(&["--split", "random:2"], "random");
    train(&["--split", "sideways"], "split");
    fails(&["eval", "--model", "m", "--data", "bundled", "--noise", "1.5"], 2, "proportion from 0 to 1");
    fails(&["inspect"], 2, "--model");
    fails(&["dance"], 2, "dance");
}

#[test]
fn bad_files_are_named() {
    let folder = Folder::new("bad");
    let data = words(&folder);
    let good = format!("{data}/low/0.wav");
    let model = folder.file("m.st");
    assert!(nrr(&[&["train", "--data", &data, "--out", &model], SMALL].concat()).status.success());
    let bytes = std::fs::read(&model).expect("the model");

    let silent = folder.write("silent.wav", &wav::write(&Samples { rate_hz: 8000, samples: vec![0.0; 8000] }));
    let text = folder.write("text.wav", b"this is no sound");
    let empty = folder.write("empty.wav", b"");
    for (file, words) in [(&silent, "nothing to hear"), (&text, "text.wav"), (&empty, "empty.wav")] {
        fails(&["recognize", "--model", &model, file], 1, words);
    }
    // One bad file does not cost the others their answer.
    let output = nrr(&["recognize", "--model", &model, &text, &good]);
    assert!(output.status.code() == Some(1) && stdout(&output).contains("low"), "{}", stdout(&output));

    fails(&["eval", "--model", &folder.file("none.st"), "--data", &data], 1, "none.st");
    fails(&["eval", "--model", &good, "--data", &data], 1, "safetensors");
    fails(&["eval", "--model", &folder.write("short.st", &bytes[..bytes.len() / 2]), "--data", &data], 1, "truncated");
    fails(&["eval", "--model", &folder.write("tiny.st", &bytes[..5]), "--data", &data], 1, "truncated");
    let other = replace(&bytes, b"format_version\\\":2", b"format_version\\\":9");
    fails(&["eval", "--model", &folder.write("version.st", &other), "--data", &data], 1, "version 9");
    let mut nan = bytes.clone();
    // The first tensor begins behind the header, whose length stands in the first eight bytes.
    let at = 8 + usize::try_from(u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"))).expect("a length");
    nan[at..at + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    fails(&["eval", "--model", &folder.write("nan.st", &nan), "--data", &data], 1, "not finite");
    let mut changed = bytes.clone();
    let at = (changed.len() / 2) & !3;
    changed[at..at + 4].copy_from_slice(&0.123f32.to_le_bytes());
    fails(&["eval", "--model", &folder.write("changed.st", &changed), "--data", &data], 1, "changed.st");

    fails(&["train", "--data", &folder.file("nowhere")], 1, "nowhere");
    folder.write("one/word/0.wav", &tone(100.0, 0.4));
    folder.write("one/word/1.wav", &tone(100.0, 0.4));
    fails(&["train", "--data", &folder.file("one")], 1, "one");
    fails(&["train", "--data", &data, "--out", &model, "--json", &model], 2, "same file");
    fails(&["inspect", "--model", &model, "--wav", &good, "--svg", &good], 2, "same file");
    fails(&["recognize", "--model", "/dev/zero", &good], 1, "no regular file");
    fails(&["train", "--data", &data, "--split", "speaker:nobody"], 2, "speaker");
    fails(
        &["train", "--data", &data, "--out", &folder.file("no/such/folder/m.st"), "--epochs", "1", "--topology", "RFC5-FC2"],
        1,
        "no/such/folder",
    );
}

/// `bytes` with the first `from` replaced by `to`, of the same length.
fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    if let Some(at) = bytes.windows(from.len()).position(|w| w == from) {
        out[at..at + to.len()].copy_from_slice(to);
    }
    out
}
