//! What the run took from the machine.

/// The largest resident memory of this process so far, bytes; none where the system does not say (`/proc/self/status` on Linux).
pub(super) fn peak_memory_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb * 1024)
}

/// Threads to use: what was asked for, else every core up to the number of shards.
pub(super) fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(
        || std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(crate::train::shards::SHARDS),
        usize::from,
    )
}
