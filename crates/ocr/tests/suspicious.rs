//! Words that should not stand on a document, and those that may.

mod layout;

use bonafide_ocr::{Doubt, List, Print, SuspiciousWord, WordKind, WordLists, suspicious_words};
use layout::{Row, line, page};

fn found(rows: &[Row]) -> Vec<SuspiciousWord> {
    suspicious_words(&page(rows), &WordLists::default())
}

fn words(rows: &[Row]) -> Vec<(String, List)> {
    found(rows).into_iter().map(|w| (w.word, w.list)).collect()
}

#[test]
fn marks_in_many_languages() {
    for mark in [
        "SPECIMEN",
        "Specimen",
        "SAMPLE",
        "VOID",
        "NOVELTY",
        "MUESTRA",
        "ÉCHANTILLON",
        "SPÉCIMEN",
        "MUSTER",
        "ESEMPIO",
        "FAC-SIMILE",
        "AMOSTRA",
        "VOORBEELD",
        "WZÓR",
        "VZOR",
        "ÖRNEK",
        "ОБРАЗЕЦ",
        "MINTA",
        "NÄIDIS",
        "COPY",
        "TEST",
        "ANNULÉ",
        "UNGÜLTIG",
        "KOPIE",
    ] {
        let row = [(300.0, 300.0, 60.0, mark)];
        assert!(matches!(words(&row).as_slice(), [(_, List::Definite)]), "{mark}");
    }
}

#[test]
fn reading_errors_do_not_hide_a_mark() {
    for mark in [
        "SPEC1MEN",
        "5PECIMEN",
        "SPECIMFN",
        "SPECMEN",
        "S P E C I M E N",
        "SAMP1E",
        "V0ID",
        "SPECI MEN",
        "N0VELTY",
        "MUESTRA.",
    ] {
        assert!(!words(&[(300.0, 300.0, 60.0, mark)]).is_empty(), "{mark}");
    }
}

#[test]
fn statements() {
    for statement in [
        "NOT A GOVERNMENT DOCUMENT",
        "NOTAGOVERNMENTDOCUMENT",
        "This is not a government issued card",
        "FOR TRAINING PURPOSES ONLY",
        "Kein amtliches Dokument",
        "documento no oficial",
        "Pièce fictive",
        "FAKE DOCUMENT",
    ] {
        let read = words(&[(300.0, 300.0, 20.0, statement)]);
        assert!(matches!(read.as_slice(), [(_, List::Definite)]), "{statement}: {read:?}");
    }
}

#[test]
fn clean_print_is_clean() {
    for text in [
        "VOID IF ALTERED",
        "This card is void without signature",
        "ORGAN DONOR",
        "ROAD TEST PASSED",
        "DUPLICATE",
        "Testarossa",
        "CONTESTED",
        "1 SAMPLES",
        "SPECIMEN SIGNATURE",
        "Specimen of signature",
        "WZÓR PODPISU",
        "Drawn by software for tests. The State of Jefferson is invented.",
        "1200 COPYRIGHT LN",
        "MÜNSTER",
        "SIMPLE",
        "CAMPION",
        "NOT FOR FEDERAL IDENTIFICATION",
        "FEDERAL LIMITS APPLY",
        "O titular deste documento",
        "P<USASAMPLEMAINE<<VOID<TEST<<<<<<<<<<<<<<<<<",
    ] {
        assert!(
            words(&[(300.0, 300.0, 20.0, text)]).is_empty(),
            "{text}: {:?}",
            words(&[(300.0, 300.0, 20.0, text)])
        );
    }
}

#[test]
fn a_surname_that_is_listed_is_inconclusive() {
    for name in ["SAMPLE", "COPY", "VOID", "MUSTER"] {
        let rows: [Row; 4] = [
            (340.0, 100.0, 14.0, "Surname / Nom"),
            (340.0, 118.0, 24.0, name),
            (340.0, 160.0, 14.0, "Given names / Prénoms"),
            (340.0, 178.0, 24.0, "ROWENA"),
        ];
        let read = found(&rows);
        let [word] = read.as_slice() else { panic!("{name}: {read:?}") };
        assert_eq!((word.list, word.doubt), (List::Inconclusive, Some(Doubt::Name)), "{name}");
    }
}

#[test]
fn a_leaning_mark_and_a_broken_one() {
    let rows: Vec<Row> = vec![
        (340.0, 100.0, 20.0, "Surname / Nom"),
        (340.0, 124.0, 24.0, "CASTLEMAINE"),
        (340.0, 170.0, 20.0, "Date of birth"),
        (340.0, 194.0, 24.0, "04 MAR 1980"),
    ];
    let with = |marks: &[(f32, f32, f32, &str, f32)]| -> Print {
        let mut print = page(&rows);
        print.lines.extend(marks.iter().map(|&(x, y, h, t, deg)| line((x, y), h, t, deg, 0.8)));
        print
    };
    let list = |print: &Print| -> Vec<(String, List)> {
        let all = suspicious_words(print, &WordLists::default());
        all.into_iter().map(|w| (w.word, w.list)).collect()
    };
    let specimen = |list| vec![("specimen".to_owned(), list)];
    assert_eq!(list(&with(&[(200.0, 300.0, 80.0, "SPECIMEN", -25.0)])), specimen(List::Definite));
    assert_eq!(list(&with(&[(200.0, 300.0, 80.0, "PECIMEN", -25.0)])), specimen(List::Definite));
    assert_eq!(
        list(&with(&[(200.0, 300.0, 80.0, "SPEC", -20.0), (390.0, 300.0, 80.0, "IMEN", -20.0)])),
        specimen(List::Definite)
    );
    // Three letters are a hint where they are huge and lean, and nothing in a line of print.
    assert_eq!(list(&with(&[(200.0, 300.0, 80.0, "MEN", -25.0)])), specimen(List::Inconclusive));
    assert!(list(&with(&[(200.0, 300.0, 30.0, "MEN", 0.0)])).is_empty());
}

#[test]
fn placeholder_persons_and_numbers() {
    let person = |last: &'static str, first: &'static str| {
        found(&[
            (340.0, 100.0, 14.0, "Surname / Nom"),
            (340.0, 118.0, 24.0, last),
            (340.0, 160.0, 14.0, "Given names / Prénoms"),
            (340.0, 178.0, 24.0, first),
        ])
    };
    let kind = |read: &[SuspiciousWord]| read.iter().map(|w| (w.kind, w.list)).collect::<Vec<_>>();
    let definite = [(WordKind::PlaceholderPerson, List::Definite)];
    let inconclusive = [(WordKind::PlaceholderPerson, List::Inconclusive)];
    assert_eq!(kind(&person("ERIKSSON", "ANNA MARIA")), definite);
    assert_eq!(kind(&person("MUSTERMANN", "ERIKA")), definite);
    assert_eq!(kind(&person("DOE", "JANE")), inconclusive);
    assert_eq!(kind(&person("DUPONT", "JEAN")), inconclusive);
    assert!(person("ERIKSSON", "LARS").is_empty());
    let number = found(&[(340.0, 100.0, 20.0, "Passport No. 123456789")]);
    assert_eq!(kind(&number), [(WordKind::PlaceholderNumber, List::Inconclusive)]);
}

#[test]
fn lists_of_the_user() {
    let mut lists = WordLists::default();
    lists.definite.push("Zufallsware".to_owned());
    lists.inconclusive.push("club card".to_owned());
    lists.ignored.push("SPECIMEN".to_owned());
    let rows = [
        (300.0, 100.0, 30.0, "ZUFALLSWARE"),
        (300.0, 200.0, 30.0, "CLUB CARD"),
        (300.0, 300.0, 30.0, "SPECIMEN"),
    ];
    let read = suspicious_words(&page(&rows), &lists);
    let read: Vec<(&str, List, WordKind)> =
        read.iter().map(|w| (w.word.as_str(), w.list, w.kind)).collect();
    assert_eq!(
        read,
        [
            ("Zufallsware", List::Definite, WordKind::User),
            ("club card", List::Inconclusive, WordKind::User)
        ]
    );
    let json = r#"{"definite": ["x-ray"], "ignored": ["utopia"]}"#;
    assert_eq!(
        serde_json::from_str::<WordLists>(json).map(|l| l.definite).ok(),
        Some(vec!["x-ray".to_owned()])
    );
    assert!(serde_json::from_str::<WordLists>(r#"{"definit": []}"#).is_err());
}

#[test]
fn debug_output_holds_no_values() {
    let read = found(&[(300.0, 300.0, 60.0, "SPEC1MEN")]);
    assert!(!format!("{read:?}").contains("SPEC1MEN"));
}
