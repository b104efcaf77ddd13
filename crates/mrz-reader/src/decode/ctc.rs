//! Exact sums over all alignments of a line: how likely each length is, and for one length which
//! character stands at each place.
//!
//! The paths are those of connectionist temporal classification (Graves et al. 2006), sorted by
//! the number of characters that they have begun: after `n` characters a path is in the blank
//! behind the `n`-th or still in the `n`-th itself, and equal neighbours need a blank between them.
//! What is no part of the line (a neighbouring word, the edge of the card) may be skipped at both
//! ends, at a price.

use super::frames::{Frames, SYMBOLS, WIDTH};

/// The most characters a line may have: 44 are standard, up to 46 were seen.
pub(crate) const MAX_LENGTH: usize = 56;

/// How many lines have something beside them that looks like characters (the edge of the card, a
/// neighbouring word). Estimated: one end in twelve.
const JUNK: f32 = 0.08;

/// The price of each frame of such a stretch. A character takes one or two.
const JUNK_FRAME: f32 = 0.5;

/// Paths whose number of characters is less likely than this, relative to all, are left out: room
/// for more than three characters more or less than were seen (13 nats each).
const NEGLIGIBLE: f32 = 1e-20;

/// How many rows a frame usually keeps.
const USUAL_ROWS: usize = 24;

/// Paths with a smaller share than this of what leads to the right length are not followed back.
const UNSEEN: f64 = 1e-9;

/// How readily a place takes each character, 1 for the normal and less for others.
pub(crate) type Weights = [f32; WIDTH];

/// What a line says under one length.
#[derive(Clone, Debug)]
pub(crate) struct Aligned {
    /// The probability of each character at each place.
    pub(crate) places: Vec<[f64; SYMBOLS]>,
    /// The middle of each place in frames.
    pub(crate) centers: Vec<f32>,
    /// The log-probability of the length, weights included.
    pub(crate) ln_likelihood: f64,
}

/// The paths that have begun the same number of characters, at one frame.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    /// In the blank behind the character.
    blank: f32,
    /// In the character, whichever it is.
    inside: f32,
    /// A character that has nearly all of that, and what the others have.
    top: Option<(usize, f32)>,
    /// In characters behind the line's last.
    junk: f32,
    /// In a blank behind those.
    after: f32,
}

impl Head {
    /// Within the line, or in the blanks between.
    fn within(&self) -> f32 {
        self.blank + self.inside
    }

    fn mass(&self) -> f32 {
        self.blank + self.inside + self.junk + self.after
    }
}

/// Forward sums of a line for all lengths up to some longest. Frame 0 is before the first.
#[derive(Debug)]
pub(crate) struct Lattice<'a> {
    frames: &'a Frames,
    weights: Option<&'a [Weights]>,
    longest: usize,
    rows: Vec<Head>,
    inside: Vec<[f32; WIDTH]>,
    layers: Vec<Layer>,
}

/// The rows of one frame that are not negligible.
#[derive(Clone, Copy, Debug)]
struct Layer {
    low: usize,
    high: usize,
    /// Where row `low` is kept.
    start: usize,
    /// In characters before the line's first.
    lead: f32,
    /// What the frame adds up to, given that the one before adds up to 1.
    total: f32,
}

impl Layer {
    /// Where a row is kept.
    fn at(&self, n: usize) -> Option<usize> {
        (self.low..=self.high).contains(&n).then(|| self.start + n - self.low)
    }

    /// What is in front of a row but in no row.
    fn lead_to(&self, n: usize) -> f32 {
        if n == 0 { self.lead } else { 0.0 }
    }
}

impl<'a> Lattice<'a> {
    /// Sums over all paths of at most `longest` characters; where weights are given, their number
    /// must be `longest`.
    pub(crate) fn new(
        frames: &'a Frames,
        longest: usize,
        weights: Option<&'a [Weights]>,
    ) -> Lattice<'a> {
        let start = Head { blank: 1.0, ..Head::default() };
        let first = Layer { low: 0, high: 0, start: 0, lead: 0.0, total: 1.0 };
        let mut lattice = Self {
            frames,
            weights,
            longest,
            rows: Vec::with_capacity(1 + frames.len() * USUAL_ROWS),
            inside: Vec::with_capacity(1 + frames.len() * USUAL_ROWS),
            layers: Vec::with_capacity(1 + frames.len()),
        };
        lattice.rows.push(start);
        lattice.inside.push([0.0; WIDTH]);
        lattice.layers.push(first);
        for at in 0..frames.len() {
            lattice.step(at);
        }
        lattice
    }

    /// The log-probability of each length from 0 to the longest.
    pub(crate) fn ln_lengths(&self) -> Vec<f64> {
        (0..=self.longest).map(|length| self.ln_length(length)).collect()
    }

    /// The log-probability of a length.
    pub(crate) fn ln_length(&self, length: usize) -> f64 {
        let Some((last, before)) = self.layers.split_last() else { return f64::NEG_INFINITY };
        let Some(row) = last.at(length) else { return f64::NEG_INFINITY };
        let scale: f64 = before.iter().map(|layer| f64::from(layer.total).ln()).sum();
        f64::from(self.rows[row].mass()).ln() + scale
    }

    /// Moves all sums one frame on.
    fn step(&mut self, at: usize) {
        let was = self.layers[at];
        let scale = 1.0 / was.total;
        let blank = self.frames.blank[at] * scale;
        let junk = (1.0 - self.frames.blank[at]).max(0.0) * scale * JUNK_FRAME;
        let symbols = self.frames.symbols[at].map(|p| p * scale);
        let start = self.rows.len();
        let led = was.at(0).map_or(0.0, |row| self.rows[row].blank);
        let lead = junk * (was.lead + JUNK * led);
        let mut total = lead;
        for n in was.low..=(was.high + 1).min(self.longest) {
            let same = was.at(n);
            let from = n.checked_sub(1).and_then(|before| was.at(before));
            let old = same.map_or_else(Head::default, |row| self.rows[row]);
            let from = from.filter(|&row| {
                self.rows[row].within() + was.lead_to(n - 1) >= was.total * NEGLIGIBLE
            });
            let ends = blank * (old.blank + old.inside + was.lead_to(n));
            let leaves = junk * (old.junk + JUNK * (old.blank + old.inside + old.after));
            let mut head = Head {
                blank: ends,
                junk: if n == 0 { 0.0 } else { leaves },
                after: blank * (old.junk + old.after),
                ..Head::default()
            };
            let same = same.filter(|&row| self.rows[row].within() >= was.total * NEGLIGIBLE);
            if same.or(from).is_none() {
                // Nothing but what stands behind the line.
                head.blank = 0.0;
                total += head.mass();
                self.rows.push(head);
                self.inside.push([0.0; WIDTH]);
                continue;
            }
            let mut row = same.map_or([0.0; WIDTH], |row| self.inside[row]);
            if let Some(from) = from {
                let begun = self.begin(n, from, was.lead_to(n - 1));
                row.iter_mut().zip(&begun).for_each(|(cell, new)| *cell += new);
            }
            row.iter_mut().zip(&symbols).for_each(|(cell, p)| *cell *= p);
            (head.inside, head.top) = summed(&row);
            total += head.mass();
            self.rows.push(head);
            self.inside.push(row);
        }
        self.close(was.low, start, lead, total);
    }

    /// Keeps the rows of a frame that are not negligible.
    fn close(&mut self, low: usize, start: usize, lead: f32, total: f32) {
        let least = total * NEGLIGIBLE;
        let rows = &self.rows[start..];
        let is_led = low == 0 && lead >= least;
        let first = rows.iter().position(|row| row.mass() >= least).unwrap_or(0);
        let last = rows.iter().rposition(|row| row.mass() >= least).unwrap_or(0);
        let first = if is_led { 0 } else { first.min(last) };
        self.layers.push(Layer {
            low: low + first,
            high: low + last,
            start: start + first,
            lead: if low + first == 0 { lead } else { 0.0 },
            total,
        });
        self.rows.truncate(start + last + 1);
        self.inside.truncate(start + last + 1);
    }

    /// What may begin the `n`-th character: every path in the row before, but not one that is in
    /// the same character.
    fn begin(&self, n: usize, from: usize, lead: f32) -> [f32; WIDTH] {
        let (head, inside) = (&self.rows[from], &self.inside[from]);
        let base = head.blank + lead;
        let mut begun = inside.map(|same| base + (head.inside - same));
        // The difference would lose all digits where one character has nearly all of the sum.
        if let Some((top, rest)) = head.top {
            begun[top] = base + rest;
        }
        if let Some(weights) = self.weights {
            begun.iter_mut().zip(&weights[n - 1]).for_each(|(cell, weight)| *cell *= weight);
        }
        begun
    }

    /// The places of a line of exactly the longest length, or `None` if no path has it.
    pub(crate) fn align(&self) -> Option<Aligned> {
        let ln_likelihood = self.ln_length(self.longest);
        if self.longest == 0 || !ln_likelihood.is_finite() {
            return None;
        }
        let mut back = Backward::new(self);
        let mut places = vec![[0.0f64; SYMBOLS]; self.longest];
        let mut centers = vec![(0.0f64, 0.0f64); self.longest];
        for at in (0..self.frames.len()).rev() {
            if back.norm <= 0.0 || !back.norm.is_finite() {
                return None;
            }
            self.collect(&back, at, &mut places, &mut centers);
            back.step(self, at);
        }
        for place in &mut places {
            let sum: f64 = place.iter().sum();
            if sum <= 0.0 || !sum.is_finite() {
                return None;
            }
            for p in place.iter_mut() {
                *p /= sum;
            }
        }
        let centers = centers.iter().map(|(moment, mass)| (moment / mass) as f32).collect();
        Some(Aligned { places, centers, ln_likelihood })
    }

    /// Adds what begins in a frame to the places, and where they are to their centres.
    fn collect(
        &self,
        back: &Backward,
        at: usize,
        places: &mut [[f64; SYMBOLS]],
        centers: &mut [(f64, f64)],
    ) {
        let (was, layer) = (self.layers[at], self.layers[at + 1]);
        let scale = (1.0 / (f64::from(was.total) * back.norm)) as f32;
        let symbols = &self.frames.symbols[at];
        for n in back.low.max(1)..=back.high {
            let Some(row) = layer.at(n) else { continue };
            let inside = f64::from(dot(&self.inside[row], &back.inside[n])) / back.norm;
            centers[n - 1].0 += inside * at as f64;
            centers[n - 1].1 += inside;
            let Some(from) = was.at(n - 1) else { continue };
            let begun = self.begin(n, from, was.lead_to(n - 1));
            for c in 0..SYMBOLS {
                let here = begun[c] * scale * symbols[c] * back.inside[n][c];
                places[n - 1][c] += f64::from(here);
            }
        }
    }
}

/// The sum of a row, and where one character has nearly all of it, which and what the others have.
fn summed(row: &[f32; WIDTH]) -> (f32, Option<(usize, f32)>) {
    let (mut sums, mut largest) = ([0.0f32; 8], [0.0f32; 8]);
    for lanes in row.chunks_exact(8) {
        for lane in 0..8 {
            sums[lane] += lanes[lane];
            largest[lane] = if lanes[lane] > largest[lane] { lanes[lane] } else { largest[lane] };
        }
    }
    let sum: f32 = sums.iter().sum();
    let most = largest.iter().copied().fold(0.0, f32::max);
    if most < sum * 0.9 {
        return (sum, None);
    }
    let top = row.iter().position(|&x| x >= most).unwrap_or(0);
    let mut others = *row;
    others[top] = 0.0;
    (sum, Some((top, others.iter().sum())))
}

fn dot(a: &[f32; WIDTH], b: &[f32; WIDTH]) -> f32 {
    let mut lanes = [0.0; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum()
}

/// Backward sums of one frame, scaled so that none is above 1.
#[derive(Debug)]
struct Backward {
    blank: Vec<f32>,
    inside: Vec<[f32; WIDTH]>,
    lead: f32,
    junk: f32,
    after: f32,
    begins: Vec<[f32; WIDTH]>,
    /// First and last row that are followed.
    low: usize,
    high: usize,
    /// The sum of forward times backward over all states of the frame.
    norm: f64,
}

impl Backward {
    /// Behind the last frame: only paths of the full length count.
    fn new(lattice: &Lattice<'_>) -> Self {
        let longest = lattice.longest;
        let last = lattice.layers.last().and_then(|layer| layer.at(longest));
        let mut back = Self {
            blank: vec![0.0; longest + 1],
            inside: vec![[0.0; WIDTH]; longest + 1],
            lead: 0.0,
            junk: 1.0,
            after: 1.0,
            begins: vec![[0.0; WIDTH]; longest + 1],
            low: longest,
            high: longest,
            norm: last.map_or(0.0, |row| f64::from(lattice.rows[row].mass())),
        };
        back.blank[longest] = 1.0;
        back.inside[longest][..SYMBOLS].fill(1.0);
        back
    }

    fn follows(&self, n: usize) -> bool {
        (self.low..=self.high).contains(&n)
    }

    /// Moves from behind a frame to before it.
    fn step(&mut self, lattice: &Lattice<'_>, at: usize) {
        let was = lattice.layers[at];
        let blank = lattice.frames.blank[at];
        let junk = (1.0 - blank).max(0.0) * JUNK_FRAME;
        self.enter(lattice, at);
        let (to_junk, to_lead) = (junk * JUNK * self.junk, junk * JUNK * self.lead);
        let first_begun = if self.follows(1) { summed(&self.begins[1]).0 } else { 0.0 };
        let first_blank = if self.follows(0) { self.blank[0] } else { 0.0 };
        self.lead = junk * self.lead + blank * first_blank + first_begun;
        // Rows before the first that is followed are reached by one step; the last row also from
        // behind the line.
        let low = was.low.max(self.low.saturating_sub(1));
        let high = if to_junk > 0.0 { was.high } else { was.high.min(self.high) };
        for n in low..=high {
            let is_followed = self.follows(n);
            let base = if is_followed { blank * self.blank[n] } else { 0.0 }
                + if n == lattice.longest { to_junk } else { 0.0 };
            let (begun, top) =
                if self.follows(n + 1) { summed(&self.begins[n + 1]) } else { (0.0, None) };
            self.blank[n] = base + begun + if n == 0 { to_lead } else { 0.0 };
            let row = &mut self.inside[n];
            if !is_followed {
                row.fill(0.0);
            }
            if !(self.low..=self.high).contains(&(n + 1)) {
                for cell in row.iter_mut() {
                    *cell += base;
                }
                continue;
            }
            let without_top = top.map(|(top, rest)| (top, row[top] + base + rest));
            for (cell, same) in row.iter_mut().zip(&self.begins[n + 1]) {
                *cell += base + (begun - same);
            }
            if let Some((top, value)) = without_top {
                row[top] = value;
            }
        }
        let after = blank * self.after;
        self.after = after + to_junk;
        self.junk = junk * self.junk + after;
        (self.low, self.high) = (low, high.max(low));
        self.rescale(lattice, &was);
    }

    /// Takes a frame into each row: what stays in its character, and what begins it.
    fn enter(&mut self, lattice: &Lattice<'_>, at: usize) {
        let symbols = &lattice.frames.symbols[at];
        for n in self.low..=self.high {
            let row = &mut self.inside[n];
            row.iter_mut().zip(symbols).for_each(|(cell, p)| *cell *= p);
            let begins = &mut self.begins[n];
            *begins = *row;
            let weights = n.checked_sub(1).and_then(|before| Some(&lattice.weights?[before]));
            if let Some(weights) = weights {
                begins.iter_mut().zip(weights).for_each(|(cell, weight)| *cell *= weight);
            }
        }
    }

    /// Scales all sums so that none is above 1, and leaves out rows that nothing comes through.
    fn rescale(&mut self, lattice: &Lattice<'_>, was: &Layer) {
        let mut largest = self.lead.max(self.junk).max(self.after);
        let mut shares = [0.0f32; MAX_LENGTH + 1];
        for (n, share) in shares.iter_mut().enumerate().take(self.high + 1).skip(self.low) {
            let most = summed(&self.inside[n]).0.max(self.blank[n]);
            largest = largest.max(most);
            let row = was.at(n).map_or_else(Head::default, |row| lattice.rows[row]);
            let behind = if n == lattice.longest { row.junk + row.after } else { 0.0 };
            *share = (row.within() * most + was.lead_to(n) * self.lead + behind).max(0.0);
        }
        self.norm *= f64::from(was.total);
        let least = (self.norm * UNSEEN) as f32;
        let (first, last) = (self.low, self.high);
        self.low = (first..=last).find(|&n| shares[n] >= least).unwrap_or(first);
        self.high = (self.low..=last).rev().find(|&n| shares[n] >= least).unwrap_or(self.low);
        if largest <= 0.0 {
            return;
        }
        let scale = 1.0 / largest;
        for row in &mut self.inside[self.low..=self.high] {
            for cell in row.iter_mut() {
                *cell *= scale;
            }
        }
        self.blank[self.low..=self.high].iter_mut().for_each(|cell| *cell *= scale);
        self.lead *= scale;
        self.junk *= scale;
        self.after *= scale;
        self.norm /= f64::from(largest);
    }
}
