//! What the file itself says: who wrote it, and whether it is as a camera would leave it.

mod jpeg;
mod png;
mod riff;
mod software;
mod tables;
mod thumbnail;
mod tiff;

use bonafide_imaging::{Format, detect_format};
use bonafide_types::{Evidence, Score};

use crate::check::{Check, CheckError, Finding};
use crate::page::Page;

pub use software::Software;
pub use tables::TableOrigin;
use thumbnail::Likeness;

/// What a file says of itself, in classes and counts: none of the values of its metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileTraces {
    /// Kinds of programs that wrote their names into it, each once, in order.
    pub software: Vec<Software>,
    /// Whether it has an Exif block.
    pub exif: bool,
    /// Whether Exif names a make or model of a camera.
    pub camera: bool,
    /// Whether the Exif segment is where a camera puts it, right behind the start of the file (CIPA
    /// DC-008 4.5.4); `None` without one and for other formats than JPEG.
    pub exif_first: Option<bool>,
    /// Whether it has an XMP packet.
    pub xmp: bool,
    /// Whether XMP tells of steps of editing (`xmpMM:History`).
    pub history: bool,
    /// Whether it has a manifest of the Coalition for Content Provenance and Authenticity (C2PA), or
    /// another JUMBF box. It is not verified.
    pub provenance: bool,
    /// Bytes behind the end of the picture, other than zeros.
    pub trailing: u64,
    /// Where the quantisation tables of a JPEG file come from.
    pub tables: Option<TableOrigin>,
    /// The file of the Exif thumbnail, as offset and length.
    thumbnail: Option<(usize, usize)>,
    /// Whether a PNG file has the size of a screen.
    screen: bool,
}

impl FileTraces {
    /// Reads what the file says. Never fails: what cannot be read is not said. Reads each byte at most
    /// a few times, and takes no memory to speak of.
    pub fn read(bytes: &[u8]) -> Self {
        let mut traces = Self::default();
        match detect_format(bytes) {
            Some(Format::Jpeg) => jpeg::read(bytes, &mut traces),
            Some(Format::Png) => png::read(bytes, &mut traces),
            Some(Format::Webp) => riff::read(bytes, &mut traces),
            Some(Format::Tiff) => tiff::read(bytes, 0, &mut traces),
            _ => {}
        }
        traces.software.sort_unstable();
        traces.software.dedup();
        traces
    }

    /// Notes the kinds of programs that a text names.
    fn note_software(&mut self, text: &[u8]) {
        self.software.extend(Software::named_in(text));
    }

    /// Notes what an XMP packet says. Source: Adobe XMP Specification, part 2 (2016), 2.1 and 2.2.
    fn note_xmp(&mut self, packet: &[u8]) {
        /// How far behind its name a value may begin and end, in bytes.
        const VALUE: usize = 160;
        self.xmp = true;
        self.history |= memchr::memmem::find(packet, b"xmpMM:History").is_some();
        for name in
            [&b"CreatorTool"[..], b"softwareAgent", b"digitalSourceType", b"DigitalSourceType"]
        {
            // A packet names a few dozen steps; more add nothing.
            for at in memchr::memmem::find_iter(packet, name).take(64) {
                let from = at + name.len();
                let to = (from + VALUE).min(packet.len());
                self.note_software(packet.get(from..to).unwrap_or(&[]));
            }
        }
    }
}

/// How much each trace says, by hand: none of them shows that a picture was changed, and all but the
/// last are met on honest files. They are joined as independent chances are.
const WEIGHTS: [(&str, f64); 6] = [
    (EDITOR, 0.15),
    (GENERATOR, 0.40),
    (HISTORY, 0.05),
    (TRAILING, 0.05),
    (THUMBNAIL_STALE, 0.10),
    (THUMBNAIL_CHANGED, 0.80),
];

const EDITOR: &str = "editor";
const GENERATOR: &str = "generator";
const HISTORY: &str = "editing-history";
const TRAILING: &str = "trailing-data";
const THUMBNAIL_STALE: &str = "thumbnail-of-other-frame";
const THUMBNAIL_CHANGED: &str = "thumbnail-differs-locally";

/// The check `file.container`: metadata, tables and thumbnail.
///
/// Its evidence of kind `note` says what was done to the file: `editor`, `generator`, `converter`,
/// `screenshot`, `resaved`, `editing-history`, `no-camera-metadata`, `standard-tables`, `trailing-data`,
/// `provenance` (content credentials are there; they are not verified). These are no manipulation: honest
/// pictures are scanned, sent and saved again. The score stays small unless the Exif thumbnail shows
/// another picture in one place (up to 0.8).
///
/// No false-alarm figure: files do not say honestly, so there is nothing to count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Container;

impl Check for Container {
    fn id(&self) -> &'static str {
        "file.container"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        let traces = FileTraces::read(page.bytes);
        let mut notes = notes_of(&traces);
        let mut place = None;
        if let Some(file) = thumbnail_of(&traces, page.bytes) {
            match thumbnail::compare(file, page.picture) {
                Likeness::Same | Likeness::Unknown => {}
                Likeness::OtherFrame => notes.push(THUMBNAIL_STALE),
                Likeness::Differs(bounds) => {
                    notes.push(THUMBNAIL_CHANGED);
                    place = Some(bounds);
                }
            }
        }
        let mut innocent = 1.0;
        let mut evidence = Vec::new();
        for &name in &notes {
            let weight = WEIGHTS.iter().find(|(known, _)| *known == name).map_or(0.0, |&(_, w)| w);
            innocent *= 1.0 - weight;
            let mut note = Evidence::of("note").named(name).scored(Score::clamped(weight));
            if name == THUMBNAIL_CHANGED {
                note.bounds = place;
            }
            evidence.push(note);
        }
        if let Some(TableOrigin::Standard(quality)) = traces.tables {
            evidence.push(
                Evidence::of("indicator").named("quality").with("setting", quality.to_string()),
            );
        }
        Ok(Finding { evidence, ..Finding::scored(Score::clamped(1.0 - innocent)) })
    }
}

fn thumbnail_of<'a>(traces: &FileTraces, bytes: &'a [u8]) -> Option<&'a [u8]> {
    let (start, length) = traces.thumbnail?;
    bytes.get(start..start.checked_add(length)?)
}

fn notes_of(traces: &FileTraces) -> Vec<&'static str> {
    let has = |kind| traces.software.contains(&kind);
    let resaved = traces.exif_first == Some(false)
        || has(Software::Editor)
        || has(Software::Converter)
        || traces.history;
    let notes = [
        (has(Software::Editor), EDITOR),
        (has(Software::Generator), GENERATOR),
        (has(Software::Converter), "converter"),
        (has(Software::Screenshot) || traces.screen, "screenshot"),
        (resaved, "resaved"),
        (traces.history, HISTORY),
        (!traces.camera, "no-camera-metadata"),
        (matches!(traces.tables, Some(TableOrigin::Standard(_))), "standard-tables"),
        (traces.trailing > 0, TRAILING),
        (traces.provenance, "provenance"),
    ];
    notes.into_iter().filter_map(|(holds, name)| holds.then_some(name)).collect()
}

#[cfg(test)]
mod tests;
