//! Names in their parts.

use super::words;

/// A name taken apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Names {
    pub(crate) last: Option<String>,
    pub(crate) first: Option<String>,
    pub(crate) middle: Option<String>,
    pub(crate) suffix: Option<String>,
}

/// Takes a suffix off the end of a name: `RAVENSHOLT JR`, `DOE, III`.
pub(crate) fn without_suffix(name: &str) -> (String, Option<String>) {
    let words: Vec<&str> = name.split_whitespace().collect();
    if let [rest @ .., last] = words.as_slice()
        && !rest.is_empty()
        && let Some(suffix) = words::suffix(last)
        // A lone `V` at the end is an initial as well.
        && *last != "V"
    {
        let rest = rest.join(" ");
        return (rest.trim_end_matches([',', ' ']).to_owned(), Some(suffix.to_owned()));
    }
    (name.trim_end_matches([',', ' ']).to_owned(), None)
}

/// Given names without the title that British licences print before them.
pub(crate) fn without_title(given: &str) -> String {
    match given.split_once(' ') {
        Some(("MR" | "MRS" | "MISS" | "MS" | "MX" | "DR" | "MR." | "MRS." | "MS.", rest)) => {
            rest.to_owned()
        }
        _ => given.to_owned(),
    }
}

/// First and middle names of the given names of an American card (elements DAC and DAD).
pub(crate) fn first_and_middle(given: &str) -> (String, Option<String>) {
    match given.split_once(' ') {
        Some((first, middle)) => {
            let first = first.trim_end_matches(',');
            let middle = middle.trim_matches([',', ' ']);
            (first.to_owned(), Some(middle.to_owned()).filter(|m| !m.is_empty()))
        }
        None => (given.to_owned(), None),
    }
}

/// A whole name in its lines: surname first where there is a comma or a second line, else last.
pub(crate) fn whole(lines: &[String], american: bool) -> Option<(Names, f32)> {
    let (last, given, sure) = match lines {
        [] => return None,
        [only] => match only.split_once(',') {
            Some((last, given)) if !given.trim().is_empty() && words::suffix(given).is_none() => {
                (last.to_owned(), given.to_owned(), 0.9)
            }
            _ => {
                let (bare, suffix) = without_suffix(only);
                let (given, last) = bare.rsplit_once(' ')?;
                let last = suffix.map_or(last.to_owned(), |s| format!("{last} {s}"));
                (last, given.to_owned(), 0.5)
            }
        },
        [last, given @ ..] => (last.clone(), given.join(" "), 0.85),
    };
    let (last, last_suffix) = without_suffix(last.trim_matches([',', ' ']));
    let (given, given_suffix) = without_suffix(given.replace(',', " ").trim());
    let given = given.split_whitespace().collect::<Vec<_>>().join(" ");
    if last.is_empty() || given.is_empty() {
        return None;
    }
    let (first, middle) = if american { first_and_middle(&given) } else { (given, None) };
    let names = Names {
        last: Some(last),
        first: Some(first),
        middle,
        suffix: last_suffix.or(given_suffix),
    };
    Some((names, sure))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(lines: &[&str], american: bool) -> [Option<String>; 4] {
        let lines: Vec<String> = lines.iter().map(|&l| l.to_owned()).collect();
        let (names, _) = whole(&lines, american).unwrap_or_default();
        [names.last, names.first, names.middle, names.suffix]
    }

    #[test]
    fn takes_whole_names_apart() {
        let some = |parts: [&str; 4]| parts.map(|p| Some(p.to_owned()).filter(|p| !p.is_empty()));
        assert_eq!(split(&["DOE, JOHN Q"], true), some(["DOE", "JOHN", "Q", ""]));
        assert_eq!(split(&["DOE,", "JOHN Q JR"], true), some(["DOE", "JOHN", "Q", "JR"]));
        assert_eq!(split(&["JOHN Q DOE III"], true), some(["DOE", "JOHN", "Q", "III"]));
        assert_eq!(split(&["MARTIN, Jean Paul"], false), some(["MARTIN", "Jean Paul", "", ""]));
        assert_eq!(split(&["CHER"], true), some(["", "", "", ""]));
    }
}
