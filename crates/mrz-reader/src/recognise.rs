//! Cut lines to CTC answers: the network `mrz_ocr`.

use bonafide_inference::{Model, Tensor};

use crate::decode::CLASSES;
use crate::error::ReadError;
use crate::rectify::{Cut, HEIGHT};

/// Frames by 38 unnormalised log-probabilities of a cut line, row by row. Lines are not stacked here:
/// they differ in length, and on the processor the answer for one then depends on it alone. On an
/// accelerator lines of equal length may be run together, which changes an answer by rounding.
pub(crate) fn recognise(model: &Model, cut: &Cut) -> Result<Vec<f32>, ReadError> {
    let failed = |source| ReadError::network("mrz_ocr", source);
    let input = Tensor::new(vec![1, 1, HEIGHT, cut.width], cut.normalised()).map_err(failed)?;
    let answer = model.run(&[input]).map_err(failed)?;
    let shape = ReadError::Shape { model: "mrz_ocr" };
    let [answer] = <[Tensor; 1]>::try_from(answer).map_err(|_| shape)?;
    if answer.shape() != [1, cut.width / 4, CLASSES] {
        return Err(ReadError::Shape { model: "mrz_ocr" });
    }
    Ok(answer.into_values())
}
