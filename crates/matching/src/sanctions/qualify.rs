//! What a birth date, a country and an alias's quality say about a hit on a name.
//!
//! Source: docs/scoring.md, section 5.

use bonafide_types::PartialDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entity::{AliasQuality, Entity, ListedDate};

/// What a birth date that conflicts takes from a score.
const CONFLICTING_BIRTH_DATE: f64 = 0.15;
/// What it takes from a score that the alias is a weak one.
const WEAK_ALIAS: f64 = 0.03;

/// What is known beside the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum HitTag {
    /// A listed date of birth has the year, and where both are known month and day.
    DobAgrees,
    /// A listed date of birth has the year, but another month or day.
    DobYearAgrees,
    /// A listed date of birth is within a year, or `circa` another.
    DobNear,
    /// Every listed date of birth is more than a year off.
    DobConflicts,
    /// One side gives no date of birth.
    DobUnknown,
    /// The alias is one that the list itself calls weak.
    WeakAlias,
    /// A country of the query is one of the entry's.
    CountryAgrees,
    /// Both sides give countries and none is shared.
    CountryDiffers,
    /// The query has one word, which never matches by itself.
    SingleWord,
}

/// What a hit comes to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum ScreeningOutcome {
    /// Nothing at or above the threshold.
    Clear,
    /// Someone must look.
    Potential,
    /// On the list.
    Match,
}

/// Judges a hit again under a threshold: [`Match`](ScreeningOutcome::Match) at or above it where the
/// birth date agrees, or halfway from it to 1 where none is known; else
/// [`Potential`](ScreeningOutcome::Potential) at or above it.
///
/// ```
/// use bonafide_matching::sanctions::{HitTag, ScreeningOutcome, judge};
///
/// assert_eq!(judge(0.86, 0.85, &[HitTag::DobAgrees]), ScreeningOutcome::Match);
/// assert_eq!(judge(0.86, 0.85, &[HitTag::DobUnknown]), ScreeningOutcome::Potential);
/// assert_eq!(judge(0.93, 0.85, &[HitTag::DobUnknown]), ScreeningOutcome::Match);
/// assert_eq!(judge(0.84, 0.85, &[HitTag::DobAgrees]), ScreeningOutcome::Clear);
/// ```
pub fn judge(similarity: f64, threshold: f64, tags: &[HitTag]) -> ScreeningOutcome {
    let has = |tag| tags.contains(&tag);
    let agrees = has(HitTag::DobAgrees) || has(HitTag::DobYearAgrees);
    let halfway = threshold + (1.0 - threshold) / 2.0;
    let certain = agrees || (similarity >= halfway && has(HitTag::DobUnknown));
    if similarity < threshold {
        ScreeningOutcome::Clear
    } else if certain && !has(HitTag::SingleWord) {
        ScreeningOutcome::Match
    } else {
        ScreeningOutcome::Potential
    }
}

/// Returns a name's score after qualification, and the tags.
pub(super) fn qualified(
    score: f64,
    entity: &Entity,
    quality: AliasQuality,
    birth_date: Option<PartialDate>,
    countries: &[String],
) -> (f64, Vec<HitTag>) {
    let mut score = score;
    let mut tags = vec![by_birth_date(birth_date, &entity.birth_dates)];
    if tags.contains(&HitTag::DobConflicts) {
        score -= CONFLICTING_BIRTH_DATE;
    }
    if quality == AliasQuality::Weak {
        score -= WEAK_ALIAS;
        tags.push(HitTag::WeakAlias);
    }
    if !countries.is_empty() && !entity.countries.is_empty() {
        let shared = countries
            .iter()
            .any(|ours| entity.countries.iter().any(|theirs| same_country(ours, theirs)));
        tags.push(if shared { HitTag::CountryAgrees } else { HitTag::CountryDiffers });
    }
    (score.max(0.0), tags)
}

fn by_birth_date(ours: Option<PartialDate>, theirs: &[ListedDate]) -> HitTag {
    let Some((ours, year)) = ours.and_then(|date| Some((date, date.year()?))) else {
        return HitTag::DobUnknown;
    };
    // The first that applies to any listed date, best first.
    let said: Vec<HitTag> = theirs.iter().filter_map(|there| one_date(ours, year, there)).collect();
    let order = [HitTag::DobAgrees, HitTag::DobYearAgrees, HitTag::DobNear, HitTag::DobConflicts];
    order.into_iter().find(|tag| said.contains(tag)).unwrap_or(HitTag::DobUnknown)
}

fn one_date(ours: PartialDate, year: i16, there: &ListedDate) -> Option<HitTag> {
    let from = there.date.year()?;
    let until = there.until_year.unwrap_or(from).max(from);
    let off = if year < from { from - year } else { (year - until).max(0) };
    let differs = |a: Option<i8>, b: Option<i8>| a.zip(b).is_some_and(|(a, b)| a != b);
    let other_day = there.until_year.is_none()
        && (differs(ours.month(), there.date.month()) || differs(ours.day(), there.date.day()));
    Some(match off {
        0 if other_day => HitTag::DobYearAgrees,
        0 => HitTag::DobAgrees,
        1 => HitTag::DobNear,
        _ if there.circa => HitTag::DobNear,
        _ => HitTag::DobConflicts,
    })
}

/// Countries by their ISO codes where the code table knows them, else by their letters.
fn same_country(a: &str, b: &str) -> bool {
    use crate::comparison::Operand;
    a.eq_ignore_ascii_case(b)
        || crate::codes::compare_countries(Operand::exact(a), Operand::exact(b)).score.get() >= 1.0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use super::super::entity::EntityKind;
    use super::*;

    fn tag(ours: &str, theirs: &[&str]) -> HitTag {
        let dates: Vec<_> = theirs.iter().map(|d| ListedDate::parse(d).unwrap()).collect();
        by_birth_date(ours.parse().ok(), &dates)
    }

    #[test]
    fn birth_dates_agree_by_year_and_conflict_from_two_years_on() {
        assert_eq!(tag("1955-01-15", &["15 Jan 1955"]), HitTag::DobAgrees);
        assert_eq!(tag("1955-01-15", &["1955"]), HitTag::DobAgrees);
        assert_eq!(tag("1955-03-15", &["15 Jan 1955"]), HitTag::DobYearAgrees);
        assert_eq!(tag("1956-01-15", &["15 Jan 1955"]), HitTag::DobNear);
        assert_eq!(tag("1957-01-15", &["15 Jan 1955"]), HitTag::DobConflicts);
        assert_eq!(tag("1957-01-15", &["circa 1955"]), HitTag::DobNear);
        assert_eq!(tag("1957-01-15", &["1955 to 1957"]), HitTag::DobAgrees);
        assert_eq!(tag("1960-01-15", &["1955", "1960"]), HitTag::DobAgrees);
        assert_eq!(tag("1960-01-15", &[]), HitTag::DobUnknown);
        assert_eq!(tag("", &["1955"]), HitTag::DobUnknown);
    }

    #[test]
    fn conflicts_and_weak_aliases_cost_what_they_should() {
        let mut entity = Entity::new("7", EntityKind::Individual, "DOE, John");
        entity.birth_dates.extend(ListedDate::parse("1955"));
        entity.add_country("Iraq");
        let weak = AliasQuality::Weak;
        let (score, tags) = qualified(0.9, &entity, weak, "1990".parse().ok(), &["IRQ".to_owned()]);
        assert!((score - 0.72).abs() < 1e-9);
        assert_eq!(tags, [HitTag::DobConflicts, HitTag::WeakAlias, HitTag::CountryAgrees]);
    }

    #[test]
    fn one_word_never_matches_by_itself() {
        let tags = [HitTag::DobAgrees, HitTag::SingleWord];
        assert_eq!(judge(1.0, 0.85, &tags), ScreeningOutcome::Potential);
        assert_eq!(judge(1.0, 0.85, &[HitTag::DobNear]), ScreeningOutcome::Potential);
    }
}
