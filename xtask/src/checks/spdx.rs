//! Licence expressions such as `(MIT OR Apache-2.0) AND Unicode-3.0`.

/// True when the expression can be met with allowed licences alone. The old form `MIT/Apache-2.0` means OR. What is no expression is
/// not met.
pub(crate) fn is_met(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest, allowed) == Some(true) && rest.is_empty()
}

/// `a OR b OR …`; AND binds closer.
fn any(words: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let mut met = all(words, allowed)?;
    while words.first() == Some(&"OR") {
        *words = &words[1..];
        met |= all(words, allowed)?;
    }
    Some(met)
}

fn all(words: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let mut met = one(words, allowed)?;
    while words.first() == Some(&"AND") {
        *words = &words[1..];
        met &= one(words, allowed)?;
    }
    Some(met)
}

/// A licence, with its exception if it has one, or an expression in parentheses.
fn one(words: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let (first, rest) = words.split_first()?;
    *words = rest;
    if *first == "(" {
        let met = any(words, allowed)?;
        let (last, rest) = words.split_first()?;
        *words = rest;
        return (*last == ")").then_some(met);
    }
    let mut licence = (*first).to_owned();
    if let ["WITH", exception, rest @ ..] = *words {
        licence = format!("{licence} WITH {exception}");
        *words = rest;
    }
    Some(allowed.contains(&licence))
}

#[cfg(test)]
mod tests {
    use super::is_met;

    #[test]
    fn expressions() {
        let allowed = ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
        let met = |e| is_met(e, &allowed);
        assert!(met("MIT") && met("MIT OR Apache-2.0") && met("Apache-2.0/MIT") && met("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(met("Apache-2.0 WITH LLVM-exception OR GPL-3.0-only"));
        assert!(!met("Apache-2.0") && !met("MIT AND GPL-3.0-only") && !met("GPL-3.0-only OR MIT AND Zlib"));
        assert!(!met("") && !met("(MIT") && !met("MIT)") && !met("MIT OR") && !met("MIT MIT"));
    }
}
