//! A new decision from a stored result.

use bonafide_types::settings::RequirementRow;
use bonafide_types::{Policy, Weights};

use crate::result::SessionResult;
use crate::session;

/// Settings in place of those that a result was made with; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The 27 numbers.
    pub weights: Option<Weights>,
    /// Their name.
    pub weights_id: Option<String>,
    /// Rows of the requirements matrix.
    pub requirements: Vec<RequirementRow>,
    /// The policy; its `registry_fold` stays that of the result, whose reply is not folded anew.
    pub policy: Option<Policy>,
}

/// Decides a stored result again under other settings. No picture is needed: comparisons are made
/// anew from the values in the result. Without changes the decision stays what it was.
pub fn rescore(result: SessionResult, changes: Changes) -> SessionResult {
    let mut settings = result.settings.clone();
    if let Some(weights) = changes.weights {
        settings.weights = weights;
        // Other numbers are not those of the old name.
        settings.weights_id = changes.weights_id;
    } else if changes.weights_id.is_some() {
        settings.weights_id = changes.weights_id;
    }
    settings.requirements = settings.requirements.with_rows(changes.requirements);
    if let Some(policy) = changes.policy {
        // The reply is not folded anew: the settings say how it was.
        let registry_fold = settings.policy.registry_fold;
        settings.policy = policy;
        settings.policy.registry_fold = registry_fold;
    }
    session::again(result, settings)
}
