//! Recognisers of print with a last layer for documents in Latin script.
//!
//! The last layer of PaddleOCR's recognisers has a class for every character of all scripts, some
//! eighteen thousand, and takes a fifth of their time. Documents in Latin script print five hundred of
//! them. Here those keep their classes and all others share one, whose probability is the sum of
//! theirs. Frame by frame the layer gives what speaks for the blank and the letters; only where that is
//! little, something else may stand there, and the others are reckoned. What is before the last layer
//! is copied byte for byte.
//!
//! Source of the field numbers: `onnx/onnx.proto` of ONNX 1.23. The steps written here are the same in
//! operator sets 11 to 17.

use std::iter;

use bonafide_inference::protobuf::{Value, next_field};

use crate::convert::error::ConvertError;
use crate::convert::onnx::{Attribute, Constant, Message, Node, Values, value_info};

/// Frames whose logits of blank and letters have at least this `log Σ exp` show one of them. Of 178,000
/// frames of lines of documents seven tenths and more do; the others' share of the probability, which
/// is left out there, was above 0.01 in 78 of them and 0.07 at most.
const SURE: f32 = 18.0;

/// `log Σ exp` of the others' logits that such frames are given: its median over all frames.
const USUAL: f32 = 10.0;

/// Under which key a file of PaddleOCR lists its characters, one a line, and under which key the file
/// made here lists the letters that it has classes for, one after the other.
const LISTED: &str = "character";
const LETTERS: &str = "letters";

/// Fields of `ModelProto`.
const GRAPH: u32 = 7;
const METADATA: u32 = 14;
/// Fields of `GraphProto`.
const NODE: u32 = 1;
const CONSTANT: u32 = 5;
const OUTPUT: u32 = 12;
const SHAPE: u32 = 13;
/// The name in a `TensorProto`.
const NAME_OF_CONSTANT: u32 = 8;

/// A recogniser of PaddleOCR in, one whose classes are the blank, the letters of Latin script as its
/// metadata `letters` has them, and all other characters together out.
pub(crate) fn network(file: &[u8]) -> Result<Vec<u8>, ConvertError> {
    let graph = only(file, GRAPH)?;
    let layer = LastLayer::of(graph)?;
    let bias = floats(constant(graph, layer.bias)?)?;
    let weights = floats(constant(graph, layer.weights)?)?;
    let alphabet = Alphabet::of(file, bias.len())?;
    if bias.is_empty() || weights.len() % bias.len() != 0 {
        return Err(fault("the weights of the last layer do not fit its bias"));
    }
    let mut model = Message::default();
    for field in fields(file) {
        let field = field?;
        match (field.number, field.value) {
            (GRAPH, _) => {}
            (METADATA, Value::Bytes(entry)) if text(entry, 1)? == LISTED => {}
            _ => model.copy(field.raw),
        }
    }
    let mut entry = Message::default();
    entry.text(1, LETTERS);
    entry.text(2, &alphabet.letters);
    model.message(METADATA.into(), &entry);
    let mut rewritten = layer.left_out(graph)?;
    layer.written(&mut rewritten, &alphabet, &weights, &bias);
    model.message(GRAPH.into(), &rewritten);
    Ok(model.into_bytes())
}

/// Which of the classes of a recogniser are kept.
struct Alphabet {
    /// Those of the blank and the letters, in the order in which they are kept.
    kept: Vec<usize>,
    others: Vec<usize>,
    /// The letters of `kept` without the blank.
    letters: String,
}

impl Alphabet {
    /// Class 0 is the blank, those that follow are the lines of the list, the last one is the space.
    fn of(file: &[u8], classes: usize) -> Result<Self, ConvertError> {
        let mut listed = None;
        for entry in messages(file, METADATA)? {
            if text(entry, 1)? == LISTED {
                listed = Some(text(entry, 2)?);
            }
        }
        let listed: Vec<&str> = listed.unwrap_or_default().split('\n').collect();
        if listed.len() + 2 != classes {
            let problem = format!("{} characters are listed for {classes} classes", listed.len());
            return Err(fault(problem));
        }
        let mut alphabet = Self { kept: vec![0], others: Vec::new(), letters: String::new() };
        for (class, line) in iter::zip(1.., listed.into_iter().chain([" "])) {
            let mut characters = line.trim_end_matches('\r').chars();
            match (characters.next(), characters.next()) {
                (Some(letter), None) if is_latin(letter) => {
                    alphabet.kept.push(class);
                    alphabet.letters.push(letter);
                }
                _ => alphabet.others.push(class),
            }
        }
        Ok(alphabet)
    }
}

/// Whether documents in Latin script print a character: letters of Latin script with all their marks,
/// digits, the space, and the punctuation and signs of its languages. Source: blocks of Unicode 16.
fn is_latin(character: char) -> bool {
    const SIGNS: &str = "–—‘’‚“”„†‡•…‰‹›€№™";
    match character {
        // Latin-1, Latin Extended-A and -B; not the soft hyphen. Latin Extended Additional.
        ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => true,
        _ => SIGNS.contains(character),
    }
}

/// The names of a last layer: `Softmax(MatMul(features, weights) + bias)`.
struct LastLayer<'a> {
    features: &'a str,
    weights: &'a str,
    bias: &'a str,
    output: &'a str,
    /// What its steps give.
    values: Vec<&'a str>,
}

impl<'a> LastLayer<'a> {
    /// That of a graph with one output.
    fn of(graph: &'a [u8]) -> Result<Self, ConvertError> {
        let steps = messages(graph, NODE)?.into_iter().map(Step::of);
        let steps = steps.collect::<Result<Vec<_>, _>>()?;
        let output = text(only(graph, OUTPUT)?, 1)?;
        let mut values = Vec::new();
        let mut before = |name, operator| {
            let step = maker(&steps, name, &mut values)?;
            (step.operator == operator).then_some(step.inputs.as_slice())
        };
        let mut inputs = || {
            let [sum] = *before(output, "Softmax")? else { return None };
            let [product, bias] = *before(sum, "Add")? else { return None };
            let [features, weights] = *before(product, "MatMul")? else { return None };
            Some((features, weights, bias))
        };
        let unknown = || fault("its last steps are not MatMul, Add and Softmax");
        let (features, weights, bias) = inputs().ok_or_else(unknown)?;
        Ok(Self { features, weights, bias, output, values })
    }

    /// The graph without it.
    fn left_out(&self, graph: &[u8]) -> Result<Message, ConvertError> {
        let mut rest = Message::default();
        for field in fields(graph) {
            let field = field?;
            let is_part = match (field.number, field.value) {
                (NODE, Value::Bytes(node)) => self.values.contains(&Step::of(node)?.output),
                (SHAPE, Value::Bytes(shape)) => self.values.contains(&text(shape, 1)?),
                (CONSTANT, Value::Bytes(constant)) => {
                    [self.weights, self.bias].contains(&text(constant, NAME_OF_CONSTANT)?)
                }
                (number, _) => number == OUTPUT,
            };
            if !is_part {
                rest.copy(field.raw);
            }
        }
        Ok(rest)
    }

    /// Adds the layer made here to a graph.
    fn written(&self, graph: &mut Message, alphabet: &Alphabet, weights: &[f32], bias: &[f32]) {
        let inputs = weights.len() / bias.len();
        for (name, classes) in [("letters", &alphabet.kept), ("others", &alphabet.others)] {
            let weights = Values::F32(columns(weights, bias.len(), classes));
            let bias = Values::F32(columns(bias, bias.len(), classes));
            add_constant(graph, &format!("{name}.weights"), vec![inputs, classes.len()], weights);
            add_constant(graph, &format!("{name}.bias"), vec![classes.len()], bias);
        }
        add_constant(graph, "sure", vec![], Values::F32(vec![SURE]));
        add_constant(graph, "usual", vec![], Values::F32(vec![USUAL]));
        add_constant(graph, "zero", vec![], Values::F32(vec![0.0]));
        add_constant(graph, "as.column", vec![3], Values::I64(vec![0, 0, 1]));
        for (number, node) in self.steps().into_iter().enumerate() {
            graph.message(NODE.into(), &node.message(number));
        }
        graph.message(OUTPUT.into(), &port(self.output, alphabet.kept.len() + 1));
    }

    /// From the features, `[lines, frames, features]`, to probabilities, `[lines, frames, classes]`.
    fn steps(&self) -> Vec<Node> {
        let over =
            |axis| vec![("axes", Attribute::Ints(vec![axis])), ("keepdims", Attribute::Int(0))];
        let last = || vec![("axis", Attribute::Int(2))];
        let of = |operator, inputs: &[&str], output: &str, attributes| {
            let own = |name: &&str| match *name {
                name if name == self.features || name == self.output => name.to_owned(),
                name => named(name),
            };
            let inputs = inputs.iter().map(own).collect();
            Node { operator, inputs, output: own(&output), attributes }
        };
        vec![
            of("MatMul", &[self.features, "letters.weights"], "letters.product", vec![]),
            of("Add", &["letters.product", "letters.bias"], "letters", vec![]),
            of("ReduceLogSumExp", &["letters"], "for.letters", over(2)),
            of("Less", &["for.letters", "sure"], "is.doubtful", vec![]),
            of("NonZero", &["is.doubtful"], "doubtful.axes", vec![]),
            of("Transpose", &["doubtful.axes"], "doubtful", vec![]),
            of("GatherND", &[self.features, "doubtful"], "doubtful.features", vec![]),
            of("MatMul", &["doubtful.features", "others.weights"], "others.product", vec![]),
            of("Add", &["others.product", "others.bias"], "others", vec![]),
            of("ReduceLogSumExp", &["others"], "for.others.there", over(1)),
            // As many of the usual as there are frames.
            of("Mul", &["for.letters", "zero"], "nothing", vec![]),
            of("Add", &["nothing", "usual"], "for.others.usually", vec![]),
            of(
                "ScatterND",
                &["for.others.usually", "doubtful", "for.others.there"],
                "for.others",
                vec![],
            ),
            of("Reshape", &["for.others", "as.column"], "for.others.column", vec![]),
            of("Concat", &["letters", "for.others.column"], "classes", last()),
            of("Softmax", &["classes"], self.output, last()),
        ]
    }
}

/// How what is added here is called, unlike anything that PaddleOCR's export names.
fn named(name: &str) -> String {
    format!("latin.{name}")
}

/// The output: lines and frames of any number, and so many classes.
fn port(name: &str, classes: usize) -> Message {
    let mut length = Message::default();
    length.number(1, classes as u64);
    let mut shape = Message::default();
    for axis in [&Message::default(), &Message::default(), &length] {
        shape.message(1, axis);
    }
    value_info(name, &shape)
}

fn add_constant(graph: &mut Message, name: &str, shape: Vec<usize>, values: Values) {
    let constant = Constant { name: named(name), shape, values };
    graph.message(CONSTANT.into(), &constant.message());
}

/// These columns of rows of so many values, one behind the other.
fn columns(values: &[f32], row: usize, chosen: &[usize]) -> Vec<f32> {
    let of_row = |row: &[f32]| chosen.iter().map(|&column| row[column]).collect::<Vec<f32>>();
    values.chunks_exact(row).flat_map(of_row).collect()
}

/// A step of a graph.
struct Step<'a> {
    operator: &'a str,
    inputs: Vec<&'a str>,
    output: &'a str,
}

impl<'a> Step<'a> {
    /// `NodeProto`.
    fn of(node: &'a [u8]) -> Result<Self, ConvertError> {
        let inputs = messages(node, 1)?.into_iter().map(utf8).collect::<Result<_, _>>()?;
        Ok(Self { operator: text(node, 4)?, inputs, output: text(node, 2)? })
    }
}

/// The step that makes a value, steps aside that only rename it; `values` gets what they give.
fn maker<'s, 'a>(
    steps: &'s [Step<'a>],
    mut name: &'a str,
    values: &mut Vec<&'a str>,
) -> Option<&'s Step<'a>> {
    for _ in steps {
        let step = steps.iter().find(|step| step.output == name)?;
        values.push(step.output);
        if step.operator != "Identity" {
            return Some(step);
        }
        name = step.inputs.first()?;
    }
    None
}

/// The constant of that name in a graph.
fn constant<'a>(graph: &'a [u8], name: &str) -> Result<&'a [u8], ConvertError> {
    for constant in messages(graph, CONSTANT)? {
        if text(constant, NAME_OF_CONSTANT)? == name {
            return Ok(constant);
        }
    }
    Err(ConvertError::MissingWeights { name: name.to_owned() })
}

/// The values of a constant (`TensorProto`) of single precision that has them as `raw_data`.
fn floats(constant: &[u8]) -> Result<Vec<f32>, ConvertError> {
    let is_float = |field: Result<Field<'_>, _>| {
        field.is_ok_and(|field| (field.number, field.value) == (2, Value::Varint(1)))
    };
    if !fields(constant).any(is_float) {
        return Err(fault("the last layer is not of single precision"));
    }
    let (values, rest) = only(constant, 9)?.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(fault("the last layer's values are cut off"));
    }
    Ok(values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}

/// A field of a message, and the bytes that it is written with.
struct Field<'a> {
    number: u32,
    value: Value<'a>,
    raw: &'a [u8],
}

fn fields(mut bytes: &[u8]) -> impl Iterator<Item = Result<Field<'_>, ConvertError>> {
    iter::from_fn(move || {
        let whole = Some(bytes).filter(|bytes| !bytes.is_empty())?;
        let field = next_field(&mut bytes).map(|(number, value)| {
            let raw = &whole[..whole.len() - bytes.len()];
            Field { number, value, raw }
        });
        if field.is_none() {
            bytes = &[];
        }
        Some(field.ok_or_else(|| fault("it is not in the ONNX format")))
    })
}

/// The messages, texts and bytes in fields of that number.
fn messages<'a>(bytes: &'a [u8], number: u32) -> Result<Vec<&'a [u8]>, ConvertError> {
    let wanted = |field: Result<Field<'a>, _>| match field {
        Ok(Field { number: found, value: Value::Bytes(inner), .. }) if found == number => {
            Some(Ok(inner))
        }
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    };
    fields(bytes).filter_map(wanted).collect()
}

/// The one field of that number.
fn only(bytes: &[u8], number: u32) -> Result<&[u8], ConvertError> {
    match *messages(bytes, number)? {
        [inner] => Ok(inner),
        ref inner => Err(fault(format!("it has {} fields {number}, expected 1", inner.len()))),
    }
}

/// The first text in a field of that number; empty where there is none.
fn text(bytes: &[u8], number: u32) -> Result<&str, ConvertError> {
    messages(bytes, number)?.first().map_or(Ok(""), |text| utf8(text))
}

fn utf8(bytes: &[u8]) -> Result<&str, ConvertError> {
    str::from_utf8(bytes).map_err(|_| fault("a name in it is no text"))
}

fn fault(problem: impl Into<String>) -> ConvertError {
    ConvertError::weights("recogniser", problem)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::format_collect)]

    use bonafide_inference::{Backend, BackendChoice, Device, Models, RuntimeOptions, Tensor};
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::convert::onnx::{Network, Port};

    /// Frames of a line, and features of each.
    const SIDE: usize = 6;

    /// A recogniser of blank, `A`, `中`, `ab`, `é`, and the space. Its features are the input's middle over three
    /// channels; feature `n` speaks for class `n`, and for each by its bias.
    fn recogniser(bias: [f32; SIDE]) -> Network {
        let weights = (0..SIDE * SIDE).map(|i| f32::from(u8::from(i / SIDE == i % SIDE)));
        let constant = |name: &str, shape: &[usize], values| Constant {
            name: name.to_owned(),
            shape: shape.to_vec(),
            values: Values::F32(values),
        };
        let node = |operator, inputs: &[&str], output: &str, attributes| Node {
            operator,
            inputs: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: output.to_owned(),
            attributes,
        };
        let mean = vec![("axes", Attribute::Ints(vec![1])), ("keepdims", Attribute::Int(0))];
        Network {
            name: "recogniser".to_owned(),
            inputs: vec![Port { name: "input".to_owned(), shape: vec![3, SIDE, SIDE] }],
            outputs: vec![Port { name: "output".to_owned(), shape: vec![SIDE, SIDE] }],
            constants: vec![
                constant("w", &[SIDE, SIDE], weights.collect()),
                constant("b", &[SIDE], bias.to_vec()),
            ],
            nodes: vec![
                node("ReduceMean", &["input"], "features", mean),
                node("MatMul", &["features", "w"], "product", vec![]),
                node("Add", &["product", "b"], "sum", vec![]),
                node("Identity", &["sum"], "logits", vec![]),
                node("Softmax", &["logits"], "output", vec![("axis", Attribute::Int(2))]),
            ],
        }
    }

    /// Its file.
    fn file(network: &Network, characters: &str) -> Vec<u8> {
        let mut entry = Message::default();
        entry.text(1, LISTED);
        entry.text(2, characters);
        let mut file = Message::default();
        file.copy(&network.to_bytes());
        file.message(METADATA.into(), &entry);
        file.into_bytes()
    }

    const CHARACTERS: &str = "A\n中\nab\né";
    const BIAS: [f32; SIDE] = [10.0, 11.0, 12.0, 9.0, 10.5, 8.0];

    /// Probabilities of frames, and what the file says of its letters.
    fn run(backend: Backend, file: &[u8], classes: usize, input: &[f32]) -> (Vec<f32>, String) {
        let folder = tempfile::tempdir().unwrap();
        let hash: String = Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
        let manifest = format!(
            "format = 1\n[[model]]\nid = 'r'\nversion = '1'\nkind = 'brought'\ntask = 't'\n\
             file = 'r.onnx'\nsha256 = '{hash}'\nbytes = {}\nlicence = 'CC0-1.0'\norigin = 'o'\n\
             training_data = 'd'\n[[model.input]]\nname = 'input'\n\
             shape = [{{ name = 'n', min = 1, max = 8 }}, 3, {SIDE}, {SIDE}]\n\
             range = [-1000.0, 1000.0]\nlayout = 'any'\n[[model.output]]\nname = 'output'\n\
             shape = ['n', {SIDE}, {classes}]\nlayout = 'any'\n",
            file.len()
        );
        std::fs::write(folder.path().join("manifest.toml"), manifest).unwrap();
        std::fs::write(folder.path().join("r.onnx"), file).unwrap();
        let mut options = RuntimeOptions::default();
        (options.device, options.backend) = (Device::Cpu, BackendChoice::Only(backend));
        let models = Models::builder().options(options).folder(folder.path()).build().unwrap();
        let model = models.open("r").unwrap();
        let lines = input.len() / SIDE / SIDE;
        let three = input.chunks(SIDE * SIDE).flat_map(|line| [line; 3].concat()).collect();
        let input = Tensor::new(vec![lines, 3, SIDE, SIDE], three).unwrap();
        let output = model.run(&[input]).unwrap().remove(0);
        (output.values().to_vec(), model.metadata(LETTERS).unwrap_or_default().to_owned())
    }

    fn backends() -> Vec<Backend> {
        let mut options = RuntimeOptions::default();
        options.backend = BackendChoice::Only(Backend::OnnxRuntime);
        match Models::builder().options(options).build() {
            Ok(_) => vec![Backend::Rten, Backend::OnnxRuntime],
            Err(error) => {
                bonafide_testing::not_performed("last layers with ort", error);
                vec![Backend::Rten]
            }
        }
    }

    /// Two lines of frames that are in doubt, then the same with one feature of a letter high in every frame, so
    /// that none is.
    #[test]
    fn letters_keep_their_probabilities_and_others_share_one() {
        let whole = file(&recogniser(BIAS), CHARACTERS);
        let latin = network(&whole).unwrap();
        let doubtful: Vec<f32> = (0..2 * SIDE * SIDE).map(|i| (i * 7 % 11) as f32 / 4.0).collect();
        let sure: Vec<f32> = doubtful
            .iter()
            .enumerate()
            .map(|(i, x)| x + 20.0 * f32::from(u8::from(i % SIDE == 4)))
            .collect();
        for backend in backends() {
            for (input, tolerance) in [(&doubtful, 1e-6), (&sure, 1e-4)] {
                let (expected, _) = run(backend, &whole, SIDE, input);
                let (found, letters) = run(backend, &latin, 5, input);
                assert_eq!(letters, "Aé ");
                for (expected, found) in expected.chunks(SIDE).zip(found.chunks(5)) {
                    let [blank, a, han, two, e, space] = *expected else { panic!() };
                    let together = [blank, a, e, space, han + two];
                    let worst = together.iter().zip(found).map(|(a, b)| (a - b).abs());
                    assert!(
                        worst.fold(0.0, f32::max) < tolerance,
                        "{backend}: {together:?} {found:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_no_such_recogniser_is_refused() {
        let whole = file(&recogniser(BIAS), CHARACTERS);
        assert!(network(&whole).is_ok());
        for characters in ["A\n中\nab", "A\n中\nab\né\nX", ""] {
            assert!(network(&file(&recogniser(BIAS), characters)).is_err(), "{characters}");
        }
        assert!(network(&recogniser(BIAS).to_bytes()).is_err());
        let mut other = recogniser(BIAS);
        other.nodes[4].operator = "Sigmoid";
        assert!(network(&file(&other, CHARACTERS)).is_err());
        let mut circle = recogniser(BIAS);
        circle.nodes[3].inputs = vec!["logits".to_owned()];
        assert!(network(&file(&circle, CHARACTERS)).is_err());
        let mut elsewhere = recogniser(BIAS);
        elsewhere.constants.pop();
        let missing = network(&file(&elsewhere, CHARACTERS));
        assert!(matches!(missing, Err(ConvertError::MissingWeights { name }) if name == "b"));
        for length in 0..whole.len() {
            let _ = network(&whole[..length]);
        }
    }
}
