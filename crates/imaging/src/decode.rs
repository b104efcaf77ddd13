//! From the bytes of a file to upright pixels, under limits.

use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation as ExifOrientation;
use image::{ColorType, ExtendedColorType, ImageDecoder, ImageError};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::facts::{ColorModel, FileFacts, sha256_of};
use crate::format::looks_like;
use crate::jpeg::{self, Markers};
use crate::orientation::{self, Orientation, upright};
use crate::pixels::{Pixels, flattened, rgb_from_inks};
use crate::wipe::Wiped;
use crate::{DecodeError, Format, Limits, Stage, detect_format};

pub(crate) struct Decoded {
    pub(crate) pixels: Pixels,
    pub(crate) facts: FileFacts,
}

/// How a file stores its samples.
#[derive(Clone, Copy)]
struct Storage {
    format: Format,
    color: ColorModel,
    bit_depth: u8,
    progressive: bool,
    jpeg_quality: Option<u8>,
}

impl Storage {
    fn plain(format: Format, color: ColorModel, bit_depth: u8) -> Self {
        Self { format, color, bit_depth, progressive: false, jpeg_quality: None }
    }
}

/// What is known of a file before its pixels are read.
struct Header {
    storage: Storage,
    width: u32,
    height: u32,
    orientation: Orientation,
    has_icc: bool,
    has_exif: bool,
}

impl Header {
    fn read(reader: &mut impl ImageDecoder, storage: Storage) -> Self {
        let (width, height) = reader.dimensions();
        Self {
            storage,
            width,
            height,
            orientation: orientation_of(reader),
            has_icc: matches!(reader.icc_profile(), Ok(Some(_))),
            has_exif: matches!(reader.exif_metadata(), Ok(Some(_))),
        }
    }

    fn of_jpeg(decoder: &JpegDecoder<ZCursor<&[u8]>>, storage: Storage) -> Self {
        let (width, height) = decoder.dimensions().unwrap_or_default();
        let exif = decoder.exif();
        let orientation = exif.and_then(|block| {
            let found = ExifOrientation::from_exif_chunk(block);
            orientation_from(found, Some(block))
        });
        Self {
            storage,
            // The format has 16 bits for each.
            width: width as u32,
            height: height as u32,
            orientation: orientation.unwrap_or(Orientation::UPRIGHT),
            has_icc: decoder.icc_profile().is_some(),
            has_exif: exif.is_some(),
        }
    }
}

pub(crate) fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, DecodeError> {
    let size = bytes.len() as u64;
    if size == 0 {
        return Err(DecodeError::Empty);
    }
    if size > limits.max_bytes {
        return Err(DecodeError::TooManyBytes { bytes: size, limit: limits.max_bytes });
    }
    match detect_format(bytes) {
        Some(Format::Jpeg) => decode_jpeg(bytes, limits),
        Some(Format::Png) => {
            let reader = png_reader(bytes, limits)?;
            decode_by_image(bytes, reader, png_storage(bytes), limits)
        }
        Some(Format::Webp) => {
            let reader = WebPDecoder::new(Cursor::new(bytes)).map_err(in_header(Format::Webp))?;
            let storage = Storage::plain(Format::Webp, model_of(reader.color_type().into()), 8);
            decode_by_image(bytes, reader, storage, limits)
        }
        Some(Format::Tiff) => {
            let reader = TiffDecoder::new(Cursor::new(bytes)).map_err(in_header(Format::Tiff))?;
            let original = reader.original_color_type();
            let depth = original.bits_per_pixel() / u16::from(original.channel_count()).max(1);
            let storage = Storage::plain(Format::Tiff, model_of(original), depth as u8);
            decode_by_image(bytes, reader, storage, limits)
        }
        Some(Format::Bmp) => {
            let reader = BmpDecoder::new(Cursor::new(bytes)).map_err(in_header(Format::Bmp))?;
            let storage = bmp_storage(bytes, model_of(reader.color_type().into()));
            decode_by_image(bytes, reader, storage, limits)
        }
        None => Err(DecodeError::UnknownFormat { found: looks_like(bytes) }),
    }
}

fn decode_by_image<D: ImageDecoder>(
    bytes: &[u8],
    mut reader: D,
    storage: Storage,
    limits: &Limits,
) -> Result<Decoded, DecodeError> {
    let Storage { format, bit_depth, .. } = storage;
    let header = Header::read(&mut reader, storage);
    let sample_bytes = u64::from(reader.color_type().bytes_per_pixel());
    // Beside the output the codecs hold at most: WebP its planes or a lossless ARGB frame
    // (4 bytes), TIFF its samples as stored, PNG and BMP a few rows.
    let working_bytes = match format {
        Format::Webp => 4,
        Format::Tiff => sample_bytes.max(u64::from(bit_depth).div_ceil(8) * 4),
        _ => 0,
    };
    check_size(&header, sample_bytes, working_bytes, limits)?;
    let mut own = image::Limits::no_limits();
    own.max_alloc = Some(limits.max_alloc_bytes);
    reader.set_limits(own).map_err(in_header(format))?;
    read_samples(bytes, reader, &header)
}

/// A JPEG goes straight to its codec: through `image` the file would be copied and its headers read
/// four times.
fn decode_jpeg(bytes: &[u8], limits: &Limits) -> Result<Decoded, DecodeError> {
    let markers = jpeg::scan(bytes);
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|error| {
        if markers.has_scan || markers.complete {
            codec_error(Format::Jpeg, Stage::Header, error)
        } else {
            truncated(bytes, Format::Jpeg, Stage::Header)
        }
    })?;
    let header = Header::of_jpeg(&decoder, jpeg_storage(&markers));
    // A progressive file's coefficients are all kept until its last scan: two bytes each.
    let components = u64::from(markers.components);
    let coefficient_bytes = if markers.progressive { 2 * components } else { 0 };
    check_size(&header, components, coefficient_bytes, limits)?;
    if !markers.complete {
        return Err(truncated(bytes, Format::Jpeg, Stage::Pixels));
    }
    let stored = decoder.input_colorspace().unwrap_or(ColorSpace::RGB);
    // Inks are asked for as they are: the codec would convert them as if every file were Adobe's.
    let (wanted, color_type) = match (markers.components, stored) {
        (4, stored) => (stored, ColorType::Rgb8),
        (_, ColorSpace::Luma) => (ColorSpace::Luma, ColorType::L8),
        _ => (ColorSpace::RGB, ColorType::Rgb8),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(wanted));
    let samples = Wiped::new(
        decoder.decode().map_err(|error| codec_error(Format::Jpeg, Stage::Pixels, error))?,
    );
    let samples = match markers.components {
        4 => rgb_from_inks(&samples, markers.adobe_transform),
        _ => samples,
    };
    finish(bytes, samples, color_type, &header)
}

fn jpeg_storage(markers: &Markers) -> Storage {
    Storage {
        format: Format::Jpeg,
        color: match (markers.components, markers.adobe_transform) {
            (1, _) => ColorModel::Gray,
            (4, Some(2)) => ColorModel::Ycck,
            (4, _) => ColorModel::Cmyk,
            _ => ColorModel::Rgb,
        },
        bit_depth: markers.precision,
        progressive: markers.progressive,
        jpeg_quality: markers.luminance_table.as_ref().map(jpeg::estimated_quality),
    }
}

fn read_samples<D: ImageDecoder>(
    bytes: &[u8],
    reader: D,
    header: &Header,
) -> Result<Decoded, DecodeError> {
    let color_type = reader.color_type();
    let mut samples = Wiped::new(vec![0; reader.total_bytes() as usize]);
    reader
        .read_image(&mut samples)
        .map_err(|error| in_pixels(bytes, header.storage.format, error))?;
    finish(bytes, samples, color_type, header)
}

/// Checks what the header announces, before anything of that size is allocated.
fn check_size(
    header: &Header,
    sample_bytes: u64,
    working_bytes: u64,
    limits: &Limits,
) -> Result<(), DecodeError> {
    let &Header { storage: Storage { format, .. }, width, height, .. } = header;
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(DecodeError::NoPixels { format });
    }
    if pixels > limits.max_pixels {
        return Err(DecodeError::TooLarge { format, width, height, limit: limits.max_pixels });
    }
    // At most three of these live at once: the samples, the flattened and the upright pixels.
    let per_pixel = sample_bytes + working_bytes.max(3);
    let needed = pixels.saturating_mul(per_pixel);
    if needed > limits.max_alloc_bytes {
        return Err(DecodeError::TooMuchMemory { format, needed, limit: limits.max_alloc_bytes });
    }
    Ok(())
}

/// Flattens and turns the samples and gathers the facts.
fn finish(
    bytes: &[u8],
    samples: Wiped<Vec<u8>>,
    color_type: ColorType,
    header: &Header,
) -> Result<Decoded, DecodeError> {
    let &Header { storage, width, height, orientation, has_icc, has_exif } = header;
    let refused = |why: &str| DecodeError::Codec {
        format: storage.format,
        stage: Stage::Pixels,
        source: why.into(),
    };
    // A JPEG with two frame headers can announce one size or colour and hold another.
    let announced = u64::from(width) * u64::from(height) * u64::from(color_type.bytes_per_pixel());
    if samples.len() as u64 != announced {
        return Err(refused("the pixels are not those that the header announces"));
    }
    let flat = flattened(samples, color_type).ok_or_else(|| refused("unsupported colour type"))?;
    let sides = (width as usize, height as usize);
    let (width, height) = if orientation.swaps_sides() { (height, width) } else { (width, height) };
    let facts = FileFacts {
        format: storage.format,
        sha256: sha256_of(bytes),
        bytes: bytes.len() as u64,
        width,
        height,
        exif_orientation: orientation.exif(),
        color: storage.color,
        bit_depth: storage.bit_depth,
        jpeg_quality: storage.jpeg_quality,
        progressive: storage.progressive,
        has_icc,
        has_exif,
    };
    Ok(Decoded { pixels: turned(flat, sides, orientation), facts })
}

fn turned(flat: Pixels, (width, height): (usize, usize), orientation: Orientation) -> Pixels {
    match flat {
        flat if orientation == Orientation::UPRIGHT => flat,
        Pixels::Gray(flat) => {
            Pixels::Gray(Wiped::new(upright::<1>(&flat, width, height, orientation)))
        }
        Pixels::Rgb(flat) => {
            Pixels::Rgb(Wiped::new(upright::<3>(&flat, width, height, orientation)))
        }
    }
}

fn orientation_of(reader: &mut impl ImageDecoder) -> Orientation {
    let by_tag = reader.orientation().ok();
    let block = reader.exif_metadata().ok().flatten();
    orientation_from(by_tag, block.as_ref()).unwrap_or(Orientation::UPRIGHT)
}

/// TIFF answers by its own tag; the others from an Exif block, which some writers prefix. An
/// unreadable tag is no orientation, not a failed picture.
fn orientation_from(
    by_tag: Option<ExifOrientation>,
    block: Option<&Vec<u8>>,
) -> Option<Orientation> {
    match by_tag.and_then(|found| Orientation::from_exif(found.to_exif())) {
        Some(found) if found != Orientation::UPRIGHT => Some(found),
        _ => block.and_then(|block| orientation::from_exif_block(block)),
    }
}

fn png_reader<'a>(
    bytes: &'a [u8],
    limits: &Limits,
) -> Result<PngDecoder<Cursor<&'a [u8]>>, DecodeError> {
    let mut own = image::Limits::no_limits();
    own.max_alloc = Some(limits.max_alloc_bytes);
    PngDecoder::with_limits(Cursor::new(bytes), own).map_err(in_header(Format::Png))
}

/// Reads the IHDR chunk (ISO/IEC 15948, 11.2.2), whose place is fixed.
fn png_storage(bytes: &[u8]) -> Storage {
    let [bit_depth, color, _, _, interlace] =
        bytes.get(24..29).and_then(|field| field.try_into().ok()).unwrap_or([8, 2, 0, 0, 0]);
    let color = match color {
        0 => ColorModel::Gray,
        3 => ColorModel::Palette,
        4 => ColorModel::GrayAlpha,
        6 => ColorModel::Rgba,
        _ => ColorModel::Rgb,
    };
    let progressive = interlace != 0;
    Storage { progressive, ..Storage::plain(Format::Png, color, bit_depth) }
}

/// Reads the field biBitCount of the BITMAPINFOHEADER: up to 8 bits are an index into a palette.
fn bmp_storage(bytes: &[u8], decoded: ColorModel) -> Storage {
    match bytes.get(28..30) {
        Some(&[bits @ (1 | 2 | 4 | 8), 0]) => {
            Storage::plain(Format::Bmp, ColorModel::Palette, bits)
        }
        _ => Storage::plain(Format::Bmp, decoded, 8),
    }
}

fn model_of(color: ExtendedColorType) -> ColorModel {
    match color {
        ExtendedColorType::Cmyk8 | ExtendedColorType::Cmyk16 => ColorModel::Cmyk,
        _ => match color.channel_count() {
            1 => ColorModel::Gray,
            2 => ColorModel::GrayAlpha,
            3 => ColorModel::Rgb,
            _ => ColorModel::Rgba,
        },
    }
}

fn truncated(bytes: &[u8], format: Format, stage: Stage) -> DecodeError {
    DecodeError::Truncated { format, stage, bytes: bytes.len() as u64 }
}

fn in_header(format: Format) -> impl Fn(ImageError) -> DecodeError {
    move |error| codec_error(format, Stage::Header, error)
}

fn in_pixels(bytes: &[u8], format: Format, error: ImageError) -> DecodeError {
    match &error {
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => {
            truncated(bytes, format, Stage::Pixels)
        }
        _ => codec_error(format, Stage::Pixels, error),
    }
}

fn codec_error(
    format: Format,
    stage: Stage,
    error: impl std::error::Error + Send + Sync + 'static,
) -> DecodeError {
    DecodeError::Codec { format, stage, source: Box::new(error) }
}
