//! Models from a folder: checked, opened, run, on every runtime of this machine.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::path::Path;

use bonafide_inference::{Backend, BackendChoice, Device, InferenceError, Models, Tensor};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use support::{backends, data, options, random};

fn models(backend: Backend) -> Models {
    Models::builder().options(options(backend)).folder(data()).build().unwrap()
}

/// A copy of the folder, to be spoiled.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in fs::read_dir(data()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
    }
    folder
}

fn open_in(folder: &Path, id: &str) -> Result<(), InferenceError> {
    let models = Models::builder().options(options(Backend::Rten)).folder(folder).build()?;
    let verified = models.verify(id);
    let opened = models.open(id).map(drop);
    assert_eq!(verified.is_ok(), opened.is_ok(), "{verified:?} {opened:?}");
    opened
}

#[test]
fn outputs_come_in_the_order_of_the_manifest() {
    for backend in backends("order of outputs") {
        let model = models(backend).open("two_outputs").unwrap();
        assert_eq!((model.backend(), model.device()), (backend, Device::Cpu));
        let outputs = model.run(&[random(&[2, 3, 8, 12], [-1.0, 1.0], 1)]).unwrap();
        assert_eq!(outputs[0].shape(), [2, 4, 8, 12]);
        assert_eq!(outputs[1].shape(), [2, 4]);
        let mean: f32 = outputs[0].values()[..96].iter().sum::<f32>() / 96.0;
        assert!((mean - outputs[1].values()[0]).abs() < 1e-5);
        assert!(mean > 0.0, "the first map is not empty");
    }
}

#[test]
fn inputs_go_by_name() {
    for backend in backends("order of inputs") {
        let model = models(backend).open("two_inputs").unwrap();
        let tensor = |values: Vec<f32>| Tensor::new(vec![values.len()], values).unwrap();
        let (b, a) = (tensor(vec![1.0, 2.0]), tensor(vec![10.0, 20.0]));
        assert_eq!(model.run(&[b, a]).unwrap(), [tensor(vec![9.0, 18.0])]);
    }
}

#[test]
fn wrong_inputs_are_refused() {
    for backend in backends("wrong inputs") {
        let models = models(backend);
        let model = models.open("two_outputs").unwrap();
        let tensor = |shape: &[usize]| random(shape, [0.0, 1.0], 1);
        let count = model.run(&[]).unwrap_err();
        assert!(matches!(count, InferenceError::InputCount { expected: 1, found: 0, .. }));
        for shape in [&[1, 3, 8][..], &[1, 4, 8, 8], &[0, 3, 8, 8], &[1, 3, 10, 8], &[1, 3, 68, 8]]
        {
            let error = model.run(&[tensor(shape)]).unwrap_err();
            assert!(matches!(error, InferenceError::InputShape { .. }), "{shape:?}: {error}");
        }
        let two = models.open("two_inputs").unwrap();
        let error = two.run(&[tensor(&[2]), tensor(&[3])]).unwrap_err();
        assert!(matches!(&error, InferenceError::InputShape { input, .. } if input == "a"));
    }
}

#[test]
fn an_output_that_is_too_large_is_refused() {
    for backend in backends("large output") {
        let mut options = options(backend);
        let x = || [random(&[1], [0.5, 1.0], 3)];
        let open = |options| {
            Models::builder().options(options).folder(data()).build()?.open("large_output")
        };
        let outputs = open(options.clone()).unwrap().run(&x()).unwrap();
        assert_eq!(outputs[0].shape(), [1 << 20]);
        options.max_output_elements = (1 << 20) - 1;
        let error = open(options).unwrap().run(&x()).unwrap_err();
        assert!(
            matches!(&error, InferenceError::Output { output, .. } if output == "y"),
            "{error}"
        );
    }
}

#[test]
fn batches_equal_single_runs() {
    for backend in backends("batches") {
        let mut options = options(backend);
        let items: Vec<Tensor> = (0..13_u64)
            .map(|seed| {
                let width = if seed % 3 == 0 { 12 } else { 32 };
                random(&[1, 3, 16, width], [-1.0, 1.0], seed)
            })
            .collect();
        let model = models(backend).open("two_outputs").unwrap();
        let single: Vec<Vec<Tensor>> =
            items.iter().map(|item| model.run(std::slice::from_ref(item)).unwrap()).collect();
        for max_batch in [1, 2, 5, 100] {
            options.max_batch = max_batch;
            let models = Models::builder().options(options.clone()).folder(data()).build().unwrap();
            let batched = models.open("two_outputs").unwrap().run_batch(&items).unwrap();
            assert_eq!(batched.len(), items.len());
            let pairs = single.iter().flatten().zip(batched.iter().flatten());
            let worst = pairs.map(|(a, b)| a.difference(b).unwrap()).fold(0.0, f32::max);
            assert!(worst <= 1e-5, "{backend} in batches of {max_batch}: {worst:e}");
        }
        assert!(model.run_batch(&[]).unwrap().is_empty());
    }
}

#[test]
fn batches_of_lines_equal_single_lines() {
    for backend in backends("batches of lines") {
        let model = models(backend).open("mrz_ocr").unwrap();
        let range = model.entry().inputs[0].range;
        let lines: Vec<Tensor> = (0..6).map(|seed| random(&[1, 1, 32, 640], range, seed)).collect();
        let together = model.run_batch(&lines).unwrap();
        for (line, outputs) in lines.iter().zip(together) {
            let alone = model.run(std::slice::from_ref(line)).unwrap();
            assert_eq!(alone[0].shape(), [1, 160, 38]);
            let distance = alone[0].difference(&outputs[0]).unwrap();
            assert!(distance <= 1e-5, "{backend}: {distance:e}");
        }
    }
}

#[test]
fn items_that_cannot_be_stacked_are_refused() {
    for backend in backends("items") {
        let model = models(backend).open("large_output").unwrap();
        // The first axis is fixed, so every item runs alone; the output has 2^20 items for one.
        let error = model.run_batch(&[random(&[1], [0.0, 1.0], 1)]).unwrap_err();
        assert!(matches!(error, InferenceError::Output { .. }), "{error}");
    }
}

#[test]
fn threads_share_a_model() {
    for backend in backends("threads") {
        let mut options = options(backend);
        options.sessions_per_model = 3;
        let models = Models::builder().options(options).folder(data()).build().unwrap();
        let model = models.open("two_outputs").unwrap();
        let input = |seed| random(&[1, 3, 32, 32], [-1.0, 1.0], seed);
        let expected: Vec<_> = (0..40).map(|seed| model.run(&[input(seed)]).unwrap()).collect();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                let model = model.clone();
                let expected = &expected;
                scope.spawn(move || {
                    for (seed, expected) in (0..).zip(expected) {
                        assert_eq!(&model.run(&[input(seed)]).unwrap(), expected);
                    }
                });
            }
        });
    }
}

/// A worker that waits for a run must not take up another job that waits for the same session.
#[test]
fn workers_of_a_pool_share_one_session() {
    for backend in backends("workers") {
        let mut options = options(backend);
        options.sessions_per_model = 1;
        let models = Models::builder().options(options).folder(data()).build().unwrap();
        let model = models.open("two_outputs").unwrap();
        let input = |seed: u64| random(&[1, 3, 32, 32], [-1.0, 1.0], seed);
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let seeds = (0..100_u64).into_par_iter();
                seeds.map(|seed| model.run(&[input(seed)]).unwrap()).collect::<Vec<_>>()
            })
        };
        assert_eq!(run(1), run(4), "{backend}");
    }
}

#[test]
fn an_open_model_is_not_opened_again() {
    let folder = copy();
    let models = Models::builder().options(options(Backend::Rten)).folder(folder.path());
    let models = models.build().unwrap();
    models.open("two_inputs").unwrap();
    fs::remove_file(folder.path().join("two_inputs.onnx")).unwrap();
    assert!(models.open("two_inputs").is_ok());
    assert!(models.clone().open("two_inputs").is_ok());
    assert!(matches!(models.verify("two_inputs"), Err(InferenceError::ModelMissing { .. })));
}

#[test]
fn a_missing_file_is_told_with_what_to_do() {
    let folder = copy();
    fs::remove_file(folder.path().join("two_inputs.onnx")).unwrap();
    let error = open_in(folder.path(), "two_inputs").unwrap_err();
    assert!(matches!(error, InferenceError::ModelMissing { .. }));
    assert_eq!(
        error.to_string(),
        "model two_inputs: two_inputs.onnx is missing: put two_inputs.onnx into the folder given \
         by --models, or `bonafide models install --from DIR`"
    );
}

#[test]
fn another_file_is_never_parsed() {
    let folder = copy();
    let path = folder.path().join("two_inputs.onnx");
    let mut bytes = fs::read(&path).unwrap();
    bytes[50] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let error = open_in(folder.path(), "two_inputs").unwrap_err();
    assert!(matches!(error, InferenceError::HashMismatch { .. }), "{error}");
    bytes.push(0);
    fs::write(&path, &bytes).unwrap();
    let error = open_in(folder.path(), "two_inputs").unwrap_err();
    let InferenceError::SizeMismatch { expected: 110, found: 111, .. } = error else {
        panic!("{error}");
    };
}

#[test]
fn a_file_that_is_no_network_is_an_error() {
    let folder = copy();
    let path = folder.path().join("manifest.toml");
    let text = fs::read_to_string(&path).unwrap();
    // SHA-256 of 110 bytes `x`: the right file by its hash, and no network.
    let text = text.replace(
        "fd07a586cb46dc4254d215340e9e892d284075074431913c7eca79bc6e6a9501",
        "4ac8f8068895ff93cea90e0a8cfbeaef6788a29a9328188e8eaa762d0b1c6b9f",
    );
    fs::write(&path, text).unwrap();
    fs::write(folder.path().join("two_inputs.onnx"), [b'x'; 110]).unwrap();
    for backend in backends("no network") {
        let models = Models::builder().options(options(backend)).folder(folder.path());
        let error = models.build().unwrap().open("two_inputs").unwrap_err();
        assert!(matches!(error, InferenceError::NotAModel { .. }), "{backend}: {error}");
    }
}

#[test]
fn values_in_another_file_are_refused() {
    let folder = copy();
    let path = folder.path().join("two_inputs.onnx");
    let mut bytes = fs::read(&path).unwrap();
    // More of the graph: a tensor `w` of one f32, which is in the file `w`.
    let tensor = b"\x08\x01\x10\x01\x42\x01w\x6a\x0d\x0a\x08location\x12\x01w\x70\x01";
    let length = u8::try_from(tensor.len()).unwrap();
    bytes.extend([0x3a, length + 2, 0x2a, length]);
    bytes.extend(tensor);
    fs::write(&path, &bytes).unwrap();
    let hash = Sha256::digest(&bytes);
    let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let path = folder.path().join("manifest.toml");
    let text = fs::read_to_string(&path).unwrap();
    let old = "fd07a586cb46dc4254d215340e9e892d284075074431913c7eca79bc6e6a9501\"\nbytes = 110";
    assert!(text.contains(old));
    fs::write(&path, text.replace(old, &format!("{hash}\"\nbytes = {}", bytes.len()))).unwrap();
    for backend in backends("external data") {
        let models = Models::builder().options(options(backend)).folder(folder.path());
        let models = models.build().unwrap();
        models.verify("two_inputs").unwrap();
        let error = models.open("two_inputs").unwrap_err();
        assert!(matches!(error, InferenceError::ExternalData { .. }), "{backend}: {error}");
    }
}

#[test]
fn an_entry_that_promises_too_much_is_an_error() {
    let folder = copy();
    let path = folder.path().join("manifest.toml");
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replace("name = \"difference\"", "name = \"sum\"");
    fs::write(&path, text).unwrap();
    for backend in backends("interface") {
        let models = Models::builder().options(options(backend)).folder(folder.path());
        let error = models.build().unwrap().open("two_inputs").unwrap_err();
        let InferenceError::Interface { problem, .. } = error else { panic!("{error}") };
        assert_eq!(problem, "the network has no output sum");
    }
}

#[test]
fn folders_that_are_wrong_are_refused() {
    let build = |folder: &Path| {
        Models::builder().options(options(Backend::Rten)).folder(folder).build().unwrap_err()
    };
    assert!(matches!(build(Path::new("/nowhere")), InferenceError::Read { .. }));
    let folder = copy();
    let path = folder.path().join("manifest.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("brought", "embedded", 1)).unwrap();
    assert!(matches!(build(folder.path()), InferenceError::ManifestEntry { .. }));
    fs::write(&path, "format = ").unwrap();
    let error = build(folder.path());
    assert!(error.to_string().contains("manifest.toml"), "{error}");
}

#[test]
fn a_folder_needs_no_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let with = Models::builder().options(options(Backend::Rten)).folder(folder.path());
    let without = Models::builder().options(options(Backend::Rten));
    let ids = |models: &Models| models.entries().map(|e| e.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&with.build().unwrap()), ids(&without.build().unwrap()));
}

#[test]
fn a_graphics_processor_that_is_not_there_is_an_error_by_name_only() {
    for backend in [BackendChoice::Auto, BackendChoice::Only(Backend::OnnxRuntime)] {
        let mut options = options(Backend::Rten);
        options.backend = backend;
        // No machine has so many.
        options.device = Device::Cuda(4096);
        let error = Models::builder().options(options.clone()).build().unwrap_err();
        let unavailable = matches!(error, InferenceError::DeviceUnavailable { .. });
        let no_library = matches!(error, InferenceError::RuntimeNotFound { .. });
        assert!(unavailable || (backend != BackendChoice::Auto && no_library), "{error}");
        options.device = Device::Auto;
        options.backend = BackendChoice::Auto;
        let models = Models::builder().options(options).build().unwrap();
        assert_ne!(models.runtime().device(), Device::Auto);
    }
}
