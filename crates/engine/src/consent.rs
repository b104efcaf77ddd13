//! Which biometric stages may run. Comparison and liveness run unless the person declined, or the
//! operator demands consent and there is none; what networks estimate of a person (age, gender,
//! expression) needs consent in any case.

use bonafide_types::settings::Consent;

/// Whether sessions must say that the person agreed. It is the operator's to say, never the
/// session's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConsentRule {
    /// Faces are compared unless `consent.biometric` is false: that the person was asked is the
    /// server's business.
    #[default]
    Presumed,
    /// Faces are compared only where `consent.biometric` is true.
    Required,
}

/// What may be done with faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Permission {
    /// Finding, encoding, comparing, liveness; else why not.
    pub compare: Result<(), &'static str>,
    /// Age, gender, expression; else why not.
    pub estimate: Result<(), &'static str>,
}

pub(crate) fn permission(consent: Option<Consent>, rule: ConsentRule) -> Permission {
    const NEEDS: &str = "estimates need consent.biometric to be true";
    let (compare, estimate) = match (consent.map(|consent| consent.biometric), rule) {
        (Some(true), _) => (Ok(()), Ok(())),
        (Some(false), _) => {
            let declined = "consent.biometric is false: the person did not agree";
            (Err(declined), Err(declined))
        }
        (None, ConsentRule::Presumed) => (Ok(()), Err(NEEDS)),
        (None, ConsentRule::Required) => {
            let unknown = "consent.biometric is required and not given";
            (Err(unknown), Err(unknown))
        }
    };
    Permission { compare, estimate }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_opens_what_it_is_needed_for() {
        let of = |biometric: Option<bool>, rule| {
            let Permission { compare, estimate } =
                permission(biometric.map(|biometric| Consent { biometric }), rule);
            (compare.is_ok(), estimate.is_ok())
        };
        for rule in [ConsentRule::Presumed, ConsentRule::Required] {
            assert_eq!(of(Some(true), rule), (true, true));
            assert_eq!(of(Some(false), rule), (false, false));
        }
        assert_eq!(of(None, ConsentRule::Presumed), (true, false));
        assert_eq!(of(None, ConsentRule::Required), (false, false));
    }
}
