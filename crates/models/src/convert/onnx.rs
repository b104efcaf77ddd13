//! Writing ONNX files: the few messages of its protobuf schema that a network needs.
//!
//! Equal networks give equal bytes, so the manifest can pin the hash of what a converter writes.
//! Source: `onnx.proto3` of ONNX 1.12 (IR version 8), the numbers of whose fields stand beside the
//! writers here.

/// The version of the file format.
const IR_VERSION: u64 = 8;

/// The version of the operators.
const OPSET: u64 = 17;

/// Values of a network, row-major.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
    F32(Vec<f32>),
    U8(Vec<u8>),
    I64(Vec<i64>),
}

impl Values {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::U8(values) => values.len(),
            Self::I64(values) => values.len(),
        }
    }

    /// `TensorProto.DataType`.
    fn data_type(&self) -> u64 {
        match self {
            Self::F32(_) => 1,
            Self::U8(_) => 2,
            Self::I64(_) => 7,
        }
    }

    fn little_endian(&self) -> Vec<u8> {
        match self {
            Self::F32(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
            Self::U8(values) => values.clone(),
            Self::I64(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        }
    }
}

/// A constant.
#[derive(Clone, Debug)]
pub(crate) struct Constant {
    pub name: String,
    pub shape: Vec<usize>,
    pub values: Values,
}

/// The value of an attribute.
#[derive(Clone, Debug)]
pub(crate) enum Attribute {
    Int(i64),
    Ints(Vec<i64>),
}

/// One operation with one output.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub operator: &'static str,
    pub inputs: Vec<String>,
    pub output: String,
    pub attributes: Vec<(&'static str, Attribute)>,
}

/// An input or output of the network: `f32`, the first axis is the batch.
#[derive(Clone, Debug)]
pub(crate) struct Port {
    pub name: String,
    /// The axes after the batch.
    pub shape: Vec<usize>,
}

/// A network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Network {
    pub name: String,
    pub inputs: Vec<Port>,
    pub outputs: Vec<Port>,
    pub constants: Vec<Constant>,
    pub nodes: Vec<Node>,
}

impl Network {
    /// The bytes of its file (`ModelProto`).
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut model = Message::default();
        model.number(1, IR_VERSION);
        model.text(2, "bonafide");
        model.message(7, &self.graph());
        let mut opset = Message::default();
        opset.number(2, OPSET);
        model.message(8, &opset);
        model.0
    }

    /// `GraphProto`.
    fn graph(&self) -> Message {
        let mut graph = Message::default();
        for (number, node) in self.nodes.iter().enumerate() {
            graph.message(1, &node.message(number));
        }
        graph.text(2, &self.name);
        for constant in &self.constants {
            graph.message(5, &constant.message());
        }
        for input in &self.inputs {
            graph.message(11, &input.message());
        }
        for output in &self.outputs {
            graph.message(12, &output.message());
        }
        graph
    }
}

impl Node {
    /// `NodeProto`.
    pub(crate) fn message(&self, number: usize) -> Message {
        let mut node = Message::default();
        for input in &self.inputs {
            node.text(1, input);
        }
        node.text(2, &self.output);
        node.text(3, &format!("{}_{number}", self.operator));
        node.text(4, self.operator);
        for (name, value) in &self.attributes {
            node.message(5, &value.message(name));
        }
        node
    }
}

impl Attribute {
    /// `AttributeProto`; field 20 is its `AttributeType`.
    fn message(&self, name: &str) -> Message {
        let mut attribute = Message::default();
        attribute.text(1, name);
        match self {
            Self::Int(value) => {
                attribute.number(3, value.cast_unsigned());
                attribute.number(20, 2);
            }
            Self::Ints(values) => {
                for value in values {
                    attribute.number(8, value.cast_unsigned());
                }
                attribute.number(20, 7);
            }
        }
        attribute
    }
}

impl Constant {
    /// `TensorProto`.
    pub(crate) fn message(&self) -> Message {
        let mut tensor = Message::default();
        for length in &self.shape {
            tensor.number(1, *length as u64);
        }
        tensor.number(2, self.values.data_type());
        tensor.text(8, &self.name);
        tensor.bytes(9, &self.values.little_endian());
        tensor
    }
}

impl Port {
    /// `ValueInfoProto` with `TypeProto.Tensor` and `TensorShapeProto`.
    fn message(&self) -> Message {
        let mut shape = Message::default();
        let mut batch = Message::default();
        batch.text(2, "n");
        shape.message(1, &batch);
        for length in &self.shape {
            let mut axis = Message::default();
            axis.number(1, *length as u64);
            shape.message(1, &axis);
        }
        value_info(&self.name, &shape)
    }
}

/// `ValueInfoProto` of a tensor of `f32` whose axes are those of a `TensorShapeProto`.
pub(crate) fn value_info(name: &str, shape: &Message) -> Message {
    let mut tensor = Message::default();
    tensor.number(1, 1); // f32
    tensor.message(2, shape);
    let mut kind = Message::default();
    kind.message(1, &tensor);
    let mut port = Message::default();
    port.text(1, name);
    port.message(2, &kind);
    port
}

/// A message of protobuf: fields by number.
#[derive(Default)]
pub(crate) struct Message(Vec<u8>);

impl Message {
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Adds fields as they are written elsewhere.
    pub(crate) fn copy(&mut self, fields: &[u8]) {
        self.0.extend_from_slice(fields);
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub(crate) fn number(&mut self, field: u64, value: u64) {
        self.varint(field << 3);
        self.varint(value);
    }

    fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn text(&mut self, field: u64, text: &str) {
        self.bytes(field, text.as_bytes());
    }

    pub(crate) fn message(&mut self, field: u64, message: &Self) {
        self.bytes(field, &message.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_written_as_the_encoding_guide_has_it() {
        // "150 in field 1" and "testing in field 2": protobuf.dev/programming-guides/encoding
        let mut message = Message::default();
        message.number(1, 150);
        message.text(2, "testing");
        let expected = [8, 0x96, 1, 0x12, 7, b't', b'e', b's', b't', b'i', b'n', b'g'];
        assert_eq!(message.0, expected);
    }

    #[test]
    fn negative_numbers_take_ten_bytes() {
        let message = Attribute::Int(-1).message("axis");
        assert_eq!(message.0[..6], *b"\x0a\x04axis");
        assert_eq!(message.0[6..], *b"\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\xa0\x01\x02");
    }
}
