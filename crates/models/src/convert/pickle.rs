//! A strict reader of the pickles in a PyTorch checkpoint.
//!
//! A pickle is a program for a stack machine, and Python's own reader runs whatever it names. This
//! one builds plain values only: it knows the few operations that a state dictionary takes, and the
//! four names that occur in one stand for themselves; nothing is imported, called or executed.
//! Everything else is refused. Source of the operations: `pickletools` of Python, protocol 2.

use std::collections::HashMap;
use std::rc::Rc;

use crate::convert::error::ConvertError;

/// Most operations of one pickle; the checkpoints here have some 12,000.
const MAX_OPERATIONS: usize = 1 << 18;

/// Longest text in bytes; the names of tensors here have up to 46. A text that is remembered can be
/// recalled by each operation, and who reads the values copies it.
const MAX_TEXT: usize = 256;

/// Most levels of values in values. A state dictionary has four; more would only serve to exhaust
/// the stack when they are dropped.
const MAX_DEPTH: u8 = 8;

/// A value of a pickle.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(i64),
    /// A whole number of up to 255 bytes, little-endian.
    Long(Rc<[u8]>),
    Text(Rc<str>),
    Tuple(u8, Rc<[Value]>),
    List(u8, Vec<Value>),
    Dict(u8, Vec<(Value, Value)>),
    Name(Name),
    /// What a persistent id stands for; the id is here.
    Persistent(u8, Rc<[Value]>),
    /// What `_rebuild_tensor_v2` was given.
    Tensor(u8, Rc<[Value]>),
}

/// A name that stands for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    OrderedDict,
    RebuildTensor,
    FloatStorage,
    LongStorage,
}

impl Value {
    fn depth(&self) -> u8 {
        match self {
            Self::Tuple(depth, _)
            | Self::List(depth, _)
            | Self::Dict(depth, _)
            | Self::Persistent(depth, _)
            | Self::Tensor(depth, _) => *depth,
            _ => 0,
        }
    }
}

/// Reads one pickle from the start of the bytes, which begin at `offset` of their file, and returns
/// the bytes behind it.
pub(crate) fn read(bytes: &[u8], offset: usize) -> Result<(Value, &[u8]), ConvertError> {
    let mut machine = Machine {
        bytes,
        place: 0,
        offset,
        stack: Vec::new(),
        marks: Vec::new(),
        memo: HashMap::new(),
    };
    for _ in 0..MAX_OPERATIONS {
        let operation = machine.byte()?;
        if operation == b'.' {
            let value = machine.pop()?;
            return if machine.stack.is_empty() && machine.marks.is_empty() {
                Ok((value, &bytes[machine.place..]))
            } else {
                Err(machine.fault("ends with values left over"))
            };
        }
        machine.run(operation)?;
    }
    Err(machine.fault("too many operations"))
}

struct Machine<'a> {
    bytes: &'a [u8],
    place: usize,
    offset: usize,
    stack: Vec<Value>,
    /// Heights of the stack at which groups of values begin.
    marks: Vec<usize>,
    memo: HashMap<u32, Value>,
}

impl Machine<'_> {
    fn fault(&self, problem: &str) -> ConvertError {
        ConvertError::Pickle { offset: self.offset + self.place, problem: problem.to_owned() }
    }

    fn take(&mut self, count: usize) -> Result<&[u8], ConvertError> {
        let end = self.place.checked_add(count);
        match end.and_then(|end| self.bytes.get(self.place..end)) {
            Some(bytes) => {
                self.place += count;
                Ok(bytes)
            }
            None => Err(self.fault("cut off")),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ConvertError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn byte(&mut self) -> Result<u8, ConvertError> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// A name up to the end of its line.
    fn line(&mut self) -> Result<String, ConvertError> {
        let rest = self.bytes.get(self.place..).unwrap_or_default();
        match rest.iter().take(64).position(|byte| *byte == b'\n') {
            Some(length) => {
                let line = String::from_utf8_lossy(self.take(length)?).into_owned();
                self.byte()?;
                Ok(line)
            }
            None => Err(self.fault("a name without end")),
        }
    }

    fn pop(&mut self) -> Result<Value, ConvertError> {
        let floor = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() > floor {
            self.stack.pop().ok_or_else(|| self.fault("no value on the stack"))
        } else {
            Err(self.fault("no value on the stack"))
        }
    }

    fn pop_many<const N: usize>(&mut self) -> Result<Vec<Value>, ConvertError> {
        let mut values = (0..N).map(|_| self.pop()).collect::<Result<Vec<_>, _>>()?;
        values.reverse();
        Ok(values)
    }

    fn pop_to_mark(&mut self) -> Result<Vec<Value>, ConvertError> {
        match self.marks.pop() {
            Some(mark) => Ok(self.stack.split_off(mark)),
            None => Err(self.fault("no mark")),
        }
    }

    /// One level above the deepest of the values.
    fn above(&self, values: &[Value]) -> Result<u8, ConvertError> {
        let depth = values.iter().map(Value::depth).max().unwrap_or(0) + 1;
        if depth <= MAX_DEPTH { Ok(depth) } else { Err(self.fault("too many levels")) }
    }

    fn run(&mut self, operation: u8) -> Result<(), ConvertError> {
        let value = match operation {
            0x80 => return self.protocol(),
            b'(' => {
                self.marks.push(self.stack.len());
                return Ok(());
            }
            b'q' => {
                let key = u32::from(self.byte()?);
                return self.remember(key);
            }
            b'r' => {
                let key = u32::from_le_bytes(self.array()?);
                return self.remember(key);
            }
            b's' => return self.set_items(2),
            b'u' => return self.set_items(0),
            b'a' => return self.append(1),
            b'e' => return self.append(0),
            b'b' => return self.build(),
            b'h' => {
                let key = u32::from(self.byte()?);
                self.recall(key)?
            }
            b'j' => {
                let key = u32::from_le_bytes(self.array()?);
                self.recall(key)?
            }
            b'R' => self.reduce()?,
            _ => self.literal(operation)?,
        };
        self.stack.push(value);
        Ok(())
    }

    /// Operations that make a value of what stands behind them or on the stack.
    fn literal(&mut self, operation: u8) -> Result<Value, ConvertError> {
        Ok(match operation {
            b'N' => Value::None,
            0x88 => Value::Bool(true),
            0x89 => Value::Bool(false),
            b'K' => Value::Int(i64::from(self.byte()?)),
            b'M' => Value::Int(i64::from(u16::from_le_bytes(self.array()?))),
            b'J' => Value::Int(i64::from(i32::from_le_bytes(self.array()?))),
            0x8a => {
                let count = usize::from(self.byte()?);
                Value::Long(self.take(count)?.into())
            }
            b'X' => {
                let count = u32::from_le_bytes(self.array()?) as usize;
                if count > MAX_TEXT {
                    return Err(self.fault(&format!("a text of more than {MAX_TEXT} bytes")));
                }
                let text = str::from_utf8(self.take(count)?).map(Rc::from);
                Value::Text(text.map_err(|_| self.fault("a text that is not UTF-8"))?)
            }
            b'c' => Value::Name(self.name()?),
            b'}' => Value::Dict(1, Vec::new()),
            b']' => Value::List(1, Vec::new()),
            b')' => Value::Tuple(1, Rc::default()),
            0x85 => {
                let values = self.pop_many::<1>()?;
                self.tuple(values)?
            }
            0x86 => {
                let values = self.pop_many::<2>()?;
                self.tuple(values)?
            }
            0x87 => {
                let values = self.pop_many::<3>()?;
                self.tuple(values)?
            }
            b't' => {
                let values = self.pop_to_mark()?;
                self.tuple(values)?
            }
            b'Q' => match self.pop()? {
                Value::Tuple(depth, id) => Value::Persistent(depth, id),
                _ => return Err(self.fault("a persistent id that is no tuple")),
            },
            _ => return Err(self.fault(&format!("the operation {operation:#04x} is refused"))),
        })
    }

    fn protocol(&mut self) -> Result<(), ConvertError> {
        match self.byte()? {
            2 => Ok(()),
            other => Err(self.fault(&format!("protocol {other}, expected 2"))),
        }
    }

    fn name(&mut self) -> Result<Name, ConvertError> {
        let (module, name) = (self.line()?, self.line()?);
        match (module.as_str(), name.as_str()) {
            ("collections", "OrderedDict") => Ok(Name::OrderedDict),
            ("torch._utils", "_rebuild_tensor_v2") => Ok(Name::RebuildTensor),
            ("torch", "FloatStorage") => Ok(Name::FloatStorage),
            ("torch", "LongStorage") => Ok(Name::LongStorage),
            _ => Err(self.fault(&format!("the name {module}.{name} is refused"))),
        }
    }

    fn tuple(&mut self, values: Vec<Value>) -> Result<Value, ConvertError> {
        Ok(Value::Tuple(self.above(&values)?, values.into()))
    }

    /// The two calls of a state dictionary, as the values that they stand for.
    fn reduce(&mut self) -> Result<Value, ConvertError> {
        let (arguments, callee) = (self.pop()?, self.pop()?);
        match (callee, arguments) {
            (Value::Name(Name::OrderedDict), Value::Tuple(_, none)) if none.is_empty() => {
                Ok(Value::Dict(1, Vec::new()))
            }
            (Value::Name(Name::RebuildTensor), Value::Tuple(depth, arguments)) => {
                Ok(Value::Tensor(depth, arguments))
            }
            _ => Err(self.fault("a call that is refused")),
        }
    }

    /// Containers that may still grow are not remembered, so that no copy can go stale.
    fn remember(&mut self, key: u32) -> Result<(), ConvertError> {
        let top = self.stack.last().ok_or_else(|| self.fault("no value on the stack"))?;
        if !matches!(top, Value::Dict(..) | Value::List(..)) {
            self.memo.insert(key, top.clone());
        }
        Ok(())
    }

    fn recall(&mut self, key: u32) -> Result<Value, ConvertError> {
        self.memo.get(&key).cloned().ok_or_else(|| self.fault("recalls what was not remembered"))
    }

    /// The last `count` values, or those above the mark where `count` is 0.
    fn items(&mut self, count: usize) -> Result<Vec<Value>, ConvertError> {
        match count {
            0 => self.pop_to_mark(),
            1 => self.pop_many::<1>(),
            _ => self.pop_many::<2>(),
        }
    }

    fn set_items(&mut self, count: usize) -> Result<(), ConvertError> {
        let items = self.items(count)?;
        let above = self.above(&items)?;
        let mut items = items.into_iter();
        let mut pairs = Vec::new();
        while let Some(key) = items.next() {
            pairs.push((key, items.next().ok_or_else(|| self.fault("a key without value"))?));
        }
        match self.stack.last_mut() {
            Some(Value::Dict(depth, entries)) => {
                *depth = above.max(*depth);
                entries.extend(pairs);
                Ok(())
            }
            _ => Err(self.fault("items for something that is no dictionary")),
        }
    }

    fn append(&mut self, count: usize) -> Result<(), ConvertError> {
        let items = self.items(count)?;
        let above = self.above(&items)?;
        match self.stack.last_mut() {
            Some(Value::List(depth, entries)) => {
                *depth = above.max(*depth);
                entries.extend(items);
                Ok(())
            }
            _ => Err(self.fault("items for something that is no list")),
        }
    }

    /// Attributes of a dictionary (its versions of modules) are read past.
    fn build(&mut self) -> Result<(), ConvertError> {
        let attributes = self.pop()?;
        match (attributes, self.stack.last()) {
            (Value::Dict(..), Some(Value::Dict(..))) => Ok(()),
            _ => Err(self.fault("attributes of something that is no dictionary")),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn value(program: &[u8]) -> Result<Value, ConvertError> {
        read(program, 0).map(|(value, _)| value)
    }

    fn says(program: &[u8], problem: &str) {
        let error = value(program).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }

    #[test]
    fn plain_values_are_read() {
        // pickle.dumps({"a": (1, True)}, protocol=2) without its memo
        let program = b"\x80\x02}X\x01\x00\x00\x00aK\x01\x88\x86s.rest";
        let (dict, rest) = read(program, 0).unwrap();
        let pair = Value::Tuple(1, [Value::Int(1), Value::Bool(true)].into());
        assert_eq!(dict, Value::Dict(2, vec![(Value::Text("a".into()), pair)]));
        assert_eq!(rest, b"rest");
    }

    #[test]
    fn what_is_remembered_can_be_recalled() {
        let pair = Value::Tuple(1, [Value::Int(7), Value::Int(7)].into());
        assert_eq!(value(b"K\x07q\x00h\x00\x86.").unwrap(), pair);
        says(b"h\x00.", "not remembered");
    }

    #[test]
    fn nothing_is_imported_or_called() {
        says(b"cos\nsystem\nX\x02\x00\x00\x00ls\x85R.", "os.system is refused");
        says(b"ccollections\nOrderedDict\nK\x01\x85R.", "call that is refused");
        for operation in [b'i', b'o', 0x81, 0x92, 0x93, 0x82, b'P', b'I'] {
            assert!(value(&[b'(', operation, b'.']).is_err(), "{operation:#x}");
        }
    }

    #[test]
    fn what_would_exhaust_the_machine_is_refused() {
        let nested = [vec![b')'], vec![0x85; 50_000], vec![b'.']].concat();
        says(&nested, "too many levels");
        let long = [vec![b'N'; MAX_OPERATIONS + 1], b".".to_vec()].concat();
        says(&long, "too many operations");
        // Each level holds the one below twice: shared, not copied.
        let doubled = b")q\x00h\x00\x86q\x00h\x00\x86q\x00h\x00\x86.";
        assert!(value(doubled).is_ok());
        says(b"X\xff\xff\xff\xffa.", "a text of more than 256 bytes");
        says(b"X\xff\0\0\0a.", "cut off");
        says(b"KK", "cut off");
        says(b"(.", "no value");
        says(b"NN.", "left over");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes, 0);
        }

        #[test]
        fn no_order_of_operations_panics(
            bytes in prop::collection::vec(
                prop::sample::select(b"()]}NqrhjKMJXcRQsuaebt.\x80\x85\x86\x87\x88\x89\x8a\x00\x01".as_slice()),
                0..200),
        ) {
            let _ = read(&bytes, 0);
        }
    }
}
