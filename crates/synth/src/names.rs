//! Names for people and places that do not exist.

pub(crate) const FEMALE: &[&str] = &[
    "MARA", "ELODIE", "TAMSIN", "ROSALIND", "INGRID", "PRIYA", "NAOMI", "CELESTE", "HANNAH",
    "BEATRIX", "YARA", "LENA", "OPAL", "SABINE", "THEA", "WINIFRED",
];

pub(crate) const MALE: &[&str] = &[
    "JONAS",
    "ALDEN",
    "MATTEO",
    "CORNELIUS",
    "DESMOND",
    "EZRA",
    "FELIX",
    "GIDEON",
    "HUGO",
    "IVAN",
    "KENJI",
    "LAMONT",
    "OSCAR",
    "RAFAEL",
    "SIMON",
    "TOBIAS",
];

/// Family names made up for this list.
pub(crate) const FAMILY: &[&str] = &[
    "ALDERWICK",
    "BRAMHOLLOW",
    "CORVANE",
    "DUNMERROW",
    "ESTERHOLT",
    "FARROWGATE",
    "GRIMSDEN",
    "HOLLOWELL-VANE",
    "ISTRADAN",
    "KESTERVIK",
    "LOCKHAVEN",
    "MIRABEAU-KRAFT",
    "NORTHQUIST",
    "OAKENSHAW",
    "PELLWORTH",
    "QUILLON",
    "RAVENSHOLT",
    "STILLMARSH",
    "THORNQUIST",
    "UMBERLEIGH",
    "VANTERPOOL",
    "WYNDHOLME",
    "YARDWELL",
    "ZELINDER",
];

pub(crate) const STREETS: &[&str] = &[
    "FALCON RIDGE",
    "OLD MILL",
    "CEDAR HOLLOW",
    "LANTERN",
    "WHITE HERON",
    "QUARRY",
    "ORCHARD PARK",
    "SIGNAL HILL",
    "COPPER CREEK",
    "JUNIPER",
    "MEETINGHOUSE",
    "PRAIRIE STAR",
];

pub(crate) const UTOPIAN_TOWNS: &[&str] =
    &["ZENITH", "AMAUROT", "NUSQUAMA", "HYTHLODAY", "ANYDER BAY", "ACHORIA"];
