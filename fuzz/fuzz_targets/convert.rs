//! Any bytes as weights of others: a checkpoint of PyTorch, a list of TensorFlow.js, a graph model, a
//! recogniser in the ONNX format.
//!
//! The first byte says which; of the list and the graph model what stands behind the first byte 0 is the
//! file of values.
#![no_main]

use bonafide_fuzz::seeds;
use bonafide_models::{Files, convert};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::convert), |bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let (json, values) = (&bytes[..end], bytes.get(end + 1..).unwrap_or_default());
    let with_values = |name: &str| {
        Files::new(vec![(name.to_owned(), json.to_vec()), ("w.bin".to_owned(), values.to_vec())])
    };
    let (converter, files) = match first % 4 {
        0 => ("minifasnet/1", Files::new(vec![("a.pth".to_owned(), bytes.to_vec())])),
        1 => ("face_api_expression/1", with_values("x-weights_manifest.json")),
        2 => ("blazeface/1", with_values("blazeface.json")),
        _ => ("latin_letters/1", Files::new(vec![("a.onnx".to_owned(), bytes.to_vec())])),
    };
    let Ok(network) = convert(converter, &files) else { return };
    assert_eq!(convert(converter, &files).ok(), Some(network), "equal input, equal bytes");
});
