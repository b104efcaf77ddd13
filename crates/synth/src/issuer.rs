//! Who issues the specimens: states that do not exist, and the ICAO state Utopia.

/// The colours of an issuer's card.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    /// Background of the card, from one corner over the middle to the other.
    pub(crate) ground: [[u8; 3]; 3],
    /// Header band, labels and emblem.
    pub(crate) accent: [u8; 3],
    /// Guilloche lines, alternating.
    pub(crate) lines: [[u8; 3]; 2],
}

/// A US-style jurisdiction that does not exist.
///
/// The names are those of states that were proposed in history and never admitted. The two-letter
/// codes, the issuer identification numbers and the ZIP prefixes are assigned to nobody.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Name as printed in the header.
    pub name: &'static str,
    /// Two-letter code that is no code of a state, territory, province or Mexican state.
    pub code: &'static str,
    /// Six-digit issuer identification number outside the numbers that AAMVA has assigned.
    pub iin: &'static str,
    /// The office that issues.
    pub authority: &'static str,
    /// Issuer's own phrase for a licence.
    pub licence_title: &'static str,
    /// Issuer's own phrase for an identification card.
    pub card_title: &'static str,
    pub(crate) cities: &'static [(&'static str, &'static str)],
    /// Form of a document number: `L` is a letter, `0` a digit, anything else is itself.
    pub(crate) number_form: &'static str,
    pub(crate) palette: Palette,
}

/// The invented states.
pub const ISSUERS: &[Issuer] = &[
    Issuer {
        name: "FRANKLIN",
        code: "FK",
        iin: "636901",
        authority: "FRANKLIN BUREAU OF ROADS",
        licence_title: "DRIVER LICENSE",
        card_title: "IDENTIFICATION CARD",
        cities: &[("JONESPORT", "69612"), ("WATAUGA FALLS", "69640"), ("NOLICHUCKY", "69688")],
        number_form: "L000-0000-0000",
        palette: Palette {
            ground: [[214, 229, 243], [240, 244, 236], [198, 221, 214]],
            accent: [24, 62, 122],
            lines: [[64, 118, 178], [80, 150, 120]],
        },
    },
    Issuer {
        name: "JEFFERSON",
        code: "JF",
        iin: "636902",
        authority: "JEFFERSON MOTOR DIVISION",
        licence_title: "DRIVER LICENSE",
        card_title: "IDENTIFICATION CARD",
        cities: &[("KLAMATH LANDING", "88604"), ("YREKA BEND", "88631"), ("SISKIYOU", "88677")],
        number_form: "LL000000",
        palette: Palette {
            ground: [[246, 231, 208], [243, 243, 228], [214, 228, 205]],
            accent: [110, 54, 20],
            lines: [[190, 128, 60], [108, 142, 74]],
        },
    },
    Issuer {
        name: "ABSAROKA",
        code: "AQ",
        iin: "636903",
        authority: "ABSAROKA DRIVER SERVICES",
        licence_title: "DRIVER'S LICENSE",
        card_title: "ID CARD",
        cities: &[("SHERIDAN GAP", "69710"), ("TONGUE RIVER", "69733"), ("DAYTON MESA", "69759")],
        number_form: "000000000",
        palette: Palette {
            ground: [[228, 220, 240], [246, 240, 244], [246, 222, 214]],
            accent: [84, 36, 104],
            lines: [[142, 94, 170], [204, 116, 104]],
        },
    },
    Issuer {
        name: "SUPERIOR",
        code: "SU",
        iin: "636904",
        authority: "SUPERIOR SECRETARY OF RECORDS",
        licence_title: "OPERATOR LICENSE",
        card_title: "PERSONAL ID CARD",
        cities: &[("MARQUETTE BAY", "69811"), ("KEWEENAW", "69847"), ("IRON HARBOR", "69872")],
        number_form: "L 000 000 000 000",
        palette: Palette {
            ground: [[206, 234, 240], [236, 246, 246], [222, 230, 206]],
            accent: [8, 84, 92],
            lines: [[36, 140, 156], [140, 160, 70]],
        },
    },
];

/// The state that ICAO Doc 9303 uses for its specimens.
pub(crate) const UTOPIA: Palette = Palette {
    ground: [[240, 226, 214], [246, 241, 232], [214, 226, 236]],
    accent: [120, 30, 44],
    lines: [[186, 100, 96], [92, 128, 168]],
};

impl Issuer {
    /// Finds an invented state by its name or code, in any case.
    pub fn named(name: &str) -> Option<&'static Self> {
        ISSUERS
            .iter()
            .find(|issuer| [issuer.name, issuer.code].iter().any(|n| n.eq_ignore_ascii_case(name)))
    }
}

#[cfg(test)]
mod tests {
    use bonafide_types::Subdivision;

    use super::ISSUERS;

    #[test]
    fn no_issuer_exists() {
        for issuer in ISSUERS {
            assert!(Subdivision::from_code(issuer.code).is_none(), "{}", issuer.code);
            assert!(Subdivision::from_name(issuer.name).is_none(), "{}", issuer.name);
        }
    }
}
