//! The manifest: which models there are, and everything that is known of them.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::InferenceError;
use crate::shape::{Axis, OutputAxis, is_name};
use crate::tensor::Tensor;

/// The only `format` of a manifest that this build reads.
const FORMAT: u32 = 1;

/// Longer side of a picture in [`Entry::example`], where a network takes several sizes.
const USUAL_SIDE: usize = 640;

/// Most bytes of a manifest.
const MAX_BYTES: usize = 1 << 20;

/// Which models there are: `manifest.toml`, one table `[[model]]` per model.
///
/// ```
/// use bonafide_inference::Manifest;
///
/// let manifest = Manifest::parse("format = 1")?;
/// assert!(manifest.entries().is_empty());
/// assert!(Manifest::parse("format = 1\nmodels = []").is_err());
/// # Ok::<(), bonafide_inference::InferenceError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    entries: Vec<Entry>,
}

/// One model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Entry {
    /// What code calls it: lower-case letters, digits and `_`.
    pub id: String,
    /// The version of the weights.
    pub version: String,
    /// How its file gets here.
    pub kind: Kind,
    /// What it is for, in a sentence.
    pub task: String,
    /// The stage that it serves, where several models can serve one: `face_detector`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// Which preparation of inputs and reading of outputs of that stage it needs, with the version of
    /// the recipe: `yunet/1`. The stage knows them; a stage goes with a recipe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<String>,
    /// The file's name, without folders.
    pub file: String,
    /// SHA-256 of the file: 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// The licence of the weights, as SPDX expression where there is one.
    pub licence: String,
    /// Where the weights come from.
    pub origin: String,
    /// What it was trained on, and what follows from that.
    pub training_data: String,
    /// The command that installs it; stated exactly for [`Kind::Installed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install: Option<String>,
    /// Where the weights of [`Kind::Installed`] come from, and what makes an ONNX file of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What it takes, in order.
    #[serde(rename = "input")]
    pub inputs: Vec<Input>,
    /// What it returns, in order.
    #[serde(rename = "output")]
    pub outputs: Vec<Output>,
    /// From which output on something holds; `None` where the model itself decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
}

/// How the file of a model gets here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// Trained here, part of the binary.
    Embedded,
    /// Installed by a command from a package of others.
    Installed,
    /// Brought by the user.
    Brought,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Embedded => "embedded",
            Self::Installed => "installed",
            Self::Brought => "brought",
        })
    }
}

/// A package of others that holds the weights of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Source {
    /// What fetches it.
    pub client: Client,
    /// Name and version, `@scope/name@1.2.3`; an address for [`Client::Url`].
    pub package: String,
    /// SHA-256 of the package's file: 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Bytes of the package's file.
    pub bytes: u64,
    /// The files in the package that hold the weights; none where the package is the file itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
    /// What makes an ONNX file of them, with its version: `blazeface/1`.
    pub converter: String,
}

/// The ordinary client of a place where packages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Client {
    /// `npm pack`, from the registry that npm is set up for.
    Npm,
    /// `pip download`, from the index that pip is set up for.
    Pypi,
    /// `curl`, from an address.
    Url,
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Npm => "npm",
            Self::Pypi => "pypi",
            Self::Url => "url",
        })
    }
}

/// One input: `f32`, row-major.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Input {
    /// Its name in the file.
    pub name: String,
    /// Its axes, the slowest first.
    pub shape: Vec<Axis>,
    /// Least and greatest value.
    pub range: [f32; 2],
    /// What the values are: colour, scale, orientation.
    pub layout: String,
}

/// One output: `f32`, row-major.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Output {
    /// Its name in the file.
    pub name: String,
    /// Its axes, the slowest first.
    pub shape: Vec<OutputAxis>,
    /// What the values are.
    pub layout: String,
}

/// From which output on something holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Threshold {
    /// The value.
    pub value: f32,
    /// On what material and for what aim it was fitted.
    pub fitted: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    #[serde(default, rename = "model")]
    models: Vec<Entry>,
}

impl Manifest {
    /// The manifest of the models that this build was made for.
    ///
    /// # Errors
    /// When it is wrong, which a test rules out.
    pub fn built_in() -> Result<Self, InferenceError> {
        Self::named("built-in", crate::embedded::MANIFEST)
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// When the text is no manifest, has a key that is not known, contradicts itself, has an id
    /// twice or is larger than 1 MiB.
    pub fn parse(text: &str) -> Result<Self, InferenceError> {
        Self::named("given", text)
    }

    pub(crate) fn named(name: &str, text: &str) -> Result<Self, InferenceError> {
        let fault = |source| InferenceError::ManifestSyntax { name: name.to_owned(), source };
        if text.len() > MAX_BYTES {
            return Err(fault(format!("longer than {MAX_BYTES} bytes").into()));
        }
        let file: File = toml::from_str(text).map_err(|e| fault(e.into()))?;
        if file.format != FORMAT {
            return Err(fault(format!("format {}, expected {FORMAT}", file.format).into()));
        }
        let mut ids = HashSet::new();
        for entry in &file.models {
            entry.check()?;
            if !ids.insert(entry.id.as_str()) {
                return Err(InferenceError::ManifestDuplicate { id: entry.id.clone() });
            }
        }
        Ok(Self { entries: file.models })
    }

    /// The models, in the order of the manifest.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// The model of this id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }
}

impl Entry {
    /// An item for measuring how fast a model with one input runs: the usual size where it takes several,
    /// values spread over its range. None for a model with more inputs.
    pub fn example(&self) -> Option<Tensor> {
        let [input] = self.inputs.as_slice() else { return None };
        let length = |(axis, length): (usize, &Axis)| match length {
            Axis::Fixed(length) => *length,
            // The first free axis is the batch; a picture's sides are those of the usual reduction.
            Axis::Free(free) if axis == 0 => free.min,
            Axis::Free(free) => free.max.min(USUAL_SIDE) / free.multiple_of * free.multiple_of,
        };
        let shape: Vec<usize> = input.shape.iter().enumerate().map(length).collect();
        let [low, high] = input.range;
        // A multiplicative sequence fills a range evenly (Knuth, TAOCP 3, section 6.4).
        let value = |at: usize| low + (high - low) * (at as f32 * 0.618_034).fract();
        let values = (0..shape.iter().product::<usize>()).map(value).collect();
        Tensor::new(shape, values).ok()
    }

    /// What to do when the file is not there.
    pub fn remedy(&self) -> String {
        match (self.kind, &self.install) {
            (Kind::Embedded, _) => {
                "this build lacks it; build again from a complete source tree".to_owned()
            }
            (_, Some(command)) => format!("install it by `{command}`"),
            (_, None) => format!(
                "put {} into the folder given by --models, or `bonafide models install --from DIR`",
                self.file
            ),
        }
    }

    fn check(&self) -> Result<(), InferenceError> {
        match self.fault() {
            Some(problem) => Err(InferenceError::ManifestEntry { id: self.id.clone(), problem }),
            None => Ok(()),
        }
    }

    fn fault(&self) -> Option<String> {
        let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if !is_name(&self.id) || !self.id.bytes().all(lower) {
            return Some("the id is not made of lower-case letters, digits and _".to_owned());
        }
        if !is_file_name(&self.file) {
            return Some("the file is not a plain name".to_owned());
        }
        if !is_sha256(&self.sha256) {
            return Some("sha256 is not 64 lower-case hexadecimal digits".to_owned());
        }
        let stated = [
            ("version", &self.version),
            ("task", &self.task),
            ("licence", &self.licence),
            ("origin", &self.origin),
            ("training_data", &self.training_data),
        ];
        if let Some((name, _)) = stated.iter().find(|(_, text)| text.trim().is_empty()) {
            return Some(format!("{name} is empty"));
        }
        if self.bytes == 0 {
            return Some("bytes is 0".to_owned());
        }
        if self.stage.is_some() != self.recipe.is_some() {
            return Some("a stage goes with a recipe".to_owned());
        }
        if self.install.is_some() != (self.kind == Kind::Installed) {
            return Some("install goes with the kind installed, and with no other".to_owned());
        }
        if let Some(source) = &self.source {
            if self.kind != Kind::Installed {
                return Some("a source goes with the kind installed".to_owned());
            }
            if let Some(fault) = source.fault() {
                return Some(fault.to_owned());
            }
        }
        self.threshold_fault().or_else(|| self.tensors_fault())
    }

    fn threshold_fault(&self) -> Option<String> {
        let threshold = self.threshold.as_ref()?;
        (!threshold.value.is_finite() || threshold.fitted.trim().is_empty())
            .then(|| "the threshold has no finite value or no account of its fit".to_owned())
    }

    fn tensors_fault(&self) -> Option<String> {
        if self.inputs.is_empty() || self.outputs.is_empty() {
            return Some("it has no input or no output".to_owned());
        }
        let mut names = HashSet::new();
        for input in &self.inputs {
            let [least, greatest] = input.range;
            if !is_name(&input.name) || !names.insert(input.name.as_str()) {
                return Some(format!("input name {:?} is wrong or there twice", input.name));
            }
            if !(least.is_finite() && greatest.is_finite() && least < greatest) {
                return Some(format!("the range of input {} makes no sense", input.name));
            }
            if input.shape.is_empty() || input.shape.len() > crate::tensor::MAX_AXES {
                return Some(format!("input {} has too few or too many axes", input.name));
            }
            if let Some(fault) = input.shape.iter().find_map(Axis::fault) {
                return Some(format!("input {}: {fault}", input.name));
            }
        }
        let mut names = HashSet::new();
        for output in &self.outputs {
            if !is_name(&output.name) || !names.insert(output.name.as_str()) {
                return Some(format!("output name {:?} is wrong or there twice", output.name));
            }
            let wrong =
                |axis: &OutputAxis| matches!(axis, OutputAxis::Named(_)) && axis.parts().is_none();
            if output.shape.len() > crate::tensor::MAX_AXES || output.shape.iter().any(wrong) {
                return Some(format!("the shape of output {} makes no sense", output.name));
            }
        }
        None
    }
}

impl Source {
    fn fault(&self) -> Option<&'static str> {
        let plain = |text: &str| {
            !text.is_empty() && !text.starts_with('-') && text.bytes().all(|b| b.is_ascii_graphic())
        };
        if !plain(&self.package) || !plain(&self.converter) {
            return Some("package or converter of the source is no plain name");
        }
        if !is_sha256(&self.sha256) || self.bytes == 0 {
            return Some("sha256 or bytes of the source is wrong");
        }
        self.members.iter().any(|member| !plain(member)).then_some("a member is no plain name")
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// A name that stays in its folder: no separators, no `..`, not hidden.
fn is_file_name(text: &str) -> bool {
    is_name(text)
        && !text.starts_with('.')
        && Path::new(text).file_name().is_some_and(|name| name == text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The manifest of the tests, which is right.
    const RIGHT: &str = include_str!("../tests/data/manifest.toml");

    fn with(old: &str, new: &str) -> Result<Manifest, InferenceError> {
        assert!(RIGHT.contains(old), "the test replaces {old:?}, which is not there");
        Manifest::parse(&RIGHT.replacen(old, new, 1))
    }

    #[test]
    fn every_field_is_read() {
        let manifest = Manifest::parse(RIGHT).unwrap();
        let entry = manifest.get("two_outputs").unwrap();
        assert_eq!((entry.kind, entry.bytes), (Kind::Brought, 794));
        assert!(entry.inputs[0].range[0] < 0.0 && entry.inputs[0].range[1] > 0.0);
        assert!(entry.inputs[0].shape[2].takes(8) && !entry.inputs[0].shape[2].takes(9));
        assert_eq!(entry.outputs[1].name, "means");
        assert_eq!(entry.threshold.as_ref().unwrap().fitted, "not at all: an example");
        assert_eq!(manifest.get("two_inputs").unwrap().threshold, None);
    }

    #[test]
    fn what_is_not_known_or_missing_is_refused() {
        for (old, new) in [
            ("format = 1", "format = 2"),
            ("format = 1", "format = 1\nextra = 1"),
            ("version = \"1\"", "version = \"1\"\nlicense = \"MIT\""),
            ("kind = \"brought\"", "kind = \"bought\""),
            ("bytes = 794", "bytes = -1"),
            ("task = \"a - b\"", ""),
            ("max = 64 }", "max = 64, most = 64 }"),
            ("value = 0.5", "value = 0.5\nunit = \"m\""),
        ] {
            let error = with(old, new).unwrap_err();
            assert!(matches!(error, InferenceError::ManifestSyntax { .. }), "{new}: {error}");
        }
        let long = format!("{RIGHT}#{}", "x".repeat(MAX_BYTES));
        assert!(matches!(Manifest::parse(&long), Err(InferenceError::ManifestSyntax { .. })));
    }

    #[test]
    fn contradictions_are_refused() {
        for (old, new, says) in [
            ("id = \"two_outputs\"", "id = \"Two outputs\"", "id"),
            ("file = \"two_outputs.onnx\"", "file = \"../two_outputs.onnx\"", "plain name"),
            ("file = \"two_outputs.onnx\"", "file = \"/two_outputs.onnx\"", "plain name"),
            ("file = \"two_outputs.onnx\"", "file = \".onnx\"", "plain name"),
            ("sha256 = \"6c39", "sha256 = \"6C39", "sha256"),
            ("sha256 = \"6c39", "sha256 = \"c39", "sha256"),
            ("bytes = 794", "bytes = 0", "bytes"),
            ("licence = \"MIT OR Apache-2.0\"", "licence = \" \"", "licence"),
            ("version = \"1\"", "version = \"1\"\ninstall = \"npm pack x\"", "install"),
            ("kind = \"brought\"", "kind = \"installed\"", "install"),
            ("max = 64, multiple_of = 4 }", "max = 63, multiple_of = 4 }", "height"),
            ("range = [-1.0, 1.0]", "range = [1.0, -1.0]", "range"),
            ("range = [-1.0, 1.0]", "range = [-1.0, inf]", "range"),
            ("name = \"means\"", "name = \"maps\"", "maps"),
            ("shape = [\"n\", 4]", "shape = [\"n/0\", 4]", "shape"),
            ("value = 0.5", "value = nan", "threshold"),
            ("fitted = \"not at all: an example\"", "fitted = \"\"", "threshold"),
        ] {
            let error = with(old, new).unwrap_err();
            let InferenceError::ManifestEntry { problem, .. } = error else {
                panic!("{new}: {error}");
            };
            assert!(problem.contains(says), "{new}: {problem}");
        }
    }

    const INSTALLED: &str = r#"kind = "installed"
        install = "bonafide models install"
        source = { client = "npm", package = "@a/b@1.2.3", bytes = 9, members = ["package/w.bin"], converter = "c/1", sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" }"#;

    #[test]
    fn an_installed_model_tells_its_source() {
        let manifest = with("kind = \"brought\"", INSTALLED).unwrap();
        let source = manifest.entries()[0].source.as_ref().unwrap();
        assert_eq!((source.client, source.package.as_str()), (Client::Npm, "@a/b@1.2.3"));
        assert_eq!((source.bytes, source.members.len()), (9, 1));
        for (old, new) in [
            ("@a/b@1.2.3", "--registry=x"),
            ("bytes = 9", "bytes = 0"),
            ("\"ba78", "\"BA78"),
            ("c/1", ""),
            ("package/w.bin", "a b"),
            ("npm", "pip"),
        ] {
            assert!(with("kind = \"brought\"", &INSTALLED.replacen(old, new, 1)).is_err(), "{new}");
        }
        let (_, source) = INSTALLED.split_once("source").unwrap();
        assert!(
            with("kind = \"brought\"", &format!("kind = \"brought\"\nsource{source}")).is_err()
        );
    }

    #[test]
    fn ids_occur_once() {
        let error = with("id = \"two_inputs\"", "id = \"two_outputs\"").unwrap_err();
        assert!(matches!(error, InferenceError::ManifestDuplicate { id } if id == "two_outputs"));
    }

    #[test]
    fn what_to_do_depends_on_the_kind() {
        let remedy = |manifest: Manifest| manifest.entries()[0].remedy();
        assert!(
            remedy(Manifest::parse(RIGHT).unwrap()).contains("two_outputs.onnx into the folder")
        );
        let embedded = with("kind = \"brought\"", "kind = \"embedded\"").unwrap();
        assert!(remedy(embedded).contains("build again"));
        let installed = "kind = \"installed\"\ninstall = \"npm pack example\"";
        assert!(
            remedy(with("kind = \"brought\"", installed).unwrap()).contains("`npm pack example`")
        );
    }
}
