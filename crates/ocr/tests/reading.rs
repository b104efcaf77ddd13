//! Reading drawn cards, on every runtime of this machine. The folder of the models is
//! `BONAFIDE_MODELS`; without the models of print nothing is performed, and said.

#![allow(clippy::unwrap_used)]

use bonafide_imaging::{Limits, Picture, RgbImage, encode_png};
use bonafide_inference::{Backend, BackendChoice, Device, Models, RuntimeOptions};
use bonafide_ocr::{Line, Point, Print, Reader};
use bonafide_synth::{
    AS_OF, DrawOptions, Encoding, Fonts, Mark, RegionKind, Severity, Shot, Specimen, SynthError,
    TravelDocument, TravelKind, Truth, mrz_lines, passport_page, photograph,
};
use bonafide_testing::{folder, not_performed};

/// A reader for every runtime of this machine.
fn readers(test: &str) -> Vec<Reader> {
    let Some(folder) = folder(test, "BONAFIDE_MODELS") else { return Vec::new() };
    let mut readers = Vec::new();
    for backend in [Backend::Rten, Backend::OnnxRuntime] {
        let mut options = RuntimeOptions::default();
        (options.device, options.backend) = (Device::Cpu, BackendChoice::Only(backend));
        match Models::builder().options(options).folder(&folder).build() {
            Ok(models) if models.is_there("print_recognition") => {
                readers.push(Reader::new(&models).unwrap());
            }
            Ok(models) => {
                let entry = models.entries().find(|entry| entry.id == "print_recognition");
                let remedy = entry.unwrap().remedy();
                not_performed(test, format_args!("print_recognition is missing: {remedy}"));
            }
            Err(error) => not_performed(&format!("{test} with {backend}"), error),
        }
    }
    readers
}

/// A drawn page; none, and said, where the fonts to draw with are not there.
fn passport(test: &str, mark: Mark) -> Option<Specimen> {
    let fonts = match Fonts::load() {
        Ok(fonts) => fonts,
        Err(error @ SynthError::FontMissing { .. }) => {
            not_performed(test, error);
            return None;
        }
        Err(error) => panic!("{error}"),
    };
    let passport = TravelDocument::draw(TravelKind::Passport, 4711, AS_OF);
    let options = DrawOptions::default().dpi(250).mark(mark).seed(4711);
    Some(passport_page(&passport, &mrz_lines(&passport).unwrap(), &fonts, options))
}

fn decoded(specimen: &Specimen) -> Picture {
    Picture::decode(&specimen.encode(Encoding::Png).unwrap(), &Limits::default()).unwrap()
}

/// A picture turned by quarters, clockwise.
fn turned(picture: &Picture, quarters: u32) -> Picture {
    let source = picture.rgb();
    let (width, height) = source.dimensions();
    let (to_width, to_height) =
        if quarters.is_multiple_of(2) { (width, height) } else { (height, width) };
    let image = RgbImage::from_fn(to_width, to_height, |x, y| *match quarters {
        0 => source.get_pixel(x, y),
        1 => source.get_pixel(y, height - 1 - x),
        2 => source.get_pixel(width - 1 - x, height - 1 - y),
        _ => source.get_pixel(width - 1 - y, x),
    });
    Picture::decode(&encode_png(&image).unwrap(), &Limits::default()).unwrap()
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// How many values of fields are read, and how many there are.
fn fields_read(print: &Print, truth: &Truth) -> (usize, usize) {
    let lines: Vec<String> = print.lines.iter().map(|line| folded(line.text().expose())).collect();
    let fields = truth.regions.iter().filter(|region| region.kind == RegionKind::Field);
    let found = fields.map(|field| lines.iter().any(|line| line.contains(&folded(&field.text))));
    let found: Vec<bool> = found.collect();
    (found.iter().filter(|found| **found).count(), found.len())
}

#[test]
fn a_drawn_page_is_read_any_way_round() {
    let Some(page) = passport("a_drawn_page_is_read_any_way_round", Mark::SmallPrint) else {
        return;
    };
    let upright = decoded(&page);
    for reader in readers("a_drawn_page_is_read_any_way_round") {
        for quarters in 0..4 {
            let picture = turned(&upright, quarters);
            let print = reader.read(&picture).unwrap();
            let (read, all) = fields_read(&print, page.truth());
            assert!(all >= 8 && read == all, "{quarters} quarters: {read} of {all}");
            let along = direction(&print.lines);
            let expected = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)][quarters as usize];
            let (x, y) = (along.x - expected.0, along.y - expected.1);
            assert!(x.hypot(y) < 0.1, "{quarters} quarters: {along:?}");
        }
    }
}

/// The direction of the longest line.
fn direction(lines: &[Line]) -> Point {
    let vector = |line: &Line| {
        let [a, b, ..] = line.corners;
        Point { x: b.x - a.x, y: b.y - a.y }
    };
    let length = |p: &Point| p.x.hypot(p.y);
    let longest = lines.iter().map(vector).max_by(|a, b| length(a).total_cmp(&length(b))).unwrap();
    Point { x: longest.x / length(&longest), y: longest.y / length(&longest) }
}

#[test]
fn words_are_where_they_were_drawn() {
    let Some(page) = passport("words_are_where_they_were_drawn", Mark::SmallPrint) else { return };
    for reader in readers("words_are_where_they_were_drawn") {
        let print = reader.read(&decoded(&page)).unwrap();
        let truth = page.truth();
        let field = truth.region(RegionKind::Field, "last_name").unwrap();
        let words = print.lines.iter().flat_map(|line| &line.words);
        let word = words.clone().find(|word| folded(word.text.expose()) == folded(&field.text));
        let word = word.expect("the surname is read");
        assert!(word.confidence().get() > 0.9);
        assert_eq!(word.probabilities.len(), word.text.expose().chars().count());
        let height = field.quad.0[3][1] - field.quad.0[0][1];
        for (found, drawn) in word.corners.iter().zip(field.quad.0) {
            let distance = (found.x - drawn[0]).hypot(found.y - drawn[1]);
            assert!(distance < 0.8 * height, "{distance} of {height}");
        }
    }
}

#[test]
fn a_slanted_mark_is_read() {
    let Some(page) = passport("a_slanted_mark_is_read", Mark::Slanted) else { return };
    for reader in readers("a_slanted_mark_is_read") {
        let print = reader.read(&decoded(&page)).unwrap();
        // The first letter lies on the portrait.
        let has_mark = |line: &Line| folded(line.text().expose()).contains("PECIMEN");
        let all = print.lines.iter().chain(&print.marks);
        let marks: Vec<&Line> = all.filter(|line| has_mark(line)).collect();
        let slanted = marks.iter().any(|line| {
            let [a, b, ..] = line.corners;
            (b.y - a.y).abs() > 0.15 * (b.x - a.x).abs()
        });
        assert!(slanted, "{} marks", marks.len());
    }
}

#[test]
fn a_photograph_is_read_alike_by_every_reader_and_every_time() {
    let Some(page) =
        passport("a_photograph_is_read_alike_by_every_reader_and_every_time", Mark::SmallPrint)
    else {
        return;
    };
    let shot = Shot::new(Severity::from_level(1).unwrap(), 3);
    let photo = photograph(&page, shot).unwrap();
    let picture = decoded(&photo);
    let mut texts: Vec<Vec<String>> = Vec::new();
    for reader in readers("a_photograph_is_read_alike_by_every_reader_and_every_time") {
        let print = reader.read(&picture).unwrap();
        assert_eq!(print, reader.read(&picture).unwrap());
        let (read, all) = fields_read(&print, photo.truth());
        assert!(10 * read >= 9 * all, "{read} of {all}");
        texts.push(print.lines.iter().map(|line| line.text().expose().clone()).collect());
    }
    assert!(texts.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn nothing_is_read_where_nothing_is_printed() {
    for reader in readers("nothing_is_read_where_nothing_is_printed") {
        for (width, height) in [(1, 1), (700, 3), (640, 480)] {
            let flat = RgbImage::from_pixel(width, height, bonafide_imaging::Rgb([200, 190, 180]));
            let bytes = encode_png(&flat).unwrap();
            let print = reader.read(&Picture::decode(&bytes, &Limits::default()).unwrap()).unwrap();
            assert_eq!((print.frame, print.lines.len()), ((width, height), 0));
        }
    }
}
