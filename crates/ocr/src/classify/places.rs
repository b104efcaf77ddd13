//! Countries and states that a page names as its issuer.

use bonafide_types::codes::Subdivision;
use bonafide_types::{Country, Sensitive};

use super::{Clue, Folded, Says};
use crate::fields::piece::{Piece, is_machine_readable};
use crate::fields::words::country_name;
use crate::fold::folded;
use crate::straight::{Strip, pixel_box};

/// A word of this height against the page's median line is a heading.
const HEADING: f32 = 1.15;

/// Names of countries and states that stand as headings.
pub(crate) fn clues(strips: &[Strip], pieces: &[Piece], frame: (u32, u32)) -> Vec<Clue> {
    let mut clues = Vec::new();
    let usual = median_height(strips);
    for piece in pieces.iter().filter(|p| p.is_text()) {
        let Some(strip) = strips.get(piece.strip) else { continue };
        let text = strip.text(piece.range.clone());
        let place =
            pixel_box(strip.glyphs.get(piece.range.clone()).unwrap_or_default().iter(), frame);
        let heading = prominence(piece, usual, frame);
        let clue = |says: Says, weight: f64| Clue {
            text: Sensitive::new(text.clone()),
            bounds: place,
            says,
            weight,
            language: None,
        };
        for (says, weight) in named(&text) {
            let weight = weight * heading;
            if weight >= 1.1 {
                clues.push(clue(says, weight));
            }
        }
    }
    clues.extend(strips.iter().filter_map(|strip| zone(strip, frame)));
    clues
}

fn median_height(strips: &[Strip]) -> f32 {
    let mut heights: Vec<f32> = strips.iter().map(Strip::height).collect();
    heights.sort_by(f32::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(1.0).max(1.0)
}

/// How much a piece looks like a heading, 0.35 to 1.7: size against the usual line, and how high it stands.
fn prominence(piece: &Piece, usual: f32, frame: (u32, u32)) -> f64 {
    let size = piece.rect.height() / usual;
    let depth = piece.rect.middle() / (frame.1 as f32).max(1.0);
    let high = if depth < 0.22 {
        0.6
    } else if depth < 0.35 {
        0.2
    } else {
        -0.35
    };
    let large = if size > 1.6 {
        0.4
    } else if size > HEADING {
        0.2
    } else {
        0.0
    };
    f64::from(0.7_f32 + high + large)
}

/// What a text names, with its weight as a heading: `USA`, `STATE OF NEW YORK`, `ONTARIO`.
fn named(text: &str) -> Vec<(Says, f64)> {
    let key = folded(text);
    let country = |c: Country| Says::Country(c.alpha3().to_owned());
    if key == "USA" || key == "US" && text.contains('.') {
        return Country::from_alpha3("USA").map(|c| (country(c), 3.0)).into_iter().collect();
    }
    if (4..=60).contains(&key.len()) {
        if let Some(state) = state_named(text, &key) {
            let mut says = vec![(country(state.country()), 2.0)];
            if state.code().len() == 2 {
                says.push((Says::State(state.code().to_owned()), 2.5));
            }
            return says;
        }
        if let Some(found) = country_name(text) {
            return vec![(country(found), 2.5)];
        }
        // `ONTARIO CANADA`, `CALIFORNIA USA`.
        if let Some((first, last)) = text.rsplit_once([' ', ',', '/'])
            && let Some(found) = country_name(last).or_else(|| Country::from_alpha3(last))
            && key.len() >= 7
        {
            let mut says = vec![(country(found), 1.5)];
            says.extend(named(first));
            return says;
        }
        return Vec::new();
    }
    let coded = (key.len() == 3 && text.chars().all(|c| c.is_ascii_uppercase()))
        .then(|| Country::from_alpha3(&key))
        .flatten();
    coded.map(|c| (country(c), 1.2)).into_iter().collect()
}

fn state_named(text: &str, key: &str) -> Option<Subdivision> {
    const TITLES: [&str; 6] = [
        "STATE OF ",
        "COMMONWEALTH OF ",
        "PROVINCE OF ",
        "PROVINCE DE ",
        "ESTADO DE ",
        "TERRITORY OF ",
    ];
    let upper = text.to_uppercase();
    let bare = TITLES.iter().find_map(|title| upper.strip_prefix(title)).unwrap_or(&upper);
    let bare = bare.strip_suffix(" STATE").unwrap_or(bare);
    let glued =
        ["STATEOF", "COMMONWEALTHOF", "PROVINCEOF"].iter().find_map(|t| key.strip_prefix(t));
    Subdivision::from_name(bare).or_else(|| glued.and_then(Subdivision::from_name))
}

/// The issuer in the first line of a machine-readable zone: a type letter, one more, three letters.
fn zone(strip: &Strip, frame: (u32, u32)) -> Option<Clue> {
    let text: String = strip.chars().filter(|c| *c != ' ').collect();
    let first = text.chars().next()?;
    let issuer: String = text.chars().skip(2).take(3).collect();
    if !is_machine_readable(strip) || !"PIACV".contains(first) || text.len() < 28 {
        return None;
    }
    let country = Country::from_mrz(&issuer)?;
    Some(Clue {
        text: Sensitive::new(issuer),
        bounds: pixel_box(strip.glyphs.iter().skip(2).take(3), frame),
        says: Says::Country(country.alpha3().to_owned()),
        weight: 2.5,
        language: None,
    })
}

/// The find of [`Folded`] for `USA` and the long names within a line: `CALIFORNIA USA DRIVER LICENSE`.
pub(crate) fn within(line: &Folded<'_>, frame: (u32, u32)) -> Option<Clue> {
    let (range, _) = ["UNITEDSTATESOFAMERICA", "USA"].iter().find_map(|p| line.find(p))?;
    let exact = folded(&line.strip.text(range.clone()));
    (exact == "USA" || exact.len() > 12).then(|| Clue {
        text: Sensitive::new(line.strip.text(range.clone())),
        bounds: pixel_box(line.strip.glyphs.get(range).unwrap_or_default().iter(), frame),
        says: Says::Country("USA".to_owned()),
        weight: 2.0,
        language: None,
    })
}
