//! The reader: both networks, and the way from a picture to its zones.

use bonafide_imaging::Picture;
use bonafide_inference::{Model, Models};

use crate::attempt::Attempt;
use crate::decode::{Levels, Verdict};
use crate::error::ReadError;
use crate::locate::{MOST_ENLARGED, maps};
use crate::reading::{Outcome, Reading};
use crate::strand::strands;
use crate::zone::{Zone, zones};

/// Longer side, in pixels, of the views in which zones are looked for, one after the other until
/// something is read: the whole document, a small document in a large picture, a close-up.
const VIEWS: [u32; 3] = [512, 1024, 288];
/// A view shows something new if it is this much larger or smaller than those before it.
const WORTHWHILE: f32 = 1.3;
/// Zones tried in one view.
const MOST_TRIED: usize = 4;
/// Heights tried of a zone that does not read at once, relative to what was measured.
const OTHER_HEIGHTS: [f32; 2] = [0.84, 1.2];

/// Reads machine-readable zones in pictures. Opens its two networks once; work takes `&self`.
pub struct Reader {
    locator: Model,
    recogniser: Model,
    levels: Levels,
}

impl Reader {
    /// Opens the networks `mrz_locator` and `mrz_ocr`.
    ///
    /// # Errors
    /// When one is missing or does not open.
    pub fn new(models: &Models) -> Result<Self, ReadError> {
        let open = |id| models.open(id).map_err(|source| ReadError::network(id, source));
        Ok(Self {
            locator: open("mrz_locator")?,
            recogniser: open("mrz_ocr")?,
            levels: Levels::default(),
        })
    }

    /// The networks that take part.
    pub fn models(&self) -> [&Model; 2] {
        [&self.locator, &self.recogniser]
    }

    /// Finds and reads the zones of a picture, in whatever direction they run.
    ///
    /// Views of other sizes are looked at until one shows a zone that can be read; of two documents
    /// that differ in size by more than three times, only the larger may be read. Work is bounded:
    /// three views of the picture, four zones a view, five ways of cutting a zone. The result
    /// depends on the picture alone.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn read(&self, picture: &Picture) -> Result<Reading, ReadError> {
        let mut reading =
            Reading { outcome: Outcome::NoZone, zones: Vec::new(), unreadable: Vec::new() };
        for side in views(picture.luma().dimensions()) {
            self.look(picture, side, &mut reading)?;
            if !reading.zones.is_empty() {
                break;
            }
        }
        reading.tidy();
        reading.outcome = match (reading.zones.is_empty(), reading.unreadable.is_empty()) {
            (false, _) => Outcome::Read,
            (true, false) => Outcome::Unreadable,
            (true, true) => Outcome::NoZone,
        };
        reading.zones.sort_by(|a, b| b.confidence.get().total_cmp(&a.confidence.get()));
        Ok(reading)
    }

    /// Reads what one view shows.
    fn look(&self, picture: &Picture, side: u32, reading: &mut Reading) -> Result<(), ReadError> {
        let maps = maps(&self.locator, picture, side)?;
        for zone in zones(&strands(&maps)).iter().take(MOST_TRIED) {
            if !reading.zones.is_empty() && !zone.is_likely() {
                continue;
            }
            let attempt = self.best_attempt(picture, zone)?;
            match attempt.verdict() {
                Verdict::Read => reading.zones.push(attempt.read_zone()),
                Verdict::Unreadable => reading.unreadable.push(zone.corners()),
                Verdict::NotAZone => {}
            }
        }
        Ok(())
    }

    /// Reads a zone as it was measured; where that gives no sure reading, upside down, with what may
    /// have been missed of it and with other heights as well, and takes the best.
    fn best_attempt(&self, picture: &Picture, zone: &Zone) -> Result<Attempt, ReadError> {
        let attempt = |zone: &Zone, grow: f32, least: usize| {
            Attempt::make(&self.recogniser, picture, zone, (grow, least), &self.levels)
        };
        let mut best = attempt(zone, 1.0, 1)?;
        if best.verdict() != Verdict::Read && !zone.is_way_sure {
            best = best.or(attempt(&zone.reversed(), 1.0, 1)?);
        }
        if best.is_sure()
            || (best.verdict() == Verdict::NotAZone && !(zone.may_lack_lines() && zone.is_likely()))
        {
            return Ok(best);
        }
        let found = best.zone().clone();
        if !best.is_whole() {
            best = best.or(attempt(&found.guessed(), 1.0, found.lines.len().max(2))?);
        }
        if best.verdict() == Verdict::NotAZone {
            return Ok(best);
        }
        for grow in OTHER_HEIGHTS {
            if !best.is_sure() {
                best = best.or(attempt(&found, grow, found.lines.len())?);
            }
        }
        Ok(best)
    }
}

/// Longer sides of the views worth looking at of a picture of that size.
fn views((width, height): (u32, u32)) -> Vec<u32> {
    let most = (width.max(height)).saturating_mul(MOST_ENLARGED);
    let mut sides: Vec<u32> = Vec::new();
    for side in VIEWS.map(|side| side.min(most)) {
        let alike = |other: &u32| {
            let ratio = side.max(1) as f32 / (*other).max(1) as f32;
            (1.0 / WORTHWHILE..WORTHWHILE).contains(&ratio)
        };
        if !sides.iter().any(alike) {
            sides.push(side);
        }
    }
    sides
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_pictures_are_enlarged_at_most_twice_and_no_view_is_looked_at_again() {
        assert_eq!(views((4000, 3000)), [512, 1024, 288]);
        assert_eq!(views((420, 300)), [512, 840, 288]);
        assert_eq!(views((300, 200)), [512, 288]);
        assert_eq!(views((100, 60)), [200]);
        assert_eq!(views((0, 0)), [0]);
    }
}
