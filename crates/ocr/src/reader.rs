//! The reader: both networks, and the way from a picture to its print.

use bonafide_imaging::{Picture, RgbImage};
use bonafide_inference::{Model, Models, OutputAxis};

use crate::alphabet::Alphabet;
use crate::ctc::Letter;
use crate::detect;
use crate::error::OcrError;
use crate::marks::{is_known, without_small_print};
use crate::order::in_reading_order;
use crate::print::{Line, Print};
use crate::recognise::{self, recognise};
use crate::rectangle::Rectangle;
use crate::strip::Strip;
use crate::words::{line, mean_probability};

/// Longer side at which the network looks for lines, unless told otherwise.
const DETECTION_SIDE: u32 = 736;
/// Bounds of that side: those of the manifest.
const LEAST_SIDE: u32 = 320;
const GREATEST_SIDE: u32 = 1280;
/// A place so many times as high as it is wide is a line that runs up or down. Published with the
/// networks.
const UPRIGHT: f32 = 1.5;
/// Lines by which it is decided which way up the print stands, the longest ones.
const WITNESSES: usize = 6;
/// Print whose witnesses have this mean probability a character stands the right way up, and the
/// other way is not tried.
const SURE: f32 = 0.9;
/// Least mean probability of the characters of a line. Published with the networks.
const LEAST_LINE: f32 = 0.5;

/// Longer side at which the network looks for large words under the print.
const MARK_SIDE: u32 = 320;
/// Most large words that are read.
const MOST_MARKS: usize = 8;

/// How pictures are read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReaderOptions {
    /// Longer side, in pixels, of the view in which lines are looked for: 320 to 1280. Smaller print
    /// is found at a greater side, in a time that grows with its square. Default: 736.
    pub detection_side: u32,
}

impl Default for ReaderOptions {
    fn default() -> Self {
        Self { detection_side: DETECTION_SIDE }
    }
}

/// Reads print in pictures of documents. Opens its two networks once; work takes `&self`.
pub struct Reader {
    detector: Model,
    recogniser: Model,
    alphabet: Alphabet,
    options: ReaderOptions,
}

impl Reader {
    /// Opens the networks `print_detection` and `print_recognition`.
    ///
    /// # Errors
    /// When one is missing or does not open, or the recogniser's file does not name its characters.
    pub fn new(models: &Models) -> Result<Self, OcrError> {
        Self::with_options(models, ReaderOptions::default())
    }

    /// As [`Reader::new`], with options.
    ///
    /// # Errors
    /// As [`Reader::new`].
    pub fn with_options(models: &Models, options: ReaderOptions) -> Result<Self, OcrError> {
        let open = |id| models.open(id).map_err(|source| OcrError::network(id, source));
        let (detector, recogniser) = (open(detect::MODEL)?, open(recognise::MODEL)?);
        let outputs = recogniser.entry().outputs.first();
        let classes = match outputs.and_then(|output| output.shape.last()) {
            Some(OutputAxis::Fixed(classes)) => *classes,
            _ => return Err(OcrError::Shape { model: recognise::MODEL }),
        };
        let alphabet = Alphabet::of(&recogniser, recognise::MODEL, classes)?;
        Ok(Self { detector, recogniser, alphabet, options })
    }

    /// The networks that take part: detection, recognition.
    pub fn models(&self) -> [&Model; 2] {
        [&self.detector, &self.recogniser]
    }

    /// Reads the print of a picture, in whatever direction its lines run.
    ///
    /// Places are those of the picture as it is given; the corners of a line and of its words are in
    /// its reading direction, so that print that stands upside down has its top left corners at the
    /// lower right. Which way up it stands is decided by the longest lines. Lines are in reading order.
    ///
    /// Work is bounded: at most 400 lines, each read once, some twice. On the processor the result
    /// depends on the picture alone.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn read(&self, picture: &Picture) -> Result<Print, OcrError> {
        self.read_pixels(picture.rgb())
    }

    /// As [`Reader::read`], of pixels that were cut out of a picture.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn read_pixels(&self, pixels: &RgbImage) -> Result<Print, OcrError> {
        let side = self.options.detection_side.clamp(LEAST_SIDE, GREATEST_SIDE);
        let places = detect::lines(&self.detector, pixels, side)?;
        let strips = places.iter().map(|place| Strip::cut(pixels, in_reading_direction(*place)));
        let (level, steep) = strips.partition(|strip| is_level(&strip.place));
        let mut lines = self.group(level)?;
        lines.extend(self.group(steep)?);
        lines.extend(self.marks(pixels, &places)?);
        Ok(Print { frame: pixels.dimensions(), lines: in_reading_order(lines) })
    }

    /// Reads large words that lie under lines that are known.
    fn marks(&self, pixels: &RgbImage, known: &[Rectangle]) -> Result<Vec<Line>, OcrError> {
        let (small, (x, y)) = without_small_print(pixels);
        let mut strips = Vec::new();
        for place in detect::lines(&self.detector, &small, MARK_SIDE)? {
            let there = in_reading_direction(place.scaled(x, y));
            if !is_known(&there, known) {
                let mut strip = Strip::cut(&small, in_reading_direction(place));
                strip.place = there;
                strips.push(strip);
            }
        }
        strips.truncate(MOST_MARKS);
        self.group(strips)
    }

    /// Reads strips whose lines run about in one direction, or all in the opposite one.
    fn group(&self, mut strips: Vec<Strip>) -> Result<Vec<Line>, OcrError> {
        strips.sort_by(|a, b| b.place.length.total_cmp(&a.place.length));
        let rest = strips.split_off(strips.len().min(WITNESSES));
        let mut read = self.recognise(&strips)?;
        let is_reversed = mean(&read) < SURE && {
            let reversed: Vec<Strip> = strips.iter().map(Strip::reversed).collect();
            let other = self.recognise(&reversed)?;
            let is_better = mean(&other) > mean(&read);
            if is_better {
                (strips, read) = (reversed, other);
            }
            is_better
        };
        let rest = rest.into_iter().map(|strip| if is_reversed { strip.reversed() } else { strip });
        let rest: Vec<Strip> = rest.collect();
        read.extend(self.recognise(&rest)?);
        strips.extend(rest);
        let pairs = strips.iter().zip(&read);
        let legible = pairs.filter(|(_, letters)| mean_probability(letters) >= LEAST_LINE);
        Ok(legible.filter_map(|(strip, letters)| line(strip, letters)).collect())
    }

    fn recognise(&self, strips: &[Strip]) -> Result<Vec<Vec<Letter>>, OcrError> {
        recognise(&self.recogniser, &self.alphabet, strips)
    }
}

/// Mean probability of the characters of lines.
fn mean(read: &[Vec<Letter>]) -> f32 {
    mean_probability(&read.concat())
}

/// The place as a line: along its longer side, or along the side that is nearer to level where it is
/// about as high as it is wide; from left to right, or upwards.
fn in_reading_direction(place: Rectangle) -> Rectangle {
    let level = if is_level(&place) { place } else { place.quarter_turned() };
    let along = if level.height > UPRIGHT * level.length { level.quarter_turned() } else { level };
    let is_backward = if is_level(&along) { along.along.x < 0.0 } else { along.along.y > 0.0 };
    if is_backward { along.reversed() } else { along }
}

fn is_level(place: &Rectangle) -> bool {
    place.along.x.abs() >= place.along.y.abs()
}
