//! Sanctions screening of a session: every name that a source states, against the caller's list.

use bonafide_matching::is_placeholder;
use bonafide_matching::sanctions::{
    EntityKind, Hit, Query, SanctionsIndex, ScreenOptions, ScreeningOutcome, judge as judge_hit,
};
use bonafide_types::{Field, Fields, PartialDate, Settings, Similarity, Weights};

use crate::result::{BestHit, OfacStatus, SanctionsList, SanctionsResult, SettingsInForce};
use crate::source_document::SourceDocument;

/// Most hits that a result keeps.
const MOST_HITS: usize = 10;
/// Hits are kept from here on, or from where they begin to cost credit, whichever is lower.
const KEPT_FROM: f64 = 0.5;

/// A session of which no name was screened, and why.
pub(crate) fn not_performed(reason: &str) -> SanctionsResult {
    SanctionsResult {
        ofac_status_e: OfacStatus::NotPerformed,
        on_sanction_list: false,
        list: None,
        threshold: None,
        best: None,
        hits: Vec::new(),
        reason: Some(reason.to_owned()),
    }
}

/// Screens the names that the sources state. What they come to is [`judge`]'s to say.
pub(crate) fn screen(
    index: Option<&SanctionsIndex>,
    documents: &[SourceDocument],
    weights: &Weights,
    switches: &Settings,
) -> SanctionsResult {
    if !switches.perform_ofac_test {
        return not_performed("switched off by perform_ofac_test");
    }
    let Some(index) = index else { return not_performed("no sanctions list was given") };
    let people = people(documents);
    if people.is_empty() {
        return not_performed("no source states a name");
    }
    let threshold = weights.ofac_fuzzy_match_tolerance().get();
    let mut options = ScreenOptions::default();
    options.threshold = threshold;
    options.floor = KEPT_FROM.min((2.0 * threshold - 1.0).max(0.0));
    options.most = MOST_HITS;
    let mut hits: Vec<Hit> = Vec::new();
    for person in &people {
        for hit in index.screen(&person.query(), &options).hits {
            keep_better(&mut hits, hit);
        }
    }
    // Stable, so that equal hits stay as the sources stand.
    hits.sort_by(|a, b| b.similarity.get().total_cmp(&a.similarity.get()));
    hits.truncate(MOST_HITS);
    let facts = index.facts();
    let list = SanctionsList {
        name: facts.name.clone(),
        published: facts.published.clone(),
        sha256: format!("sha256:{}", facts.sha256),
        entries: index.entities().len(),
    };
    SanctionsResult { list: Some(list), hits, reason: None, ..not_performed("") }
}

/// Keeps one hit for each entry: the best.
fn keep_better(hits: &mut Vec<Hit>, hit: Hit) {
    match hits.iter_mut().find(|known| known.entry_id == hit.entry_id) {
        Some(known) if hit.similarity.get() > known.similarity.get() => *known = hit,
        Some(_) => {}
        None => hits.push(hit),
    }
}

/// What was found, under the tolerance in force. Nothing is screened anew: a stored result is judged by
/// the hits that it keeps.
pub(crate) fn judge(mut found: SanctionsResult, settings: &SettingsInForce) -> SanctionsResult {
    if found.list.is_none() {
        return found;
    }
    let threshold = settings.weights.ofac_fuzzy_match_tolerance().get();
    let mut gravest = ScreeningOutcome::Clear;
    for hit in &mut found.hits {
        hit.outcome = judge_hit(hit.similarity.get(), threshold, &hit.tags);
        gravest = gravest.max(hit.outcome);
    }
    found.threshold = Some(Similarity::clamped(threshold));
    let best = found.hits.first();
    found.best = Some(BestHit {
        similarity: best.map_or(Similarity::ZERO, |hit| hit.similarity),
        entry_id: best.map(|hit| hit.entry_id.clone()),
        reported: best.is_some_and(|hit| hit.outcome > ScreeningOutcome::Clear),
    });
    found.on_sanction_list = gravest == ScreeningOutcome::Match;
    found.ofac_status_e = match gravest {
        ScreeningOutcome::Match => OfacStatus::Match,
        ScreeningOutcome::Potential => OfacStatus::PossibleMatch,
        _ => OfacStatus::Clear,
    };
    found
}

/// A name with what qualifies it.
#[derive(PartialEq)]
struct Person {
    name: String,
    birth_date: Option<PartialDate>,
    countries: Vec<String>,
}

impl Person {
    fn query(&self) -> Query<'_> {
        let mut query = Query::new(&self.name);
        query.birth_date = self.birth_date;
        query.countries.clone_from(&self.countries);
        query.kind = Some(EntityKind::Individual);
        query
    }
}

/// The people whom the sources name, each once. A source without a date of birth borrows that of the
/// first source that has one.
fn people(documents: &[SourceDocument]) -> Vec<Person> {
    let fields = || documents.iter().map(|source| &source.document.fields);
    let any_date = fields().find_map(birth_date);
    let mut people: Vec<Person> = Vec::new();
    for fields in fields() {
        let parts = [Field::FirstName, Field::MiddleName, Field::LastName];
        let parts = parts.iter().filter_map(|field| stated(fields, *field));
        let name = parts.collect::<Vec<_>>().join(" ");
        let country = stated(fields, Field::Nationality);
        let person = Person {
            name,
            birth_date: birth_date(fields).or(any_date),
            countries: country.into_iter().map(str::to_owned).collect(),
        };
        if !person.name.is_empty() && !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

fn birth_date(fields: &Fields) -> Option<PartialDate> {
    stated(fields, Field::BirthDate)?.parse().ok()
}

fn stated(fields: &Fields, field: Field) -> Option<&str> {
    fields.get(&field)?.text().filter(|text| !is_placeholder(text))
}
