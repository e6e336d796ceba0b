//! One word by one synthesizer, as the program writes it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use nrr_snn::audio::{Samples, wav};

use super::renderings::{Manner, Rendering};
use crate::process;

/// espeak-ng's amplitude: its default of 100 clips some variants.
const ESPEAK_AMPLITUDE: &str = "50";

/// Speaks `word`.
pub(crate) fn speak(rendering: &Rendering, word: &str) -> Result<Samples> {
    let mut command = command(rendering, word);
    let bytes = process::output(&mut command)?;
    let mut samples = wav::read(&process::show(&command), &bytes).context("the synthesizer wrote no usable WAV file")?;
    if let Manner::Flite { frequency_scale, .. } = rendering.manner {
        // Played faster by this factor, all frequencies rise by it; `duration_stretch` below makes up for the shorter time.
        samples.rate_hz = (f64::from(samples.rate_hz) * frequency_scale).round() as u32;
    }
    Ok(samples)
}

fn command(rendering: &Rendering, word: &str) -> Command {
    let voice = rendering.voice;
    let arguments: Vec<String> = match rendering.manner {
        Manner::Espeak { accent, speed_wpm, pitch } => vec![
            "-v".into(),
            format!("{accent}+{}", voice.variant),
            "-s".into(),
            speed_wpm.to_string(),
            "-p".into(),
            pitch.to_string(),
            "-a".into(),
            ESPEAK_AMPLITUDE.into(),
            "--stdout".into(),
            word.into(),
        ],
        Manner::Flite { duration_stretch, f0_hz, frequency_scale } => {
            let mut arguments = vec![
                "-voice".into(),
                voice.variant.into(),
                "--setf".into(),
                format!("duration_stretch={:.3}", duration_stretch * frequency_scale),
            ];
            if let Some(f0) = f0_hz {
                arguments.extend(["--setf".into(), format!("int_f0_target_mean={f0}")]);
            }
            arguments.extend(["-t".into(), word.into(), "-o".into(), "/dev/stdout".into()]);
            arguments
        }
    };
    process::command(Path::new("."), voice.synthesizer.program(), arguments)
}
