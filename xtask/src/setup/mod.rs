//! Tools that the chores need: found where they are, installed where that can be done without asking, else named with what to install.

pub(crate) mod apt;
