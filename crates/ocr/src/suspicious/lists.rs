//! The built-in lists of words that should not stand on a document.

use super::{Kind, List};
use crate::fold::folded;

/// A listed word or phrase.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// As listed.
    pub(crate) word: String,
    /// Capital ASCII letters and digits.
    pub(crate) key: String,
    /// Of a phrase of two words, how long the key of the first is.
    pub(crate) parted: Option<usize>,
    pub(crate) list: List,
    pub(crate) kind: Kind,
    /// ISO 639-1, `None` for names of no language.
    pub(crate) language: Option<&'static str>,
    /// Whether the user says that it does not count.
    pub(crate) ignored: bool,
}

impl Entry {
    /// An entry; `None` for a word without letters or digits.
    pub(crate) fn of(
        word: &str,
        list: List,
        kind: Kind,
        language: Option<&'static str>,
    ) -> Option<Self> {
        let key = folded(word);
        let parts: Vec<&str> = word.split(' ').collect();
        let parted = match parts.as_slice() {
            [first, _] => Some(folded(first).len()),
            _ => None,
        };
        (key.len() >= 3 && key.len() <= 64).then(|| Self {
            word: word.to_owned(),
            key,
            parted,
            list,
            kind,
            language,
            ignored: false,
        })
    }
}

/// The built-in entries, in the order of the table.
pub(crate) fn entries() -> &'static [Entry] {
    static ENTRIES: std::sync::OnceLock<Vec<Entry>> = std::sync::OnceLock::new();
    ENTRIES.get_or_init(|| {
        let rows = TABLE.iter().flat_map(|&(list, kind, language, words)| {
            let language = Some(language).filter(|l| !l.is_empty());
            words.split('|').filter_map(move |word| Entry::of(word, list, kind, language))
        });
        rows.collect()
    })
}

/// Keys of the marks that a genuine document does not carry, single words of six letters and more: what stands
/// across whole pages. The commonest first.
pub(crate) fn definite_marks() -> impl Iterator<Item = &'static str> {
    static KEYS: std::sync::OnceLock<Vec<&'static str>> = std::sync::OnceLock::new();
    let is_mark =
        |entry: &&Entry| entry.list == Definite && entry.kind == Mark && !entry.word.contains(' ');
    let keys = KEYS.get_or_init(|| {
        let marks = entries().iter().filter(is_mark).map(|entry| entry.key.as_str());
        let mut keys: Vec<&str> = marks.filter(|key| key.len() >= 6).collect();
        keys.sort_by_key(|key| (*key != "SPECIMEN", *key));
        keys.dedup();
        keys
    });
    keys.iter().copied()
}

use Kind::{Mark, Place, Statement, Template};
use List::{Definite, Inconclusive};

#[rustfmt::skip]
const TABLE: &[(List, Kind, &str, &str)] = &[
    (Definite, Mark, "en", "specimen|sample|void|copy|photocopy|test|novelty|facsimile|replica|counterfeit|fake|dummy|cancelled|canceled|mock-up|souvenir"),
    (Definite, Mark, "fr", "spécimen|échantillon|annulé|photocopie|fac-similé|factice"),
    (Definite, Mark, "de", "Muster|Musterausweis|Musterkarte|ungültig|entwertet|Kopie|Fotokopie|Fälschung|Attrappe"),
    (Definite, Mark, "es", "muestra|espécimen|anulado|fotocopia|facsímil"),
    (Definite, Mark, "it", "esempio|facsimile|fac simile|annullato|fotocopia"),
    (Definite, Mark, "pt", "amostra|espécime|espécimen|fotocópia|fac-símile"),
    (Definite, Mark, "nl", "voorbeeld|ongeldig|fotokopie"),
    (Definite, Mark, "pl", "wzór|próbka|okaz|nieważny|unieważniony"),
    (Definite, Mark, "cs", "vzor|ukázka|neplatný"), (Definite, Mark, "sk", "vzorka|neplatné"),
    (Definite, Mark, "hu", "minta|érvénytelen"), (Definite, Mark, "ro", "mostră|specimen|anulat"),
    (Definite, Mark, "hr", "uzorak|ogledni primjerak"), (Definite, Mark, "sl", "vzorec"), (Definite, Mark, "bg", "образец"),
    (Definite, Mark, "ru", "образец|недействителен"), (Definite, Mark, "uk", "зразок|недійсний"), (Definite, Mark, "el", "δείγμα|υπόδειγμα"),
    (Definite, Mark, "tr", "örnektir|örnek|numune|geçersiz"), (Definite, Mark, "da", "prøveeksemplar|eksempel"), (Definite, Mark, "sv", "exempel|provexemplar"),
    (Definite, Mark, "no", "eksempel|prøveeksemplar"), (Definite, Mark, "fi", "malliasiakirja|mallikappale|näytekappale"), (Definite, Mark, "et", "näidis"),
    (Definite, Mark, "lv", "paraugs"), (Definite, Mark, "lt", "pavyzdys"), (Definite, Mark, "is", "sýnishorn"), (Definite, Mark, "sq", "mostër"),
    (Definite, Mark, "mt", "kampjun"), (Definite, Mark, "ga", "eiseamláir"), (Definite, Mark, "id", "contoh"),
    (Inconclusive, Mark, "en", "example|draft|demo|proof|trial|template|mockup|prototype|training|invalid|expired document|duplicate copy|copies"),
    (Inconclusive, Mark, "fr", "copie|modèle|exemple|brouillon|essai"), (Inconclusive, Mark, "de", "Beispiel|Entwurf|Vorlage|Probe"),
    (Inconclusive, Mark, "es", "copia|ejemplo|modelo|prueba|borrador"), (Inconclusive, Mark, "it", "copia|campione|modello|prova|bozza"),
    (Inconclusive, Mark, "pt", "cópia|exemplo|modelo|teste|rascunho"), (Inconclusive, Mark, "nl", "kopie|model|proef|concept"),
    (Inconclusive, Mark, "pl", "kopia|przykład"), (Inconclusive, Mark, "cs", "kopie|příklad"), (Inconclusive, Mark, "sv", "kopia|prov"), (Inconclusive, Mark, "da", "prøve|kopi"),
    (Inconclusive, Mark, "fi", "malli|näyte|kopio"), (Inconclusive, Mark, "ru", "копия"),
    (Definite, Statement, "en", "not a government document|not a government id|not a government issued|not government issued|non-government id|non government identification|\
not an official document|not an official government document|not a valid document|not a valid id|not a legal document|not a real document|this is not a valid|not for identification purposes|\
for novelty use|for novelty purposes|novelty use only|novelty item|novelty id|for entertainment only|for entertainment purposes|for training purposes|for training only|for training use|for testing purposes|\
for test purposes|for test use|for testing only|for demonstration purposes|for demonstration only|for demo purposes|for display purposes only|for display only|for educational purposes|for illustration purposes|for illustration only|\
test card|test document|test specimen|sample card|sample document|sample only|specimen only|specimen copy|for specimen purposes|not valid for travel specimen|movie prop|prop use only|for motion picture use|replica only|not real|fake id|fake document|fictitious document|fictional document"),
    (Definite, Statement, "fr", "document sans valeur|sans valeur officielle|document non officiel|à des fins de formation|spécimen sans valeur|document de test|carte de démonstration|pièce fictive|document fictif|carte fictive"),
    (Definite, Statement, "de", "kein amtliches Dokument|kein amtlicher Ausweis|nur zu Schulungszwecken|nur für Testzwecke|nur zu Testzwecken|ohne Rechtsgültigkeit|nicht amtlich|Musterdokument|Testdokument|fiktives Dokument|fiktiver Ausweis"),
    (Definite, Statement, "es", "documento no oficial|sin valor oficial|sin validez oficial|no es un documento oficial|para fines de prueba|documento de prueba|solo para capacitación|documento de muestra|documento ficticio"),
    (Definite, Statement, "it", "documento non ufficiale|senza valore legale|documento di prova|non valido come documento|a scopo dimostrativo|documento fittizio"),
    (Definite, Statement, "pt", "documento não oficial|sem valor legal|sem validade|documento de teste|para fins de formação|documento de amostra|documento fictício"),
    (Definite, Statement, "nl", "geen officieel document|geen geldig document|voor testdoeleinden|voor trainingsdoeleinden|testdocument|fictief document"),
    (Definite, Template, "", "shutterstock|istockphoto|gettyimages|dreamstime|depositphotos|adobe stock|alamy stock photo|123rf|freepik|vecteezy|\
psd template|template psd|editable template|psdtemplate|templatelab|photoshop template|canva|id template|fakeid|fake documents|idgenerator|id generator|fake id generator|document generator"),
    (Inconclusive, Place, "en", "anytown|anywhere|anycity|anystate|sampletown|sampleville|anystreet|samplecity"),
    (Inconclusive, Place, "de", "Musterstadt|Musterhausen|Musterstraße|Musterort|Musterdorf"),
    (Inconclusive, Place, "", "Utopia"),
    (Inconclusive, Kind::PlaceholderText, "en", "cardholder|lastname|firstname|last name here|your name here|your name|name here|insert photo|photo here|your photo|signature here|insert text|lorem ipsum|johnny sample"),
];

/// What makes a listed word an ordinary one: the word's key, what stands right before it, what right
/// behind it. One of the two is empty.
#[rustfmt::skip]
pub(crate) const ORDINARY: &[(&str, &str, &str)] = &[
    ("VOID", "", "IF"), ("VOID", "", "WITHOUT"), ("VOID", "", "AFTER"), ("VOID", "", "UNLESS"), ("VOID", "", "WHEN"), ("VOID", "", "WHERE"), ("VOID", "", "UPON"),
    ("VOID", "BE", ""), ("VOID", "BECOMES", ""), ("VOID", "IS", ""), ("VOID", "", "UNTIL"),
    ("COPY", "NOT", ""), ("COPY", "TO", ""), ("COPY", "", "OF"), ("COPY", "OR", ""), ("COPY", "A", ""), ("COPY", "CERTIFIED", ""),
    ("TEST", "ROAD", ""), ("TEST", "VISION", ""), ("TEST", "EYE", ""), ("TEST", "DRIVING", ""), ("TEST", "KNOWLEDGE", ""), ("TEST", "SKILLS", ""), ("TEST", "BREATH", ""),
    ("TEST", "CHEMICAL", ""), ("TEST", "BLOOD", ""), ("TEST", "ALCOHOL", ""), ("TEST", "", "DATE"), ("TEST", "A", ""), ("TEST", "THE", ""), ("TEST", "TO", ""), ("TEST", "", "RESULT"), ("TEST", "OR", ""),
    ("SAMPLE", "BLOOD", ""), ("SAMPLE", "BREATH", ""), ("SAMPLE", "URINE", ""),
    ("SPECIMEN", "", "SIGNATURE"), ("SPECIMEN", "SIGNATURE", ""), ("SPECIMEN", "", "OF"), ("SPECIMEN", "", "DESIGNATURE"), ("SPECIMEN", "BLOOD", ""),
    ("WZOR", "", "PODPISU"), ("VZOR", "", "PODPISU"), ("CANCELLED", "BE", ""), ("CANCELED", "BE", ""), ("UNGULTIG", "WIRD", ""), ("TRAINING", "", "LEVEL"),
    ("FAKE", "A", ""), ("MODEL", "", "YEAR"), ("TRIAL", "", "COURT"), ("PROOF", "", "OF"), ("PROOF", "AS", ""), ("DUMMY", "", "RD"),
];

/// Words near to a listed one that are words or names of their own.
pub(crate) const NEIGHBOURS: &[&str] = &[
    "CAMPION",
    "NOVELLY",
    "CANCELLO",
    "MUESTRAS",
    "FACSIMILES",
    "SPECIMENS",
    "EXAMPLES",
    "REPLICAS",
    "SAMPLES",
    "COPIES",
    "TESTS",
    "MODELS",
    "CANCELLER",
    "UTOPIAN",
    "PAVYZDZIO",
    "UTOPIE",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_yields_entries() {
        let words: usize = TABLE.iter().map(|row| row.3.split('|').count()).sum();
        assert_eq!(entries().len(), words);
    }

    #[test]
    fn ordinary_contexts_belong_to_listed_words() {
        for (word, before, after) in ORDINARY {
            assert!(before.is_empty() != after.is_empty());
            assert!(entries().iter().any(|e| e.key == *word), "{word}");
        }
    }
}
