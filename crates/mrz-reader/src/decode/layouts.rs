//! Which layout lines have, and how they read in it.

use bonafide_mrz::{Format, Grammar};

use super::ctc::{Aligned, Lattice, Weights};
use super::frames::SYMBOLS;
use super::levels::Levels;
use super::plan::Plan;
use super::prepared::{NEAR, Prepared, by_text, ln_text};
use super::prior::{self, States};

/// Layouts that the lines fit worse than this, in nats a character, are not theirs: other print of
/// the same length breaks the rules of a layout in a quarter of all places, at 5 to 9 nats each.
const HOPELESS: f64 = 1.0;

/// The odds against lines of a length that no layout has, as a logarithm. Such print is one in a
/// thousand or so (-7); the rest lets a layout drop what is read into the ends of both its lines
/// (-3 to -4 each). A character in mid-line that was read sharply costs 9 to 13 in each line. What
/// is dropped all the same is told by [`Choice::ln_share`].
const LN_NO_LAYOUT: f64 = -10.0;

/// The odds against lines of different lengths where no layout asks for them, as a logarithm: no
/// issuer prints them, but a line that was cut short by more than a character reads so. Above what
/// one character that was read sharply costs.
const LN_UNEVEN: f64 = -15.0;

/// What each check digit that agrees says for a layout: ten to one.
const LN_DIGIT: f64 = std::f64::consts::LN_10;

/// Lines in a layout, or in none.
pub(crate) struct Choice<'a> {
    /// The layout and what it makes of the places; nothing if the lengths are no layout's.
    pub(crate) plan: Option<(Grammar, Plan<'a>)>,
    pub(crate) lines: Vec<Aligned>,
    /// How readily places take each character; none without a layout.
    pub(crate) weights: Vec<Weights>,
    /// Log-likelihood of lengths and characters, no prior in it.
    pub(crate) ln_likelihood: f64,
    /// The log of how likely these lengths are against those in which the lines by themselves read
    /// likeliest, whatever layouts ask for: 0 if these are the likeliest.
    pub(crate) ln_share: f64,
    /// The same as `ln_likelihood` with the odds of the layout.
    pub(crate) ln_odds: f64,
    /// The same with what digits say for the layout.
    pub(crate) evidence: f64,
}

impl Choice<'_> {
    /// The log-probability of the likeliest text, place by place, and of its digits being wrong.
    fn ln_text(&self) -> f64 {
        let ln_digits = self.plan.as_ref().map_or(0.0, |(_, plan)| plan.ln_digits());
        self.lines.iter().map(ln_text).sum::<f64>() + ln_digits
    }

    /// The characters of each line.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = usize> {
        self.lines.iter().map(|line| line.places.len())
    }
}

/// Aligns the lines under every layout that they may have and returns the likeliest.
pub(crate) fn choose<'a>(prepared: &[Prepared], levels: &'a Levels) -> Option<Choice<'a>> {
    let mut choice = likeliest(prepared, levels)?;
    choice.ln_share = -ln_other_lengths(&choice.lines, prepared);
    Some(choice)
}

/// How much likelier the lines read by themselves in other lengths than in those taken, in nats and
/// at least 0: what was read sharply and left out, or made up where nothing was read.
fn ln_other_lengths(lines: &[Aligned], prepared: &[Prepared]) -> f64 {
    let ln_other = |(taken, line): (&Aligned, &Prepared)| {
        if line.likeliest_length() == Some(taken.places.len()) {
            return 0.0;
        }
        let ln_taken = ln_text(taken);
        line.near().iter().flatten().map(ln_text).fold(ln_taken, f64::max) - ln_taken
    };
    lines.iter().zip(prepared).map(ln_other).sum()
}

/// The lines in the likeliest layout, or in none.
fn likeliest<'a>(prepared: &[Prepared], levels: &'a Levels) -> Option<Choice<'a>> {
    let ln_free = prepared
        .iter()
        .map(|line| line.ln_lengths().iter().copied().fold(f64::NEG_INFINITY, f64::max));
    let ln_free: f64 = ln_free.sum();
    if !ln_free.is_finite() {
        return None;
    }
    let mut best: Option<Choice<'a>> = None;
    for format in Format::ALL {
        if format.line_lengths().len() != prepared.len() {
            continue;
        }
        let ln_shape = ln_shape(format, prepared);
        let count = format.line_lengths().iter().sum::<usize>() as f64;
        let ln_least = best.as_ref().map_or(ln_free - HOPELESS * count, |best| best.ln_odds);
        if ln_shape.iter().sum::<f64>() + prior::ln_format(format) > ln_least {
            best = with_layout(format, prepared, levels, &ln_shape, ln_least).or(best);
        }
    }
    let Some(best) = best else { return without_layout(prepared) };
    // Texts are compared, not sums over texts: in faint lines most of a sum is in texts that no
    // layout has, without any one of them being likely.
    let ln_best = best.ln_text();
    if ln_best > ln_free + LN_NO_LAYOUT {
        return Some(best);
    }
    // Lines of a layout's lengths that break its rules are that layout's: documents deviate.
    let other = without_layout(prepared)
        .filter(|other| !other.lengths().eq(best.lengths()))
        .filter(|other| other.ln_text() + LN_NO_LAYOUT > ln_best);
    other.or(Some(best))
}

/// The log-probability of the length that the layout asks of each line.
fn ln_shape(format: Format, prepared: &[Prepared]) -> Vec<f64> {
    format.line_lengths().iter().zip(prepared).map(|(&n, line)| line.ln_lengths()[n]).collect()
}

/// The lines by themselves: of one length unless they clearly differ.
fn without_layout<'a>(prepared: &[Prepared]) -> Option<Choice<'a>> {
    let lines: Vec<&[Option<Aligned>; NEAR]> = prepared.iter().map(Prepared::near).collect();
    let own: Option<Vec<&Aligned>> =
        lines.iter().map(|line| line.iter().flatten().max_by(|a, b| by_text(a, b))).collect();
    let own = own?;
    let even = own.iter().map(|line| line.places.len()).filter_map(|length| {
        let of = |line: &&[Option<Aligned>; NEAR]| {
            line.iter().flatten().position(|aligned| aligned.places.len() == length)
        };
        let places: Option<Vec<usize>> = lines.iter().map(of).collect();
        let aligned =
            lines.iter().zip(places?).filter_map(|(line, at)| line.iter().flatten().nth(at));
        Some(aligned.collect::<Vec<&Aligned>>())
    });
    let ln_text = |zone: &[&Aligned]| zone.iter().map(|line| ln_text(line)).sum::<f64>();
    let even = even.max_by(|a, b| ln_text(a).total_cmp(&ln_text(b)));
    let (chosen, ln_uneven) = match even {
        Some(even) if ln_text(&even) > ln_text(&own) + LN_UNEVEN => (even, 0.0),
        _ => (own, LN_UNEVEN),
    };
    let ln_likelihood = chosen.iter().map(|line| line.ln_likelihood).sum();
    let ln_odds = ln_likelihood + LN_NO_LAYOUT + ln_uneven;
    Some(Choice {
        plan: None,
        lines: chosen.into_iter().cloned().collect(),
        weights: Vec::new(),
        ln_likelihood,
        ln_share: 0.0,
        ln_odds,
        evidence: ln_odds,
    })
}

/// The lines in a layout, if that is likelier than `ln_least`.
fn with_layout<'a>(
    format: Format,
    prepared: &[Prepared],
    levels: &'a Levels,
    ln_shape: &[f64],
    ln_least: f64,
) -> Option<Choice<'a>> {
    let grammar = format.grammar();
    let weights = prior::weights(&grammar);
    let ln_format = prior::ln_format(format);
    let lengths = format.line_lengths();
    let mut starts = lengths.iter().scan(0, |start, &length| {
        *start += length;
        Some(*start - length)
    });
    // Rules only take from what a line's length has, tables and digits only from that.
    let mut ln_lines: f64 = ln_shape.iter().sum();
    let mut lattices = Vec::with_capacity(prepared.len());
    for ((line, &length), ln_length) in prepared.iter().zip(lengths).zip(ln_shape) {
        let start = starts.next().unwrap_or(0);
        let lattice = Lattice::new(&line.frames, length, Some(&weights[start..start + length]));
        ln_lines += lattice.ln_length(length) - ln_length;
        if ln_lines + ln_format <= ln_least || !ln_lines.is_finite() {
            return None;
        }
        lattices.push(lattice);
    }
    let lines: Option<Vec<Aligned>> = lattices.iter().map(Lattice::align).collect();
    let lines = lines?;
    let places: Vec<[f64; SYMBOLS]> =
        lines.iter().flat_map(|line| line.places.iter().copied()).collect();
    let plan = Plan::new(&grammar, places, States::table(), levels);
    let ln_likelihood = ln_lines + plan.ln_likelihood;
    let digits = plan.agreement * grammar.checks.len() as f64 * LN_DIGIT;
    let ln_odds = ln_likelihood + ln_format;
    (ln_odds > ln_least).then_some(Choice {
        plan: Some((grammar, plan)),
        lines,
        weights,
        ln_likelihood,
        ln_share: 0.0,
        ln_odds,
        evidence: ln_odds + digits,
    })
}
