//! Sentences that mean little and sound like English: patterns filled with words.

use nrr_snn::rng::{Purpose, Stream};

use super::words::{ADJECTIVES, DEEDS, MOVES, NOUNS, NUMBERS, PEOPLE, PLACES, TIMES, articles, entries, plural};

/// Patterns; [`Grammar::fill`] says what stands in the braces.
const PATTERNS: [&str; 24] = [
    "The {a} {n} {m} {o} the {n}.",
    "{w} {v} a {a} {n} {t}.",
    "Did {w} {b} the {n} {o} the {n}?",
    "{w} and {w} {v} the {a} {n}.",
    "A {n} {o} the {n} {m} {t}.",
    "{t} the {n} {m} {o} a {a} {n}.",
    "Why should {w} {b} the {a} {n}?",
    "{w} would rather {b} the {n} than {b} {x} {s}.",
    "This {n} was {a}, but that {n} was {a}.",
    "They {v} each {n} with {w} {t}.",
    "How {a} the {n} of {w} was!",
    "You could {b} {x} {s} {o} the {n}.",
    "{x} {a} {s} {m} {o} the {n}.",
    "Please {b} the {n}, then {b} the {a} {n}.",
    "We shall {b} your {a} {s} {t}.",
    "I think {w} {v} the {n}.",
    "Which {n} did {w} {b} {t}?",
    "{w} is as {a} as a {a} {n}.",
    "If {s} are {a}, {w} will {b} them.",
    "There was a {n} {o} {x} {s}.",
    "{s} and {s} {m} {t}.",
    "Nobody {v} {w}, and nobody {v} the {n}.",
    "She {v} his {n} while the {s} {m}.",
    "{b} it {t}, {w}!",
];

/// The lists of words, taken apart.
struct Grammar {
    nouns: Vec<&'static str>,
    adjectives: Vec<&'static str>,
    deeds: Vec<&'static str>,
    moves: Vec<&'static str>,
    people: Vec<&'static str>,
    places: Vec<&'static str>,
    times: Vec<&'static str>,
    numbers: Vec<&'static str>,
}

impl Grammar {
    fn new() -> Self {
        Self {
            nouns: entries(NOUNS),
            adjectives: entries(ADJECTIVES),
            deeds: entries(DEEDS),
            moves: entries(MOVES),
            people: entries(PEOPLE),
            places: entries(PLACES),
            times: entries(TIMES),
            numbers: entries(NUMBERS),
        }
    }

    /// A word for a slot of a pattern; none for a slot that is not known.
    fn fill(&self, slot: &str, draw: &mut Stream) -> Option<String> {
        let deed = |draw: &mut Stream| {
            let both = pick(&self.deeds, draw);
            both.split_once('/').unwrap_or((both, both))
        };
        Some(match slot {
            "n" => pick(&self.nouns, draw).to_owned(),
            "s" => plural(pick(&self.nouns, draw)),
            "a" => pick(&self.adjectives, draw).to_owned(),
            "b" => deed(draw).0.to_owned(),
            "v" => deed(draw).1.to_owned(),
            "m" => pick(&self.moves, draw).to_owned(),
            "w" => pick(&self.people, draw).to_owned(),
            "o" => pick(&self.places, draw).to_owned(),
            "t" => pick(&self.times, draw).to_owned(),
            "x" => pick(&self.numbers, draw).to_owned(),
            _ => return None,
        })
    }

    fn sentence(&self, draw: &mut Stream) -> String {
        let mut out = String::new();
        let mut rest = pick(&PATTERNS, draw);
        while let Some((before, (slot, after))) = rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
            out += before;
            out += &self.fill(slot, draw).unwrap_or_default();
            rest = after;
        }
        out += rest;
        let out = articles(&out);
        let mut letters = out.chars();
        letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
    }
}

/// The first `count` sentences, all different, the same in every call.
pub(crate) fn sentences(count: usize) -> Vec<String> {
    let grammar = Grammar::new();
    let mut draw = Stream::new(1, Purpose::Shuffle, 0);
    let mut seen = std::collections::HashSet::new();
    let mut out: Vec<String> = Vec::with_capacity(count);
    while out.len() < count {
        let sentence = grammar.sentence(&mut draw);
        if seen.insert(sentence.clone()) {
            out.push(sentence);
        }
    }
    out
}

fn pick(from: &[&'static str], draw: &mut Stream) -> &'static str {
    let at = draw.below(from.len());
    from.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_different_and_always_the_same() {
        // So many that some would stand twice.
        let all = sentences(20_000);
        assert_eq!(all[..50], sentences(50));
        let mut sorted: Vec<String> = all.iter().map(|s| s.to_lowercase()).collect();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), all.len());
        assert!(all.iter().all(|s| s.len() > 10 && !s.contains(['{', '}', '/']) && s.starts_with(char::is_uppercase)));
    }

    #[test]
    fn every_slot_has_words() {
        let grammar = Grammar::new();
        let mut draw = Stream::new(1, Purpose::Shuffle, 0);
        for pattern in PATTERNS {
            for slot in pattern.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(grammar.fill(slot, &mut draw).is_some_and(|word| !word.is_empty()), "{pattern}: {slot}");
            }
        }
    }
}
