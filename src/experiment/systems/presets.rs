//! Lists of settings: what sources state, and what a rule or a task needs to learn well.

use super::Changes;

/// The paper's settings (Table 1, sections 4.1, 4.5 and 5.2), where it leaves nothing open.
pub(super) const PAPER: Changes = &[
    ("front_end", "fft39"),
    ("normalise", "scale"),
    ("leak", "0.2"),
    ("v_threshold", "0.5"),
    ("v_reset", "0"),
    ("refractory_steps", "1"),
    ("surrogate_width", "0.5"),
    ("adapt_decay", "0.9"),
    ("adapt_gain", "0.1"),
    ("adapt_strength", "1"),
    ("density", "0.5"),
    ("readout", "spiking"),
    ("loss", "mse"),
    ("batch", "50"),
    ("learning_rate", "0.0001"),
    ("readout_rate", "1"),
    ("schedule", "constant"),
    ("through_time", "loop"),
    ("feedback_reach", "1"),
    ("feedback", "binary"),
    ("feedback_density", "0.2"),
    ("rate_strength", "0"),
];

/// One channel, threshold adaptation, softmax of leaky readouts (Bellec et al. 2020).
pub(super) const LSNN: Changes = &[
    ("firing", "single"),
    ("adaptation", "threshold"),
    ("readout", "leaky"),
    ("loss", "softmax"),
    ("density", "1"),
    ("adaptive_share", "0.25"),
];

/// Bellec et al. 2020 at 5 steps a frame, in units in which weights are uniform with deviation 1/√inputs (docs/systems/lsnn-eprop.md).
pub(super) const BELLEC: Changes = &[
    ("front_end", "logmel39"),
    ("normalise", "band"),
    ("steps_per_frame", "5"),
    ("leak", "0.951"),
    ("adapt_decay", "0.995"),
    ("adapt_gain", "1"),
    ("adapt_strength", "0.184"),
    ("v_threshold", "0.205"),
    ("surrogate_width", "0.205"),
    ("refractory_steps", "2"),
    ("init_ff", "1.73"),
    ("init_rec", "1.73"),
    ("readout_leak", "0.935"),
    ("learning_rate", "0.01"),
    ("batch", "32"),
    ("through_time", "state"),
    ("rate_strength", "100"),
    ("rate_target", "0.01"),
    ("feedback", "gaussian"),
];

/// What learning phones frame by frame takes, under either preset: 39 cepstral coefficients every 10 ms.
pub(super) const PHONEMES: Changes = &[
    ("target", "frame"),
    ("front_end", "mfcc39"),
    ("normalise", "band"),
    ("rate_hz", "16000"),
    ("window_ms", "25"),
    ("hop_ms", "10"),
    ("eligibility", "backward"),
];

/// Settings that a rule needs to learn phonemes; chosen on a validation part of the training sentences (docs/tuning.md).
pub(super) fn phoneme_settings(rule: &str) -> Changes {
    match rule {
        "rp" => {
            &[("batch", "10"), ("readout_leak", "0.8"), ("angle_utterances", "0"), ("learning_rate", "0.0001"), ("readout_rate", "100")]
        }
        "local" => &[
            ("batch", "5"),
            ("readout_leak", "0.8"),
            ("angle_utterances", "0"),
            ("firing", "single"),
            ("adapt_strength", "0.1"),
            ("feedback_reach", "0.7"),
            ("through_time", "state"),
            ("rate_strength", "0.3"),
            ("learning_rate", "0.001"),
            ("readout_rate", "30"),
        ],
        // The control at its best.
        "readout" => &[
            ("batch", "5"),
            ("readout_leak", "0.8"),
            ("angle_utterances", "0"),
            ("firing", "single"),
            ("adapt_strength", "0.1"),
            ("readout_rate", "100"),
        ],
        _ => &[("batch", "10"), ("readout_leak", "0.8"), ("angle_utterances", "0")],
    }
}

/// Settings that a rule needs to learn well; chosen by cross-validation inside the training set (docs/tuning.md).
pub(super) fn rule_settings(rule: &str) -> Changes {
    match rule {
        // The exact gradient makes no use of strong adaptation.
        "bptt" | "fa" => &[("adapt_strength", "0.1"), ("learning_rate", "0.001"), ("readout_rate", "10")],
        "dfa" => &[
            ("leak", "0.8"),
            ("adapt_strength", "0.05"),
            ("feedback", "gaussian"),
            ("feedback_reach", "1"),
            ("rate_strength", "1"),
            ("rate_target", "0.1"),
        ],
        "sdfa" => &[
            ("leak", "0.8"),
            ("adapt_strength", "0.05"),
            ("feedback", "gaussian"),
            ("feedback_reach", "1"),
            ("rate_strength", "100"),
            ("rate_target", "0.1"),
        ],
        "drtp" => &[
            ("leak", "0.8"),
            ("adapt_strength", "0.05"),
            ("feedback", "gaussian"),
            ("feedback_reach", "1"),
            ("rate_strength", "3"),
            ("rate_target", "0.1"),
        ],
        "local" => &[
            ("adapt_strength", "0.1"),
            ("feedback", "gaussian"),
            ("feedback_reach", "0.7"),
            ("rate_strength", "0.3"),
            ("learning_rate", "0.001"),
            ("readout_rate", "10"),
        ],
        "eprop" => &[
            ("leak", "0.8"),
            ("adapt_strength", "0.05"),
            ("feedback", "gaussian"),
            ("feedback_reach", "1"),
            ("through_time", "state"),
            ("learning_rate", "0.001"),
            ("readout_rate", "10"),
        ],
        _ => &[],
    }
}
