//! Where the pictures of the sessions are made: small, and always the same way.

use crate::camera::{Shot, photograph};
use crate::card_back::card_back;
use crate::card_front::card_front;
use crate::error::SynthError;
use crate::font::Fonts;
use crate::identity_card::{identity_card_back, identity_card_front};
use crate::licence::{CardKind, Licence};
use crate::machine::barcode_payload;
use crate::passport::passport_page;
use crate::selfie::selfie;
use crate::sheet::DrawOptions;
use crate::specimen::{Encoding, Specimen};
use crate::travel::{TravelDocument, TravelKind};

/// A named file.
pub(super) type File = (String, Vec<u8>);

/// Resolution of the flat pictures: modules of two pixels, print that can be read.
const DPI: u32 = 240;
/// Resolution of a passport page, whose picture would be large otherwise.
const PAGE_DPI: u32 = 200;
/// Resolution of what is photographed.
const PHOTO_DPI: u32 = 300;

/// Qualities at which the pictures stay below 120 kB.
const PRINT_QUALITY: u8 = 70;
const PHOTO_QUALITY: u8 = 62;

/// Draws, photographs and names files.
pub(super) struct Studio<'a> {
    pub(super) fonts: &'a Fonts,
}

impl Studio<'_> {
    pub(super) fn front(&self, card: &Licence) -> Result<File, SynthError> {
        let specimen = card_front(card, self.fonts, DrawOptions::default().dpi(DPI));
        named(&stem(card.kind, "front"), &specimen, PRINT_QUALITY)
    }

    pub(super) fn back(&self, card: &Licence) -> Result<File, SynthError> {
        self.back_with(card, &barcode_payload(card)?)
    }

    pub(super) fn back_with(&self, card: &Licence, payload: &[u8]) -> Result<File, SynthError> {
        let specimen = card_back(card, payload, self.fonts, DrawOptions::default().dpi(DPI))?;
        named(&stem(card.kind, "back"), &specimen, PRINT_QUALITY)
    }

    /// Both sides, photographed.
    pub(super) fn photographs(&self, card: &Licence, shot: Shot) -> Result<Vec<File>, SynthError> {
        let options = DrawOptions::default().dpi(PHOTO_DPI);
        let front = card_front(card, self.fonts, options);
        let back = card_back(card, &barcode_payload(card)?, self.fonts, options)?;
        [("front", front), ("back", back)]
            .iter()
            .map(|(side, specimen)| {
                named(&stem(card.kind, side), &photograph(specimen, shot)?, PHOTO_QUALITY)
            })
            .collect()
    }

    pub(super) fn passport(
        &self,
        passport: &TravelDocument,
        lines: &[String],
    ) -> Result<File, SynthError> {
        let options = DrawOptions::default().dpi(PAGE_DPI);
        let specimen = passport_page(passport, lines, self.fonts, options);
        named("passport_front", &specimen, PRINT_QUALITY)
    }

    pub(super) fn travel_card(
        &self,
        card: &TravelDocument,
        lines: &[String],
    ) -> Result<Vec<File>, SynthError> {
        let options = DrawOptions::default().dpi(DPI);
        let stem = if card.kind == TravelKind::PassportCard { "passport_card" } else { "id_card" };
        let front = identity_card_front(card, self.fonts, options);
        let back = identity_card_back(card, lines, self.fonts, options);
        Ok(vec![
            named(&format!("{stem}_front"), &front, PRINT_QUALITY)?,
            named(&format!("{stem}_back"), &back, PRINT_QUALITY)?,
        ])
    }
}

/// A selfie of a document's holder.
pub(super) fn selfie_of(document: &TravelDocument, seed: u64) -> Result<File, SynthError> {
    named("selfie", &selfie(&document.holder, 480, seed), PRINT_QUALITY)
}

fn stem(kind: CardKind, side: &str) -> String {
    match kind {
        CardKind::DriverLicense => format!("driver_license_{side}"),
        CardKind::IdentificationCard => format!("state_id_card_{side}"),
    }
}

fn named(stem: &str, specimen: &Specimen, quality: u8) -> Result<File, SynthError> {
    Ok((format!("{stem}.jpg"), specimen.encode(Encoding::Jpeg(quality))?))
}
