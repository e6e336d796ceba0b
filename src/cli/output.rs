//! Results: one object with stable keys, as text for people or JSON for programs.

use std::path::Path;

use serde::Serialize;

use crate::train::{Config, EpochRecord, Evaluation};
use crate::{Error, Result};

/// What `train` and `eval` report. Keys are stable.
#[derive(Serialize)]
pub(super) struct RunResult {
    pub(super) system: String,
    pub(super) rule: String,
    pub(super) preset: String,
    pub(super) seed: u64,
    pub(super) split: String,
    pub(super) data: String,
    pub(super) topology: String,
    pub(super) epochs: u32,
    pub(super) noise: f32,
    pub(super) train_utterances: usize,
    pub(super) test_utterances: usize,
    /// Share of right answers, 0 to 1; null without such utterances.
    pub(super) train_accuracy: Option<f64>,
    pub(super) test_accuracy: Option<f64>,
    /// Of sentences: edits per phone of the test part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phone_error_rate: Option<f64>,
    pub(super) confusion: Vec<Vec<u32>>,
    pub(super) labels: Vec<String>,
    pub(super) samples_per_second: Option<f64>,
    pub(super) seconds: f64,
    pub(super) peak_memory_bytes: Option<u64>,
    pub(super) firing_rate: f64,
    pub(super) synaptic_operations: f64,
    /// Estimate of the operations' energy, nanojoules per utterance.
    pub(super) energy_nj: f64,
    /// Figures of every epoch.
    pub(super) history: Vec<EpochRecord>,
    pub(super) weights_sha256: String,
}

impl RunResult {
    pub(super) fn new(config: &Config, labels: &[String], evaluation: Evaluation) -> Self {
        Self {
            system: config.system.clone(),
            rule: config.rule.clone(),
            preset: config.preset.to_string(),
            seed: config.seed,
            split: String::new(),
            data: String::new(),
            topology: config.topology.to_string(),
            epochs: 0,
            noise: 0.0,
            train_utterances: 0,
            test_utterances: 0,
            train_accuracy: None,
            test_accuracy: evaluation.accuracy,
            phone_error_rate: evaluation.phone_error_rate,
            confusion: evaluation.confusion,
            labels: labels.to_vec(),
            samples_per_second: None,
            seconds: 0.0,
            peak_memory_bytes: super::resources::peak_memory_bytes(),
            firing_rate: evaluation.firing_rate,
            synaptic_operations: evaluation.synaptic_operations,
            energy_nj: evaluation.energy_nj,
            history: Vec::new(),
            weights_sha256: String::new(),
        }
    }

    /// JSON to stdout or a file when asked for, else text to stdout.
    pub(super) fn print(&self, json: Option<&Path>) -> Result<()> {
        match json {
            None => say(&self.text()),
            Some(path) => print_json(self, Some(path)),
        }
    }

    fn text(&self) -> String {
        let percent = |a: Option<f64>| a.map_or_else(|| "no utterances".to_owned(), |a| format!("{:.2} %", 100.0 * a));
        // Sentences are judged frame by frame.
        let (of, what) = if self.phone_error_rate.is_some() { ("the frames of ", " sentences") } else { ("", "") };
        let mut lines = vec![
            format!("system           {} ({}), rule {}, preset {}, seed {}", self.system, self.topology, self.rule, self.preset, self.seed),
            format!("data             {}, split {}", self.data, self.split),
            format!("train accuracy   {} of {of}{}{what}", percent(self.train_accuracy), self.train_utterances),
            format!("test accuracy    {} of {of}{}{what}", percent(self.test_accuracy), self.test_utterances),
            format!("firing rate      {:.3} spikes per neuron and step", self.firing_rate),
            format!("operations       {:.0} per utterance, about {:.0} nJ", self.synaptic_operations, self.energy_nj),
            format!("time             {:.1} s", self.seconds),
            format!("weights SHA-256  {}", self.weights_sha256),
        ];
        if let Some(rate) = self.phone_error_rate {
            lines.insert(4, format!("phone errors     {:.2} %", 100.0 * rate));
        }
        if let Some(rate) = self.samples_per_second {
            lines.insert(6, format!("speed            {rate:.0} utterances learnt per second"));
        }
        if self.noise > 0.0 {
            lines.insert(2, format!("noise            {} of the input cells", self.noise));
        }
        if self.test_accuracy.is_some() && self.labels.len() <= 20 {
            lines.push("confusion        rows: spoken, columns: answered".to_owned());
            let width = self.labels.iter().map(String::len).max().unwrap_or(1).clamp(4, 12);
            let head: String = self.labels.iter().map(|l| format!(" {l:>width$.width$}")).collect();
            lines.push(format!("{:>width$} {head}", ""));
            for (label, row) in self.labels.iter().zip(&self.confusion) {
                let cells: String =
                    row.iter().map(|&c| if c == 0 { format!(" {:>width$}", "·") } else { format!(" {c:>width$}") }).collect();
                lines.push(format!("{label:>width$.width$} {cells}"));
            }
        }
        lines.join("\n") + "\n"
    }
}

/// Text to stdout. A reader that has heard enough (`| head`) is no failure; a full disk is.
pub(super) fn say(text: &str) -> Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::Io { path: "standard output".into(), problem: e.to_string() }),
        _ => Ok(()),
    }
}

/// Pretty JSON on stdout (`-` or no path) or in a file.
pub(super) fn print_json(value: &impl Serialize, path: Option<&Path>) -> Result<()> {
    let name = path.map_or_else(|| "standard output".to_owned(), |p| p.display().to_string());
    let text = serde_json::to_string_pretty(value).map_err(|e| Error::Io { path: name, problem: e.to_string() })? + "\n";
    match path {
        Some(p) if p.as_os_str() != "-" => super::input::write_file(p, text.as_bytes()),
        _ => say(&text),
    }
}
