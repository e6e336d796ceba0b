//! Where the words of a sentence are.
//!
//! Flite says when every phone ends and which words it speaks, but not which phones a word has. So the same voice is also given the words with a comma
//! behind each: what it says between two pauses is one word. These phones, laid along those of the sentence, give every word its first and last
//! one. Where they are not the same the words have no times.

use anyhow::{Context as _, Result, ensure};

use super::phones::Phone;

/// Flite's silence; it belongs to no word.
const PAUSE: &str = "pau";
/// Phones that only stand before a pause, and what the same word has elsewhere: "a" is read as the letter, "the" before a vowel is another.
const WEAK: [(&str, &[&str], &[&str]); 2] = [("a", &["ey"], &["ax"]), ("the", &["dh", "ax"], &["dh", "iy"])];

/// The words of a sentence without its punctuation.
fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).filter(|word| !word.is_empty())
}

/// The text that makes flite pause behind every word.
pub(crate) fn apart(sentence: &str) -> String {
    words(sentence).collect::<Vec<_>>().join(", ") + "."
}

/// The words of `sentence` in small letters, each from the beginning of its first phone to the end of its last.
///
/// `said_apart` is what `flite -ps` says of [`apart`], `phones` what it says of the sentence.
///
/// # Errors
/// What does not fit together; no word has certain times then.
pub(crate) fn words_of(sentence: &str, said_apart: &str, phones: &[Phone]) -> Result<Vec<Phone>> {
    let said: Vec<&str> = said_apart.split_whitespace().collect();
    let groups: Vec<&[&str]> = said.split(|name| *name == PAUSE).filter(|group| !group.is_empty()).collect();
    let words: Vec<String> = words(sentence).map(str::to_lowercase).collect();
    ensure!(groups.len() == words.len(), "{} words, said as {}", words.len(), groups.len());
    let mut rest = phones;
    let mut out = Vec::with_capacity(words.len());
    for (word, group) in words.into_iter().zip(groups) {
        rest = after_pauses(rest);
        let (own, behind) = rest.split_at_checked(group.len()).with_context(|| format!("too few phones are left for \"{word}\""))?;
        let names: Vec<&str> = own.iter().map(|(_, _, name)| name.as_str()).collect();
        let weak = WEAK.iter().any(|(weak, before_pause, elsewhere)| *weak == word && group == *before_pause && names == *elsewhere);
        ensure!(names == group || weak, "\"{word}\" is {} by itself and {} in the sentence", group.join(" "), names.join(" "));
        if let (Some((start, ..)), Some((_, end, _))) = (own.first(), own.last()) {
            out.push((*start, *end, word));
        }
        rest = behind;
    }
    let left = after_pauses(rest);
    ensure!(left.is_empty(), "{} phones and pauses are left behind the last word", left.len());
    Ok(out)
}

fn after_pauses(phones: &[Phone]) -> &[Phone] {
    let pauses = phones.iter().take_while(|(_, _, name)| name == PAUSE).count();
    phones.get(pauses..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Phones of ten samples each.
    fn phones(names: &str) -> Vec<Phone> {
        names.split(' ').enumerate().map(|(n, name)| (10 * n, 10 * n + 10, name.to_owned())).collect()
    }

    #[test]
    fn words_have_the_times_of_their_phones_and_pauses_belong_to_none() -> Result<()> {
        let sentence = "The owl, a bird, saw the dog!";
        assert_eq!(apart(sentence), "The, owl, a, bird, saw, the, dog.");
        let said_apart = "pau dh ax pau aw l pau ey pau b er d pau s ao pau dh ax pau d ao g pau\n";
        let said = phones("pau dh iy aw l pau ax b er d pau s ao dh ax d ao g pau");
        let expected =
            [(10, 30, "the"), (30, 50, "owl"), (60, 70, "a"), (70, 100, "bird"), (110, 130, "saw"), (130, 150, "the"), (150, 180, "dog")];
        assert_eq!(words_of(sentence, said_apart, &said)?, expected.map(|(start, end, word)| (start, end, word.to_owned())));
        Ok(())
    }

    #[test]
    fn nothing_is_guessed() {
        let said_apart = "pau ax pau y uw s pau";
        for (said, told) in [
            ("pau ax y uw z pau", "\"use\" is y uw s by itself and y uw z in the sentence"),
            ("pau ey y uw s pau", "\"of\" is ax by itself and ey in the sentence"),
            ("pau ax y pau uw s pau", "\"use\" is y uw s by itself and y pau uw in the sentence"),
            ("pau ax y uw", "too few phones are left for \"use\""),
            ("pau ax y uw s s pau", "2 phones and pauses are left behind the last word"),
            ("pau", "too few phones are left for \"of\""),
        ] {
            let error = words_of("Of use", said_apart, &phones(said)).err().map(|e| e.to_string()).unwrap_or_default();
            assert_eq!(error, told, "{said}");
        }
        let error = words_of("Of use", "pau ax y uw s pau", &phones("pau ax y uw s pau")).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(error, "2 words, said as 1");
    }
}
