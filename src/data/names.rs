//! What a file's path says of the utterance in it: FSDD's names, or one folder per word.

/// What a path says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The word.
    pub label: String,
    /// Who speaks; empty when the name does not say.
    pub speaker: String,
    /// Number of the take, when the name says it.
    pub index: Option<u32>,
    /// Belongs to the official test part of the data set that uses such names (FSDD: index 0 to 4).
    pub held_out: bool,
}

/// FSDD's official test part is takes 0 to 4 of every digit and speaker.
pub const FSDD_TEST_TAKES: u32 = 5;

/// Reads a path with `/` or `\` between folders.
///
/// - `7_george_3.wav` (FSDD: digit, speaker, take), in any folder;
/// - `yes/0a7c2a8d_nohash_0.wav` (Speech Commands: folder is the word, then speaker and take);
/// - `yes/anything.wav`: folder is the word, speaker unknown.
///
/// `None` when the file is no WAV or SPHERE file (`.sph`), is hidden, or neither name nor folder tells the word.
///
/// ```
/// use nrr_snn::data::names::parse_path;
/// let named = parse_path("fsdd/recordings/7_george_3.wav").ok_or("a name of FSDD")?;
/// assert_eq!((named.label.as_str(), named.speaker.as_str(), named.index), ("7", "george", Some(3)));
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn parse_path(path: &str) -> Option<Named> {
    let mut parts = path.rsplit(['/', '\\']);
    let file = parts.next()?;
    let (stem, extension) = file.rsplit_once('.')?;
    if stem.is_empty() || stem.starts_with('.') || !is_sound(extension) {
        return None;
    }
    fsdd(stem).or_else(|| {
        let label = parts.next().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with(['.', '_']))?;
        let (speaker, index) = speech_commands(stem).unwrap_or_default();
        Some(Named { label: label.to_owned(), speaker, index, held_out: false })
    })
}

/// True for a file named as FSDD names them, whatever folder it is in.
#[must_use]
pub fn is_fsdd(path: &str) -> bool {
    let file = path.rsplit(['/', '\\']).next().unwrap_or_default();
    file.rsplit_once('.').is_some_and(|(stem, extension)| is_sound(extension) && fsdd(stem).is_some())
}

/// What files of sound are called.
fn is_sound(extension: &str) -> bool {
    extension.eq_ignore_ascii_case("wav") || extension.eq_ignore_ascii_case("sph")
}

/// `{digit}_{speaker}_{take}`; the speaker may hold further underscores.
fn fsdd(stem: &str) -> Option<Named> {
    let (digit, rest) = stem.split_once('_')?;
    let (speaker, take) = rest.rsplit_once('_')?;
    let plain = digit.len() == 1 && digit.bytes().all(|b| b.is_ascii_digit()) && !speaker.is_empty();
    let index = number(take).filter(|_| plain)?;
    Some(Named { label: digit.to_owned(), speaker: speaker.to_owned(), index: Some(index), held_out: index < FSDD_TEST_TAKES })
}

/// `{speaker}_nohash_{take}`.
fn speech_commands(stem: &str) -> Option<(String, Option<u32>)> {
    let (head, take) = stem.rsplit_once('_')?;
    Some((head.strip_suffix("_nohash")?.to_owned(), Some(number(take)?)))
}

/// Digits alone: no sign, which `parse` would take.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str) -> Option<(String, String, Option<u32>, bool)> {
        parse_path(path).map(|n| (n.label, n.speaker, n.index, n.held_out))
    }

    fn named(label: &str, speaker: &str, index: Option<u32>, held_out: bool) -> Option<(String, String, Option<u32>, bool)> {
        Some((label.to_owned(), speaker.to_owned(), index, held_out))
    }

    #[test]
    fn the_layouts_are_told_apart() {
        assert_eq!(read("7_george_3.wav"), named("7", "george", Some(3), true));
        assert_eq!(read("a\\b\\7_de_groot_15.WAV"), named("7", "de_groot", Some(15), false));
        assert_eq!(read("7_george_3.sph"), named("7", "george", Some(3), true));
        assert_eq!(read("sc/yes/0a7c_nohash_2.wav"), named("yes", "0a7c", Some(2), false));
        assert_eq!(read("mine/yes/take one.wav"), named("yes", "", None, false));
        assert_eq!(read("mine/yes/12_george_3.wav"), named("yes", "", None, false));
    }

    #[test]
    fn odd_names_are_left_out() {
        for path in [
            "",
            "noise.wav",
            "yes/notes.txt",
            ".wav",
            "yes/._a.wav",
            "_background_noise_/hum.wav",
            "7_george_x.wav",
            "7__3.wav",
            "7_a_+1.wav",
            "/x.wav",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }
}
