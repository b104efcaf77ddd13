//! Who of many is nearest: galleries of encodings, searched exactly.
//!
//! **A gallery is biometric data.** It identifies people as their fingerprints would, its values cannot
//! be changed as a password can, and faces can be guessed back from them. Keep one only with the consent
//! of the people in it or another basis that the law gives (GDPR, article 9; Illinois BIPA, section 15),
//! encrypt where it lies, and delete it when its purpose ends. The format neither encrypts nor signs.
//!
//! [`GalleryBuilder`] writes a file, [`Gallery::open`] maps it and looks at every byte of it, and
//! [`Gallery::search`] finds the nearest encodings by Euclidean distance. Results are exact: with
//! [`Scan::Int8`] the quantised encodings only decide what cannot be a result, by an error that is known
//! of each block (`quantise` has the proof); the rest is measured on the `f32` values. Both scans give
//! the same results, bit by bit, on every machine and any number of threads.
//!
//! A search that is called inside a rayon pool spreads over that pool; elsewhere it runs on the calling
//! thread.

mod best;
mod build;
mod bytes;
mod error;
mod layout;
mod quantise;
mod scan;

use std::fmt;
use std::ops::Range;
use std::path::Path;

use bonafide_types::Distance;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::{EncoderId, EncoderMismatch, Encoding, encoding};
use best::Best;
use bytes::Bytes;
use layout::{Header, Sections};
use quantise::{LANES, QuantisedQuery};
use scan::View;

pub use build::GalleryBuilder;
pub use error::GalleryError;

/// Blocks that one thread takes at a time; fewer are not worth a second thread.
const SHARE: usize = 2048;

/// How a search reads the gallery. Results are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scan {
    /// The quantised encodings, a quarter of the memory; then those `f32` that may be results.
    #[default]
    Int8,
    /// Every `f32`.
    Float,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Search {
    /// Most hits; default 10. `usize::MAX` for all that are within the tolerance.
    pub k: usize,
    /// Only encodings up to this distance, itself included; by default however far.
    pub tolerance: Option<Distance>,
    /// How the gallery is read; by default quantised.
    pub scan: Scan,
}

impl Default for Search {
    fn default() -> Self {
        Self { k: 10, tolerance: None, scan: Scan::default() }
    }
}

/// An encoding that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Which one of the gallery, from 0.
    pub index: usize,
    /// How far from the query; equals [`Encoding::distance`].
    pub distance: Distance,
}

/// Encodings of one encoder with their ids, open for searches.
///
/// The file is mapped, so opening takes no memory of its own and processes share one copy. Nobody may
/// write into a file that is mapped: results would be those of the changed file, and shortening it ends
/// the process. [`GalleryBuilder`] never does; it puts a new file in the old one's place.
pub struct Gallery {
    bytes: Bytes,
    header: Header,
    sections: Sections,
}

impl Gallery {
    /// Maps a gallery file and checks it: header, checksums, every value, every id, and that the
    /// quantised encodings stand for the others as closely as they say. That reads the file once, on the
    /// pool that it is called in.
    ///
    /// # Errors
    /// When the file cannot be mapped or fails a check.
    pub fn open(path: &Path) -> Result<Self, GalleryError> {
        Self::checked(Bytes::map(path)?)
    }

    /// Reads a gallery file into memory, which is wiped when dropped, and checks it as [`Gallery::open`]
    /// does. Takes as much memory as the file is long; searches of quantised encodings take about half
    /// the time that they take in a mapped file (docs/gallery.md), and changes of the file change nothing.
    ///
    /// # Errors
    /// When the file cannot be read or fails a check.
    pub fn load(path: &Path) -> Result<Self, GalleryError> {
        Self::checked(Bytes::load(path)?)
    }

    /// Copies a gallery out of memory and checks it as [`Gallery::open`] does. The copy is wiped when
    /// dropped.
    ///
    /// # Errors
    /// When it fails a check.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, GalleryError> {
        Self::checked(Bytes::hold(bytes))
    }

    fn checked(bytes: Bytes) -> Result<Self, GalleryError> {
        if cfg!(target_endian = "big") {
            return Err(GalleryError::BigEndian);
        }
        let header = Header::parse(bytes.all())?;
        let sections = header.sections_of(bytes.all().len() as u64)?;
        let body = bytes.all().get(layout::HEADER..).unwrap_or_default();
        if crc32fast::hash(body) != header.body_crc {
            return Err(GalleryError::Checksum { section: "body" });
        }
        let gallery = Self { bytes, header, sections };
        gallery.check_ids()?;
        gallery.check_encodings()?;
        Ok(gallery)
    }

    /// What made the encodings.
    pub fn encoder(&self) -> &EncoderId {
        &self.header.encoder
    }

    /// Values of each encoding.
    pub fn dimensions(&self) -> usize {
        self.header.dimensions
    }

    /// How many encodings there are.
    pub fn len(&self) -> usize {
        self.header.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.header.count == 0
    }

    /// The id of an encoding; `None` behind the last.
    pub fn id(&self, index: usize) -> Option<&str> {
        std::str::from_utf8(self.id_bytes(index)?).ok()
    }

    /// An encoding; `None` behind the last.
    pub fn encoding(&self, index: usize) -> Option<Encoding> {
        let row = self.view().row(index)?;
        // What opened holds nothing else.
        Encoding::new(self.header.encoder.clone(), row.to_vec()).ok()
    }

    /// The nearest encodings, the nearest first; of two that are as far, the one with the lower index.
    ///
    /// # Errors
    /// When the query is of another encoder or length, or has values that no gallery holds.
    pub fn search(&self, query: &Encoding, search: &Search) -> Result<Vec<Hit>, GalleryError> {
        if *query.encoder() != self.header.encoder {
            let (a, b) = (self.header.encoder.clone(), query.encoder().clone());
            return Err(EncoderMismatch::Encoder { a, b }.into());
        }
        let (query, expected) = (query.values(), self.dimensions());
        if query.len() != expected {
            return Err(GalleryError::Dimensions { found: query.len(), expected });
        }
        quantise::check_values(query)?;
        if search.k == 0 {
            return Ok(Vec::new());
        }
        let quantised = QuantisedQuery::new(query);
        let radius = search.tolerance.map_or(f64::INFINITY, Distance::get);
        let none = || Best::new(search.k, radius);
        let within = |blocks: Range<usize>, mut best: Best| {
            match search.scan {
                Scan::Int8 => scan::int8(self.view(), query, &quantised, blocks, &mut best),
                Scan::Float => {
                    let rows = blocks.start * LANES..(blocks.end * LANES).min(self.len());
                    scan::float(self.view(), query, rows, &mut best);
                }
            }
            best
        };
        let best = match self.shares() {
            None => within(0..self.blocks(), none()),
            Some(shares) => {
                shares.into_par_iter().map(|share| within(share, none())).reduce(none, Best::merge)
            }
        };
        let hit =
            |one: best::Ranked| Hit { index: one.index, distance: Distance::clamped(one.distance) };
        Ok(best.into_sorted().into_iter().map(hit).collect())
    }

    fn blocks(&self) -> usize {
        self.len().div_ceil(LANES)
    }

    /// Ranges of blocks for the threads of the pool that this is called in; `None` outside of one, and
    /// where it does not pay.
    fn shares(&self) -> Option<Vec<Range<usize>>> {
        let threads = rayon::current_thread_index().map_or(1, |_| rayon::current_num_threads());
        if threads < 2 || self.blocks() <= SHARE {
            return None;
        }
        let starts = (0..self.blocks()).step_by(SHARE);
        Some(starts.map(|start| start..(start + SHARE).min(self.blocks())).collect())
    }

    fn view(&self) -> View<'_> {
        let part = |range: &Range<usize>| self.bytes.all().get(range.clone()).unwrap_or_default();
        View {
            dimensions: self.dimensions(),
            count: self.len(),
            // The section begins on a cache line of memory that begins on one of eight bytes.
            encodings: bytemuck::try_cast_slice(part(&self.sections.encodings)).unwrap_or_default(),
            blocks: part(&self.sections.blocks),
            scales: part(&self.sections.scales).as_chunks().0,
        }
    }

    fn id_bytes(&self, index: usize) -> Option<&[u8]> {
        let all = self.bytes.all();
        let (ends, _) = all.get(self.sections.id_ends.clone())?.as_chunks::<8>();
        let end = usize::try_from(u64::from_le_bytes(*ends.get(index)?)).ok()?;
        let start = match index.checked_sub(1) {
            Some(before) => usize::try_from(u64::from_le_bytes(*ends.get(before)?)).ok()?,
            None => 0,
        };
        all.get(self.sections.ids.clone())?.get(start..end)
    }

    fn check_ids(&self) -> Result<(), GalleryError> {
        let wrong = |entry, reason| GalleryError::Entry { section: "ids", entry, reason };
        let mut total = 0;
        for index in 0..self.len() {
            let id = self.id_bytes(index).ok_or_else(|| wrong(index, "lies outside of the ids"))?;
            if id.is_empty() || id.len() > layout::MAX_ID {
                return Err(wrong(index, "is empty or too long"));
            }
            if std::str::from_utf8(id).is_err() {
                return Err(wrong(index, "is not UTF-8"));
            }
            total += id.len() as u64;
        }
        if total != self.header.id_bytes {
            return Err(wrong(self.len(), "there are ids that belong to no encoding"));
        }
        Ok(())
    }

    fn check_encodings(&self) -> Result<(), GalleryError> {
        match self.shares() {
            None => self.check_blocks(0..self.blocks()),
            Some(shares) => shares.into_par_iter().try_for_each(|share| self.check_blocks(share)),
        }
    }

    fn check_blocks(&self, blocks: Range<usize>) -> Result<(), GalleryError> {
        let view = self.view();
        for index in blocks {
            let wrong = |section, lane, reason| {
                let entry = index * LANES + lane;
                GalleryError::Entry { section, entry, reason }
            };
            let rows = view.rows_of_block(index);
            if let Err(GalleryError::Value { position, .. }) = quantise::check_values(rows) {
                let lane = position / self.dimensions();
                return Err(wrong("encodings", lane, "a value is not a number or too large"));
            }
            if let Some(lane) =
                rows.chunks_exact(self.dimensions()).position(|row| encoding::check(row).is_err())
            {
                return Err(wrong("encodings", lane, "a vector of almost no length"));
            }
            let (block, scale) = view
                .block(index)
                .ok_or_else(|| wrong("quantised encodings", 0, "lies outside of the file"))?;
            quantise::verify(rows, self.dimensions(), block, scale)
                .map_err(|(lane, reason)| wrong("quantised encodings", lane, reason))?;
        }
        Ok(())
    }
}

/// Shows size and encoder, no encoding and no id.
impl fmt::Debug for Gallery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gallery")
            .field("encoder", &self.header.encoder)
            .field("dimensions", &self.header.dimensions)
            .field("count", &self.header.count)
            .finish_non_exhaustive()
    }
}
