//! Windows and reduced copies of a face and its surroundings.

use bonafide_imaging::{
    Area, Picture, RgbImage, Spectrum, View, Wiped, resized_area_rgb8, view_area_rgb8,
    view_linear_rgb8,
};

/// A part of a picture: whole pixels inside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Part {
    /// The part of an area, made `times` as large around its centre, that lies in the picture; `None` where
    /// that is empty.
    pub(super) fn of(picture: &RgbImage, area: Area, times: f32) -> Option<Self> {
        let [x, y] = area.centre();
        let span = |middle: f32, length: f32, limit: u32| {
            let half = length * times / 2.0;
            // Casts of floats saturate.
            let from = (middle - half).round().max(0.0) as u32;
            let to = ((middle + half).round().max(0.0) as u32).min(limit);
            (to > from).then(|| (from, to - from))
        };
        let (x, width) = span(x, area.width, picture.width())?;
        let (y, height) = span(y, area.height, picture.height())?;
        Some(Self { x, y, width, height })
    }

    /// The part as a picture of at most `side` pixels a side, means of what falls together.
    pub(super) fn reduced(self, picture: &RgbImage, side: u32) -> Wiped<RgbImage> {
        let (width, height) = self.scaled(side);
        Wiped::new(view_area_rgb8(picture, self.view(), width, height))
    }

    /// As [`Part::reduced`], of large parts from two samples a pixel and axis: enough for edges and means,
    /// not for waves.
    pub(super) fn sampled(self, picture: &RgbImage, side: u32) -> Wiped<RgbImage> {
        if self.width.max(self.height) <= 4 * side {
            return self.reduced(picture, side);
        }
        let (width, height) = self.scaled(2 * side);
        let samples = Wiped::new(view_linear_rgb8(picture, self.view(), width, height));
        let (width, height) = self.scaled(side);
        Wiped::new(resized_area_rgb8(&samples, width, height))
    }

    /// Upper left corners of windows for a spectrum: two by two where the part has room for that many side
    /// by side, else one in the middle; none where it has no room.
    pub(super) fn windows(self) -> Vec<[u32; 2]> {
        const SIDE: u32 = Spectrum::SIDE;
        let free = |length: u32| length.checked_sub(SIDE);
        let (Some(across), Some(down)) = (free(self.width), free(self.height)) else {
            return Vec::new();
        };
        if across < SIDE || down < SIDE {
            return vec![[self.x + across / 2, self.y + down / 2]];
        }
        // Four that touch, around the middle.
        let (left, top) = (self.x + (across - SIDE) / 2, self.y + (down - SIDE) / 2);
        vec![[left, top], [left + SIDE, top], [left, top + SIDE], [left + SIDE, top + SIDE]]
    }

    fn view(self) -> View {
        let Self { x, y, width, height } = self;
        View { x: x.into(), y: y.into(), width, height }
    }

    /// Width and height at a longer side of `side`, or as they are where that is less.
    fn scaled(self, side: u32) -> (u32, u32) {
        let longer = self.width.max(self.height).max(1);
        let scaled = |length: u32| {
            let scaled = u64::from(length) * u64::from(side.min(longer)) / u64::from(longer);
            u32::try_from(scaled).unwrap_or(side).max(1)
        };
        (scaled(self.width), scaled(self.height))
    }
}

/// The inner part of a face, where skin is: 0.8 times its box.
pub(super) fn inner_face(picture: &Picture, area: Area) -> Option<Part> {
    Part::of(picture.rgb(), area, 0.8)
}
