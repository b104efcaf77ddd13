//! National numbers in optional data, where the issuer's layout defines them.

use crate::format::Format;
use crate::layout::Span;
use crate::zone::Mrz;

/// How a national number is made up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// This many digits; fillers between them are dropped.
    Digits(usize),
    /// Eight digits and a letter (Spain).
    DigitsLetter,
    /// Six digits, a filler, three digits and a check character (Finland); the filler stands for
    /// a hyphen.
    Finnish,
    /// Seven digits (Romania, TD2): the first and the last six of thirteen, with the birth date
    /// left out between them.
    RomanianParts,
}

/// Layout, issuer, index of the optional field, form: what public descriptions of these documents
/// say, not checked against every issuer's own specification. An issuer that is not listed may put
/// anything there.
const KNOWN: [(Format, &str, usize, Form); 20] = [
    (Format::Td1, "BEL", 1, Form::Digits(11)),
    (Format::Td1, "ESP", 0, Form::DigitsLetter),
    (Format::Td1, "EST", 0, Form::Digits(11)),
    (Format::Td1, "FIN", 0, Form::Finnish),
    (Format::Td1, "HRV", 0, Form::Digits(11)),
    (Format::Td1, "LTU", 0, Form::Digits(11)),
    (Format::Td1, "NLD", 0, Form::Digits(9)),
    (Format::Td1, "SRB", 0, Form::Digits(13)),
    (Format::Td2, "ROU", 0, Form::RomanianParts),
    (Format::Td3, "BGR", 0, Form::Digits(10)),
    (Format::Td3, "CZE", 0, Form::Digits(10)),
    (Format::Td3, "EST", 0, Form::Digits(11)),
    (Format::Td3, "LTU", 0, Form::Digits(11)),
    (Format::Td3, "NLD", 0, Form::Digits(9)),
    (Format::Td3, "PAK", 0, Form::Digits(13)),
    (Format::Td3, "POL", 0, Form::Digits(11)),
    (Format::Td3, "ROU", 0, Form::Digits(13)),
    (Format::Td3, "SRB", 0, Form::Digits(13)),
    (Format::Td3, "THA", 0, Form::Digits(13)),
    (Format::Td3, "TUR", 0, Form::Digits(11)),
];

/// The holder's national number, if the issuer is known to put it there and it has that form.
pub(crate) fn national_id(mrz: &Mrz) -> Option<String> {
    let (index, form) = known(mrz)?;
    let raw = mrz.optional(index);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match form {
        Form::Digits(count) => {
            let number = raw.replace('<', "");
            (number.len() == count && digits(&number)).then_some(number)
        }
        Form::DigitsLetter => {
            let (number, letter) = raw.split_at_checked(8)?;
            let fits = digits(number) && letter.len() == 1 && !digits(letter);
            fits.then(|| raw.to_owned())
        }
        Form::Finnish => {
            let (birth, rest) = raw.split_at_checked(6)?;
            let individual = rest.strip_prefix('<').filter(|rest| rest.len() == 4)?;
            digits(birth).then(|| format!("{birth}-{individual}"))
        }
        Form::RomanianParts => {
            let (first, last) = raw.split_at_checked(1)?;
            let fits = raw.len() == 7 && digits(raw) && digits(mrz.birth_date());
            fits.then(|| format!("{first}{}{last}", mrz.birth_date()))
        }
    }
}

/// Where the characters of the national number stand (of the Romanian parts those that are not the
/// birth date), if there is one.
pub(crate) fn national_id_at(mrz: &Mrz) -> Option<Span> {
    let (index, _) = known(mrz).filter(|_| national_id(mrz).is_some())?;
    let place = mrz.layout().optional[index];
    let length = mrz.optional(index).len();
    let trailing = mrz.slice(place).len() - mrz.slice(place).trim_end_matches('<').len();
    let end = place.end - trailing;
    Some(Span { start: end - length, end })
}

/// Which optional field holds the number of this zone's issuer, and in what form.
fn known(mrz: &Mrz) -> Option<(usize, Form)> {
    KNOWN
        .into_iter()
        .find(|(format, issuer, ..)| *format == mrz.format() && *issuer == mrz.issuing())
        .map(|(.., index, form)| (index, form))
}
