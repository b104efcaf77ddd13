//! Words of a name and how alike two of them are.

use super::fold::{LONGEST_WORD, folded};
use super::nicknames::{Groups, are_one, are_two, groups_of};
use crate::comparison::How;
use crate::confusable;
use crate::difference::worth;
use crate::edits::{Pattern, slot};

/// Most words of a name that are looked at.
pub(super) const MOST_TOKENS: usize = 12;
/// Words that join parts of a name and weigh little by themselves.
const PARTICLES: &[&str] = &[
    "AL", "BEN", "BIN", "BINT", "DA", "DAS", "DE", "DEL", "DELLA", "DEN", "DER", "DI", "DO", "DOS",
    "DU", "EL", "IBN", "LA", "LE", "LOS", "TEN", "TER", "UND", "VAN", "VON", "ZU",
];
/// Particles that are one in several spellings.
const PARTICLE_FORMS: &[&[&str]] =
    &[&["BEN", "BIN", "IBN"], &["AL", "EL"], &["DA", "DE", "DO"], &["DAS", "DOS"]];
/// Weight of a particle beside that of any other word of its length.
const PARTICLE_WEIGHT: f64 = 0.3;

/// What a relation between two words is worth.
pub(super) const OCR_SCORE: f64 = 0.98;
pub(super) const JOINED_SCORE: f64 = 0.98;
pub(super) const TRUNCATED_SCORE: f64 = 0.98;
/// `MULLER` and `MUELLER`: the umlaut is implied, not seen (docs/scoring.md, section 8).
const ICAO_IMPLIED_SCORE: f64 = 0.97;
/// A short, pet or foreign form of the same given name.
const NICKNAME_SCORE: f64 = 0.93;
/// A word of at least so many letters may have been cut off by a field of fixed length.
const SHORTEST_BEGINNING: usize = 6;
const BEGINNING_SCORE: f64 = 0.93;
/// Words that two others written together resemble have at least so many sounds, of which at
/// most one in so many differs.
const SHORTEST_JOIN: usize = 6;
const MOST_EDITED_OF_JOIN: usize = 4;
/// Worth below which two words are no match, and the difference that has it, in percent.
const WEAKEST_MATCH: f64 = 0.5;
const MOST_DIFFERENT_PERCENT: u32 = 42;
/// Shorter words are other words if one letter differs.
const SHORTEST_MISSPELT: usize = 3;
/// An initial that fits.
const INITIAL_SCORE: f64 = 0.9;

/// What most words are told apart by, in few bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Marks {
    /// Set of the letters of the text, look-alike digits as letters.
    spelled: u64,
    /// Set of the letters of the sounds.
    sounds: u64,
    /// One bit for each group of given names, of 64; two forms of one name share a bit.
    groups: u64,
    /// Letters of the text and of the sounds.
    length: u16,
    heard: u16,
    /// Has another spelling: an umlaut, a look-alike digit, a two-letter spelling of an MRZ.
    varied: bool,
    /// A word such as `DE`, `VAN`, `AL`.
    pub(super) particle: bool,
}

/// One word, upper case ASCII.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Token {
    /// Accents dropped: `MULLER` for `Müller`.
    pub(super) text: String,
    /// As an MRZ writes it, if that differs: `MUELLER` for `Müller`.
    icao: Option<String>,
    /// With letters for look-alike digits, if there are any.
    letters: Option<String>,
    /// As it sounds, with letters for look-alike digits.
    pub(super) fold: String,
    /// Without the two-letter spellings of an MRZ, if there may be any: `MULLER` for `MUELLER`.
    collapsed: Option<String>,
    /// Given names that this may be a form of.
    groups: Groups,
    /// What most words are told apart by.
    pub(super) marks: Marks,
    /// A word such as `DE`, `VAN`, `AL`.
    pub(super) particle: bool,
    /// The word may be missing on the other side at no cost.
    pub(super) free: bool,
}

impl Token {
    fn new(plain: &str, icao: &str) -> Token {
        let read = confusable::letters(plain);
        let fold = folded(&read);
        let groups = groups_of(&read);
        let collapsed = Some(collapsed(&read)).filter(|short| *short != read);
        let particle = PARTICLES.contains(&plain);
        let marks = Marks {
            spelled: letters(&read),
            sounds: letters(&fold),
            groups: groups.iter().filter(|g| **g != 0).fold(0, |set, g| set | 1 << (g % 64)),
            length: short_length(plain),
            heard: short_length(&fold),
            varied: icao != plain || collapsed.is_some() || read != plain,
            particle,
        };
        Token {
            text: plain.to_owned(),
            icao: (icao != plain).then(|| icao.to_owned()),
            letters: (read != plain).then_some(read),
            fold,
            collapsed,
            marks,
            groups,
            particle,
            free: false,
        }
    }

    /// How much the word counts: its length, little for particles.
    pub(super) fn weight(&self) -> f64 {
        let length = self.text.len().clamp(2, 12) as f64;
        if self.particle { length * PARTICLE_WEIGHT } else { length }
    }

    /// The same word, which may be missing on the other side.
    pub(super) fn freed(&self) -> Token {
        Token { free: true, ..self.clone() }
    }

    pub(super) fn read_as(&self, fold_look_alikes: bool) -> &str {
        match &self.letters {
            Some(letters) if fold_look_alikes => letters,
            _ => &self.text,
        }
    }
}

/// Splits a name into words; apostrophes vanish, every other mark and the MRZ filler separate.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let words = |text: String| -> Vec<String> {
        let kept: String = text.chars().filter(|c| !matches!(c, '\'' | '`' | '"')).collect();
        let words = kept.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
        words.take(MOST_TOKENS).map(str::to_ascii_uppercase).collect()
    };
    let plain = words(any_ascii::any_ascii(text));
    let icao = words(any_ascii::any_ascii(&mrz_spelling(text)));
    if plain.len() != icao.len() {
        return plain.iter().map(|word| Token::new(word, word)).collect();
    }
    plain.iter().zip(&icao).map(|(plain, icao)| Token::new(plain, icao)).collect()
}

/// Writes out the letters for which ICAO Doc 9303 Part 3, section 6 recommends two.
fn mrz_spelling(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let two_dots = characters.peek() == Some(&'\u{308}');
        match c {
            'Ä' | 'ä' | 'Æ' | 'æ' => spelled.push_str("AE"),
            'Ö' | 'ö' | 'Ø' | 'ø' | 'Œ' | 'œ' => spelled.push_str("OE"),
            'Ü' | 'ü' => spelled.push_str("UE"),
            'Å' | 'å' => spelled.push_str("AA"),
            'A' | 'a' | 'O' | 'o' | 'U' | 'u' if two_dots => {
                spelled.push(c);
                spelled.push('E');
            }
            'ß' | 'ẞ' => spelled.push_str("SS"),
            'Þ' | 'þ' => spelled.push_str("TH"),
            other => spelled.push(other),
        }
    }
    spelled
}

/// Which liberties a comparison of words may take.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// A side was read from pixels.
    pub(super) look_alikes: bool,
    /// An initial stands for a name.
    pub(super) initials: bool,
}

/// Returns how two words relate and what it is worth; `None` if they are different words.
pub(super) fn relation<'a>(a: &'a Token, b: &'a Token, rules: Rules) -> Option<(Option<How>, f64)> {
    if differ(&a.marks, &b.marks) {
        return None;
    }
    if a.text == b.text {
        return Some((None, 1.0));
    }
    let (x, y) = (a.read_as(rules.look_alikes), b.read_as(rules.look_alikes));
    if x == y {
        return Some((Some(How::OcrConfusable), OCR_SCORE));
    }
    if a.icao.as_deref() == Some(y) || b.icao.as_deref() == Some(x) {
        return Some((Some(How::IcaoFold), 1.0));
    }
    if x.len() == 1 || y.len() == 1 {
        let fits = rules.initials && x.as_bytes().first() == y.as_bytes().first();
        return fits.then_some((Some(How::Initial), INITIAL_SCORE));
    }
    if a.particle && b.particle {
        let same = PARTICLE_FORMS.iter().any(|forms| forms.contains(&x) && forms.contains(&y));
        return same.then_some((Some(How::Nickname), OCR_SCORE));
    }
    if are_one(&a.groups, &b.groups) {
        return Some((Some(How::Nickname), NICKNAME_SCORE));
    }
    if a.collapsed.is_some() || b.collapsed.is_some() {
        let short = |word: &'a Token, read: &'a str| word.collapsed.as_deref().unwrap_or(read);
        if short(a, x) == short(b, y) {
            return Some((Some(How::IcaoFold), ICAO_IMPLIED_SCORE));
        }
    }
    if begins(x, y) || begins(y, x) {
        return Some((Some(How::TruncatedPrefix), BEGINNING_SCORE));
    }
    let score = misspelt(a, b, x, y);
    (score >= WEAKEST_MATCH).then_some((Some(How::Edits), score))
}

fn short_length(text: &str) -> u16 {
    u16::try_from(text.len()).unwrap_or(u16::MAX)
}

/// Whether no rule can relate two words, by their marks alone: most words of two names.
pub(super) fn differ(a: &Marks, b: &Marks) -> bool {
    let plain = !(a.varied || b.varied) && a.length > 1 && b.length > 1;
    let related = a.groups & b.groups != 0 || (a.particle && b.particle);
    plain && !related && too_different(a, b) && !(may_begin(a, b) || may_begin(b, a))
}

fn may_begin(short: &Marks, long: &Marks) -> bool {
    short.spelled & !long.spelled == 0 && usize::from(short.length) >= SHORTEST_BEGINNING
}

/// Whether the letters and sounds that only one of two words has are more than may be edited:
/// half of the symmetric difference must be, and the difference of the lengths.
fn too_different(a: &Marks, b: &Marks) -> bool {
    let least = |a: u64, b: u64, x: u16, y: u16| {
        (a ^ b).count_ones().div_ceil(2).max(u32::from(x.abs_diff(y)))
    };
    let length = u32::from(a.length.max(b.length));
    let sounds = u32::from(a.heard.max(b.heard));
    let letters = least(a.spelled, b.spelled, a.length, b.length);
    let heard = least(a.sounds, b.sounds, a.heard, b.heard);
    100 * (letters * sounds + heard * length) > 2 * MOST_DIFFERENT_PERCENT * length * sounds
}

/// Whether a word is the first letters of another, and enough of them to be no accident.
fn begins(short: &str, long: &str) -> bool {
    short.len() >= SHORTEST_BEGINNING && long.len() > short.len() && long.starts_with(short)
}

/// Share of letters that another first letter counts in addition: it is seldom mistyped.
const FIRST_LETTER: f64 = 0.06;

/// Returns what two spellings are worth as one word: the mean of the shares of letters and of
/// sounds that differ, as [`worth`] has it.
fn misspelt(a: &Token, b: &Token, x: &str, y: &str) -> f64 {
    let length = x.len().max(y.len());
    let sounds = a.fold.len().max(b.fold.len());
    if length < SHORTEST_MISSPELT
        || (a.marks.groups & b.marks.groups == 0 && are_two(&a.groups, &b.groups))
    {
        return 0.0;
    }
    if too_different(&a.marks, &b.marks) {
        return 0.0;
    }
    let share = |edits: usize, length: usize| edits as f64 / length.max(1) as f64;
    let heard = share(distance(&a.fold, &b.fold), sounds);
    if heard * 100.0 > f64::from(2 * MOST_DIFFERENT_PERCENT) {
        return 0.0;
    }
    let mut difference = f64::midpoint(share(distance(x, y), length), heard);
    if x.as_bytes().first() != y.as_bytes().first()
        && a.fold.as_bytes().first() != b.fold.as_bytes().first()
    {
        difference += FIRST_LETTER;
    }
    worth(difference)
}

/// Returns what `word` is worth as `first` and `second` written together, by their sounds.
pub(super) fn sounds_joined(word: &Token, first: &Token, second: &Token) -> f64 {
    let sounds = first.fold.len() + second.fold.len();
    let length = word.fold.len().max(sounds);
    let apart = word.fold.len().abs_diff(sounds);
    if apart * MOST_EDITED_OF_JOIN > length {
        return 0.0;
    }
    let least = (word.marks.sounds ^ (first.marks.sounds | second.marks.sounds))
        .count_ones()
        .div_ceil(2) as usize;
    if length < SHORTEST_JOIN || least * MOST_EDITED_OF_JOIN > length {
        return 0.0;
    }
    let together = first.fold.bytes().chain(second.fold.bytes());
    worth(distance_to(&word.fold, together) as f64 / length as f64)
}

/// Undoes the two-letter spellings of an MRZ, wherever they may stand.
fn collapsed(word: &str) -> String {
    word.replace("AE", "A").replace("OE", "O").replace("UE", "U").replace("SS", "S")
}

/// Optimal string alignment distance of two words, of their first [`LONGEST_WORD`] bytes.
fn distance(a: &str, b: &str) -> usize {
    distance_to(a, b.bytes())
}

/// As [`distance`], with the letters of the second word one by one.
fn distance_to(a: &str, b: impl Iterator<Item = u8>) -> usize {
    let a = a.as_bytes();
    Pattern::new(a.get(..LONGEST_WORD).unwrap_or(a)).edits(b.take(LONGEST_WORD))
}

/// A set of the letters and digits of a word; two words are at least half the size of the symmetric difference of
/// their sets apart.
fn letters(word: &str) -> u64 {
    word.bytes().take(LONGEST_WORD).fold(0, |set, byte| set | 1 << slot(byte))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)] // a failed unwrap is the failed test
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: Rules = Rules { look_alikes: true, initials: true };

    proptest! {
        #[test]
        fn no_word_is_nearer_than_its_letters_say(a in "[A-D0-2]{0,32}", b in "[A-D0-2]{0,32}") {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            let apart = (letters(&a) ^ letters(&b)).count_ones() as usize;
            prop_assert!(apart.div_ceil(2) <= distance(&a, &b));
        }
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(distance(&"A".repeat(500), &"A".repeat(40)), 0);
    }

    fn texts(name: &str) -> Vec<String> {
        tokens(name).into_iter().map(|t| t.text).collect()
    }

    fn score(a: &str, b: &str, rules: Rules) -> f64 {
        let (a, b) = (tokens(a), tokens(b));
        let found = relation(&a[0], &b[0], rules);
        assert_eq!(found.map(|f| f.1), relation(&b[0], &a[0], rules).map(|f| f.1));
        found.map_or(0.0, |(_, score)| score)
    }

    #[test]
    fn names_are_split() {
        assert_eq!(texts("O'Brien-Smith"), ["OBRIEN", "SMITH"]);
        assert_eq!(texts("ERIKSSON<<ANNA<MARIA<<<"), ["ERIKSSON", "ANNA", "MARIA"]);
        assert_eq!(texts("D’Angelo, J.P."), ["DANGELO", "J", "P"]);
        assert_eq!(texts("Łukasz Żółć"), ["LUKASZ", "ZOLC"]);
        assert!(texts("-- ' --").is_empty());
        assert_eq!(texts(&"A ".repeat(500)).len(), MOST_TOKENS);
    }

    #[test]
    fn umlauts_match_both_of_their_spellings() {
        for form in ["MUELLER", "MULLER", "mu\u{308}ller", "Müller"] {
            assert_eq!(score("Müller", form, ALL), 1.0, "{form}");
        }
        assert_eq!(score("MULLER", "MUELLER", ALL), ICAO_IMPLIED_SCORE);
        assert_eq!(score("Weiß", "WEISS", ALL), 1.0);
        assert_eq!(score("Ångström", "AANGSTROEM", ALL), 1.0);
    }

    #[test]
    fn relations_have_their_worth() {
        for (a, b, expected) in [
            ("JOHN", "JOHN", 1.0),
            ("JOHN", "J", INITIAL_SCORE),
            ("JOHN", "P", 0.0),
            ("M1CHAEL", "MICHAEL", OCR_SCORE),
            ("WILLIAM", "BILL", NICKNAME_SCORE),
            ("JOHN", "JANE", 0.0), // two names that are well known
            ("ANA", "ANN", NICKNAME_SCORE),
            ("CHRISTOPHE", "CHRISTOPHER", NICKNAME_SCORE),
            ("KIMBER", "KIMBERLEE", BEGINNING_SCORE),
            ("BIN", "IBN", OCR_SCORE),
            ("AL", "VAN", 0.0),
        ] {
            assert!((score(a, b, ALL) - expected).abs() < 1e-12, "{a} {b}");
        }
        // One slip of seven letters, and none of sounds; one of five and first, of both.
        for (a, b, least, most) in [
            ("BARHUM", "BARHOUM", 0.93, 0.97),
            ("SMITH", "SMIHT", 0.85, 0.92),
            ("LINDE", "MINDE", 0.75, 0.88),
            ("SMITH", "SCHMIDT", 0.3, 0.75),
            ("LINDGREN", "LUNDQVIST", 0.0, 0.3),
        ] {
            let found = score(a, b, ALL);
            assert!((least..=most).contains(&found), "{a} {b}: {found}");
        }
        let strict = Rules { look_alikes: false, initials: false };
        assert_eq!(score("JOHN", "J", strict), 0.0);
        assert!(score("M1CHAEL", "MICHAEL", strict) < OCR_SCORE);
    }
}
