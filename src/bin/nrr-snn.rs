//! The program `nrr-snn`.
fn main() {}
