//! The score that the Treasury's own Sanctions List Search would show.
//!
//! Sources: OFAC FAQ 249 (the higher of two techniques: Jaro–Winkler on the whole string, and the
//! composite of each part of the input against the parts of the name; candidates share the first
//! letter), and what OpenSanctions found by comparing with the tool ("How we reverse-engineered OFAC's
//! sanctions screening algorithm", 2026): the prefix bonus knows no least similarity, parts of one or
//! two letters are left out, and a part below one half counts nothing. Soundex, which the FAQ also
//! names, changes no recorded score.

/// A part of the input that is less like every part of the name counts nothing.
const LEAST_PART: f64 = 0.5;
/// Parts of the input up to this length are left out where a longer one is there.
const SHORT_PART: usize = 2;
/// Equal first letters that the bonus counts: of whole strings as SimMetrics does, of which the tool's age
/// and its unconditional bonus speak; of parts as Winkler does.
const WHOLE_PREFIX: usize = 6;
const PART_PREFIX: usize = 4;
/// Jaro's similarity from which on parts get the prefix bonus (Winkler 1990).
const BONUS_FROM: f64 = 0.7;

/// Returns what Sanctions List Search shows for a name of the input beside a listed name, in
/// `[0, 1]`. Not symmetric.
///
/// It ranks worse than [`SanctionsIndex::screen`](super::SanctionsIndex::screen) and is here for those
/// who must state the Treasury's figure.
///
/// ```
/// use bonafide_matching::sanctions::ofac_search_score;
///
/// assert_eq!(ofac_search_score("KIM JONG UN", "KIM, Jong Man"), 1.0);
/// assert!((ofac_search_score("USAMA BIN LADIN", "BIN LADEN, Usama") - 0.97).abs() < 0.05);
/// ```
pub fn ofac_search_score(input: &str, listed: &str) -> f64 {
    let (ours, theirs) = (parts(input), parts(listed));
    whole(&ours, &theirs).max(composite(&ours, &theirs)).clamp(0.0, 1.0)
}

/// Upper-case parts; apostrophes, commas and full stops vanish, other marks separate.
fn parts(text: &str) -> Vec<String> {
    let cut = text.char_indices().nth(512).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    let plain = any_ascii::any_ascii(cut).to_ascii_uppercase();
    let kept: String = plain.chars().filter(|c| !matches!(c, '\'' | '.' | ',')).collect();
    let split = kept.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    split.map(str::to_owned).collect()
}

fn whole(ours: &[String], theirs: &[String]) -> f64 {
    let (ours, theirs) = (ours.join(" "), theirs.join(" "));
    let same_start = !ours.is_empty() && ours.bytes().next() == theirs.bytes().next();
    if !same_start {
        return 0.0;
    }
    with_prefix(&ours, &theirs, strsim::jaro(&ours, &theirs), WHOLE_PREFIX)
}

fn composite(ours: &[String], theirs: &[String]) -> f64 {
    let long = |part: &&String| part.len() > SHORT_PART;
    let mut asked: Vec<&String> = ours.iter().filter(long).collect();
    if asked.is_empty() {
        asked = ours.iter().collect();
    }
    if asked.is_empty() {
        return 0.0;
    }
    let best = |part: &String| {
        let of = |there: &String| {
            let jaro = strsim::jaro(part, there);
            if jaro < BONUS_FROM { jaro } else { with_prefix(part, there, jaro, PART_PREFIX) }
        };
        let best = theirs.iter().map(of).fold(0.0, f64::max);
        if best < LEAST_PART { 0.0 } else { best }
    };
    asked.iter().map(|part| best(part)).sum::<f64>() / asked.len() as f64
}

/// Winkler's bonus: a tenth of what is missing for each equal first letter.
fn with_prefix(a: &str, b: &str, jaro: f64, most: usize) -> f64 {
    let prefix = a.bytes().zip(b.bytes()).take(most).take_while(|(x, y)| x == y).count();
    jaro + prefix as f64 * 0.1 * (1.0 - jaro)
}
