//! What is part of the binary: the manifest, and the files of the models that were trained here.

/// The text of `models/manifest.toml`.
pub(crate) const MANIFEST: &str = include_str!("../../../models/manifest.toml");

/// File name and bytes of every embedded model.
const FILES: &[(&str, &[u8])] = &[
    ("mrz_locator.onnx", include_bytes!("../../../models/mrz_locator.onnx")),
    ("mrz_ocr.onnx", include_bytes!("../../../models/mrz_ocr.onnx")),
];

/// The bytes of an embedded file.
pub(crate) fn file(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(file, _)| *file == name).map(|(_, bytes)| *bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{Kind, Manifest, Models};

    #[test]
    fn every_embedded_file_has_an_entry_and_every_entry_its_file() {
        let manifest = Manifest::built_in().unwrap();
        for (name, _) in FILES {
            let stated =
                manifest.entries().iter().any(|e| e.kind == Kind::Embedded && e.file == *name);
            assert!(stated, "{name} has no entry");
        }
        for entry in manifest.entries().iter().filter(|e| e.kind == Kind::Embedded) {
            assert!(file(&entry.file).is_some(), "{} is not embedded", entry.file);
        }
    }

    #[test]
    fn every_embedded_model_opens() {
        let models = Models::built_in().unwrap();
        for entry in models.entries().filter(|e| e.kind == Kind::Embedded) {
            models.verify(&entry.id).unwrap();
            models.open(&entry.id).unwrap();
        }
    }
}
