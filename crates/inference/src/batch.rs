//! Items into stacks, and stacks into items.

use crate::error::InferenceError;
use crate::tensor::Tensor;

/// Items of equal shape together, at most `largest` at a time, with their indices: shapes in the
/// order of their first item, items in their order.
///
/// An item that has no axes, or not the length 1 along the first, stands alone, as it is.
pub(crate) fn stacks(
    items: &[Tensor],
    largest: usize,
) -> Result<Vec<(Vec<usize>, Tensor)>, InferenceError> {
    let mut groups: Vec<(&[usize], Vec<usize>)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let shape = item.shape();
        let open = groups.iter_mut().rev().find(|(known, _)| *known == shape);
        match open {
            Some((_, indices)) if indices.len() < largest && shape.first() == Some(&1) => {
                indices.push(index);
            }
            _ => groups.push((shape, vec![index])),
        }
    }
    groups
        .into_iter()
        .map(|(shape, indices)| {
            let stacked = stack(items, shape, &indices)?;
            Ok((indices, stacked))
        })
        .collect()
}

fn stack(items: &[Tensor], shape: &[usize], indices: &[usize]) -> Result<Tensor, InferenceError> {
    let mut stacked = shape.to_vec();
    if let [first, ..] = stacked.as_mut_slice() {
        *first *= indices.len();
    }
    let values: Vec<&[f32]> = indices.iter().map(|&index| items[index].values()).collect();
    Tensor::new(stacked, values.concat())
}

/// A stack of `count` items taken apart; `None` when it is none.
pub(crate) fn split(tensor: Tensor, count: usize) -> Option<Vec<Tensor>> {
    if tensor.shape().first() != Some(&count) {
        return None;
    }
    if count == 1 {
        return Some(vec![tensor]);
    }
    let mut shape = tensor.shape().to_vec();
    *shape.first_mut()? = 1;
    let length = tensor.values().len() / count;
    (0..count)
        .map(|item| {
            let values = tensor.values()[item * length..(item + 1) * length].to_vec();
            Tensor::new(shape.clone(), values).ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn item(width: u16, value: u16) -> Tensor {
        let width = usize::from(width);
        Tensor::new(vec![1, width], vec![f32::from(value); width]).unwrap()
    }

    #[test]
    fn items_of_equal_shape_come_together() {
        let items = [item(2, 0), item(3, 1), item(2, 2), item(2, 3), item(3, 4)];
        let stacks = stacks(&items, 2).unwrap();
        let indices: Vec<&[usize]> = stacks.iter().map(|(i, _)| i.as_slice()).collect();
        assert_eq!(indices, [&[0, 2][..], &[1, 4], &[3]]);
        assert_eq!(stacks[0].1.shape(), [2, 2]);
        assert_eq!(stacks[0].1.values(), [0.0, 0.0, 2.0, 2.0]);
    }

    #[test]
    fn a_stack_comes_apart_as_it_was_put_together() {
        let items = [item(4, 7), item(4, 8), item(4, 9)];
        let (_, stacked) = stacks(&items, 8).unwrap().remove(0);
        assert_eq!(split(stacked.clone(), 3).unwrap(), items);
        assert_eq!(split(stacked, 2), None);
    }
}
