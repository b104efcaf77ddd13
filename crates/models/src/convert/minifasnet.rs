//! MiniFASNet, with or without squeeze and excitation, from a checkpoint of its authors.
//!
//! Takes `[n, 3, 80, 80]`, NCHW, BGR, 0 to 255. Gives `probs` `[n, 3]`: attack, live, attack. Every
//! batch normalisation is folded into what stands before it. How many residual blocks a stage has,
//! and which of them have squeeze and excitation, is told by the names in the checkpoint.
//! Source: `src/model_lib/MiniFASNet.py` of Silent-Face-Anti-Spoofing (Apache-2.0) at b6d5f04a.

use crate::convert::error::ConvertError;
use crate::convert::graph::{Filter, FilterValues, Graph, Padding, Picture};
use crate::convert::onnx::{Network, Values};
use crate::convert::tensor::Weights;
use crate::convert::{Files, checkpoint};

/// What batch normalisation adds to a variance: PyTorch's default, which the authors left.
const EPSILON: f64 = 1e-5;

/// Most residual blocks of a stage; the authors' have 2 to 6.
const MAX_BLOCKS: usize = 16;

pub(crate) fn network(files: &Files) -> Result<Network, ConvertError> {
    let (_, bytes) = files.ending(".pth")?;
    network_of(checkpoint::weights(bytes)?)
}

fn network_of(weights: Weights) -> Result<Network, ConvertError> {
    let (graph, input) = Graph::new("minifasnet", 3, 80);
    let mut build = Build { graph, weights };
    let mut x = build.active(&input, "conv1", 2, Padding::Each(1))?;
    x = build.active(&x, "conv2_dw", 1, Padding::Each(1))?;
    for (narrowing, stage) in [("conv_23", "conv_3"), ("conv_34", "conv_4"), ("conv_45", "conv_5")]
    {
        x = build.block(&x, narrowing, 2)?;
        x = build.stage(&x, stage)?;
    }
    x = build.active(&x, "conv_6_sep", 1, Padding::Valid)?;
    x = build.linear(&x, "conv_6_dw", 1, Padding::Valid)?;
    let features = build.graph.flatten(&x);
    let (scale, shift) = build.normalisation("bn")?;
    let embedding = build.matrix("linear", Some(&scale))?;
    let embedding = build.graph.dense(&features, embedding, Some(shift))?;
    let classes = build.matrix("prob", None)?;
    let classes = build.graph.dense(&embedding, classes, None)?;
    if classes.length != 3 {
        return Err(ConvertError::step("prob", "not three classes"));
    }
    let probabilities = build.graph.softmax(&classes);
    build.graph.output("probs", &probabilities.name, vec![3]);
    Ok(build.graph.finish())
}

struct Build {
    graph: Graph,
    weights: Weights,
}

impl Build {
    /// The authors trained on several graphics processors, which puts `module.` before every name.
    fn name(part: &str) -> String {
        format!("module.{part}")
    }

    /// Scale and shift that a batch normalisation comes to.
    fn normalisation(&self, name: &str) -> Result<(Vec<f64>, Vec<f32>), ConvertError> {
        let part = |part: &str| Self::name(&format!("{name}.{part}"));
        let ([length], weight) = self.weights.f32::<1>(&part("weight"))?;
        let bias = self.weights.vector(&part("bias"), length)?;
        let mean = self.weights.vector(&part("running_mean"), length)?;
        let variance = self.weights.vector(&part("running_var"), length)?;
        if variance.iter().any(|v| *v < 0.0) {
            return Err(ConvertError::weights(&part("running_var"), "a variance below 0"));
        }
        let scale: Vec<f64> = weight
            .iter()
            .zip(&variance)
            .map(|(weight, variance)| f64::from(*weight) / (f64::from(*variance) + EPSILON).sqrt())
            .collect();
        let shift = scale.iter().zip(&bias).zip(&mean);
        let shift = shift
            .map(|((s, bias), mean)| (f64::from(*bias) - s * f64::from(*mean)) as f32)
            .collect();
        Ok((scale, shift))
    }

    /// A convolution with its normalisation.
    fn normalised(
        &mut self,
        x: &Picture,
        [convolution, normalisation]: [&str; 2],
        stride: usize,
        padding: Padding,
    ) -> Result<Picture, ConvertError> {
        let name = Self::name(&format!("{convolution}.weight"));
        let (shape, mut values) = self.weights.f32::<4>(&name)?;
        let (scale, shift) = self.normalisation(normalisation)?;
        let per_output = values.len() / shape[0];
        for (filter, scale) in values.chunks_exact_mut(per_output).zip(&scale) {
            for value in filter {
                *value = (f64::from(*value) * scale) as f32;
            }
        }
        let group = x.channels / shape[1];
        let filter = Filter { shape, values: FilterValues::Plain(values), group };
        self.graph.convolve(x, filter, Some(shift), stride, padding)
    }

    fn linear(
        &mut self,
        x: &Picture,
        name: &str,
        stride: usize,
        padding: Padding,
    ) -> Result<Picture, ConvertError> {
        self.normalised(x, [&format!("{name}.conv"), &format!("{name}.bn")], stride, padding)
    }

    /// A convolution with its normalisation and a PReLU.
    fn active(
        &mut self,
        x: &Picture,
        name: &str,
        stride: usize,
        padding: Padding,
    ) -> Result<Picture, ConvertError> {
        let y = self.linear(x, name, stride, padding)?;
        let slopes =
            self.weights.vector(&Self::name(&format!("{name}.prelu.weight")), y.channels)?;
        let slopes = self.graph.constant(vec![y.channels, 1, 1], Values::F32(slopes))?;
        Ok(self.graph.each("PRelu", &y, &[&slopes]))
    }

    /// Wider, a filter per channel, narrower.
    fn block(&mut self, x: &Picture, name: &str, stride: usize) -> Result<Picture, ConvertError> {
        let y = self.active(x, &format!("{name}.conv"), 1, Padding::Valid)?;
        let y = self.active(&y, &format!("{name}.conv_dw"), stride, Padding::Each(1))?;
        self.linear(&y, &format!("{name}.project"), 1, Padding::Valid)
    }

    /// The residual blocks of a stage.
    fn stage(&mut self, x: &Picture, stage: &str) -> Result<Picture, ConvertError> {
        let mut x = x.clone();
        for number in 0..MAX_BLOCKS {
            let name = format!("{stage}.model.{number}");
            if !self.weights.has(&Self::name(&format!("{name}.conv.conv.weight"))) {
                break;
            }
            let mut y = self.block(&x, &name, 1)?;
            let squeeze = format!("{name}.se_module");
            if self.weights.has(&Self::name(&format!("{squeeze}.fc1.weight"))) {
                y = self.squeezed(&y, &squeeze)?;
            }
            x = self.graph.add(&x, &y)?;
        }
        Ok(x)
    }

    /// Squeeze and excitation: each channel weighed by what all channels are on average.
    fn squeezed(&mut self, x: &Picture, name: &str) -> Result<Picture, ConvertError> {
        let part = |part: &str| format!("{name}.{part}");
        let means = self.graph.means(x);
        let y = self.normalised(&means, [&part("fc1"), &part("bn1")], 1, Padding::Valid)?;
        let y = self.graph.relu(&y);
        let y = self.normalised(&y, [&part("fc2"), &part("bn2")], 1, Padding::Valid)?;
        if y.channels != x.channels {
            return Err(ConvertError::step(name, "two shapes are multiplied"));
        }
        let weights = self.graph.each("Sigmoid", &y, &[]);
        Ok(self.graph.each("Mul", x, &[&weights.name]))
    }

    /// A matrix `[inputs, outputs]`, each output times its scale.
    fn matrix(
        &self,
        name: &str,
        scale: Option<&[f64]>,
    ) -> Result<([usize; 2], Vec<f32>), ConvertError> {
        let ([outputs, inputs], values) =
            self.weights.f32::<2>(&Self::name(&format!("{name}.weight")))?;
        let mut turned = Vec::with_capacity(values.len());
        for input in 0..inputs {
            for (output, value) in values.iter().skip(input).step_by(inputs).enumerate() {
                let scale = scale.and_then(|scale| scale.get(output)).copied().unwrap_or(1.0);
                turned.push((f64::from(*value) * scale) as f32);
            }
        }
        Ok(([inputs, outputs], turned))
    }
}
