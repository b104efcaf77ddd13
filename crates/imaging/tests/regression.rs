//! Inputs that once did harm: each must give a picture or a typed error.

use std::path::Path;

use bonafide_imaging::{Limits, Picture, quality};

#[test]
fn inputs_found_by_fuzzing_are_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/regression/decode");
    let mut tried = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        if let Ok(picture) = Picture::decode(&bytes, &Limits::default()) {
            quality(&picture);
        }
        tried += 1;
    }
    assert!(tried > 0);
}
