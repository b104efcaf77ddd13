//! Where an ONNX file keeps its values: in itself, or it is refused; what it says of itself; and its
//! values without those that are too small to matter and slow to reckon with.
//!
//! A tensor may name another file that has its values. A runtime would read that file from the
//! current folder, unchecked: no hash of a manifest speaks of it. So the bytes are walked before any
//! runtime sees them. Source of the field numbers: `onnx/onnx.proto` of ONNX 1.23.

use std::borrow::Cow;
use std::ops::Range;

use crate::protobuf::{Value, next_field};

/// Deepest nesting of messages. Protocol Buffers themselves stop there.
const MAX_DEPTH: usize = 100;

/// The mark of ONNX Runtime's own format in bytes 4 to 8; no messages to walk.
const ORT_MARK: &[u8] = b"ORTM";

/// `TensorProto.data_type`, and what stands there for single precision.
const DATA_TYPE: u32 = 2;
const FLOAT: u64 = 1;

/// `TensorProto.float_data` and `raw_data`: the values, one after the other, the lowest byte first.
const FLOAT_DATA: u32 = 4;
const RAW_DATA: u32 = 9;

/// `TensorProto.external_data`: which file, where in it.
const EXTERNAL_DATA: u32 = 13;

/// `TensorProto.data_location`: 0 in the tensor itself, 1 in another file.
const DATA_LOCATION: u32 = 14;

/// `ModelProto.metadata_props`: what the file says of itself, by key.
const METADATA: u32 = 14;

/// Why a file is not handed to a runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A tensor has its values outside of the file.
    ExternalData,
    /// The bytes are no messages of Protocol Buffers, or they are nested too deep.
    Malformed,
}

/// Passes a file whose tensors all have their values in it. Reads every field once and allocates
/// nothing.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Fault> {
    if bytes.get(4..8) == Some(ORT_MARK) {
        return Err(Fault::Malformed);
    }
    walk(Message::Model, bytes, 0, MAX_DEPTH, &mut |_| {})
}

/// The bytes of a file that passed [`check`], with zero for every subnormal value of single precision.
///
/// Processors take a hundred times as long for a product with such a value (below 1.2e-38), which adds
/// nothing to a sum of usual ones. Training leaves them in weights that decayed: a tenth of those of
/// `print_detection`, which takes a third of the time without them and gives the same bits.
pub(crate) fn without_subnormals(bytes: Cow<'static, [u8]>) -> Cow<'static, [u8]> {
    let mut places = Vec::new();
    let collect = &mut |values: Range<usize>| {
        let numbers = values.clone().step_by(4).zip(bytes[values].chunks_exact(4));
        places.extend(numbers.filter(|(_, number)| is_subnormal(number)).map(|(place, _)| place));
    };
    // Of a file that passed nothing is malformed.
    let _ = walk(Message::Model, &bytes, 0, MAX_DEPTH, collect);
    if places.is_empty() {
        return bytes;
    }
    let mut bytes = bytes.into_owned();
    for place in places {
        bytes[place..place + 4].fill(0);
    }
    Cow::Owned(bytes)
}

fn is_subnormal(number: &[u8]) -> bool {
    number.try_into().is_ok_and(|number| f32::from_le_bytes(number).is_subnormal())
}

/// The metadata of a file that passed [`check`], in the order of the file. What is no text is left
/// out.
pub(crate) fn metadata(mut bytes: &[u8]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    while let Some((field, value)) = next_field(&mut bytes) {
        if let (METADATA, Value::Bytes(entry)) = (field, value) {
            pairs.extend(pair(entry));
        }
    }
    pairs
}

/// `StringStringEntryProto`: the key is field 1, the value field 2.
fn pair(mut entry: &[u8]) -> Option<(String, String)> {
    let (mut key, mut text) = (None, None);
    while let Some((field, value)) = next_field(&mut entry) {
        match (field, value) {
            (1, Value::Bytes(bytes)) => key = Some(bytes),
            (2, Value::Bytes(bytes)) => text = Some(bytes),
            _ => {}
        }
    }
    let owned = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
    owned(key?).zip(owned(text.unwrap_or_default()))
}

/// The messages on the way to a tensor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Message {
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    SparseTensor,
    Function,
    Training,
}

impl Message {
    /// The message that a field holds, where there may be tensors in it.
    fn member(self, field: u32) -> Option<Self> {
        Some(match (self, field) {
            (Self::Model, 7) | (Self::Attribute, 6 | 11) | (Self::Training, 1 | 2) => Self::Graph,
            (Self::Model, 20) => Self::Training,
            (Self::Model, 25) => Self::Function,
            (Self::Graph, 1) | (Self::Function, 7) => Self::Node,
            (Self::Node, 5) | (Self::Function, 11) => Self::Attribute,
            (Self::Graph, 5) | (Self::Attribute, 5 | 10) | (Self::SparseTensor, 1 | 2) => {
                Self::Tensor
            }
            (Self::Graph, 15) | (Self::Attribute, 22 | 23) => Self::SparseTensor,
            _ => return None,
        })
    }
}

/// Walks a message that begins at `start` of the file, and tells where tensors of single precision
/// have their values.
fn walk(
    message: Message,
    bytes: &[u8],
    start: usize,
    depth: usize,
    values: &mut impl FnMut(Range<usize>),
) -> Result<(), Fault> {
    let mut rest = bytes;
    let (mut is_float, mut numbers) = (false, None);
    while !rest.is_empty() {
        let (field, value) = next_field(&mut rest).ok_or(Fault::Malformed)?;
        if message == Message::Tensor && is_external(field, &value) {
            return Err(Fault::ExternalData);
        }
        let end = start + bytes.len() - rest.len();
        match (message, field, value) {
            (Message::Tensor, DATA_TYPE, Value::Varint(kind)) => is_float = kind == FLOAT,
            (Message::Tensor, FLOAT_DATA | RAW_DATA, Value::Bytes(inner)) => {
                numbers = Some(end - inner.len()..end);
            }
            (_, _, Value::Bytes(inner)) => {
                if let Some(member) = message.member(field) {
                    let depth = depth.checked_sub(1).ok_or(Fault::Malformed)?;
                    walk(member, inner, end - inner.len(), depth, values)?;
                }
            }
            _ => {}
        }
    }
    numbers.filter(|_| is_float).into_iter().for_each(values);
    Ok(())
}

/// The mere mention of another file is enough: runtimes differ in what they make of half of it.
fn is_external(field: u32, value: &Value<'_>) -> bool {
    match field {
        EXTERNAL_DATA => true,
        DATA_LOCATION => !matches!(value, Value::Varint(0)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::embedded;
    use crate::manifest::{Kind, Manifest};

    /// A field of bytes.
    fn field(number: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for mut rest in [usize::from(number) << 3 | 2, content.len()] {
            while rest > 0x7f {
                bytes.push((rest & 0x7f) as u8 | 0x80);
                rest >>= 7;
            }
            bytes.push(rest as u8);
        }
        bytes.extend(content);
        bytes
    }

    /// Fields within fields, the outermost first.
    fn nested(path: &[u8], content: &[u8]) -> Vec<u8> {
        path.iter().rev().fold(content.to_vec(), |content, &number| field(number, &content))
    }

    /// Every way from a model to a tensor, without the loop through graphs of attributes.
    const WAYS: [&[u8]; 12] = [
        &[7, 5],
        &[7, 15, 1],
        &[7, 15, 2],
        &[7, 1, 5, 5],
        &[7, 1, 5, 10],
        &[7, 1, 5, 22, 1],
        &[7, 1, 5, 23, 2],
        &[7, 1, 5, 6, 5],
        &[7, 1, 5, 11, 1, 5, 5],
        &[20, 1, 5],
        &[20, 2, 1, 5, 5],
        &[25, 7, 5, 5],
    ];

    #[test]
    fn values_in_another_file_are_found_wherever_a_tensor_is() {
        let location = field(13, &[field(1, b"location"), field(2, b"values")].concat());
        for way in WAYS.into_iter().chain([&[25, 11, 5][..]]) {
            // One dimension of 3, f32, in the tensor itself.
            let tensor = [8, 3, 16, 1, 14 << 3, 0];
            assert_eq!(check(&nested(way, &tensor)), Ok(()), "{way:?}");
            for external in [&[14 << 3, 1][..], &[14 << 3, 0x81, 0], &location, &field(14, &[1])] {
                let tensor = [&tensor[..], external].concat();
                assert_eq!(check(&nested(way, &tensor)), Err(Fault::ExternalData), "{way:?}");
            }
        }
    }

    /// A tensor of the kind with the values in the field.
    fn tensor(kind: u8, number: u8, values: &[f32]) -> Vec<u8> {
        let values: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        [&[16, kind][..], &field(number, &values)].concat()
    }

    #[test]
    fn subnormal_values_are_zero_wherever_a_tensor_is() {
        let (given, kept) = ([1e-39, -1.5, -1e-40, 1.2e-38, 0.0], [0.0, -1.5, 0.0, 1.2e-38, 0.0]);
        for way in WAYS.into_iter().chain([&[25, 11, 5][..]]) {
            for number in [4, 9] {
                let of =
                    |values| [field(2, b"maker"), nested(way, &tensor(1, number, values))].concat();
                assert_eq!(*without_subnormals(of(&given).into()), of(&kept), "{way:?}");
            }
        }
    }

    #[test]
    fn values_of_other_kinds_and_usual_ones_stay() {
        let whole = nested(&[7, 5], &tensor(6, 9, &[1e-39]));
        assert_eq!(*without_subnormals(whole.clone().into()), whole);
        let usual: &'static [u8] = include_bytes!("probe.onnx");
        assert!(matches!(without_subnormals(usual.into()), Cow::Borrowed(_)));
    }

    #[test]
    fn a_second_graph_is_walked_as_the_first() {
        let harmless = nested(&[7, 5], &[8, 3]);
        let external = nested(&[7, 5], &[14 << 3, 1]);
        assert_eq!(check(&[harmless, external].concat()), Err(Fault::ExternalData));
    }

    #[test]
    fn the_same_numbers_elsewhere_are_harmless() {
        // metadata_props of a model are field 14, value_info of a graph field 13.
        assert_eq!(check(&field(14, b"")), Ok(()));
        assert_eq!(check(&nested(&[7, 13], b"")), Ok(()));
    }

    #[test]
    fn metadata_is_read_by_key() {
        let entry = |key: &[u8], text: &[u8]| field(14, &[field(1, key), field(2, text)].concat());
        let bytes = [
            nested(&[7, 5], &[8, 3]),
            entry(b"character", "a\nß".as_bytes()),
            entry(b"broken", &[0xff]),
            field(14, &field(1, b"empty")),
            field(14, &field(2, b"no key")),
        ];
        let pairs = metadata(&bytes.concat());
        let expected = [("character", "a\nß"), ("empty", "")];
        assert_eq!(pairs, expected.map(|(key, text)| (key.to_owned(), text.to_owned())));
        assert_eq!(metadata(&[0x72, 9, 1]), []);
    }

    #[test]
    fn bytes_that_are_no_messages_are_malformed() {
        let group = [7 << 3 | 3, 7 << 3 | 4];
        let long = [0x80; 11];
        for bytes in [&[0, 0][..], &[0x3a, 5, 1], &[0x08], &[0x09, 1, 2], &group, &long] {
            assert_eq!(check(bytes), Err(Fault::Malformed), "{bytes:?}");
        }
        // Field 1 with four bytes in it would pass, were it not for the mark.
        assert_eq!(check(b"\x0a\x06..ORTM"), Err(Fault::Malformed));
        assert_eq!(check(b"\x0a\x06..ORTX"), Ok(()));
    }

    #[test]
    fn nesting_is_bounded() {
        // A graph, and graphs in attributes of nodes of it.
        let graphs = |count: usize| nested(&[&[7][..], &[1, 5, 6].repeat(count)].concat(), &[]);
        assert_eq!(check(&graphs(MAX_DEPTH / 3)), Ok(()));
        assert_eq!(check(&graphs(MAX_DEPTH / 3 + 1)), Err(Fault::Malformed));
    }

    #[test]
    fn the_models_of_this_build_pass() {
        assert_eq!(check(include_bytes!("probe.onnx")), Ok(()));
        for entry in Manifest::built_in().unwrap().into_entries() {
            if entry.kind == Kind::Embedded {
                assert_eq!(check(embedded::file(&entry.file).unwrap()), Ok(()), "{}", entry.id);
            }
        }
    }
}
