//! A family: a document, its capture, one manipulation, and the files that come of it.

use image::imageops;

use super::document::Design;
use super::inpaint;
use super::kind::{AttackLabel, Manipulation};
use super::process::{cut, process};
use super::recapture::recapture;
use super::record::{AttackRecord, CaptureDevice};
use super::retouch;
use super::scene::Scene;
use super::sensor::Sensor;
use super::splice;
use super::stamp::Forgery;
use super::storage::{Facts, Jpeg, Storage, mask_png};
use super::text;
use super::tone::Tone;
use crate::error::SynthError;
use crate::font::Fonts;
use crate::rng::Rng;
use crate::specimen::Specimen;
use crate::truth::Truth;

/// One picture of a set.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttackCase {
    /// What is written about it.
    pub record: AttackRecord,
    /// The file.
    pub picture: Vec<u8>,
    /// A PNG of one bit a pixel, as large as the picture; white = changed. Of tampered ones only.
    pub mask: Option<Vec<u8>>,
}

/// The families of a set of at least `pictures` pictures: each kind, and the number of its first
/// picture.
pub fn attack_plan(kinds: &[Manipulation], pictures: u32) -> Vec<(Manipulation, u32)> {
    let mut plan = Vec::new();
    let mut number = 0;
    for &kind in kinds.iter().cycle() {
        if number >= pictures {
            break;
        }
        plan.push((kind, number));
        number += kind.pictures();
    }
    plan
}

/// Draws a family: one picture, or a twin and the tampered picture after it.
///
/// A pure function of its arguments and the font files: `seed` is that of the set, `index` the
/// place of the family in it, `number` the number of its first picture. Families may be drawn in
/// any order and on any thread. About a third of a second of one core each.
///
/// # Errors
/// [`SynthError`] if the document cannot be drawn or a picture cannot be stored.
pub fn attack_family(
    kind: Manipulation,
    seed: u64,
    (index, number): (u32, u32),
    fonts: &Fonts,
) -> Result<Vec<AttackCase>, SynthError> {
    let family = Family::draw(kind, (seed, index), number, fonts)?;
    match kind.label() {
        AttackLabel::Tampered => family.tampered(),
        AttackLabel::Recaptured => family.recaptured(),
        AttackLabel::Processed => family.processed(),
        _ => family.authentic(),
    }
}

struct Family<'a> {
    kind: Manipulation,
    seed: [u64; 2],
    number: u32,
    fonts: &'a Fonts,
    design: Design,
    base: String,
    scene: Scene,
    tone: Tone,
    /// The drawing before the capture.
    flat: Specimen,
    facts: Option<Facts>,
    rng: Rng,
}

impl<'a> Family<'a> {
    fn draw(
        kind: Manipulation,
        (seed, index): (u64, u32),
        number: u32,
        fonts: &'a Fonts,
    ) -> Result<Self, SynthError> {
        let mut rng = Rng::for_purpose(seed ^ u64::from(index).rotate_left(32), "family");
        let design = Design::draw(kind.needs_portrait(), fonts, rng.next_u64());
        let holder = rng.next_u64();
        let flat = design.print(holder)?;
        let device = rng.pick(&CaptureDevice::ALL);
        let scene = Scene::draw(flat.pixels.dimensions(), device, &mut rng);
        let facts = rng.chance(0.5).then(|| Facts::of_device(device, &mut rng));
        Ok(Self {
            kind,
            seed: [seed, u64::from(index)],
            number,
            fonts,
            base: design.name(holder),
            design,
            scene,
            tone: Tone::new(),
            flat,
            facts,
            rng,
        })
    }

    /// The capture as the device hands it out: most devices compress at once.
    fn capture(&mut self) -> Result<(Specimen, Option<Jpeg>), SynthError> {
        let mut shot = self.scene.capture(&self.flat, &self.tone, self.rng.next_u64())?;
        let first = self.rng.chance(0.75).then(|| Jpeg::draw(85, 97, &mut self.rng));
        if let Some(jpeg) = first {
            shot.pixels = jpeg.round_trip(&shot.pixels)?;
        }
        Ok((shot, first))
    }

    fn authentic(mut self) -> Result<Vec<AttackCase>, SynthError> {
        let shot = self.scene.capture(&self.flat, &self.tone, self.rng.next_u64())?;
        let jpeg = self.rng.chance(0.9).then(|| Jpeg::draw(75, 97, &mut self.rng));
        let storage = Storage { jpeg, facts: self.facts.clone() };
        let picture = storage.write(&shot.pixels)?;
        let record = self.record(AttackLabel::Authentic, 0, &storage, None, &shot.truth);
        Ok(vec![AttackCase { record, picture, mask: None }])
    }

    fn processed(mut self) -> Result<Vec<AttackCase>, SynthError> {
        let (shot, first) = self.capture()?;
        let mut truth = shot.truth.clone();
        let facts = self.facts.clone();
        let (pixels, storage) = process(&shot.pixels, &mut truth, self.kind, facts, &mut self.rng);
        let picture = storage.write(&pixels)?;
        let record = self.record(AttackLabel::Processed, 0, &storage, first, &truth);
        Ok(vec![AttackCase { record, picture, mask: None }])
    }

    fn recaptured(mut self) -> Result<Vec<AttackCase>, SynthError> {
        // What is shown is a scan as good as the drawing, or a capture.
        let shown = if self.rng.chance(0.5) {
            self.flat.clone()
        } else {
            let mut shown = self.capture()?.0;
            shown.pixels = cut(&shown.pixels, &mut shown.truth, &mut self.rng);
            shown
        };
        let (shot, device) = recapture(&shown, self.kind, &self.tone, &mut self.rng)?;
        self.scene.device = device;
        let jpeg = Jpeg::draw(75, 97, &mut self.rng);
        let facts = self.facts.take().map(|_| Facts::of_device(device, &mut self.rng));
        let storage = Storage { jpeg: Some(jpeg), facts };
        let picture = storage.write(&shot.pixels)?;
        let record = self.record(AttackLabel::Recaptured, 0, &storage, None, &shot.truth);
        Ok(vec![AttackCase { record, picture, mask: None }])
    }

    fn tampered(mut self) -> Result<Vec<AttackCase>, SynthError> {
        let (shot, first) = self.capture()?;
        let mut forgery = Forgery::of(&shot.pixels);
        self.forge(&mut forgery, &shot)?;
        let (storage, crop) = self.store(first);
        let mut truth = shot.truth.clone();
        let (width, height) = shot.pixels.dimensions();
        let [left, top] = crop.unwrap_or_default();
        let size = (width - left, height - top);
        (truth.width, truth.height) = size;
        let back = |[x, y]: [f32; 2]| [x - left as f32, y - top as f32];
        truth.document = truth.document.map(|quad| quad.map(back));
        truth.regions.iter_mut().for_each(|region| region.quad = region.quad.map(back));
        let part = |pixels| imageops::crop_imm(pixels, left, top, size.0, size.1).to_image();
        let mask = imageops::crop_imm(&forgery.mask, left, top, size.0, size.1).to_image();
        let mut cases = Vec::new();
        for (label, pixels) in
            [(AttackLabel::AuthenticTwin, &shot.pixels), (AttackLabel::Tampered, &forgery.pixels)]
        {
            let tampered = label == AttackLabel::Tampered;
            let mut record = self.record(label, u32::from(tampered), &storage, first, &truth);
            record.crop = crop;
            record.twin_of = (!tampered).then_some(self.number + 1);
            record.mask = tampered.then(|| format!("mask/{:05}.png", self.number + 1));
            let picture = storage.write(&part(pixels))?;
            let mask = if tampered { Some(mask_png(&mask)?) } else { None };
            cases.push(AttackCase { record, picture, mask });
        }
        Ok(cases)
    }

    /// Carries the manipulation out; where a kind finds nothing to change, a region is recompressed
    /// instead of leaving the picture as it was.
    fn forge(&mut self, forgery: &mut Forgery, shot: &Specimen) -> Result<(), SynthError> {
        let (truth, rng) = (&shot.truth, &mut self.rng);
        let device = rng.pick(&CaptureDevice::ALL);
        let sensor = Sensor::draw(device, rng);
        let tone = &self.tone;
        let done = match self.kind {
            Manipulation::SplicePortrait => {
                splice::portrait_of_another(forgery, truth, false, sensor, tone, rng)?
            }
            Manipulation::SplicePortraitBlended => {
                splice::portrait_of_another(forgery, truth, true, sensor, tone, rng)?
            }
            Manipulation::CopymoveText => splice::copy_text(forgery, truth, rng),
            Manipulation::TextReplace => text::replace(forgery, truth, self.fonts, rng),
            Manipulation::InpaintRemove => inpaint::remove(forgery, truth, rng),
            Manipulation::Retouch => retouch::retouch(forgery, truth, rng),
            Manipulation::ForeignField => {
                let other = self.design.print(rng.next_u64())?;
                let scene = self.scene.with_sensor(sensor);
                let mut taken = scene.capture(&other, tone, rng.next_u64())?;
                if rng.chance(0.7) {
                    taken.pixels = Jpeg::draw(70, 95, rng).round_trip(&taken.pixels)?;
                }
                splice::foreign_field(forgery, truth, &taken.pixels, &taken.truth, rng)
            }
            _ => false,
        };
        if !done {
            splice::recompressed(forgery, truth, rng)?;
        }
        Ok(())
    }

    /// How twin and tampered picture are stored, and what is cut off left and above.
    fn store(&mut self, first: Option<Jpeg>) -> (Storage, Option<[u32; 2]>) {
        let rng = &mut self.rng;
        let jpeg = match (rng.unit(), first) {
            (..0.1, _) => None,
            (..0.35, Some(first)) => Some(first),
            _ => Some(Jpeg::draw(68, 97, rng)),
        };
        let crop = rng.chance(0.25).then(|| [rng.below(8), rng.below(8)]);
        let mut facts = self.facts.clone();
        if rng.chance(0.12) {
            let name = rng.pick(&["Adobe Photoshop 25.4", "GIMP 2.10.36", "Pixelmator 3.5"]);
            facts = Some(facts.unwrap_or_default().with_software(name));
        } else if rng.chance(0.3) {
            facts = None;
        }
        (Storage { jpeg, facts }, crop)
    }

    fn record(
        &self,
        label: AttackLabel,
        place: u32,
        storage: &Storage,
        first: Option<Jpeg>,
        truth: &Truth,
    ) -> AttackRecord {
        let number = self.number + place;
        let word = match label {
            AttackLabel::Authentic => "authentic",
            AttackLabel::AuthenticTwin => "authentic_twin",
            AttackLabel::Tampered => "tampered",
            AttackLabel::Processed => "processed",
            AttackLabel::Recaptured => "recaptured",
        };
        let (name, extension) = (self.kind.name(), storage.extension());
        AttackRecord {
            file: format!("img/{number:05}_{word}_{name}.{extension}"),
            label,
            manipulation: name.to_owned(),
            mask: None,
            source: "drawn by bonafide-synth".to_owned(),
            licence: "MIT OR Apache-2.0".to_owned(),
            base: self.base.clone(),
            kind: self.scene.device,
            seed: self.seed,
            save: storage.name(),
            first_save: first.map(Jpeg::name),
            quad: truth.document,
            twin_of: None,
            crop: None,
            exif_software: storage.names_software(),
            regions: truth.regions.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Family, Forgery, Manipulation};
    use crate::attack::AttackLabel;
    use crate::error::SynthError;
    use crate::font::Fonts;

    fn tampering() -> impl Iterator<Item = Manipulation> {
        Manipulation::ALL.into_iter().filter(|kind| kind.label() == AttackLabel::Tampered)
    }

    #[test]
    fn what_changes_is_what_the_mask_says() {
        let fonts = match Fonts::load() {
            Ok(fonts) => fonts,
            Err(error @ SynthError::FontMissing { .. }) => {
                return bonafide_testing::not_performed("masks of families", error);
            }
            Err(error) => panic!("{error}"),
        };
        for (index, kind) in (0..).zip(tampering().chain(tampering())) {
            let mut family = Family::draw(kind, (77, index), 0, &fonts).expect("a family");
            let (shot, _) = family.capture().expect("a capture");
            let mut forgery = Forgery::of(&shot.pixels);
            family.forge(&mut forgery, &shot).expect("a forgery");
            let (mut changed, mut masked) = (0, 0);
            for ((before, after), mask) in
                shot.pixels.pixels().zip(forgery.pixels.pixels()).zip(forgery.mask.pixels())
            {
                let inside = mask.0[0] > 0;
                masked += u32::from(inside);
                changed += u32::from(before != after);
                assert!(inside || before == after, "{kind:?} {index}: changed beyond the mask");
            }
            let size = shot.pixels.width() * shot.pixels.height();
            assert!(changed >= 40, "{kind:?} {index}: {changed} pixels changed");
            assert!(masked < size / 2, "{kind:?} {index}: {masked} of {size} pixels");
            assert!(changed * 5 > masked, "{kind:?} {index}: {changed} of {masked} masked");
        }
    }
}
