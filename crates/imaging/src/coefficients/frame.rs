//! The markers between scans: tables, the frame header, what a scan needs.
//!
//! Source: ITU-T T.81, annex B.

use super::block::Band;
use super::huffman::Table;
use super::scan::{Fault, Kind, Part, Plane, Scan};
use super::{CoefficientError, Coefficients, Component, NATURAL_FROM_ZIGZAG};
use crate::jpeg::{next_marker, read_tables, segment_at};
use crate::{Limits, wipe::Wiped};

/// How often all blocks may be visited. A sequential file does so once, the usual progressive ones 4 to
/// 7 times, one that sends each coefficient alone and bit by bit some 100 times; more is an attack.
const MAX_PASSES: usize = 128;

/// Reads the segments of a file one by one.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    limits: &'a Limits,
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
    quantisation: [Option<[u16; 64]>; 4],
    interval: usize,
    frame: Option<Frame>,
}

/// The frame header and what was read of its picture.
struct Frame {
    progressive: bool,
    width: u32,
    height: u32,
    /// MCUs from left to right and top to bottom.
    mcus: (usize, usize),
    planes: Vec<Plane>,
    heads: Vec<Head>,
    /// Blocks that may still be visited.
    visits: usize,
}

/// What the frame header says of a component.
struct Head {
    id: u8,
    table: usize,
    /// Its steps at its first scan, in natural order: tables may be redefined later.
    steps: Option<[u16; 64]>,
    /// Whether a scan with its first coefficients was met.
    seen: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, CoefficientError> {
        let size = bytes.len() as u64;
        if !bytes.starts_with(&[0xFF, 0xD8]) {
            return Err(CoefficientError::NotJpeg);
        }
        if size > limits.max_bytes {
            return Err(CoefficientError::TooManyBytes { bytes: size, limit: limits.max_bytes });
        }
        Ok(Self {
            bytes,
            limits,
            dc: Default::default(),
            ac: Default::default(),
            quantisation: [None; 4],
            interval: 0,
            frame: None,
        })
    }

    pub(super) fn read(mut self) -> Result<Coefficients, CoefficientError> {
        let mut at = 0;
        loop {
            let (marker, after) =
                next_marker(self.bytes, at).ok_or(CoefficientError::Truncated { at })?;
            at = after;
            match marker {
                0xD9 => break,
                0xD8 | 0x01 | 0xD0..=0xD7 => continue,
                _ => {}
            }
            let segment = segment_at(self.bytes, at).ok_or(CoefficientError::Truncated { at })?;
            let behind = at + 2 + segment.len();
            let malformed = |what| CoefficientError::Malformed { what, at };
            match marker {
                0xC4 => self.define_codes(segment).ok_or(malformed("bad Huffman table"))?,
                0xC0..=0xCF => self.begin_frame(marker, segment, at)?,
                0xDA => self.read_scan(segment, behind)?,
                0xDB => read_tables(segment, &mut self.quantisation),
                0xDC => return Err(CoefficientError::Unsupported("late-height")),
                0xDD => {
                    let &[high, low, ..] = segment else {
                        return Err(malformed("bad restart interval"));
                    };
                    self.interval = usize::from(u16::from_be_bytes([high, low]));
                }
                _ => {}
            }
            at = behind;
        }
        self.finish(at)
    }

    /// A DHT segment (B.2.4.2); `None` if it is malformed.
    fn define_codes(&mut self, mut segment: &[u8]) -> Option<()> {
        while let Some((&head, rest)) = segment.split_first() {
            let counts: &[u8; 16] = rest.get(..16)?.try_into().ok()?;
            let total = counts.iter().map(|&count| usize::from(count)).sum::<usize>();
            let symbols = rest.get(16..16 + total)?;
            let tables = if head & 0xF0 == 0 { &mut self.dc } else { &mut self.ac };
            *tables.get_mut(usize::from(head & 15))? = Some(Table::new(counts, symbols)?);
            segment = rest.get(16 + total..)?;
        }
        Some(())
    }

    fn begin_frame(
        &mut self,
        marker: u8,
        segment: &[u8],
        at: usize,
    ) -> Result<(), CoefficientError> {
        let malformed = |what| CoefficientError::Malformed { what, at };
        match marker {
            0xC0..=0xC2 => {}
            0xC3 => return Err(CoefficientError::Unsupported("lossless")),
            0xC9..=0xCF => return Err(CoefficientError::Unsupported("arithmetic-coded")),
            _ => return Err(CoefficientError::Unsupported("hierarchical")),
        }
        if self.frame.is_some() {
            return Err(malformed("a second frame header"));
        }
        let (&[precision, y1, y0, x1, x0, count], list) =
            segment.split_first_chunk().ok_or(malformed("short frame header"))?;
        if precision != 8 {
            return Err(CoefficientError::Unsupported("deeper than 8 bits"));
        }
        let (width, height) = (u16::from_be_bytes([x1, x0]), u16::from_be_bytes([y1, y0]));
        if width == 0 || height == 0 {
            return Err(CoefficientError::Unsupported("sizeless"));
        }
        let (list, _) = list.as_chunks::<3>();
        let list = list.get(..usize::from(count)).filter(|list| (1..=4).contains(&list.len()));
        let list = list.ok_or(malformed("bad number of components"))?;
        if list
            .iter()
            .any(|&[_, s, _]| !(1..=4).contains(&(s >> 4)) || !(1..=4).contains(&(s & 15)))
        {
            return Err(malformed("bad sampling factor"));
        }
        let (width, height) = (u32::from(width), u32::from(height));
        let pixels = u64::from(width) * u64::from(height);
        if pixels > self.limits.max_pixels {
            return Err(CoefficientError::TooLarge {
                width,
                height,
                limit: self.limits.max_pixels,
            });
        }
        let frame = Frame::new(marker == 0xC2, (width, height), list, self.limits)?;
        self.frame = Some(frame);
        Ok(())
    }

    /// Reads the data behind a scan header.
    fn read_scan(&mut self, header: &[u8], start: usize) -> Result<(), CoefficientError> {
        let malformed = |what| CoefficientError::Malformed { what, at: start };
        let frame = self.frame.as_mut().ok_or(malformed("a scan before the frame header"))?;
        let wanted =
            Wanted::parse(header, frame.progressive).ok_or(malformed("bad scan header"))?;
        let mut parts = Vec::with_capacity(wanted.parts.len());
        let mut left = wanted.parts.as_slice();
        for (plane, head) in frame.planes.iter_mut().zip(&mut frame.heads) {
            // Components come in the order of the frame header (B.2.3).
            let Some((&[id, tables], rest)) = left.split_first() else { break };
            if id != head.id {
                continue;
            }
            left = rest;
            head.seen |= matches!(wanted.kind, Kind::Sequential | Kind::FirstUpper(_));
            head.steps = head.steps.or(self.quantisation[head.table & 3]);
            frame.visits = frame
                .visits
                .checked_sub(plane.values.len() / 64)
                .ok_or(malformed("more scans than a picture has"))?;
            let (dc, ac) = (usize::from(tables >> 4), usize::from(tables & 15));
            let (dc, ac) = (self.dc.get(dc), self.ac.get(ac));
            parts.push(Part {
                plane,
                dc: dc.and_then(Option::as_ref),
                ac: ac.and_then(Option::as_ref),
                last: 0,
            });
        }
        if parts.len() != wanted.parts.len() {
            return Err(malformed("a scan of unknown components"));
        }
        let data = self.bytes.get(start..scan_end(self.bytes, start)).unwrap_or(&[]);
        let mut scan = Scan { kind: wanted.kind, parts, mcus: frame.mcus, interval: self.interval };
        scan.read(data).map_err(|fault| match fault {
            Fault::Code => malformed("a code or table that is not there"),
            Fault::End => CoefficientError::Truncated { at: start },
        })
    }

    fn finish(self, at: usize) -> Result<Coefficients, CoefficientError> {
        let malformed = |what| CoefficientError::Malformed { what, at };
        let frame = self.frame.ok_or(malformed("no frame header"))?;
        let mut components = Vec::with_capacity(frame.planes.len());
        for (plane, head) in frame.planes.into_iter().zip(&frame.heads) {
            if !head.seen {
                return Err(malformed("a component without a scan"));
            }
            components.push(Component {
                sampling: (plane.horizontal as u8, plane.vertical as u8),
                columns: plane.columns,
                rows: plane.rows,
                stride: plane.stride,
                quantisation: head.steps.ok_or(malformed("a component without a table"))?,
                values: Wiped::new(plane.values),
            });
        }
        for component in &mut components {
            let stored = component.quantisation;
            for (&natural, step) in NATURAL_FROM_ZIGZAG.iter().zip(stored) {
                component.quantisation[usize::from(natural & 63)] = step;
            }
        }
        Ok(Coefficients {
            width: frame.width,
            height: frame.height,
            progressive: frame.progressive,
            components,
        })
    }
}

impl Frame {
    /// Takes memory for the coefficients of all components, if the limits allow it.
    fn new(
        progressive: bool,
        (width, height): (u32, u32),
        list: &[[u8; 3]],
        limits: &Limits,
    ) -> Result<Self, CoefficientError> {
        // A lone component is never interleaved: its factors mean nothing (A.2.2).
        let alone = list.len() == 1;
        let factors =
            |s: u8| if alone { (1, 1) } else { (usize::from(s >> 4), usize::from(s & 15)) };
        let most = list.iter().map(|&[_, s, _]| factors(s));
        let (most_h, most_v) = most.fold((1, 1), |a, b| (a.0.max(b.0), a.1.max(b.1)));
        let (width_px, height_px) = (width as usize, height as usize);
        let mcus = (width_px.div_ceil(8 * most_h), height_px.div_ceil(8 * most_v));
        let blocks = |s| (mcus.0 * factors(s).0) * (mcus.1 * factors(s).1);
        let total: usize = list.iter().map(|&[_, s, _]| blocks(s)).sum();
        let needed = total as u64 * 128;
        if needed > limits.max_alloc_bytes {
            let limit = limits.max_alloc_bytes;
            return Err(CoefficientError::TooMuchMemory { needed, limit });
        }
        let plane = |&[_, s, _]: &[u8; 3]| {
            let (horizontal, vertical) = factors(s);
            Plane {
                horizontal,
                vertical,
                columns: (width_px * horizontal).div_ceil(most_h).div_ceil(8),
                rows: (height_px * vertical).div_ceil(most_v).div_ceil(8),
                stride: mcus.0 * horizontal,
                values: vec![0; blocks(s) * 64],
            }
        };
        let head =
            |&[id, _, table]: &[u8; 3]| Head { id, table: table.into(), steps: None, seen: false };
        Ok(Self {
            progressive,
            width,
            height,
            mcus,
            planes: list.iter().map(plane).collect(),
            heads: list.iter().map(head).collect(),
            visits: total.saturating_mul(MAX_PASSES),
        })
    }
}

/// A scan header (B.2.3).
struct Wanted {
    /// Component and tables (first coefficients in the upper half) of each part.
    parts: Vec<[u8; 2]>,
    kind: Kind,
}

impl Wanted {
    fn parse(header: &[u8], progressive: bool) -> Option<Self> {
        let (&count, rest) = header.split_first()?;
        let count = usize::from(count);
        let parts = rest.get(..2 * count).filter(|_| (1..=4).contains(&count))?;
        let parts = parts.as_chunks::<2>().0.to_vec();
        let &[first, last, approximation] = rest.get(2 * count..2 * count + 3)?.first_chunk()?;
        let (high, low) = (approximation >> 4, u32::from(approximation & 15));
        let kind = if !progressive {
            Kind::Sequential
        } else if first > last || last > 63 || low > 13 || (first == 0 && last != 0) {
            return None;
        } else if first == 0 {
            if high == 0 { Kind::FirstUpper(low) } else { Kind::FirstNext(low) }
        } else if count == 1 {
            let band = Band { first: first.into(), last: last.into(), low };
            if high == 0 { Kind::BandUpper(band) } else { Kind::BandNext(band) }
        } else {
            return None;
        };
        Some(Self { parts, kind })
    }
}

/// Where the entropy-coded data that begins at `start` ends: at the next marker that is no restart.
fn scan_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some((marker, after)) = next_marker(bytes, at) {
        if !matches!(marker, 0xD0..=0xD7) {
            return after - 2;
        }
        at = after;
    }
    bytes.len()
}
