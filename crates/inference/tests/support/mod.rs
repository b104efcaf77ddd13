//! What the tests of models share: the runtimes of this machine, and random inputs.

use std::path::PathBuf;

use bonafide_inference::{Backend, BackendChoice, Device, Models, RuntimeOptions, Tensor};
use bonafide_testing::not_performed;

/// The folder of the small networks.
pub(crate) fn data() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join("data")
}

/// Options that choose this runtime, on the processor.
pub(crate) fn options(backend: Backend) -> RuntimeOptions {
    let mut options = RuntimeOptions::default();
    (options.device, options.backend) = (Device::Cpu, BackendChoice::Only(backend));
    options
}

/// Every runtime of this machine; says so when ONNX Runtime is not among them.
pub(crate) fn backends(test: &str) -> Vec<Backend> {
    match Models::builder().options(options(Backend::OnnxRuntime)).build() {
        Ok(_) => vec![Backend::Rten, Backend::OnnxRuntime],
        Err(error) => {
            not_performed(&format!("{test} with ort"), error);
            vec![Backend::Rten]
        }
    }
}

/// Random values in a range: the same for the same seed (SplitMix64).
pub(crate) fn random(shape: &[usize], [least, greatest]: [f32; 2], seed: u64) -> Tensor {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let unit = ((bits ^ (bits >> 31)) >> 40) as f32 / 16_777_216.0;
        least + (greatest - least) * unit
    };
    let values = (0..shape.iter().product()).map(|_| next()).collect();
    Tensor::new(shape.to_vec(), values).expect("the values fill the shape")
}
