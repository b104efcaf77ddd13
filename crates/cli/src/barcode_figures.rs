//! The figures of a barcode reader over a measuring set, by axis and level.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What one picture came to.
pub(crate) struct Outcome {
    /// The truth was read.
    pub right: bool,
    /// Something was read that is no truth of the picture, whatever else was read.
    pub wrong: bool,
    /// Milliseconds without decoding the file.
    pub ms: f64,
    /// Which reader read the first symbol.
    pub reader: Option<String>,
}

/// The pictures of one level of an axis.
#[derive(Default)]
pub(crate) struct Level {
    pub name: String,
    pub right: usize,
    pub wrong: usize,
    ms: Vec<f64>,
}

impl Level {
    /// Number of pictures.
    pub(crate) fn count(&self) -> usize {
        self.ms.len()
    }

    /// Share of the pictures that were read right, in [0, 1].
    pub(crate) fn rate(&self) -> f64 {
        self.right as f64 / self.count().max(1) as f64
    }

    fn add(&mut self, outcome: &Outcome) {
        self.right += usize::from(outcome.right);
        self.wrong += usize::from(outcome.wrong);
        self.ms.push(outcome.ms);
    }
}

/// One way of damage with its degrees, or the published pictures with their groups.
pub(crate) struct Axis {
    pub name: String,
    pub levels: Vec<Level>,
}

/// Sums over the pictures of a set; axes and levels in the order in which they first come.
#[derive(Default)]
pub(crate) struct Figures {
    axes: Vec<Axis>,
    readers: BTreeMap<String, usize>,
    /// How many were read right of what is counted apart, by name.
    apart: BTreeMap<&'static str, (usize, usize)>,
    left_out: usize,
}

impl Figures {
    pub(crate) fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// Counts a picture in none of the sums.
    pub(crate) fn add_apart(&mut self, name: &'static str, right: bool) {
        let (count, of) = self.apart.entry(name).or_default();
        *count += usize::from(right);
        *of += 1;
    }

    /// Counts a picture that no decoder could read.
    pub(crate) fn leave_out(&mut self) {
        self.left_out += 1;
    }

    pub(crate) fn add(&mut self, axis: &str, level: &str, outcome: Outcome) {
        let at = self.axes.iter().position(|known| known.name == axis).unwrap_or_else(|| {
            self.axes.push(Axis { name: axis.to_owned(), levels: Vec::new() });
            self.axes.len() - 1
        });
        let levels = &mut self.axes[at].levels;
        let at = levels.iter().position(|known| known.name == level).unwrap_or_else(|| {
            levels.push(Level { name: level.to_owned(), ..Level::default() });
            levels.len() - 1
        });
        levels[at].add(&outcome);
        if let Some(reader) = outcome.reader.filter(|_| outcome.right) {
            *self.readers.entry(reader).or_default() += 1;
        }
    }

    fn levels(&self) -> impl Iterator<Item = (&Axis, &Level)> {
        self.axes.iter().flat_map(|axis| axis.levels.iter().map(move |level| (axis, level)))
    }

    /// Everything together.
    fn whole(&self) -> Level {
        let mut whole = Level::default();
        for (_, level) in self.levels() {
            whole.right += level.right;
            whole.wrong += level.wrong;
            whole.ms.extend(&level.ms);
        }
        whole
    }

    /// The figures for a terminal.
    pub(crate) fn table(&self) -> String {
        let mut table = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "{:<18}{:<26}{:>9}{:>9}{:>8}{:>13}{:>11}",
            "axis", "level", "right", "rate", "wrong", "ms, median", "ms, p95"
        );
        for (axis, level) in self.levels() {
            let _ = writeln!(table, "{}", row(&axis.name, &level.name, level));
        }
        let _ = writeln!(table, "{}", row("all", "", &self.whole()));
        for note in self.notes() {
            let _ = writeln!(table, "{note}");
        }
        table
    }

    /// The same as a Markdown table, to be kept beside the code.
    pub(crate) fn markdown(&self) -> String {
        let mut page = String::from(
            "| axis | level | right | rate | wrong texts | ms, median | ms, p95 |\n\
             | --- | --- | ---: | ---: | ---: | ---: | ---: |\n",
        );
        let mut last = "";
        for (axis, level) in self.levels() {
            let name = if axis.name == last { "" } else { axis.name.as_str() };
            last = axis.name.as_str();
            let _ = writeln!(page, "{}", markdown_row(name, &level.name, level));
        }
        let _ = writeln!(page, "{}", markdown_row("all", "", &self.whole()));
        for note in self.notes() {
            let _ = write!(page, "\n{}{}.\n", note[..1].to_uppercase(), &note[1..]);
        }
        page
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!(
            "bonafide {}, one thread, times without decoding the picture file",
            env!("CARGO_PKG_VERSION")
        )];
        if !self.readers.is_empty() {
            let each = self.readers.iter().map(|(name, count)| format!("{count} by {name}"));
            notes.push(format!("read right: {}", each.collect::<Vec<_>>().join(", ")));
        }
        for (name, (right, of)) in &self.apart {
            notes.push(format!("counted apart: {name}, {right} of {of} read right"));
        }
        if self.left_out > 0 {
            notes.push(format!(
                "left out: {} pictures damaged beyond what their error correction can make good",
                self.left_out
            ));
        }
        notes
    }
}

fn row(axis: &str, name: &str, level: &Level) -> String {
    let (median, p95) = median_p95(&level.ms);
    let right = format!("{}/{}", level.right, level.count());
    let rate = format!("{:.1} %", 100.0 * level.rate());
    format!("{axis:<18}{name:<26}{right:>9}{rate:>9}{:>8}{median:>13.2}{p95:>11.2}", level.wrong)
}

fn markdown_row(axis: &str, name: &str, level: &Level) -> String {
    let (median, p95) = median_p95(&level.ms);
    let rate = 100.0 * level.rate();
    format!(
        "| {axis} | {name} | {}/{} | {rate:.1} % | {} | {median:.2} | {p95:.2} |",
        level.right,
        level.count(),
        level.wrong,
    )
}

/// Upper median and 95th percentile; zeros of nothing.
pub(crate) fn median_p95(times: &[f64]) -> (f64, f64) {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    let at = |index: usize| times.get(index).or(times.last()).copied().unwrap_or_default();
    (at(times.len() / 2), at(times.len() * 95 / 100))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn figures() -> Figures {
        let mut figures = Figures::default();
        let mut add = |axis: &str, level: &str, right: bool, wrong: bool, ms: f64| {
            let reader = (right || wrong).then(|| "bonafide".to_owned());
            figures.add(axis, level, Outcome { right, wrong, ms, reader });
        };
        add("clean", "0", true, false, 1.0);
        add("rotation", "2", true, false, 2.0);
        add("rotation", "5", false, true, 8.0);
        add("rotation", "5", true, false, 4.0);
        add("rotation", "5", false, false, 6.0);
        add("clean", "0", true, false, 3.0);
        figures.leave_out();
        figures.add_apart("micropdf417", false);
        figures
    }

    #[test]
    fn axes_and_levels_keep_their_order_and_count_their_pictures() {
        let table = figures().table();
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].starts_with("clean") && lines[1].contains("2/2"), "{table}");
        assert!(lines[2].starts_with("rotation          2 "), "{table}");
        assert!(lines[3].contains("1/3") && lines[3].contains("33.3 %"), "{table}");
        assert!(lines[4].starts_with("all") && lines[4].contains("4/6"), "{table}");
        assert!(table.contains("counted apart: micropdf417, 0 of 1 read right"));
        assert!(table.contains("left out: 1 pictures") && table.contains("4 by bonafide"));
    }

    #[test]
    fn the_page_has_one_row_a_level() {
        let page = figures().markdown();
        assert!(page.contains("| rotation | 2 | 1/1 | 100.0 % | 0 | 2.00 | 2.00 |"), "{page}");
        assert!(page.contains("|  | 5 | 1/3 | 33.3 % | 1 | 6.00 | 8.00 |"), "{page}");
        assert!(page.contains("| all |  | 4/6 | 66.7 % | 1 | 4.00 | 8.00 |"), "{page}");
    }

    #[test]
    fn quantiles_of_little() {
        assert_eq!(median_p95(&[]), (0.0, 0.0));
        assert_eq!(median_p95(&[5.0]), (5.0, 5.0));
        let hundred: Vec<f64> = (0..100).rev().map(f64::from).collect();
        assert_eq!(median_p95(&hundred), (50.0, 95.0));
    }
}
