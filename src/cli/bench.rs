//! `nrr-snn bench`.

use std::fmt::Write as _;
use std::time::Instant;

use super::{Outcome, arguments, input, output, usage};
use crate::bench::{Bench, Plan, Report};
use crate::data::pack;
use crate::model_file::problem;
use crate::train::shards::Workers;
use crate::{Error, Result};

pub(super) fn run(a: &arguments::Bench) -> Outcome {
    input::check_targets(&[("--export", a.export.as_deref())], &[])?;
    let plan = plan(a).map_err(usage)?;
    let workers = Workers::threads(plan.threads);
    let mut bench = Bench::new(plan.clone(), &pack::bundled()?, workers)?;
    if let Some(path) = &a.export {
        input::write_file(path, &problem::save(&plan.config, bench.start(), &bench.problem().examples))?;
    }
    let begun = Instant::now();
    let clock = || begun.elapsed().as_secs_f64() * 1e3;
    while bench.done() < bench.steps() {
        bench.step(&clock)?;
    }
    let report = bench.report()?;
    let shown = if a.json { report.json() + "\n" } else { text(&report) };
    Ok(output::say(&shown)?)
}

fn plan(a: &arguments::Bench) -> Result<Plan> {
    let changes: Vec<(&str, &str)> = a.settings.iter().map(|s| pair(s)).collect::<Result<_>>()?;
    let config = Plan::config(&a.system, a.topology.as_deref(), a.rule.as_deref(), changes, a.seed)?;
    Plan::new(config, a.batches, a.repeats, usize::from(a.threads), a.frames)
}

fn pair(change: &str) -> Result<(&str, &str)> {
    let (key, value) = change.split_once('=').ok_or_else(|| Error::WrongFormat {
        name: "--set".into(),
        expected: "KEY=VALUE".into(),
        found: format!("\"{}\"", change.chars().take(60).collect::<String>()),
        hint: "write for example --set leak=0.5".into(),
    })?;
    Ok((key.trim(), value))
}

fn text(r: &Report) -> String {
    let mut out = String::new();
    let density = r.density.map_or_else(String::new, |d| format!(", loop density {d:.2}"));
    let threads = if r.threads == 1 { "1 thread".to_owned() } else { format!("{} threads", r.threads) };
    let _ = writeln!(out, "engine        {} {}, {threads}", r.engine, r.version);
    let _ = writeln!(
        out,
        "network       {} ({}), rule {}{density}, {:.3} spikes per neuron and step",
        r.system, r.topology, r.rule, r.firing_rate
    );
    let _ = writeln!(out, "training      {:.0} utterances/s, {:.2} ms for a batch of {}", r.utterances_per_second, r.ms_per_batch, r.batch);
    let p = &r.phases;
    let o = &r.operations;
    let _ = writeln!(
        out,
        "  forward     {:.2} ms, {} multiply-adds of the input, {} additions by spikes",
        p.forward_ms, o.input_product, o.gathered
    );
    let _ = writeln!(out, "  gradient    {:.2} ms, {} multiply-adds", p.gradient_ms, o.gradient);
    let _ = writeln!(out, "  optimiser   {:.2} ms, {} weights", p.optimiser_ms, o.adam);
    let _ = writeln!(out, "front end     {:.3} ms for one second of speech", p.front_end_ms_per_second);
    let _ = writeln!(out, "recognition   {:.3} ms from one second of samples to the answer", r.recognise_ms);
    let mb = |bytes: usize| bytes as f64 / 1e6;
    let m = &r.memory;
    let _ = writeln!(
        out,
        "memory        {:.1} MB: weights {:.1}, gradients {:.1}, optimiser {:.1}, learner {:.1}, data {:.1}",
        mb(r.memory_bytes),
        mb(m.weights),
        mb(m.gradients),
        mb(m.optimiser),
        mb(m.learner),
        mb(m.data)
    );
    let losses: Vec<String> = r.losses.iter().map(|l| format!("{l:.4}")).collect();
    let _ = writeln!(out, "losses        {}", losses.join(" "));
    let _ = writeln!(out, "weights       {}", r.weights_sha256);
    out
}
