//! Lines of characters out of the recogniser's answers, under the grammar and the check digits of
//! ICAO Doc 9303.
//!
//! Each line is aligned exactly for the lengths that layouts have, and for its own where that is
//! another ([`ctc`]). The layout is the one under which all lines together are likeliest, given
//! what it has where ([`prior`]). Its characters are then the most probable ones that agree with
//! its check digits, weighed against the odds that a digit was printed wrong ([`sums`]): never are
//! digits made to agree where the reading is sharp, and whatever was not read as it is given is
//! reported. Every character's probability is the share of all readings that have it.

mod ctc;
mod frames;
mod layouts;
mod levels;
mod plan;
mod prepared;
mod prior;
#[cfg(test)]
mod simulated;
mod sums;
#[cfg(test)]
mod tests;
mod zone;

pub(crate) use frames::CLASSES;
pub(crate) use levels::Levels;
pub(crate) use prepared::Prepared;
pub(crate) use zone::{Line, Verdict, Zone};

/// The most lines of a zone.
pub(crate) const MAX_ZONE_LINES: usize = 3;

/// Reads the lines of one zone, in reading order.
///
/// Whoever does not know which lines belong together tries each grouping and takes the one of the
/// highest [`Zone::evidence`]; see there. Of more than [`MAX_ZONE_LINES`] lines none is read.
///
/// A line that is tried in several groups is prepared once.
pub(crate) fn decode(lines: &[Prepared], levels: &Levels) -> Zone {
    if lines.is_empty() || lines.len() > MAX_ZONE_LINES {
        return Zone::none();
    }
    match layouts::choose(lines, levels) {
        Some(choice) => Zone::of(choice, levels),
        None => Zone::none(),
    }
}
