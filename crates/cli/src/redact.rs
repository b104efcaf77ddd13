//! `bonafide redact`: copies that show nobody.

use std::io::Write;

use anyhow::{Context as _, Result, bail};
use bonafide::barcode::{Options, read_pdf417};
use bonafide::face::{Choice, Faces, Turns};
use bonafide::imaging::{
    Area, Limits, Picture, Rgb, RgbImage, detect_format, encloses, encode_png, resized_area_rgb8,
};
use bonafide::ocr::{Reader, ReaderOptions};
use bonafide::result::{SessionResult, ZoneOutcome};
use bonafide::types::sensitive::Mask;
use bonafide::{Engine, Proofing, aamva, mrz};

use crate::args::RedactArgs;
use crate::exit::Exit;
use crate::models;
use crate::one::result_of;
use crate::output::write_whole;
use crate::settings::today;
use crate::text::{read_input, say};

/// What is painted over what must not be seen.
const COVER: Rgb<u8> = Rgb([40, 40, 40]);
/// How much larger covers are than what they cover: glow, ascenders and hair reach beyond what was found.
const GROWTH: f32 = 1.2;
/// Blocks along the longer side of what is not covered: a face is a few of them, print none.
const BLOCKS: u32 = 40;
/// Longer side of the view in which print is looked for: the finest there is, so that small print is found.
const PRINT_SIDE: u32 = 1280;

pub(crate) fn redact(args: &RedactArgs) -> Result<Exit> {
    let bytes = read_input(&args.input)?;
    let copy = if detect_format(&bytes).is_some() {
        picture_copy(args, &bytes)?
    } else if bytes.trim_ascii_start().starts_with(b"{") {
        let copy: SessionResult = bonafide::redacted(&result_of(&bytes)?)?;
        let mut json = serde_json::to_vec_pretty(&copy)?;
        json.push(b'\n');
        json
    } else {
        text_copy(&bytes)?
    };
    write_whole(&args.output, |out| out.write_all(&copy))
        .with_context(|| format!("{} cannot be written", args.output.display()))?;
    Ok(Exit::Done)
}

/// A picture with faces, print, zones and barcodes covered, and all else coarse, so that a ghost portrait or a
/// line that was missed shows nobody either. Nothing is written where a network that would find them is not
/// installed.
fn picture_copy(args: &RedactArgs, bytes: &[u8]) -> Result<Vec<u8>> {
    let picture = Picture::decode(bytes, &Limits::default())?;
    let covers = Covers::find(args, &picture)?;
    let mut copy = coarse(picture.rgb());
    covers.places.iter().for_each(|corners| cover(&mut copy, &grown(corners)));
    say(&covers.in_words());
    Ok(encode_png(&copy)?)
}

type Corners = [[f32; 2]; 4];

/// What is covered.
struct Covers {
    places: Vec<Corners>,
    /// Of each kind, how many.
    counts: [([&'static str; 2], usize); 4],
}

impl Covers {
    fn find(args: &RedactArgs, picture: &Picture) -> Result<Self> {
        let models = models::open(&args.runtime)?;
        let mut options = ReaderOptions::default();
        options.detection_side = PRINT_SIDE;
        let reader = Reader::with_options(&models, options)?;
        let faces = Faces::open(&models, &Choice::default())?;
        let faces: Vec<Corners> =
            faces.find(picture, Turns::Four)?.iter().map(|face| corners_of(&face.area)).collect();
        let print: Vec<Corners> =
            reader.places(picture)?.iter().map(|place| place.corners().map(Into::into)).collect();
        let symbols: Vec<Corners> = read_pdf417(picture.luma(), &Options::default())
            .iter()
            .map(|symbol| symbol.corners.map(Into::into))
            .collect();
        let engine = Engine::builder().threads(1).models(models).proofing(Proofing::Off).build()?;
        let zones = zone_places(&engine, picture)?;
        let counts = [
            (["face", "faces"], faces.len()),
            (["line of print", "lines of print"], print.len()),
            (["zone", "zones"], zones.len()),
            (["barcode", "barcodes"], symbols.len()),
        ];
        Ok(Self { places: [faces, print, zones, symbols].concat(), counts })
    }

    fn in_words(&self) -> String {
        let counts: Vec<String> = self
            .counts
            .iter()
            .map(|([one, many], count)| format!("{count} {}", if *count == 1 { one } else { many }))
            .collect();
        format!(
            "covered: {}; all else is coarse; look at the copy before it is passed on",
            counts.join(", ")
        )
    }
}

fn zone_places(engine: &Engine, picture: &Picture) -> Result<Vec<Corners>> {
    let found = engine.read_zones(picture, today())?;
    if found.outcome == ZoneOutcome::NoReader {
        bail!("the networks that read machine-readable zones are not installed");
    }
    let read = found.zones.iter().filter_map(|zone| zone.mrz.corners);
    let narrow = |corners: [[f64; 2]; 4]| corners.map(|[x, y]| [x as f32, y as f32]);
    Ok(read.chain(found.unreadable.iter().copied()).map(narrow).collect())
}

fn corners_of(area: &Area) -> Corners {
    let (right, bottom) = (area.x + area.width, area.y + area.height);
    [[area.x, area.y], [right, area.y], [right, bottom], [area.x, bottom]]
}

/// Larger about the middle.
fn grown(corners: &Corners) -> Corners {
    let middle = [0, 1].map(|axis| corners.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0);
    corners
        .map(|[x, y]| [middle[0] + (x - middle[0]) * GROWTH, middle[1] + (y - middle[1]) * GROWTH])
}

/// The picture in blocks of one colour.
fn coarse(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let block = (width.max(height) / BLOCKS).max(1);
    let means = resized_area_rgb8(picture, width.div_ceil(block), height.div_ceil(block));
    let at = |index: u32, size: u32, blocks: u32| {
        let share = u64::from(index) * u64::from(blocks) / u64::from(size.max(1));
        u32::try_from(share).unwrap_or(0)
    };
    RgbImage::from_fn(width, height, |x, y| {
        *means.get_pixel(at(x, width, means.width()), at(y, height, means.height()))
    })
}

/// Paints over every pixel whose middle lies within.
fn cover(picture: &mut RgbImage, corners: &Corners) {
    let (width, height) = picture.dimensions();
    let range = |axis: usize, size: u32| {
        let values = corners.map(|corner| corner[axis]);
        let from = values.iter().copied().fold(f32::INFINITY, f32::min).clamp(0.0, size as f32);
        let to = values.iter().copied().fold(0.0, f32::max).clamp(0.0, size as f32);
        from.floor() as u32..to.ceil() as u32
    };
    let (columns, rows) = (range(0, width), range(1, height));
    for y in rows {
        for x in columns.clone() {
            if encloses(corners, [x as f32 + 0.5, y as f32 + 0.5]) {
                picture.put_pixel(x, y, COVER);
            }
        }
    }
}

/// Of a payload the names of subfiles and elements stay, of all text lengths and separators.
fn text_copy(bytes: &[u8]) -> Result<Vec<u8>> {
    if let Ok(payload) = aamva::parse(bytes) {
        return Ok(payload_copy(&payload));
    }
    let text = std::str::from_utf8(bytes).ok().filter(|text| !mrz::find(text).is_empty()).context(
        "neither a picture, a result, nor text with a machine-readable zone or an AAMVA payload",
    )?;
    let lines: Vec<String> = text.lines().map(|line| line.to_owned().mask()).collect();
    Ok((lines.join("\n") + "\n").into_bytes())
}

fn payload_copy(payload: &aamva::Aamva) -> Vec<u8> {
    let mut lines = Vec::new();
    for subfile in payload.subfiles() {
        lines.push(subfile.designator.as_str().to_owned());
        let hidden = |element: &aamva::Element| {
            format!("{}{}", element.id().as_str(), element.text().to_owned().mask())
        };
        lines.extend(subfile.elements.iter().map(hidden));
    }
    (lines.join("\n") + "\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_reach_beyond_what_they_cover_and_no_further() {
        let mut picture = RgbImage::from_pixel(100, 60, Rgb([255; 3]));
        cover(&mut picture, &grown(&[[20.0, 20.0], [40.0, 20.0], [40.0, 30.0], [20.0, 30.0]]));
        let is_covered = |x, y| *picture.get_pixel(x, y) == COVER;
        assert!(is_covered(20, 20) && is_covered(18, 19) && is_covered(41, 30));
        assert!(!is_covered(16, 20) && !is_covered(44, 20) && !is_covered(30, 17));
    }

    #[test]
    fn what_is_not_covered_is_coarse() {
        let fine = RgbImage::from_fn(803, 517, |x, y| Rgb([((x / 3 + y / 3) % 2) as u8 * 255; 3]));
        let blocks = coarse(&fine);
        assert_eq!(blocks.dimensions(), fine.dimensions());
        assert!(blocks.pixels().all(|pixel| (90..=165).contains(&pixel.0[0])));
        assert_eq!(coarse(&RgbImage::from_pixel(1, 1, Rgb([9; 3]))).get_pixel(0, 0).0, [9; 3]);
    }

    #[test]
    fn places_outside_the_picture_cost_nothing() {
        let mut picture = RgbImage::from_pixel(8, 8, Rgb([255; 3]));
        cover(&mut picture, &[[-1e9, -1e9], [1e9, -1e9], [1e9, 1e9], [-1e9, 1e9]]);
        cover(&mut picture, &[[f32::NAN; 2]; 4]);
        assert!(picture.pixels().all(|pixel| *pixel == COVER));
    }

    #[test]
    fn zones_keep_their_form_alone() {
        let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n";
        let copy = String::from_utf8(text_copy(zone.as_bytes()).unwrap_or_default());
        let copy = copy.unwrap_or_default();
        assert_eq!(copy.len(), zone.len());
        assert!(copy.starts_with("*<***********<<****<*****<<<"));
        assert!(copy.chars().all(|c| matches!(c, '*' | '<' | '\n')));
        assert!(text_copy(b"nothing of the kind").is_err());
    }
}
