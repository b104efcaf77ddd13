//! Converters to ONNX: weights of others in, the bytes of an ONNX file out.
//!
//! Nothing of a package is executed; weights are numbers that are placed into graphs which are
//! written here, or which are read step by step from a list of a few known steps, or whose last layer
//! alone is written anew. Equal input gives equal bytes.

mod blazeface;
mod checkpoint;
mod error;
mod face_api;
mod graph;
mod latin;
mod minifasnet;
mod onnx;
mod pickle;
mod tensor;
mod tfjs;

pub use error::ConvertError;

/// The converter of a package that carries the ONNX file itself: nothing is changed.
const AS_IT_IS: &str = "member/1";

/// Files out of a package, by name, for a converter.
#[derive(Debug, Default)]
pub struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    /// Files with the names that they have in their package.
    pub fn new(files: Vec<(String, Vec<u8>)>) -> Self {
        Self(files)
    }

    /// The bytes of the file of this name, folders aside.
    fn named(&self, name: &str) -> Result<&[u8], ConvertError> {
        let missing = || ConvertError::MissingFile { file: name.to_owned() };
        self.find(|file| file == name).ok_or_else(missing).map(|(_, bytes)| bytes)
    }

    /// The one file whose name ends so.
    fn ending(&self, end: &str) -> Result<(&str, &[u8]), ConvertError> {
        let missing = || ConvertError::MissingFile { file: format!("*{end}") };
        self.find(|file| file.ends_with(end)).ok_or_else(missing)
    }

    /// The bytes of the only file.
    fn only(&self) -> Result<&[u8], ConvertError> {
        match self.0.as_slice() {
            [(_, bytes)] => Ok(bytes),
            files => {
                let problem = format!("one file is taken as it is, there are {}", files.len());
                Err(ConvertError::weights("member", problem))
            }
        }
    }

    fn find(&self, wanted: impl Fn(&str) -> bool) -> Option<(&str, &[u8])> {
        let base = |path: &str| path.rsplit('/').next().is_some_and(&wanted);
        self.0.iter().find(|(path, _)| base(path)).map(|(path, bytes)| (path.as_str(), &**bytes))
    }
}

/// Converts files of a package by the converter of this name, as manifests give it.
///
/// # Errors
/// When there is no such converter, a file is missing, or the files are not what the converter knows.
pub fn convert(converter: &str, files: &Files) -> Result<Vec<u8>, ConvertError> {
    if converter == AS_IT_IS {
        return files.only().map(<[u8]>::to_vec);
    }
    if converter == "latin_letters/1" {
        return latin::network(files.only()?);
    }
    let network = match converter {
        "blazeface/1" => blazeface::network(files),
        "face_api_landmarks68/1" => face_api::landmarks(files),
        "face_api_recognition/1" => face_api::recognition(files),
        "face_api_age_gender/1" => face_api::age_gender(files),
        "face_api_expression/1" => face_api::expression(files),
        "minifasnet/1" => minifasnet::network(files),
        _ => Err(ConvertError::UnknownConverter { name: converter.to_owned() }),
    }?;
    Ok(network.to_bytes())
}

/// Reads JSON of which the place of an error may be told: weights are no personal data.
fn json<T: serde::de::DeserializeOwned>(file: &str, bytes: &[u8]) -> Result<T, ConvertError> {
    serde_json::from_slice(bytes)
        .map_err(|source| ConvertError::Json { file: file.to_owned(), source })
}
