//! The training loop allocates nothing: once its buffers have grown, a batch on one thread takes no memory from the heap.
//!
//! Every allocation of the process is counted, so this file has one test: a second one on another thread would be counted too.
#![allow(unsafe_code, reason = "an allocator that counts")]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::backtrace::Backtrace;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use common::lesson::{CASES, trainer};
use nrr_snn::Result;
use nrr_snn::train::shards::Workers;
use nrr_snn::train::{Phase, Trainer};

/// Batches after which every buffer has its size.
const WARM_UP: usize = 4;
/// Batches that are counted.
const COUNTED: usize = 3;
static COUNT: AtomicUsize = AtomicUsize::new(0);
/// Whether to keep where each allocation came from.
static TRACE: AtomicBool = AtomicBool::new(false);
static SITES: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

struct Counting;

impl Counting {
    fn count() {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // Off while the trace itself allocates.
        if TRACE.swap(false, Ordering::Relaxed) {
            let site = site(&Backtrace::force_capture().to_string());
            if let Ok(mut sites) = SITES.lock() {
                *sites.entry(site).or_default() += 1;
            }
            TRACE.store(true, Ordering::Relaxed);
        }
    }
}

// SAFETY: every call goes to the system's allocator unchanged; beside it a number is kept.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::count();
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        Self::count();
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Self::count();
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(at, layout, size) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The innermost lines of the crate in a backtrace, as `src/train/shards.rs:165 < src/train/trainer.rs:200`.
fn site(trace: &str) -> String {
    let places = trace.lines().filter_map(|l| l.trim().strip_prefix("at ")).filter_map(|l| l.find("src/").and_then(|i| l.get(i..)));
    let own = places.filter(|p| ["src/audio", "src/data", "src/rules", "src/snn", "src/train"].iter().any(|room| p.starts_with(room)));
    own.map(|p| p.rsplit_once(':').map_or(p, |(line, _)| line)).take(3).collect::<Vec<_>>().join(" < ")
}

/// Learns one batch.
fn learn(trainer: &mut Trainer) -> Result<()> {
    assert_eq!(trainer.step()?.phase, Phase::Train, "an epoch has more batches than are counted");
    Ok(())
}

#[test]
fn a_batch_allocates_nothing() -> Result<()> {
    let mut wrong = Vec::new();
    for case in CASES {
        let mut trainer = trainer(case, Workers::single())?;
        for _ in 0..WARM_UP {
            learn(&mut trainer)?;
        }
        let before = COUNT.load(Ordering::Relaxed);
        for _ in 0..COUNTED {
            learn(&mut trainer)?;
        }
        let count = COUNT.load(Ordering::Relaxed) - before;
        println!("{:>8} allocations in {COUNTED} batches  {}", count, case.name);
        if count > 0 {
            TRACE.store(true, Ordering::Relaxed);
            learn(&mut trainer)?;
            TRACE.store(false, Ordering::Relaxed);
            let sites = SITES.lock().map(|mut s| std::mem::take(&mut *s)).unwrap_or_default();
            for (site, count) in sites {
                println!("{count:>12} {site}");
            }
        }
        if count > 0 {
            wrong.push(case.name);
        }
    }
    assert!(wrong.is_empty(), "these allocate; where is printed with --nocapture: {wrong:?}");
    Ok(())
}
