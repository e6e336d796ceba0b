//! Sentences that mean little and sound like English: patterns filled with words that were chosen so that every phone is frequent.

use nrr_snn::rng::{Purpose, Stream};

const PATTERNS: [&str; 14] = [
    "The {a} {n} {p} the {n}.",
    "{w} {v} a {a} {n} {t}.",
    "Did {w} {b} the {n} {o} the {n}?",
    "{w} and {w} {v} the {a} {n}.",
    "A {n} {o} the {n} {p} {t}.",
    "{t} the {n} {p} {o} a {a} {n}.",
    "Why should {w} {b} the {a} {n}?",
    "{w} would rather {b} the {n} than {b} the {n}.",
    "This {n} was {a}, but that {n} was {a}.",
    "They {v} each {n} with {w} {t}.",
    "How {a} the {n} of {w} was!",
    "You could {b} {x} {n}s {o} the {n}.",
    "{x} {a} {n}s {p} {o} the {n}.",
    "Please {b} the {n}, then {b} the {a} {n}.",
];

const NOUNS: [&str; 64] = [
    "treasure",
    "garage",
    "collision",
    "boy",
    "toy",
    "joint",
    "oyster",
    "coin",
    "book",
    "wolf",
    "cushion",
    "foot",
    "church",
    "chair",
    "beach",
    "watch",
    "judge",
    "bridge",
    "giant",
    "cage",
    "thumb",
    "path",
    "cloth",
    "month",
    "father",
    "feather",
    "weather",
    "brother",
    "song",
    "king",
    "tongue",
    "finger",
    "cloud",
    "mouse",
    "house",
    "owl",
    "shell",
    "ocean",
    "nation",
    "fish",
    "yard",
    "onion",
    "yellow leaf",
    "union",
    "voice",
    "valley",
    "river",
    "glove",
    "zebra",
    "prize",
    "nose",
    "rose",
    "bird",
    "girl",
    "nurse",
    "hat",
    "lamp",
    "apple",
    "window",
    "moon",
    "ship",
    "dog",
    "paper",
    "guitar",
];
const ADJECTIVES: [&str; 32] = [
    "noisy",
    "joyful",
    "good",
    "wooden",
    "rich",
    "cheap",
    "huge",
    "gentle",
    "thick",
    "healthy",
    "smooth",
    "other",
    "strong",
    "young",
    "loud",
    "brown",
    "shiny",
    "special",
    "yellow",
    "useful",
    "very vague",
    "heavy",
    "lazy",
    "frozen",
    "early",
    "dirty",
    "happy",
    "quiet",
    "eager",
    "dark",
    "bold",
    "pale",
];
const PAST: [&str; 24] = [
    "enjoyed",
    "destroyed",
    "put down",
    "looked for",
    "chose",
    "reached",
    "judged",
    "changed",
    "threw",
    "thanked",
    "bathed",
    "gathered",
    "sang to",
    "hung up",
    "found",
    "counted",
    "washed",
    "pushed",
    "used",
    "weighed",
    "loved",
    "raised",
    "heard",
    "carried",
];
const BASE: [&str; 24] = [
    "enjoy", "destroy", "put down", "look for", "choose", "reach", "judge", "change", "throw", "thank", "bathe", "gather", "sing to",
    "hang up", "find", "count", "wash", "push", "use", "weigh", "love", "raise", "hear", "carry",
];
const PLACED: [&str; 16] = [
    "stood near",
    "fell over",
    "rolled towards",
    "jumped across",
    "slept beneath",
    "hid behind",
    "moved with",
    "pointed at",
    "looked like",
    "vanished from",
    "grew above",
    "shook",
    "leaned against",
    "burned beside",
    "danced around",
    "watched",
];
const WHO: [&str; 20] = [
    "Joyce",
    "Roy",
    "George",
    "Judith",
    "Charles",
    "Rachel",
    "Heather",
    "Ruth",
    "Sheila",
    "Victor",
    "Yuri",
    "Hugh",
    "Zoe",
    "Paul",
    "Bert",
    "Kathy",
    "Owen",
    "Wayne",
    "my uncle",
    "your mother",
];
const OVER: [&str; 10] = ["under", "beyond", "near", "without", "along", "with", "among", "before", "inside", "around"];
const WHEN: [&str; 14] = [
    "this morning",
    "usually",
    "with pleasure",
    "on Thursday",
    "after lunch",
    "last July",
    "in the south",
    "too often",
    "once a year",
    "by the fire",
    "again",
    "every evening",
    "at noon",
    "without a sound",
];
const COUNTS: [&str; 8] = ["two", "three", "four", "five", "seven", "eleven", "thirty", "a thousand"];

fn words(slot: &str) -> Option<&'static [&'static str]> {
    Some(match slot {
        "n" => &NOUNS,
        "a" => &ADJECTIVES,
        "v" => &PAST,
        "b" => &BASE,
        "p" => &PLACED,
        "w" => &WHO,
        "o" => &OVER,
        "t" => &WHEN,
        "x" => &COUNTS,
        _ => return None,
    })
}

/// The first `count` sentences, all different, the same in every call.
pub(crate) fn sentences(count: usize) -> Vec<String> {
    let mut draw = Stream::new(1, Purpose::Shuffle, 0);
    let mut out: Vec<String> = Vec::with_capacity(count);
    while out.len() < count {
        let sentence = sentence(&mut draw);
        if !out.contains(&sentence) {
            out.push(sentence);
        }
    }
    out
}

fn sentence(draw: &mut Stream) -> String {
    let mut out = String::new();
    let mut rest = pick(&PATTERNS, draw);
    while let Some((before, (slot, after))) = rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
        out += before;
        out += words(slot).map_or("", |words| pick(words, draw));
        rest = after;
    }
    out += rest;
    let mut letters = out.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

fn pick(from: &[&'static str], draw: &mut Stream) -> &'static str {
    let at = (draw.uniform() * from.len() as f32) as usize;
    from.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_different_and_always_the_same() {
        let all = sentences(700);
        assert_eq!(all[..50], sentences(50));
        let mut sorted = all.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), all.len());
        assert!(all.iter().all(|s| s.len() > 10 && !s.contains(['{', '}']) && s.starts_with(char::is_uppercase)), "{all:?}");
    }

    #[test]
    fn every_slot_has_words() {
        for pattern in PATTERNS {
            for slot in pattern.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
                assert!(words(slot).is_some(), "{pattern}: {slot}");
            }
        }
    }
}
