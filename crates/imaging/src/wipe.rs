//! Pixel buffers that are overwritten before their memory is given back.

use std::ops::{Deref, DerefMut};

use image::{GrayImage, RgbImage};

/// A buffer whose content can be overwritten in place.
pub trait Wipe {
    /// Overwrites every sample with zero.
    fn wipe(&mut self);
}

impl Wipe for GrayImage {
    fn wipe(&mut self) {
        overwrite(self.as_flat_samples_mut().samples);
    }
}

impl Wipe for RgbImage {
    fn wipe(&mut self) {
        overwrite(self.as_flat_samples_mut().samples);
    }
}

impl Wipe for Vec<u8> {
    fn wipe(&mut self) {
        // What a longer content left behind the end, too.
        self.resize(self.capacity(), 0);
        overwrite(self);
    }
}

impl Wipe for Vec<i16> {
    fn wipe(&mut self) {
        self.resize(self.capacity(), 0);
        self.fill(0);
        zeroize::optimization_barrier(self.as_slice());
    }
}

/// Writes zeros that the compiler may not leave out although nobody reads them. `zeroize` alone
/// writes them byte by byte.
fn overwrite(samples: &mut [u8]) {
    samples.fill(0);
    zeroize::optimization_barrier(samples);
}

/// Owns pixels and overwrites them with zeros when it is dropped.
///
/// Use it for every copy of pixels that shows a person or a document: crops, rotations, binarised
/// planes. What codecs hold inside while they decode is theirs and is not wiped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Wiped<T: Wipe>(T);

impl<T: Wipe> Wiped<T> {
    /// Takes the buffer over.
    pub fn new(buffer: T) -> Self {
        Self(buffer)
    }
}

impl<T: Wipe> Deref for Wiped<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Wipe> DerefMut for Wiped<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Wipe> std::fmt::Debug for Wiped<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wiped(***)")
    }
}

impl<T: Wipe> Drop for Wiped<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use image::{Luma, Rgb};

    use super::*;

    /// Hands its pixels to the test at the moment its own memory would be freed.
    struct Witness<T: Wipe + Clone> {
        pixels: T,
        seen: Rc<RefCell<Option<T>>>,
    }

    impl<T: Wipe + Clone> Wipe for Witness<T> {
        fn wipe(&mut self) {
            self.pixels.wipe();
        }
    }

    impl<T: Wipe + Clone> Drop for Witness<T> {
        fn drop(&mut self) {
            *self.seen.borrow_mut() = Some(self.pixels.clone());
        }
    }

    fn after_drop<T: Wipe + Clone>(pixels: T) -> T {
        let seen = Rc::new(RefCell::new(None));
        drop(Wiped::new(Witness { pixels, seen: Rc::clone(&seen) }));
        seen.take().expect("dropping the wrapper drops the witness")
    }

    #[test]
    fn pixels_are_zero_when_their_memory_is_freed() {
        let gray = after_drop(GrayImage::from_pixel(33, 7, Luma([200])));
        assert_eq!(gray.dimensions(), (33, 7), "the size is kept, only samples are overwritten");
        assert!(gray.iter().all(|&sample| sample == 0));
        let rgb = after_drop(RgbImage::from_pixel(5, 9, Rgb([1, 2, 3])));
        assert!(rgb.iter().all(|&sample| sample == 0));
        assert!(after_drop(vec![7_u8; 64]).iter().all(|&sample| sample == 0));
    }

    #[test]
    fn debug_shows_no_sample() {
        assert_eq!(format!("{:?}", Wiped::new(vec![113_u8; 3])), "Wiped(***)");
    }
}
