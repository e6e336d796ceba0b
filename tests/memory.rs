//! What learning keeps: the forms that learn while they hear need the same memory however long the utterance is.
//!
//! Every byte on the heap is counted, so this file has one test: a second one on another thread would be counted too.
#![allow(unsafe_code, reason = "an allocator that counts")]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use common::lesson::{config, frames};
use nrr_snn::Result;
use nrr_snn::rules::Gradients;
use nrr_snn::snn::Network;
use nrr_snn::train::shards::{Batch, BatchSums};
use nrr_snn::train::{Example, Learner};

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: every call goes to the system's allocator unchanged; beside it two numbers are kept.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(live, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Greatest number of bytes that a fresh learner holds while it learns one utterance of `count` frames; the utterance, the weights and their
/// gradient are there before.
fn peak(topology: &str, rule: &str, change: &[(&str, &str)], count: usize) -> Result<usize> {
    let config = config(topology, rule, change)?;
    let net = Network::new(config.network(10)?, 1)?;
    let course = config.course()?;
    let example = Example { frames: frames(count, net.params.bands, 3), label: 1, frame_labels: Vec::new(), utterance: 0 };
    let mut grads = Gradients::zeros(&net);
    let before = LIVE.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    Learner::default().learn(
        &net,
        &course,
        Batch { examples: std::slice::from_ref(&example), indices: &[0], epoch: 1 },
        &mut BatchSums::default(),
        &mut grads,
    )?;
    let peak = PEAK.load(Ordering::Relaxed) - before;
    assert!(grads.layers.iter().all(|l| l.w_ff.iter().any(|g| *g != 0.0)), "{rule} {change:?}: every layer learns");
    Ok(peak)
}

/// Topology, rule, changed settings.
type Form<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

#[test]
fn what_learns_while_it_hears_keeps_as_much_of_a_long_utterance_as_of_a_short_one() -> Result<()> {
    let local = ("through_time", "local");
    let forward = ("eligibility", "forward");
    let flat: &[Form] = &[
        ("RFC500-FC10", "rp", &[local]),
        ("RFC500-FC10", "drtp", &[local]),
        ("RFC500-FC10", "local", &[local]),
        ("C16x7x3/2-RFC100-FC50-FC10", "rp", &[local, ("readout_from", "all")]),
        ("RFC60-FC10", "rp", &[local, ("readout", "spiking"), ("loss", "mse")]),
        ("RFC60-FC10", "rp", &[("through_time", "leak"), forward]),
        ("RFC60-FC10", "dfa", &[local, forward]),
        ("RFC60-FC10", "eprop", &[("through_time", "state"), forward]),
    ];
    let taped: &[Form] = &[
        ("RFC500-FC10", "rp", &[("through_time", "leak")]),
        ("RFC60-FC10", "eprop", &[("through_time", "state")]),
        ("RFC500-FC10", "bptt", &[]),
        ("C16x7x3/2-RFC100-FC50-FC10", "bptt", &[("readout_from", "all")]),
    ];
    println!("peak of live heap bytes while one utterance is learnt, by its frames\n{:>10} {:>10} {:>10}", 39, 390, 3900);
    let measure = |(topology, rule, change): &Form| -> Result<[usize; 3]> {
        let bytes = [peak(topology, rule, change, 39)?, peak(topology, rule, change, 390)?, peak(topology, rule, change, 3900)?];
        println!("{:>10} {:>10} {:>10}  {rule} {topology} {change:?}", bytes[0], bytes[1], bytes[2]);
        Ok(bytes)
    };
    for form in flat {
        let bytes = measure(form)?;
        assert!(bytes[2].abs_diff(bytes[1]) <= 256, "{form:?}: {bytes:?} bytes grow with the utterance");
        // A piece of 64 steps is kept, so that 39 need less.
        assert!(bytes[0] <= bytes[1] && bytes[1] < 2 * bytes[0], "{form:?}: {bytes:?}");
    }
    for form in taped {
        let bytes = measure(form)?;
        assert!(bytes[2] > 5 * bytes[1] && bytes[1] > 3 * bytes[0], "{form:?}: {bytes:?} bytes do not grow with the utterance");
    }
    Ok(())
}
