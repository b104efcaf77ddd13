//! Networks step by step: values with their channels and sides, checked as they are put together.

use crate::convert::error::ConvertError;
use crate::convert::onnx::{Attribute, Constant, Network, Node, Port, Values};
use crate::convert::tensor::MAX_VALUES;

/// A square picture of channels inside of a network, NCHW.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub name: String,
    pub channels: usize,
    pub side: usize,
}

/// A vector per item inside of a network, `[n, length]`.
#[derive(Clone, Debug)]
pub(crate) struct Vector {
    pub name: String,
    pub length: usize,
}

/// How a window is laid over the edge of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    /// As TensorFlow's `SAME`: the output has the side divided by the stride, rounded up; an odd
    /// pixel of padding goes to the right and the bottom.
    Same,
    /// None.
    Valid,
    /// This many pixels on each side.
    Each(usize),
}

impl Padding {
    /// Side of the output, pixels before and behind; `None` where the window does not fit.
    fn lay(self, side: usize, window: usize, stride: usize) -> Option<(usize, usize, usize)> {
        let (before, behind) = match self {
            Self::Valid => (0, 0),
            Self::Each(pixels) => (pixels, pixels),
            Self::Same => {
                let covered = (side.div_ceil(stride) - 1) * stride + window;
                let pixels = covered.saturating_sub(side);
                (pixels / 2, pixels - pixels / 2)
            }
        };
        let steps = (side + before + behind).checked_sub(window)? / stride;
        Some((steps + 1, before, behind))
    }
}

/// A square filter of a convolution in the layout of ONNX: outputs, inputs of a group, rows, columns.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub shape: [usize; 4],
    pub values: FilterValues,
    pub group: usize,
}

/// Values of a filter.
#[derive(Clone, Debug)]
pub(crate) enum FilterValues {
    Plain(Vec<f32>),
    /// `(code - zero) * scale`, with one scale per output.
    Codes {
        codes: Vec<u8>,
        zero: u8,
        scales: Vec<f32>,
    },
}

impl Filter {
    /// A filter in the layout of TensorFlow: rows, columns, inputs, outputs.
    pub(crate) fn from_hwio(shape: [usize; 4], values: &[f32]) -> Self {
        let [h, w, i, o] = shape;
        let values = FilterValues::Plain(oihw_from_hwio(shape, values));
        Self { shape: [o, i, h, w], values, group: 1 }
    }

    /// A filter per channel in the layout of TensorFlow: rows, columns, channels, 1.
    pub(crate) fn depthwise_from_hwc1(shape: [usize; 4], values: &[f32]) -> Self {
        let [h, w, c, _] = shape;
        let swapped = [h, w, 1, c];
        let values = FilterValues::Plain(oihw_from_hwio(swapped, values));
        Self { shape: [c, 1, h, w], values, group: c }
    }
}

/// Values in the order outputs, inputs, rows, columns.
pub(crate) fn oihw_from_hwio<T: Copy>([h, w, i, o]: [usize; 4], values: &[T]) -> Vec<T> {
    let mut ordered = Vec::with_capacity(values.len());
    for output in 0..o {
        for input in 0..i {
            let start = input * o + output;
            ordered.extend(values.iter().skip(start).step_by((i * o).max(1)).take(h * w));
        }
    }
    ordered
}

/// A network in the making; its constants have no more than [`MAX_VALUES`] values in all.
pub(crate) struct Graph {
    network: Network,
    named: usize,
    /// Values of the constants so far.
    values: usize,
}

impl Graph {
    /// A network with one input, `input`.
    pub(crate) fn new(name: &str, channels: usize, side: usize) -> (Self, Picture) {
        let input = Port { name: "input".to_owned(), shape: vec![channels, side, side] };
        let network = Network { name: name.to_owned(), inputs: vec![input], ..Network::default() };
        let picture = Picture { name: "input".to_owned(), channels, side };
        (Self { network, named: 0, values: 0 }, picture)
    }

    /// Adds an output of this name; the shape is without the batch.
    pub(crate) fn output(&mut self, name: &str, value: &str, shape: Vec<usize>) {
        self.network.outputs.push(Port { name: name.to_owned(), shape });
        self.network.nodes.push(Node {
            operator: "Identity",
            inputs: vec![value.to_owned()],
            output: name.to_owned(),
            attributes: Vec::new(),
        });
    }

    pub(crate) fn finish(self) -> Network {
        self.network
    }

    /// A constant. Weights are no bound on their sum: steps may take the same filter many times.
    pub(crate) fn constant(
        &mut self,
        shape: Vec<usize>,
        values: Values,
    ) -> Result<String, ConvertError> {
        debug_assert_eq!(shape.iter().product::<usize>(), values.len());
        self.named += 1;
        let name = format!("c{}", self.named);
        self.values = self.values.saturating_add(values.len());
        if self.values > MAX_VALUES {
            return Err(ConvertError::step(&name, "too many values with the constants before it"));
        }
        self.network.constants.push(Constant { name: name.clone(), shape, values });
        Ok(name)
    }

    /// An operation; returns the name of its output.
    pub(crate) fn node(
        &mut self,
        operator: &'static str,
        inputs: &[&str],
        attributes: Vec<(&'static str, Attribute)>,
    ) -> String {
        self.named += 1;
        let output = format!("t{}", self.named);
        let inputs = inputs.iter().map(|input| (*input).to_owned()).collect();
        self.network.nodes.push(Node { operator, inputs, output: output.clone(), attributes });
        output
    }

    /// An operation that keeps the shape of its first picture.
    pub(crate) fn each(
        &mut self,
        operator: &'static str,
        picture: &Picture,
        others: &[&str],
    ) -> Picture {
        let inputs = [&[picture.name.as_str()], others].concat();
        Picture { name: self.node(operator, &inputs, Vec::new()), ..*picture }
    }

    pub(crate) fn relu(&mut self, picture: &Picture) -> Picture {
        self.each("Relu", picture, &[])
    }

    /// The sum of two pictures of one shape.
    pub(crate) fn add(&mut self, a: &Picture, b: &Picture) -> Result<Picture, ConvertError> {
        if (a.channels, a.side) != (b.channels, b.side) {
            return Err(ConvertError::step(&a.name, "two shapes are added"));
        }
        Ok(self.each("Add", a, &[&b.name]))
    }

    /// A convolution.
    pub(crate) fn convolve(
        &mut self,
        picture: &Picture,
        filter: Filter,
        bias: Option<Vec<f32>>,
        stride: usize,
        padding: Padding,
    ) -> Result<Picture, ConvertError> {
        let [outputs, inputs, rows, columns] = filter.shape;
        let fault = |problem: &str| Err(ConvertError::step(&picture.name, problem));
        if rows != columns || inputs * filter.group != picture.channels {
            return fault("the filter does not fit the channels before it");
        }
        if bias.as_ref().is_some_and(|bias| bias.len() != outputs) {
            return fault("the bias does not fit the filter");
        }
        let Some((side, before, behind)) = padding.lay(picture.side, rows, stride) else {
            return fault("the filter is larger than the picture");
        };
        let attributes = vec![
            ("group", Attribute::Int(whole(filter.group))),
            ("kernel_shape", square(rows)),
            ("pads", pads(before, behind)),
            ("strides", square(stride)),
        ];
        let mut names = vec![picture.name.clone(), self.filter(filter)?];
        if let Some(bias) = bias {
            names.push(self.constant(vec![bias.len()], Values::F32(bias))?);
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Ok(Picture { name: self.node("Conv", &names, attributes), channels: outputs, side })
    }

    fn filter(&mut self, filter: Filter) -> Result<String, ConvertError> {
        match filter.values {
            FilterValues::Plain(values) => {
                self.constant(filter.shape.to_vec(), Values::F32(values))
            }
            FilterValues::Codes { codes, zero, scales } => {
                let outputs = scales.len();
                let codes = self.constant(filter.shape.to_vec(), Values::U8(codes))?;
                let scales = self.constant(vec![outputs], Values::F32(scales))?;
                let zeros = self.constant(vec![outputs], Values::U8(vec![zero; outputs]))?;
                let inputs = [codes.as_str(), &scales, &zeros];
                Ok(self.node("DequantizeLinear", &inputs, vec![("axis", Attribute::Int(0))]))
            }
        }
    }

    /// The greatest (`MaxPool`) or the mean (`AveragePool`) in a window.
    pub(crate) fn pool(
        &mut self,
        operator: &'static str,
        picture: &Picture,
        window: usize,
        stride: usize,
        padding: Padding,
    ) -> Result<Picture, ConvertError> {
        let Some((side, before, behind)) = padding.lay(picture.side, window, stride) else {
            return Err(ConvertError::step(&picture.name, "the window is larger than the picture"));
        };
        let attributes = vec![
            ("kernel_shape", square(window)),
            ("pads", pads(before, behind)),
            ("strides", square(stride)),
        ];
        let name = self.node(operator, &[&picture.name], attributes);
        Ok(Picture { name, channels: picture.channels, side })
    }

    /// Zeros behind the last channels, rows and columns.
    pub(crate) fn pad_behind(
        &mut self,
        picture: &Picture,
        channels: usize,
        pixels: usize,
    ) -> Result<Picture, ConvertError> {
        let (more, pixels_as) = (whole(channels), whole(pixels));
        let pads = Values::I64(vec![0, 0, 0, 0, 0, more, pixels_as, pixels_as]);
        let pads = self.constant(vec![8], pads)?;
        let name = self.node("Pad", &[&picture.name, &pads], Vec::new());
        Ok(Picture { name, channels: picture.channels + channels, side: picture.side + pixels })
    }

    /// The mean of every channel.
    pub(crate) fn means(&mut self, picture: &Picture) -> Picture {
        let name = self.node("GlobalAveragePool", &[&picture.name], Vec::new());
        Picture { name, channels: picture.channels, side: 1 }
    }

    /// All values of an item in one row.
    pub(crate) fn flatten(&mut self, picture: &Picture) -> Vector {
        let name = self.node("Flatten", &[&picture.name], vec![("axis", Attribute::Int(1))]);
        Vector { name, length: picture.channels * picture.side * picture.side }
    }

    /// A product with a matrix `[inputs, outputs]`, plus a bias where there is one.
    pub(crate) fn dense(
        &mut self,
        vector: &Vector,
        ([inputs, outputs], matrix): ([usize; 2], Vec<f32>),
        bias: Option<Vec<f32>>,
    ) -> Result<Vector, ConvertError> {
        let fits = inputs == vector.length && bias.as_ref().is_none_or(|b| b.len() == outputs);
        if !fits {
            return Err(ConvertError::step(&vector.name, "the matrix does not fit what is before"));
        }
        let matrix = self.constant(vec![inputs, outputs], Values::F32(matrix))?;
        let name = match bias {
            Some(bias) => {
                let bias = self.constant(vec![outputs], Values::F32(bias))?;
                self.node("Gemm", &[&vector.name, &matrix, &bias], Vec::new())
            }
            None => self.node("MatMul", &[&vector.name, &matrix], Vec::new()),
        };
        Ok(Vector { name, length: outputs })
    }

    /// Probabilities that sum to 1.
    pub(crate) fn softmax(&mut self, vector: &Vector) -> Vector {
        let name = self.node("Softmax", &[&vector.name], vec![("axis", Attribute::Int(1))]);
        Vector { name, length: vector.length }
    }

    /// The same values in another shape, of which an axis -1 takes what is left.
    pub(crate) fn reshape(&mut self, value: &str, shape: &[i64]) -> Result<String, ConvertError> {
        let shape = self.constant(vec![shape.len()], Values::I64(shape.to_vec()))?;
        Ok(self.node("Reshape", &[value, &shape], Vec::new()))
    }
}

/// A length as the numbers of ONNX have it; lengths here are far below 2^63.
pub(crate) fn whole(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn square(length: usize) -> Attribute {
    Attribute::Ints(vec![whole(length); 2])
}

fn pads(before: usize, behind: usize) -> Attribute {
    let (before, behind) = (whole(before), whole(behind));
    Attribute::Ints(vec![before, before, behind, behind])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn constants_are_bounded_in_all() {
        let (mut graph, input) = Graph::new("g", 1, 4);
        let large = |count: usize| Values::U8(vec![0; count]);
        graph.constant(vec![MAX_VALUES - 1], large(MAX_VALUES - 1)).unwrap();
        let filter = || Filter::from_hwio([1, 1, 1, 1], &[1.0]);
        graph.convolve(&input, filter(), None, 1, Padding::Valid).unwrap();
        let error = graph.convolve(&input, filter(), None, 1, Padding::Valid).unwrap_err();
        assert!(error.to_string().contains("too many values"), "{error}");
    }

    #[test]
    fn same_padding_is_that_of_tensorflow() {
        assert_eq!(Padding::Same.lay(112, 3, 2), Some((56, 0, 1)));
        assert_eq!(Padding::Same.lay(7, 3, 1), Some((7, 1, 1)));
        assert_eq!(Padding::Same.lay(5, 1, 2), Some((3, 0, 0)));
        assert_eq!(Padding::Valid.lay(150, 7, 2), Some((72, 0, 0)));
        assert_eq!(Padding::Each(1).lay(80, 3, 2), Some((40, 1, 1)));
        assert_eq!(Padding::Valid.lay(4, 5, 1), None);
    }

    #[test]
    fn filters_change_their_layout() {
        // 1 row, 2 columns, 3 inputs, 2 outputs; a value says its place: column, input, output.
        let values = [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121];
        let ordered = oihw_from_hwio([1, 2, 3, 2], &values);
        assert_eq!(ordered, [0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121]);
    }
}
