//! Words of USPS Publication 28: directionals, street suffixes, unit designators, numbers in words.

/// Directionals (Publication 28, section 233 and appendix B): abbreviation, then its spellings.
const DIRECTIONS: &[&[&str]] = &[
    &["N", "NORTH", "NO", "NORD"],
    &["S", "SOUTH", "SO", "SUD"],
    &["E", "EAST"],
    &["W", "WEST", "OUEST"],
    &["NE", "NORTHEAST"],
    &["NW", "NORTHWEST"],
    &["SE", "SOUTHEAST"],
    &["SW", "SOUTHWEST"],
];

/// Street suffixes (Publication 28, appendix C1): standard abbreviation, then its spellings.
const SUFFIXES: &[&[&str]] = &[
    &["ALY", "ALLEE", "ALLEY", "ALLY"],
    &["ANX", "ANEX", "ANNEX", "ANNX"],
    &["ARC", "ARCADE"],
    &["AVE", "AV", "AVEN", "AVENU", "AVENUE", "AVN", "AVNUE"],
    &["BCH", "BEACH"],
    &["BND", "BEND"],
    &["BLF", "BLUF", "BLUFF"],
    &["BLVD", "BL", "BOUL", "BOULEVARD", "BOULV", "BVD"],
    &["BR", "BRNCH", "BRANCH"],
    &["BRG", "BRDGE", "BRIDGE"],
    &["BRK", "BROOK"],
    &["BYP", "BYPA", "BYPAS", "BYPASS", "BYPS"],
    &["CP", "CAMP", "CMP"],
    &["CSWY", "CAUSEWAY", "CAUSWA"],
    &["CTR", "CEN", "CENT", "CENTER", "CENTR", "CENTRE", "CNTER", "CNTR"],
    &["CIR", "CIRC", "CIRCL", "CIRCLE", "CRCL", "CRCLE"],
    &["CLF", "CLIFF"],
    &["CLB", "CLUB"],
    &["CMN", "COMMON"],
    &["COR", "CORNER"],
    &["CT", "COURT"],
    &["CTS", "COURTS"],
    &["CV", "COVE"],
    &["CRK", "CREEK"],
    &["CRES", "CRESCENT", "CRSENT", "CRSNT", "CR"],
    &["XING", "CROSSING", "CRSSNG"],
    &["XRD", "CROSSROAD"],
    &["DL", "DALE"],
    &["DR", "DRIV", "DRIVE", "DRV"],
    &["EST", "ESTATE"],
    &["ESTS", "ESTATES"],
    &["EXPY", "EXP", "EXPR", "EXPRESS", "EXPRESSWAY", "EXPW"],
    &["EXT", "EXTENSION", "EXTN", "EXTNSN"],
    &["FALL"],
    &["FLS", "FALLS"],
    &["FRY", "FERRY", "FRRY"],
    &["FLD", "FIELD"],
    &["FLDS", "FIELDS"],
    &["FLT", "FLAT"],
    &["FRD", "FORD"],
    &["FRST", "FOREST", "FORESTS"],
    &["FRK", "FORK"],
    &["FT", "FORT", "FRT"],
    &["FWY", "FREEWAY", "FREEWY", "FRWAY", "FRWY"],
    &["GDN", "GARDEN", "GARDN", "GRDEN", "GRDN"],
    &["GDNS", "GARDENS", "GRDNS"],
    &["GTWY", "GATEWAY", "GATEWY", "GATWAY", "GTWAY"],
    &["GLN", "GLEN"],
    &["GRN", "GREEN"],
    &["GRV", "GROV", "GROVE"],
    &["HBR", "HARB", "HARBOR", "HARBR", "HRBOR"],
    &["HVN", "HAVEN"],
    &["HTS", "HEIGHTS", "HT"],
    &["HWY", "HIGHWAY", "HIGHWY", "HIWAY", "HIWY", "HWAY"],
    &["HL", "HILL"],
    &["HLS", "HILLS"],
    &["HOLW", "HLLW", "HOLLOW", "HOLLOWS", "HOLWS"],
    &["INLT", "INLET"],
    &["IS", "ISLAND", "ISLND"],
    &["JCT", "JCTION", "JCTN", "JUNCTION", "JUNCTN", "JUNCTON"],
    &["KY", "KEY"],
    &["KNL", "KNOL", "KNOLL"],
    &["LK", "LAKE"],
    &["LKS", "LAKES"],
    &["LNDG", "LANDING", "LNDNG"],
    &["LN", "LANE"],
    &["LGT", "LIGHT"],
    &["LOOP", "LOOPS"],
    &["MALL"],
    &["MNR", "MANOR"],
    &["MDWS", "MDW", "MEADOWS", "MEDOWS", "MEADOW"],
    &["MEWS"],
    &["ML", "MILL"],
    &["MTWY", "MOTORWAY"],
    &["MT", "MNT", "MOUNT"],
    &["MTN", "MNTAIN", "MNTN", "MOUNTAIN", "MOUNTIN", "MTIN"],
    &["ORCH", "ORCHARD", "ORCHRD"],
    &["OVAL", "OVL"],
    &["PARK", "PRK", "PARKS"],
    &["PKWY", "PARKWAY", "PARKWY", "PKWAY", "PKY", "PARKWAYS", "PKWYS"],
    &["PASS"],
    &["PATH", "PATHS"],
    &["PIKE", "PIKES"],
    &["PNE", "PINE"],
    &["PNES", "PINES"],
    &["PL", "PLACE"],
    &["PLN", "PLAIN"],
    &["PLZ", "PLAZA", "PLZA"],
    &["PT", "POINT"],
    &["PRT", "PORT"],
    &["PR", "PRAIRIE", "PRR"],
    &["RADL", "RAD", "RADIAL", "RADIEL"],
    &["RNCH", "RANCH", "RANCHES", "RNCHS"],
    &["RPDS", "RAPIDS"],
    &["RST", "REST"],
    &["RDG", "RDGE", "RIDGE"],
    &["RIV", "RIVER", "RVR", "RIVR"],
    &["RD", "ROAD"],
    &["RDS", "ROADS"],
    &["RTE", "ROUTE"],
    &["ROW"],
    &["RUE"],
    &["RUN"],
    &["SHR", "SHOAR", "SHORE"],
    &["SHRS", "SHOARS", "SHORES"],
    &["SKWY", "SKYWAY"],
    &["SPG", "SPNG", "SPRING", "SPRNG"],
    &["SPGS", "SPNGS", "SPRINGS", "SPRNGS"],
    &["SPUR", "SPURS"],
    &["SQ", "SQR", "SQRE", "SQU", "SQUARE"],
    &["STA", "STATION", "STATN", "STN"],
    &["STRM", "STREAM", "STREME"],
    &["ST", "STREET", "STRT", "STR"],
    &["SMT", "SUMIT", "SUMITT", "SUMMIT"],
    &["TER", "TERR", "TERRACE"],
    &["TRCE", "TRACE", "TRACES"],
    &["TRAK", "TRACK", "TRACKS", "TRK"],
    &["TRL", "TRAIL", "TRAILS", "TRLS", "TR"],
    &["TUNL", "TUNEL", "TUNNEL"],
    &["TPKE", "TRNPK", "TURNPIKE", "TURNPK"],
    &["UN", "UNION"],
    &["VLY", "VALLEY", "VALLY", "VLLY"],
    &["VIA", "VDCT", "VIADUCT"],
    &["VW", "VIEW"],
    &["VLG", "VILL", "VILLAG", "VILLAGE", "VILLG"],
    &["VL", "VILLE"],
    &["VIS", "VISTA", "VIST", "VST"],
    // Canada Post, Addressing Guidelines, street types that Publication 28 lacks.
    &["AUT", "AUTOROUTE"],
    &["CAR", "CARREFOUR"],
    &["CH", "CHEMIN"],
    &["CIRCT", "CCT", "CIRCUIT"],
    &["CLOSE"],
    &["CONC", "CONCESSION"],
    &["CRNRS", "CORS", "CORNERS"],
    &["DIVERS", "DIVERSION"],
    &["ESPL", "ESPLANADE"],
    &["GRNDS", "GROUNDS"],
    &["HGHLDS", "HIGHLANDS"],
    &["IMP", "IMPASSE"],
    &["LMTS", "LIMITS"],
    &["LKOUT", "LOOKOUT"],
    &["MAZE"],
    &["MONTEE"],
    &["MOOR"],
    &["PDE", "PARADE"],
    &["PTWAY", "PATHWAY"],
    &["PROM", "PROMENADE"],
    &["QUAI"],
    &["QUAY"],
    &["RANG", "RG"],
    &["RISE"],
    &["RLE", "RUELLE"],
    &["SENT", "SENTIER"],
    &["TSSE", "TERRASSE"],
    &["THICK", "THICKET"],
    &["TLINE", "TOWNLINE"],
    &["VOIE"],
    &["WHARF"],
    &["WYND"],
    &["WALK", "WALKS"],
    &["WALL"],
    &["WAY", "WY"],
    &["WAYS"],
    &["WL", "WELL"],
    &["WLS", "WELLS"],
];

/// Street types that stand before the name in French, and the words that join them to it.
const FRENCH_TYPES: &[&str] = &[
    "ALLEE",
    "AUTOROUTE",
    "AV",
    "AVE",
    "AVENUE",
    "BOUL",
    "BOULEVARD",
    "CH",
    "CHEMIN",
    "IMPASSE",
    "MONTEE",
    "PLACE",
    "PROMENADE",
    "QUAI",
    "RANG",
    "ROUTE",
    "RUE",
    "RUELLE",
    "SENTIER",
    "TERRASSE",
];
const FRENCH_JOINTS: &[&str] = &["DE", "DES", "DU", "LA", "LE", "LES", "L", "D"];

/// Whether a street type may stand before the name.
pub(super) fn is_french_type(word: &str) -> bool {
    FRENCH_TYPES.contains(&word)
}

/// Whether a word only joins a French street type to its name.
pub(super) fn is_french_joint(word: &str) -> bool {
    FRENCH_JOINTS.contains(&word)
}

/// Unit designators (Publication 28, appendix C2) that take a number or letter after them.
const UNITS_WITH_ID: &[&[&str]] = &[
    &["APT", "APARTMENT", "APMT", "APP", "APPARTEMENT"],
    &["BLDG", "BUILDING"],
    &["DEPT", "DEPARTMENT"],
    &["FL", "FLOOR", "FLR"],
    &["HNGR", "HANGAR", "HANGER"],
    &["LOT"],
    &["PIER"],
    &["BUR", "BUREAU"],
    &["RM", "ROOM"],
    &["SLIP"],
    &["SPC", "SPACE"],
    &["STE", "SUITE"],
    &["STOP"],
    &["TRLR", "TRAILER"],
    &["UNIT"],
    &["#"],
];

/// Unit designators that may stand alone.
const UNITS_ALONE: &[&[&str]] = &[
    &["BSMT", "BASEMENT"],
    &["FRNT", "FRONT"],
    &["LBBY", "LOBBY"],
    &["LOWR", "LOWER"],
    &["OFC", "OFFICE"],
    &["PH", "PENTHOUSE"],
    &["REAR"],
    &["SIDE"],
    &["UPPR", "UPPER"],
];

/// Ordinals in words; tens may be followed by a unit (`NINETY SIXTH`).
const ORDINALS: &[(&str, u32)] = &[
    ("FIRST", 1),
    ("SECOND", 2),
    ("THIRD", 3),
    ("FOURTH", 4),
    ("FIFTH", 5),
    ("SIXTH", 6),
    ("SEVENTH", 7),
    ("EIGHTH", 8),
    ("NINTH", 9),
    ("TENTH", 10),
    ("ELEVENTH", 11),
    ("TWELFTH", 12),
    ("THIRTEENTH", 13),
    ("FOURTEENTH", 14),
    ("FIFTEENTH", 15),
    ("SIXTEENTH", 16),
    ("SEVENTEENTH", 17),
    ("EIGHTEENTH", 18),
    ("NINETEENTH", 19),
    ("TWENTIETH", 20),
    ("THIRTIETH", 30),
    ("FORTIETH", 40),
    ("FIFTIETH", 50),
    ("SIXTIETH", 60),
    ("SEVENTIETH", 70),
    ("EIGHTIETH", 80),
    ("NINETIETH", 90),
];

const TENS: &[(&str, u32)] = &[
    ("TWENTY", 20),
    ("THIRTY", 30),
    ("FORTY", 40),
    ("FIFTY", 50),
    ("SIXTY", 60),
    ("SEVENTY", 70),
    ("EIGHTY", 80),
    ("NINETY", 90),
];

fn standard(table: &[&'static [&'static str]], word: &str) -> Option<&'static str> {
    let row = table.iter().find(|row| row.contains(&word))?;
    row.first().copied()
}

/// Returns the abbreviation of a directional.
pub(super) fn direction(word: &str) -> Option<&'static str> {
    standard(DIRECTIONS, word)
}

/// Returns the standard abbreviation of a street suffix.
pub(super) fn suffix(word: &str) -> Option<&'static str> {
    standard(SUFFIXES, word)
}

/// Shortest suffix, written out, that is known again when it is misspelt or joined to a name.
const LONG_SUFFIX: usize = 5;

fn long_suffixes() -> impl Iterator<Item = &'static str> {
    SUFFIXES.iter().flat_map(|row| row.iter().copied()).filter(|word| word.len() >= LONG_SUFFIX)
}

/// Whether a word is one letter away from a street suffix that is written out.
pub(super) fn is_nearly_suffix(word: &str) -> bool {
    word.len() + 1 >= LONG_SUFFIX
        && long_suffixes().any(|suffix| {
            suffix.len().abs_diff(word.len()) <= 1 && strsim::osa_distance(word, suffix) <= 1
        })
}

/// Whether a name and a street suffix are written as one word.
pub(super) fn ends_with_suffix(word: &str) -> bool {
    long_suffixes().any(|suffix| word.len() > suffix.len() + 1 && word.ends_with(suffix))
}

/// Returns the longest spelling of a street suffix, which is the word written out.
pub(super) fn suffix_written_out(word: &str) -> &str {
    let row = SUFFIXES.iter().find(|row| row.contains(&word));
    row.and_then(|row| row.iter().max_by_key(|w| w.len())).copied().unwrap_or(word)
}

/// Returns the standard abbreviation of a unit designator that takes an identifier.
pub(super) fn unit_with_id(word: &str) -> Option<&'static str> {
    standard(UNITS_WITH_ID, word)
}

/// Returns the standard abbreviation of a unit designator that may stand alone.
pub(super) fn unit_alone(word: &str) -> Option<&'static str> {
    standard(UNITS_ALONE, word)
}

/// Returns the number that an ordinal in one or two words stands for, and how many words it took.
pub(super) fn spelled_ordinal(word: &str, next: Option<&str>) -> Option<(u32, usize)> {
    let ordinal = |word: &str| ORDINALS.iter().find(|(w, _)| *w == word).map(|(_, n)| *n);
    if let Some(number) = ordinal(word) {
        return Some((number, 1));
    }
    let (_, tens) = TENS.iter().find(|(w, _)| *w == word)?;
    let unit = next.and_then(ordinal).filter(|n| *n < 10)?;
    Some((tens + unit, 2))
}

/// Returns the digits of an ordinal such as `103RD`.
pub(super) fn numeric_ordinal(word: &str) -> Option<&str> {
    let digits = word.strip_suffix("ST").or_else(|| word.strip_suffix("ND"));
    let digits = digits.or_else(|| word.strip_suffix("RD")).or_else(|| word.strip_suffix("TH"))?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Returns the usual abbreviation of a word in the name of a place or street.
pub(super) fn name_word(word: &str) -> &str {
    match word {
        "SAINT" | "SAINTE" | "STE" => "ST",
        "FORT" => "FT",
        "MOUNT" => "MT",
        "HEIGHTS" => "HTS",
        "SPRINGS" => "SPGS",
        other => direction(other).unwrap_or(other),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_spelling_stands_for_two_things() {
        for table in [DIRECTIONS, SUFFIXES, UNITS_WITH_ID, UNITS_ALONE] {
            let mut seen = BTreeMap::new();
            for row in table {
                for word in *row {
                    assert_eq!(seen.insert(*word, row[0]), None, "{word} twice");
                }
            }
        }
    }

    #[test]
    fn standard_forms_of_appendix_c() {
        assert_eq!(suffix("STREET"), Some("ST"));
        assert_eq!(suffix("BOULEVARD"), Some("BLVD"));
        assert_eq!(suffix("PARKWAY"), Some("PKWY"));
        assert_eq!(unit_with_id("SUITE"), Some("STE"));
        assert_eq!(unit_alone("PENTHOUSE"), Some("PH"));
        assert_eq!(direction("NORTHEAST"), Some("NE"));
        assert_eq!(suffix("MAIN"), None);
    }

    #[test]
    fn ordinals_have_numbers() {
        assert_eq!(spelled_ordinal("NINETY", Some("SIXTH")), Some((96, 2)));
        assert_eq!(spelled_ordinal("FIRST", Some("ST")), Some((1, 1)));
        assert_eq!(spelled_ordinal("NINETY", Some("ST")), None);
        assert_eq!(numeric_ordinal("103RD"), Some("103"));
        assert_eq!(numeric_ordinal("NORTH"), None);
    }
}
