//! An index, open for questions.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use super::bytes::Bytes;
use super::error::IndexError;
use super::fingerprint::{Fingerprint, Frame};
use super::layout::{HEADER, Header, MAX_ID, Sections};
use super::lookup::{Lookup, Near, TABLES, Table, key_of, parts_of};
use super::signature::BYTES;
use super::square::Affine;
use super::{Kind, Match, Part};

/// Nearest frames that each question may bring.
const MOST_NEAR: usize = 16;
/// Frames of a part whose signatures are looked at, those with the nearest hashes.
const MOST_COMPARED: usize = 8;

/// Pictures that were seen before, by fingerprint.
///
/// The file is mapped, so opening takes no memory of its own and processes share one copy. Nobody may
/// write into a file that is mapped; [`IndexBuilder`](super::IndexBuilder) puts a new one in its place.
pub struct DuplicateIndex {
    bytes: Bytes,
    header: Header,
    sections: Sections,
}

impl DuplicateIndex {
    /// Maps an index file and checks it: header, checksums, ids, order and tables. That reads all but the
    /// signatures once; each of those is checked when it is used.
    ///
    /// # Errors
    /// When the file cannot be mapped or fails a check.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        Self::checked(Bytes::map(path)?)
    }

    /// Takes an index from memory and checks it as [`DuplicateIndex::open`] does.
    ///
    /// # Errors
    /// When it fails a check.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, IndexError> {
        Self::checked(Bytes::Held(bytes))
    }

    fn checked(bytes: Bytes) -> Result<Self, IndexError> {
        if cfg!(target_endian = "big") {
            return Err(IndexError::BigEndian);
        }
        let header = Header::parse(bytes.all())?;
        let sections = header.sections_of(bytes.all().len() as u64)?;
        let body = bytes.all().get(HEADER..sections.signatures.start).unwrap_or_default();
        if crc32fast::hash(body) != header.body_crc {
            return Err(IndexError::Checksum { section: "body" });
        }
        let index = Self { bytes, header, sections };
        index.check_entries()?;
        index.check_frames()?;
        (0..TABLES).try_for_each(|table| index.check_table(table))?;
        Ok(index)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.header.entries
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.header.entries == 0
    }

    /// How many frames there are: pictures, documents and portraits.
    pub fn frames(&self) -> usize {
        self.header.frames
    }

    /// A number that differs between indexes of different content: the checksum of what was written.
    pub fn checksum(&self) -> u32 {
        self.header.body_crc
    }

    /// The id of an entry; `None` behind the last.
    pub fn id(&self, entry: usize) -> Option<&str> {
        std::str::from_utf8(self.id_bytes(entry)?).ok()
    }

    /// What the index holds that is like this picture, the most alike first: at most one match an entry,
    /// [`MOST`](Self::MOST) at most, those of an id that is `own` left out. A match may be below the
    /// [threshold](super::THRESHOLD): then it is near, and no duplicate.
    ///
    /// # Errors
    /// When a signature that is needed is damaged.
    pub fn query(
        &self,
        picture: &Fingerprint,
        own: Option<&str>,
    ) -> Result<Vec<Match>, IndexError> {
        let mut best: BTreeMap<usize, Match> = BTreeMap::new();
        for entry in self.same_bytes(&picture.sha256) {
            if self.is_own(entry, own) {
                continue;
            }
            best.insert(entry, Match { entry, kind: Kind::Bytes, similarity: 1.0, distance: 0 });
        }
        for frame in &picture.frames {
            for found in self.compared(frame, own)? {
                let kept = best.entry(found.entry).or_insert(found);
                if found.is_better(kept) {
                    *kept = found;
                }
            }
        }
        let mut matches: Vec<Match> = best.into_values().collect();
        matches.sort_by(|a, b| {
            b.similarity
                .total_cmp(&a.similarity)
                .then(a.kind.cmp(&b.kind))
                .then(a.entry.cmp(&b.entry))
        });
        matches.truncate(Self::MOST);
        Ok(matches)
    }

    /// Most matches of a query.
    pub const MOST: usize = 16;

    fn is_own(&self, entry: usize, own: Option<&str>) -> bool {
        own.is_some_and(|own| self.id_bytes(entry) == Some(own.as_bytes()))
    }

    /// The frames of the same part that are nearest to one, measured.
    fn compared(&self, frame: &Frame, own: Option<&str>) -> Result<Vec<Match>, IndexError> {
        let lookup = self.lookup();
        let mut nearest: BTreeMap<u32, (u32, Affine)> = BTreeMap::new();
        for question in frame.questions() {
            for Near { distance, frame: other } in
                lookup.within(question.hash, question.radius, MOST_NEAR)
            {
                let kept = nearest.entry(other).or_insert((distance, question.map));
                if distance < kept.0 {
                    *kept = (distance, question.map);
                }
            }
        }
        let mut nearest: Vec<(u32, u32, Affine)> = nearest
            .into_iter()
            .filter(|(other, _)| self.part(*other) == Some(frame.part))
            .filter(|(other, _)| !self.owner(*other).is_some_and(|entry| self.is_own(entry, own)))
            .map(|(other, (distance, map))| (distance, other, map))
            .collect();
        nearest.sort_by_key(|&(distance, other, _)| (distance, other));
        nearest.truncate(MOST_COMPARED);
        let mut found = Vec::with_capacity(nearest.len());
        for (distance, other, map) in nearest {
            let (signature, Some(entry)) = (self.signature(other)?, self.owner(other)) else {
                continue;
            };
            let similarity = frame.likeness(signature, &map);
            found.push(Match { entry, kind: frame.part.into(), similarity, distance });
        }
        Ok(found)
    }

    /// The tables.
    fn lookup(&self) -> Lookup<'_> {
        Lookup {
            key_bits: self.header.key_bits,
            tables: self.sections.tables.each_ref().map(|[starts, rows]| Table {
                starts: self.part_of(starts).as_chunks().0,
                rows: self.part_of(rows).as_chunks().0,
            }),
        }
    }

    /// Entries whose file is the same, in their order.
    fn same_bytes(&self, sha256: &[u8; 32]) -> impl Iterator<Item = usize> {
        let order: &[[u8; 4]] = self.part_of(&self.sections.order).as_chunks().0;
        let file = |place: &[u8; 4]| self.file(u32::from_le_bytes(*place) as usize);
        let first = order.partition_point(|place| file(place) < Some(sha256));
        let same = order.iter().skip(first).take_while(move |place| file(place) == Some(sha256));
        let same: Vec<usize> =
            same.take(Self::MOST).map(|place| u32::from_le_bytes(*place) as usize).collect();
        same.into_iter()
    }

    fn file(&self, entry: usize) -> Option<&[u8; 32]> {
        let files: &[[u8; 32]] = self.part_of(&self.sections.files).as_chunks().0;
        files.get(entry)
    }

    fn part(&self, frame: u32) -> Option<Part> {
        self.part_of(&self.sections.parts).get(frame as usize).and_then(|code| Part::of_code(*code))
    }

    fn owner(&self, frame: u32) -> Option<usize> {
        let owners: &[[u8; 4]] = self.part_of(&self.sections.owners).as_chunks().0;
        owners.get(frame as usize).map(|bytes| u32::from_le_bytes(*bytes) as usize)
    }

    fn signature(&self, frame: u32) -> Result<&[u8; BYTES], IndexError> {
        let wrong =
            |reason| IndexError::Entry { section: "signatures", entry: frame as usize, reason };
        let signatures: &[[u8; BYTES]] = self.part_of(&self.sections.signatures).as_chunks().0;
        let sums: &[[u8; 4]] = self.part_of(&self.sections.checksums).as_chunks().0;
        let (Some(signature), Some(sum)) =
            (signatures.get(frame as usize), sums.get(frame as usize))
        else {
            return Err(wrong("lies outside of the file"));
        };
        if crc32fast::hash(signature) != u32::from_le_bytes(*sum) {
            return Err(wrong("the checksum does not match; the file is damaged"));
        }
        Ok(signature)
    }

    fn part_of(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.all().get(range.clone()).unwrap_or_default()
    }

    fn id_bytes(&self, entry: usize) -> Option<&[u8]> {
        let ends: &[[u8; 8]] = self.part_of(&self.sections.id_ends).as_chunks().0;
        let end = usize::try_from(u64::from_le_bytes(*ends.get(entry)?)).ok()?;
        let start = match entry.checked_sub(1) {
            Some(before) => usize::try_from(u64::from_le_bytes(*ends.get(before)?)).ok()?,
            None => 0,
        };
        self.part_of(&self.sections.ids).get(start..end)
    }

    fn check_entries(&self) -> Result<(), IndexError> {
        let wrong = |section, entry, reason| IndexError::Entry { section, entry, reason };
        let mut total = 0;
        for entry in 0..self.len() {
            let id = self.id_bytes(entry).filter(|id| (1..=MAX_ID).contains(&id.len()));
            let id = id.ok_or_else(|| wrong("ids", entry, "is empty, too long or outside"))?;
            std::str::from_utf8(id).map_err(|_| wrong("ids", entry, "is not UTF-8"))?;
            total += id.len() as u64;
        }
        if total != self.header.id_bytes {
            return Err(wrong("ids", self.len(), "there are ids that belong to no entry"));
        }
        let order: &[[u8; 4]] = self.part_of(&self.sections.order).as_chunks().0;
        let key = |place: &[u8; 4]| {
            let entry = u32::from_le_bytes(*place);
            self.file(entry as usize).map(|file| (file, entry))
        };
        // Strictly rising and inside: each entry is there once.
        let rises = order.windows(2).position(|pair| key(&pair[0]) >= key(&pair[1]));
        let inside = order.iter().position(|place| key(place).is_none());
        match rises.or(inside) {
            Some(place) => Err(wrong("order", place, "the order is not that of the files")),
            None => Ok(()),
        }
    }

    fn check_frames(&self) -> Result<(), IndexError> {
        let wrong = |entry, reason| IndexError::Entry { section: "frames", entry, reason };
        let mut before = 0;
        for frame in 0..self.header.frames {
            let owner =
                self.owner(frame as u32).filter(|&owner| owner >= before && owner < self.len());
            before = owner.ok_or_else(|| wrong(frame, "belongs to no entry, or out of order"))?;
            self.part(frame as u32).ok_or_else(|| wrong(frame, "is of no known part"))?;
        }
        Ok(())
    }

    /// Every frame stands once, with its key: then every lookup is exact.
    fn check_table(&self, table: usize) -> Result<(), IndexError> {
        let wrong = |entry, reason| IndexError::Entry { section: "table", entry, reason };
        let lookup = self.lookup();
        let Some(Table { starts, rows }) = lookup.tables.get(table) else { return Ok(()) };
        let hashes: &[[u8; 8]] = self.part_of(&self.sections.hashes).as_chunks().0;
        let mut before = 0;
        for (key, start) in starts.iter().map(|bytes| u32::from_le_bytes(*bytes)).enumerate() {
            if (key == 0 && start != 0) || start < before {
                return Err(wrong(key, "begins before the one before"));
            }
            let of_last = rows.get(before as usize..start as usize);
            let of_last = of_last.ok_or_else(|| wrong(key, "lies outside of the table"))?;
            let mut last = None;
            for (hash, frame) in of_last.iter().map(parts_of) {
                let known = hashes.get(frame as usize).map(|known| u64::from_le_bytes(*known));
                let own = key_of(hash, table, self.header.key_bits) as usize + 1;
                if known != Some(hash) || own != key || last >= Some(frame) {
                    return Err(wrong(key, "holds a frame of another key, or out of order"));
                }
                last = Some(frame);
            }
            before = start;
        }
        if before as usize == self.header.frames {
            return Ok(());
        }
        Err(wrong(starts.len(), "does not hold every frame"))
    }
}

/// Shows sizes, no id.
impl fmt::Debug for DuplicateIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DuplicateIndex")
            .field("entries", &self.header.entries)
            .field("frames", &self.header.frames)
            .finish_non_exhaustive()
    }
}
