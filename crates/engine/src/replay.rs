//! A stored result made again from its inputs, and what differs.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::context::{Artifacts, Context, Encodings, TestMode};
use crate::result::{ArtifactKind, SessionResult};

/// Members of a result in the order of cause and effect, so that the first difference is nearest to the
/// reason of all others; members that are not listed come last.
const ORDER: [&str; 23] = [
    "schema",
    "session_id",
    "kind",
    "as_of",
    "settings",
    "engine",
    "inputs",
    "unassigned",
    "error",
    "quality",
    "document_type_e",
    "documents",
    "face",
    "liveness",
    "registry",
    "sanctions",
    "notes",
    "fields",
    "agreement",
    "requirements",
    "tests",
    "artifacts",
    "decision",
];

/// Members that the hash of a result does not cover.
const UNSEALED: [&str; 2] = ["timings_ms", "result_hash"];

/// Where a result made again departs from the stored one.
#[derive(Clone, PartialEq)]
pub struct Difference {
    /// The JSON pointer (RFC 6901) of the first value that differs.
    pub pointer: String,
    /// The stored value; none where it was not there. May be personal data.
    pub stored: Option<Value>,
    /// The value made again; none where it is not there. May be personal data.
    pub again: Option<Value>,
}

/// Prints the place, not the values.
impl std::fmt::Debug for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Difference").field("pointer", &self.pointer).finish_non_exhaustive()
    }
}

impl SessionResult {
    /// Whether `result_hash` is that of the rest: whether nothing was changed since it was sealed.
    pub fn is_sealed(&self) -> bool {
        let json = serde_json::to_value(self).unwrap_or_default();
        crate::seal::result_hash(&json) == self.result_hash
    }

    /// The context in which the session gives this result again, as far as a result tells. The caller adds
    /// what it does not repeat: sanctions list, index of duplicates, word lists, limits of pictures and
    /// whether consent was required.
    pub fn context(&self) -> Context {
        let mut cx = Context::on(self.as_of);
        cx.weights = Arc::new(self.settings.weights.clone());
        cx.weights_id.clone_from(&self.settings.weights_id);
        cx.requirements = Arc::new(self.settings.requirements.clone());
        cx.policy = Arc::new(self.settings.policy.clone());
        cx.artifacts = self.artifacts_wanted();
        let face = &self.face;
        let shown = face.portrait.iter().chain(&face.selfie).chain(face.frames.values());
        if shown.map(|facts| &facts.encoding).chain(&face.reference).any(|e| e.encoding.is_some()) {
            cx.encodings = Encodings::Included;
        }
        if self.registry.scenario.is_some() {
            cx.test_mode = TestMode::On;
        }
        cx
    }

    fn artifacts_wanted(&self) -> Artifacts {
        let is_cut = |kind| matches!(kind, ArtifactKind::Portrait | ArtifactKind::DocumentCrop);
        match self.artifacts.iter().all(|artifact| is_cut(artifact.kind)) {
            _ if self.artifacts.is_empty() => Artifacts::None,
            true => Artifacts::Crops,
            false => Artifacts::All,
        }
    }
}

/// The first value in which two results differ, causes before effects; none where their sealed parts are
/// equal.
pub fn first_difference(stored: &SessionResult, again: &SessionResult) -> Option<Difference> {
    let members = |result| match serde_json::to_value(result) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    let [stored, again] = [members(stored), members(again)];
    let others = stored.keys().chain(again.keys()).map(String::as_str);
    let mut names = ORDER.into_iter().chain(others).filter(|name| !UNSEALED.contains(name));
    names.find_map(|name| difference(&format!("/{name}"), stored.get(name), again.get(name)))
}

fn difference(pointer: &str, a: Option<&Value>, b: Option<&Value>) -> Option<Difference> {
    match (a, b) {
        (Some(Value::Object(x)), Some(Value::Object(y))) => {
            let mut keys = x.keys().chain(y.keys().filter(|key| !x.contains_key(*key)));
            keys.find_map(|key| difference(&below(pointer, key), x.get(key), y.get(key)))
        }
        (Some(Value::Array(x)), Some(Value::Array(y))) => (0..x.len().max(y.len()))
            .find_map(|at| difference(&format!("{pointer}/{at}"), x.get(at), y.get(at))),
        _ if a == b => None,
        _ => {
            Some(Difference { pointer: pointer.to_owned(), stored: a.cloned(), again: b.cloned() })
        }
    }
}

/// The pointer of a member (RFC 6901, section 3).
fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(a: &Value, b: &Value) -> Option<String> {
        difference("", Some(a), Some(b)).map(|found| found.pointer)
    }

    #[test]
    fn the_innermost_value_is_named() {
        let a = json!({"a": [1, {"b/c": null}], "d": 1});
        assert_eq!(found(&a, &a), None);
        assert_eq!(found(&a, &json!({"a": [1, {"b/c": 2}], "d": 1})).unwrap(), "/a/1/b~1c");
        assert_eq!(found(&a, &json!({"a": [1], "d": 1})).unwrap(), "/a/1");
        assert_eq!(found(&a, &json!({"a": [1, {"b/c": null}]})).unwrap(), "/d");
        assert_eq!(found(&json!({}), &json!({"e": 0})).unwrap(), "/e");
        assert_eq!(found(&json!([1]), &json!({"e": 0})).unwrap(), "");
    }
}
