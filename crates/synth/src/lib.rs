//! Specimen documents of invented issuers, for tests and benches; never a dependency of the library.
//!
//! Everything is a pure function of a specification and a seed: the same seed and the same font
//! files give the same bytes, on any machine and for any number of threads. People, states and
//! numbers are invented; travel documents are those of Utopia, the state of ICAO's specimens.

mod attack;
mod camera;
mod canvas;
mod card_back;
mod card_front;
mod emblem;
mod error;
mod font;
mod guilloche;
mod identity_card;
mod issuer;
mod licence;
mod machine;
mod names;
mod passport;
mod path;
mod person;
mod portrait;
mod rng;
mod selfie;
mod sessions;
mod sheet;
mod signature;
mod specimen;
mod symbol;
mod travel;
mod truth;
mod wave;

pub use attack::{
    AttackCase, AttackLabel, AttackRecord, CaptureDevice, Manipulation, attack_family, attack_plan,
};
pub use camera::{Severity, Shot, photograph};
pub use card_back::card_back;
pub use card_front::card_front;
pub use error::SynthError;
pub use font::Fonts;
pub use identity_card::{identity_card_back, identity_card_front};
pub use issuer::{ISSUERS, Issuer};
pub use licence::{CardKind, Licence};
pub use machine::{barcode_payload, mrz_lines, with_damaged_header, with_wrong_check_digit};
pub use passport::passport_page;
pub use person::Person;
pub use rng::Rng;
pub use selfie::selfie;
pub use sessions::{AS_OF, Expected, Session, expectations, sessions};
pub use sheet::{DrawOptions, Mark};
pub use specimen::{Encoding, Specimen};
pub use travel::{TravelDocument, TravelKind};
pub use truth::{CameraTruth, Quad, Region, RegionKind, Truth};
