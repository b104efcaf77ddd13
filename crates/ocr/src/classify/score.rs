//! Clues found and weighed.

use std::collections::BTreeMap;

use bonafide_types::{DocumentType, Field, FieldValue, Score, Sensitive, Side};

use super::phrases::{Phrase, phrases};
use super::{Classification, Clue, Folded, Says, places};
use crate::fields::piece::{Piece, is_machine_readable, slots_of};
use crate::straight::{Glyph, Strip, pixel_box};

/// Words that stand on backs: legal phrases and the headings of tables.
const BACK: &[&str] = &[
    "VOIDIFALTERED",
    "NOTVALIDIFALTERED",
    "ORGANANDTISSUEDONOR",
    "ENDORSEMENTSNONE",
    "FORMOREINFORMATION",
    "IFFOUNDDROPINANYMAILBOX",
    "IFFOUNDRETURNTO",
    "CHANGEOFADDRESS",
    "DROPINMAILBOX",
    "POSTAGEGUARANTEED",
];

/// Clues of lines: phrases of document types, countries, phrases of backs; the form of a
/// machine-readable zone.
pub(crate) fn line_clues(strips: &[Strip], frame: (u32, u32)) -> Vec<Clue> {
    let mut clues = Vec::new();
    let mut silent: Vec<&Strip> = Vec::new();
    for strip in strips.iter().filter(|s| !s.slanted) {
        if is_machine_readable(strip) {
            clues.extend(zone_clues(strip, frame));
            continue;
        }
        let line = Folded::of(strip);
        let found = phrase_clues(&line, frame);
        if found.is_empty() && strip.glyphs.len() <= LONGEST_HALF {
            silent.push(strip);
        }
        clues.extend(found);
        clues.extend(places::within(&line, frame));
        for phrase in BACK {
            if let Some((range, _)) = line.find(phrase) {
                clues.push(clue_at(strip, range, Says::Side(Side::Back), 1.5, frame));
            }
        }
    }
    clues.extend(broken_clues(&silent, frame));
    clues
}

/// Longest line that may be half of a phrase, in characters.
const LONGEST_HALF: usize = 24;
/// Lines of which halves are looked for.
const MOST_HALVES: usize = 120;

/// Phrases of document types in a line; of those that overlap the one read best, then the longest.
fn phrase_clues(line: &Folded<'_>, frame: (u32, u32)) -> Vec<Clue> {
    let finds = phrases().iter().filter_map(|p| line.find(&p.key).map(|found| (p, found)));
    let mut finds: Vec<_> = finds.collect();
    // The sort is stable: of equal costs the longest phrase, as they are listed.
    finds.sort_by_key(|(_, (_, cost))| *cost);
    let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
    let mut clues = Vec::new();
    for (phrase, (range, cost)) in finds {
        if taken.iter().all(|t| t.end <= range.start || range.end <= t.start) {
            taken.push(range.clone());
            clues.push(phrase_clue(line.strip, phrase, range, cost, frame));
        }
    }
    clues
}

/// Phrases that stand in two lines, beside or below each other.
fn broken_clues(strips: &[&Strip], frame: (u32, u32)) -> Vec<Clue> {
    let strips = strips.get(..strips.len().min(MOST_HALVES)).unwrap_or_default();
    let mut clues = Vec::new();
    for a in strips {
        for b in strips.iter().filter(|b| goes_on(a, b)) {
            let mut both = Strip::clone(a);
            if let Some(last) = a.glyphs.last() {
                both.glyphs.push(Glyph { c: ' ', ..*last });
            }
            both.glyphs.extend(&b.glyphs);
            let found = phrase_clues(&Folded::of(&both), frame);
            clues.extend(found);
        }
    }
    clues
}

/// Whether one line goes on in another: of one height, behind it in its row or below it in its columns.
fn goes_on(a: &Strip, b: &Strip) -> bool {
    let span = |s: &Strip| s.glyphs.first().zip(s.glyphs.last()).map(|(f, l)| (f.span.0, l.span.1));
    let Some((a_span, b_span)) = span(a).zip(span(b)) else { return false };
    let height = a.height().max(b.height());
    let alike = a.height().min(b.height()) > 0.7 * height;
    let row = (a.top - b.top).abs() < 0.4 * height
        && (-0.3 * height..1.5 * height).contains(&(b_span.0 - a_span.1));
    let below = (-0.3 * height..0.9 * height).contains(&(b.top - a.bottom))
        && a_span.1.min(b_span.1) - a_span.0.max(b_span.0) > 0.0;
    alike && (row || below)
}

fn clue_at(
    strip: &Strip,
    range: std::ops::Range<usize>,
    says: Says,
    weight: f64,
    frame: (u32, u32),
) -> Clue {
    Clue {
        text: Sensitive::new(strip.text(range.clone())),
        bounds: pixel_box(strip.glyphs.get(range).unwrap_or_default().iter(), frame),
        says,
        weight,
        language: None,
    }
}

fn phrase_clue(
    strip: &Strip,
    phrase: &Phrase,
    range: std::ops::Range<usize>,
    cost: u32,
    frame: (u32, u32),
) -> Clue {
    let glyphs: &[Glyph] = strip.glyphs.get(range.clone()).unwrap_or_default();
    let rest = strip.glyphs.len() - glyphs.len();
    let after = strip.text(range.end..(range.end + 4).min(strip.glyphs.len()));
    let label = after.trim_start().to_uppercase();
    // `Passport No.` is a label, a sentence in small print is no heading.
    let labelled = ["NO", "N°", "N.", "NR", "NU", "#", "N"].iter().any(|l| label.starts_with(l));
    let lower = glyphs.iter().filter(|g| g.c.is_lowercase()).count();
    let sentence = rest > 24 && lower * 2 > glyphs.len();
    let weight = match (labelled, sentence) {
        (true, _) => 1.0,
        (_, true) => 0.3,
        _ => 3.0,
    };
    let weight = weight * (1.0 - 0.08 * f64::from(cost));
    let text = spaced(&strip.text(range.clone()), phrase);
    Clue {
        text: Sensitive::new(text),
        bounds: pixel_box(glyphs.iter(), frame),
        says: Says::Type(phrase.names),
        weight,
        language: Some(phrase.language),
    }
}

/// The phrase as printed, with the spaces of the known one where the reader lost them.
fn spaced(printed: &str, phrase: &Phrase) -> String {
    let bare: String = printed.chars().filter(|c| *c != ' ').collect();
    let known: String = phrase.text.chars().filter(|c| *c != ' ').collect();
    if bare.chars().count() != known.chars().count() {
        return printed.to_owned();
    }
    let mut letters = bare.chars();
    phrase.text.chars().filter_map(|c| if c == ' ' { Some(' ') } else { letters.next() }).collect()
}

/// What the first line of a machine-readable zone says (Doc 9303 Parts 4 to 6).
fn zone_clues(strip: &Strip, frame: (u32, u32)) -> Vec<Clue> {
    let text: String = strip.chars().filter(|c| *c != ' ').collect();
    let start: String = text.chars().take(2).collect();
    let says = match (start.as_str(), text.chars().count()) {
        ("IP", 27..=33) => DocumentType::PassportCard,
        (s, 40..=48) if s.starts_with('P') => DocumentType::Passport,
        (s, 27..=39) if s.starts_with(['I', 'A', 'C']) => DocumentType::IdentificationCard,
        _ => return Vec::new(),
    };
    let range = 0..2.min(strip.glyphs.len());
    let mut clues = vec![clue_at(strip, range.clone(), Says::Type(says), 2.0, frame)];
    let side = if says == DocumentType::Passport { Side::Front } else { Side::Back };
    clues.push(clue_at(strip, range, Says::Side(side), 2.0, frame));
    clues
}

/// What labels say of type and side: classes and restrictions stand on licences, names on fronts.
pub(crate) fn label_clues(pieces: &[Piece]) -> Vec<Clue> {
    let mut seen: BTreeMap<Field, usize> = BTreeMap::new();
    for field in pieces.iter().flat_map(slots_of) {
        *seen.entry(field).or_default() += 1;
    }
    let has = |field: Field| seen.contains_key(&field);
    let clue = |says: Says, weight: f64| Clue {
        text: Sensitive::new(String::new()),
        bounds: None,
        says,
        weight,
        language: None,
    };
    let mut clues = Vec::new();
    let driving = [Field::Class, Field::Restrictions, Field::Mentions];
    let count = driving.into_iter().filter(|f| has(*f)).count();
    if count >= 2 {
        clues.push(clue(Says::Type(DocumentType::DriverLicense), 0.7 * count as f64));
    }
    let named = has(Field::LastName) || has(Field::FirstName) || has(Field::BirthDate);
    if named {
        clues.push(clue(Says::Side(Side::Front), 1.2));
    }
    if count >= 2 && !named {
        // The legend of classes and restrictions without a holder.
        clues.push(clue(Says::Side(Side::Back), 0.8));
    }
    if has(Field::EyeColor) && has(Field::BirthDate) {
        clues.push(clue(Says::Side(Side::Front), 0.6));
    }
    clues
}

/// The code that clues speak for most, with the sum of their weights.
pub(crate) fn strongest<T: Ord + Clone>(
    clues: &[Clue],
    of: impl Fn(&Says) -> Option<T>,
) -> Option<(T, f64)> {
    let mut sums: BTreeMap<T, f64> = BTreeMap::new();
    for clue in clues {
        if let Some(value) = of(&clue.says) {
            // A second mention says less than the first.
            let sum = sums.entry(value).or_default();
            *sum = sum.max(clue.weight) + 0.3 * sum.min(clue.weight);
        }
    }
    sums.into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b))
}

/// Puts clues together.
pub(crate) fn judge(mut clues: Vec<Clue>, frame: (u32, u32), strips: &[Strip]) -> Classification {
    clues.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let mut result = Classification::default();
    judge_type(&clues, &mut result);
    judge_side(&clues, &mut result);
    let visual: Vec<Clue> = clues.iter().filter(|c| !in_zone(c, strips, frame)).cloned().collect();
    let country = strongest(&visual, |says| match says {
        Says::Country(code) => Some(code.clone()),
        _ => None,
    });
    let state = strongest(&visual, |says| match says {
        Says::State(code) => Some(code.clone()),
        _ => None,
    });
    result.issuing_country =
        country.map(|(code, sum)| told(&visual, &Says::Country(code.clone()), &code, sum));
    result.issuing_state =
        state.map(|(code, sum)| told(&visual, &Says::State(code.clone()), &code, sum));
    let title = clues.iter().find(|c| {
        c.says == Says::Type(result.document_type) && c.language.is_some() && c.weight >= 1.5
    });
    result.source_document_type = title.map(|clue| {
        let text = clue.text.expose().clone();
        let value = FieldValue::read(text.clone(), odds(clue.weight)).with_raw(text);
        match clue.bounds {
            Some(bounds) => value.with_bounds(bounds),
            None => value,
        }
    });
    result.clues = clues;
    result
}

/// Whether a clue stands in a machine-readable zone.
fn in_zone(clue: &Clue, strips: &[Strip], frame: (u32, u32)) -> bool {
    clue.bounds.is_some_and(|b| {
        let zones = strips.iter().filter(|s| is_machine_readable(s));
        let mut boxes = zones.filter_map(|s| pixel_box(s.glyphs.iter(), frame));
        boxes.any(|z| {
            b.top >= z.top && b.bottom <= z.bottom && b.left >= z.left && b.right <= z.right
        })
    })
}

fn odds(weight: f64) -> Score {
    Score::clamped(1.0 / (1.0 + (-weight).exp()))
}

fn told(clues: &[Clue], says: &Says, code: &str, sum: f64) -> FieldValue {
    let value = FieldValue::read(code, odds(sum));
    let Some(clue) = clues.iter().find(|c| c.says == *says) else { return value };
    let value = value.with_raw(clue.text.expose().clone());
    match clue.bounds {
        Some(bounds) => value.with_bounds(bounds),
        None => value,
    }
}

fn judge_type(clues: &[Clue], result: &mut Classification) {
    let sum_of = |wanted: DocumentType| {
        let own: Vec<Clue> =
            clues.iter().filter(|c| c.says == Says::Type(wanted)).cloned().collect();
        strongest(&own, |says| Some(matches!(says, Says::Type(_)))).map_or(0.0, |(_, sum)| sum)
    };
    let sums: Vec<(DocumentType, f64)> =
        DocumentType::ALL.into_iter().skip(1).map(|t| (t, sum_of(t))).collect();
    // A document of none of the types has the weight of one weak clue.
    let none = 1.0_f64.exp();
    let total: f64 =
        none + sums.iter().map(|(_, s)| if *s > 0.0 { s.exp() } else { 0.0 }).sum::<f64>();
    let best = sums.into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b));
    if let Some((found, sum)) = best.filter(|(_, sum)| *sum > 1.0) {
        result.document_type = found;
        result.type_score = Score::clamped(sum.exp() / total);
    }
}

fn judge_side(clues: &[Clue], result: &mut Classification) {
    let sum = |side: Side| -> f64 {
        clues.iter().filter(|c| c.says == Says::Side(side)).map(|c| c.weight).sum()
    };
    let headed = clues
        .iter()
        .any(|c| matches!(c.says, Says::Type(_)) && c.language.is_some() && c.weight > 2.0);
    let (front, back) = (sum(Side::Front) + if headed { 0.8 } else { 0.0 }, sum(Side::Back));
    if front > 0.0 || back > 0.0 {
        let side = if front >= back { Side::Front } else { Side::Back };
        result.side = Some(side);
        result.side_score = odds((front - back).abs());
    }
}
