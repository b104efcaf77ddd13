//! National characters in the alphabet of the zone (ICAO Doc 9303 Part 3, section 6).

use crate::error::WriteError;
use crate::transliteration_table::{arabic, cyrillic, latin};

/// The language of a name in Cyrillic letters, where section 6 B makes a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// Any language without exceptions of its own: Russian, and all that do not write Cyrillic.
    #[default]
    Any,
    /// Belarusian: `Г` H, `Ё` IO.
    Belarusian,
    /// Bulgarian: `Щ` SHT.
    Bulgarian,
    /// Macedonian: `Ѓ` GJ, `Ќ` KJ, `Џ` DJ, `Х` H, `Ц` C.
    Macedonian,
    /// Serbian: `Г` and `Х` H, `Ж` Z, `Ц` and `Ч` C, `Ш` S.
    Serbian,
    /// Ukrainian: `Г` H, `И` Y; `Є`, `Ї`, `Й`, `Ю`, `Я` with Y at the beginning of a word.
    Ukrainian,
}

/// Transliterates a name into `A`–`Z` and `<`.
///
/// Latin letters go by section 6 A, the first of several choices (`Ä` AE, `Å` AA, `Ñ` N, `ß` SS;
/// Vietnamese and Romanian letters that it lacks lose their marks), Cyrillic ones by 6 B, Arabic script by 6 C with its escape
/// letter `X`; a shadda doubles the letter before it, short vowels and tatweel are not written.
/// Spaces, hyphens and commas become one filler; apostrophes and all other punctuation are left
/// out (section 4.6). Case does not matter.
///
/// # Errors
/// For a digit or a character of another script, with its place.
///
/// ```
/// use bonafide_mrz::{Language, transliterate};
/// assert_eq!(transliterate("Thérèse Müller-O'Connor", Language::Any)?, "THERESE<MUELLER<OCONNOR");
/// assert_eq!(transliterate("Щербаков", Language::Bulgarian)?, "SHTERBAKOV");
/// // Part 3, appendix B: the worked example of the Arabic table.
/// assert_eq!(transliterate("ابو بكر محمد بن زكريا الرازي", Language::Any)?, "ABW<BKR<MXHMD<BN<ZKRYA<ALRAZY");
/// # Ok::<(), bonafide_mrz::WriteError>(())
/// ```
pub fn transliterate(name: &str, language: Language) -> Result<String, WriteError> {
    let mut written = Writing { out: String::with_capacity(name.len()), last: 0, language };
    let mut characters = name.chars().enumerate().peekable();
    while let Some((index, character)) = characters.next() {
        let word_ends = characters.peek().is_none_or(|(_, next)| is_break(*next));
        if !written.push(character, word_ends) {
            return Err(WriteError::Character { field: "name", column: index + 1 });
        }
    }
    Ok(written.finish())
}

/// Whether a character parts two components of a name.
fn is_break(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | ',' | '<' | '‐' | '‑' | '–' | '—')
}

struct Writing {
    out: String,
    /// How many bytes the last letter became.
    last: usize,
    language: Language,
}

impl Writing {
    /// Writes one character; `false` if there is no way to.
    fn push(&mut self, character: char, word_ends: bool) -> bool {
        match character {
            c if is_break(c) => self.filler(),
            '’' | '‘' | 'ʼ' | 'ʹ' | '´' => {}
            c if c.is_ascii_punctuation() => {}
            '\u{0300}'..='\u{036F}' => self.combining(character),
            '\u{0651}' => self.double(),
            c if c.is_ascii_alphabetic() => self.letter(c.to_ascii_uppercase()),
            'ß' => self.letters("SS"),
            c => return c.to_uppercase().all(|upper| self.national(upper, word_ends)),
        }
        true
    }

    /// Writes a letter of the tables.
    fn national(&mut self, upper: char, word_ends: bool) -> bool {
        let word_begins = self.out.is_empty() || self.out.ends_with('<');
        let text = latin(upper)
            .or_else(|| cyrillic(upper, self.language, word_begins))
            .or_else(|| arabic(upper, word_ends));
        match text {
            Some(text) => self.letters(text),
            None if upper.is_ascii_uppercase() => self.letter(upper),
            None => return false,
        }
        true
    }

    fn letters(&mut self, text: &str) {
        self.out.push_str(text);
        self.last = text.len();
    }

    fn letter(&mut self, letter: char) {
        self.out.push(letter);
        self.last = 1;
    }

    /// One filler between components, whatever parts them.
    fn filler(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('<') {
            self.out.push('<');
        }
        self.last = 0;
    }

    /// A mark that stands apart from its letter: the tables write only these two of them.
    fn combining(&mut self, mark: char) {
        match (self.out.chars().next_back(), mark) {
            (Some('A' | 'O' | 'U'), '\u{0308}') => self.letters("E"),
            (Some('A'), '\u{030A}') => self.letters("A"),
            _ => {}
        }
    }

    /// A shadda repeats the letter, or the sequence, that it stands on.
    fn double(&mut self) {
        let start = self.out.len() - self.last;
        let repeated = self.out[start..].to_owned();
        self.out.push_str(&repeated);
    }

    fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end_matches('<').len());
        self.out
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn any(name: &str) -> String {
        transliterate(name, Language::Any).unwrap()
    }

    #[test]
    fn latin_rows() {
        assert_eq!(any("ÁÀÂÄÃĂÅĀĄ"), "AAAAEAAAAAA");
        assert_eq!(any("ĆĈČĊÇĐĎÐ"), "CCCCCDDD");
        assert_eq!(any("ÑŃŇŅŊ"), "NNNNN");
        assert_eq!(any("ØÓÒÔÖÕŐŌŎ"), "OEOOOOEOOOO");
        assert_eq!(any("ÚÙÛÜŨŬŰŮŪŲ"), "UUUUEUUUUUU");
        assert_eq!(any("ÞÆĲŒẞßıİŁĿ"), "THAEIJOESSSSIILL");
        assert_eq!(any("Nguyễn Ștefan"), "NGUYEN<STEFAN");
        assert_eq!(any("Mu\u{308}ller A\u{30A}se Nu\u{303}"), "MUELLER<AASE<NU");
    }

    #[test]
    fn cyrillic_rows() {
        assert_eq!(any("Юлия Щеглова"), "IULIIA<SHCHEGLOVA");
        assert_eq!(any("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭ"), {
            "ABVGDEEZHZIIKLMNOPRSTUFKHTSCHSHSHCHIEYE"
        });
        let ukrainian = |name| transliterate(name, Language::Ukrainian).unwrap();
        assert_eq!(ukrainian("Ївга Згурський Юрій"), "YIVHA<ZHURSKYI<YURII");
        let serbian = |name| transliterate(name, Language::Serbian).unwrap();
        assert_eq!(serbian("Живко Хаџић Шчц"), "ZIVKO<HADZIC<SCC");
        let macedonian = |name| transliterate(name, Language::Macedonian).unwrap();
        assert_eq!(macedonian("Ѓорѓи Ќосе Џ"), "GJORGJI<KJOSE<DJ");
        assert_eq!(transliterate("Гё", Language::Belarusian).unwrap(), "HIO");
    }

    #[test]
    fn arabic_rows() {
        assert_eq!(any("فاطمة"), "FAXTTMXAH");
        assert_eq!(any("فضّة"), "FXDZXDZXAH");
        assert_eq!(any("ةب"), "XTAB");
        assert_eq!(any("پ چ گ"), "P<XC<XGG");
    }

    #[test]
    fn punctuation_and_strangers() {
        assert_eq!(any("  D'Artagnan - Smith, Jr. "), "DARTAGNAN<SMITH<JR");
        assert_eq!(any(""), "");
        let refused = |column| Err(WriteError::Character { field: "name", column });
        assert_eq!(transliterate("Anna 2", Language::Any), refused(6));
        assert_eq!(transliterate("王", Language::Any), refused(1));
    }
}
