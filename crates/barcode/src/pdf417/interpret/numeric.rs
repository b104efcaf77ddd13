//! Numeric compaction: up to 44 digits in 15 codewords (5.4.4).

use super::Nonsense;

/// Codewords of a whole group.
const GROUP: usize = 15;

/// Appends the digits of a run. A group is a number in base 900 whose decimal form begins with a
/// 1 that guards leading zeros.
pub(super) fn read(values: &[u16], bytes: &mut Vec<u8>) -> Result<(), Nonsense> {
    for group in values.chunks(GROUP) {
        let digits = decimal(group);
        match digits.split_first() {
            Some((1, digits)) => bytes.extend(digits.iter().map(|digit| b'0' + digit)),
            _ => return Err(Nonsense::Number),
        }
    }
    Ok(())
}

/// The decimal digits of a number in base 900, without leading zeros.
fn decimal(group: &[u16]) -> Vec<u8> {
    // Least digit first.
    let mut digits: Vec<u8> = Vec::with_capacity(45);
    for value in group {
        let mut carry = u32::from(*value);
        for digit in &mut digits {
            let sum = u32::from(*digit) * 900 + carry;
            *digit = (sum % 10) as u8;
            carry = sum / 10;
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits.reverse();
    digits
}
