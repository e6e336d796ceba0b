//! The benchmark measures the same lesson everywhere: its losses, counts and digest depend on the plan alone.

use std::cell::Cell;

use nrr_snn::bench::{Bench, Plan, Report};
use nrr_snn::data::pack;
use nrr_snn::model_file::problem;
use nrr_snn::train::shards::Workers;
use nrr_snn::{Error, Result};

fn bench(rule: &str, threads: usize, repeats: u32) -> Result<Bench> {
    let config = Plan::config("nrr-shallow", Some("RFC40-FC10"), Some(rule), [("batch", "20")], Some(3))?;
    Bench::new(Plan::new(config, 3, repeats, threads, None)?, &pack::bundled()?, Workers::threads(threads))
}

/// Runs it with a clock that goes on by a millisecond whenever it is read.
fn run(mut bench: Bench) -> Result<Report> {
    let ticks = Cell::new(0.0);
    let clock = || {
        ticks.set(ticks.get() + 1.0);
        ticks.get()
    };
    while bench.done() < bench.steps() {
        bench.step(&clock)?;
    }
    bench.report()
}

#[test]
fn the_plan_alone_decides_what_is_learnt() -> Result<()> {
    for rule in ["rp", "bptt", "eprop"] {
        let one = run(bench(rule, 1, 1)?)?;
        let two = run(bench(rule, 2, 2)?)?;
        assert_eq!((&one.losses, &one.weights_sha256, &one.operations), (&two.losses, &two.weights_sha256, &two.operations), "{rule}");
        assert_eq!((one.losses.len(), one.batch), (3, 20));
        // One tick for each batch, whatever it took.
        assert_eq!((one.ms_per_batch, one.utterances_per_second), (1.0, 20_000.0));
        let o = &one.operations;
        assert_eq!(o.synaptic, o.input_product + o.gathered);
        // Dense input that is hardly ever exactly 0: 20 utterances of 39 steps, 39 bands to 40 neurons.
        let all = 20 * 39 * 39 * 40;
        assert!(o.input_product <= all && o.input_product > all * 9 / 10, "{}", o.input_product);
        assert!(one.firing_rate > 0.0 && one.density.is_some_and(|d| (0.4..0.6).contains(&d)));
        assert_eq!(one.memory_bytes, one.memory.total());
    }
    Ok(())
}

#[test]
fn the_report_is_json_with_stable_keys() -> Result<()> {
    let text = run(bench("rp", 1, 1)?)?.json();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    for pointer in [
        "/engine",
        "/rule",
        "/utterances_per_second",
        "/losses/2",
        "/phases/front_end_ms_per_second",
        "/phases/gradient_ms",
        "/recognise_ms",
    ] {
        assert!(value.pointer(pointer).is_some_and(|v| !v.is_null()), "{pointer} in {text}");
    }
    Ok(())
}

/// Another reader opens the exported problem.
#[test]
fn other_programs_read_the_problem() -> Result<()> {
    let bench = bench("rp", 1, 1)?;
    let config = Plan::config("nrr-shallow", Some("RFC40-FC10"), None, [("leak", "0.25")], None)?;
    let bytes = problem::save(&config, bench.start(), &bench.problem().examples);
    let (_, header) = safetensors::SafeTensors::read_metadata(&bytes).unwrap_or_else(|e| unreachable!("{e}"));
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap_or_else(|e| unreachable!("{e}"));
    let shape = |name: &str| tensors.tensor(name).map(|t| t.shape().to_vec()).unwrap_or_default();
    assert_eq!(shape("input"), [500, 39, 39]);
    assert_eq!(shape("label"), [500]);
    assert_eq!([shape("layer0.w_ff"), shape("layer0.w_rec"), shape("layer1.w_ff")], [vec![40, 39], vec![40, 40], vec![10, 40]]);
    let problem = header.metadata().as_ref().and_then(|m| m.get("problem")).cloned().unwrap_or_default();
    let problem: serde_json::Value = serde_json::from_str(&problem).unwrap_or_default();
    assert_eq!((&problem["leak"], &problem["batch"], &problem["firing"]), (&0.25.into(), &50.into(), &"summed".into()));
    Ok(())
}

#[test]
fn numbers_out_of_range_are_refused_by_name() {
    let plan = |batches, repeats, frames| {
        let config = Plan::config("nrr-shallow", None, None, [], None)?;
        Plan::new(config, batches, repeats, 1, frames)
    };
    for (made, name) in [(plan(0, 1, None), "batches"), (plan(1, 1_000_000, None), "repeats"), (plan(1, 1, Some(0)), "frames")] {
        assert!(matches!(&made, Err(Error::OutOfRange { what, .. }) if what == name), "{name}: {made:?}");
    }
}
