//! Blazeface, as `@vladmandic/human` carries it: a graph model of TensorFlow.js.
//!
//! Takes `[n, 3, 256, 256]`, NCHW, RGB, -1 to 1. Gives the logits and the boxes with six points of
//! the anchors of a coarse and a fine grid, under the names that the graph has for them.
//! Source: MediaPipe's BlazeFace (Apache-2.0), `models/blazeface.json` of the package, version 3.3.6.

use std::collections::HashMap;

use serde::Deserialize;

use crate::convert::error::ConvertError;
use crate::convert::graph::{Filter, Graph, Padding, Picture, whole};
use crate::convert::onnx::{Attribute, Network};
use crate::convert::tensor::{Stored, Weights};
use crate::convert::{Files, json, tfjs};

/// Side of the picture that the network takes.
const SIDE: usize = 256;

/// Most steps of a graph; blazeface has 253.
const MAX_STEPS: usize = 4096;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Model {
    model_topology: Topology,
    weights_manifest: Vec<tfjs::Group>,
}

#[derive(Deserialize)]
struct Topology {
    node: Vec<Step>,
}

/// A step of the graph; steps come after those whose values they take.
#[derive(Deserialize)]
struct Step {
    name: String,
    op: String,
    #[serde(default)]
    input: Vec<String>,
    #[serde(default)]
    attr: HashMap<String, Value>,
}

#[derive(Deserialize)]
struct Value {
    /// A text in base64.
    s: Option<String>,
    list: Option<List>,
}

#[derive(Deserialize)]
struct List {
    /// Whole numbers as texts.
    #[serde(default)]
    i: Vec<String>,
    /// Texts in base64.
    #[serde(default)]
    s: Vec<String>,
}

pub(crate) fn network(files: &Files) -> Result<Network, ConvertError> {
    let (file, bytes) = files.ending("blazeface.json")?;
    let model: Model = json(file, bytes)?;
    if model.model_topology.node.len() > MAX_STEPS {
        return Err(ConvertError::step(file, format!("more than {MAX_STEPS} steps")));
    }
    let weights = tfjs::weights(&model.weights_manifest, files)?;
    let (graph, input) = Graph::new("blazeface", 3, SIDE);
    let mut build = Build { graph, weights, known: HashMap::new() };
    for step in &model.model_topology.node {
        build.step(step, &input)?;
    }
    for name in ["Identity", "Identity_1", "Identity_2", "Identity_3"] {
        match build.known.get(name) {
            Some(Known::Rows(value, shape)) => build.graph.output(name, value, shape.to_vec()),
            _ => return Err(ConvertError::step(name, "no output of this name")),
        }
    }
    Ok(build.graph.finish())
}

/// What a step gave.
#[derive(Clone)]
enum Known {
    Picture(Picture),
    /// A value with its two axes after the batch.
    Rows(String, [usize; 2]),
}

struct Build {
    graph: Graph,
    weights: Weights,
    known: HashMap<String, Known>,
}

impl Build {
    fn step(&mut self, step: &Step, input: &Picture) -> Result<(), ConvertError> {
        let result = match step.op.as_str() {
            "Const" => return Ok(()),
            "Placeholder" => Known::Picture(input.clone()),
            "_FusedConv2D" => self.convolution(step)?,
            "DepthwiseConv2dNative" => self.depthwise(step)?,
            "AddV2" => {
                let (a, b) = (self.picture(step, 0)?, self.picture(step, 1)?);
                Known::Picture(self.graph.add(&a, &b)?)
            }
            "Relu" => {
                let x = self.picture(step, 0)?;
                Known::Picture(self.graph.relu(&x))
            }
            "MaxPool" => self.pool(step)?,
            "Pad" => self.pad(step)?,
            "Reshape" => self.rows(step)?,
            "Identity" => self.known.get(step.input(0)?).cloned().ok_or_else(|| step.unfit())?,
            _ => return Err(step.fault("a step of a kind that is not known")),
        };
        self.known.insert(step.name.clone(), result);
        Ok(())
    }

    fn picture(&self, step: &Step, number: usize) -> Result<Picture, ConvertError> {
        match self.known.get(step.input(number)?) {
            Some(Known::Picture(picture)) => Ok(picture.clone()),
            _ => Err(step.unfit()),
        }
    }

    /// A convolution with bias, and a ReLU where the step says so.
    fn convolution(&mut self, step: &Step) -> Result<Known, ConvertError> {
        let x = self.picture(step, 0)?;
        let (shape, values) = self.weights.f32(step.input(1)?)?;
        let bias = self.weights.vector(step.input(2)?, shape[3])?;
        let filter = Filter::from_hwio(shape, &values);
        let y = self.graph.convolve(&x, filter, Some(bias), step.stride()?, step.padding()?)?;
        let fused: Vec<&str> = step
            .list("fused_ops")
            .map_or(Vec::new(), |list| list.s.iter().map(String::as_str).collect());
        match fused.as_slice() {
            [BIAS] => Ok(Known::Picture(y)),
            [BIAS, RELU] => Ok(Known::Picture(self.graph.relu(&y))),
            _ => Err(step.fault("fused with a step that is not known")),
        }
    }

    fn depthwise(&mut self, step: &Step) -> Result<Known, ConvertError> {
        let x = self.picture(step, 0)?;
        let (shape, values) = self.weights.f32(step.input(1)?)?;
        if shape[3] != 1 {
            return Err(step.fault("several filters per channel"));
        }
        let filter = Filter::depthwise_from_hwc1(shape, &values);
        let y = self.graph.convolve(&x, filter, None, step.stride()?, step.padding()?)?;
        Ok(Known::Picture(y))
    }

    fn pool(&mut self, step: &Step) -> Result<Known, ConvertError> {
        let x = self.picture(step, 0)?;
        let (window, stride) = (step.square("ksize")?, step.stride()?);
        let y = self.graph.pool("MaxPool", &x, window, stride, step.padding()?)?;
        Ok(Known::Picture(y))
    }

    /// Zeros behind the channels: the only padding that the graph has.
    fn pad(&mut self, step: &Step) -> Result<Known, ConvertError> {
        let x = self.picture(step, 0)?;
        match *self.numbers(step)? {
            [0, 0, 0, 0, 0, 0, 0, more @ 1..=1024] => {
                Ok(Known::Picture(self.graph.pad_behind(&x, more.unsigned_abs() as usize, 0)?))
            }
            _ => Err(step.fault("padded in a way that is not known")),
        }
    }

    /// A picture as rows of values: channels last, `[n, rows, length]`.
    fn rows(&mut self, step: &Step) -> Result<Known, ConvertError> {
        let x = self.picture(step, 0)?;
        let &[_, rows, length @ 1..=4096] = self.numbers(step)? else { return Err(step.unfit()) };
        let length = length.unsigned_abs() as usize;
        let values = x.channels * x.side * x.side;
        let fits = rows == -1 || i64::from(rows) * whole(length) == whole(values);
        if !fits || !values.is_multiple_of(length) {
            return Err(step.unfit());
        }
        let channels_last = vec![("perm", Attribute::Ints(vec![0, 2, 3, 1]))];
        let moved = self.graph.node("Transpose", &[&x.name], channels_last);
        let shape = [values / length, length];
        let value = self.graph.reshape(&moved, &[-1, whole(shape[0]), whole(shape[1])])?;
        Ok(Known::Rows(value, shape))
    }

    /// The whole numbers of the second input.
    fn numbers(&self, step: &Step) -> Result<&[i32], ConvertError> {
        match &self.weights.get(step.input(1)?)?.values {
            Stored::I32(numbers) => Ok(numbers),
            _ => Err(step.unfit()),
        }
    }
}

/// `BiasAdd`, `Relu`, `SAME` and `VALID` in base64, as the graph has its texts.
const BIAS: &str = "Qmlhc0FkZA==";
const RELU: &str = "UmVsdQ==";
const SAME: &str = "U0FNRQ==";
const VALID: &str = "VkFMSUQ=";

impl Step {
    fn fault(&self, problem: &str) -> ConvertError {
        ConvertError::step(&self.name, problem)
    }

    fn unfit(&self) -> ConvertError {
        self.fault("its inputs are not what it takes")
    }

    fn input(&self, number: usize) -> Result<&str, ConvertError> {
        self.input.get(number).map(String::as_str).ok_or_else(|| self.unfit())
    }

    fn list(&self, name: &str) -> Option<&List> {
        self.attr.get(name)?.list.as_ref()
    }

    /// The length of a window over rows and columns alike.
    fn square(&self, name: &str) -> Result<usize, ConvertError> {
        let numbers = self.list(name).map(|list| list.i.as_slice());
        match numbers {
            Some([batch, rows, columns, channels])
                if batch == "1" && channels == "1" && rows == columns =>
            {
                let length = rows.parse().ok().filter(|length| (1..=16).contains(length));
                length.ok_or_else(|| self.fault("a window out of bounds"))
            }
            _ => Err(self.fault("a window that is no square")),
        }
    }

    fn stride(&self) -> Result<usize, ConvertError> {
        self.square("strides")
    }

    fn padding(&self) -> Result<Padding, ConvertError> {
        match self.attr.get("padding").and_then(|value| value.s.as_deref()) {
            Some(SAME) => Ok(Padding::Same),
            Some(VALID) => Ok(Padding::Valid),
            _ => Err(self.fault("padded in a way that is not known")),
        }
    }
}
