//! The networks of estimates: `age_gender/1` and `expression7/1`.

use bonafide_inference::{Model, Models, Tensor};
use bonafide_types::Score;

use crate::estimates::{Estimates, Expression, Gender, GenderEstimate};
use crate::{FaceError, opened};

/// The classes of `expression7/1`, in its order.
const EXPRESSIONS: [Expression; 7] = [
    Expression::Neutral,
    Expression::Happy,
    Expression::Sad,
    Expression::Angry,
    Expression::Fearful,
    Expression::Disgusted,
    Expression::Surprised,
];

/// The networks that are installed.
#[derive(Clone, Debug)]
pub(crate) struct Estimators {
    pub age_gender: Option<Model>,
    pub expression: Option<Model>,
}

impl Estimators {
    pub(crate) fn open(models: &Models) -> Result<Self, FaceError> {
        Ok(Self {
            age_gender: opened(models, "face_age_gender", None, &["age_gender/1"])?,
            expression: opened(models, "face_expression", None, &["expression7/1"])?,
        })
    }

    pub(crate) fn estimate(&self, crop: &Tensor) -> Result<Estimates, FaceError> {
        let mut estimates = Estimates::default();
        if let Some(model) = &self.age_gender {
            let outputs = model.run(std::slice::from_ref(crop))?;
            let [years] = numbers(model, &outputs, "age")?;
            let [male, female] = numbers(model, &outputs, "gender")?;
            estimates.age = Some(f64::from(years).clamp(0.0, MOST_YEARS));
            estimates.gender = Some(gender(male, female));
        }
        if let Some(model) = &self.expression {
            let outputs = model.run(std::slice::from_ref(crop))?;
            let shares: [f32; 7] = numbers(model, &outputs, "probs")?;
            let score = |share: f32| Score::clamped(f64::from(share));
            estimates.expressions =
                Some(EXPRESSIONS.into_iter().zip(shares.into_iter().map(score)).collect());
        }
        Ok(estimates)
    }
}

/// The network extrapolates; nobody is older.
const MOST_YEARS: f64 = 120.0;

fn gender(male: f32, female: f32) -> GenderEstimate {
    let (gender, probability) =
        if male >= female { (Gender::Male, male) } else { (Gender::Female, female) };
    GenderEstimate { gender, probability: Score::clamped(f64::from(probability)) }
}

/// The finite numbers of an output, by its name in the entry.
fn numbers<const N: usize>(
    model: &Model,
    outputs: &[Tensor],
    name: &str,
) -> Result<[f32; N], FaceError> {
    let index = model.entry().outputs.iter().position(|output| output.name == name);
    let values = index.and_then(|index| outputs.get(index)).map(Tensor::values);
    values
        .and_then(|values| <[f32; N]>::try_from(values).ok())
        .filter(|values| values.iter().all(|value| value.is_finite()))
        .ok_or_else(|| FaceError::output(model, format!("{name} is not {N} finite numbers")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likelier_gender_is_taken() {
        let woman = gender(0.25, 0.75);
        assert_eq!((woman.gender, woman.probability), (Gender::Female, Score::clamped(0.75)));
        assert_eq!(gender(0.5, 0.5).gender, Gender::Male);
    }
}
