//! The tables of ICAO Doc 9303 Part 3, section 6, upper case.

use crate::transliterate::Language;

/// Section 6 A, and base letters for Romanian and Vietnamese ones that it does not list.
pub(crate) fn latin(upper: char) -> Option<&'static str> {
    Some(match upper {
        'Á' | 'À' | 'Â' | 'Ã' | 'Ă' | 'Ā' | 'Ą' | 'Ạ'..='Ặ' => "A",
        'Ä' | 'Æ' => "AE",
        'Å' => "AA",
        'Ć' | 'Ĉ' | 'Č' | 'Ċ' | 'Ç' => "C",
        'Đ' | 'Ď' | 'Ð' => "D",
        'É' | 'È' | 'Ê' | 'Ë' | 'Ě' | 'Ė' | 'Ē' | 'Ę' | 'Ĕ' | 'Ẹ'..='Ệ' => "E",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
        'Ħ' | 'Ĥ' => "H",
        'ı' | 'Í' | 'Ì' | 'Î' | 'Ï' | 'İ' | 'Ĩ' | 'Ī' | 'Į' | 'Ĭ' | 'Ỉ'..='Ị' => "I",
        'Ĳ' => "IJ",
        'Ĵ' => "J",
        'Ķ' => "K",
        'Ł' | 'Ĺ' | 'Ľ' | 'Ļ' | 'Ŀ' => "L",
        'Ń' | 'Ñ' | 'Ň' | 'Ņ' | 'Ŋ' => "N",
        'Ø' | 'Ö' | 'Œ' => "OE",
        'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ő' | 'Ō' | 'Ŏ' | 'Ơ' | 'Ọ'..='Ợ' => "O",
        'Ŕ' | 'Ř' | 'Ŗ' => "R",
        'Ś' | 'Ŝ' | 'Š' | 'Ş' | 'Ș' => "S",
        'ẞ' => "SS",
        'Ŧ' | 'Ť' | 'Ţ' | 'Ț' => "T",
        'Þ' => "TH",
        'Ü' => "UE",
        'Ú' | 'Ù' | 'Û' | 'Ũ' | 'Ŭ' | 'Ű' | 'Ů' | 'Ū' | 'Ų' | 'Ư' | 'Ụ'..='Ự' => "U",
        'Ŵ' => "W",
        'Ý' | 'Ŷ' | 'Ÿ' | 'Ỳ'..='Ỹ' => "Y",
        'Ź' | 'Ž' | 'Ż' => "Z",
        _ => return None,
    })
}

/// Section 6 B with the exceptions of a language.
pub(crate) fn cyrillic(upper: char, language: Language, begins: bool) -> Option<&'static str> {
    exception(upper, language, begins).or_else(|| common_cyrillic(upper))
}

/// What a language writes otherwise.
fn exception(upper: char, language: Language, begins: bool) -> Option<&'static str> {
    Some(match (language, upper) {
        (Language::Belarusian | Language::Serbian | Language::Ukrainian, 'Г')
        | (Language::Macedonian | Language::Serbian, 'Х') => "H",
        (Language::Belarusian, 'Ё') => "IO",
        (Language::Bulgarian, 'Щ') => "SHT",
        (Language::Macedonian, 'Ѓ' | 'Ғ') => "GJ",
        (Language::Macedonian, 'Ќ') => "KJ",
        (Language::Macedonian, 'Џ') => "DJ",
        (Language::Macedonian | Language::Serbian, 'Ц') | (Language::Serbian, 'Ч') => "C",
        (Language::Serbian, 'Ж') => "Z",
        (Language::Serbian, 'Ш') => "S",
        (Language::Ukrainian, 'И') => "Y",
        (Language::Ukrainian, 'Є') if begins => "YE",
        (Language::Ukrainian, 'Ї') if begins => "YI",
        (Language::Ukrainian, 'Й') if begins => "Y",
        (Language::Ukrainian, 'Ю') if begins => "YU",
        (Language::Ukrainian, 'Я') if begins => "YA",
        _ => return None,
    })
}

/// The column that all languages share; `Ѓ`, `Ћ` and `Ь` are not in the table.
fn common_cyrillic(upper: char) -> Option<&'static str> {
    Some(match upper {
        'А' => "A",
        'Б' => "B",
        'В' => "V",
        'Г' | 'Ѓ' | 'Ґ' | 'Ғ' => "G",
        'Д' | 'Ђ' => "D",
        'Е' | 'Ё' | 'Э' => "E",
        'Є' | 'Ъ' => "IE",
        'Ж' => "ZH",
        'З' => "Z",
        'Ѕ' | 'Џ' => "DZ",
        'И' | 'Й' | 'І' | 'Ї' => "I",
        'Ј' => "J",
        'К' | 'Ќ' => "K",
        'Л' => "L",
        'Љ' => "LJ",
        'М' => "M",
        'Н' => "N",
        'Њ' => "NJ",
        'О' => "O",
        'П' => "P",
        'Р' => "R",
        'С' => "S",
        'Т' => "T",
        'У' | 'Ў' | 'Ѫ' => "U",
        'Ф' => "F",
        'Х' => "KH",
        'Ц' => "TS",
        'Ч' => "CH",
        'Ћ' | 'Һ' => "C",
        'Ш' => "SH",
        'Щ' => "SHCH",
        'Ы' | 'Ѵ' => "Y",
        'Ь' => "",
        'Ю' => "IU",
        'Я' => "IA",
        _ => return None,
    })
}

/// Section 6 C. Vowel signs, tatweel and four letters are not encoded.
pub(crate) fn arabic(letter: char, ends: bool) -> Option<&'static str> {
    if let '\u{0671}'..='\u{06D3}' = letter {
        return arabic_extended(letter);
    }
    Some(match letter {
        'ء' => "XE",
        'آ' => "XAA",
        'أ' => "XAE",
        'ؤ' => "U",
        'إ' => "I",
        'ئ' => "XI",
        'ا' => "A",
        'ب' => "B",
        'ة' if ends => "XAH",
        'ة' => "XTA",
        'ت' => "T",
        'ث' => "XTH",
        'ج' => "J",
        'ح' => "XH",
        'خ' => "XKH",
        'د' => "D",
        'ذ' => "XDH",
        'ر' => "R",
        'ز' => "Z",
        'س' => "S",
        'ش' => "XSH",
        'ص' => "XSS",
        'ض' => "XDZ",
        'ط' => "XTT",
        'ظ' => "XZZ",
        'ع' => "E",
        'غ' => "G",
        'ف' => "F",
        'ق' => "Q",
        'ك' => "K",
        'ل' => "L",
        'م' => "M",
        'ن' => "N",
        'ه' => "H",
        'و' => "W",
        'ى' => "XAY",
        'ي' => "Y",
        '\u{0640}' | '\u{064B}'..='\u{0650}' | '\u{0652}' | '\u{0670}' => "",
        _ => return None,
    })
}

/// The letters of Persian, Urdu, Pashto and others.
fn arabic_extended(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\u{0671}' => "XXA",
        '\u{0679}' => "XXT",
        '\u{067C}' => "XRT",
        '\u{067E}' => "P",
        '\u{0681}' => "XKE",
        '\u{0685}' => "XXH",
        '\u{0686}' => "XC",
        '\u{0688}' => "XXD",
        '\u{0689}' => "XDR",
        '\u{0691}' => "XXR",
        '\u{0693}' => "XRR",
        '\u{0696}' => "XRX",
        '\u{0698}' => "XJ",
        '\u{069A}' => "XXS",
        '\u{069C}' | '\u{06A2}' | '\u{06A7}' | '\u{06A8}' => "",
        '\u{06A4}' => "V",  // appendix B, section B.5.4: for foreign names
        '\u{06A5}' => "XF", // likewise
        '\u{06A9}' => "XKK",
        '\u{06AB}' => "XXK",
        '\u{06AD}' => "XNG",
        '\u{06AF}' => "XGG",
        '\u{06BA}' => "XNN",
        '\u{06BC}' => "XXN",
        '\u{06BE}' => "XDO",
        '\u{06C0}' => "XYH",
        '\u{06C1}' => "XXG",
        '\u{06C2}' => "XGE",
        '\u{06C3}' => "XTG",
        '\u{06CC}' => "XYA",
        '\u{06CD}' => "XXY",
        '\u{06D0}' => "Y",
        '\u{06D2}' => "XYB",
        '\u{06D3}' => "XBE",
        _ => return None,
    })
}
