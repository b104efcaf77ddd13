//! Words that values are made of: colours, nationalities, countries, suffixes, `NONE`.

use bonafide_types::Country;
use bonafide_types::codes::{EyeColor, HairColor};

use crate::fold::folded;

/// Whether a text says that there is nothing (AAMVA table D.3 and common print).
pub(crate) fn is_none(text: &str) -> bool {
    matches!(
        folded(text).as_str(),
        "NONE"
            | "N0NE"
            | "NONEN0NE"
            | "NA"
            | "NIL"
            | "AUCUNE"
            | "AUCUN"
            | "KEINE"
            | "NINGUNA"
            | "NESSUNA"
            | "UNAVL"
            | "NMN"
            | "NFN"
            | "NOMIDDLENAME"
    )
}

/// The suffix that a word is, in canonical form (AAMVA element DCU).
pub(crate) fn suffix(word: &str) -> Option<&'static str> {
    Some(match folded(word).as_str() {
        "JR" | "JNR" => "JR",
        "SR" | "SNR" => "SR",
        "II" | "2ND" => "II",
        "III" | "3RD" => "III",
        "IV" | "4TH" => "IV",
        "V" | "5TH" => "V",
        "VI" => "VI",
        _ => return None,
    })
}

/// Whether a key is a word that stands on documents and is nobody's name where it stands alone.
pub(crate) fn is_no_name(key: &str) -> bool {
    NO_NAMES.contains(&key)
        || ["LICEN", "PASSPO", "PASAPORTE", "IDENTI", "REISEPASS", "PERMIS", "REPUBLI"]
            .iter()
            .any(|start| key.contains(start))
}

#[rustfmt::skip]
const NO_NAMES: &[&str] = &[
    "SEX", "EYES", "HAIR", "CLASS", "USA", "DONOR", "ORGANDONOR", "VETERAN", "DRIVER", "UNITEDSTATES", "SPECIMEN",
    "SIGNATURE", "FEDERALLIMITSAPPLY", "NOTFORFEDERALIDENTIFICATION", "LIMITEDTERM", "TEMPORARY", "UNDER21", "CANADA",
    "UTOPIA", "DEUTSCHLAND", "BUNDESREPUBLIKDEUTSCHLAND", "PERSONALAUSWEIS", "CARTENATIONALE", "DOCUMENTONACIONAL",
    "FUHRERSCHEIN", "DRIVINGLICENCE", "ESPANA", "ITALIA", "PORTUGAL", "NEDERLAND", "FRANCE", "BELGIQUE", "IDCARD",
];

/// Colours of eyes in French, German, Spanish, Italian, Portuguese, Dutch.
pub(crate) fn eye_word(key: &str) -> Option<EyeColor> {
    Some(match key {
        "BLAU" | "BLEU" | "BLEUS" | "AZUL" | "AZULES" | "AZUIS" | "AZZURRI" | "AZZURRO" | "BLU"
        | "BLAUW" | "CELESTI" => EyeColor::Blue,
        "BRAUN" | "MARRON" | "MARRONS" | "BRUN" | "BRUNS" | "MARRONES" | "CASTANO" | "CASTANOS"
        | "CASTANI" | "CASTANHO" | "CASTANHOS" | "MARRONI" | "BRUIN" | "CAFE" => EyeColor::Brown,
        "GRUN" | "GRUEN" | "VERT" | "VERTS" | "VERDE" | "VERDES" | "VERDI" | "GROEN" => {
            EyeColor::Green
        }
        "GRAU" | "GRIS" | "GRISES" | "GRIGI" | "GRIGIO" | "CINZENTO" | "CINZENTOS" | "GRIJS" => {
            EyeColor::Gray
        }
        "SCHWARZ" | "NOIR" | "NOIRS" | "NEGRO" | "NEGROS" | "NERI" | "NERO" | "PRETO"
        | "PRETOS" | "ZWART" => EyeColor::Black,
        "NOISETTE" | "AVELLANA" | "NOCCIOLA" | "GRUNBRAUN" | "AVELA" => EyeColor::Hazel,
        _ => return None,
    })
}

/// Colours of hair in French, German, Spanish, Italian, Portuguese, Dutch.
pub(crate) fn hair_word(key: &str) -> Option<HairColor> {
    Some(match key {
        "BLONDS" | "RUBIO" | "BIONDI" | "LOIRO" => HairColor::Blond,
        "ROT" | "ROUX" | "ROJO" | "ROSSI" | "RUIVO" | "ROOD" => HairColor::Red,
        "WEISS" | "BLANC" | "BLANCS" | "BLANCO" | "BIANCHI" | "BRANCO" | "WIT" => HairColor::White,
        "GRAU" | "GRIS" | "GRIGI" | "CINZENTO" | "GRIJS" => HairColor::Gray,
        "SCHWARZ" | "NOIR" | "NOIRS" | "NEGRO" | "NERI" | "PRETO" | "ZWART" => HairColor::Black,
        "BRAUN" | "BRUN" | "BRUNS" | "CHATAIN" | "CASTANO" | "CASTANI" | "CASTANHO" | "BRUIN" => {
            HairColor::Brown
        }
        "CHAUVE" | "KAHL" | "CALVO" | "KAAL" => HairColor::Bald,
        _ => return None,
    })
}

/// The country code of a nationality as documents print it, without accents.
pub(crate) fn nationality(text: &str) -> Option<&'static str> {
    let key = folded(text);
    NATIONALITIES
        .iter()
        .find(|(_, words)| words.split('|').any(|word| word == key))
        .map(|(code, _)| *code)
}

/// Country code and its adjectives in key form, own language and English first.
#[rustfmt::skip]
const NATIONALITIES: &[(&str, &str)] = &[
    ("UTO", "UTOPIAN|UTOPIENNE"), ("DEU", "DEUTSCH|GERMAN|DEUTSCHE|ALLEMANDE|ALEMANA"), ("AUT", "AUSTRIAN|OSTERREICH|OESTERREICH|AUTRICHIENNE"),
    ("FRA", "FRANCAISE|FRANCAIS|FRENCH|FRANZOSISCH|FRANCESA|FRANCESE"), ("ESP", "ESPANOLA|SPANISH|ESPANOL|ESPAGNOLE"),
    ("ITA", "ITALIANA|ITALIAN|ITALIANO|ITALIENNE"), ("PRT", "PORTUGUESA|PORTUGUESE|PORTUGUES|PORTUGAISE"),
    ("NLD", "NEDERLANDSE|DUTCH|NEDERLANDS|NEERLANDAISE"), ("BEL", "BELG|BELGE|BELGIAN|BELGISCH"),
    ("GBR", "BRITISHCITIZEN|BRITISH|BRITANNIQUE|BRITISHSUBJECT"), ("IRL", "IRISH|EIREANNACH|EIREANNACHIRISH|IRLANDAISE"),
    ("USA", "UNITEDSTATESOFAMERICA|AMERICAN|USCITIZEN|ESTADOUNIDENSE|UNITEDSTATES"), ("CAN", "CANADIAN|CANADIENNE|CANADIANCANADIENNE"),
    ("MEX", "MEXICANA|MEXICAN"), ("BRA", "BRASILEIRA|BRASILEIROA|BRAZILIAN|BRASILEIRO"), ("ARG", "ARGENTINA|ARGENTINE"),
    ("COL", "COLOMBIANA|COLOMBIAN|COL"), ("CHL", "CHILENA|CHILEAN"), ("PER", "PERUANA|PERUVIAN"), ("VEN", "VENEZOLANA|VENEZUELAN"),
    ("ECU", "ECUATORIANA|ECUADORIAN"), ("CUB", "CUBANA|CUBAN"), ("DOM", "DOMINICANA|DOMINICAN"), ("CHE", "SWISS|SUISSE|SCHWEIZ|SVIZZERA"),
    ("POL", "POLSKIE|POLISH|POLONAISE"), ("CZE", "CESKA|CZECH|CESKAREPUBLIKA"), ("SVK", "SLOVENSKA|SLOVAK"), ("HUN", "MAGYAR|HUNGARIAN"),
    ("ROU", "ROMANA|ROMANIAN|ROUMAINE"), ("BGR", "BULGARIAN|BALGARIA"), ("HRV", "HRVATSKO|CROATIAN"), ("SVN", "SLOVENSKO|SLOVENIAN|SLOVENE"),
    ("SRB", "SRBIJE|SERBIAN|SRPSKO"), ("GRC", "HELLENIC|GREEK|ELLINIKI"), ("TUR", "TC|TURKISH|TURK"), ("SWE", "SVENSK|SWEDISH"),
    ("NOR", "NORSK|NORWEGIAN"), ("DNK", "DANSK|DANISH"), ("FIN", "SUOMI|FINNISH|FINLAND|SUOMIFINLAND"), ("ISL", "ISLENSK|ICELANDIC"),
    ("EST", "EESTI|ESTONIAN"), ("LVA", "LATVIJAS|LATVIAN|LVA"), ("LTU", "LIETUVOS|LITHUANIAN"), ("UKR", "UKRAINIAN|UKRAINE|UKRAINA"),
    ("RUS", "RUSSIAN|RUSSIANFEDERATION|ROSSIYSKAYAFEDERATSIYA"), ("LUX", "LUXEMBOURGEOISE|LUXEMBOURGISH"), ("MLT", "MALTESE|MALTIJA"), ("CYP", "CYPRIOT"),
    ("IND", "INDIAN"), ("CHN", "CHINESE"), ("JPN", "JAPAN|JAPANESE"), ("KOR", "REPUBLICOFKOREA|KOREAN"), ("PHL", "FILIPINO|PHILIPPINE"),
    ("VNM", "VIETNAMESE|VIETNAM"), ("THA", "THAI"), ("IDN", "INDONESIA|INDONESIAN"), ("MYS", "MALAYSIA|MALAYSIAN"), ("SGP", "SINGAPORECITIZEN|SINGAPOREAN"),
    ("AUS", "AUSTRALIAN"), ("NZL", "NEWZEALAND|NEWZEALANDER"), ("ZAF", "SOUTHAFRICAN"), ("NGA", "NIGERIAN"), ("KEN", "KENYAN"), ("GHA", "GHANAIAN"),
    ("EGY", "EGYPTIAN"), ("MAR", "MAROCAINE|MOROCCAN"), ("TUN", "TUNISIENNE|TUNISIAN"), ("DZA", "ALGERIENNE|ALGERIAN"), ("ISR", "ISRAELI"),
    ("PAK", "PAKISTANI"), ("BGD", "BANGLADESHI"), ("LKA", "SRILANKAN"), ("NPL", "NEPALESE|NEPALI"), ("IRN", "IRANIAN"), ("IRQ", "IRAQI"), ("SYR", "SYRIAN"),
];

/// Country names in their own language or another than English, in key form.
#[rustfmt::skip]
const COUNTRY_NAMES: &[(&str, &str)] = &[
    ("BUNDESREPUBLIKDEUTSCHLAND", "DEU"), ("DEUTSCHLAND", "DEU"), ("ALLEMAGNE", "DEU"), ("ALEMANIA", "DEU"), ("GERMANIA", "DEU"),
    ("REPUBLIQUEFRANCAISE", "FRA"), ("FRANCIA", "FRA"), ("FRANKREICH", "FRA"), ("REINODEESPANA", "ESP"), ("ESPANA", "ESP"), ("SPANIEN", "ESP"), ("ESPAGNE", "ESP"),
    ("REPUBBLICAITALIANA", "ITA"), ("ITALIA", "ITA"), ("ITALIEN", "ITA"), ("ITALIE", "ITA"), ("REPUBLICAPORTUGUESA", "PRT"),
    ("KONINKRIJKDERNEDERLANDEN", "NLD"), ("NEDERLAND", "NLD"), ("PAYSBAS", "NLD"), ("NIEDERLANDE", "NLD"), ("PAISESBAJOS", "NLD"),
    ("REPUBLIKOSTERREICH", "AUT"), ("OSTERREICH", "AUT"), ("AUTRICHE", "AUT"), ("BELGIQUE", "BEL"), ("BELGIE", "BEL"), ("BELGIEN", "BEL"), ("KONINKRIJKBELGIE", "BEL"), ("ROYAUMEDEBELGIQUE", "BEL"),
    ("SCHWEIZ", "CHE"), ("SUISSE", "CHE"), ("SVIZZERA", "CHE"), ("CONFEDERATIONSUISSE", "CHE"), ("SCHWEIZERISCHEEIDGENOSSENSCHAFT", "CHE"),
    ("ROYAUMEUNI", "GBR"), ("REINOUNIDO", "GBR"), ("UNITEDKINGDOMOFGREATBRITAINANDNORTHERNIRELAND", "GBR"), ("EIRE", "IRL"), ("IRLANDE", "IRL"),
    ("ESTADOSUNIDOSMEXICANOS", "MEX"), ("MEXICO", "MEX"), ("MEXIQUE", "MEX"), ("ETATSUNISDAMERIQUE", "USA"), ("ETATSUNIS", "USA"), ("ESTADOSUNIDOS", "USA"),
    ("ESTADOSUNIDOSDEAMERICA", "USA"), ("UNITEDSTATESOFAMERICA", "USA"), ("UNITEDSTATES", "USA"), ("REPUBLICAFEDERATIVADOBRASIL", "BRA"), ("BRASIL", "BRA"), ("BRESIL", "BRA"),
    ("REPUBLICAARGENTINA", "ARG"), ("REPUBLICADECOLOMBIA", "COL"), ("REPUBLICADECHILE", "CHL"), ("REPUBLICADELPERU", "PER"), ("REPUBLICADELECUADOR", "ECU"),
    ("REPUBLICADOMINICANA", "DOM"), ("RZECZPOSPOLITAPOLSKA", "POL"), ("POLSKA", "POL"), ("CESKAREPUBLIKA", "CZE"), ("SLOVENSKAREPUBLIKA", "SVK"),
    ("MAGYARORSZAG", "HUN"), ("ROMANIA", "ROU"), ("REPUBLIKAHRVATSKA", "HRV"), ("REPUBLIKASLOVENIJA", "SVN"), ("REPUBLIKASRBIJA", "SRB"), ("SVERIGE", "SWE"),
    ("NORGE", "NOR"), ("DANMARK", "DNK"), ("KONGERIGETDANMARK", "DNK"), ("SUOMI", "FIN"), ("EESTIVABARIIK", "EST"), ("LATVIJASREPUBLIKA", "LVA"),
    ("LIETUVOSRESPUBLIKA", "LTU"), ("TURKIYECUMHURIYETI", "TUR"), ("TURKIYE", "TUR"), ("ISLAND", "ISL"), ("GRANDDUCHEDELUXEMBOURG", "LUX"), ("UKRAINA", "UKR"),
    ("ROYAUMEDUMAROC", "MAR"), ("REPUBLIQUETUNISIENNE", "TUN"), ("UTOPIA", "UTO"), ("UTOPIE", "UTO"),
];

/// The country of a name in one of the languages of documents.
pub(crate) fn country_name(text: &str) -> Option<Country> {
    let key = folded(text);
    let own = COUNTRY_NAMES.iter().find(|(name, _)| *name == key);
    own.and_then(|(_, code)| Country::from_alpha3(code)).or_else(|| {
        // The table of names answers codes as well: two and three letters are not enough here.
        (key.len() >= 4).then(|| Country::from_name(text)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_one() {
        let codes = NATIONALITIES.iter().map(|(code, _)| code);
        for code in codes.chain(COUNTRY_NAMES.iter().map(|(_, code)| code)) {
            assert!(Country::from_alpha3(code).is_some(), "{code}");
        }
    }

    #[test]
    fn every_word_is_a_key() {
        let words = NATIONALITIES.iter().flat_map(|(_, words)| words.split('|'));
        for word in words.chain(COUNTRY_NAMES.iter().map(|(name, _)| *name)) {
            assert_eq!(word, folded(word));
        }
    }
}
