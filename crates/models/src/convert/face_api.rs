//! The networks of `@vladmandic/face-api`: their weights in fixed graphs.
//!
//! All take `[n, 3, side, side]`, NCHW, RGB, 0 to 255; what the package does to pixels is inside.
//! Source of the graphs: the package's `extractParams` and `forward` functions (MIT), version 1.7.15.

use crate::convert::Files;
use crate::convert::error::ConvertError;
use crate::convert::graph::{
    Filter, FilterValues, Graph, Padding, Picture, Vector, oihw_from_hwio,
};
use crate::convert::onnx::{Network, Values};
use crate::convert::tensor::{Stored, Weights};
use crate::convert::{json, tfjs};

/// Mean red, green and blue that all networks of the package subtract.
const MEAN: [f32; 3] = [122.782, 117.001, 104.298];

/// A network in the making and the weights that go into it.
struct Build {
    graph: Graph,
    weights: Weights,
}

/// `landmarks` `[n, 68, 2]`: x and y in the square, 0 to 1.
pub(crate) fn landmarks(files: &Files) -> Result<Network, ConvertError> {
    let (mut build, input) = Build::start("face_landmark_68", files, 112)?;
    let features = build.features(&input)?;
    let points = build.dense(&features, "fc")?;
    check_length(&points, 136)?;
    let points = build.graph.reshape(&points.name, &[-1, 68, 2])?;
    build.graph.output("landmarks", &points, vec![68, 2]);
    Ok(build.graph.finish())
}

/// `probs` `[n, 7]`: neutral, happy, sad, angry, fearful, disgusted, surprised.
pub(crate) fn expression(files: &Files) -> Result<Network, ConvertError> {
    let (mut build, input) = Build::start("face_expression", files, 112)?;
    let features = build.features(&input)?;
    let classes = build.dense(&features, "fc")?;
    check_length(&classes, 7)?;
    let classes = build.graph.softmax(&classes);
    build.graph.output("probs", &classes.name, vec![7]);
    Ok(build.graph.finish())
}

/// `age` `[n]` in years; `gender` `[n, 2]`: probabilities of male and female.
pub(crate) fn age_gender(files: &Files) -> Result<Network, ConvertError> {
    let (mut build, input) = Build::start("face_age_gender", files, 112)?;
    let mut x = build.normalised(&input)?;
    x = build.convolution(&x, "entry_flow/conv_in", 2)?;
    x = build.graph.relu(&x);
    x = build.reduction(&x, &x, "entry_flow/reduction_block_0")?;
    let active = build.graph.relu(&x);
    x = build.reduction(&x, &active, "entry_flow/reduction_block_1")?;
    for block in 0..2 {
        let mut y = x.clone();
        for step in 0..3 {
            let name = format!("middle_flow/main_block_{block}/separable_conv{step}");
            y = build.graph.relu(&y);
            y = build.separable(&y, &name, 1)?;
        }
        x = build.graph.add(&y, &x)?;
    }
    let active = build.graph.relu(&x);
    x = build.reduction(&x, &active, "exit_flow/reduction_block")?;
    x = build.separable(&x, "exit_flow/separable_conv", 1)?;
    x = build.graph.relu(&x);
    let features = build.mean_of_all(&x)?;
    let (age, gender) = (build.dense(&features, "fc/age")?, build.dense(&features, "fc/gender")?);
    check_length(&age, 1)?;
    check_length(&gender, 2)?;
    let age = build.graph.reshape(&age.name, &[-1])?;
    let gender = build.graph.softmax(&gender);
    build.graph.output("age", &age, Vec::new());
    build.graph.output("gender", &gender.name, vec![2]);
    Ok(build.graph.finish())
}

/// `embedding` `[n, 128]` of a dlib face chip, 150 x 150.
pub(crate) fn recognition(files: &Files) -> Result<Network, ConvertError> {
    let (mut build, input) = Build::start("face_recognition", files, 150)?;
    let x = build.normalised(&input)?;
    let x = build.scaled(&x, "conv32_down", 2, Padding::Valid)?;
    let x = build.graph.relu(&x);
    let mut x = build.graph.pool("MaxPool", &x, 3, 2, Padding::Valid)?;
    for (channels, blocks) in [(32, 3), (64, 3), (128, 2), (256, 2)] {
        if channels != 32 {
            x = build.smaller(&x, &format!("conv{channels}_down"))?;
        }
        for block in 1..=blocks {
            x = build.residual(&x, &format!("conv{channels}_{block}"))?;
        }
    }
    x = build.smaller(&x, "conv256_down_out")?;
    let means = build.graph.means(&x);
    let means = build.graph.flatten(&means);
    let matrix = build.weights.f32("fc")?;
    let embedding = build.graph.dense(&means, matrix, None)?;
    check_length(&embedding, 128)?;
    build.graph.output("embedding", &embedding.name, vec![128]);
    Ok(build.graph.finish())
}

fn check_length(vector: &Vector, length: usize) -> Result<(), ConvertError> {
    if vector.length == length {
        Ok(())
    } else {
        let problem = format!("{} values, not {length}", vector.length);
        Err(ConvertError::step(&vector.name, problem))
    }
}

impl Build {
    fn start(name: &str, files: &Files, side: usize) -> Result<(Self, Picture), ConvertError> {
        let (file, list) = files.ending("-weights_manifest.json")?;
        let groups: Vec<tfjs::Group> = json(file, list)?;
        let weights = tfjs::weights(&groups, files)?;
        let (graph, input) = Graph::new(name, 3, side);
        Ok((Self { graph, weights }, input))
    }

    /// The mean subtracted, then divided by 255.
    fn normalised(&mut self, input: &Picture) -> Result<Picture, ConvertError> {
        let mean = self.graph.constant(vec![1, 3, 1, 1], Values::F32(MEAN.to_vec()))?;
        let greatest = self.graph.constant(Vec::new(), Values::F32(vec![255.0]))?;
        let centred = self.graph.each("Sub", input, &[&mean]);
        Ok(self.graph.each("Div", &centred, &[&greatest]))
    }

    /// A convolution with bias.
    fn convolution(
        &mut self,
        x: &Picture,
        name: &str,
        stride: usize,
    ) -> Result<Picture, ConvertError> {
        let (shape, values) = self.weights.f32(&format!("{name}/filters"))?;
        let bias = self.weights.vector(&format!("{name}/bias"), shape[3])?;
        let filter = Filter::from_hwio(shape, &values);
        self.graph.convolve(x, filter, Some(bias), stride, Padding::Same)
    }

    /// A filter per channel, then a convolution of single pixels with bias.
    fn separable(
        &mut self,
        x: &Picture,
        name: &str,
        stride: usize,
    ) -> Result<Picture, ConvertError> {
        let (shape, values) = self.weights.f32(&format!("{name}/depthwise_filter"))?;
        let filter = depthwise(name, shape, &values)?;
        let y = self.graph.convolve(x, filter, None, stride, Padding::Same)?;
        let (shape, values) = self.weights.f32(&format!("{name}/pointwise_filter"))?;
        let bias = self.weights.vector(&format!("{name}/bias"), shape[3])?;
        self.graph.convolve(&y, Filter::from_hwio(shape, &values), Some(bias), 1, Padding::Same)
    }

    fn dense(&mut self, x: &Vector, name: &str) -> Result<Vector, ConvertError> {
        let matrix = self.weights.f32::<2>(&format!("{name}/weights"))?;
        let bias = self.weights.vector(&format!("{name}/bias"), matrix.0[1])?;
        self.graph.dense(x, matrix, Some(bias))
    }

    /// The four dense blocks of landmarks and expression, and the mean of each channel.
    fn features(&mut self, input: &Picture) -> Result<Vector, ConvertError> {
        let mut x = self.normalised(input)?;
        for block in 0..4 {
            x = self.dense_block(&x, block)?;
        }
        self.mean_of_all(&x)
    }

    /// Four convolutions, each of which takes the sum of what those before it gave.
    fn dense_block(&mut self, x: &Picture, block: usize) -> Result<Picture, ConvertError> {
        let name = |step: usize| format!("dense{block}/conv{step}");
        let first = match block {
            0 => self.convolution(x, &name(0), 2)?,
            _ => self.separable(x, &name(0), 2)?,
        };
        // The first result is the only one that passes a ReLU before it is summed.
        let first = self.graph.relu(&first);
        let second = self.separable(&first, &name(1), 1)?;
        let mut tail = vec![first, second];
        for step in 2..4 {
            let sum = self.sum(&tail)?;
            tail.push(self.separable(&sum, &name(step), 1)?);
        }
        self.sum(&tail)
    }

    /// The ReLU of a sum, added from the last to the first as the package does.
    fn sum(&mut self, terms: &[Picture]) -> Result<Picture, ConvertError> {
        let mut backwards = terms.iter().rev();
        let last = backwards.next().ok_or_else(|| ConvertError::step("sum", "of nothing"))?;
        let mut sum = last.clone();
        for term in backwards {
            sum = self.graph.add(term, &sum)?;
        }
        Ok(self.graph.relu(&sum))
    }

    fn mean_of_all(&mut self, x: &Picture) -> Result<Vector, ConvertError> {
        let mean = self.graph.pool("AveragePool", x, x.side, 1, Padding::Valid)?;
        Ok(self.graph.flatten(&mean))
    }

    /// Half the side: two separable convolutions of `active` and a pool, beside a convolution of `x`.
    fn reduction(
        &mut self,
        x: &Picture,
        active: &Picture,
        name: &str,
    ) -> Result<Picture, ConvertError> {
        let y = self.separable(active, &format!("{name}/separable_conv0"), 1)?;
        let y = self.graph.relu(&y);
        let y = self.separable(&y, &format!("{name}/separable_conv1"), 1)?;
        let y = self.graph.pool("MaxPool", &y, 3, 2, Padding::Same)?;
        let beside = self.convolution(x, &format!("{name}/expansion_conv"), 2)?;
        self.graph.add(&y, &beside)
    }

    /// A convolution and the scale layer of dlib behind it, folded into one.
    fn scaled(
        &mut self,
        x: &Picture,
        name: &str,
        stride: usize,
        padding: Padding,
    ) -> Result<Picture, ConvertError> {
        let filters = format!("{name}/conv/filters");
        let shape: [usize; 4] = self.weights.axes(&filters)?;
        let [rows, columns, inputs, outputs] = shape;
        let vector = |part: &str| self.weights.vector(&format!("{name}/{part}"), outputs);
        let (bias, scale, shift) =
            (vector("conv/bias")?, vector("scale/weights")?, vector("scale/biases")?);
        let bias = bias.iter().zip(&scale).zip(&shift).map(|((bias, scale), shift)| {
            (f64::from(*bias) * f64::from(*scale) + f64::from(*shift)) as f32
        });
        let filter = Filter {
            shape: [outputs, inputs, rows, columns],
            values: self.scaled_filter(&filters, &scale)?,
            group: 1,
        };
        self.graph.convolve(x, filter, Some(bias.collect()), stride, padding)
    }

    /// A filter times a scale per output. Codes stay codes where zero is one of them, as it is in
    /// every filter of the package: a quarter of the bytes.
    fn scaled_filter(&self, name: &str, scale: &[f32]) -> Result<FilterValues, ConvertError> {
        let shape = self.weights.axes(name)?;
        if let Stored::Codes { codes, scale: step, min } = &self.weights.get(name)?.values
            && let Some(zero) = code_of_zero(*step, *min)
        {
            let codes = oihw_from_hwio(shape, codes);
            let scales = scale.iter().map(|scale| (f64::from(*scale) * step) as f32).collect();
            return Ok(FilterValues::Codes { codes, zero, scales });
        }
        let (shape, mut values) = self.weights.f32(name)?;
        for (value, scale) in values.iter_mut().zip(scale.iter().cycle()) {
            *value = (f64::from(*value) * f64::from(*scale)) as f32;
        }
        Ok(FilterValues::Plain(oihw_from_hwio(shape, &values)))
    }

    /// A residual block of dlib that keeps the shape.
    fn residual(&mut self, x: &Picture, name: &str) -> Result<Picture, ConvertError> {
        let y = self.scaled(x, &format!("{name}/conv1"), 1, Padding::Same)?;
        let y = self.graph.relu(&y);
        let y = self.scaled(&y, &format!("{name}/conv2"), 1, Padding::Same)?;
        let sum = self.graph.add(&y, x)?;
        Ok(self.graph.relu(&sum))
    }

    /// A residual block of dlib that halves the side; what is smaller is filled up with zeros.
    fn smaller(&mut self, x: &Picture, name: &str) -> Result<Picture, ConvertError> {
        let y = self.scaled(x, &format!("{name}/conv1"), 2, Padding::Valid)?;
        let y = self.graph.relu(&y);
        let mut y = self.scaled(&y, &format!("{name}/conv2"), 1, Padding::Same)?;
        let mut pooled = self.graph.pool("AveragePool", x, 2, 2, Padding::Valid)?;
        if pooled.side > y.side {
            y = self.graph.pad_behind(&y, 0, pooled.side - y.side)?;
        }
        if y.channels > pooled.channels {
            pooled = self.graph.pad_behind(&pooled, y.channels - pooled.channels, 0)?;
        }
        let sum = self.graph.add(&pooled, &y)?;
        Ok(self.graph.relu(&sum))
    }
}

fn depthwise(name: &str, shape: [usize; 4], values: &[f32]) -> Result<Filter, ConvertError> {
    match shape[3] {
        1 => Ok(Filter::depthwise_from_hwc1(shape, values)),
        _ => Err(ConvertError::step(name, "several filters per channel")),
    }
}

/// The code whose value is exactly 0, where there is one.
fn code_of_zero(step: f64, min: f64) -> Option<u8> {
    let code = -min / step;
    // Scale and minimum are written with 17 digits, so their ratio is whole to a few parts in 10^14.
    let whole = (0.0..=255.0).contains(&code) && (code - code.round()).abs() < 1e-9;
    whole.then(|| code.round() as u8)
}
