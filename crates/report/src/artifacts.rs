//! Pictures made beside a result, as they go into a page.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide::result::{ArtifactKind, SessionResult};
use bonafide_types::Slot;

/// Most bytes of a picture that a page takes in. What the engine makes has a fraction of it.
pub const LARGEST_PICTURE: usize = 4 << 20;

/// The files of artifacts, by the names that the result gives them.
#[derive(Clone, Debug, Default)]
pub struct Artifacts<'a> {
    files: BTreeMap<&'a str, &'a [u8]>,
}

impl<'a> Artifacts<'a> {
    /// No pictures.
    pub fn none() -> Self {
        Self::default()
    }

    /// The pictures that a result still carries, as it leaves the engine.
    pub fn of(result: &'a SessionResult) -> Self {
        let named =
            result.artifacts.iter().map(|a| (a.name.as_str(), a.content.expose().as_slice()));
        named.filter(|(_, bytes)| !bytes.is_empty()).collect()
    }

    /// The picture as a `data:` URI; none where it is not there, is too large or is neither PNG nor
    /// JPEG.
    pub(crate) fn uri(&self, name: &str) -> Option<String> {
        let bytes = *self.files.get(name)?;
        let media = media_type(bytes).filter(|_| bytes.len() <= LARGEST_PICTURE)?;
        Some(format!("data:{media};base64,{}", STANDARD.encode(bytes)))
    }

    /// The first picture of a kind that was made from a slot.
    pub(crate) fn of_kind(
        &self,
        result: &SessionResult,
        kind: ArtifactKind,
        slot: Slot,
    ) -> Option<String> {
        let mut named = result.artifacts.iter();
        let found = named.find(|a| a.kind == kind && a.storage_file_type_e == slot)?;
        self.uri(&found.name)
    }
}

impl<'a> FromIterator<(&'a str, &'a [u8])> for Artifacts<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a [u8])>>(files: I) -> Self {
        Self { files: files.into_iter().collect() }
    }
}

/// By the first bytes, so that a file is never shown as what its name says.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some("image/jpeg")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_of_a_reasonable_size_are_taken_in() {
        let png = b"\x89PNG\r\n\x1a\nrest".as_slice();
        let large = [png, &vec![0; LARGEST_PICTURE]].concat();
        let files = [("a", png), ("b", b"<svg onload='x'>".as_slice()), ("c", &large)];
        let artifacts: Artifacts<'_> = files.into_iter().collect();
        assert_eq!(artifacts.uri("a").as_deref(), Some("data:image/png;base64,iVBORw0KGgpyZXN0"));
        assert_eq!(
            [artifacts.uri("b"), artifacts.uri("c"), artifacts.uri("d")],
            [None, None, None]
        );
    }
}
