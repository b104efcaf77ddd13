//! The reader: both networks, and the way from a picture to its print.

use bonafide_imaging::{Picture, RgbImage};
use bonafide_inference::{Model, Models, OutputAxis};

use crate::alphabet::Alphabet;
use crate::ctc::Letter;
use crate::detect;
use crate::error::OcrError;
use crate::marks::{Reading, marks};
use crate::order::in_reading_order;
use crate::print::Print;
use crate::recognise::{self, recognise};
use crate::rectangle::Rectangle;
use crate::strip::Strip;
use crate::words::mean_probability;

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
    /// Work is bounded: at most 400 lines, each read once, some twice, and 14 strips of marks. On the processor the result
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
        let places = self.detect(pixels, self.side())?;
        let strips = places.iter().map(|place| Strip::cut(pixels, in_reading_direction(*place)));
        let (level, steep) = strips.partition(|strip| is_level(&strip.place));
        let mut read = self.group(level)?;
        read.extend(self.group(steep)?);
        let marks = marks(self, pixels, &places, &read)?;
        let lines = read.iter().filter_map(Reading::line).collect();
        Ok(Print { frame: pixels.dimensions(), lines: in_reading_order(lines), marks })
    }

    /// Where the detector sees lines at this longer side, in pixels of the picture.
    pub(crate) fn detect(&self, picture: &RgbImage, side: u32) -> Result<Vec<Rectangle>, OcrError> {
        detect::lines(&self.detector, picture, side)
    }

    /// Where print stands in a picture, whether it can be read or not: what has to be covered for nobody to
    /// read it. At most 400 places.
    ///
    /// # Errors
    /// When the network does not run.
    pub fn places(&self, picture: &Picture) -> Result<Vec<Rectangle>, OcrError> {
        self.detect(picture.rgb(), self.side())
    }

    fn side(&self) -> u32 {
        self.options.detection_side.clamp(LEAST_SIDE, GREATEST_SIDE)
    }

    /// Reads strips whose lines run about in one direction, or all in the opposite one.
    fn group(&self, mut strips: Vec<Strip>) -> Result<Vec<Reading>, OcrError> {
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
        let read = strips.into_iter().zip(read).map(|(strip, letters)| Reading { strip, letters });
        Ok(read.filter(|line| mean_probability(&line.letters) >= LEAST_LINE).collect())
    }

    /// The characters of strips.
    pub(crate) fn recognise(&self, strips: &[Strip]) -> Result<Vec<Vec<Letter>>, OcrError> {
        recognise(&self.recogniser, &self.alphabet, strips)
    }
}

/// Mean probability of the characters of lines.
fn mean(read: &[Vec<Letter>]) -> f32 {
    mean_probability(&read.concat())
}

/// The place as a line: along its longer side, or along the side that is nearer to level where it is
/// about as high as it is wide; from left to right, or upwards.
pub(crate) fn in_reading_direction(place: Rectangle) -> Rectangle {
    let level = if is_level(&place) { place } else { place.quarter_turned() };
    let along = if level.height > UPRIGHT * level.length { level.quarter_turned() } else { level };
    let is_backward = if is_level(&along) { along.along.x < 0.0 } else { along.along.y > 0.0 };
    if is_backward { along.reversed() } else { along }
}

fn is_level(place: &Rectangle) -> bool {
    place.along.x.abs() >= place.along.y.abs()
}
