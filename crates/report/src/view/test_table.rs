//! The table of tests, grouped.

use bonafide::result::{SessionResult, TestResult, wire_name};
use bonafide_types::{Field, Side, TestId};

use super::Picture;
use super::evidence::{self, Diagram, EvidenceRow};
use crate::artifacts::Artifacts;
use crate::difference::Run;
use crate::mask::Mask;
use crate::words::{Badge, counted, four, in_words, title};

pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) said: String,
    /// Whether there are measures and evidence, which need room.
    pub(crate) wide: bool,
    pub(crate) tests: Vec<TestRow>,
    pub(crate) folded: Vec<Folded>,
}

/// Tests of which all that is to be said is the same.
pub(crate) struct Folded {
    pub(crate) names: String,
    pub(crate) badge: Badge,
    pub(crate) detail: String,
}

/// From how many tests on the same is said once.
const FOLDS: usize = 3;

pub(crate) struct TestRow {
    pub(crate) name: String,
    pub(crate) badge: Badge,
    pub(crate) simulated: bool,
    pub(crate) measure: String,
    pub(crate) detail: String,
    pub(crate) opens: String,
    pub(crate) evidence: Vec<EvidenceRow>,
    pub(crate) more: usize,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) pictures: Vec<Picture>,
    pub(crate) diagram: Option<Diagram>,
}

/// Two values side by side.
pub(crate) struct Pair {
    pub(crate) field: String,
    pub(crate) sides: Vec<Sided>,
    pub(crate) score: String,
    pub(crate) how: String,
}

pub(crate) struct Sided {
    pub(crate) source: String,
    pub(crate) runs: Vec<Run>,
}

/// Which tests stand together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Front,
    Back,
    Registry,
    Crosscheck,
    Other,
}

impl Kind {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Front, "Document proofing: front"),
        (Self::Back, "Document proofing: back"),
        (Self::Crosscheck, "Crosschecks between sources"),
        (Self::Registry, "Registry"),
        (Self::Other, "Other tests"),
    ];

    fn of(id: TestId) -> Self {
        match id.side() {
            Some(Side::Front) => Self::Front,
            Some(Side::Back) => Self::Back,
            None if id.is_registry() => Self::Registry,
            None if id.is_crosscheck() => Self::Crosscheck,
            None => Self::Other,
        }
    }
}

/// All tests in their groups; empty groups are left out.
pub(crate) fn groups(result: &SessionResult, artifacts: &Artifacts<'_>, mask: Mask) -> Vec<Group> {
    let group = |(kind, name): (Kind, &str)| {
        let of_kind = result.tests.iter().filter(|(id, _)| Kind::of(**id) == kind);
        let rows = of_kind.map(|(id, test)| row(result, *id, test, artifacts, mask)).collect();
        let (tests, folded) = fold(rows);
        Group {
            name: name.to_owned(),
            said: if kind == Kind::Registry { registry(result) } else { String::new() },
            wide: kind != Kind::Registry,
            tests,
            folded,
        }
    };
    let filled = |group: &Group| !group.tests.is_empty() || !group.folded.is_empty();
    Kind::ALL.into_iter().map(group).filter(filled).collect()
}

/// Takes out the rows that only say what [`FOLDS`] and more of them say.
fn fold(rows: Vec<TestRow>) -> (Vec<TestRow>, Vec<Folded>) {
    let same = |a: &TestRow, b: &TestRow| a.badge == b.badge && a.detail == b.detail;
    let bare: Vec<bool> = rows
        .iter()
        .map(|row| {
            let alike = rows.iter().filter(|other| other.is_bare() && same(row, other)).count();
            row.is_bare() && alike >= FOLDS
        })
        .collect();
    let (mut tests, mut folded): (Vec<TestRow>, Vec<Folded>) = (Vec::new(), Vec::new());
    for (row, bare) in rows.into_iter().zip(bare) {
        let known = folded.iter_mut().find(|f| f.badge == row.badge && f.detail == row.detail);
        match known.filter(|_| bare) {
            Some(known) => {
                known.names.push_str(", ");
                known.names.push_str(&row.name.to_lowercase());
            }
            None if bare => {
                folded.push(Folded { names: row.name, badge: row.badge, detail: row.detail });
            }
            None => tests.push(row),
        }
    }
    (tests, folded)
}

impl TestRow {
    /// Whether there is nothing to it but its verdict and the words beside it.
    fn is_bare(&self) -> bool {
        self.opens.is_empty() && self.measure.is_empty() && !self.simulated
    }
}

fn row(
    result: &SessionResult,
    id: TestId,
    test: &TestResult,
    artifacts: &Artifacts<'_>,
    mask: Mask,
) -> TestRow {
    let (rows, more) = evidence::rows(test, mask);
    let pairs = pairs(result, id, mask);
    let pictures = evidence::pictures(test, artifacts, mask);
    let diagram = id.side().filter(|_| pictures.is_empty());
    let diagram =
        diagram.and_then(|side| evidence::diagram(result, side, test, artifacts, id.name(), mask));
    let opens = match (rows.len() + more, pairs.len()) {
        (0, 0) => String::new(),
        (0, pairs) => counted(pairs, "pair of values", "pairs of values"),
        (pieces, _) => counted(pieces, "piece of evidence", "pieces of evidence"),
    };
    TestRow {
        name: name(id),
        badge: Badge::of(test.verdict),
        simulated: test.simulated,
        measure: measure(id, test),
        detail: evidence::detail(test, mask).unwrap_or_default(),
        opens,
        evidence: rows,
        more,
        pairs,
        pictures,
        diagram,
    }
}

/// The name without what the group says already.
fn name(id: TestId) -> String {
    let name = id.name();
    let stem = ["doc_front_", "doc_back_", "dmv_"].iter().find_map(|p| name.strip_prefix(p));
    let stem = stem.unwrap_or(name);
    title(stem.strip_suffix("_match").or(stem.strip_suffix("_crosscheck")).unwrap_or(stem))
}

/// The score with what it is, and the similarity.
fn measure(id: TestId, test: &TestResult) -> String {
    let documents = [TestId::DocFrontIsIdentityDocument, TestId::DocBackIsIdentityDocument];
    let of = if documents.contains(&id) { "probability" } else { "risk" };
    let score = test.score.map(|score| format!("{of} {}", four(score.get())));
    let similarity = test.similarity.map(|s| format!("similarity {}", four(s.get())));
    score.into_iter().chain(similarity).collect::<Vec<String>>().join(", ")
}

fn registry(result: &SessionResult) -> String {
    let registry = &result.registry;
    let status = in_words(&wire_name(&registry.dmv_status_e));
    let share = format!("{} of {} indicators match", registry.matched, registry.compared);
    let said = registry.reason.clone().unwrap_or(share);
    format!("The registry's answer: {status}; {said}.")
}

/// The fields that a crosscheck is about.
fn fields(id: TestId) -> &'static [Field] {
    match id {
        TestId::DocumentNumberCrosscheck => &[Field::DocumentNumber],
        TestId::NameCrosscheck => {
            &[Field::FirstName, Field::MiddleName, Field::LastName, Field::NameSuffix]
        }
        TestId::AddressCrosscheck => &[Field::Street, Field::City, Field::State, Field::PostalCode],
        _ => &[],
    }
}

fn pairs(result: &SessionResult, id: TestId, mask: Mask) -> Vec<Pair> {
    let compared = |field: &Field| result.agreement.fields.iter().find(|c| c.field == *field);
    let pair = |compared: &bonafide::matching::FieldComparison| {
        let [a, b] = &compared.normalised;
        let (a, b) = (a.expose(), b.expose());
        let sources = compared.limiting_pair;
        let side = |source: usize, text: &str, other: &str| Sided {
            source: sources.get(source).map(|s| title(s.name())).unwrap_or_default(),
            runs: mask.against(text, other),
        };
        let mut how: Vec<String> =
            compared.evidence.iter().map(|e| in_words(&wire_name(&e.how))).collect();
        how.dedup();
        how.truncate(8);
        Pair {
            field: title(compared.field.name()),
            sides: vec![side(0, a, b), side(1, b, a)],
            score: four(compared.score.get()),
            how: if how.is_empty() { "equal".to_owned() } else { how.join(", ") },
        }
    };
    fields(id).iter().filter_map(compared).map(pair).collect()
}
