//! Reading one block: sequential, and the four kinds of progressive scans.
//!
//! Source: ITU-T T.81, F.2.2 (sequential) and G.1.2, G.2 (progressive).

use super::NATURAL_FROM_ZIGZAG;
use super::bits::Bits;
use super::huffman::Table;

/// A code that is in no table, or a run over the end of the block.
pub(super) struct BadCode;

/// Coefficients of a block in natural order.
pub(super) type Block = [i16; 64];

/// A band of coefficients in zig-zag order and the bit that a progressive scan adds.
#[derive(Clone, Copy)]
pub(super) struct Band {
    pub(super) first: usize,
    pub(super) last: usize,
    /// Bits that are still to come; 0 to 13.
    pub(super) low: u32,
}

fn natural(zigzag: usize) -> usize {
    usize::from(NATURAL_FROM_ZIGZAG[zigzag & 63])
}

/// The next difference of first coefficients, added to `last`.
fn first(bits: &mut Bits<'_>, table: &Table, last: &mut i32) -> Result<i32, BadCode> {
    bits.refill();
    let category = table.symbol(bits).ok_or(BadCode)?;
    if category > 15 {
        return Err(BadCode);
    }
    *last = last.wrapping_add(bits.signed(u32::from(category)));
    Ok(*last)
}

/// A whole block of a sequential scan.
pub(super) fn sequential(
    bits: &mut Bits<'_>,
    (dc, ac): (&Table, &Table),
    last: &mut i32,
    block: &mut Block,
) -> Result<(), BadCode> {
    *block = [0; 64];
    block[0] = first(bits, dc, last)? as i16;
    let mut at = 1;
    while at < 64 {
        bits.refill();
        let symbol = ac.symbol(bits).ok_or(BadCode)?;
        let (run, category) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        if category == 0 {
            if run < 15 {
                break;
            }
            at += 16;
            continue;
        }
        at += run;
        if at > 63 {
            return Err(BadCode);
        }
        block[natural(at)] = bits.signed(category) as i16;
        at += 1;
    }
    Ok(())
}

/// The upper bits of the first coefficient.
pub(super) fn first_upper(
    bits: &mut Bits<'_>,
    dc: &Table,
    last: &mut i32,
    low: u32,
    block: &mut Block,
) -> Result<(), BadCode> {
    block[0] = (first(bits, dc, last)? << low) as i16;
    Ok(())
}

/// The next bit of the first coefficient.
pub(super) fn first_next(bits: &mut Bits<'_>, low: u32, block: &mut Block) {
    if bits.number(1) != 0 {
        block[0] |= 1_i16 << low;
    }
}

/// The upper bits of a band. `blank` counts the blocks that follow without anything in the band.
pub(super) fn band_upper(
    bits: &mut Bits<'_>,
    ac: &Table,
    band: Band,
    blank: &mut u32,
    block: &mut Block,
) -> Result<(), BadCode> {
    if *blank > 0 {
        *blank -= 1;
        return Ok(());
    }
    let mut at = band.first;
    while at <= band.last {
        bits.refill();
        let symbol = ac.symbol(bits).ok_or(BadCode)?;
        let (run, category) = (symbol >> 4, u32::from(symbol & 15));
        if category == 0 {
            if run < 15 {
                *blank = blank_blocks(bits, run) - 1;
                break;
            }
            at += 16;
            continue;
        }
        at += usize::from(run);
        if at > band.last {
            return Err(BadCode);
        }
        block[natural(at)] = (bits.signed(category) << band.low) as i16;
        at += 1;
    }
    Ok(())
}

/// How many blocks, this one included, have nothing more in the band (T.81, table G.1).
fn blank_blocks(bits: &mut Bits<'_>, run: u8) -> u32 {
    (1 << run) + bits.number(u32::from(run))
}

/// The next bit of a band (T.81, G.1.2.3): coefficients that are not zero get a correction bit each,
/// and new ones of size one are put between them.
pub(super) fn band_next(
    bits: &mut Bits<'_>,
    ac: &Table,
    band: Band,
    blank: &mut u32,
    block: &mut Block,
) -> Result<(), BadCode> {
    let one = 1_i16 << band.low;
    let mut at = band.first;
    while *blank == 0 && at <= band.last {
        bits.refill();
        let symbol = ac.symbol(bits).ok_or(BadCode)?;
        let (run, category) = (symbol >> 4, symbol & 15);
        let new = match category {
            0 if run < 15 => {
                *blank = blank_blocks(bits, run);
                break;
            }
            0 => 0,
            1 if bits.number(1) != 0 => one,
            1 => one.wrapping_neg(),
            _ => return Err(BadCode),
        };
        at = correct(bits, Band { first: at, ..band }, Some(run), block);
        if new != 0 {
            if at > band.last {
                return Err(BadCode);
            }
            block[natural(at)] = new;
        }
        at += 1;
    }
    if *blank > 0 {
        correct(bits, Band { first: at, ..band }, None, block);
        *blank -= 1;
    }
    Ok(())
}

/// Corrects the coefficients of the band that are not zero, up to the zero behind `zeros` others, or
/// to the end of the band. Where it stopped.
fn correct(bits: &mut Bits<'_>, band: Band, zeros: Option<u8>, block: &mut Block) -> usize {
    let one = 1_i16 << band.low;
    let mut left = zeros;
    for at in band.first..=band.last {
        let value = &mut block[natural(at)];
        if *value == 0 {
            match &mut left {
                Some(0) => return at,
                Some(left) => *left -= 1,
                None => {}
            }
        } else if bits.number(1) != 0 && *value & one == 0 {
            *value = if *value > 0 { value.wrapping_add(one) } else { value.wrapping_sub(one) };
        }
    }
    band.last + 1
}
