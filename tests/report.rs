//! The committed reproduction: its report is the one that its runs give, and the figures that the project promises of it.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::fs;

use nrr_snn::experiment::job::{Job, JobResult};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

type Anyhow = Result<(), Box<dyn std::error::Error>>;

fn read(name: &str) -> std::io::Result<String> {
    fs::read_to_string(format!("{}/docs/reproduction/{name}", env!("CARGO_MANIFEST_DIR")))
}

fn report() -> Result<Value, Box<dyn std::error::Error>> {
    Ok(serde_json::from_str(&read("results.json")?)?)
}

/// The runs by their ids.
fn runs() -> Result<BTreeMap<String, JobResult>, Box<dyn std::error::Error>> {
    let runs: Vec<JobResult> = read("runs.jsonl")?.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    Ok(runs.into_iter().map(|r| (Job::id(&r.job), r)).collect())
}

fn rows(report: &Value) -> impl Iterator<Item = &Value> {
    report["sections"].as_array().into_iter().flatten().flat_map(|s| s["rows"].as_array().into_iter().flatten())
}

#[test]
fn its_digest_is_that_of_the_committed_runs() -> Anyhow {
    let (report, runs) = (report()?, runs()?);
    assert_eq!(report["runs"], serde_json::json!([runs.len(), runs.len()]), "every run that the report asks for is there");
    let mut hash = Sha256::new();
    for (id, r) in &runs {
        assert_eq!(r.fault(), None, "{id}");
        hash.update(r.lasting()?);
        hash.update(b"\n");
    }
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(report["digest"], digest.as_str());
    assert!(read("report.html")?.contains(&digest), "report.html is of other runs");
    assert!(read("README.md")?.contains(digest.get(..16).unwrap_or_default()), "README.md is of other runs");
    Ok(())
}

#[test]
fn its_rows_are_means_over_five_seeds_and_its_words_are_in_the_readme() -> Anyhow {
    let report = report()?;
    assert!(rows(&report).count() > 100);
    for row in rows(&report) {
        let values: Vec<f64> = row["values"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        assert_eq!(values.len(), 5, "{}", row["what"]);
        let mean = values.iter().sum::<f64>() / 5.0;
        assert!(row["ours"].as_f64().is_some_and(|ours| (ours - mean).abs() < 1e-9), "{}", row["what"]);
        // Student's t of four degrees of freedom.
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 4.0;
        let half = 2.776_445 * (variance / 5.0).sqrt();
        assert!(row["half_width"].as_f64().is_some_and(|h| (h - half).abs() < 1e-3 * half.max(1e-6)), "{}", row["what"]);
    }
    let readme = read("README.md")?;
    for finding in report["sections"].as_array().into_iter().flatten().flat_map(|s| s["findings"].as_array().into_iter().flatten()) {
        let text = finding.as_str().unwrap_or_default();
        assert!(readme.contains(text) || !readme_has(&report, finding), "the README does not say: {text}");
    }
    Ok(())
}

/// Whether the README repeats the findings of a finding's section: of the table and of figures 4 to 7.
fn readme_has(report: &Value, finding: &Value) -> bool {
    let of = |s: &&Value| s["findings"].as_array().is_some_and(|all| all.contains(finding));
    let section = report["sections"].as_array().into_iter().flatten().find(of);
    section.is_some_and(|s| matches!(s["id"].as_str(), Some("table2" | "fig4" | "fig5" | "fig6" | "fig7")))
}

#[test]
fn phonemes_are_heard_as_well_as_was_asked_for() -> Anyhow {
    let report = report()?;
    for (what, least) in [("phonemes: rsnn-bptt by bptt", 70.0), ("phonemes: nrr-ph by rp", 50.0)] {
        let name = format!("{what}, the project's settings");
        let row = rows(&report).find(|r| r["what"] == name.as_str()).ok_or(name.clone())?;
        let low = row["ours"].as_f64().zip(row["half_width"].as_f64()).map(|(ours, half)| ours - half);
        assert!(low.is_some_and(|low| low >= least), "{name}: {low:?}, {least} wanted");
    }
    Ok(())
}
