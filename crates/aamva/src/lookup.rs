//! Elements by name, over all subfiles of the standard.

use crate::dictionary::{SLOTS, slot};
use crate::element::{Element, ElementId, Name, Subfile};

/// The elements of the DL, ID and EN subfiles by identifier: of each the first that is not blank,
/// or else the first.
pub(crate) struct Lookup<'a> {
    slots: [Option<&'a Element>; SLOTS],
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(subfiles: &'a [Subfile]) -> Self {
        let mut slots = [None; SLOTS];
        for element in standard_elements(subfiles) {
            let place = slot(*element.id().as_bytes()).and_then(|at| slots.get_mut(at));
            let Some(place) = place else { continue };
            if place.is_none_or(|earlier: &Element| earlier.is_blank() && !element.is_blank()) {
                *place = Some(element);
            }
        }
        Self { slots }
    }

    pub(crate) fn get(&self, id: ElementId) -> Option<&'a Element> {
        self.slots.get(slot(*id.as_bytes())?).copied().flatten()
    }

    pub(crate) fn by_name(&self, name: Name) -> Option<&'a Element> {
        self.get(ElementId::literal(name))
    }
}

/// Returns the element of this name as [`Lookup`] does, but of any name and for one question.
pub(crate) fn find(subfiles: &[Subfile], id: ElementId) -> Option<&Element> {
    let named = || standard_elements(subfiles).filter(|e| e.id() == id);
    named().find(|e| !e.is_blank()).or_else(|| named().next())
}

fn standard_elements(subfiles: &[Subfile]) -> impl Iterator<Item = &Element> {
    subfiles.iter().filter(|s| s.designator.is_standard()).flat_map(|s| &s.elements)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::Designator;

    #[test]
    fn a_blank_repetition_does_not_hide_a_value() {
        let subfile = |designator, values: &[&str]| {
            let id = ElementId::literal(b"DAQ");
            let elements = values.iter().map(|value| Element::new(id, *value)).collect();
            Subfile { designator, elements }
        };
        let jurisdiction = Designator::from_bytes(b"ZV").expect("a designator");
        let cases = [
            (vec![subfile(Designator::DL, &[" ", "X1", "X2"])], Some("X1")),
            (vec![subfile(Designator::DL, &[" "]), subfile(Designator::ID, &["X3"])], Some("X3")),
            (vec![subfile(Designator::DL, &["", " "])], Some("")),
            (vec![subfile(jurisdiction, &["X4"])], None),
        ];
        for (subfiles, expected) in &cases {
            let id = ElementId::literal(b"DAQ");
            assert_eq!(find(subfiles, id).map(Element::text), *expected);
            assert_eq!(Lookup::new(subfiles).get(id).map(Element::text), *expected);
        }
    }
}
