//! What several test files share.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

pub mod inside;
pub mod lesson;
pub mod naive;
pub mod shared;
pub mod slopes;
pub mod smooth;
