//! An identity or passport card (ID-1, TD1): print on the front, three machine-readable lines on the back.

use bonafide_types::Field;

use crate::canvas::{Ink, TextStyle};
use crate::font::Fonts;
use crate::guilloche;
use crate::issuer::UTOPIA;
use crate::passport::{SMALL_PRINT, ZONE_MM, machine_readable, visual_date};
use crate::path::Path;
use crate::portrait::{Pose, portrait};
use crate::rng::Rng;
use crate::sheet::{DrawOptions, ID_1, Sheet};
use crate::signature;
use crate::specimen::Specimen;
use crate::travel::TravelDocument;

/// Draws the front of an identity card or passport card.
pub fn identity_card_front(card: &TravelDocument, fonts: &Fonts, options: DrawOptions) -> Specimen {
    let mut sheet = Sheet::new(ID_1, options.dpi, fonts);
    ground(&mut sheet, options.seed, "front");
    header(&mut sheet, card);
    let face = portrait(&card.holder.look, Pose::DOCUMENT, 25.0, options.dpi);
    sheet.portrait((3.6, 12.6), 25.0, &face);
    front_rows(&mut sheet, card);
    signature::sign(&mut sheet, (58.0, 47.6), 22.0, &card.holder, options.seed);
    let ghost = portrait(&card.holder.look, Pose::DOCUMENT, 11.0, options.dpi);
    sheet.ghost((71.0, 28.0), 11.0, &ghost, Ink::opaque(UTOPIA.accent).alpha(0.45));
    sheet.mark(options.mark, (ID_1.0 / 2.0, ID_1.1 / 2.0), (64.0, 14.6), -0.07);
    let style = TextStyle::new(&fonts.sans, 1.6, Ink::opaque([70, 70, 78]));
    sheet.print("small_print", (3.6, 51.6), SMALL_PRINT, style);
    sheet.finish()
}

/// Draws the back of an identity card or passport card with the given machine-readable lines, exactly as given.
pub fn identity_card_back(
    card: &TravelDocument,
    lines: &[String],
    fonts: &Fonts,
    options: DrawOptions,
) -> Specimen {
    let mut sheet = Sheet::new(ID_1, options.dpi, fonts);
    ground(&mut sheet, options.seed, "back");
    let zone = Path::rect(0.0, ID_1.1 - ZONE_MM, ID_1.0 + 1.0, ZONE_MM + 1.0);
    sheet.canvas.fill(&zone, Ink::opaque([250, 247, 240]).alpha(0.9));
    let issued = visual_date(card.issued);
    let rows: [(f32, f32, &str, Field, &str); 4] = [
        (
            5.0,
            6.4,
            "Place of birth / Lieu de naissance",
            Field::PlaceOfBirth,
            &card.holder.place_of_birth,
        ),
        (5.0, 13.4, "Date of issue / Date de délivrance", Field::IssuedAt, &issued),
        (46.0, 6.4, "Authority / Autorité", Field::IssuingAuthority, "REGISTRY OF PERSONS"),
        (46.0, 13.4, "Personal No. / N° personnel", Field::NationalId, &card.national_id),
    ];
    print_rows(&mut sheet, &rows);
    sheet.mark(options.mark, (ID_1.0 / 2.0, 19.6), (62.0, 12.0), -0.025);
    let style = TextStyle::new(&fonts.sans, 1.6, Ink::opaque([70, 70, 78]));
    sheet.print("small_print", (5.0, 28.4), SMALL_PRINT, style);
    machine_readable(&mut sheet, lines, &[37.6, 43.6, 49.6]);
    sheet.finish()
}

fn ground(sheet: &mut Sheet<'_>, seed: u64, side: &str) {
    sheet.canvas.gradient(UTOPIA.ground);
    let mut rng = Rng::for_purpose(seed, side);
    guilloche::waves(&mut sheet.canvas, ID_1, UTOPIA.lines, &mut rng);
    let ink = Ink::opaque(UTOPIA.lines[1]).alpha(0.45);
    guilloche::rosette(&mut sheet.canvas, (52.0, 30.0), 15.0, ink, 16);
}

fn header(sheet: &mut Sheet<'_>, card: &TravelDocument) {
    let fonts = sheet.fonts;
    let accent = Ink::opaque(UTOPIA.accent);
    sheet.canvas.fill(&crate::emblem::star(7.0, 5.8, 3.5), accent);
    let state = TextStyle::new(&fonts.serif, 4.6, accent);
    sheet.print("issuer", (12.6, 6.6), "UTOPIA", state);
    let title = TextStyle::new(&fonts.bold, 2.4, accent);
    sheet.value(Field::SourceDocumentType, (12.6, 10.0), card.kind.title(), title);
    let code = TextStyle::new(&fonts.bold, 3.4, accent);
    sheet.value(Field::IssuingCountry, (ID_1.0 - 11.6, 6.6), "UTO", code);
}

fn front_rows(sheet: &mut Sheet<'_>, card: &TravelDocument) {
    let person = &card.holder;
    let given = person.given_names();
    let (birth, expires) = (visual_date(person.birth_date), visual_date(card.expires));
    let rows: [(f32, f32, &str, Field, &str); 7] = [
        (32.0, 14.2, "Surname / Nom", Field::LastName, &person.last_name),
        (32.0, 21.0, "Given names / Prénoms", Field::FirstName, &given),
        (32.0, 27.8, "Nationality / Nationalité", Field::Nationality, "UTOPIAN"),
        (58.0, 27.8, "Sex / Sexe", Field::Gender, person.sex_letter()),
        (32.0, 34.6, "Date of birth / Naissance", Field::BirthDate, &birth),
        (32.0, 41.4, "Date of expiry / Expiration", Field::ExpiresAt, &expires),
        (58.0, 14.2, "Document No. / N° du document", Field::DocumentNumber, &card.document_number),
    ];
    print_rows(sheet, &rows);
}

fn print_rows(sheet: &mut Sheet<'_>, rows: &[(f32, f32, &str, Field, &str)]) {
    let fonts = sheet.fonts;
    let label = TextStyle::new(&fonts.sans, 1.7, Ink::opaque(UTOPIA.accent));
    let value = TextStyle::new(&fonts.bold, 2.6, Ink::BLACK);
    for &(x, y, name, field, text) in rows {
        sheet.print("label", (x, y), name, label);
        sheet.value(field, (x, y + 3.0), text, value);
    }
}
