//! Hashes: of inputs, settings and the result itself.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Two lower-case hexadecimal digits a byte.
///
/// ```
/// assert_eq!(bonafide::seal::hex_of_bytes(&[0, 175]), "00af");
/// ```
pub fn hex_of_bytes(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}"); // writing to a String cannot fail
        hex
    })
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex_of_bytes(&Sha256::digest(bytes))
}

/// `sha256:` and the hash.
pub fn sha256_id(bytes: &[u8]) -> String {
    format!("sha256:{}", sha256_hex(bytes))
}

/// The hash of a value's canonical JSON: keys sorted, no white space.
pub fn json_hash(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or(Value::Null);
    sha256_id(canonical(&value).as_bytes())
}

/// The hash of a result: everything but `timings_ms` and the hash itself.
pub fn result_hash(result: &Value) -> String {
    let mut sealed = result.clone();
    if let Some(object) = sealed.as_object_mut() {
        object.remove("timings_ms");
        object.remove("result_hash");
    }
    sha256_id(canonical(&sealed).as_bytes())
}

/// JSON with sorted keys, whatever map type `serde_json` was built with.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let sorted: BTreeMap<&String, &Value> = object.iter().collect();
            let members: Vec<String> = sorted
                .iter()
                .map(|(k, v)| format!("{}:{}", Value::from(k.as_str()), canonical(v)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        leaf => leaf.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sha256_of_the_standard() {
        // FIPS 180-4, appendix B.1: the message "abc".
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn timings_do_not_count_and_order_does_not_matter() {
        let a = json!({"a": 1, "b": [1.5, null], "timings_ms": {"total": 1.0}});
        let b = json!({"b": [1.5, null], "a": 1, "timings_ms": {"total": 9.0}, "result_hash": "x"});
        assert_eq!(result_hash(&a), result_hash(&b));
        assert_ne!(result_hash(&a), result_hash(&json!({"a": 2, "b": [1.5, null]})));
    }
}
