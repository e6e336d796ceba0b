//! The words of the sentences, chosen so that every phone is frequent, and how they change: plurals, past tense, articles.
//!
//! A list is one text, its entries parted by commas; [`entries`] reads it.

/// Things that can be counted.
pub(crate) const NOUNS: &str = "treasure, garage, collision, television, measure, decision, explosion, vision, boy, toy, joint, oyster, coin, voice, noise, \
    poison, book, wolf, cushion, foot, woman, hook, bush, pudding, church, chair, beach, watch, cherry, kitchen, judge, bridge, \
    giant, cage, engine, jacket, thumb, path, cloth, month, thief, author, father, feather, brother, leather bag, song, king, \
    tongue, finger, hunger, ring, wing, cloud, mouse, house, owl, mountain, flower, towel, shell, ocean, nation, shadow, machine, \
    yard, onion, yellow leaf, union, yacht, lawyer, valley, river, glove, oven, village, zebra, prize, nose, rose, desert, bird, \
    girl, nurse, turtle, purple shirt, hat, hammer, hill, hotel, lamp, apple, cabin, candle, window, wagon, wheel, queen, moon, \
    spoon, tooth, shoe, ship, pencil, basket, dog, doll, dollar, paper, guitar, goat, garden, eagle, gift, puppet, potato, baby, \
    bottle, table, train, tiger, pilot, island, eye, knife, idea, elephant, uncle, office, orange, autumn, sauce, hawk, daughter, \
    article, engineer";

/// Qualities.
pub(crate) const ADJECTIVES: &str = "noisy, joyful, royal, spoiled, good, wooden, full, rich, cheap, charming, huge, gentle, strange, thick, healthy, thirsty, \
    smooth, other, northern, strong, young, hungry, loud, brown, proud, round, shiny, special, patient, yellow, useful, unusual, \
    casual, vague, heavy, clever, violet, lazy, frozen, busy, early, dirty, perfect, happy, honest, quiet, quick, white, eager, \
    green, ugly, dark, calm, bold, old, golden, pale, famous, blue, cool, awful, tall, tiny, invisible";

/// What is done to something: the plain form, a stroke, the past.
pub(crate) const DEEDS: &str = "enjoy/enjoyed, destroy/destroyed, avoid/avoided, put down/put down, look for/looked for, pull/pulled, cook/cooked, choose/chose, \
    reach/reached, touch/touched, judge/judged, change/changed, join/joined, throw/threw, thank/thanked, bathe/bathed, \
    gather/gathered, sing to/sang to, hang up/hung up, bring back/brought back, find/found, count/counted, shout at/shouted at, \
    wash/washed, push/pushed, measure/measured, treasure/treasured, use/used, weigh/weighed, visit/visited, move/moved, love/loved, \
    raise/raised, freeze/froze, hear/heard, search/searched, turn/turned, hide/hid, help/helped, carry/carried, follow/followed, \
    draw/drew, grab/grabbed, forget/forgot, paint/painted, buy/bought, ask about/asked about, drop/dropped";

/// What is done by oneself.
pub(crate) const MOVES: &str = "stood, fell, rolled, jumped, slept, hid, moved, waited, looked, vanished, grew, shook, burned, danced, laughed, yawned, argued, \
    joked, voted, sang, whispered, bounced, boiled, crashed";

/// People.
pub(crate) const PEOPLE: &str = "Joyce, Roy, George, Judith, Charles, Rachel, Heather, Ruth, Theo, Sheila, Asia, Victor, Yuri, Yolanda, Hugh, Harry, Zoe, Susan, \
    Paul, Bert, Kathy, Owen, Wayne, Howard, Megan, Gail, Angus, Floyd, my uncle, your mother, our teacher, her cousin";

/// Where something is to another.
pub(crate) const PLACES: &str = "under, beyond, near, without, along, with, among, before, inside, around, beneath, behind, towards, across, above, against, \
    beside, over, through, between";

/// When something is done, or how.
pub(crate) const TIMES: &str = "this morning, usually, with pleasure, on Thursday, after lunch, last July, in the south, too often, once a year, by the fire, \
    again, every evening, at noon, without a sound, for an hour, in the north, on some occasions, casually, at your leisure, with \
    great joy, all alone, on both days, to the very edge, so much, quite quietly, in March, at the zoo, by choice";

/// Numbers.
pub(crate) const NUMBERS: &str = "two, three, four, five, six, seven, eight, nine, eleven, thirty, a thousand, fourteen";

/// Plurals that no rule makes.
const PLURALS: [(&str, &str); 10] = [
    ("wolf", "wolves"),
    ("leaf", "leaves"),
    ("thief", "thieves"),
    ("knife", "knives"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("mouse", "mice"),
    ("woman", "women"),
    ("potato", "potatoes"),
    ("noise", "noises"),
];

/// Words that begin with another sound than their first letter has: a useful hat, an honest boy.
const CONSONANT_FIRST: [&str; 2] = ["useful", "union"];
const VOWEL_FIRST: [&str; 2] = ["honest", "hour"];

/// The entries of a list.
pub(crate) fn entries(list: &'static str) -> Vec<&'static str> {
    list.split(", ").collect()
}

/// The plural of a noun, of its last word where it has several.
pub(crate) fn plural(noun: &str) -> String {
    let (before, last) = noun.rfind(' ').map_or(("", noun), |at| noun.split_at(at + 1));
    if let Some((_, many)) = PLURALS.iter().find(|(one, _)| *one == last) {
        return format!("{before}{many}");
    }
    let stem = last.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match stem {
        Some(stem) => format!("{before}{stem}ies"),
        None if ["s", "x", "z", "ch", "sh"].iter().any(|end| last.ends_with(end)) => format!("{before}{last}es"),
        None => format!("{before}{last}s"),
    }
}

/// The sentence with `an` for `a` before vowels.
pub(crate) fn articles(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split(' ').collect();
    let mut out = Vec::with_capacity(words.len());
    for (n, word) in words.iter().enumerate() {
        let next = words.get(n + 1).map_or("", |next| next.trim_end_matches(['.', ',', '?', '!']));
        let vowel = (next.starts_with(['a', 'e', 'i', 'o', 'u']) && !CONSONANT_FIRST.contains(&next)) || VOWEL_FIRST.contains(&next);
        out.push(if *word == "a" && vowel { "an" } else { word });
    }
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_and_articles_are_english() {
        for (one, many) in [
            ("yellow leaf", "yellow leaves"),
            ("church", "churches"),
            ("baby", "babies"),
            ("boy", "boys"),
            ("bush", "bushes"),
            ("judge", "judges"),
            ("foot", "feet"),
        ] {
            assert_eq!(plural(one), many);
        }
        assert_eq!(
            articles("a owl saw a useful hat, a dog, a honest boy and a oyster."),
            "an owl saw a useful hat, a dog, an honest boy and an oyster."
        );
    }

    #[test]
    fn no_word_stands_twice_in_its_list() {
        for list in [NOUNS, ADJECTIVES, DEEDS, MOVES, PEOPLE, PLACES, TIMES, NUMBERS] {
            let entries = entries(list);
            let mut sorted = entries.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), entries.len(), "{list}");
            assert!(entries.iter().all(|e| !e.is_empty() && e.trim() == *e), "{list}");
        }
        assert!(entries(DEEDS).iter().all(|d| d.split('/').count() == 2));
    }
}
