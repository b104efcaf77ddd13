//! The back of a licence or identification card: the PDF417 symbol and the legends.

use crate::canvas::{Ink, TextStyle};
use crate::error::SynthError;
use crate::font::Fonts;
use crate::guilloche;
use crate::licence::{CardKind, Licence};
use crate::path::Path;
use crate::rng::Rng;
use crate::sheet::{DrawOptions, ID_1, Sheet};
use crate::specimen::Specimen;
use crate::symbol::Symbol;
use crate::truth::RegionKind;

/// Width of a module, millimetres: 10 mil, inside the 6.6 to 15 mil of the AAMVA card design
/// standard (annex D). Three whole pixels at 300 dots per inch.
const MODULE_MM: f32 = 0.254;
/// Height of a row in modules (annex D asks for at least three).
const ROW_MODULES: f32 = 3.0;
/// Data columns; 256 modules, which leaves a margin of 10 mm on either side.
const COLUMNS: u8 = 11;
/// Error correction level (annex D asks for at least three and recommends five).
const LEVEL: u8 = 5;

/// Draws the back with a PDF417 symbol that holds `payload`, byte for byte.
///
/// # Errors
/// [`SynthError::PayloadTooLong`] if the payload does not fit a symbol of the card's width.
pub fn card_back(
    card: &Licence,
    payload: &[u8],
    fonts: &Fonts,
    options: DrawOptions,
) -> Result<Specimen, SynthError> {
    let symbol = Symbol::encode(payload, COLUMNS, LEVEL)?;
    let mut sheet = Sheet::new(ID_1, options.dpi, fonts);
    let palette = &card.issuer.palette;
    sheet.canvas.gradient(palette.ground.map(|rgb| Ink::opaque(rgb).towards([255; 3], 0.45).rgb));
    let mut rng = Rng::for_purpose(options.seed, card.issuer.code);
    let pale = palette.lines.map(|rgb| Ink::opaque(rgb).towards([255; 3], 0.5).rgb);
    guilloche::waves(&mut sheet.canvas, ID_1, pale, &mut rng);
    legends(&mut sheet, card);
    barcode(&mut sheet, &symbol, payload);
    foot(&mut sheet, card, &mut rng);
    // Below the symbol: the mark must not cost the reader a module.
    sheet.mark(options.mark, (ID_1.0 / 2.0, 43.0), (62.0, 8.6), -0.008);
    Ok(sheet.finish())
}

fn legends(sheet: &mut Sheet<'_>, card: &Licence) {
    let fonts = sheet.fonts;
    let accent = Ink::opaque(card.issuer.palette.accent);
    let head = TextStyle::new(&fonts.bold, 2.3, accent);
    sheet.print("authority", (5.0, 5.6), card.issuer.authority, head);
    let style = TextStyle::new(&fonts.sans, 1.75, Ink::BLACK);
    let lines: [&str; 3] = match card.kind {
        CardKind::DriverLicense => [
            "CLASS: C light vehicles. D vehicles below 26,001 lb. M motorcycles.",
            "RESTRICTIONS: B corrective lenses.   ENDORSEMENTS: M motorcycle.",
            "Report a change of address within 30 days.",
        ],
        CardKind::IdentificationCard => [
            "This card does not permit its holder to drive.",
            "Report a change of address within 30 days.",
            "",
        ],
    };
    for (line, text) in lines.into_iter().filter(|text| !text.is_empty()).enumerate() {
        sheet.print("legend", (5.0, 8.8 + 2.7 * line as f32), text, style);
    }
}

fn barcode(sheet: &mut Sheet<'_>, symbol: &Symbol, payload: &[u8]) {
    let scale = sheet.canvas.px_per_mm();
    // Whole pixels where the resolution allows, so that print is not softer than the paper copy.
    let module = (MODULE_MM * scale).round().max(1.0) / scale;
    let (width, height) =
        (symbol.modules_wide as f32 * module, symbol.rows as f32 * ROW_MODULES * module);
    let snap = |mm: f32| (mm * scale).round() / scale;
    let (left, top) = (snap((ID_1.0 - width) / 2.0), snap(17.0));
    let quiet = 2.0 * module;
    let white = Path::rect(left - quiet, top - quiet, width + 2.0 * quiet, height + 2.0 * quiet);
    sheet.canvas.fill(&white, Ink::WHITE);
    for row in 0..symbol.rows {
        let y = top + row as f32 * ROW_MODULES * module;
        for (start, length) in symbol.bars(row) {
            let x = left + start as f32 * module;
            let bar = Path::rect(x, y, length as f32 * module, ROW_MODULES * module);
            sheet.canvas.fill(&bar, Ink::opaque([18, 18, 20]));
        }
    }
    let text: String = payload.iter().map(|&byte| char::from(byte)).collect();
    sheet.note(RegionKind::Barcode, "pdf417", &text, [left, top, width, height]);
}

fn foot(sheet: &mut Sheet<'_>, card: &Licence, rng: &mut Rng) {
    let fonts = sheet.fonts;
    let small = TextStyle::new(&fonts.sans, 1.7, Ink::opaque([70, 70, 78]));
    let name = crate::emblem::title_case(card.issuer.name);
    let text = format!("Drawn by software for tests. The State of {name} is invented.");
    sheet.print("small_print", (5.0, 51.0), &text, small);
    let inventory = crate::licence::number("LL 000000000", rng);
    let style = TextStyle::new(&fonts.mono, 2.2, Ink::opaque([60, 60, 64]));
    let x = ID_1.0 - 5.0 - style.width(&inventory);
    sheet.print("inventory", (x, 5.6), &inventory, style);
    let stars = Ink::opaque(card.issuer.palette.lines[0]).alpha(0.5);
    for star in 0..5_u8 {
        let path = crate::emblem::star(66.0 + 3.4 * f32::from(star), 50.4, 1.1);
        sheet.canvas.fill(&path, stars);
    }
}
