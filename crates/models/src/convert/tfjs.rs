//! Weight files of TensorFlow.js: a list of tensors in JSON, their values one after the other in
//! binary files.
//!
//! Source: the "weights manifest" of tfjs-converter; a quantised value is `code * scale + min`.

use std::collections::HashSet;

use serde::Deserialize;

use crate::convert::Files;
use crate::convert::error::ConvertError;
use crate::convert::tensor::{Stored, Tensor, Weights, count};

/// Most tensors of a manifest; the largest one here has 158.
const MAX_TENSORS: usize = 4096;

/// One group of a manifest: tensors that share binary files.
#[derive(Debug, Deserialize)]
pub(crate) struct Group {
    paths: Vec<String>,
    weights: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    name: String,
    shape: Vec<usize>,
    dtype: String,
    quantization: Option<Quantization>,
}

#[derive(Debug, Deserialize)]
struct Quantization {
    dtype: String,
    scale: f64,
    min: f64,
}

/// Reads the tensors of a manifest out of the binary files beside it.
pub(crate) fn weights(groups: &[Group], files: &Files) -> Result<Weights, ConvertError> {
    let mut weights = Weights::default();
    let tensors: usize = groups.iter().map(|group| group.weights.len()).sum();
    if tensors > MAX_TENSORS {
        return Err(ConvertError::weights("manifest", format!("more than {MAX_TENSORS} tensors")));
    }
    let mut seen = HashSet::new();
    for group in groups {
        let mut bytes = Vec::new();
        for path in &group.paths {
            // A file belongs to one place, so that the sum is bounded by what there is.
            if !seen.insert(path.as_str()) {
                return Err(ConvertError::weights(path, "a file that is named twice"));
            }
            bytes.extend_from_slice(files.named(path)?);
        }
        let mut rest = bytes.as_slice();
        for listed in &group.weights {
            weights.add(&listed.name, listed.take(&mut rest)?)?;
        }
        if !rest.is_empty() {
            let problem = format!("{} bytes belong to no tensor", rest.len());
            return Err(ConvertError::weights(&group.paths.join(", "), problem));
        }
    }
    Ok(weights)
}

impl Listed {
    fn take(&self, rest: &mut &[u8]) -> Result<Tensor, ConvertError> {
        let fault = |problem: &str| ConvertError::weights(&self.name, problem);
        let count = count(&self.name, &self.shape)?;
        let mut cut = |width: usize| -> Result<&[u8], ConvertError> {
            let (mine, others) =
                rest.split_at_checked(count * width).ok_or_else(|| fault("cut off"))?;
            *rest = others;
            Ok(mine)
        };
        let values = match (&self.quantization, self.dtype.as_str()) {
            (Some(q), "float32") if q.dtype == "uint8" => {
                if !(q.scale.is_finite() && q.scale > 0.0 && q.min.is_finite()) {
                    return Err(fault("scale or minimum makes no sense"));
                }
                Stored::Codes { codes: cut(1)?.to_vec(), scale: q.scale, min: q.min }
            }
            (None, "float32") => Stored::F32(words(cut(4)?).map(f32::from_le_bytes).collect()),
            (None, "int32") => Stored::I32(words(cut(4)?).map(i32::from_le_bytes).collect()),
            _ => return Err(fault("values in a form that is not known")),
        };
        Ok(Tensor { shape: self.shape.clone(), values })
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = [u8; 4]> {
    bytes.as_chunks().0.iter().copied()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(manifest: &str, bytes: &[u8]) -> Result<Weights, ConvertError> {
        let groups: Vec<Group> = serde_json::from_str(manifest).unwrap();
        weights(&groups, &Files::new(vec![("a/w.bin".to_owned(), bytes.to_vec())]))
    }

    const TWO: &str = r#"[{"paths": ["w.bin"], "weights": [
        {"name": "q", "shape": [3], "dtype": "float32",
         "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1.0}},
        {"name": "f", "shape": [2, 1], "dtype": "float32"},
        {"name": "i", "shape": [], "dtype": "int32"}]}]"#;

    fn bytes() -> Vec<u8> {
        let mut bytes = vec![0, 2, 255];
        bytes.extend([1.5_f32, -2.0].iter().flat_map(|v| v.to_le_bytes()));
        bytes.extend(7_i32.to_le_bytes());
        bytes
    }

    #[test]
    fn values_are_codes_times_scale_plus_minimum() {
        let weights = read(TWO, &bytes()).unwrap();
        assert_eq!(weights.f32::<1>("q").unwrap().1, [-1.0, 0.0, 126.5]);
        assert_eq!(weights.f32::<2>("f").unwrap(), ([2, 1], vec![1.5, -2.0]));
        assert_eq!(weights.get("i").unwrap().values, Stored::I32(vec![7]));
        assert!(weights.f32::<2>("q").is_err() && weights.f32::<0>("i").is_err());
        assert!(matches!(weights.get("x"), Err(ConvertError::MissingWeights { .. })));
    }

    #[test]
    fn files_that_do_not_fit_the_list_are_refused() {
        let whole = bytes();
        assert!(read(TWO, &whole[..whole.len() - 1]).unwrap_err().to_string().contains("cut off"));
        let longer = [whole.as_slice(), &[0]].concat();
        assert!(read(TWO, &longer).unwrap_err().to_string().contains("belong to no tensor"));
        for (old, new) in [
            ("[3]", "[3, 18446744073709551615, 2]"),
            ("[3]", "[0]"),
            ("[3]", "[1,1,1,1,3]"),
            ("\"uint8\"", "\"uint16\""),
            ("\"scale\": 0.5", "\"scale\": 0"),
            ("\"int32\"", "\"string\""),
            ("\"f\"", "\"q\""),
        ] {
            assert!(read(&TWO.replacen(old, new, 1), &whole).is_err(), "{new}");
        }
        let twice = TWO.replacen("\"w.bin\"", "\"w.bin\", \"w.bin\"", 1);
        assert!(read(&twice, &whole).unwrap_err().to_string().contains("named twice"));
        let elsewhere = TWO.replacen("w.bin", "../w.bin", 1);
        assert!(matches!(read(&elsewhere, &whole), Err(ConvertError::MissingFile { .. })));
    }
}
