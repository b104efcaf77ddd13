//! What the registry answers in the scenarios of its structured test.

use bonafide_types::settings::TestScenario;

use super::reply::{Indicators, RegistryReply};

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);
const N: Option<bool> = None;

/// Declares the replies: a scenario, the indicators that it starts from, and those that differ.
macro_rules! replies {
    ($($($case:ident)|+ = $base:ident $(, $value:ident [$($field:ident)+])*;)+) => {
        /// The indicators of a scenario; none of one whose request is refused.
        fn indicators(scenario: TestScenario) -> Option<Indicators> {
            Some(match scenario {
                $($(TestScenario::$case)|+ => {
                    Indicators { $($($field: $value,)+)* ..$base() }
                })+
                TestScenario::Case20 => return None,
            })
        }
    };
}

replies! {
    Case01 | Case04 = identity;
    Case02 | Case19A = everything;
    Case03 = without_middle_and_suffix, F [driver_license_expiration_date];
    Case05 = another_card;
    Case06 = identity, T [person_name_suffix];
    Case07 = another_holder;
    Case08 = without_middle_and_suffix, N [address_line2],
        F [address_line1 driver_license_issue_date driver_license_expiration_date];
    Case09 = everything, F [person_first_name_exact person_birth_date person_eye_color
        address_line2 address_zip5 driver_license_expiration_date];
    Case10 | Case21 = nothing, F [driver_license_number];
    Case11 = everything, F [driver_license_number],
        N [driver_license_issue_date person_name_suffix];
    Case12 = bare_record;
    Case13 = identity, F [person_last_name_exact person_first_name_exact person_middle_name_exact];
    Case14 = everything, F [person_last_name_exact person_middle_name_exact person_name_suffix
        person_birth_date person_eye_color driver_license_expiration_date];
    Case15 = without_middle_and_suffix,
        F [address_city driver_license_issue_date driver_license_expiration_date];
    Case16 = everything, F [person_first_name_exact],
        T [person_first_name_fuzzy_primary person_first_name_fuzzy_alternate];
    Case17 = everything, F [person_middle_name_exact],
        T [person_middle_name_fuzzy_primary person_middle_name_fuzzy_alternate];
    Case18 = everything, F [person_last_name_exact],
        T [person_last_name_fuzzy_primary person_last_name_fuzzy_alternate];
    Case19B = everything, F [address_line1 address_line2 address_state_code address_zip5];
}

/// Returns the reply of a scenario of the structured test, so that a caller can try every ending
/// without a registry.
///
/// Source: the expectations of the public test suite of the service's client in
/// `dzaslavskiy/identity-idva-aamva` (CC0-1.0); an indicator that the suite does not name is not
/// returned.
///
/// ```
/// use bonafide_aamva::dldv::{FoldPolicy, RegistryReply, canned_reply, fold};
///
/// let RegistryReply::Indicators(reply) = canned_reply("TestCase03".parse()?) else { panic!() };
/// assert_eq!(fold(&reply, FoldPolicy::Exact).document_expiration, Some(false));
/// # Ok::<(), bonafide_types::settings::UnknownScenario>(())
/// ```
pub fn canned_reply(scenario: TestScenario) -> RegistryReply {
    match indicators(scenario) {
        Some(indicators) => RegistryReply::Indicators(Box::new(indicators)),
        None => RegistryReply::Incomplete("no_number_name_or_birth_date".to_owned()),
    }
}

/// Nothing was compared.
fn nothing() -> Indicators {
    Indicators::default()
}

/// Number, names and birth date, which every request has.
fn identity() -> Indicators {
    Indicators {
        driver_license_number: T,
        person_last_name_exact: T,
        person_first_name_exact: T,
        person_birth_date: T,
        ..Indicators::default()
    }
}

fn everything() -> Indicators {
    Indicators {
        driver_license_issue_date: T,
        driver_license_expiration_date: T,
        document_category: T,
        person_sex_code: T,
        person_eye_color: T,
        person_height: T,
        person_weight: T,
        person_middle_name_exact: T,
        person_name_suffix: T,
        address_line1: T,
        address_line2: T,
        address_city: T,
        address_state_code: T,
        address_zip5: T,
        ..identity()
    }
}

/// Of a request that states neither.
fn without_middle_and_suffix() -> Indicators {
    Indicators { person_middle_name_exact: None, person_name_suffix: None, ..everything() }
}

/// Names, number and most of the address are those of a card that otherwise is another.
fn another_card() -> Indicators {
    Indicators {
        driver_license_issue_date: F,
        driver_license_expiration_date: F,
        document_category: F,
        person_sex_code: F,
        person_eye_color: F,
        person_height: F,
        person_weight: F,
        person_name_suffix: None,
        address_line1: F,
        ..everything()
    }
}

/// The number is that of a card of the same kind with another holder.
fn another_holder() -> Indicators {
    Indicators {
        driver_license_number: T,
        driver_license_issue_date: F,
        driver_license_expiration_date: F,
        document_category: T,
        person_sex_code: T,
        person_birth_date: F,
        person_last_name_exact: F,
        person_first_name_exact: F,
        person_name_suffix: F,
        address_line1: F,
        address_city: F,
        address_state_code: T,
        address_zip5: F,
        ..Indicators::default()
    }
}

/// A record of number, names and birth date, against a request that states everything but suffix,
/// second street line and date of issue.
fn bare_record() -> Indicators {
    Indicators {
        driver_license_expiration_date: F,
        document_category: F,
        person_sex_code: F,
        person_eye_color: F,
        person_height: F,
        person_weight: F,
        person_middle_name_exact: T,
        address_line1: F,
        address_city: F,
        address_state_code: F,
        address_zip5: F,
        ..identity()
    }
}
