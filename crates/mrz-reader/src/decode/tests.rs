//! Zones whose answers are made up, read back.
#![allow(clippy::unwrap_used)]

use bonafide_mrz::{Format, Group};
use proptest::prelude::*;

use super::ctc::Lattice;
use super::frames::{CLASSES, Frames, SYMBOLS, WIDTH};
use super::simulated::{Answer, Noise};
use super::*;

const PASSPORT: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];
const CARD: [&str; 3] = [
    "I<UTOD23145890<7349<<<<<<<<<<<",
    "3407127M9507122UTO<<<<<<<<<<<2",
    "STEVENSON<<PETER<JOHN<<<<<<<<<",
];
const VISA: [&str; 2] = [
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
];

/// Reads answers to lines, each line with its own manner.
fn read(lines: &[&str], answers: &[Answer], seed: u64) -> Zone {
    let mut noise = Noise::new(seed);
    let values: Vec<Vec<f32>> = lines
        .iter()
        .zip(answers.iter().cycle())
        .map(|(line, answer)| answer.to(line, &mut noise))
        .collect();
    decode(&prepared(&values), &Levels::default())
}

fn prepared(lines: &[Vec<f32>]) -> Vec<Prepared> {
    lines.iter().map(|values| Prepared::new(values, &Levels::default())).collect()
}

fn text(zone: &Zone) -> Vec<String> {
    zone.lines.iter().map(Line::text).collect()
}

#[test]
fn reads_each_layout_back() {
    for (lines, format) in [
        (&PASSPORT[..], Format::Td3),
        (&CARD, Format::Td1),
        (&VISA, Format::MrvA),
        (
            &["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"],
            Format::Td2,
        ),
        (
            &["IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6"],
            Format::FrenchId,
        ),
        (&["D1NLD14000000000DNR8MZ5M9M7UK4"], Format::DrivingLicence),
    ] {
        for seed in 0..5 {
            let zone = read(lines, &[Answer::default()], seed);
            assert_eq!(text(&zone), lines, "{format}");
            assert_eq!(zone.format, Some(format));
            assert_eq!(zone.verdict, Verdict::Read);
            assert!(zone.corrections.is_empty(), "{:?}", zone.corrections);
        }
    }
}

#[test]
fn centers_are_where_the_characters_are() {
    let zone = read(&PASSPORT, &[Answer::default()], 3);
    for (at, character) in zone.lines[1].characters.iter().enumerate() {
        let middle = 4.2 * (at as f32 + 1.5);
        assert!((character.center - middle).abs() < 2.1, "{at}: {}", character.center);
    }
}

#[test]
fn a_digit_settles_what_looks_like_two_things() {
    // The 8 of the number looks a little more like a B; the number has letters and digits.
    let second = Answer { alike: vec![(1, b'B', 0.7)], noise: 0.1, ..Answer::default() };
    let zone = read(&PASSPORT, &[Answer::default(), second], 1);
    assert_eq!(text(&zone), PASSPORT);
    let [correction] = zone.corrections[..] else { panic!("{:?}", zone.corrections) };
    assert_eq!((correction.line, correction.column), (2, 2));
    assert_eq!((correction.before, correction.after), ('B', '8'));
    assert_eq!(correction.group, Some(Group::DocumentNumber));
    assert!(correction.probability.unwrap().get() > 0.9);
}

#[test]
fn grammar_settles_what_cannot_be_otherwise() {
    let first = Answer { alike: vec![(4, b'0', 1.0)], noise: 0.1, ..Answer::default() };
    let zone = read(&PASSPORT, &[first, Answer::default()], 1);
    assert_eq!(text(&zone), PASSPORT);
    assert_eq!((zone.corrections[0].before, zone.corrections[0].group), ('0', None));
}

#[test]
fn what_is_printed_wrong_stays() {
    let wrong = [PASSPORT[0], "L898902C36UTO7408122F1204159ZE184226B<<<<<14"];
    let altered = [PASSPORT[0], "L898902C36UTO7408132F1204159ZE184226B<<<<<10"];
    for lines in [wrong, altered] {
        for seed in 0..10 {
            let zone = read(&lines, &[Answer::default()], seed);
            assert_eq!(text(&zone), lines);
            assert!(zone.wrong_digits && zone.corrections.is_empty());
        }
    }
}

#[test]
fn one_wrong_group_does_not_keep_another_from_its_due() {
    // The date of birth is printed wrong; the 8 of the number looks like a B.
    let lines = [PASSPORT[0], "L898902C36UTO7408132F1204159ZE184226B<<<<<10"];
    let second = Answer { alike: vec![(1, b'B', 0.7)], noise: 0.1, ..Answer::default() };
    let zone = read(&lines, &[Answer::default(), second], 1);
    assert_eq!(text(&zone), lines);
    assert!(zone.wrong_digits);
    assert_eq!(zone.corrections.len(), 1);
}

#[test]
fn lines_of_other_lengths_come_back_as_printed() {
    let longer = [format!("{}<", PASSPORT[0]), format!("{}<0", &PASSPORT[1][..43])];
    let longer: Vec<&str> = longer.iter().map(String::as_str).collect();
    let sharp = Answer { peak: 14.0, ..Answer::default() };
    for seed in 0..5 {
        let zone = read(&longer, std::slice::from_ref(&sharp), seed);
        assert_eq!(text(&zone), longer);
        assert_eq!((zone.format, zone.verdict), (None, Verdict::Read));
    }
}

#[test]
fn what_stands_beside_a_line_is_no_part_of_it() {
    let beside = [PASSPORT[0].to_owned(), format!("{}I", PASSPORT[1])];
    let before = [format!("1{}", PASSPORT[0]), PASSPORT[1].to_owned()];
    for lines in [beside, before] {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let zone = read(&lines, &[Answer::default()], 2);
        assert_eq!(text(&zone), PASSPORT);
    }
}

#[test]
fn other_print_and_noise_are_no_zone() {
    let print = [
        "THEQUICKBROWNFOXJUMPSOVERTHELAZYDOGANDBACKAG",
        "PASSEPORTREPUBLIQUEDUTOPIESIGNATUREDUTITULAI",
    ];
    assert_eq!(read(&print, &[Answer::default()], 1).verdict, Verdict::NotAZone);
    let fillers = ["<".repeat(44), "<".repeat(44)];
    let fillers: Vec<&str> = fillers.iter().map(String::as_str).collect();
    assert_eq!(read(&fillers, &[Answer::default()], 1).verdict, Verdict::NotAZone);
    for (seed, strength) in [(1, 0.0), (2, 1.0), (3, 4.0), (4, 10.0)] {
        let mut noise = Noise::new(seed);
        let values: Vec<f32> = (0..200 * CLASSES).map(|_| strength * noise.normal()).collect();
        let zone = decode(&prepared(&[values.clone(), values]), &Levels::default());
        assert_eq!(zone.verdict, Verdict::NotAZone, "{strength}");
    }
}

#[test]
fn a_zone_that_can_hardly_be_seen_is_unreadable() {
    // Every letter of the names looks as much like either of those behind it in the alphabet.
    let letters = PASSPORT[0].bytes().enumerate().skip(5).filter(|(_, b)| b.is_ascii_uppercase());
    let alike = letters.flat_map(|(at, byte)| [(at, byte + 1, 0.0), (at, byte + 2, 0.0)]).collect();
    let blurred = Answer { alike, ..Answer::default() };
    for seed in 0..5 {
        let zone = read(&PASSPORT, &[blurred.clone(), Answer::default()], seed);
        assert_eq!(zone.verdict, Verdict::Unreadable);
    }
}

#[test]
fn a_character_that_no_layout_has_room_for_lowers_the_confidence() {
    let sharp = Answer { peak: 14.0, ..Answer::default() };
    let clean = read(&PASSPORT, std::slice::from_ref(&sharp), 3);
    assert!(clean.confidence.get() > 0.9);
    for (line, at) in [(0, 20), (0, 44), (1, 20), (1, 44)] {
        let mut lines = PASSPORT.map(str::to_owned);
        lines[line].insert(at, 'K');
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let zone = read(&lines, std::slice::from_ref(&sharp), 3);
        let is_as_printed = text(&zone) == lines;
        assert!(
            is_as_printed || zone.confidence.get() < 0.1,
            "{line} {at}: {}",
            zone.confidence.get()
        );
    }
}

#[test]
fn a_number_that_runs_over_as_likely_as_not_is_given_as_such() {
    // Within its field the number has a 7 for its digit; in the card it runs over.
    let given = |ahead: f32| {
        let first =
            Answer { peak: 12.0, alike: vec![(14, b'7', ahead)], noise: 0.1, ..Answer::default() };
        let zone = read(&CARD, &[first, Answer { peak: 12.0, noise: 0.1, ..Answer::default() }], 1);
        let character = &zone.lines[0].characters[14];
        (character.value, character.probability)
    };
    assert!(given(-6.0).0 == '<' && given(-6.0).1 > 0.99, "{:?}", given(-6.0));
    let (mut low, mut high) = (-6.0, 12.0);
    assert_eq!(given(high).0, '7');
    for _ in 0..12 {
        let middle = (low + high) / 2.0;
        *(if given(middle).0 == '<' { &mut low } else { &mut high }) = middle;
    }
    for (value, probability) in [given(low), given(high)] {
        assert!((0.4..0.6).contains(&probability), "{value}: {probability}");
    }
}

#[test]
fn debug_tells_nothing_that_was_read() {
    let second = Answer { alike: vec![(1, b'B', 0.7)], noise: 0.1, ..Answer::default() };
    let zone = read(&PASSPORT, &[Answer::default(), second], 1);
    assert_eq!(zone.corrections.len(), 1);
    let (line, character) = (&zone.lines[1], &zone.lines[1].characters[1]);
    let printed = format!("{zone:?} {line:?} {character:?}");
    assert!(!printed.contains("ERIKSSON") && !printed.contains("L898902C3"));
    assert!(!printed.contains('\''), "a character by itself: {printed}");
}

/// Sums over all paths and all strings of `length`, one by one.
fn by_hand(
    frames: &Frames,
    length: usize,
    weights: Option<&[[f32; WIDTH]]>,
) -> (f64, Vec<[f64; SYMBOLS]>) {
    const FEW: usize = 3; // only the first symbols have any weight
    let count = frames.len();
    let mut sum = 0.0;
    let mut places = vec![[0.0; SYMBOLS]; length];
    for path in 0..(FEW + 1).pow(count as u32) {
        let mut p = 1.0;
        let mut rest = path;
        let mut collapsed = Vec::new();
        let mut last = FEW;
        for at in 0..count {
            let class = rest % (FEW + 1);
            rest /= FEW + 1;
            p *= f64::from(if class == FEW { frames.blank[at] } else { frames.symbols[at][class] });
            if class != FEW && class != last {
                collapsed.push(class);
            }
            last = class;
        }
        if collapsed.len() == length {
            for (n, &c) in collapsed.iter().enumerate() {
                p *= weights.map_or(1.0, |weights| f64::from(weights[n][c]));
            }
            sum += p;
            collapsed.iter().enumerate().for_each(|(n, &c)| places[n][c] += p);
        }
    }
    places.iter_mut().flatten().for_each(|p| *p /= sum);
    (sum, places)
}

/// Frames in which three symbols and the blank have all the weight and junk is impossible.
fn few_symbols(count: usize, noise: &mut Noise) -> Frames {
    let mut frames = Frames::default();
    for _ in 0..count {
        let parts: Vec<f32> = (0..4).map(|_| noise.uniform() + 0.05).collect();
        let mut symbols = [0.0; WIDTH];
        symbols[..3].copy_from_slice(&parts[..3]);
        frames.symbols.push(symbols);
        // Not normalised on purpose: a blank of 1 or more leaves nothing for junk.
        frames.blank.push(1.0);
    }
    frames
}

#[test]
fn sums_are_those_of_all_paths() {
    let mut noise = Noise::new(7);
    for length in 1..=3 {
        for weighted in [false, true] {
            let frames = few_symbols(6, &mut noise);
            let weights: Vec<[f32; WIDTH]> =
                (0..length).map(|_| std::array::from_fn(|_| noise.uniform() + 0.01)).collect();
            let weights = weighted.then_some(&weights[..]);
            let (sum, places) = by_hand(&frames, length, weights);
            let aligned = Lattice::new(&frames, length, weights).align().unwrap();
            assert!((aligned.ln_likelihood - sum.ln()).abs() < 1e-4);
            for (ours, theirs) in aligned.places.iter().flatten().zip(places.iter().flatten()) {
                assert!((ours - theirs).abs() < 1e-4, "{ours} {theirs}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn survives_any_values(
        lines in prop::collection::vec(
            prop::collection::vec(
                prop_oneof![
                    Just(f32::NAN), Just(f32::INFINITY), Just(f32::NEG_INFINITY),
                    Just(f32::MAX), Just(f32::MIN_POSITIVE), -20.0f32..20.0,
                ],
                0..CLASSES * 60,
            ),
            0..5,
        )
    ) {
        let zone = decode(&prepared(&lines), &Levels::default());
        for character in zone.lines.iter().flat_map(|line| &line.characters) {
            prop_assert!((0.0..=1.0).contains(&character.probability));
        }
        prop_assert_eq!(zone.clone(), decode(&prepared(&lines), &Levels::default()));
    }
}

#[test]
fn more_than_a_zone_can_have_is_refused_or_cut() {
    let values = vec![0.5; CLASSES * 3000];
    let none = |lines: &[Vec<f32>]| decode(&prepared(lines), &Levels::default());
    assert_eq!(none(&vec![values.clone(); 9]), Zone::none());
    assert_eq!(none(&[values]).verdict, Verdict::NotAZone);
    assert_eq!(none(&[Vec::new()]), Zone::none());
}

/// Of characters given some probability, how many are right; on faint answers with look-alikes.
#[test]
fn probabilities_are_kept() {
    let alike = |at: usize, byte: u8, noise: &mut Noise| -> Option<(usize, u8, f32)> {
        let other = match byte {
            b'0' => b'O',
            b'O' => b'0',
            b'8' => b'B',
            b'1' => b'I',
            b'5' => b'S',
            b'2' => b'Z',
            _ => return None,
        };
        Some((at, other, -0.5 + 1.2 * noise.normal()))
    };
    let (mut sure, mut sure_right, mut right, mut all) = (0, 0, 0, 0);
    let mut expected = 0.0;
    for seed in 0..60 {
        let mut noise = Noise::new(seed);
        let answers: Vec<Answer> = PASSPORT
            .iter()
            .map(|line| {
                let alike = line.bytes().enumerate().filter_map(|(at, b)| alike(at, b, &mut noise));
                Answer { peak: 11.0, noise: 1.0, alike: alike.collect(), ..Answer::default() }
            })
            .collect();
        let zone = read(&PASSPORT, &answers, seed + 1000);
        for (line, truth) in zone.lines.iter().zip(PASSPORT) {
            for (character, truth) in line.characters.iter().zip(truth.chars()) {
                let is_right = character.value == truth;
                all += 1;
                right += i32::from(is_right);
                expected += character.probability;
                if character.probability >= 0.99 {
                    sure += 1;
                    sure_right += i32::from(is_right);
                }
            }
        }
    }
    assert_eq!(all, 60 * 88);
    assert!(sure * 10 > all * 8 && sure_right * 1000 >= sure * 998, "{sure_right} of {sure}");
    assert!((expected - f64::from(right)).abs() < 0.01 * f64::from(all), "{expected} {right}");
}
