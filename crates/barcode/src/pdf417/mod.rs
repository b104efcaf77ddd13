//! Our own decoder.
//!
//! A symbol is found by its guard patterns on horizontal and vertical lines ([`search`]), which
//! gives the quadrangle of its codewords ([`frame`]). Lines along its rows are cut into codewords
//! by their edges ([`walk`]); the clusters of the codewords tell the rows ([`rows`]), the row
//! indicators size and level ([`layout`]). What is still unread is compared with all codewords
//! there are ([`cells`]), where the columns ([`mesh`]) and rows are known exactly. Reed–Solomon
//! decoding takes the least certain codewords for erasures ([`correction`]), and what comes out is
//! interpreted ([`interpret`]).
//!
//! Limits that are given without a source were chosen by what symbols look like under known damage,
//! on drawn ones of one seed; `docs/barcode.md` has figures of that seed and of another.
//!
//! Source: ISO/IEC 15438:2015.

mod budget;
mod cells;
mod correction;
mod decode;
mod edges;
mod frame;
mod guard;
mod interpret;
mod layout;
mod least_squares;
mod look;
mod mesh;
mod patterns;
mod refit;
mod rows;
mod search;
mod solve;
mod treatment;
mod walk;

pub(crate) use budget::{Budget, CUT, LOCATION};
pub(crate) use decode::{Decoded, Patience, decode};
pub(crate) use frame::Frame;
pub(crate) use guard::Guard;
pub(crate) use interpret::{Charset, interpret};
pub(crate) use search::{LOOKS, Look, find, frames, unguarded};
