//! The data page of a passport (ID-3, TD3).

use bonafide_types::Field;

use crate::canvas::{Ink, TextStyle};
use crate::font::Fonts;
use crate::guilloche;
use crate::issuer::UTOPIA;
use crate::path::Path;
use crate::portrait::{Pose, portrait};
use crate::rng::Rng;
use crate::sheet::{DrawOptions, ID_3, Sheet};
use crate::signature;
use crate::specimen::Specimen;
use crate::travel::TravelDocument;
use crate::truth::RegionKind;

/// Characters per inch of OCR-B size 1 are ten (ICAO Doc 9303 Part 3, section 4).
const PITCH_MM: f32 = 2.54;
/// Em of the face at which its capitals are 2.5 mm high, near OCR-B size 1's 2.4 mm.
const OCR_B_MM: f32 = 3.5;
/// Height of the machine-readable zone at the foot (Doc 9303 Part 3, section 4: 23.2 mm).
pub(crate) const ZONE_MM: f32 = 23.2;

/// Draws a passport's data page with the given machine-readable lines, exactly as given: a wrong
/// check digit stays wrong.
pub fn passport_page(
    passport: &TravelDocument,
    lines: &[String],
    fonts: &Fonts,
    options: DrawOptions,
) -> Specimen {
    let mut sheet = Sheet::new(ID_3, options.dpi, fonts);
    ground(&mut sheet, options.seed);
    header(&mut sheet, passport);
    let look = &passport.holder.look;
    let face = portrait(look, Pose::DOCUMENT, 32.0, options.dpi);
    sheet.portrait((5.5, 17.5), 32.0, &face);
    columns(&mut sheet, passport);
    signature::sign(&mut sheet, (7.0, 62.2), 26.0, &passport.holder, options.seed);
    let ghost = portrait(look, Pose::DOCUMENT, 12.0, options.dpi);
    sheet.ghost((106.0, 17.6), 12.0, &ghost, Ink::opaque(UTOPIA.accent).alpha(0.45));
    let visual = ID_3.1 - ZONE_MM;
    sheet.mark(options.mark, (ID_3.0 / 2.0, visual / 2.0), (96.0, 21.0), -0.05);
    let style = TextStyle::new(&fonts.sans, 1.7, Ink::opaque([70, 70, 78]));
    sheet.print("small_print", (42.0, 63.6), SMALL_PRINT, style);
    machine_readable(&mut sheet, lines, &[ID_3.1 - 14.6, ID_3.1 - 8.2]);
    sheet.finish()
}

pub(crate) const SMALL_PRINT: &str =
    "Drawn by software for tests. Utopia is the state of ICAO's specimens.";

fn ground(sheet: &mut Sheet<'_>, seed: u64) {
    sheet.canvas.gradient(UTOPIA.ground);
    let mut rng = Rng::for_purpose(seed, "utopia");
    let area = (ID_3.0, ID_3.1 - ZONE_MM);
    guilloche::waves(&mut sheet.canvas, area, UTOPIA.lines, &mut rng);
    let ink = Ink::opaque(UTOPIA.lines[0]).alpha(0.45);
    guilloche::rosette(&mut sheet.canvas, (78.0, 40.0), 21.0, ink, 18);
    let zone = Path::rect(0.0, area.1, ID_3.0 + 1.0, ZONE_MM + 1.0);
    sheet.canvas.fill(&zone, Ink::opaque([250, 247, 240]).alpha(0.9));
}

fn header(sheet: &mut Sheet<'_>, passport: &TravelDocument) {
    let fonts = sheet.fonts;
    let accent = Ink::opaque(UTOPIA.accent);
    sheet.canvas.fill(&crate::emblem::star(9.4, 8.2, 4.4), accent);
    let state = TextStyle::new(&fonts.serif, 5.0, accent);
    sheet.print("issuer", (16.0, 7.6), "UTOPIA", state);
    let title = TextStyle::new(&fonts.bold, 3.0, accent);
    sheet.value(Field::SourceDocumentType, (16.0, 12.4), passport.kind.title(), title);
    let small = TextStyle::new(&fonts.sans, 1.9, accent);
    let value = TextStyle::new(&fonts.bold, 3.1, Ink::BLACK);
    let columns = [
        (42.0, "Type / Type", None, passport.kind.code()),
        (58.0, "Code / Code", Some(Field::IssuingCountry), "UTO"),
        (
            84.0,
            "Passport No. / N° de passeport",
            Some(Field::DocumentNumber),
            passport.document_number.as_str(),
        ),
    ];
    for (x, label, field, text) in columns {
        sheet.print("label", (x, 12.0), label, small);
        match field {
            Some(field) => sheet.value(field, (x, 15.9), text, value),
            None => sheet.print("type", (x, 15.9), text, value),
        };
    }
}

fn columns(sheet: &mut Sheet<'_>, passport: &TravelDocument) {
    let person = &passport.holder;
    let given = person.given_names();
    let (birth, issued, expires) = (
        visual_date(person.birth_date),
        visual_date(passport.issued),
        visual_date(passport.expires),
    );
    let rows: [(f32, f32, &str, Field, &str); 10] = [
        (42.0, 20.4, "Surname / Nom", Field::LastName, &person.last_name),
        (42.0, 27.6, "Given names / Prénoms", Field::FirstName, &given),
        (42.0, 34.8, "Nationality / Nationalité", Field::Nationality, "UTOPIAN"),
        (84.0, 34.8, "Personal No. / N° personnel", Field::NationalId, &passport.national_id),
        (42.0, 42.0, "Date of birth / Date de naissance", Field::BirthDate, &birth),
        (84.0, 42.0, "Sex / Sexe", Field::Gender, person.sex_letter()),
        (
            42.0,
            49.2,
            "Place of birth / Lieu de naissance",
            Field::PlaceOfBirth,
            &person.place_of_birth,
        ),
        (84.0, 49.2, "Authority / Autorité", Field::IssuingAuthority, "PASSPORT OFFICE"),
        (42.0, 56.4, "Date of issue / Date de délivrance", Field::IssuedAt, &issued),
        (84.0, 56.4, "Date of expiry / Date d'expiration", Field::ExpiresAt, &expires),
    ];
    let fonts = sheet.fonts;
    let label = TextStyle::new(&fonts.sans, 1.8, Ink::opaque(UTOPIA.accent));
    let value = TextStyle::new(&fonts.bold, 2.9, Ink::BLACK);
    for (x, y, name, field, text) in rows {
        sheet.print("label", (x, y), name, label);
        sheet.value(field, (x, y + 3.4), text, value);
    }
}

/// Prints machine-readable lines in OCR-B, ten characters to the inch, centred, with the given
/// baselines in millimetres from the top.
pub(crate) fn machine_readable(sheet: &mut Sheet<'_>, lines: &[String], baselines: &[f32]) {
    let fonts = sheet.fonts;
    let mut style = TextStyle::new(&fonts.ocr_b, OCR_B_MM, Ink::opaque([16, 16, 18]));
    style.squeeze = 1.0;
    for (index, (line, &baseline)) in lines.iter().zip(baselines).enumerate() {
        let length = line.chars().count() as f32 * PITCH_MM;
        let left = (sheet.size().0 - length) / 2.0;
        sheet.canvas.pitched_text((left, baseline), PITCH_MM, line, style);
        let number = (index + 1).to_string();
        let capital = OCR_B_MM * 0.72;
        let mm = [left, baseline - capital, length, capital];
        sheet.note(RegionKind::MrzLine, &number, line, mm);
    }
}

/// `04 MAR 1980`: the visual zone's form (Doc 9303 Part 3, section 3, with the English month).
pub(crate) fn visual_date(date: jiff::civil::Date) -> String {
    const MONTHS: [&str; 12] =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("{:02} {month} {:04}", date.day(), date.year())
}
