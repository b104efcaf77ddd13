//! Large words over the print: SPECIMEN, VOID, COPY across a document.
//!
//! The detector prefers the lines that lie under such a mark, and the recogniser reads a part of it where
//! portrait and print cross it. So parts that were read are grown to the whole word; the page is looked at
//! again in two views in which what lies over the print stands out; and the leaning band that stands out most
//! is read even where the detector sees nothing. On half of the published specimens that the steps were
//! developed on, and on the other half, see `docs/ocr.md`.

use bonafide_imaging::{Point, RgbImage};

use crate::band::leaning_band;
use crate::ctc::Letter;
use crate::error::OcrError;
use crate::fragment::{Fragment, is_legible, is_mark};
use crate::overprint::{Overprint, Seen};
use crate::print::Line;
use crate::reader::{Reader, in_reading_direction};
use crate::rectangle::Rectangle;
use crate::strip::Strip;
use crate::words::{line, mean_probability};

/// Longer side, in pixels, at which the network looks for marks.
const SIDE: u32 = 320;
/// Two places are the same line where the middle of one is in the other and their heights differ by no
/// more than this factor; a band's height is known less well, and a part's least.
const SAME_HEIGHT: f32 = 1.6;
const SAME_BAND: f32 = 2.0;
const SAME_PART: f32 = 2.5;
/// Marks lean by more than this against the page, in degrees, and neither stand nor lie.
const LEANS: std::ops::Range<f32> = 9.0..81.0;
/// Lines that lean no more than this tell the tilt of the page.
const TILT: f32 = 20.0;
/// Within this of upright a line is read upwards, else from left to right.
const UPRIGHT: std::ops::Range<f32> = 75.0..105.0;
/// How many times as high as the usual line a place of a mark is, and a level line that may be a part.
const LARGE: f32 = 1.3;
const LARGE_LEVEL: f32 = 1.6;
/// A mark is no longer than this, in heights, and covers no more of the page.
const LONGEST: f32 = 10.0;
const MOST_OF_PAGE: f32 = 0.4;
/// Longest line that may be a part, in characters.
const LONGEST_PART: usize = 14;
/// Mean probability from which on a reading may be a part.
const DOUBTFUL: f32 = 0.4;
/// Places that are read of a view, strips that growing may read at first and at last, and how often a part is
/// grown.
const MOST_PLACES: usize = 3;
const FIRST_GROWTH: usize = 2;
const LAST_GROWTH: usize = 3;
const GROWN: usize = 2;

/// A strip with what was read in it.
#[derive(Clone)]
pub(crate) struct Reading {
    pub(crate) strip: Strip,
    pub(crate) letters: Vec<Letter>,
}

impl Reading {
    pub(crate) fn line(&self) -> Option<Line> {
        line(&self.strip, &self.letters)
    }
}

/// The marks of a page on which `lines` were read at the places `known`. What else stands there is noise:
/// these lines are for nothing but the search for listed words.
pub(crate) fn marks(
    reader: &Reader,
    pixels: &RgbImage,
    known: &[Rectangle],
    lines: &[Reading],
) -> Result<Vec<Line>, OcrError> {
    let mut search = Search {
        reader,
        pixels,
        layout: Layout::of(known, pixels.dimensions()),
        views: Vec::new(),
        parts: Vec::new(),
        found: Vec::new(),
    };
    search.parts.extend(lines.iter().filter(|line| search.layout.may_be_part(line)).cloned());
    search.run()?;
    let legible = search.found.iter().filter(|reading| is_legible(&reading.letters));
    Ok(legible.filter_map(Reading::line).collect())
}

/// How the print of a page lies.
struct Layout {
    /// The usual height of a line.
    usual: f32,
    /// Degrees by which lines fall to the right.
    tilt: f32,
    /// Pixels.
    area: f32,
}

impl Layout {
    fn of(places: &[Rectangle], (width, height): (u32, u32)) -> Self {
        let heights = places.iter().map(|place| place.length.min(place.height)).collect();
        let tilts = places.iter().map(|place| in_reading_direction(*place));
        let tilts = tilts.filter(|place| place.length > 1.5 * place.height).map(|p| degrees(&p));
        Self {
            usual: median(heights).unwrap_or(1.0),
            tilt: median(tilts.filter(|tilt| tilt.abs() <= TILT).collect()).unwrap_or(0.0),
            area: width as f32 * height as f32,
        }
    }

    fn leans(&self, place: &Rectangle) -> bool {
        let turned = (degrees(place) - self.tilt).abs() % 180.0;
        place.length > 1.5 * place.height && LEANS.contains(&turned.min(180.0 - turned))
    }

    /// Whether a place may be that of a mark.
    fn may_be_mark(&self, place: &Rectangle) -> bool {
        self.leans(place)
            && place.height > LARGE * self.usual
            && place.length < LONGEST * place.height
            && place.length * place.height < MOST_OF_PAGE * self.area
    }

    fn may_be_part(&self, reading: &Reading) -> bool {
        let place = &reading.strip.place;
        let fillers = reading.letters.iter().filter(|letter| letter.character == '<').count();
        reading.letters.len() <= LONGEST_PART
            && fillers < 3
            && (self.leans(place) || place.height > LARGE_LEVEL * self.usual)
    }
}

fn degrees(place: &Rectangle) -> f32 {
    place.along.y.atan2(place.along.x).to_degrees()
}

fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The search over one page.
struct Search<'a> {
    reader: &'a Reader,
    pixels: &'a RgbImage,
    layout: Layout,
    views: Vec<Overprint>,
    /// What may be parts of marks.
    parts: Vec<Reading>,
    found: Vec<Reading>,
}

impl Search<'_> {
    /// Step by step, until a whole mark was read.
    fn run(&mut self) -> Result<(), OcrError> {
        if self.grow(FIRST_GROWTH)? {
            return Ok(());
        }
        let seen = Seen::of(self.pixels);
        for make in [Overprint::coloured, Overprint::flattened] {
            let view = make(&seen);
            let places = self.reader.detect(&view.pixels, SIDE)?;
            self.views.push(view);
            let places = places.into_iter().map(left_to_right);
            if self.read(self.views.len() - 1, places.collect(), SAME_HEIGHT, false)? {
                return Ok(());
            }
        }
        let band = self.views.first().and_then(|view| leaning_band(&view.pixels));
        if !self.read(0, band.into_iter().collect(), SAME_BAND, true)? {
            self.grow(LAST_GROWTH)?;
        }
        Ok(())
    }

    /// Reads the largest places of a view that may be marks and were not read before; whether one is.
    fn read(
        &mut self,
        view: usize,
        places: Vec<Rectangle>,
        same: f32,
        any: bool,
    ) -> Result<bool, OcrError> {
        let Some(view) = self.views.get(view) else { return Ok(false) };
        let there = |place: &Rectangle| place.scaled(view.scale.0, view.scale.1);
        let is_new = |place: &Rectangle| {
            !self.found.iter().any(|found| is_near(place, &found.strip.place, same))
        };
        let mut places = places;
        places.retain(|place| {
            let there = there(place);
            (any || self.layout.may_be_mark(&there)) && is_new(&there)
        });
        let area = |place: &Rectangle| place.length * place.height;
        places.sort_by(|a, b| area(b).total_cmp(&area(a)));
        places.truncate(MOST_PLACES);
        let strips: Vec<Strip> = places
            .iter()
            .map(|place| {
                let mut strip = Strip::cut(&view.pixels, *place);
                strip.place = there(place);
                strip
            })
            .collect();
        let read = self.reader.recognise(&strips)?;
        let mut is_found = false;
        for (strip, letters) in strips.into_iter().zip(read) {
            let reading = Reading { strip, letters };
            is_found |= is_mark(&reading.letters);
            if mean_probability(&reading.letters) >= DOUBTFUL {
                self.parts.push(reading.clone());
            }
            if is_legible(&reading.letters) {
                self.found.push(reading);
            }
        }
        Ok(is_found)
    }

    /// Grows the longest parts to whole words and reads those, in the picture and in every view, at most
    /// `room` strips; whether one is a mark.
    fn grow(&mut self, room: usize) -> Result<bool, OcrError> {
        let mut parts: Vec<(Fragment, Reading)> = Vec::new();
        for part in self.parts.iter().filter(|part| !is_mark(&part.letters)) {
            let place = &part.strip.place;
            let large = self.layout.leans(place) && place.height > LARGE * self.layout.usual;
            if let Some(fragment) = Fragment::of(&part.letters).filter(|f| f.length > 3 || large) {
                parts.push((fragment, part.clone()));
            }
        }
        let rank =
            |(fragment, part): &(Fragment, Reading)| (fragment.length, part.strip.place.height);
        parts.sort_by(|a, b| {
            let (a, b) = (rank(a), rank(b));
            b.0.cmp(&a.0).then(b.1.total_cmp(&a.1))
        });
        let (mut left, mut seen) = (room, Vec::new());
        for (fragment, part) in parts {
            let place = part.strip.place;
            if seen.iter().any(|other| is_near(&place, other, SAME_PART)) {
                continue;
            }
            seen.push(place);
            if self.grow_one(fragment, part, &mut left)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn grow_one(
        &mut self,
        mut fragment: Fragment,
        mut part: Reading,
        left: &mut usize,
    ) -> Result<bool, OcrError> {
        for _ in 0..GROWN {
            let Some(place) = fragment.whole(&part.strip, &part.letters) else { break };
            let mut longest: Option<(Fragment, Reading)> = None;
            for source in 0..=self.views.len() {
                if *left == 0 {
                    break;
                }
                *left -= 1;
                let reading = self.read_grown(place, source)?;
                if is_mark(&reading.letters) {
                    self.found.push(reading);
                    return Ok(true);
                }
                let least = longest.as_ref().map_or(fragment.length, |(longest, _)| longest.length);
                let longer = Fragment::of(&reading.letters).filter(|f| f.length > least);
                if let Some(longer) = longer.filter(|_| is_legible(&reading.letters)) {
                    longest = Some((longer, reading));
                }
            }
            let Some((longer, reading)) = longest else { break };
            self.found.push(reading.clone());
            (fragment, part) = (longer, reading);
        }
        Ok(false)
    }

    /// Reads a place of the picture, from the picture (0) or from a view (1 and on).
    fn read_grown(&self, place: Rectangle, source: usize) -> Result<Reading, OcrError> {
        let view = source.checked_sub(1).and_then(|index| self.views.get(index));
        let mut strip = match view {
            Some(view) => {
                let (x, y) = view.scale;
                Strip::cut(&view.pixels, place.scaled(1.0 / x, 1.0 / y))
            }
            None => Strip::cut(self.pixels, place),
        };
        strip.place = place;
        let letters = self.reader.recognise(std::slice::from_ref(&strip))?.pop();
        Ok(Reading { strip, letters: letters.unwrap_or_default() })
    }
}

/// In reading direction, but that what leans is read from left to right however steep it is.
fn left_to_right(place: Rectangle) -> Rectangle {
    let place = in_reading_direction(place);
    let is_upright = UPRIGHT.contains(&degrees(&place).abs());
    if place.length > 1.5 * place.height && !is_upright && place.along.x < 0.0 {
        place.reversed()
    } else {
        place
    }
}

/// Whether two places are about the same line.
fn is_near(a: &Rectangle, b: &Rectangle, factor: f32) -> bool {
    let extent = |place: &Rectangle| place.length.min(place.height);
    let alike = extent(a).max(extent(b)) <= factor * extent(a).min(extent(b));
    alike && (contains(a, b.center) || contains(b, a.center))
}

fn contains(place: &Rectangle, point: Point) -> bool {
    let (x, y) = (point.x - place.center.x, point.y - place.center.y);
    let s = x * place.along.x + y * place.along.y;
    let t = y * place.along.x - x * place.along.y;
    s.abs() <= place.length / 2.0 && t.abs() <= place.height / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: f32, degrees: f32, length: f32, height: f32) -> Rectangle {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Rectangle { center: Point { x, y: 50.0 }, along: Point { x: cos, y: sin }, length, height }
    }

    #[test]
    fn a_line_is_the_same_by_place_and_height() {
        let line = place(100.0, 0.0, 100.0, 20.0);
        assert!(is_near(&place(120.0, 0.0, 100.0, 25.0), &line, SAME_HEIGHT));
        assert!(!is_near(&place(120.0, 0.0, 100.0, 60.0), &line, SAME_HEIGHT));
        assert!(!is_near(&place(210.0, 0.0, 100.0, 20.0), &line, SAME_HEIGHT));
    }

    #[test]
    fn marks_lean_against_the_page_and_are_large() {
        let page: Vec<Rectangle> =
            (0..9).map(|i| place(50.0 * i as f32, 4.0, 90.0, 20.0)).collect();
        let layout = Layout::of(&page, (1000, 600));
        assert!((layout.tilt - 4.0).abs() < 0.1 && (layout.usual - 20.0).abs() < 0.1);
        assert!(layout.may_be_mark(&place(400.0, 30.0, 400.0, 60.0)));
        for (degrees, length, height) in
            [(8.0, 400.0, 60.0), (30.0, 400.0, 20.0), (30.0, 900.0, 60.0), (88.0, 400.0, 60.0)]
        {
            assert!(!layout.may_be_mark(&place(400.0, degrees, length, height)), "{degrees}");
        }
    }

    #[test]
    fn falling_marks_are_read_from_left_to_right() {
        for degrees in [-60.0_f32, -30.0, 30.0, 60.0] {
            for turned in [0.0, 180.0] {
                let read = left_to_right(place(100.0, degrees + turned, 300.0, 40.0));
                assert!(read.along.x > 0.0, "{degrees}");
            }
        }
    }
}
