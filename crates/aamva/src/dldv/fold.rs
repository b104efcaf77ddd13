//! From the service's indicators to the seventeen values and their score.

use std::iter::once;

use bonafide_types::Score;
use bonafide_types::settings::FoldPolicy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reply::{Indicators, RegistryReply};

macro_rules! matches_table {
    ($($(#[$doc:meta])* $field:ident $name:literal $short:literal $phi:literal,)+) => {
        /// The seventeen values: `true`, `false`, or `None` where the registry did not compare.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct DmvMatches {
            $($(#[$doc])* #[serde(rename = $name)] pub $field: Option<bool>,)+
        }

        impl DmvMatches {
            /// Returns the values in the order of the wire with their names and weights φ.
            pub fn iter(&self) -> impl Iterator<Item = Match> {
                [$(Match { name: $name, short: $short, value: self.$field, phi: $phi },)+]
                    .into_iter()
            }
        }
    };
}

// φ: how much each value weighs in the score.
matches_table! {
    /// Licence or card number.
    document_number "dmv_document_number_match" "document_number" 3.0,
    /// Date of expiry.
    document_expiration "dmv_document_expiration_match" "document_expiration" 2.0,
    /// Date of issue.
    document_issue "dmv_document_issue_match" "document_issue" 1.0,
    /// Licence, permit or identification card.
    document_category "dmv_document_category_match" "document_category" 1.0,
    /// Date of birth.
    birth_date "dmv_birth_date_match" "birth_date" 3.0,
    /// Sex.
    sex "dmv_sex_match" "sex" 1.0,
    /// Eye colour.
    eye_color "dmv_eye_color_match" "eye_color" 0.5,
    /// Height.
    height "dmv_height_match" "height" 0.5,
    /// Weight.
    weight "dmv_weight_match" "weight" 0.25,
    /// First name.
    first_name "dmv_first_name_match" "first_name" 2.0,
    /// Middle names.
    middle_name "dmv_middle_name_match" "middle_name" 0.5,
    /// Family name.
    last_name "dmv_last_name_match" "last_name" 3.0,
    /// Name suffix.
    suffix_name "dmv_suffix_name_match" "suffix_name" 0.25,
    /// Both street lines.
    street "dmv_street_match" "street" 1.0,
    /// City.
    city "dmv_city_match" "city" 0.5,
    /// State.
    state "dmv_state_match" "state" 0.5,
    /// Both parts of the postal code.
    postal_code "dmv_postal_code_match" "postal_code" 1.0,
}

/// One of the seventeen values.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Match {
    /// Wire name, for example `dmv_last_name_match`.
    pub name: &'static str,
    /// The datum alone, for example `last_name`.
    pub short: &'static str,
    /// The value.
    pub value: Option<bool>,
    /// Its weight, above 0.
    pub phi: f64,
}

/// Folds the service's indicators into the seventeen values.
///
/// Names follow the policy. Data that the service compares in parts (the two street lines, the
/// five- and four-digit parts of the postal code) are `false` if any returned part is, `true` if
/// all returned parts are, and `None` if none was returned.
pub fn fold(indicators: &Indicators, policy: FoldPolicy) -> DmvMatches {
    let i = indicators;
    DmvMatches {
        document_number: i.driver_license_number,
        document_expiration: i.driver_license_expiration_date,
        document_issue: i.driver_license_issue_date,
        document_category: i.document_category,
        birth_date: i.person_birth_date,
        sex: i.person_sex_code,
        eye_color: i.person_eye_color,
        height: i.person_height,
        weight: i.person_weight,
        first_name: name(
            policy,
            i.person_first_name_exact,
            &[i.person_first_name_fuzzy_primary, i.person_first_name_fuzzy_alternate],
        ),
        middle_name: middle_name(i, policy),
        last_name: name(
            policy,
            i.person_last_name_exact,
            &[i.person_last_name_fuzzy_primary, i.person_last_name_fuzzy_alternate],
        ),
        suffix_name: i.person_name_suffix,
        street: all([i.address_line1, i.address_line2]),
        city: i.address_city,
        state: i.address_state_code,
        postal_code: all([i.address_zip5, i.address_zip4]),
    }
}

/// A name by its exact indicator, or by any where the policy says so.
fn name(policy: FoldPolicy, exact: Option<bool>, fuzzy: &[Option<bool>]) -> Option<bool> {
    match policy {
        FoldPolicy::Exact => exact,
        FoldPolicy::Fuzzy => any(once(exact).chain(fuzzy.iter().copied())),
    }
}

/// Middle names; their initial stands for them where the registry compared nothing else.
fn middle_name(i: &Indicators, policy: FoldPolicy) -> Option<bool> {
    let (primary, alternate) =
        (i.person_middle_name_fuzzy_primary, i.person_middle_name_fuzzy_alternate);
    let initial = i.person_middle_initial;
    let only_initial = primary.is_none() && alternate.is_none();
    name(policy, i.person_middle_name_exact, &[primary, alternate, initial])
        .or(initial.filter(|_| only_initial))
}

/// `true` if any is, `false` if some were returned and none is.
fn any(values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    values.flatten().reduce(|a, b| a || b)
}

/// `false` if any is, `true` if some were returned and all are.
fn all(values: [Option<bool>; 2]) -> Option<bool> {
    values.into_iter().flatten().reduce(|a, b| a && b)
}

/// Returns the score: Σ φ of what matches over Σ φ of what was compared. `None` if nothing was
/// compared; 0 if the document number does not match, for then no record was found.
pub fn ratio(matches: &DmvMatches) -> Option<Score> {
    if matches.document_number == Some(false) {
        return Some(Score::ZERO);
    }
    let compared: f64 = matches.iter().filter(|m| m.value.is_some()).map(|m| m.phi).sum();
    let matched: f64 = matches.iter().filter(|m| m.value == Some(true)).map(|m| m.phi).sum();
    (compared > 0.0).then(|| Score::clamped(matched / compared))
}

/// How the registry's reply ends (`dmv_status_e`).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Everything compared matches.
    Match,
    /// The record was found and something does not match.
    PartialMatch,
    /// No record under this number, or nothing compared matches.
    NoMatch,
    /// The registry gave no answer.
    Unavailable,
    /// Nothing was compared: no reply, or a request that lacked what the registry needs.
    NotPerformed,
}

/// Returns how a reply ends, given the values that were folded from its indicators or that came
/// from the comparison of its record.
pub fn status(reply: &RegistryReply, matches: &DmvMatches) -> Status {
    if let RegistryReply::Unavailable(_) = reply {
        return Status::Unavailable;
    }
    if let RegistryReply::Incomplete(_) = reply {
        return Status::NotPerformed;
    }
    let counts = counts(matches);
    if counts.compared == 0 {
        Status::NotPerformed
    } else if matches.document_number == Some(false) || counts.matched == 0 {
        Status::NoMatch
    } else if counts.matched == counts.compared {
        Status::Match
    } else {
        Status::PartialMatch
    }
}

/// How many values were compared and matched, and which were not returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Values that are not null, 0 to 17.
    pub compared: usize,
    /// Values that are `true`.
    pub matched: usize,
    /// The data whose value is null, without prefix and suffix: `suffix_name`.
    pub not_returned: Vec<&'static str>,
}

impl Counts {
    /// Returns the plain share of compared values that match, every value weighing the same;
    /// [`ratio`] weighs them. `None` if nothing was compared.
    pub fn share(&self) -> Option<Score> {
        (self.compared > 0).then(|| Score::clamped(self.matched as f64 / self.compared as f64))
    }
}

/// Counts the values.
pub fn counts(matches: &DmvMatches) -> Counts {
    let compared = matches.iter().filter(|m| m.value.is_some()).count();
    let matched = matches.iter().filter(|m| m.value == Some(true)).count();
    let not_returned = matches.iter().filter(|m| m.value.is_none()).map(|m| m.short).collect();
    Counts { compared, matched, not_returned }
}
