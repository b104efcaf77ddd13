//! Checkpoints of PyTorch in the form that it wrote before version 1.6: five pickles (a magic
//! number, the version of the form, facts of the machine, the state dictionary, the keys of the
//! storages), then every storage as its count of values and the values.
//!
//! Source: `_legacy_save` in `torch/serialization.py`. The later form, a zip archive, is refused;
//! none of the models here comes in it.

use std::collections::{HashMap, HashSet};

use crate::convert::error::ConvertError;
use crate::convert::pickle::{Name, Value, read};
use crate::convert::tensor::{Stored, Tensor, Weights, count};

/// The magic number, as the pickle holds it.
const MAGIC: [u8; 10] = [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/// The version of the form.
const VERSION: i64 = 1001;

/// Reads the tensors of `f32`; counters, which are whole numbers, are left out.
pub(crate) fn weights(bytes: &[u8]) -> Result<Weights, ConvertError> {
    let mut rest = bytes;
    let mut pickle = || {
        let (value, behind) = read(rest, bytes.len() - rest.len())?;
        rest = behind;
        Ok::<Value, ConvertError>(value)
    };
    let magic = pickle()?;
    if magic != Value::Long(MAGIC.as_slice().into()) || pickle()? != Value::Int(VERSION) {
        return Err(ConvertError::weights("checkpoint", "not of the form that is known"));
    }
    let _machine = pickle()?;
    let (state, keys) = (pickle()?, pickle()?);
    let tensors = tensors(state)?;
    let storages = storages(&keys, &tensors, rest)?;
    let mut weights = Weights::default();
    for tensor in tensors.iter().filter(|tensor| tensor.kind == Name::FloatStorage) {
        let values = Stored::F32(tensor.values(&storages)?);
        weights.add(&tensor.name, Tensor { shape: tensor.shape.clone(), values })?;
    }
    Ok(weights)
}

/// A tensor that lies row by row in a storage.
struct Placed {
    name: String,
    kind: Name,
    storage: String,
    /// Values in the storage.
    of: usize,
    /// The first of them that belongs to the tensor.
    from: usize,
    shape: Vec<usize>,
    /// Values of the tensor.
    count: usize,
}

fn tensors(state: Value) -> Result<Vec<Placed>, ConvertError> {
    let Value::Dict(_, entries) = state else {
        return Err(ConvertError::weights("checkpoint", "the state is no dictionary"));
    };
    let mut seen = HashSet::new();
    entries
        .iter()
        .map(|(key, value)| match (key, value) {
            (Value::Text(name), Value::Tensor(..)) if !seen.insert(&**name) => {
                Err(ConvertError::weights(name, "there twice"))
            }
            (Value::Text(name), Value::Tensor(_, arguments)) => placed(name, arguments),
            _ => Err(ConvertError::weights("checkpoint", "the state holds more than tensors")),
        })
        .collect()
}

fn placed(name: &str, arguments: &[Value]) -> Result<Placed, ConvertError> {
    let fault = || ConvertError::weights(name, "a tensor in a form that is not known");
    let [Value::Persistent(_, id), Value::Int(from), size, stride, ..] = arguments else {
        return Err(fault());
    };
    let [
        Value::Text(tag),
        Value::Name(kind),
        Value::Text(storage),
        Value::Text(_),
        Value::Int(of),
        _,
    ] = &**id
    else {
        return Err(fault());
    };
    let (shape, strides) = (lengths(size), lengths(stride));
    let (Some(shape), Some(strides)) = (shape, strides) else { return Err(fault()) };
    let is_storage = matches!(kind, Name::FloatStorage | Name::LongStorage) && &**tag == "storage";
    if !is_storage || !lies_row_by_row(&shape, &strides) {
        return Err(fault());
    }
    let count = count(name, &shape)?;
    let (from, of) = (usize::try_from(*from), usize::try_from(*of));
    let (Ok(from), Ok(of)) = (from, of) else { return Err(fault()) };
    Ok(Placed {
        name: name.to_owned(),
        kind: *kind,
        storage: storage.to_string(),
        of,
        from,
        shape,
        count,
    })
}

fn lengths(value: &Value) -> Option<Vec<usize>> {
    let Value::Tuple(_, values) = value else { return None };
    let length = |value: &Value| match value {
        Value::Int(length) => usize::try_from(*length).ok(),
        _ => None,
    };
    values.iter().map(length).collect()
}

/// Whether each row follows the one before it. The stride of an axis of length 1 means nothing.
fn lies_row_by_row(shape: &[usize], strides: &[usize]) -> bool {
    let mut expected = 1_usize;
    shape.len() == strides.len()
        && shape.iter().zip(strides).rev().all(|(length, stride)| {
            let fits = *length == 1 || *stride == expected;
            expected = expected.saturating_mul(*length);
            fits
        })
}

/// A tensor of every storage, by its key. All that lie in one agree on what it holds.
fn owners(tensors: &[Placed]) -> Result<HashMap<&str, &Placed>, ConvertError> {
    let mut owners: HashMap<&str, &Placed> = HashMap::new();
    for tensor in tensors {
        let owner = owners.entry(&tensor.storage).or_insert(tensor);
        if (owner.kind, owner.of) != (tensor.kind, tensor.of) {
            return Err(ConvertError::weights(
                &tensor.name,
                "its storage is another one elsewhere",
            ));
        }
    }
    Ok(owners)
}

/// The bytes of every storage, by its key.
fn storages<'a>(
    keys: &Value,
    tensors: &[Placed],
    mut rest: &'a [u8],
) -> Result<HashMap<String, &'a [u8]>, ConvertError> {
    let cut_off = || ConvertError::weights("checkpoint", "cut off");
    let Value::List(_, keys) = keys else {
        return Err(ConvertError::weights("checkpoint", "the keys are no list"));
    };
    let known = owners(tensors)?;
    let mut storages = HashMap::new();
    for key in keys {
        let Value::Text(key) = key else { return Err(cut_off()) };
        let Some(owner) = known.get(&**key) else {
            return Err(ConvertError::weights(key, "a storage that no tensor lies in"));
        };
        let (stated, behind) = rest.split_first_chunk().ok_or_else(cut_off)?;
        if u64::from_le_bytes(*stated) != owner.of as u64 {
            return Err(ConvertError::weights(&owner.name, "two counts of its values"));
        }
        let width = if owner.kind == Name::FloatStorage { 4 } else { 8 };
        let bytes = owner.of.checked_mul(width).ok_or_else(cut_off)?;
        let (mine, others) = behind.split_at_checked(bytes).ok_or_else(cut_off)?;
        if storages.insert(key.to_string(), mine).is_some() {
            return Err(ConvertError::weights(key, "a storage that is there twice"));
        }
        rest = others;
    }
    if rest.is_empty() {
        Ok(storages)
    } else {
        Err(ConvertError::weights("checkpoint", "bytes that belong to no storage"))
    }
}

impl Placed {
    fn values(&self, storages: &HashMap<String, &[u8]>) -> Result<Vec<f32>, ConvertError> {
        let storage = storages.get(&self.storage).copied().unwrap_or_default();
        let (words, _) = storage.as_chunks::<4>();
        let end = self.from.checked_add(self.count);
        let mine = end.and_then(|end| words.get(self.from..end));
        let mine = mine.ok_or_else(|| ConvertError::weights(&self.name, "beyond its storage"))?;
        Ok(mine.iter().map(|word| f32::from_le_bytes(*word)).collect())
    }
}
