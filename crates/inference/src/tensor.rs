//! Tensors: a shape and the values that fill it.

use std::fmt;

use zeroize::Zeroizing;

use crate::error::InferenceError;

/// Most axes of a tensor.
pub const MAX_AXES: usize = 8;

/// An array of `f32` in row-major order (the last axis runs fastest). The shape always accounts for
/// exactly the values that are there. They are wiped when it is dropped: they may be the pixels of a
/// document, or of a face.
///
/// ```
/// use bonafide_inference::Tensor;
///
/// let tensor = Tensor::new(vec![1, 2, 3], vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0])?;
/// assert_eq!(tensor.shape(), [1, 2, 3]);
/// assert_eq!(tensor.values()[5], 5.0);
/// assert!(Tensor::new(vec![2, 2], vec![0.0; 3]).is_err());
/// # Ok::<(), bonafide_inference::InferenceError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Tensor {
    shape: Vec<usize>,
    values: Zeroizing<Vec<f32>>,
}

impl Tensor {
    /// A tensor of these values. A shape without axes is that of one value.
    ///
    /// # Errors
    /// When the shape does not account for exactly the values, or has more than [`MAX_AXES`] axes.
    pub fn new(shape: Vec<usize>, values: Vec<f32>) -> Result<Self, InferenceError> {
        match element_count(&shape) {
            Some(count) if count == values.len() && shape.len() <= MAX_AXES => {
                Ok(Self { shape, values: Zeroizing::new(values) })
            }
            _ => Err(InferenceError::TensorShape { shape, values: values.len() }),
        }
    }

    /// Length along each axis, the slowest first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The values, the last axis running fastest.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The greatest difference to the values of another tensor, divided by the greatest magnitude
    /// among its own where that is above 1; infinite where a value is not a number. `None` when the
    /// shapes differ.
    pub fn difference(&self, other: &Self) -> Option<f32> {
        if self.shape != other.shape {
            return None;
        }
        let magnitude = self.values.iter().fold(1.0_f32, |most, value| most.max(value.abs()));
        let pairs = self.values.iter().zip(other.values());
        let greatest = pairs.fold(0.0_f32, |most, (a, b)| match (a - b).abs() {
            distance if distance.is_nan() => f32::INFINITY,
            distance => most.max(distance),
        });
        Some(greatest / magnitude)
    }

    /// The values without the shape. It is for the caller to wipe them.
    pub fn into_values(mut self) -> Vec<f32> {
        std::mem::take(&mut *self.values)
    }
}

/// Says the shape alone: the values may be the pixels of a document.
impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tensor").field("shape", &self.shape).finish_non_exhaustive()
    }
}

/// How many values a shape has; `None` when the number does not fit.
pub(crate) fn element_count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1_usize, |count, &length| count.checked_mul(length))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_shape_must_account_for_the_values() {
        assert!(Tensor::new(vec![2, 3], vec![0.0; 6]).is_ok());
        assert!(Tensor::new(vec![], vec![1.0]).is_ok());
        assert!(Tensor::new(vec![0, 4], vec![]).is_ok());
        for (shape, values) in [(vec![2, 3], 5), (vec![], 0), (vec![usize::MAX, 2], 0)] {
            let error = Tensor::new(shape.clone(), vec![0.0; values]).unwrap_err();
            assert!(
                matches!(error, InferenceError::TensorShape { shape: s, .. } if s == shape),
                "{shape:?}"
            );
        }
    }

    #[test]
    fn values_are_not_shown() {
        let tensor = Tensor::new(vec![1, 2], vec![0.625, 77.0]).unwrap();
        assert_eq!(format!("{tensor:?}"), "Tensor { shape: [1, 2], .. }");
    }

    #[test]
    fn axes_are_bounded() {
        assert!(Tensor::new(vec![1; MAX_AXES], vec![0.0]).is_ok());
        assert!(Tensor::new(vec![1; MAX_AXES + 1], vec![0.0]).is_err());
    }
}
