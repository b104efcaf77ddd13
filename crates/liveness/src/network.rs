//! One network for liveness: what it looks at, and what its outputs mean.

use bonafide_imaging::{Area, RgbImage};
use bonafide_inference::{Entry, Model, Models, Tensor};

use crate::LivenessError;
use crate::crop::{closely, with_surroundings};

/// Preparation and reading, by the manifest's `recipe`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Recipe {
    /// `minifasnet_2.7/1`: 2.7 times the face, BGR 0 to 255; attack, live, attack.
    Near,
    /// `minifasnet_4.0/1`: the same with 4 times the face.
    Far,
    /// `minifasnet_tight/1`: 1.5 times the face, RGB 0 to 1; live, attack.
    Tight,
}

impl Recipe {
    fn named(entry: &Entry) -> Result<Self, LivenessError> {
        match entry.recipe.as_deref() {
            Some("minifasnet_2.7/1") => Ok(Self::Near),
            Some("minifasnet_4.0/1") => Ok(Self::Far),
            Some("minifasnet_tight/1") => Ok(Self::Tight),
            other => Err(LivenessError::UnknownRecipe {
                id: entry.id.clone(),
                recipe: other.unwrap_or_default().to_owned(),
            }),
        }
    }

    /// Index of the probability of a live person.
    fn live_index(self) -> usize {
        match self {
            Self::Near | Self::Far => 1,
            Self::Tight => 0,
        }
    }

    /// What the network takes, `[1, 3, side, side]`; `None` where the face has no such crop.
    fn input(self, picture: &RgbImage, area: Area) -> Option<Vec<f32>> {
        let crop = match self {
            Self::Near => with_surroundings(picture, area, 2.7)?,
            Self::Far => with_surroundings(picture, area, 4.0)?,
            Self::Tight => return Some(planes(&*closely(picture, area)?, [0, 1, 2], 255.0)),
        };
        Some(planes(&crop, [2, 1, 0], 1.0))
    }
}

/// Channel by channel, in the order given, divided. Made at its full length, so that no part of a face
/// stays behind where a shorter vector was; the tensor that takes it in wipes it.
fn planes(picture: &RgbImage, order: [usize; 3], divisor: f32) -> Vec<f32> {
    let mut planes = Vec::with_capacity(3 * picture.pixels().len());
    for channel in order {
        planes.extend(picture.pixels().map(|pixel| f32::from(pixel.0[channel]) / divisor));
    }
    planes
}

/// A network that is open.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    pub(crate) model: Model,
    pub(crate) recipe: Recipe,
}

impl Network {
    pub(crate) fn id(&self) -> &str {
        &self.model.entry().id
    }

    /// The probability of a live person; `None` where the face has no crop for this network.
    pub(crate) fn live(
        &self,
        picture: &RgbImage,
        area: Area,
    ) -> Result<Option<f64>, LivenessError> {
        self.recipe.input(picture, area).map(|values| self.of_input(values)).transpose()
    }

    fn of_input(&self, values: Vec<f32>) -> Result<f64, LivenessError> {
        let side = (values.len() / 3).isqrt();
        let input = Tensor::new(vec![1, 3, side, side], values)?;
        let outputs = self.model.run(&[input])?;
        let probability =
            outputs.first().and_then(|output| output.values().get(self.recipe.live_index()));
        match probability {
            Some(&value) if value.is_finite() => Ok(f64::from(value)),
            _ => Err(LivenessError::NoProbability { id: self.id().to_owned() }),
        }
    }
}

/// The networks that judge together: the pair whose mean is the score, and others whose opinion stands
/// beside it.
#[derive(Clone, Debug)]
pub(crate) struct Panel {
    pub(crate) pair: [Network; 2],
    pub(crate) beside: Vec<Network>,
}

impl Panel {
    pub(crate) fn open(models: &Models) -> Result<Self, LivenessError> {
        let absent = || LivenessError::Absent { remedy: models.remedy_for("liveness") };
        let known: Vec<(Recipe, &Entry)> = models
            .serving("liveness")
            .into_iter()
            .map(|entry| Recipe::named(entry).map(|recipe| (recipe, entry)))
            .collect::<Result<_, _>>()?;
        let (near, far) = pair(&known).ok_or_else(absent)?;
        let open = |recipe, entry: &Entry| -> Result<Network, LivenessError> {
            Ok(Network { model: models.open(&entry.id)?, recipe })
        };
        let beside = first(&known, Recipe::Tight, |_| true);
        Ok(Self {
            pair: [open(Recipe::Near, near)?, open(Recipe::Far, far)?],
            beside: beside
                .map(|entry| open(Recipe::Tight, entry))
                .into_iter()
                .collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn models(&self) -> Vec<&Model> {
        self.pair.iter().chain(&self.beside).map(|network| &network.model).collect()
    }
}

/// The first entry with this recipe that is wanted.
fn first<'a>(
    known: &[(Recipe, &'a Entry)],
    recipe: Recipe,
    wanted: impl Fn(&Entry) -> bool,
) -> Option<&'a Entry> {
    known.iter().find(|(known, entry)| *known == recipe && wanted(entry)).map(|(_, entry)| *entry)
}

/// A pair that got here the same way, else the first of each.
fn pair<'a>(known: &[(Recipe, &'a Entry)]) -> Option<(&'a Entry, &'a Entry)> {
    let of = |wanted: &dyn Fn(&Entry) -> bool| {
        first(known, Recipe::Near, wanted).zip(first(known, Recipe::Far, wanted))
    };
    let together =
        known.iter().find_map(|(_, entry)| of(&|other: &Entry| other.kind == entry.kind));
    together.or_else(|| of(&|_| true))
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::Rgb;
    use bonafide_inference::{Kind, Manifest};

    use super::*;

    #[test]
    fn planes_come_in_the_order_asked_for() {
        let mut picture = RgbImage::new(2, 1);
        picture.put_pixel(0, 0, Rgb([10, 20, 255]));
        picture.put_pixel(1, 0, Rgb([1, 2, 51]));
        let expected: [f32; 6] = [255.0, 51.0, 20.0, 2.0, 10.0, 1.0];
        assert_eq!(planes(&picture, [2, 1, 0], 1.0), expected);
        assert!((planes(&picture, [2, 1, 0], 255.0)[1] - 0.2).abs() < 1e-6);
    }

    #[test]
    fn a_machine_without_models_says_how_to_get_them() {
        let models = Models::built_in().expect("the built-in manifest is sound");
        let error = Panel::open(&models).map(|_| ()).expect_err("no network is part of the binary");
        assert!(matches!(error, LivenessError::Absent { ref remedy } if !remedy.is_empty()));
    }

    #[test]
    fn a_pair_that_came_together_is_preferred() {
        let manifest = Manifest::built_in().expect("the built-in manifest is sound");
        let entry = |id: &str, kind| {
            let mut entry = manifest.entries()[0].clone();
            (entry.id, entry.kind) = (id.to_owned(), kind);
            entry
        };
        let brought = entry("near brought", Kind::Brought);
        let (near, far) = (entry("near", Kind::Installed), entry("far", Kind::Installed));
        let ids = |known: &[(Recipe, &Entry)]| {
            pair(known).map(|(near, far)| [near.id.clone(), far.id.clone()])
        };
        let all = [(Recipe::Near, &brought), (Recipe::Near, &near), (Recipe::Far, &far)];
        assert_eq!(ids(&all), Some(["near".to_owned(), "far".to_owned()]));
        let mixed = [(Recipe::Near, &brought), (Recipe::Far, &far)];
        assert_eq!(ids(&mixed), Some(["near brought".to_owned(), "far".to_owned()]));
        assert_eq!(ids(&mixed[..1]), None);
    }
}
