//! Tools that the chores need: found where they are, installed where that can be done without asking, else named with what to install.

pub(crate) mod apt;
pub(crate) mod bindgen;
pub(crate) mod browser;
pub(crate) mod node;
pub(crate) mod python;
pub(crate) mod stamp;
pub(crate) mod target;
