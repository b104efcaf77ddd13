//! Bounded decoding of pictures, shared pixels and capture quality.
//!
//! [`Picture::decode`] turns the bytes of a file into upright pixels once; everything that later
//! stages need from them (colour, luma, pyramid, facts about the file) hangs on that one value,
//! which is cheap to clone. What a file claims about its size is checked against [`Limits`]
//! before pixels are allocated, and every pixel buffer of this crate is wiped when it is dropped.
//!
//! This is the only crate that names an image codec. It never opens a path.
//!
//! ```
//! use bonafide_imaging::{Limits, Picture, RgbImage, encode_png, quality};
//!
//! let drawn = RgbImage::from_fn(40, 20, |x, _| image::Rgb(if x < 20 { [0; 3] } else { [255; 3] }));
//! let picture = Picture::decode(&encode_png(&drawn)?, &Limits::default())?;
//! assert_eq!((picture.facts().width, picture.facts().height), (40, 20));
//! assert_eq!(picture.rgb(), &drawn);
//! assert!(quality(&picture).grayscale);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod area;
mod blur;
mod coefficients;
mod decode;
mod document;
mod encode;
mod error;
mod exposure;
mod facts;
mod format;
mod glare;
mod jpeg;
mod limits;
mod means;
mod orientation;
mod picture;
mod pixels;
mod point;
mod pyramid;
mod quality;
mod resize;
mod sample;
mod simd;
mod spectrum;
mod wipe;

pub use area::Area;
pub use blur::blur_effect;
pub use coefficients::{CoefficientError, Coefficients, Component, NATURAL_FROM_ZIGZAG};
pub use document::{
    DocumentFormat, DocumentQuad, LocateOptions, Perspective, QuadEvidence, SideEvidence, encloses,
    locate, rectify,
};
pub use encode::{encode_jpeg, encode_png, encode_png_luma8};
pub use error::{DecodeError, EncodeError, Stage};
pub use facts::{ColorModel, FileFacts};
pub use format::{Format, detect_format};
pub use image::{GrayImage, Luma, Rgb, RgbImage};
pub use limits::Limits;
pub use means::{sliding_greatest, sliding_mean};
pub use picture::Picture;
pub use pixels::luma_of;
pub use point::Point;
pub use pyramid::{Pyramid, halved_luma8};
pub use quality::{CaptureQuality, QualityIssue, QualityLimits, quality, quality_with};
pub use resize::resized_luma8;
pub use sample::{
    Alignment, View, cropped_rgb8, interpolated_rgb8, resized_area_rgb8, resized_linear_rgb8,
    view_area_rgb8, view_linear_rgb8, view_rgb8, warped_rgb8,
};
pub use simd::vectorised;
pub use spectrum::{Peak, Spectrum, false_alarm_strength, ln_binomial_tail, ln_exponential_tail};
pub use wipe::{Wipe, Wiped};
