//! Fields of Protocol Buffers, as ONNX files are made of.
//!
//! Source: "Encoding", Protocol Buffers documentation.

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// A whole number or a truth value.
    Varint(u64),
    /// A number of four or eight bytes.
    Fixed,
    /// Text, bytes, a message, or packed numbers.
    Bytes(&'a [u8]),
}

/// Takes the number and the value of a field off the front; `None` where there is no whole field.
pub fn next_field<'a>(bytes: &mut &'a [u8]) -> Option<(u32, Value<'a>)> {
    let tag = u32::try_from(varint(bytes)?).ok()?;
    let value = match tag & 7 {
        0 => Value::Varint(varint(bytes)?),
        1 => bytes.split_off(..8).map(|_| Value::Fixed)?,
        2 => {
            let length = usize::try_from(varint(bytes)?).ok()?;
            Value::Bytes(bytes.split_off(..length)?)
        }
        5 => bytes.split_off(..4).map(|_| Value::Fixed)?,
        _ => return None,
    };
    let field = tag >> 3;
    (field > 0).then_some((field, value))
}

/// Seven bits per byte, the lowest first; the highest bit says that more follow.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = bytes.split_off_first()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
