//! The luma of a JPEG page: its quantised coefficients and its pixels as stored.

use std::borrow::Cow;

use bonafide_imaging::{Coefficients, Component, NATURAL_FROM_ZIGZAG};

use super::windows::Placed;
use crate::page::Page;

/// Lowest frequencies that are looked at, of the zig-zag order and without the mean. Higher ones are
/// nearly all zero in files below quality 90, and tell little there.
pub(super) const FREQUENCIES: usize = 15;

/// The luma of a JPEG page, as stored.
pub(super) struct LumaBlocks<'a> {
    read: &'a Coefficients,
    page: &'a Page<'a>,
    turn: u8,
}

impl<'a> LumaBlocks<'a> {
    /// Reads the coefficients of a page, or says why there are none.
    pub(super) fn of(page: &'a Page<'a>) -> Result<Self, &'static str> {
        let (facts, read) = (page.picture.facts(), page.coefficients()?);
        let factors = read.components().iter().map(Component::sampling);
        let most = factors.fold((1, 1), |a, b| (a.0.max(b.0), a.1.max(b.1)));
        if read.component(0).is_none_or(|luma| luma.sampling() != most) {
            return Err("the first component is not at full resolution");
        }
        let (width, height) = read.dimensions();
        let turned = facts.exif_orientation >= 5;
        let upright = if turned { (height, width) } else { (width, height) };
        if upright != (facts.width, facts.height) {
            return Err("the coefficients are not those of the picture");
        }
        Ok(Self { read, page, turn: facts.exif_orientation })
    }

    /// Columns and rows of whole blocks: those at the border are filled up by encoders as they please.
    pub(super) fn size(&self) -> (usize, usize) {
        let (width, height) = self.read.dimensions();
        (width as usize / 8, height as usize / 8)
    }

    /// The blocks of a row, natural order.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = &[i16; 64]> {
        let columns = self.size().0;
        self.read.component(0).into_iter().flat_map(move |luma| luma.row(row).take(columns))
    }

    /// All whole blocks, row by row.
    pub(super) fn all(&self) -> impl Iterator<Item = &[i16; 64]> {
        (0..self.size().1).flat_map(move |row| self.row(row))
    }

    /// The step of a frequency, by its place 0 to 63 in zig-zag order.
    pub(super) fn step(&self, zigzag: usize) -> u16 {
        let natural = natural(zigzag);
        self.read.component(0).map_or(1, |luma| luma.quantisation()[natural].max(1))
    }

    /// The pixels as stored, row by row, and their number in a row.
    pub(super) fn pixels(&self) -> (Cow<'_, [u8]>, usize) {
        let luma = self.page.picture.luma();
        let (width, height) = self.read.dimensions();
        if self.turn <= 1 {
            return (Cow::Borrowed(luma.as_raw()), width as usize);
        }
        let mut stored = Vec::with_capacity(width as usize * height as usize);
        for y in 0..height {
            for x in 0..width {
                let (x, y) = self.read.upright(self.turn, x, y);
                stored.push(luma.get_pixel_checked(x, y).map_or(0, |level| level.0[0]));
            }
        }
        (Cow::Owned(stored), width as usize)
    }
}

impl Placed for LumaBlocks<'_> {
    fn place(&self, column: usize, row: usize) -> (u32, u32) {
        self.read.upright(self.turn, column as u32 * 8 + 4, row as u32 * 8 + 4)
    }

    fn upright_size(&self) -> (u32, u32) {
        self.page.picture.luma().dimensions()
    }
}

/// For each whole block of luma the upright pixel of its middle, and how many of its 63 coefficients beside
/// the mean vanish; or why there are none.
pub(crate) fn vanishing(page: &Page<'_>) -> Result<Vec<([u32; 2], u32)>, &'static str> {
    let luma = LumaBlocks::of(page)?;
    let columns = luma.size().0.max(1);
    let counted = luma.all().enumerate().map(|(at, block)| {
        let (x, y) = luma.place(at % columns, at / columns);
        ([x, y], block.iter().skip(1).filter(|&&value| value == 0).count() as u32)
    });
    Ok(counted.collect())
}

/// Natural index of a place of the zig-zag order; places beyond 63 are taken modulo 64.
pub(super) fn natural(zigzag: usize) -> usize {
    usize::from(NATURAL_FROM_ZIGZAG[zigzag & 63])
}
