//! Which document a family shows, and how its print differs from the plain design.

use crate::AS_OF;
use crate::card_front::card_front;
use crate::error::SynthError;
use crate::font::Fonts;
use crate::identity_card::{identity_card_back, identity_card_front};
use crate::issuer::ISSUERS;
use crate::licence::{CardKind, Licence};
use crate::machine::mrz_lines;
use crate::passport::passport_page;
use crate::person::Person;
use crate::rng::Rng;
use crate::sheet::{DrawOptions, Mark};
use crate::specimen::Specimen;
use crate::travel::{TravelDocument, TravelKind};
use crate::wave::sine;

use super::texture::Lattice;

/// A design of an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Licence(usize, CardKind),
    Passport,
    CardFront(TravelKind),
    CardBack(TravelKind),
}

/// A design with its print: fonts, ground and resolution, the same for every holder.
#[derive(Clone, Debug)]
pub(super) struct Design {
    layout: Layout,
    fonts: Fonts,
    dpi: u32,
    mark: Mark,
    seed: u64,
}

impl Design {
    /// Draws a design; one with a portrait if asked for.
    pub(super) fn draw(portrait: bool, fonts: &Fonts, seed: u64) -> Self {
        let mut rng = Rng::for_purpose(seed, "design");
        let issuer = rng.below(ISSUERS.len() as u32) as usize;
        let layout = match rng.below(if portrait { 9 } else { 11 }) {
            0..4 => Layout::Licence(issuer, CardKind::DriverLicense),
            4 => Layout::Licence(issuer, CardKind::IdentificationCard),
            5 | 6 => Layout::Passport,
            7 => Layout::CardFront(TravelKind::IdentityCard),
            8 => Layout::CardFront(TravelKind::PassportCard),
            9 => Layout::CardBack(TravelKind::IdentityCard),
            _ => Layout::CardBack(TravelKind::PassportCard),
        };
        let dpi = match layout {
            Layout::Passport => rng.whole(190, 270),
            _ => rng.whole(270, 390),
        };
        let mark = if rng.chance(0.3) { Mark::Slanted } else { Mark::SmallPrint };
        Self { layout, fonts: mixed(fonts, &mut rng), dpi, mark, seed }
    }

    /// A name for the design and what it shows, for grouping.
    pub(super) fn name(&self, holder: u64) -> String {
        let layout = match self.layout {
            Layout::Licence(issuer, CardKind::DriverLicense) => {
                format!("licence_{}", ISSUERS[issuer].code.to_ascii_lowercase())
            }
            Layout::Licence(issuer, _) => {
                format!("state_id_{}", ISSUERS[issuer].code.to_ascii_lowercase())
            }
            Layout::Passport => "passport".to_owned(),
            Layout::CardFront(TravelKind::PassportCard) => "passport_card_front".to_owned(),
            Layout::CardFront(_) => "id_card_front".to_owned(),
            Layout::CardBack(TravelKind::PassportCard) => "passport_card_back".to_owned(),
            Layout::CardBack(_) => "id_card_back".to_owned(),
        };
        format!("{layout}_{holder:016x}")
    }

    /// Draws the document of a holder.
    ///
    /// # Errors
    /// Those of the drawing of the document.
    pub(super) fn print(&self, holder: u64) -> Result<Specimen, SynthError> {
        let options = DrawOptions::default().dpi(self.dpi).mark(self.mark).seed(self.seed);
        let fonts = &self.fonts;
        let travel = |kind| TravelDocument::draw(kind, holder, AS_OF);
        let mut specimen = match self.layout {
            Layout::Licence(issuer, kind) => {
                let card = Licence::draw(kind, &ISSUERS[issuer], holder, AS_OF);
                card_front(&card, fonts, options)
            }
            Layout::Passport => {
                let passport = travel(TravelKind::Passport);
                passport_page(&passport, &mrz_lines(&passport)?, fonts, options)
            }
            Layout::CardFront(kind) => identity_card_front(&travel(kind), fonts, options),
            Layout::CardBack(kind) => {
                let card = travel(kind);
                identity_card_back(&card, &mrz_lines(&card)?, fonts, options)
            }
        };
        Ground::draw(self.seed, self.dpi).cover(&mut specimen);
        Ok(specimen)
    }
}

/// Somebody else, for a portrait.
pub(super) fn stranger(seed: u64) -> Person {
    Person::resident(seed ^ 0x5bd1_e995, &ISSUERS[(seed % ISSUERS.len() as u64) as usize])
}

/// The typefaces with some put in the place of others.
fn mixed(fonts: &Fonts, rng: &mut Rng) -> Fonts {
    let mut mixed = fonts.clone();
    let faces = [&fonts.bold, &fonts.sans, &fonts.mono, &fonts.serif, &fonts.bold];
    mixed.bold = rng.pick(&faces).clone();
    mixed.sans = rng.pick(&[&fonts.sans, &fonts.sans, &fonts.mono, &fonts.bold]).clone();
    mixed
}

/// What the card stock adds to the print: tint, fibres, fine lines, an iridescent film.
struct Ground {
    tint: [f32; 3],
    fibre: f32,
    lines: f32,
    pitch_px: f32,
    slant: f32,
    film: f32,
    px_per_mm: f32,
    fine: Lattice,
    coarse: Lattice,
}

impl Ground {
    fn draw(seed: u64, dpi: u32) -> Self {
        let mut rng = Rng::for_purpose(seed, "ground");
        let px_per_mm = dpi as f32 / 25.4;
        Self {
            tint: [0; 3].map(|_: u8| rng.between(0.86, 1.0)),
            fibre: if rng.chance(0.6) { rng.between(0.0, 0.05) } else { 0.0 },
            lines: if rng.chance(0.5) { rng.between(0.02, 0.16) } else { 0.0 },
            pitch_px: rng.between(0.35, 1.2) * px_per_mm,
            slant: rng.around(1.0),
            film: if rng.chance(0.35) { rng.between(0.02, 0.08) } else { 0.0 },
            px_per_mm,
            fine: Lattice::draw(&mut rng),
            coarse: Lattice::draw(&mut rng),
        }
    }

    fn cover(&self, specimen: &mut Specimen) {
        for (x, y, pixel) in specimen.pixels.enumerate_pixels_mut() {
            let (x, y) = (x as f32 / self.px_per_mm, y as f32 / self.px_per_mm);
            let cloud = self.coarse.at(x / 6.0, y / 6.0);
            let fibre = self.fine.at(x * 4.0, y * 7.0) + 0.6 * self.fine.at(y * 11.0, x * 9.0);
            let phase = (x + self.slant * y) * self.px_per_mm / self.pitch_px;
            let line = sine(phase + 0.8 * cloud).max(0.0);
            let level = 1.0 + self.fibre * fibre - self.lines * line * line;
            for (channel, value) in pixel.0.iter_mut().enumerate() {
                let hue = sine(0.7 * cloud + 0.02 * (x - y) + channel as f32 / 3.0);
                let share = level * self.tint[channel] * (1.0 + self.film * hue);
                *value = (f32::from(*value) * share + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    }
}
