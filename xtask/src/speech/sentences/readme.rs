//! The text that stands beside the corpus: what it is, and by what it was made.

use super::RATE_HZ;
use super::plan::{HELD_OUT, VOICES};
use crate::speech::generators::Generator;

/// First line of the text; the folder of a corpus is known by it.
pub(crate) const TITLE: &str = "# Synthetic sentences with labelled phones";

/// Where the licence of flite's voices stands, as a quotation.
const VOICES_DOC: &str = include_str!("../../../../docs/voices.md");

/// The text.
pub(crate) fn readme(flite: &Generator, count: usize) -> String {
    let voices = VOICES.map(|v| format!("{} ({})", v.voice, v.folder)).join(", ");
    format!(
        "{TITLE}

{count} English sentences by voices of flite ({version}), in the layout of TIMIT. Made by

    cargo xtask speech --sentences --count {count}

The same version of flite gives the same bytes.

| folder | what |
|---|---|
| `sentences/TRAIN/DR1` | trains: {voices} |
| `sentences/TEST/DR1` | other sentences by the same voices |
| `held-out-voice/TEST/DR2` | other sentences by a voice that does not train, {held_out} ({held_out_folder}) |

No sentence stands twice. The sentences come from lists of words and patterns of the project; they mean nothing.

| file | what |
|---|---|
| `SX001.WAV` | the recording: RIFF, {RATE_HZ} Hz, 16 bits, one channel |
| `SX001.PHN` | a phone a line: its first sample, the first sample behind it, its name in flite (`pau` is silence) |
| `SX001.WRD` | a word a line: its first sample, the first sample behind it, the word; pauses are in none |
| `SX001.TXT` | 0, the number of samples, what is said |

Flite does not say which phones a word has. The bounds of words are those of the phones that the same voice has for the word between two pauses; where
these are not the ones in the sentence, there is no `.WRD`.

## Licence of the voices

{licence}:

{notice}

Authors: Alan W Black, David Huggins-Daines and others. Modifications: the speed and the pitch of the voices are changed, and kal is
resampled from 8 kHz.
",
        version = flite.version,
        held_out = HELD_OUT.voice,
        held_out_folder = HELD_OUT.folder,
        licence = flite.licence,
        notice = notice(),
    )
}

/// The notice that the licence asks to be kept.
fn notice() -> String {
    VOICES_DOC.lines().filter(|line| line.starts_with('>')).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_is_whole() {
        let notice = notice();
        assert!(notice.starts_with("> Language Technologies Institute, Carnegie Mellon University. Copyright (c)"), "{notice}");
        assert!(notice.contains("> 4. ") && notice.ends_with("PERFORMANCE OF THIS SOFTWARE."), "{notice}");
    }
}
