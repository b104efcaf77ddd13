//! Handwriting that is nobody's.

use crate::canvas::Ink;
use crate::path::Path;
use crate::person::Person;
use crate::rng::Rng;
use crate::sheet::Sheet;

/// Draws a scribble of `width` millimetres with its baseline starting at `at`: one loop for each
/// letter of the family name, a larger one first.
pub(crate) fn sign(sheet: &mut Sheet<'_>, at: (f32, f32), width: f32, person: &Person, seed: u64) {
    let mut rng = Rng::for_purpose(seed ^ person.last_name.len() as u64, "signature");
    let ink = Ink::opaque([26, 30, 66]).alpha(0.92);
    let letters = person.last_name.len().clamp(5, 11) as f32;
    let step = width / (letters + 2.5);
    let mut pen = at;
    let mut letter = 0.0;
    while letter < letters {
        let tall = letter < 0.5 || rng.chance(0.22);
        let rise = if tall { rng.between(3.0, 4.4) } else { rng.between(0.9, 1.7) };
        let reach = step * if tall { 1.7 } else { 1.0 } * rng.between(0.8, 1.15);
        let next = (pen.0 + reach, at.1 + rng.around(0.35));
        let (up, down) = ((pen.0 + reach * 1.3, pen.1 - rise), (pen.0 - reach * 0.4, pen.1 - rise));
        let top = (pen.0 + reach * 0.45, pen.1 - rise);
        let thick = rng.between(0.2, 0.3);
        sheet.canvas.fill(&Path::stroke_cubic(pen, up, (up.0, top.1 - 0.3), top, thick), ink);
        sheet.canvas.fill(&Path::stroke_cubic(top, down, (pen.0, next.1 + 0.5), next, thick), ink);
        pen = next;
        letter += 1.0;
    }
    let flourish = (pen.0 + step * 1.6, pen.1 - rng.between(0.4, 1.6));
    let path = Path::stroke_cubic(
        pen,
        (pen.0 + step, pen.1 + 1.0),
        (flourish.0 - step * 0.4, flourish.1),
        flourish,
        0.2,
    );
    sheet.canvas.fill(&path, ink);
}
