//! Where lines of zones run: the network `mrz_locator` over the whole picture.

use bonafide_imaging::{Picture, resized_luma8};
use bonafide_inference::{Model, Tensor};

use crate::error::ReadError;

/// Pixels of the network's input for one cell of its answer.
pub(crate) const STRIDE: usize = 4;
/// Sizes the network takes are multiples of this.
const MULTIPLE: usize = 16;
/// A picture is enlarged at most so many times.
pub(crate) const MOST_ENLARGED: u32 = 2;
/// The capital height, in pixels of the network's input, that its size channel takes as one.
const CAPITAL_UNIT: f32 = 8.0;

/// What the network says of one view of the picture.
pub(crate) struct Maps {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    /// Pixels of the upright picture for a pixel of the network's input, across and down.
    pub(crate) scale: (f32, f32),
    values: Vec<f32>,
}

/// What the network says of one cell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    /// Reading direction, not normalised.
    pub(crate) direction: (f32, f32),
    /// Capital height in pixels of the network's input.
    pub(crate) capital: f32,
}

impl Maps {
    /// The probability that a line runs through that cell.
    pub(crate) fn core(&self, index: usize) -> f32 {
        1.0 / (1.0 + (-self.values[index]).exp())
    }

    /// The other channels of that cell.
    pub(crate) fn cell(&self, index: usize) -> Cell {
        let plane = self.columns * self.rows;
        let at = |channel: usize| self.values[channel * plane + index];
        Cell { direction: (at(1), at(2)), capital: CAPITAL_UNIT * at(3).clamp(-2.0, 3.0).exp() }
    }
}

/// Asks the network about the picture, scaled so that its longer side is `side` pixels.
pub(crate) fn maps(model: &Model, picture: &Picture, side: u32) -> Result<Maps, ReadError> {
    let facts = picture.luma().dimensions();
    let view = View::of(facts, side);
    let input = view.tensor(picture)?;
    let answer = model.run(&[input]).map_err(|source| ReadError::network("mrz_locator", source))?;
    let shape = ReadError::Shape { model: "mrz_locator" };
    let [answer] = <[Tensor; 1]>::try_from(answer).map_err(|_| shape)?;
    let (columns, rows) = (view.padded.0 / STRIDE, view.padded.1 / STRIDE);
    if answer.shape() != [1, 4, rows, columns] {
        return Err(ReadError::Shape { model: "mrz_locator" });
    }
    let scale = (facts.0 as f32 / view.size.0 as f32, facts.1 as f32 / view.size.1 as f32);
    Ok(Maps { columns, rows, scale, values: answer.into_values() })
}

/// The size at which the network sees a picture.
struct View {
    size: (u32, u32),
    padded: (usize, usize),
}

impl View {
    fn of((width, height): (u32, u32), side: u32) -> Self {
        let longer = width.max(height).max(1);
        let factor = (f64::from(side) / f64::from(longer)).min(f64::from(MOST_ENLARGED));
        let scaled = |length: u32| ((f64::from(length) * factor).round() as u32).max(1);
        let size = (scaled(width), scaled(height));
        let padded = |length: u32| (length as usize).next_multiple_of(MULTIPLE);
        Self { size, padded: (padded(size.0), padded(size.1)) }
    }

    /// Luma from 0 to 1, the last row and column repeated up to the padded size.
    fn tensor(&self, picture: &Picture) -> Result<Tensor, ReadError> {
        let (width, height) = self.size;
        // Halves are there already and the filter is cheap on them.
        let pyramid = picture.pyramid();
        let source = (0..pyramid.depth())
            .rev()
            .filter_map(|index| pyramid.level(index))
            .find(|level| level.width() >= width && level.height() >= height)
            .unwrap_or(picture.luma());
        let small = resized_luma8(source, width, height);
        let mut values = Vec::with_capacity(self.padded.0 * self.padded.1);
        for y in 0..self.padded.1 {
            let row =
                &small.as_raw()[y.min(height as usize - 1) * width as usize..][..width as usize];
            values.extend(row.iter().map(|&level| f32::from(level) / 255.0));
            let last = values[values.len() - 1];
            values.extend(std::iter::repeat_n(last, self.padded.0 - width as usize));
        }
        Tensor::new(vec![1, 1, self.padded.1, self.padded.0], values)
            .map_err(|source| ReadError::network("mrz_locator", source))
    }
}

#[cfg(test)]
impl Maps {
    /// Maps drawn by a test, at one input pixel a picture pixel.
    pub(crate) fn drawn(columns: usize, rows: usize, values: Vec<f32>) -> Self {
        assert_eq!(values.len(), 4 * columns * rows);
        Self { columns, rows, scale: (1.0, 1.0), values }
    }

    /// Sets one value.
    pub(crate) fn poison_for_test(&mut self, index: usize, value: f32) {
        self.values[index] = value;
    }

    /// Makes a cell one of a line that reads to the right.
    pub(crate) fn mark_for_test(&mut self, index: usize) {
        self.values[index] = 4.0;
        self.values[self.columns * self.rows + index] = 1.0;
    }
}
