//! Readers of data sets, splits and packs.
