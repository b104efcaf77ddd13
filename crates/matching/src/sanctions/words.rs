//! Words of listed names, and the form in which transliterations of one word are alike.

/// Most words of a name that are looked at; the longest of OFAC's names has 24.
pub(super) const MOST_WORDS: usize = 24;
/// Most characters of a word that are looked at.
pub(super) const LONGEST_WORD: usize = 40;

/// Spellings of one legal form or link word. Left the form, right what it is read as; several words
/// are read as one where they stand side by side, longer forms before those that they hold. Source of the legal
/// forms: the list of ISO 20275 (GLEIF) for the jurisdictions of the major sanctions lists.
const LEGAL_FORMS: &[(&[&str], &str)] = &[
    (&["OTKRYTOE", "AKTSIONERNOE", "OBSHCHESTVO"], "OJSC"),
    (&["ZAKRYTOE", "AKTSIONERNOE", "OBSHCHESTVO"], "CJSC"),
    (&["PUBLICHNOE", "AKTSIONERNOE", "OBSHCHESTVO"], "PAO"),
    (&["AKTSIONERNOE", "OBSHCHESTVO"], "AO"),
    (&["OBSHCHESTVO", "S", "OGRANICHENNOI", "OTVETSTVENNOSTYU"], "OOO"),
    (&["CLOSED", "JOINT", "STOCK", "COMPANY"], "CJSC"),
    (&["OAO"], "OJSC"),
    (&["ZAO"], "CJSC"),
    (&["SOCIEDAD", "ANONIMA", "DE", "CAPITAL", "VARIABLE"], SA_DE_CV),
    (&["SA", "DE", "CV"], SA_DE_CV),
    (
        &["SOCIEDAD", "DE", "RESPONSABILIDAD", "LIMITADA", "DE", "CAPITAL", "VARIABLE"],
        S_DE_RL_DE_CV,
    ),
    (&["S", "DE", "RL", "DE", "CV"], S_DE_RL_DE_CV),
    (&["SOCIEDAD", "DE", "RESPONSABILIDAD", "LIMITADA"], "SRL"),
    (&["SOCIEDAD", "ANONIMA"], "SA"),
    (&["SOCIEDADE", "ANONIMA"], "SA"),
    (&["SOCIETE", "ANONYME"], "SA"),
    (&["SOCIETE", "A", "RESPONSABILITE", "LIMITEE"], "SARL"),
    (&["SOCIETA", "A", "RESPONSABILITA", "LIMITATA"], "SRL"),
    (&["SOCIETA", "PER", "AZIONI"], "SPA"),
    (&["GESELLSCHAFT", "MIT", "BESCHRANKTER", "HAFTUNG"], "GMBH"),
    (&["AKTIENGESELLSCHAFT"], "AG"),
    (&["NAAMLOZE", "VENNOOTSCHAP"], "NV"),
    (&["BESLOTEN", "VENNOOTSCHAP"], "BV"),
    (&["DRUSTVO", "S", "OGRANICENOM", "ODGOVORNOSCU"], "DOO"),
    (&["FREE", "ZONE", "ESTABLISHMENT"], "FZE"),
    (&["FREE", "ZONE", "COMPANY"], "FZCO"),
    (&["FZC"], "FZCO"),
    (&["PUBLIC", "LIMITED", "COMPANY"], "PLC"),
    (&["PRIVATE", "LIMITED"], "LTD"),
    (&["PVT", "LTD"], "LTD"),
    (&["PUBLIC", "JOINT", "STOCK", "COMPANY"], "PJSC"),
    (&["OPEN", "JOINT", "STOCK", "COMPANY"], "OJSC"),
    (&["JOINT", "STOCK", "COMPANY"], "JSC"),
    (&["LIMITED", "LIABILITY", "COMPANY"], "LLC"),
    (&["CO", "LTD"], "LTD"),
    (&["COMPANY", "LIMITED"], "LTD"),
    (&["LIMITED"], "LTD"),
    (&["LIMITADA"], "LTD"),
    (&["LTDA"], "LTD"),
    (&["COMPANY"], "CO"),
    (&["CORPORATION"], "CORP"),
    (&["INCORPORATED"], "INC"),
    (&["COMPANIA"], "CIA"),
    (&["BROTHERS"], "BROS"),
    (&["JUNIOR"], "JR"),
    (&["SENIOR"], "SR"),
];

const SA_DE_CV: &str = "SADECV";
const S_DE_RL_DE_CV: &str = "SDERLDECV";

/// What a legal form is read as, where it says nothing but that: not `CO`, `BROS`, `JR`, which may be names
/// or are the name's own.
const FORMS: &[&str] = &[
    "AG",
    "BV",
    "CJSC",
    "CORP",
    "DOO",
    "FZCO",
    "FZE",
    "GMBH",
    "INC",
    "JSC",
    "LLC",
    "LTD",
    "NV",
    "OJSC",
    "OOO",
    "PJSC",
    "PLC",
    SA_DE_CV,
    "SA",
    "SARL",
    S_DE_RL_DE_CV,
    "SPA",
    "SRL",
];

/// Whether a word, as [`words`] writes it, is a legal form and nothing else.
pub(super) fn is_legal_form(word: &str) -> bool {
    FORMS.contains(&word)
}

/// Splits a name into upper-case ASCII words. Apostrophes and full stops vanish (`S.A.` is one
/// word), every other mark separates; legal forms are written in one way; `&` and `AND` are left out.
pub(super) fn words(text: &str) -> Vec<String> {
    let cut = text.char_indices().nth(512).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    let plain = any_ascii::any_ascii(cut);
    let kept: String = plain.chars().filter(|c| !matches!(c, '\'' | '`' | '"' | '.')).collect();
    let split = kept.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let mut found: Vec<String> = split
        .take(MOST_WORDS)
        .map(|word| word.get(..LONGEST_WORD).unwrap_or(word).to_ascii_uppercase())
        .filter(|word| word != "AND")
        .collect();
    canonical_forms(&mut found);
    found
}

fn canonical_forms(words: &mut Vec<String>) {
    for (form, canonical) in LEGAL_FORMS {
        let mut at = 0;
        while let Some(window) = words.get(at..at + form.len()) {
            if are_the_words(window, form) && words.len() > form.len() {
                words.splice(at..at + form.len(), [(*canonical).to_owned()]);
            }
            at += 1;
        }
    }
}

/// Whether words are those of a form, in any order, as names are searched in any.
fn are_the_words(window: &[String], form: &[&str]) -> bool {
    window.iter().all(|word| {
        let in_window = window.iter().filter(|other| *other == word).count();
        in_window == form.iter().filter(|part| **part == word).count()
    })
}

/// Letters for look-alike digits, where a word has both: `M0HAMMED` is read `MOHAMMED`.
pub(super) fn without_look_alikes(word: &str) -> Option<String> {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let mixed = digits > 0 && digits * 2 < word.len();
    mixed.then(|| crate::confusable::letters(word)).filter(|read| read != word)
}

/// Pairs and runs of letters by which romanisations of Arabic, Persian, Cyrillic, Hebrew and Spanish
/// names differ, and the letter that stands for them. Order matters: longer runs first. Origin: the
/// differences between the ALA-LC, BGN/PCGN, ICAO and French practice for the same letter.
const FOLDS: &[(&str, &str)] = &[
    ("SHCH", "S"),
    ("TCH", "C"),
    ("SCH", "S"),
    ("DJ", "J"),
    ("DZH", "J"),
    ("ZH", "J"),
    ("KH", "H"),
    ("GH", "G"),
    ("DH", "D"),
    ("TH", "T"),
    ("SH", "S"),
    ("CH", "C"),
    ("PH", "F"),
    ("CK", "K"),
    ("QU", "K"),
    ("OU", "U"),
    ("OO", "U"),
    ("EE", "I"),
    ("IE", "I"),
    ("IY", "I"),
    ("YY", "I"),
    ("II", "I"),
    ("TS", "Z"),
    ("TZ", "Z"),
    ("KS", "X"),
    ("Q", "K"),
    ("W", "V"),
    ("Y", "I"),
    ("O", "U"),
    ("E", "I"),
];

/// Syllables of Korean names in the spellings of McCune–Reischauer, of the Revised Romanization of 2000, and of
/// custom, which differ in the first letter where words are too short for a budget of edits.
const KOREAN: &[&[&str]] = &[
    &["CHU", "JU", "JOO"],
    &["KIM", "GIM"],
    &["PAK", "PARK", "BAK"],
    &["RI", "YI", "LEE", "RHEE"],
    &["CHOE", "CHOI"],
    &["CHONG", "JONG", "JEONG", "CHUNG", "JUNG"],
    &["CHO", "JO"],
    &["CHANG", "JANG"],
    &["KANG", "GANG"],
    &["IM", "RIM", "LIM", "YIM"],
    &["NO", "RO", "ROH", "NOH"],
    &["YU", "RYU", "YOO"],
    &["SIN", "SHIN"],
    &["SO", "SEO"],
    &["MUN", "MOON"],
    &["HYOK", "HYUK", "HYEOK"],
    &["CHOL", "CHUL", "CHEOL"],
    &["SONG", "SUNG", "SEONG"],
    &["YONG", "YOUNG", "YEONG"],
    &["KYONG", "KYUNG", "GYEONG"],
    &["CHUN", "JUN", "JOON"],
    &["CHIN", "JIN"],
    &["TONG", "DONG"],
    &["KUK", "GUK", "KOOK"],
    &["KWANG", "GWANG"],
    &["PYONG", "BYONG", "BYUNG", "BYEONG"],
];

/// Returns the form in which spellings of one foreign word mostly agree: `MUHAMAD` for `MOHAMMED`
/// and `MUHAMMAD` but for a vowel.
pub(super) fn folded(word: &str) -> String {
    let korean = KOREAN.iter().find(|spellings| spellings.contains(&word));
    let word = korean.and_then(|spellings| spellings.first()).copied().unwrap_or(word);
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let fold = FOLDS.iter().find(|(from, _)| rest.starts_with(from));
        let (written, length) = match fold {
            Some((from, to)) => (to.chars().next().unwrap_or(first), from.len()),
            None => (first, first.len_utf8()),
        };
        if !out.ends_with(written) {
            out.push(written);
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    // A last H after a vowel is not spoken: HAWATMEH, HAWATMA.
    let silent = out.len() > 3 && out.ends_with('H');
    if silent
        && out.get(..out.len() - 1).is_some_and(|s| s.ends_with(['A', 'I', 'U']))
        && word.ends_with('H')
    {
        out.pop();
    }
    out
}
