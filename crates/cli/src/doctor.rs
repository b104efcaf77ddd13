//! `bonafide doctor` and `bonafide models`: what this build finds on this machine.

use anyhow::Result;
use bonafide::imaging::{Limits, Picture, RgbImage, encode_png};
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::types::Slot;
use bonafide::{Context, Engine};

use crate::exit::Exit;
use crate::text::print_line;

/// The models that take part: none in this build, and it says so.
pub(crate) fn models() -> Result<Exit> {
    print_line("This build uses no model: it reads barcodes and compares text without any.")?;
    print_line("Tests that need one are NOT_PERFORMED, with the reason in the result.")?;
    Ok(Exit::Done)
}

pub(crate) fn doctor() -> Result<Exit> {
    print_line(format_args!("bonafide {}", env!("CARGO_PKG_VERSION")))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    print_line(format_args!("cores             {cores}"))?;
    print_line("device            cpu")?;
    let limits = Limits::default();
    print_line(format_args!(
        "picture limits    {} MiB, {} megapixels",
        limits.max_bytes >> 20,
        limits.max_pixels / 1_000_000
    ))?;
    for (name, version) in Engine::components() {
        print_line(format_args!("{name:<17} {version}"))?;
    }
    print_line("models            none needed by this build")?;
    let healthy = self_check()?;
    print_line(format_args!("self-check        {}", if healthy { "ok" } else { "FAILED" }))?;
    for missing in [
        "not in this build: machine-readable zones in pictures, printed text, faces, liveness,",
        "                   manipulation and duplicates, sanctions lists, accelerators",
    ] {
        print_line(missing)?;
    }
    Ok(if healthy { Exit::Done } else { Exit::SomeInError })
}

/// Known answers from bytes to verdict: a drawn picture decodes to the pixels that were drawn, and
/// an empty session is pending.
fn self_check() -> Result<bool> {
    let drawn = RgbImage::from_fn(32, 16, |x, y| bonafide::imaging::Rgb([x as u8, y as u8, 9]));
    let png = encode_png(&drawn)?;
    let decodes = Picture::decode(&png, &Limits::default()).is_ok_and(|p| p.rgb() == &drawn);
    let mut session = SessionInput::new(SessionId::new("self-check")?);
    session.images.push(ImageInput::new(Slot::Unknown, png));
    let engine = Engine::builder().threads(1).build()?;
    let cx = Context::on(jiff::civil::date(2026, 1, 1));
    let (one, two) = (engine.evaluate(&session, &cx), engine.evaluate(&session, &cx));
    Ok(decodes && !one.decision.verified && one.result_hash == two.result_hash)
}
