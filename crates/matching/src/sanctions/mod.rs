//! Screening of names against sanctions lists.

mod align;
mod entity;
mod index;
mod likeness;
mod search;
mod vocabulary;
mod words;

pub use entity::{AliasQuality, Entity, EntityKind, ListedDate, ListedName};
pub use index::{ListFacts, SanctionsIndex};

/// debug
pub fn debug_hits(index: &SanctionsIndex, name: &str, k: usize, floor: f32, _kind: Option<EntityKind>) -> Vec<(String, f32, String, String)> {
    let q = align::Prepared::new(index, name);
    let mut best: Vec<(f32, u32, search::Candidate)> = Vec::new();
    search::candidates(index, &q, floor, |c| {
        let row = &index.rows()[c.row as usize];
        best.push((c.pairing.score, row.entity, c));
        if best.len() > 4 * k { best.sort_by(|x, y| y.0.total_cmp(&x.0)); best.truncate(k); return best[k-1].0; }
        floor
    });
    best.sort_by(|x, y| y.0.total_cmp(&x.0));
    best.truncate(k);
    best.into_iter().map(|(s, e, c)| {
        let row = &index.rows()[c.row as usize];
        let en = &index.entities()[e as usize];
        let listed = index.words_of(row);
        let mut uq: Vec<bool> = vec![true; q.words.len()];
        let mut ul: Vec<bool> = vec![true; listed.len()];
        let mut links = Vec::new();
        for l in &c.pairing.links {
            for i in l.query.clone() { uq[i] = false; }
            for i in l.listed.clone() { ul[i] = false; }
            let known = index.vocabulary.find(&q.words[l.query.start].text).is_some();
            let wq: f32 = l.query.clone().map(|i| q.words[i].weight).sum();
            let qt: Vec<&str> = l.query.clone().map(|i| q.words[i].text.as_str()).collect();
            let lt: Vec<&str> = l.listed.clone().map(|i| index.vocabulary.word(listed[i])).collect();
            links.push(format!("[{},{},{},{},\"{}\",\"{}\"]", l.likeness, l.weight, wq, known, qt.join(" "), lt.join(" ")));
        }
        let a: Vec<String> = uq.iter().enumerate().filter(|x| *x.1).map(|x| format!("[{},\"{}\"]", q.words[x.0].weight, q.words[x.0].text)).collect();
        let b: Vec<String> = ul.iter().enumerate().filter(|x| *x.1).map(|x| format!("[{},\"{}\"]", index.weight(listed[x.0]), index.vocabulary.word(listed[x.0]))).collect();
        let detail = format!("{{\"links\":[{}],\"uq\":[{}],\"ul\":[{}],\"kind\":\"{}\"}}", links.join(","), a.join(","), b.join(","), en.kind.name());
        (en.id.clone(), s, en.names[row.name as usize].text.clone(), detail)
    }).collect()
}
