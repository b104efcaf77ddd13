//! Screening: a person or body in, what the list says of it out.

use bonafide_types::sensitive::exposed;
use bonafide_types::{PartialDate, Sensitive, Similarity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::align::{Pairing, Prepared};
use super::entity::{AliasQuality, EntityKind};
use super::index::SanctionsIndex;
use super::likeness::{JOINED, LOOK_ALIKE};
use super::qualify::{HitTag, ScreeningOutcome, judge, qualified};
use super::search::{Candidate, candidates};
use super::words::{folded, without_look_alikes};

/// Who is looked for.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Query<'a> {
    /// The whole name, in any order of its words; what lies beyond 512 characters or 24 words is not
    /// looked at.
    pub name: &'a str,
    /// The date of birth, of a person.
    pub birth_date: Option<PartialDate>,
    /// Countries of citizenship, birth or address, as names or ISO 3166 codes.
    pub countries: Vec<String>,
    /// Look only at entries of this kind; at all of them when not given.
    pub kind: Option<EntityKind>,
}

impl<'a> Query<'a> {
    /// A name and nothing else.
    pub fn new(name: &'a str) -> Self {
        Self { name, ..Self::default() }
    }
}

/// What counts and what is reported.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ScreenOptions {
    /// Least score of a hit, in `[0, 1]`; default 0.85 (`ofac_fuzzy_match_tolerance`).
    pub threshold: f64,
    /// Least score that is reported, so that the best of a clear screening is seen; default 0.5. A
    /// lower one is slower.
    pub floor: f64,
    /// Most entries that are reported; default 10.
    pub most: usize,
}

impl Default for ScreenOptions {
    fn default() -> Self {
        Self { threshold: 0.85, floor: 0.5, most: 10 }
    }
}

/// How two words were taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum WordRelation {
    /// The same letters.
    Equal,
    /// The same but for digits that look like letters.
    LookAlike,
    /// Written together on one side.
    Joined,
    /// The same word romanised in two ways.
    Romanisation,
    /// A few letters differ.
    Spelling,
    /// Only the query has it.
    NotListed,
    /// Only the list has it.
    NotAsked,
}

/// One word of a hit, or several where they were written as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct WordEvidence {
    /// On the query's side; personal data.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "exposed")]
    pub asked: Option<Sensitive<String>>,
    /// On the list's side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<String>,
    /// How they were taken for one.
    pub how: WordRelation,
    /// How alike they are.
    pub likeness: Similarity,
    /// How rare the word is on the list: 1 is a word that no entry has.
    pub rarity: Similarity,
}

/// One entry of the list that is like the query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Hit {
    /// The list's own number of the entry.
    pub entry_id: String,
    /// What it is.
    pub kind: EntityKind,
    /// The name that is like the query's, as the list writes it.
    pub listed_name: String,
    /// Its quality.
    pub quality: AliasQuality,
    /// The entry's primary name, where another one is like the query's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_name: Option<String>,
    /// Programmes under which it is listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<String>,
    /// Of the names alone.
    pub name_similarity: Similarity,
    /// After birth date and quality of the alias: what the threshold is held against.
    pub similarity: Similarity,
    /// What it comes to.
    pub outcome: ScreeningOutcome,
    /// What is known beside the name.
    pub tags: Vec<HitTag>,
    /// Weight of the words that agree: how rare they are together.
    pub agreeing_rarity: f64,
    /// How many words are equal.
    pub equal_words: usize,
    /// Word by word.
    pub evidence: Vec<WordEvidence>,
}

impl Hit {
    /// The evidence as a sentence; names the query's words, which are personal data.
    pub fn in_words(&self) -> String {
        let part = |word: &WordEvidence| {
            let asked = word.asked.as_ref().map_or("", |text| text.expose().as_str());
            let listed = word.listed.as_deref().unwrap_or_default();
            match word.how {
                WordRelation::Equal => format!("{asked} is listed"),
                WordRelation::LookAlike => format!("{asked} reads as {listed}"),
                WordRelation::Joined => format!("{asked} is {listed} written otherwise"),
                WordRelation::Romanisation => {
                    format!("{asked} and {listed} are romanisations of one name")
                }
                WordRelation::Spelling => {
                    format!("{asked} is like {listed} ({:.2})", word.likeness.get())
                }
                WordRelation::NotListed => format!("{asked} is not in the listed name"),
                WordRelation::NotAsked => format!("the list also has {listed}"),
            }
        };
        self.evidence.iter().map(part).collect::<Vec<_>>().join("; ")
    }
}

/// What the list says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Screening {
    /// Of the hits, the gravest.
    pub outcome: ScreeningOutcome,
    /// What they were held against.
    pub threshold: Similarity,
    /// Best first; also those below the threshold, down to the floor.
    pub hits: Vec<Hit>,
}

impl Screening {
    /// The best score; 0 if nothing reached the floor.
    pub fn best(&self) -> Similarity {
        self.hits.first().map_or(Similarity::ZERO, |hit| hit.similarity)
    }
}

/// A candidate that may be among the best.
struct Ranked {
    similarity: f64,
    entity: u32,
    tags: Vec<HitTag>,
    candidate: Candidate,
}

impl Ranked {
    /// By score, then by the rarity of what agrees, then by equal words, then as the list stands.
    fn before(&self, other: &Self) -> std::cmp::Ordering {
        let by_score = other.similarity.total_cmp(&self.similarity);
        let (ours, theirs) = (&self.candidate.pairing, &other.candidate.pairing);
        by_score
            .then(theirs.rarity.total_cmp(&ours.rarity))
            .then(theirs.exact.cmp(&ours.exact))
            .then(self.candidate.row.cmp(&other.candidate.row))
    }
}

impl SanctionsIndex {
    /// Looks a name up.
    ///
    /// Every entry that scores at least the floor is found: words are looked up with everything that
    /// may be like them, and rows are left out only where a bound of their score is below the floor.
    ///
    /// ```
    /// use bonafide_matching::sanctions::*;
    ///
    /// let mut entity = Entity::new("7", EntityKind::Individual, "KHALID, Youssef");
    /// entity.birth_dates.extend(ListedDate::parse("1962"));
    /// let index = SanctionsIndex::build(ListFacts::default(), vec![entity]);
    /// let mut query = Query::new("Yusuf Khalid");
    /// query.birth_date = "1962-05-01".parse().ok();
    /// let found = index.screen(&query, &ScreenOptions::default());
    /// assert_eq!(found.outcome, ScreeningOutcome::Match);
    /// assert_eq!(found.hits[0].entry_id, "7");
    /// ```
    pub fn screen(&self, query: &Query<'_>, options: &ScreenOptions) -> Screening {
        let prepared = Prepared::new(self, query.name);
        let single = prepared.words.len() == 1;
        let mut best: Vec<Ranked> = Vec::new();
        let floor = options.floor.clamp(0.0, 1.0) as f32;
        candidates(self, &prepared, floor, |candidate| {
            if let Some(ranked) = self.rank(candidate, query, options) {
                keep(&mut best, ranked, options.most);
            }
            let full = best.len() >= options.most.max(1);
            let last = best.last().filter(|_| full);
            last.map_or(floor, |last| last.similarity as f32 - 1e-6)
        });
        let hits = best.into_iter().map(|ranked| self.hit(ranked, &prepared, options, single));
        let hits: Vec<Hit> = hits.collect();
        let outcome = hits.iter().map(|hit| hit.outcome).max().unwrap_or(ScreeningOutcome::Clear);
        Screening { outcome, threshold: Similarity::clamped(options.threshold), hits }
    }

    fn rank(
        &self,
        candidate: Candidate,
        query: &Query<'_>,
        options: &ScreenOptions,
    ) -> Option<Ranked> {
        let row = self.rows().get(candidate.row as usize)?;
        let entity = self.entities().get(row.entity as usize)?;
        if query.kind.is_some_and(|kind| kind != entity.kind) {
            return None;
        }
        let quality = entity.names.get(row.name as usize)?.quality;
        let name = rounded(candidate.pairing.score);
        let (similarity, tags) =
            qualified(name, entity, quality, query.birth_date, &query.countries);
        (similarity >= options.floor).then_some(Ranked {
            similarity,
            entity: row.entity,
            tags,
            candidate,
        })
    }

    fn hit(&self, ranked: Ranked, query: &Prepared, options: &ScreenOptions, single: bool) -> Hit {
        let Ranked { similarity, entity, mut tags, candidate } = ranked;
        let row = self.rows().get(candidate.row as usize);
        let entity = self.entities().get(entity as usize);
        let name = row.zip(entity).and_then(|(row, entity)| entity.names.get(row.name as usize));
        let primary = entity.and_then(|entity| entity.names.first());
        if single {
            tags.push(HitTag::SingleWord);
        }
        Hit {
            entry_id: entity.map(|e| e.id.clone()).unwrap_or_default(),
            kind: entity.map_or(EntityKind::Entity, |e| e.kind),
            listed_name: name.map(|n| n.text.clone()).unwrap_or_default(),
            quality: name.map_or(AliasQuality::Strong, |n| n.quality),
            primary_name: primary.filter(|p| Some(*p) != name).map(|p| p.text.clone()),
            programs: entity.map(|e| e.programs.clone()).unwrap_or_default(),
            name_similarity: Similarity::clamped(rounded(candidate.pairing.score)),
            similarity: Similarity::clamped(similarity),
            outcome: judge(similarity, options.threshold, &tags),
            tags,
            agreeing_rarity: rounded(candidate.pairing.rarity),
            equal_words: candidate.pairing.exact,
            evidence: row
                .map(|row| self.evidence(query, self.words_of(row), &candidate.pairing))
                .unwrap_or_default(),
        }
    }

    fn evidence(&self, query: &Prepared, listed: &[u32], pairing: &Pairing) -> Vec<WordEvidence> {
        let asked = |at: usize| query.words.get(at).map_or("", |word| word.text.as_str());
        let there = |at: usize| listed.get(at).map_or("", |word| self.vocabulary.word(*word));
        let mut evidence = Vec::new();
        for link in &pairing.links {
            let a = link.query.clone().map(asked).collect::<Vec<_>>().join(" ");
            let b = link.listed.clone().map(there).collect::<Vec<_>>().join(" ");
            let how = relation(&a, &b, link.likeness);
            evidence.push(word_evidence(Some(a), Some(b), how, link.likeness, link.weight));
        }
        let used = |at: usize, of_query: bool| {
            pairing.links.iter().any(|l| if of_query { &l.query } else { &l.listed }.contains(&at))
        };
        for (at, word) in query.words.iter().enumerate().filter(|(at, _)| !used(*at, true)) {
            let text = Some(asked(at).to_owned());
            evidence.push(word_evidence(text, None, WordRelation::NotListed, 0.0, word.weight));
        }
        for (at, word) in listed.iter().enumerate().filter(|(at, _)| !used(*at, false)) {
            let text = Some(there(at).to_owned());
            let weight = self.weight(*word);
            evidence.push(word_evidence(None, text, WordRelation::NotAsked, 0.0, weight));
        }
        evidence
    }
}

/// Keeps the best rows of the best entries.
fn keep(best: &mut Vec<Ranked>, ranked: Ranked, most: usize) {
    let same = best.iter().position(|other| other.entity == ranked.entity);
    match same {
        Some(at) if ranked.before(&best[at]).is_lt() => {
            best.remove(at);
        }
        Some(_) => return,
        None => {}
    }
    let at = best.partition_point(|other| other.before(&ranked).is_lt());
    best.insert(at, ranked);
    best.truncate(most.max(1));
}

fn relation(asked: &str, listed: &str, likeness: f32) -> WordRelation {
    if asked == listed {
        WordRelation::Equal
    } else if asked.contains(' ') || listed.contains(' ') {
        debug_assert!(likeness <= JOINED);
        WordRelation::Joined
    } else if likeness >= LOOK_ALIKE && without_look_alikes(asked).as_deref() == Some(listed) {
        WordRelation::LookAlike
    } else if folded(asked) == folded(listed) {
        WordRelation::Romanisation
    } else {
        WordRelation::Spelling
    }
}

fn word_evidence(
    asked: Option<String>,
    listed: Option<String>,
    how: WordRelation,
    likeness: f32,
    rarity: f32,
) -> WordEvidence {
    let of = |x: f32| Similarity::clamped(rounded(x));
    let asked = asked.map(Sensitive::new);
    WordEvidence { asked, listed, how, likeness: of(likeness), rarity: of(rarity) }
}

/// Six decimals: far finer than any threshold, and the same on every machine.
fn rounded(x: f32) -> f64 {
    (f64::from(x) * 1e6).round() / 1e6
}
