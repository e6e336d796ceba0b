//! Samples to frames: WAV, resampling, trimming, front ends, standardisation. Knows nobody.
