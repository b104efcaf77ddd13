//! Invented people.

use bonafide_types::Sex;
use jiff::civil::Date;

use crate::issuer::Issuer;
use crate::names;
use crate::portrait::Look;
use crate::rng::Rng;

/// A person who does not exist, with everything that an identity document says.
#[derive(Clone, Debug)]
pub struct Person {
    /// Given name, upper case.
    pub first_name: String,
    /// Middle name, upper case.
    pub middle_name: Option<String>,
    /// Family name, upper case.
    pub last_name: String,
    /// Suffix such as `JR`.
    pub name_suffix: Option<String>,
    /// Male or female.
    pub sex: Sex,
    /// Date of birth; 20 to 75 years before 2026.
    pub birth_date: Date,
    /// Height in inches.
    pub height_inches: u16,
    /// Weight in pounds.
    pub weight_pounds: u16,
    /// Eye colour, three letters (ANSI D-20).
    pub eye_color: &'static str,
    /// Hair colour, three letters (ANSI D-20).
    pub hair_color: &'static str,
    /// Street line.
    pub street: String,
    /// City, one of the issuer's.
    pub city: String,
    /// Five-digit postal code whose prefix is assigned to no place.
    pub postal_code: String,
    /// Town of birth, for passports.
    pub place_of_birth: String,
    pub(crate) look: Look,
}

impl Person {
    /// Invents a resident of an invented state.
    pub fn resident(seed: u64, issuer: &Issuer) -> Self {
        let mut rng = Rng::for_purpose(seed, "person");
        let sex = if rng.chance(0.5) { Sex::Female } else { Sex::Male };
        let given = if sex == Sex::Female { names::FEMALE } else { names::MALE };
        let first_name = rng.pick(given).to_owned();
        let middle_name = rng.chance(0.75).then(|| rng.pick(given).to_owned());
        let middle_name = middle_name.filter(|middle| *middle != first_name);
        let birth_date = birth_date(&mut rng);
        let gray = birth_date.year() < 1963;
        let hair_color = if gray { "GRY" } else { rng.pick(&["BLK", "BRO", "BRO", "BLN", "RED"]) };
        let eye_color = rng.pick(&["BRO", "BRO", "BLU", "GRN", "HAZ", "GRY"]);
        let base = if sex == Sex::Female { 64 } else { 69 };
        let height = base + rng.below(9) - 4;
        let (city, postal_code) = rng.pick(issuer.cities);
        Self {
            first_name,
            middle_name,
            last_name: rng.pick(names::FAMILY).to_owned(),
            name_suffix: (sex == Sex::Male && rng.chance(0.1)).then(|| "JR".to_owned()),
            sex,
            birth_date,
            height_inches: height as u16,
            weight_pounds: (height * 5 / 2 + rng.below(50) - 20) as u16,
            eye_color,
            hair_color,
            street: street(&mut rng),
            city: city.to_owned(),
            postal_code: postal_code.to_owned(),
            place_of_birth: rng.pick(names::UTOPIAN_TOWNS).to_owned(),
            look: Look::draw(seed, sex, hair_color, eye_color, birth_date.year()),
        }
    }

    /// Given names as a card prints them: first and middle.
    pub fn given_names(&self) -> String {
        match &self.middle_name {
            Some(middle) => format!("{} {middle}", self.first_name),
            None => self.first_name.clone(),
        }
    }

    /// `M` or `F`.
    pub fn sex_letter(&self) -> &'static str {
        if self.sex == Sex::Female { "F" } else { "M" }
    }
}

fn birth_date(rng: &mut Rng) -> Date {
    let (year, month, day) = (rng.whole(1951, 2005), rng.whole(1, 12), rng.whole(1, 28));
    jiff::civil::date(year as i16, month as i8, day as i8)
}

fn street(rng: &mut Rng) -> String {
    let number = rng.whole(11, 4899);
    let name = rng.pick(names::STREETS);
    let kind = rng.pick(&["ST", "AVE", "RD", "LN", "DR", "CT"]);
    if rng.chance(0.2) {
        let unit = rng.whole(1, 48);
        format!("{number} {name} {kind} APT {unit}")
    } else {
        format!("{number} {name} {kind}")
    }
}

#[cfg(test)]
mod tests {
    use super::Person;
    use crate::issuer::ISSUERS;

    #[test]
    fn a_seed_is_a_person() {
        let (one, again) = (Person::resident(5, &ISSUERS[0]), Person::resident(5, &ISSUERS[0]));
        assert_eq!(one.last_name, again.last_name);
        assert_eq!(one.street, again.street);
        assert_eq!(one.birth_date, again.birth_date);
    }

    #[test]
    fn people_are_of_plausible_size() {
        for seed in 0..200 {
            let person = Person::resident(seed, &ISSUERS[1]);
            assert!((58..=76).contains(&person.height_inches), "{}", person.height_inches);
            assert!((120..=220).contains(&person.weight_pounds), "{}", person.weight_pounds);
            assert_ne!(person.middle_name.as_ref(), Some(&person.first_name));
        }
    }
}
