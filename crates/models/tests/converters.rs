//! Converters on small weights whose results are worked out by hand, and on the real ones where
//! they are at hand.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::path::Path;

use bonafide_inference::{Backend, Manifest};
use bonafide_models::{Files, convert};
use bonafide_testing::{folder, say};
use support::{Tfjs, backends, difference, plain, random, run, sha256, small_minifasnet, softmax};

fn face_api(weights: &Tfjs) -> Files {
    Files::new(vec![
        (
            "package/model/x-weights_manifest.json".to_owned(),
            weights.list("x.bin").to_string().into(),
        ),
        ("package/model/x.bin".to_owned(), weights.bytes()),
    ])
}

#[test]
fn expression_is_what_its_blocks_come_to() {
    let bytes = convert("face_api_expression/1", &face_api(&Tfjs::expression())).unwrap();
    let logits: Vec<f32> = (0..7_u8).map(|k| 0.5 * f32::from(k)).collect();
    for backend in backends("expression") {
        let input = plain(112, [10.0, 20.0, 30.0]);
        let probabilities = &run(backend, &bytes, 112, &[("probs", r#"["n", 7]"#)], &input)[0];
        assert!(difference(probabilities.values(), &softmax(&logits)) < 1e-6, "{backend}");
    }
}

#[test]
fn a_file_that_is_a_network_already_stays_as_it_is() {
    let file = |name: &str| (name.to_owned(), b"network".to_vec());
    assert_eq!(convert("member/1", &Files::new(vec![file("p/a.onnx")])).unwrap(), b"network");
    for files in [vec![], vec![file("p/a.onnx"), file("p/b.onnx")]] {
        assert!(convert("member/1", &Files::new(files)).is_err());
    }
}

/// dlib's network with one channel: the first convolution takes the red of the middle pixel, every
/// other one gives 0.
fn recognition() -> Tfjs {
    let mut weights = Tfjs::default();
    let mut scaled = |name: &str, shape: &[usize], codes: &[u8], [bias, scale, shift]: [f32; 3]| {
        weights.codes(&format!("{name}/conv/filters"), shape, codes, [0.5, -0.5]);
        weights.floats(&format!("{name}/conv/bias"), &[1], &[bias]);
        weights.floats(&format!("{name}/scale/weights"), &[1], &[scale]);
        weights.floats(&format!("{name}/scale/biases"), &[1], &[shift]);
    };
    let mut middle = vec![1; 7 * 7 * 3]; // code 1 is 0
    middle[(3 * 7 + 3) * 3] = 3; // code 3 is 1
    scaled("conv32_down", &[7, 7, 3, 1], &middle, [1.0, 2.0, 1.0]);
    let mut blocks: Vec<String> = vec!["conv256_down_out".to_owned()];
    for (channels, count) in [(32, 3), (64, 3), (128, 2), (256, 2)] {
        blocks.extend((1..=count).map(|block| format!("conv{channels}_{block}")));
        if channels != 32 {
            blocks.push(format!("conv{channels}_down"));
        }
    }
    for block in blocks {
        for part in ["conv1", "conv2"] {
            scaled(&format!("{block}/{part}"), &[3, 3, 1, 1], &[1; 9], [0.0, 1.0, 0.0]);
        }
    }
    let row: Vec<f32> = (0..128_u8).map(f32::from).collect();
    weights.floats("fc", &[1, 128], &row);
    weights
}

#[test]
fn recognition_keeps_its_codes() {
    let bytes = convert("face_api_recognition/1", &face_api(&recognition())).unwrap();
    let finds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(finds(b"DequantizeLinear"));
    // (255 - 122.782) / 255, times 1 times 2, plus 1 times 2 plus 1; all else passes it on.
    let feature = 2.0 * (255.0 - 122.782) / 255.0 + 3.0;
    let expected: Vec<f32> = (0..128_u8).map(|k| f32::from(k) * feature).collect();
    for backend in backends("recognition") {
        let input = plain(150, [255.0, 20.0, 30.0]);
        let encoding = &run(backend, &bytes, 150, &[("embedding", r#"["n", 128]"#)], &input)[0];
        assert!(difference(encoding.values(), &expected) < 1e-3, "{backend}");
    }
}

#[test]
fn minifasnet_is_what_its_last_layers_come_to() {
    let files = Files::new(vec![("small.pth".to_owned(), small_minifasnet())]);
    let bytes = convert("minifasnet/1", &files).unwrap();
    for backend in backends("minifasnet") {
        let input = plain(80, [10.0, 20.0, 30.0]);
        let probabilities = &run(backend, &bytes, 80, &[("probs", r#"["n", 3]"#)], &input)[0];
        assert!(
            difference(probabilities.values(), &softmax(&[0.0, 2.0, -2.0])) < 1e-6,
            "{backend}"
        );
    }
}

/// A graph model that takes red and green of every 16th pixel, and of every 32nd.
fn small_graph() -> (serde_json::Value, Vec<u8>) {
    let mut weights = Tfjs::default();
    weights.floats("pick", &[1, 1, 3, 2], &[1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    weights.zeros("none", &[2]);
    for (name, shape) in
        [("a", [1, 512, 1]), ("b", [1, 128, 1]), ("c", [1, 32, 16]), ("d", [1, 8, 16])]
    {
        weights.numbers(name, &shape);
    }
    let list =
        |lengths: [u32; 4]| serde_json::json!({ "list": { "i": lengths.map(|l| l.to_string()) } });
    let same = serde_json::json!({ "s": "U0FNRQ==" });
    let fused = serde_json::json!({ "list": { "s": ["Qmlhc0FkZA=="] } });
    let reshape = |name: &str, of: &str, shape: &str| serde_json::json!({ "name": name, "op": "Reshape", "input": [of, shape] });
    let nodes = serde_json::json!([
        { "name": "input", "op": "Placeholder" },
        { "name": "pick", "op": "Const" },
        { "name": "conv", "op": "_FusedConv2D", "input": ["input", "pick", "none"],
          "attr": { "strides": list([1, 16, 16, 1]), "padding": same, "fused_ops": fused } },
        { "name": "pool", "op": "MaxPool", "input": ["conv"],
          "attr": { "strides": list([1, 2, 2, 1]), "ksize": list([1, 2, 2, 1]), "padding": same } },
        reshape("Identity", "conv", "a"),
        reshape("Identity_1", "pool", "b"),
        reshape("Identity_2", "conv", "c"),
        reshape("Identity_3", "pool", "d"),
    ]);
    let model = serde_json::json!({
        "modelTopology": { "node": nodes }, "weightsManifest": weights.list("blazeface.bin"),
    });
    (model, weights.bytes())
}

fn graph_files(model: &serde_json::Value, bytes: Vec<u8>) -> Files {
    let model = ("m/blazeface.json".to_owned(), model.to_string().into());
    Files::new(vec![model, ("m/blazeface.bin".to_owned(), bytes)])
}

#[test]
fn a_graph_model_keeps_the_order_of_its_rows() {
    let (model, weights) = small_graph();
    let bytes = convert("blazeface/1", &graph_files(&model, weights)).unwrap();
    let mut values = vec![0.0; 3 * 256 * 256];
    for (index, value) in values.iter_mut().enumerate() {
        let (channel, row, column) = (index / 65536, index / 256 % 256, index % 256);
        *value = (channel * 500 + row / 16 * 16 + column / 16) as f32;
    }
    let input = bonafide_inference::Tensor::new(vec![1, 3, 256, 256], values).unwrap();
    let outputs = [
        ("Identity", r#"["n", 512, 1]"#),
        ("Identity_1", r#"["n", 128, 1]"#),
        ("Identity_2", r#"["n", 32, 16]"#),
        ("Identity_3", r#"["n", 8, 16]"#),
    ];
    for backend in backends("graph model") {
        let found = run(backend, &bytes, 256, &outputs, &input);
        // Cell by cell, red then green; the pool takes the last of each four cells.
        assert_eq!(found[0].values()[..4], [0.0, 500.0, 1.0, 501.0], "{backend}");
        assert_eq!(found[0].values()[32..34], [16.0, 516.0], "{backend}");
        assert_eq!(found[1].values()[..4], [17.0, 517.0, 19.0, 519.0], "{backend}");
        assert_eq!(found[2].values(), found[0].values(), "{backend}");
    }
}

#[test]
fn graphs_that_are_not_known_are_refused() {
    let (model, weights) = small_graph();
    let text = model.to_string();
    for (old, new) in [
        ("MaxPool", "WriteFile"),
        ("Qmlhc0FkZA==", "RWx1"),
        ("U0FNRQ==", "RVhQTElDSVQ="),
        (r#"["1","16","16","1"]"#, r#"["1","16","8","1"]"#),
        (r#"["1","16","16","1"]"#, r#"["1","0","0","1"]"#),
        (r#"["conv","a"]"#, r#"["conv","b"]"#),
        (r#"["conv","a"]"#, r#"["conv"]"#),
        (r#""name":"Identity_3""#, r#""name":"other""#),
        (r#""name":"conv""#, r#""name":"elsewhere""#),
    ] {
        assert!(text.contains(old), "{old} is not there");
        let model: serde_json::Value = serde_json::from_str(&text.replace(old, new)).unwrap();
        assert!(convert("blazeface/1", &graph_files(&model, weights.clone())).is_err(), "{new}");
    }
}

#[test]
fn damaged_weights_are_refused() {
    let whole = small_minifasnet();
    for length in (0..whole.len()).step_by(11) {
        let files = Files::new(vec![("x.pth".to_owned(), whole[..length].to_vec())]);
        assert!(convert("minifasnet/1", &files).is_err(), "{length} bytes");
    }
    let weights = Tfjs::expression();
    let list: String = weights.list("x.bin").to_string();
    for (old, new) in [("dense3/conv2/bias", "x"), ("[1,7]", "[7,1]"), ("[3,3,3,1]", "[3,1,3,3]")] {
        let files = Files::new(vec![
            ("x-weights_manifest.json".to_owned(), list.replacen(old, new, 1).into()),
            ("x.bin".to_owned(), weights.bytes()),
        ]);
        assert!(convert("face_api_expression/1", &files).is_err(), "{new}");
    }
    assert!(convert("face_api_expression/1", &Files::default()).is_err());
    assert!(convert("tea/1", &Files::default()).is_err());
}

/// The converted checkpoints of the authors against reference conversions, and their pinned hashes.
#[test]
fn minifasnet_agrees_with_the_reference() {
    const TEST: &str = "MiniFASNet against the reference";
    let Some(models) = folder(TEST, "BONAFIDE_MODELS") else { return };
    for (id, file, reference) in [
        ("minifasnet_v2", "2.7_80x80_MiniFASNetV2.pth", "liveness_minifasnet_v2_s27.onnx"),
        ("minifasnet_v1se", "4_0_0_80x80_MiniFASNetV1SE.pth", "liveness_minifasnet_v1se_s40.onnx"),
    ] {
        let weights = fs::read(models.join("upstream").join(file)).unwrap();
        let bytes = convert("minifasnet/1", &Files::new(vec![(file.to_owned(), weights)])).unwrap();
        assert_eq!(sha256(&bytes), pinned(id), "{id}");
        let reference = fs::read(models.join(reference)).unwrap();
        for backend in backends(TEST) {
            let worst =
                (0..5).map(|seed| compare(backend, &bytes, &reference, seed)).fold(0.0, f32::max);
            say(&format!("{id} on {backend}: greatest difference from the reference {worst:.1e}"));
            assert!(worst <= 1e-5, "{id} on {backend}: {worst:e}");
        }
    }
}

fn compare(backend: Backend, ours: &[u8], reference: &[u8], seed: u64) -> f32 {
    let input = random(&[2, 3, 80, 80], [0.0, 255.0], seed);
    let probs = [("probs", r#"["n", 3]"#)];
    let [a, b] = [ours, reference].map(|bytes| run(backend, bytes, 80, &probs, &input));
    difference(a[0].values(), b[0].values())
}

fn pinned(id: &str) -> String {
    Manifest::built_in().unwrap().get(id).unwrap().sha256.clone()
}

/// `BONAFIDE_PACKAGES` names a folder with the packages of the manifest, such as the cache of an
/// installation.
#[test]
fn what_comes_of_the_packages_is_what_the_manifest_pins() {
    let Some(packages) = folder("conversion of the packages", "BONAFIDE_PACKAGES") else { return };
    let home = tempfile::tempdir().unwrap();
    let installer = installer(home.path()).from(packages);
    for entry in Manifest::built_in().unwrap().entries().iter().filter(|e| e.source.is_some()) {
        let is_registry = entry.source.as_ref().is_some_and(|s| !s.members.is_empty());
        match installer.install(entry) {
            Ok(how) => say(&format!("{}: {}", entry.id, how.word())),
            Err(error) if is_registry => panic!("{}: {error}", entry.id),
            Err(error) => say(&format!("{}: {error}", entry.id)),
        }
    }
}

fn installer(home: &Path) -> bonafide_models::Installer {
    bonafide_models::Installer::new(bonafide_models::Folders {
        models: home.join("models"),
        runtime: home.join("runtime"),
        cache: home.join("cache"),
    })
    .reach(bonafide_models::Reach::Offline)
}

/// A checkpoint of two tensors, its bytes changed.
fn two_tensors(second: &str, values: usize, [old, new]: [&[u8]; 2]) -> Result<Vec<u8>, String> {
    let tensors = [
        ("module.a".to_owned(), vec![1], vec![0.0]),
        (second.to_owned(), vec![values], vec![0.0; values]),
    ];
    let mut bytes = support::checkpoint(&tensors);
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(old)).collect();
    for place in places.into_iter().rev() {
        bytes.splice(place..place + old.len(), new.iter().copied());
    }
    let files = Files::new(vec![("a.pth".to_owned(), bytes)]);
    convert("minifasnet/1", &files).map_err(|error| error.to_string())
}

#[test]
fn checkpoints_that_contradict_themselves_are_refused() {
    let (one, zero) = (b"X\x01\0\0\x001".as_slice(), b"X\x01\0\0\x000".as_slice());
    let error = |second: &str, values, change| two_tensors(second, values, change).unwrap_err();
    assert!(error("module.b", 1, [one, one]).contains("are missing"), "sound but for its names");
    assert!(error("module.a", 1, [one, one]).contains("there twice"), "a name");
    assert!(error("module.b", 1, [one, zero]).contains("a storage that is there twice"));
    assert!(error("module.b", 2, [one, zero]).contains("its storage is another one elsewhere"));
    assert!(error(&"m".repeat(257), 1, [one, one]).contains("a text of more than 256 bytes"));
}
