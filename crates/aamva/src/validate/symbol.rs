//! Whether the symbol is one that the standard allows and that can hold the payload.

use super::case::{Case, Outcome, PASSED, unless};
use super::context::SymbolShape;
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;

/// The most columns and rows of a symbol that fits the area the standard gives it: 75.565 mm ×
/// 38.1 mm (2.975 in × 1.5 in), at the narrowest module, 0.17 mm, and rows of three modules. A row
/// has 17 modules per column, 69 for start, stop and row indicators, and two of quiet zone:
/// `(75.565 / 0.17 - 71) / 17` and `38.1 / 0.51`.
///
/// Source: Card Design Standard, Annex D, dimensions of the symbol.
const MOST_COLUMNS: u8 = 21;
const MOST_ROWS: u8 = 74;

/// The fewest of ISO/IEC 15438, 5.2.
const FEWEST_ROWS: u8 = 3;

/// Source: Card Design Standard, Annex D, error correction: at least 3; 5 recommended.
const LEAST_CORRECTION: u8 = 3;

/// The densest compaction: numeric, 44 digits in 15 codewords (ISO/IEC 15438, 5.4.4).
const DENSEST: (usize, usize) = (44, 15);

/// A size that the standard's area can hold. A compact symbol is a remark: ISO/IEC 15438 keeps it
/// for where damage is unlikely, which a card's back is not.
pub(super) fn shape(case: &Case<'_>) -> Outcome {
    let symbol = facts(case)?;
    let doubt = || Finding::doubt(CheckKind::SymbolShape);
    let mut findings = Vec::new();
    if symbol.compact {
        findings.push(Finding::remark(CheckKind::SymbolShape));
    }
    if !(1..=MOST_COLUMNS).contains(&symbol.columns) {
        let found = u32::from(symbol.columns);
        findings.push(doubt().expected(u32::from(MOST_COLUMNS)).found(found));
    }
    if !(FEWEST_ROWS..=MOST_ROWS).contains(&symbol.rows) {
        findings.push(doubt().expected(u32::from(MOST_ROWS)).found(u32::from(symbol.rows)));
    }
    Ok(findings)
}

/// At least level 3.
pub(super) fn correction(case: &Case<'_>) -> Outcome {
    let level = facts(case)?.ec_level;
    unless((LEAST_CORRECTION..=8).contains(&level), || {
        let finding = Finding::doubt(CheckKind::SymbolCorrection);
        finding.expected(u32::from(LEAST_CORRECTION)).found(u32::from(level))
    })
}

/// The codewords left for data, even all digits, hold the payload: otherwise it is not the
/// payload of this symbol.
pub(super) fn capacity(case: &Case<'_>) -> Outcome {
    let symbol = facts(case)?;
    let codewords = usize::from(symbol.rows) * usize::from(symbol.columns);
    let correction = 1_usize << (symbol.ec_level.min(8) + 1);
    // One more is the length descriptor.
    let used = correction + 1 + usize::from(symbol.padding);
    let most = codewords.saturating_sub(used) * DENSEST.0 / DENSEST.1;
    if case.raw.len() <= most {
        return PASSED;
    }
    let finding = Finding::grave(CheckKind::SymbolCapacity);
    Ok(vec![finding.expected(most).found(case.raw.len())])
}

fn facts(case: &Case<'_>) -> Result<SymbolShape, NotMade> {
    case.symbol_only()?;
    case.context.symbol.ok_or(NotMade::NoSymbol)
}
