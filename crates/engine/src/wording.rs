//! Names of the wire in words, the same wherever a result is told to people.

/// Words that are not written as other words are.
const SPECIAL: [(&str, &str); 12] = [
    ("mrz", "MRZ"),
    ("ocr", "text"),
    ("id", "ID"),
    ("e", ""),
    ("dmv", "registry"),
    ("aamva", "registry"),
    ("ofac", "sanctions"),
    ("doc", ""),
    ("idv", "identity verification"),
    ("ida", "authentication"),
    ("url", "URL"),
    ("dpi", "dpi"),
];

/// A name of the wire in words: `doc_front_image_manipulation` as `front image manipulation`.
pub fn in_words(name: &str) -> String {
    let word = |part: &str| {
        let lower = part.to_lowercase();
        let special = SPECIAL.iter().find(|(wire, _)| *wire == lower);
        special.map_or(lower, |(_, words)| (*words).to_owned())
    };
    let words: Vec<String> = name.split(['_', ' ']).map(word).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// The same with a capital letter.
pub fn title(name: &str) -> String {
    let words = in_words(name);
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        assert_eq!(title("doc_front_image_manipulation"), "Front image manipulation");
        assert_eq!(title("mrz"), "MRZ");
        assert_eq!(title("front_ocr"), "Front text");
        assert_eq!(title("gender_e"), "Gender");
        assert_eq!(title("NOT_AN_ID"), "Not an ID");
    }
}
