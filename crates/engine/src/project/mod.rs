//! Projections: one result in the shape that a server answers with.
//!
//! Pure functions of a result and [`Options`]. Every projected member remembers the JSON pointer of
//! the result it came from ([`Projection::origins`]); nothing is repaired, guessed or re-derived.
//!
//! | shape | is | its fields |
//! | --- | --- | --- |
//! | [`Shape::Vx`] | V session result | `docs/coverage.md` 3.1 |
//! | [`Shape::User`], [`Shape::UserDocs`] | U user and user documents | `docs/coverage.md` 3.2 |
//! | [`Shape::IdvTests`], [`Shape::IdvDocument`], [`Shape::IdvSession`], [`Shape::IdvFinal`], [`Shape::IdaSession`] | S session endpoints | `docs/coverage.md` 3.3 to 3.5 |

mod idv;
mod sheet;
mod text;
mod user;
mod vx;

use std::collections::BTreeMap;

use bonafide_types::{DataSource, Slot};
use serde_json::Value;

use crate::result::SessionResult;

/// A shape that a result can be projected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// V: session result.
    Vx,
    /// U: user verification.
    User,
    /// U: user documents.
    UserDocs,
    /// S: session test read, 28 keys.
    IdvTests,
    /// S: document read, of the source in [`Options::source`].
    IdvDocument,
    /// S: session read.
    IdvSession,
    /// S: finalisation.
    IdvFinal,
    /// S: authentication session read.
    IdaSession,
}

impl Shape {
    /// Every shape with its name on the command line.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Vx, "vx"),
        (Self::User, "user"),
        (Self::UserDocs, "user-docs"),
        (Self::IdvTests, "idv-tests"),
        (Self::IdvDocument, "idv-document"),
        (Self::IdvSession, "idv-session"),
        (Self::IdvFinal, "idv-final"),
        (Self::IdaSession, "ida-session"),
    ];

    /// The shape of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(shape, _)| *shape)
    }
}

/// How dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DateForm {
    /// `1990-01-31`; unknown parts as `XX`.
    Iso,
    /// `19900131`; a date with unknown parts is left empty.
    Compact,
    /// `31/01/1990`; a date with unknown parts is left empty.
    DayMonthYear,
}

/// How a three-state test that was not compared is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NullAs {
    /// `null`.
    #[default]
    Null,
    /// `false`.
    False,
    /// Not at all.
    Omit,
}

/// How scores are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScoreScale {
    /// 0 to 1, four decimals.
    #[default]
    Unit,
    /// 0 to 100, whole.
    Hundred,
}

/// What is hidden. Keys stay, values become `<REDACTED>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Redact {
    /// Nothing.
    None,
    /// What the shape itself hides: V hides document and national numbers.
    #[default]
    Default,
    /// Every personal value.
    All,
}

/// Options of a projection.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// How dates are written; by default as the shape's documents do.
    pub dates: Option<DateForm>,
    /// How a test that was not compared is written.
    pub null_as: NullAs,
    /// How scores are written.
    pub score_scale: ScoreScale,
    /// What is hidden.
    pub redact: Redact,
    /// Pictures to embed, by slot; a slot without one is left empty.
    pub images: BTreeMap<Slot, Vec<u8>>,
    /// The portrait to embed: the file of the artifact that the result names.
    pub portrait: Option<Vec<u8>>,
    /// The document cut out, by the slot of the picture: the files of the artifacts that the result names.
    pub crops: BTreeMap<Slot, Vec<u8>>,
    /// Which source [`Shape::IdvDocument`] shows; by default the first of barcode, MRZ, front text.
    pub source: Option<DataSource>,
}

/// A projected result.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// The JSON of the shape.
    pub value: Value,
    /// Per member, the JSON pointer into the result that it came from; empty for constants. For a
    /// member that is null it is where the value would stand.
    pub origins: BTreeMap<String, String>,
}

/// Projects a result.
pub fn project(result: &SessionResult, shape: Shape, options: &Options) -> Projection {
    match shape {
        Shape::Vx => vx::session_result(result, options),
        Shape::User => user::user(result, options),
        Shape::UserDocs => user::documents(result, options),
        Shape::IdvTests => idv::tests(result, options),
        Shape::IdvDocument => idv::document(result, options),
        Shape::IdvSession => idv::session(result, options),
        Shape::IdvFinal => idv::finalisation(result, options),
        Shape::IdaSession => idv::authentication(result, options),
    }
}
