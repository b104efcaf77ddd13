//! Data for a script within a page.

use std::fmt::Write as _;

use serde_json::Value;

/// JSON that can stand inside a `script` element: no character that ends the element, opens a comment or
/// ends a line in older scripts.
pub(crate) fn island(value: &Value) -> String {
    let json = value.to_string();
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(safe, "\\u{:04x}", u32::from(c)); // a string takes all
            }
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_ends_the_element() {
        let text = "</script><!-- & \u{2028}\u{2029}";
        let safe = island(&json!([text]));
        assert_eq!(safe, r#"["\u003c/script\u003e\u003c!-- \u0026 \u2028\u2029"]"#);
    }

    proptest! {
        #[test]
        fn reads_back_as_it_was(text in any::<String>()) {
            let safe = island(&json!({ &text: text }));
            let unsafe_here = ['<', '>', '&', '\u{2028}', '\u{2029}'];
            prop_assert!(!safe.contains(unsafe_here));
            prop_assert_eq!(serde_json::from_str::<Value>(&safe).unwrap(), json!({ &text: text }));
        }
    }
}
