//! Rates over levels as an SVG of small panels, one an axis. Equal figures give equal bytes.

use std::fmt::Write as _;

use crate::barcode_figures::{Axis, Figures, Level};

/// Panels beside each other.
const COLUMNS: usize = 4;
/// Width and height of a panel with its surroundings, in user units (CSS pixels at scale 1).
const CELL: (f64, f64) = (250.0, 186.0);
/// Of the plotting area within the cell: left, top, width, height.
const PLOT: (f64, f64, f64, f64) = (40.0, 34.0, 196.0, 104.0);
/// Room above the panels.
const HEAD: f64 = 58.0;
/// Around everything.
const MARGIN: f64 = 14.0;
/// Labels longer than this many characters, all of a panel together, are turned.
const LEVEL_ROOM: usize = 30;

const STYLE: &str = "\
text{font:11px system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;fill:#333}\
.h{font-size:16px;font-weight:600;fill:#111}.s{fill:#666}.t{font-size:12px;font-weight:600;fill:#111}\
.l{fill:#666;font-size:10px}.g{stroke:#e4e4e4;stroke-width:1}.b{stroke:#b5b5b5;stroke-width:1}\
.c{fill:none;stroke:#1b5fb4;stroke-width:2;stroke-linejoin:round}.d{fill:#1b5fb4}";

/// Axes by name in the set and in words; what is not here is shown by its own name.
const WORDS: [(&str, &str); 19] = [
    ("rotation", "Rotation, degrees"),
    ("perspective", "Perspective, share of a side"),
    ("blur_at3px", "Blur, σ in px (3 px modules)"),
    ("module_px", "Module width, px"),
    ("motion_at3px", "Motion, px (3 px modules)"),
    ("jpeg_at2px", "JPEG quality (2 px modules)"),
    ("contrast", "Contrast left, share"),
    ("gradient", "Shading, share"),
    ("glare_pct", "Glare, % of the area"),
    ("erase_pct", "Erased, % of the area"),
    ("torn", "Torn off"),
    ("scratch", "Scratches"),
    ("noise", "Noise, σ of 255"),
    ("printgain", "Growth of bars, modules"),
    ("curve", "Cylinder, half angle in rad"),
    ("bow_px", "Bowed rows, px"),
    ("combo", "All at once"),
    ("photo12mp", "12 megapixels, module px"),
    ("photo12mp_rot10", "12 MP tilted 10°, module px"),
];

/// One panel: a title and its points.
struct Panel<'a> {
    title: String,
    /// Labels with their levels.
    points: Vec<(&'a str, &'a Level)>,
    /// Whether the points are degrees of one thing and so are joined.
    joined: bool,
}

/// The figures as an SVG picture on a light ground.
pub(crate) fn svg(figures: &Figures) -> String {
    let panels = panels(figures.axes());
    let rows = panels.len().div_ceil(COLUMNS).max(1);
    let width = CELL.0 * COLUMNS as f64 + 2.0 * MARGIN;
    let height = CELL.1 * rows as f64 + HEAD + 2.0 * MARGIN;
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n<style>{STYLE}</style>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <text class=\"h\" x=\"{MARGIN}\" y=\"34\">PDF417 symbols read right, by kind and degree of damage</text>\n\
         <text class=\"s\" x=\"{MARGIN}\" y=\"53\">{}</text>",
        subtitle(figures)
    );
    for (index, panel) in panels.iter().enumerate() {
        let x = MARGIN + CELL.0 * (index % COLUMNS) as f64;
        let y = MARGIN + HEAD + CELL.1 * (index / COLUMNS) as f64;
        let _ = writeln!(out, "<g transform=\"translate({x} {y})\">");
        draw(&mut out, panel);
        let _ = writeln!(out, "</g>");
    }
    out.push_str("</svg>\n");
    out
}

fn subtitle(figures: &Figures) -> String {
    let counts = figures.axes().iter().flat_map(|axis| &axis.levels).map(Level::count);
    let (least, most) = counts.fold((usize::MAX, 0), |(a, b), n| (a.min(n), b.max(n)));
    let version = env!("CARGO_PKG_VERSION");
    match most {
        0 => format!("bonafide {version}"),
        _ if least == most => format!("bonafide {version}; {most} pictures a level"),
        _ => format!("bonafide {version}; {least} to {most} pictures a level"),
    }
}

/// Axes of one level share a panel.
fn panels(axes: &[Axis]) -> Vec<Panel<'_>> {
    let (single, many): (Vec<&Axis>, Vec<&Axis>) =
        axes.iter().partition(|axis| axis.levels.len() == 1);
    let mut panels = Vec::new();
    if !single.is_empty() {
        let points =
            single.iter().flat_map(|a| a.levels.iter().map(|level| (a.name.as_str(), level)));
        panels.push(Panel {
            title: "Without degrees".to_owned(),
            points: points.collect(),
            joined: false,
        });
    }
    panels.extend(many.into_iter().map(|axis| {
        let words = WORDS.iter().find(|(name, _)| *name == axis.name);
        Panel {
            title: words.map_or_else(|| axis.name.replace('_', " "), |(_, w)| (*w).to_owned()),
            points: axis.levels.iter().map(|level| (level.name.as_str(), level)).collect(),
            // Degrees are numbers; words are kinds.
            joined: axis.levels.iter().all(|level| level.name.parse::<f64>().is_ok()),
        }
    }));
    panels
}

fn draw(out: &mut String, panel: &Panel<'_>) {
    let (left, top, width, height) = PLOT;
    let _ =
        writeln!(out, "<text class=\"t\" x=\"{left}\" y=\"20\">{}</text>", escaped(&panel.title));
    for share in [0.0, 0.5, 1.0] {
        let y = top + height * (1.0 - share);
        let class = if share > 0.0 { "g" } else { "b" };
        let _ = writeln!(
            out,
            "<path class=\"{class}\" d=\"M{left} {y}h{width}\"/>\
             <text class=\"l\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{:.0} %</text>",
            left - 5.0,
            y + 3.5,
            100.0 * share
        );
    }
    let step = width / panel.points.len().max(1) as f64;
    let place = |index: usize, level: &Level| {
        (left + step * (index as f64 + 0.5), top + height * (1.0 - level.rate()))
    };
    let points: Vec<(f64, f64)> =
        panel.points.iter().enumerate().map(|(i, (_, level))| place(i, level)).collect();
    if panel.joined {
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(out, "<polyline class=\"c\" points=\"{}\"/>", line.join(" "));
    }
    let turned =
        panel.points.iter().map(|(label, _)| label.chars().count() + 1).sum::<usize>() > LEVEL_ROOM;
    for ((x, y), (label, level)) in points.iter().zip(&panel.points) {
        let _ = writeln!(
            out,
            "<circle class=\"d\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{}: {} of {}</title></circle>",
            escaped(label),
            level.right,
            level.count()
        );
        draw_label(out, *x, &escaped(label), turned);
    }
}

fn draw_label(out: &mut String, x: f64, label: &str, turned: bool) {
    let y = PLOT.1 + PLOT.3 + 14.0;
    let _ = if turned {
        writeln!(
            out,
            "<text class=\"l\" text-anchor=\"end\" transform=\"translate({:.1} {}) rotate(-35)\">{label}</text>",
            x + 3.0,
            y - 3.0
        )
    } else {
        writeln!(
            out,
            "<text class=\"l\" x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{label}</text>"
        )
    };
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::barcode_figures::Outcome;
    use crate::barcode_figures::tests::figures;

    #[test]
    fn equal_figures_give_equal_bytes() {
        let picture = svg(&figures());
        assert_eq!(picture, svg(&figures()));
        assert!(picture.starts_with("<svg") && picture.ends_with("</svg>\n"));
        assert!(picture.contains("Rotation, degrees") && picture.contains("5: 1 of 3"));
        // One axis has a level only, one has two: a point without a line, and a line.
        assert_eq!(picture.matches("<polyline").count(), 1);
        assert_eq!(picture.matches("<circle").count(), 3);
    }

    #[test]
    fn names_cannot_leave_their_place() {
        let mut figures = figures();
        for level in ["a", "b"] {
            let outcome = Outcome { right: true, wrong: false, ms: 1.0, reader: None };
            figures.add("<script>&\"", level, outcome);
        }
        let picture = svg(&figures);
        assert!(!picture.contains("<script>"));
        assert!(picture.contains("&lt;script&gt;&amp;&quot;"));
    }

    #[test]
    fn every_element_is_closed() {
        let picture = svg(&figures());
        for name in ["g", "text", "svg", "style", "circle", "title"] {
            let opened = picture.matches(&format!("<{name} ")).count()
                + picture.matches(&format!("<{name}>")).count();
            assert_eq!(opened, picture.matches(&format!("</{name}>")).count(), "{name}");
        }
    }
}
