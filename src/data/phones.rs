//! Phones: the 39 classes to which the labels of TIMIT, and those of the synthetic voices, are folded (Lee and Hon 1989), and how sequences of
//! them are compared.

/// The classes, in the order of the labels of a phoneme set.
pub const CLASSES: [&str; 39] = [
    "aa", "ae", "ah", "aw", "ay", "b", "ch", "d", "dh", "dx", "eh", "er", "ey", "f", "g", "hh", "ih", "iy", "jh", "k", "l", "m", "n", "ng",
    "ow", "oy", "p", "r", "s", "sh", "sil", "t", "th", "uh", "uw", "v", "w", "y", "z",
];

/// Labels that are folded to a class of another name: TIMIT's, and `ax`, `ao`, `zh`, `pau` and `ssil` of the synthetic voices among them.
const FOLDED: [(&str, &str); 28] = [
    ("ao", "aa"),
    ("ax", "ah"),
    ("ax-h", "ah"),
    ("axr", "er"),
    ("hv", "hh"),
    ("ix", "ih"),
    ("el", "l"),
    ("em", "m"),
    ("en", "n"),
    ("nx", "n"),
    ("eng", "ng"),
    ("zh", "sh"),
    ("ux", "uw"),
    ("pcl", "sil"),
    ("tcl", "sil"),
    ("kcl", "sil"),
    ("qcl", "sil"),
    ("bcl", "sil"),
    ("dcl", "sil"),
    ("gcl", "sil"),
    ("h#", "sil"),
    ("#h", "sil"),
    ("pau", "sil"),
    ("epi", "sil"),
    ("ssil", "sil"),
    ("cl", "sil"),
    ("vcl", "sil"),
    ("sp", "sil"),
];

/// What becomes of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folded {
    /// A class: an index in [`CLASSES`].
    Class(usize),
    /// It is left out and its frames are not judged: the glottal stop `q`.
    Dropped,
}

/// Folds a label; none for one that is not known.
///
/// ```
/// use nrr_snn::data::phones::{CLASSES, Folded, fold};
/// assert_eq!(fold("ao").map(|f| matches!(f, Folded::Class(c) if CLASSES[c] == "aa")), Some(true));
/// assert_eq!(fold("q"), Some(Folded::Dropped));
/// assert_eq!(fold("xyz"), None);
/// ```
#[must_use]
pub fn fold(label: &str) -> Option<Folded> {
    if label == "q" {
        return Some(Folded::Dropped);
    }
    let class = FOLDED.iter().find(|(from, _)| *from == label).map_or(label, |(_, to)| to);
    CLASSES.iter().position(|c| *c == class).map(Folded::Class)
}

/// The phones of a sequence of frames: each run of equal labels is one.
pub fn collapse(frames: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let mut phones: Vec<u8> = frames.into_iter().collect();
    phones.dedup();
    phones
}

/// Least number of phones to exchange, put in and take out that makes `a` of `b` (Levenshtein).
#[must_use]
pub fn edit_distance(a: &[u8], b: &[u8]) -> usize {
    // A row of the table for each phone of a: the distance of what came so far to every beginning of b.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (above, y) in row.iter_mut().skip(1).zip(b) {
            let here = (diagonal + usize::from(x != y)).min(left + 1).min(*above + 1);
            diagonal = *above;
            *above = here;
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// The edits that make what was heard of what was spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Errors {
    /// Phones heard as others.
    pub substitutions: usize,
    /// Phones not heard.
    pub deletions: usize,
    /// Phones heard that were not spoken.
    pub insertions: usize,
}

impl Errors {
    /// All of them: the edit distance.
    #[must_use]
    pub fn total(&self) -> usize {
        self.substitutions + self.deletions + self.insertions
    }
}

/// The fewest errors of their kinds that explain `heard`. Of several explanations that are as short, one with more substitutions is given.
///
/// ```
/// use nrr_snn::data::phones::{Errors, errors};
/// assert_eq!(errors(&[1, 2, 3, 4], &[1, 9, 4, 5]), Errors { substitutions: 3, ..Errors::default() });
/// assert_eq!(errors(&[1, 2, 3, 4], &[1, 3, 4]), Errors { deletions: 1, ..Errors::default() });
/// ```
#[must_use]
pub fn errors(spoken: &[u8], heard: &[u8]) -> Errors {
    // As in `edit_distance`: a row for each phone spoken, over every beginning of what was heard.
    let mut row: Vec<Errors> = (0..=heard.len()).map(|insertions| Errors { insertions, ..Errors::default() }).collect();
    for (i, x) in spoken.iter().enumerate() {
        let mut diagonal = Errors { deletions: i, ..Errors::default() };
        let mut left = Errors { deletions: i + 1, ..Errors::default() };
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (above, y) in row.iter_mut().skip(1).zip(heard) {
            let exchanged = Errors { substitutions: diagonal.substitutions + usize::from(x != y), ..diagonal };
            let deleted = Errors { deletions: above.deletions + 1, ..*above };
            let inserted = Errors { insertions: left.insertions + 1, ..left };
            let fewer = |a: Errors, b: Errors| {
                if (b.total(), a.substitutions) < (a.total(), b.substitutions) { b } else { a }
            };
            diagonal = *above;
            left = fewer(fewer(exchanged, deleted), inserted);
            *above = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// TIMIT's 61 labels (its documentation, PHONCODE.DOC).
    const TIMIT: &str = "b d g p t k dx q jh ch s sh z zh f th v dh m n ng em en eng nx l r w y hh hv el iy ih eh ey ae aa aw ay ah ao oy ow uh uw ux er \
                         ax ix axr ax-h pau epi h# bcl dcl gcl pcl tcl kcl";

    #[test]
    fn the_61_labels_fold_to_the_39_classes() {
        let labels: Vec<&str> = TIMIT.split_whitespace().collect();
        assert_eq!(labels.len(), 61);
        let mut reached = [0; CLASSES.len()];
        let mut dropped = Vec::new();
        for label in labels {
            match fold(label) {
                Some(Folded::Class(c)) => reached[c] += 1,
                Some(Folded::Dropped) => dropped.push(label),
                None => panic!("{label} is not known"),
            }
        }
        assert_eq!(dropped, ["q"]);
        assert!(reached.iter().all(|r| *r > 0), "{reached:?}");
        // Lee and Hon's groups of several.
        let group = |class: &str| reached[CLASSES.iter().position(|c| *c == class).unwrap_or(0)];
        let sizes = ["sil", "ah", "aa", "n", "er", "hh", "ih", "l", "m", "ng", "sh", "uw"].map(group);
        assert_eq!(sizes, [9, 3, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2]);
        assert!(CLASSES.is_sorted());
    }

    #[test]
    fn the_labels_of_the_synthetic_voices_are_known() {
        let flite = "aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p pau r s sh t th uh uw v w y z zh";
        assert!(flite.split_whitespace().all(|label| matches!(fold(label), Some(Folded::Class(_)))));
    }

    /// The definition, without a table.
    fn naive(a: &[u8], b: &[u8]) -> usize {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len(),
            ([x, a @ ..], [y, b @ ..]) if x == y => naive(a, b),
            ([_, a_rest @ ..], [_, b_rest @ ..]) => 1 + naive(a_rest, b_rest).min(naive(a_rest, b)).min(naive(a, b_rest)),
        }
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(edit_distance(b"kitten", b"sitting"), 3);
        assert_eq!(edit_distance(b"", b"abc"), 3);
        assert_eq!(edit_distance(b"abc", b""), 3);
        let mut r = crate::rng::Stream::new(1, crate::rng::Purpose::Noise, 0);
        for _ in 0..200 {
            let mut draw = |most: f32| -> Vec<u8> { (0..(r.uniform() * most) as usize).map(|_| (r.uniform() * 3.0) as u8).collect() };
            let (a, b) = (draw(7.0), draw(7.0));
            assert_eq!(edit_distance(&a, &b), naive(&a, &b), "{a:?} {b:?}");
        }
        assert_eq!(collapse([1, 1, 2, 2, 1]), [1, 2, 1]);
    }
}
