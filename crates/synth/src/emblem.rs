//! Small ornaments and the setting of names.

use crate::path::Path;
use crate::wave::{cosine, sine};

/// A five-pointed star standing on two points.
pub(crate) fn star(cx: f32, cy: f32, radius: f32) -> Path {
    let corners: Vec<(f32, f32)> = (0..10_u8)
        .map(|corner| {
            let turns = f32::from(corner) / 10.0 - 0.25;
            let r = if corner % 2 == 0 { radius } else { radius * 0.4 };
            (cx + r * cosine(turns), cy + r * sine(turns))
        })
        .collect();
    Path::polygon(&corners)
}

/// `NEW UTOPIA` to `New Utopia`.
pub(crate) fn title_case(text: &str) -> String {
    let mut start = true;
    text.chars()
        .map(|character| {
            let set = if start { character } else { character.to_ascii_lowercase() };
            start = !character.is_ascii_alphabetic();
            set
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_set_in_title_case() {
        assert_eq!(super::title_case("NEW UTOPIA-BAY"), "New Utopia-Bay");
    }
}
