//! Tensors by name, as weight files of others hold them.

use std::collections::BTreeMap;

use crate::convert::error::ConvertError;

/// Most values of one set of weights, and of the constants of one network: 128 MiB of `f32`. The
/// largest set here has 6.4 million.
pub(crate) const MAX_VALUES: usize = 1 << 25;

/// Most axes of a tensor.
const MAX_AXES: usize = 4;

/// A tensor, row-major.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tensor {
    pub shape: Vec<usize>,
    pub values: Stored,
}

/// Values as they are stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stored {
    F32(Vec<f32>),
    I32(Vec<i32>),
    /// A value is `code * scale + min`.
    Codes {
        codes: Vec<u8>,
        scale: f64,
        min: f64,
    },
}

impl Stored {
    fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::I32(values) => values.len(),
            Self::Codes { codes, .. } => codes.len(),
        }
    }
}

impl Tensor {
    /// The values as numbers of a network: codes in exact arithmetic (`f64`), rounded once.
    pub(crate) fn to_f32(&self) -> Option<Vec<f32>> {
        match &self.values {
            Stored::F32(values) => Some(values.clone()),
            Stored::I32(_) => None,
            Stored::Codes { codes, scale, min } => {
                Some(codes.iter().map(|code| (f64::from(*code) * scale + min) as f32).collect())
            }
        }
    }
}

/// The number of values of a shape.
pub(crate) fn count(name: &str, shape: &[usize]) -> Result<usize, ConvertError> {
    if shape.len() > MAX_AXES {
        return Err(ConvertError::weights(name, format!("more than {MAX_AXES} axes")));
    }
    let product = shape.iter().try_fold(1_usize, |n, axis| n.checked_mul(*axis));
    match product {
        Some(count) if (1..=MAX_VALUES).contains(&count) => Ok(count),
        _ => Err(ConvertError::weights(name, format!("the shape {shape:?} is out of bounds"))),
    }
}

/// The weights of a network by name; no more than [`MAX_VALUES`] values in all.
#[derive(Debug, Default)]
pub(crate) struct Weights {
    tensors: BTreeMap<String, Tensor>,
    values: usize,
}

impl Weights {
    /// Adds a tensor whose values fill its shape.
    pub(crate) fn add(&mut self, name: &str, tensor: Tensor) -> Result<(), ConvertError> {
        self.values = self.values.saturating_add(tensor.values.len());
        if self.values > MAX_VALUES {
            return Err(ConvertError::weights(name, "too many values with those before it"));
        }
        match self.tensors.insert(name.to_owned(), tensor) {
            None => Ok(()),
            Some(_) => Err(ConvertError::weights(name, "there twice")),
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    pub(crate) fn get(&self, name: &str) -> Result<&Tensor, ConvertError> {
        self.tensors.get(name).ok_or_else(|| ConvertError::MissingWeights { name: name.to_owned() })
    }

    /// The values of a tensor with exactly these axes.
    pub(crate) fn f32<const N: usize>(
        &self,
        name: &str,
    ) -> Result<([usize; N], Vec<f32>), ConvertError> {
        let tensor = self.get(name)?;
        let shape = self.axes(name)?;
        match tensor.to_f32() {
            Some(values) if values.iter().all(|v| v.is_finite()) => Ok((shape, values)),
            Some(_) => Err(ConvertError::weights(name, "a value is not finite")),
            None => Err(ConvertError::weights(name, "whole numbers where weights are expected")),
        }
    }

    /// The shape of a tensor that must have `N` axes.
    pub(crate) fn axes<const N: usize>(&self, name: &str) -> Result<[usize; N], ConvertError> {
        let shape = &self.get(name)?.shape;
        shape.as_slice().try_into().map_err(|_| {
            ConvertError::weights(name, format!("the shape {shape:?} has not {N} axes"))
        })
    }

    /// A vector of exactly this length.
    pub(crate) fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>, ConvertError> {
        let ([found], values) = self.f32::<1>(name)?;
        if found == length {
            Ok(values)
        } else {
            Err(ConvertError::weights(name, format!("{found} values, not {length}")))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_values_of_all_tensors_are_bounded() {
        let mut weights = Weights::default();
        let half = || {
            let values = Stored::Codes { codes: vec![0; MAX_VALUES / 2], scale: 1.0, min: 0.0 };
            Tensor { shape: vec![MAX_VALUES / 2], values }
        };
        weights.add("a", half()).unwrap();
        weights.add("b", half()).unwrap();
        let one = Tensor { shape: vec![1], values: Stored::I32(vec![0]) };
        assert!(weights.add("c", one).unwrap_err().to_string().contains("too many values"));
    }
}
