//! One scan: which blocks come in which order.
//!
//! Source: ITU-T T.81, A.2 (interleaving) and E.2 (restart intervals).

use super::bits::Bits;
use super::block::{self, BadCode, Band, Block};
use super::huffman::Table;

/// A component while it is read.
pub(super) struct Plane {
    pub(super) horizontal: usize,
    pub(super) vertical: usize,
    /// Blocks that show a part of the picture.
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// Blocks in a stored row.
    pub(super) stride: usize,
    pub(super) values: Vec<i16>,
}

impl Plane {
    fn block(&mut self, column: usize, row: usize) -> Option<&mut Block> {
        let start = (row * self.stride + column) * 64;
        self.values.get_mut(start..start + 64)?.try_into().ok()
    }
}

/// What a scan adds to the coefficients.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Sequential,
    FirstUpper(u32),
    FirstNext(u32),
    BandUpper(Band),
    BandNext(Band),
}

/// A component of a scan and its tables; a table that the scan needs is there.
pub(super) struct Part<'a> {
    pub(super) plane: &'a mut Plane,
    pub(super) dc: Option<&'a Table>,
    pub(super) ac: Option<&'a Table>,
    pub(super) last: i32,
}

/// One scan.
pub(super) struct Scan<'a> {
    pub(super) kind: Kind,
    pub(super) parts: Vec<Part<'a>>,
    /// MCUs from left to right and top to bottom of the frame.
    pub(super) mcus: (usize, usize),
    /// Units between restart markers; 0 for none.
    pub(super) interval: usize,
}

/// Why a scan could not be read.
pub(super) enum Fault {
    Code,
    End,
}

impl From<BadCode> for Fault {
    fn from(_: BadCode) -> Self {
        Self::Code
    }
}

impl Scan<'_> {
    /// Units, from left to right and top to bottom: blocks of a lone component, MCUs of several.
    fn units(&self) -> (usize, usize) {
        match self.parts.as_slice() {
            [only] => (only.plane.columns, only.plane.rows),
            _ => self.mcus,
        }
    }

    /// Reads all units from the data of the scan.
    pub(super) fn read(&mut self, data: &[u8]) -> Result<(), Fault> {
        let (across, down) = self.units();
        let total = across * down;
        let mut segments = Segments { data: Some(data) };
        let mut unit = 0;
        while unit < total {
            let segment = segments.next().ok_or(Fault::End)?;
            let end = match self.interval {
                0 => total,
                interval => (unit + interval).min(total),
            };
            self.read_units(segment, unit..end, across)?;
            unit = end;
        }
        Ok(())
    }

    fn read_units(
        &mut self,
        segment: &[u8],
        units: std::ops::Range<usize>,
        across: usize,
    ) -> Result<(), Fault> {
        let mut bits = Bits::new(segment);
        let mut blank = 0;
        let alone = self.parts.len() == 1;
        self.parts.iter_mut().for_each(|part| part.last = 0);
        let (mut column, mut row) = (units.start % across, units.start / across);
        for _ in units {
            for part in &mut self.parts {
                let (h, v) = (part.plane.horizontal, part.plane.vertical);
                let (h, v) = if alone { (1, 1) } else { (h, v) };
                for y in row * v..row * v + v {
                    for x in column * h..column * h + h {
                        part.read(self.kind, &mut bits, &mut blank, (x, y))?;
                    }
                }
            }
            if bits.overrun() {
                return Err(Fault::End);
            }
            column += 1;
            if column == across {
                (column, row) = (0, row + 1);
            }
        }
        Ok(())
    }
}

impl Part<'_> {
    #[inline]
    fn read(
        &mut self,
        kind: Kind,
        bits: &mut Bits<'_>,
        blank: &mut u32,
        (column, row): (usize, usize),
    ) -> Result<(), Fault> {
        let block = self.plane.block(column, row).ok_or(Fault::Code)?;
        let table = |table: Option<_>| table.ok_or(Fault::Code);
        match kind {
            Kind::Sequential => {
                let tables = (table(self.dc)?, table(self.ac)?);
                block::sequential(bits, tables, &mut self.last, block)?;
            }
            Kind::FirstUpper(low) => {
                block::first_upper(bits, table(self.dc)?, &mut self.last, low, block)?;
            }
            Kind::FirstNext(low) => block::first_next(bits, low, block),
            Kind::BandUpper(band) => {
                block::band_upper(bits, table(self.ac)?, band, blank, block)?;
            }
            Kind::BandNext(band) => block::band_next(bits, table(self.ac)?, band, blank, block)?,
        }
        Ok(())
    }
}

/// The parts of a scan's data between its restart markers.
struct Segments<'a> {
    data: Option<&'a [u8]>,
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let data = self.data?;
        let mut at = 0;
        while let Some(found) = data.get(at..).and_then(|rest| memchr::memchr(0xFF, rest)) {
            at += found;
            if let Some(0xD0..=0xD7) = data.get(at + 1) {
                self.data = data.get(at + 2..);
                return data.get(..at);
            }
            at += 1;
        }
        self.data = None;
        Some(data)
    }
}
