//! Personal data that does not print itself and is wiped on drop.

use std::cell::Cell;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize;

/// Personal data: `Debug` prints `***`, memory is wiped on drop, and it serialises only where a
/// struct says so with `#[serde(serialize_with = "bonafide_types::sensitive::exposed")]`.
///
/// ```
/// use bonafide_types::Sensitive;
/// let name = Sensitive::new(String::from("ERIKSSON"));
/// assert_eq!(format!("{name:?}"), "***");
/// assert_eq!(name.expose(), "ERIKSSON");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sensitive<T: Zeroize>(T);

impl<T: Zeroize> Sensitive<T> {
    /// Takes charge of a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every call is a place where personal data leaves its wrapper.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T: Zeroize> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<'de, T: Zeroize + Deserialize<'de>> Deserialize<'de> for Sensitive<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl<T: Zeroize + JsonSchema> JsonSchema for Sensitive<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A place that may hold sensitive values: what [`exposed`] can write out.
pub trait Expose {
    /// Serialises the value in clear.
    ///
    /// # Errors
    /// Those of the serialiser.
    fn serialize_exposed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<T: Zeroize + Serialize + Mask> Expose for Sensitive<T> {
    fn serialize_exposed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if HIDDEN.get() {
            self.0.mask().serialize(serializer)
        } else {
            self.0.serialize(serializer)
        }
    }
}

/// A value of which something may be shown in place of itself.
pub trait Mask {
    /// What is shown: the form of the value, and nothing of the person.
    #[must_use]
    fn mask(&self) -> Self;
}

/// Every character but separators is a `*`.
impl Mask for String {
    fn mask(&self) -> Self {
        self.chars().map(|character| character.mask()).collect()
    }
}

/// Separators stay: they tell the form of a value.
impl Mask for char {
    fn mask(&self) -> Self {
        if matches!(self, ' ' | '-' | '/' | '.' | ',' | '\'' | '<') { *self } else { '*' }
    }
}

/// Nothing is left of a vector.
impl Mask for Vec<f32> {
    fn mask(&self) -> Self {
        Self::new()
    }
}

thread_local! {
    /// Whether this thread is within [`masked`].
    static HIDDEN: Cell<bool> = const { Cell::new(false) };
}

/// Runs a serialisation in which every [`Sensitive`] value is written as its [`Mask`]. All of them leave
/// through [`exposed`], so none can be forgotten.
///
/// ```
/// use bonafide_types::{FieldValue, Score, sensitive};
/// let number = FieldValue::read("D123-4567", Score::ONE);
/// let hidden = sensitive::masked(|| serde_json::to_value(&number))?;
/// assert_eq!(hidden["value"], "****-****");
/// assert_eq!(serde_json::to_value(&number)?["value"], "D123-4567");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn masked<R>(serialise: impl FnOnce() -> R) -> R {
    /// Ends the masking also where `serialise` panics.
    struct Ends(bool);
    impl Drop for Ends {
        fn drop(&mut self) {
            HIDDEN.set(self.0);
        }
    }
    let _ends = Ends(HIDDEN.replace(true));
    serialise()
}

/// Lets `serde` write an inner sensitive value while it walks a container.
pub(crate) struct InClear<'a, E>(pub(crate) &'a E);

impl<E: Expose> Serialize for InClear<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_exposed(serializer)
    }
}

impl<E: Expose> Expose for Option<E> {
    fn serialize_exposed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(InClear).serialize(serializer)
    }
}

impl<E: Expose> Expose for Vec<E> {
    fn serialize_exposed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(InClear))
    }
}

impl<E: Expose, const N: usize> Expose for [E; N] {
    fn serialize_exposed<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(InClear))
    }
}

/// Writes sensitive data in clear; the one way it gets into an output.
/// Takes a `Sensitive<T>`, or an `Option`, `Vec` or array of them.
///
/// # Errors
/// Those of the serialiser.
pub fn exposed<E: Expose, S: Serializer>(value: &E, serializer: S) -> Result<S::Ok, S::Error> {
    value.serialize_exposed(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Card {
        #[serde(serialize_with = "exposed")]
        number: Option<Sensitive<String>>,
    }

    #[test]
    fn debug_of_a_container_stays_silent() {
        let card = Card { number: Some("D1234567".into()) };
        assert!(!format!("{card:?}").contains("D1234567"));
        assert_eq!(serde_json::to_string(&card).ok().as_deref(), Some(r#"{"number":"D1234567"}"#));
    }

    /// Records that it was wiped, so that the test need not look at freed memory.
    struct Witness(std::rc::Rc<std::cell::Cell<bool>>);
    impl Zeroize for Witness {
        fn zeroize(&mut self) {
            self.0.set(true);
        }
    }

    #[test]
    fn is_wiped_on_drop() {
        let wiped = std::rc::Rc::new(std::cell::Cell::new(false));
        drop(Sensitive::new(Witness(wiped.clone())));
        assert!(wiped.get());
    }
}
