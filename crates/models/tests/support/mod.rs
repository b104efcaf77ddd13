//! What the tests share: weight files made up here, and running what is converted.
#![allow(dead_code, unreachable_pub)] // each test file uses its part
#![allow(clippy::unwrap_used, clippy::format_collect)] // a failed unwrap is a failed test

use std::fs;
use std::path::Path;

use bonafide_inference::{Backend, BackendChoice, Device, Models, RuntimeOptions, Tensor};
use bonafide_testing::not_performed;
use sha2::{Digest, Sha256};

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every runtime of this machine; says so when ONNX Runtime is not among them.
pub fn backends(test: &str) -> Vec<Backend> {
    match Models::builder().options(options(Backend::OnnxRuntime)).build() {
        Ok(_) => vec![Backend::Rten, Backend::OnnxRuntime],
        Err(error) => {
            not_performed(&format!("{test} with ort"), error);
            vec![Backend::Rten]
        }
    }
}

pub fn options(backend: Backend) -> RuntimeOptions {
    let mut options = RuntimeOptions::default();
    (options.device, options.backend) = (Device::Cpu, BackendChoice::Only(backend));
    options
}

/// A manifest entry for ONNX bytes: its ports, and tables that come behind its keys.
pub fn entry(id: &str, bytes: &[u8], kind: &str, side: usize, outputs: &[(&str, &str)]) -> String {
    let outputs: String = outputs
        .iter()
        .map(|(name, shape)| {
            format!("[[model.output]]\nname = \"{name}\"\nshape = {shape}\nlayout = \"any\"\n")
        })
        .collect();
    let (hash, count) = (sha256(bytes), bytes.len());
    format!(
        "[[model]]\nid = \"{id}\"\nversion = \"1\"\ntask = \"a test\"\nfile = \"{id}.onnx\"\n\
         sha256 = \"{hash}\"\nbytes = {count}\nlicence = \"CC0-1.0\"\norigin = \"made up\"\n\
         training_data = \"none\"\n{kind}\n\
         [[model.input]]\nname = \"input\"\nshape = [{{ name = \"n\", min = 1, max = 8 }}, 3, {side}, {side}]\n\
         range = [-1000.0, 1000.0]\nlayout = \"any\"\n{outputs}"
    )
}

/// Runs ONNX bytes.
pub fn run(
    backend: Backend,
    bytes: &[u8],
    side: usize,
    outputs: &[(&str, &str)],
    input: &Tensor,
) -> Vec<Tensor> {
    let folder = tempfile::tempdir().unwrap();
    let manifest =
        format!("format = 1\n{}", entry("test_net", bytes, "kind = \"brought\"", side, outputs));
    fs::write(folder.path().join("manifest.toml"), manifest).unwrap();
    fs::write(folder.path().join("test_net.onnx"), bytes).unwrap();
    let models = Models::builder().options(options(backend)).folder(folder.path()).build().unwrap();
    models.open("test_net").unwrap().run(std::slice::from_ref(input)).unwrap()
}

/// A picture of one colour.
pub fn plain(side: usize, colour: [f32; 3]) -> Tensor {
    let values = colour.iter().flat_map(|value| vec![*value; side * side]).collect();
    Tensor::new(vec![1, 3, side, side], values).unwrap()
}

/// Random values in a range: the same for the same seed (SplitMix64).
pub fn random(shape: &[usize], [least, greatest]: [f32; 2], seed: u64) -> Tensor {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let unit = ((bits ^ (bits >> 31)) >> 40) as f32 / 16_777_216.0;
        least + (greatest - least) * unit
    };
    let values = (0..shape.iter().product()).map(|_| next()).collect();
    Tensor::new(shape.to_vec(), values).unwrap()
}

/// The greatest difference; infinite where a value is not a number, which `f32::max` would pass over.
pub fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).fold(0.0, |most, (a, b)| match (a - b).abs() {
        distance if distance.is_nan() => f32::INFINITY,
        distance => most.max(distance),
    })
}

/// Weights in the files of TensorFlow.js.
#[derive(Default)]
pub struct Tfjs {
    list: Vec<serde_json::Value>,
    bytes: Vec<u8>,
}

impl Tfjs {
    pub fn floats(&mut self, name: &str, shape: &[usize], values: &[f32]) {
        assert_eq!(shape.iter().product::<usize>(), values.len());
        self.list.push(serde_json::json!({ "name": name, "shape": shape, "dtype": "float32" }));
        self.bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub fn zeros(&mut self, name: &str, shape: &[usize]) {
        self.floats(name, shape, &vec![0.0; shape.iter().product()]);
    }

    pub fn numbers(&mut self, name: &str, values: &[i32]) {
        let shape = [values.len()];
        self.list.push(serde_json::json!({ "name": name, "shape": shape, "dtype": "int32" }));
        self.bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub fn codes(&mut self, name: &str, shape: &[usize], codes: &[u8], [scale, min]: [f64; 2]) {
        assert_eq!(shape.iter().product::<usize>(), codes.len());
        let quantization = serde_json::json!({ "dtype": "uint8", "scale": scale, "min": min });
        self.list.push(serde_json::json!({
            "name": name, "shape": shape, "dtype": "float32", "quantization": quantization,
        }));
        self.bytes.extend_from_slice(codes);
    }

    /// The list of the weights, which says that their values are in this file.
    pub fn list(&self, file: &str) -> serde_json::Value {
        serde_json::json!([{ "paths": [file], "weights": self.list }])
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.bytes.clone()
    }

    /// A separable convolution of one channel that gives `bias` wherever it is.
    fn separable(&mut self, name: &str, bias: f32) {
        self.zeros(&format!("{name}/depthwise_filter"), &[3, 3, 1, 1]);
        self.zeros(&format!("{name}/pointwise_filter"), &[1, 1, 1, 1]);
        self.floats(&format!("{name}/bias"), &[1], &[bias]);
    }

    /// The dense blocks of face-api with one channel, whose last one gives relu(1 + 2 + 3 - 1) = 5;
    /// then a matrix of codes whose output k is 5 (0.1 k - 0.2) + 1 = 0.5 k.
    pub fn expression() -> Self {
        let mut weights = Self::default();
        weights.zeros("dense0/conv0/filters", &[3, 3, 3, 1]);
        weights.floats("dense0/conv0/bias", &[1], &[9.0]);
        for block in 0..4 {
            for (step, bias) in [1.0, 2.0, 3.0, -1.0].into_iter().enumerate() {
                if (block, step) != (0, 0) {
                    weights.separable(&format!("dense{block}/conv{step}"), bias);
                }
            }
        }
        weights.codes("fc/weights", &[1, 7], &[0, 1, 2, 3, 4, 5, 6], [0.1, -0.2]);
        weights.floats("fc/bias", &[7], &[1.0; 7]);
        weights
    }
}

/// A checkpoint in the form of PyTorch before 1.6, of tensors of `f32`.
pub fn checkpoint(tensors: &[(String, Vec<usize>, Vec<f32>)]) -> Vec<u8> {
    let text = |text: &str| {
        let mut bytes = vec![b'X'];
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.as_bytes());
        bytes
    };
    let int = |value: usize| [&b"J"[..], &(value as u32).to_le_bytes()].concat();
    let tuple = |values: &[Vec<u8>]| [&b"("[..], &values.concat(), b"t"].concat();
    let mut file =
        b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.".to_vec();
    file.extend(b"\x80\x02ccollections\nOrderedDict\n)R(");
    for (number, (name, shape, values)) in tensors.iter().enumerate() {
        let storage = tuple(&[
            text("storage"),
            b"ctorch\nFloatStorage\n".to_vec(),
            text(&number.to_string()),
            text("cpu"),
            int(values.len()),
            b"N".to_vec(),
        ]);
        let strides: Vec<Vec<u8>> =
            (0..shape.len()).map(|axis| int(shape[axis + 1..].iter().product())).collect();
        let shape: Vec<Vec<u8>> = shape.iter().map(|length| int(*length)).collect();
        file.extend(text(name));
        file.extend(b"ctorch._utils\n_rebuild_tensor_v2\n");
        file.extend(tuple(&[
            [storage, b"Q".to_vec()].concat(),
            int(0),
            tuple(&shape),
            tuple(&strides),
            b"\x89".to_vec(),
            b"ccollections\nOrderedDict\n)R".to_vec(),
        ]));
        file.extend(b"R");
    }
    file.extend(b"u.\x80\x02](");
    (0..tensors.len()).for_each(|number| file.extend(text(&number.to_string())));
    file.extend(b"e.");
    for (_, _, values) in tensors {
        file.extend((values.len() as u64).to_le_bytes());
        file.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }
    file
}

type Add<'a> = dyn FnMut(&str, &[usize], Vec<f32>) + 'a;

/// MiniFASNet with one channel everywhere, one residual block with squeeze and excitation, and all
/// convolutions zero: the embedding is the shift of its normalisation, 2, and the classes are
/// 0, 2 and -2 before the softmax.
pub fn small_minifasnet() -> Vec<u8> {
    let mut tensors = Vec::new();
    let mut add = |name: &str, shape: &[usize], values: Vec<f32>| {
        tensors.push((format!("module.{name}"), shape.to_vec(), values));
    };
    let norm = |add: &mut Add<'_>, name: &str, shift: f32| {
        add(&format!("{name}.weight"), &[1], vec![1.0]);
        add(&format!("{name}.bias"), &[1], vec![shift]);
        add(&format!("{name}.running_mean"), &[1], vec![0.0]);
        add(&format!("{name}.running_var"), &[1], vec![1.0]);
    };
    let mut conv = |name: &str, inputs: usize, side: usize, active: bool| {
        let count = inputs * side * side;
        add(&format!("{name}.conv.weight"), &[1, inputs, side, side], vec![0.0; count]);
        norm(&mut add, &format!("{name}.bn"), 0.0);
        if active {
            add(&format!("{name}.prelu.weight"), &[1], vec![0.25]);
        }
    };
    conv("conv1", 3, 3, true);
    conv("conv2_dw", 1, 3, true);
    for block in ["conv_23", "conv_34", "conv_45", "conv_3.model.0"] {
        conv(&format!("{block}.conv"), 1, 1, true);
        conv(&format!("{block}.conv_dw"), 1, 3, true);
        conv(&format!("{block}.project"), 1, 1, false);
    }
    conv("conv_6_sep", 1, 1, true);
    conv("conv_6_dw", 1, 5, false);
    for (fc, bn) in [("fc1", "bn1"), ("fc2", "bn2")] {
        add(&format!("conv_3.model.0.se_module.{fc}.weight"), &[1, 1, 1, 1], vec![0.0]);
        norm(&mut add, &format!("conv_3.model.0.se_module.{bn}"), 0.0);
    }
    add("linear.weight", &[1, 1], vec![0.0]);
    norm(&mut add, "bn", 2.0);
    add("prob.weight", &[3, 1], vec![0.0, 1.0, -1.0]);
    checkpoint(&tensors)
}

/// The softmax of some logits.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let sum: f32 = logits.iter().map(|logit| logit.exp()).sum();
    logits.iter().map(|logit| logit.exp() / sum).collect()
}

/// A `.tgz` as npm makes them.
pub fn tgz(path: &Path, members: &[(&str, &[u8])]) {
    let file = fs::File::create(path).unwrap();
    let gz = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    let mut builder = tar::Builder::new(gz);
    for (name, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap();
}
