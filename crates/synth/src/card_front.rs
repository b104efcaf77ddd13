//! The front of a licence or identification card: layout and print of the AAMVA card design.

use bonafide_types::Field;

use crate::canvas::{Ink, TextStyle};
use crate::font::Fonts;
use crate::guilloche;
use crate::licence::{CardKind, Licence};
use crate::path::Path;
use crate::portrait::{Pose, portrait};
use crate::rng::Rng;
use crate::sheet::{DrawOptions, ID_1, Sheet};
use crate::signature;
use crate::specimen::Specimen;

/// Left edge of the printed fields, millimetres.
const COLUMN: f32 = 31.0;

/// Draws the front: header, portrait, ghost portrait, signature and the labelled fields.
///
/// Labels and their numbers are those of the AAMVA DL/ID Card Design Standard (2020), annex A.
pub fn card_front(card: &Licence, fonts: &Fonts, options: DrawOptions) -> Specimen {
    let mut sheet = Sheet::new(ID_1, options.dpi, fonts);
    ground(&mut sheet, card, options.seed);
    header(&mut sheet, card);
    let look = &card.holder.look;
    let face = portrait(look, Pose::DOCUMENT, 24.5, options.dpi);
    sheet.portrait((3.4, 11.6), 24.5, &face);
    signature::sign(&mut sheet, (4.0, 47.6), 20.0, &card.holder, options.seed);
    numbers(&mut sheet, card);
    names_and_address(&mut sheet, card);
    description(&mut sheet, card);
    let ghost = portrait(look, Pose::DOCUMENT, 12.0, options.dpi);
    let ink = Ink::opaque(card.issuer.palette.accent).alpha(0.5);
    sheet.ghost((69.6, 24.4), 12.0, &ghost, ink);
    sheet.mark(options.mark, (ID_1.0 / 2.0, ID_1.1 / 2.0), (64.0, 14.6), -0.07);
    small_print(&mut sheet, card);
    sheet.finish()
}

fn ground(sheet: &mut Sheet<'_>, card: &Licence, seed: u64) {
    let palette = &card.issuer.palette;
    sheet.canvas.gradient(palette.ground);
    // The pattern belongs to the issuer; the seed only shifts it, as a print run does.
    let mut rng = Rng::for_purpose(seed, card.issuer.name);
    guilloche::waves(&mut sheet.canvas, ID_1, palette.lines, &mut rng);
    let ink = Ink::opaque(palette.lines[0]).alpha(0.5);
    guilloche::rosette(&mut sheet.canvas, (62.0, 33.0), 15.0, ink, 14);
}

fn header(sheet: &mut Sheet<'_>, card: &Licence) {
    let (issuer, fonts) = (card.issuer, sheet.fonts);
    let accent = Ink::opaque(issuer.palette.accent);
    sheet.canvas.fill(&Path::rect(0.0, 0.0, ID_1.0 + 1.0, 9.2), accent.alpha(0.92));
    sheet
        .canvas
        .fill(&Path::rect(0.0, 9.2, ID_1.0 + 1.0, 0.5), Ink::opaque(issuer.palette.lines[1]));
    let star = crate::emblem::star(7.2, 4.7, 3.3);
    sheet.canvas.fill(&star, Ink::opaque([238, 208, 120]));
    let name = TextStyle::new(&fonts.serif, 5.6, Ink::WHITE);
    let end = sheet.print("issuer", (12.4, 6.7), issuer.name, name);
    let title = match card.kind {
        CardKind::DriverLicense => issuer.licence_title,
        CardKind::IdentificationCard => issuer.card_title,
    };
    let mut style = TextStyle::new(&fonts.bold, 3.1, Ink::WHITE);
    let room = ID_1.0 - 12.6 - (end + 2.6);
    style.size *= (room / style.width(title)).min(1.0);
    let x = ID_1.0 - 12.6 - style.width(title);
    sheet.value(Field::SourceDocumentType, (x, 6.2), title, style);
    let country = TextStyle::new(&fonts.bold, 3.1, Ink::opaque([238, 208, 120]));
    sheet.value(Field::IssuingCountry, (ID_1.0 - 10.4, 6.2), "USA", country);
}

/// A labelled value: small coloured label, black value after it.
fn labelled(
    sheet: &mut Sheet<'_>,
    card: &Licence,
    at: (f32, f32),
    label: &str,
    (field, text): (Field, &str),
) -> f32 {
    let fonts = sheet.fonts;
    let style = TextStyle::new(&fonts.sans, 1.75, Ink::opaque(card.issuer.palette.accent));
    let end = sheet.print("label", at, label, style);
    let value = TextStyle::new(&fonts.bold, 2.35, Ink::BLACK);
    sheet.value(field, (end + 0.8, at.1), text, value)
}

fn numbers(sheet: &mut Sheet<'_>, card: &Licence) {
    let fonts = sheet.fonts;
    let accent = Ink::opaque(card.issuer.palette.accent);
    let label = TextStyle::new(&fonts.sans, 1.75, accent);
    let end = sheet.print("label", (COLUMN, 13.8), "4d LIC#", label);
    let number = TextStyle::new(&fonts.bold, 3.0, Ink::opaque([168, 22, 30]));
    sheet.value(Field::DocumentNumber, (end + 0.8, 13.8), &card.document_number, number);
    if card.kind == CardKind::DriverLicense {
        labelled(sheet, card, (70.0, 13.8), "9 CLASS", (Field::Class, &card.class));
    }
    let birth = printed_date(card.holder.birth_date);
    let end = sheet.print("label", (COLUMN, 17.9), "3 DOB", label);
    let style = TextStyle::new(&fonts.bold, 2.8, Ink::opaque([168, 22, 30]));
    sheet.value(Field::BirthDate, (end + 0.8, 17.9), &birth, style);
    let expires = printed_date(card.expires);
    let end = sheet.print("label", (58.4, 17.9), "4b EXP", label);
    sheet.value(Field::ExpiresAt, (end + 0.8, 17.9), &expires, style);
}

fn names_and_address(sheet: &mut Sheet<'_>, card: &Licence) {
    let (fonts, person) = (sheet.fonts, &card.holder);
    let label = TextStyle::new(&fonts.sans, 1.75, Ink::opaque(card.issuer.palette.accent));
    let value = TextStyle::new(&fonts.bold, 2.7, Ink::BLACK);
    sheet.print("label", (COLUMN, 22.2), "1", label);
    let end = sheet.value(Field::LastName, (COLUMN + 2.6, 22.2), &person.last_name, value);
    if let Some(suffix) = &person.name_suffix {
        sheet.value(Field::NameSuffix, (end + 1.6, 22.2), suffix, value);
    }
    sheet.print("label", (COLUMN, 25.9), "2", label);
    let end = sheet.value(Field::FirstName, (COLUMN + 2.6, 25.9), &person.first_name, value);
    if let Some(middle) = &person.middle_name {
        sheet.value(Field::MiddleName, (end + 1.0, 25.9), middle, value);
    }
    let address = TextStyle::new(&fonts.sans, 2.35, Ink::BLACK);
    sheet.print("label", (COLUMN, 29.5), "8", label);
    sheet.value(Field::Street, (COLUMN + 2.6, 29.5), &person.street, address);
    let end = sheet.value(Field::City, (COLUMN + 2.6, 32.6), &person.city, address);
    let end = sheet.print("comma", (end, 32.6), ",", address);
    let end = sheet.value(Field::State, (end + 1.0, 32.6), card.issuer.code, address);
    sheet.value(Field::PostalCode, (end + 1.0, 32.6), &person.postal_code, address);
}

fn description(sheet: &mut Sheet<'_>, card: &Licence) {
    let person = &card.holder;
    let (feet, inches) = (person.height_inches / 12, person.height_inches % 12);
    let height = format!("{feet}'-{inches:02}\"");
    let weight = format!("{} lb", person.weight_pounds);
    let rows: [(f32, f32, &str, Field, &str); 5] = [
        (COLUMN, 36.8, "15 SEX", Field::Gender, person.sex_letter()),
        (43.6, 36.8, "16 HGT", Field::Height, &height),
        (COLUMN, 40.2, "18 EYES", Field::EyeColor, person.eye_color),
        (46.6, 40.2, "17 WGT", Field::Weight, &weight),
        (COLUMN, 47.0, "4a ISS", Field::IssuedAt, &printed_date(card.issued)),
    ];
    for (x, y, label, field, text) in rows {
        labelled(sheet, card, (x, y), label, (field, text));
    }
    if card.kind == CardKind::DriverLicense {
        labelled(sheet, card, (COLUMN, 43.6), "12 REST", (Field::Restrictions, &card.restrictions));
        labelled(sheet, card, (50.2, 43.6), "9a END", (Field::Mentions, &card.endorsements));
    } else {
        labelled(sheet, card, (COLUMN, 43.6), "19 HAIR", (Field::HairColor, person.hair_color));
    }
    labelled(sheet, card, (55.2, 47.0), "5 DD", (Field::RefNumber, &card.ref_number));
}

fn small_print(sheet: &mut Sheet<'_>, card: &Licence) {
    let fonts = sheet.fonts;
    let text = format!(
        "Drawn by software for tests. The State of {} is invented.",
        crate::emblem::title_case(card.issuer.name)
    );
    let style = TextStyle::new(&fonts.sans, 1.7, Ink::opaque([70, 70, 78]));
    sheet.print("small_print", (COLUMN, 51.3), &text, style);
}

/// `MM/DD/YYYY`, as cards of US states print dates.
pub(crate) fn printed_date(date: jiff::civil::Date) -> String {
    format!("{:02}/{:02}/{:04}", date.month(), date.day(), date.year())
}
