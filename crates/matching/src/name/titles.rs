//! Words around a name that are no part of it: titles, post-nominals and forms of companies.

/// Titles that are hardly ever names.
const TITLES: &[&str] = &[
    "ADM",
    "AMB",
    "BT",
    "CAPT",
    "COL",
    "DAME",
    "DOCTOR",
    "DR",
    "ESQ",
    "ESQUIRE",
    "GEN",
    "GOV",
    "HERR",
    "HON",
    "HONORABLE",
    "HONOURABLE",
    "LADY",
    "LIEUT",
    "LORD",
    "LT",
    "MADAM",
    "MADAME",
    "MAJ",
    "MISS",
    "MME",
    "MR",
    "MRS",
    "MS",
    "MULLAH",
    "PRESIDENT",
    "PROF",
    "PROFESSOR",
    "REV",
    "REVEREND",
    "RT",
    "SEN",
    "SENATOR",
    "SENOR",
    "SENORA",
    "SGT",
    "SHAIKH",
    "SHAYKH",
    "SHEIK",
    "SHEIKH",
    "SIR",
    "VISCOUNT",
    "VISCOUNTESS",
    "MARCHIONESS",
    "COUNTESS",
    "DUCHESS",
    "BARONESS",
    "BARONET",
];
/// Titles that are names as well: dropped only where two other words are left.
const TITLES_OR_NAMES: &[&str] = &[
    "ADMIRAL",
    "BARON",
    "BISHOP",
    "CAPTAIN",
    "COLONEL",
    "COUNT",
    "DUKE",
    "EARL",
    "FATHER",
    "GENERAL",
    "KING",
    "MAJOR",
    "MARQUESS",
    "MARQUIS",
    "PRINCE",
    "PRINCESS",
    "QUEEN",
    "SERGEANT",
    "LIEUTENANT",
    "THE",
    "VICE",
];
/// Letters after a name.
const POST_NOMINALS: &[&str] = &[
    "BART", "BARONET", "BSC", "BT", "CBE", "CPA", "DDS", "DPHIL", "ESQ", "ESQUIRE", "FRS", "KBE",
    "KC", "KCB", "MBE", "MBA", "MD", "MP", "MSC", "OBE", "PHD", "QC", "RN",
];
/// Legal forms (ISO 20275 lists them by country), each with its canonical form.
const LEGAL_FORMS: &[(&str, &str)] = &[
    ("LIMITED LIABILITY COMPANY", "LLC"),
    ("SOCIETATEA CU RASPUNDERE LIMITATA", "SRL"),
    ("GESELLSCHAFT MIT BESCHRANKTER HAFTUNG", "GMBH"),
    ("PUBLIC JOINT STOCK COMPANY", "JSC"),
    ("OPEN JOINT STOCK COMPANY", "JSC"),
    ("CLOSED JOINT STOCK COMPANY", "JSC"),
    ("JOINT STOCK COMPANY", "JSC"),
    ("PRIVATE LIMITED", "LTD"),
    ("PUBLIC LIMITED COMPANY", "PLC"),
    ("SOCIEDAD ANONIMA", "SA"),
    ("SOCIETE ANONYME", "SA"),
    ("SOCIETA PER AZIONI", "SPA"),
    ("LIMITED PARTNERSHIP", "LP"),
    ("CO LTD", "LTD"),
    ("CO LLC", "LLC"),
    ("AKTIENGESELLSCHAFT", "AG"),
    ("CORPORATION", "CORP"),
    ("INCORPORATED", "INC"),
    ("COMPANY", "CO"),
    ("LIMITED", "LTD"),
    ("AG", "AG"),
    ("BV", "BV"),
    ("CO", "CO"),
    ("CORP", "CORP"),
    ("GMBH", "GMBH"),
    ("INC", "INC"),
    ("JSC", "JSC"),
    ("KG", "KG"),
    ("LLC", "LLC"),
    ("LLP", "LLP"),
    ("LP", "LP"),
    ("LTD", "LTD"),
    ("NV", "NV"),
    ("OAO", "JSC"),
    ("OJSC", "JSC"),
    ("OOO", "LLC"),
    ("PAO", "JSC"),
    ("PJSC", "JSC"),
    ("PLC", "PLC"),
    ("PTE", "PTE"),
    ("PTY", "PTY"),
    ("SA", "SA"),
    ("SARL", "SARL"),
    ("SAS", "SAS"),
    ("SPA", "SPA"),
    ("SRL", "SRL"),
    ("ZAO", "JSC"),
];

pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

pub(super) fn is_title_or_name(word: &str) -> bool {
    TITLES_OR_NAMES.contains(&word)
}

pub(super) fn is_post_nominal(word: &str) -> bool {
    POST_NOMINALS.contains(&word)
}

/// Returns the canonical legal form at the beginning of `words`, and how many words it takes.
pub(super) fn legal_form(words: &[&str]) -> Option<(&'static str, usize)> {
    LEGAL_FORMS.iter().find_map(|(form, canonical)| {
        let mut given = words.iter();
        let fits = form.split(' ').all(|word| given.next() == Some(&word));
        fits.then(|| (*canonical, words.len() - given.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_form_is_taken() {
        assert_eq!(legal_form(&["OPEN", "JOINT", "STOCK", "COMPANY"]), Some(("JSC", 4)));
        assert_eq!(legal_form(&["CO", "LTD"]), Some(("LTD", 2)));
        assert_eq!(legal_form(&["CO"]), Some(("CO", 1)));
        assert_eq!(legal_form(&["GAZPROM", "CO"]), None);
        assert_eq!(legal_form(&[]), None);
    }
}
