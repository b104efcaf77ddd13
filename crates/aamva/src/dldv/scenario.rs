//! What the registry answers in the scenarios of its structured test.

use bonafide_types::settings::TestScenario;

use super::reply::{Indicators, RegistryReply};

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);

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
    use TestScenario as S;
    let indicators = match scenario {
        S::Case01 | S::Case04 => identity(),
        S::Case02 | S::Case19A => everything(),
        S::Case03 => {
            Indicators { driver_license_expiration_date: F, ..without_middle_and_suffix() }
        }
        S::Case05 => another_card(),
        S::Case06 => Indicators { person_name_suffix: T, ..identity() },
        S::Case07 => another_holder(),
        S::Case08 => Indicators {
            address_line1: F,
            address_line2: None,
            driver_license_issue_date: F,
            driver_license_expiration_date: F,
            ..without_middle_and_suffix()
        },
        S::Case09 => Indicators {
            person_first_name_exact: F,
            person_birth_date: F,
            person_eye_color: F,
            address_line2: F,
            address_zip5: F,
            driver_license_expiration_date: F,
            ..everything()
        },
        S::Case10 | S::Case21 => Indicators { driver_license_number: F, ..Indicators::default() },
        S::Case11 => Indicators {
            driver_license_number: F,
            driver_license_issue_date: None,
            person_name_suffix: None,
            ..everything()
        },
        S::Case12 => bare_record(),
        S::Case13 => Indicators {
            person_last_name_exact: F,
            person_first_name_exact: F,
            person_middle_name_exact: F,
            ..identity()
        },
        S::Case14 => Indicators {
            person_last_name_exact: F,
            person_middle_name_exact: F,
            person_name_suffix: F,
            person_birth_date: F,
            person_eye_color: F,
            driver_license_expiration_date: F,
            ..everything()
        },
        S::Case15 => Indicators {
            address_city: F,
            driver_license_issue_date: F,
            driver_license_expiration_date: F,
            ..without_middle_and_suffix()
        },
        S::Case16 => Indicators {
            person_first_name_exact: F,
            person_first_name_fuzzy_primary: T,
            person_first_name_fuzzy_alternate: T,
            ..everything()
        },
        S::Case17 => Indicators {
            person_middle_name_exact: F,
            person_middle_name_fuzzy_primary: T,
            person_middle_name_fuzzy_alternate: T,
            ..everything()
        },
        S::Case18 => Indicators {
            person_last_name_exact: F,
            person_last_name_fuzzy_primary: T,
            person_last_name_fuzzy_alternate: T,
            ..everything()
        },
        S::Case19B => Indicators {
            address_line1: F,
            address_line2: F,
            address_state_code: F,
            address_zip5: F,
            ..everything()
        },
        S::Case20 => return RegistryReply::Incomplete("no_number_name_or_birth_date".to_owned()),
    };
    RegistryReply::Indicators(Box::new(indicators))
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
