//! `bonafide demo`: a newcomer sees faces compared. The pictures are made when it runs, out of sample
//! pictures that an npm package of models carries; none is part of this program.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use bonafide::face::{Choice, Face, Faces, Turns};
use bonafide::imaging::{Limits, Picture, RgbImage, Wiped, encode_jpeg};
use bonafide::inference::{Entry, Models};
use bonafide::result::SessionResult;
use bonafide::{Artifacts, Context, Engine};
use bonafide_models::{Installer, Reach};
use serde_json::json;

use crate::args::DemoArgs;
use crate::demo_pictures::{card, most_alone, selfie};
use crate::exit::Exit;
use crate::output::Output;
use crate::text::{print_line, say};
use crate::{folder, home, models, models_install, settings};

/// The package whose sample pictures are taken.
const PACKAGE: &str = "@vladmandic/face-api@";
/// Group pictures in it: the card and the first selfie are of one face of the first, the other selfie is of
/// a face of the second.
const SAMPLES: [&str; 2] = ["package/demo/sample3.jpg", "package/demo/sample6.jpg"];

pub(crate) fn demo(args: &DemoArgs) -> Result<Exit> {
    models_install::install_first(args.first, args.runtime.models.clone())?;
    let models = models::open(&args.runtime)?;
    let samples = sample_pictures(args, &models)?;
    let faces = Faces::open(&models, &Choice::default())
        .context("faces cannot be compared; `bonafide demo --install` installs what is missing")?;
    let input = args.output.join("sessions");
    compose(&faces, &samples, &input)?;
    print_line(
        "The portrait on the card and the selfie of session one-person are two crops of one and the",
    )?;
    print_line(
        "same photograph, which differ in size, turn, light and compression: no two photographs",
    )?;
    print_line(
        "of one person are in the package. The selfie of session two-people is of someone else.",
    )?;
    run(models, &input, &args.output.join("results"))
}

/// The sample pictures, out of the cache, the folder of --from, or with --install the network.
fn sample_pictures(args: &DemoArgs, models: &Models) -> Result<Vec<Picture>> {
    let of_package = |entry: &&Entry| {
        entry.source.as_ref().is_some_and(|source| source.package.starts_with(PACKAGE))
    };
    let entry = models.entries().find(of_package);
    let entry = entry.with_context(|| format!("no model of this build comes from {PACKAGE}"))?;
    let folders = home::folders(None).context("no folder for packages; set BONAFIDE_HOME")?;
    let reach = if args.first.install { Reach::Network } else { Reach::Offline };
    let mut installer = Installer::new(folders).reach(reach);
    if let Some(folder) = &args.from {
        installer = installer.from(folder);
    }
    let files = installer
        .package_files(entry, &SAMPLES)
        .context("the sample pictures are not here; `bonafide demo --install` fetches them")?;
    SAMPLES
        .iter()
        .map(|name| {
            let file = files.iter().find(|(member, _)| member == name);
            let (_, bytes) = file.with_context(|| format!("{name} is not in the package"))?;
            Ok(Picture::decode(bytes, &Limits::default())?)
        })
        .collect()
}

/// Writes the two session folders.
fn compose(faces: &Faces, samples: &[Picture], folder: &Path) -> Result<()> {
    let [first, second] = samples else { bail!("two sample pictures are needed") };
    let (person, others) = alone(faces, first)?;
    let portrait = faces.portrait_crop(first, &person, 480);
    let document = card(&portrait);
    let own = selfie(first.rgb(), &person, &others);
    let (stranger, others) = alone(faces, second)?;
    let other = selfie(second.rgb(), &stranger, &others);
    write_session(&folder.join("one-person"), &document, &own)?;
    write_session(&folder.join("two-people"), &document, &other)
}

/// The face with the most room around it, and the others.
fn alone(faces: &Faces, picture: &Picture) -> Result<(Face, Vec<Face>)> {
    let mut found = faces.find(picture, Turns::Upright)?;
    let index = most_alone(&found).context("no face was found in a sample picture")?;
    let face = found.remove(index);
    Ok((face, found))
}

fn write_session(folder: &Path, document: &RgbImage, selfie: &Wiped<RgbImage>) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    // The print on the card says nothing and there is no registry, so that only the person is asked for.
    let session = json!({
        "document_type_e": "identification_card",
        "consent": {"biometric": true},
        "settings": {
            "perform_aamva_test": false, "perform_ofac_test": false,
            "perform_image_manipulation_test": false
        },
        "requirements": [
            {"type_e": "identification_card", "data_source_e": "front_ocr",
             "face_encoding_required": true},
            {"type_e": "identification_card", "data_source_e": "barcode"}
        ]
    });
    let file = |name: &str| folder.join(name);
    fs::write(file("session.json"), serde_json::to_vec_pretty(&session)?)?;
    fs::write(file("id_card_front.jpg"), encode_jpeg(document, 80)?)?;
    fs::write(file("selfie.jpg"), encode_jpeg(selfie, 92)?)?;
    Ok(())
}

/// Runs the sessions and tells what came of them.
fn run(models: Models, input: &Path, results: &Path) -> Result<Exit> {
    let engine = Engine::builder().threads(1).models(models).build()?;
    let mut cx = Context::on(settings::today());
    cx.artifacts = Artifacts::Crops;
    let output = Output::open(results, None)?;
    for found in folder::discover(input)? {
        let session = folder::read(&found, cx.budget.picture.max_bytes);
        let result = engine.evaluate(&session, &cx);
        output
            .write_result(&result, &bonafide::Fingerprints::new())
            .context("a result cannot be written")?;
        print_line("")?;
        tell(&result)?;
        print_line(format_args!("  pictures: {}", found.path.display()))?;
        let result = results.join(found.id.as_str()).join("result.json");
        print_line(format_args!("  result:   {}", result.display()))?;
    }
    print_line("")?;
    print_line(
        "Neither session is verified: nothing but the face was asked for, and a card of bars and a",
    )?;
    print_line(
        "portrait proves nothing. Look at `face`, `liveness` and `decision.gates` of the results.",
    )?;
    Ok(Exit::Done)
}

fn tell(result: &SessionResult) -> Result<()> {
    print_line(format_args!("{}", result.session_id))?;
    match result.face.decisive(result.kind) {
        Some(pair) => {
            let (verdict, limit) = match (pair.matched, pair.tolerance) {
                (Some(true), Some(limit)) => ("one person", limit.get()),
                (Some(false), Some(limit)) => ("different people", limit.get()),
                _ => ("not judged", f64::NAN),
            };
            let level = pair.match_level.unwrap_or_default();
            print_line(format_args!(
                "  face distance {:.4}, limit {limit:.2}: {verdict}, match level {level}",
                pair.distance.get()
            ))?;
        }
        None => say(&format!("  {}", result.face.reason.as_deref().unwrap_or_default())),
    }
    let live = if result.liveness.liveness_detected { "detected" } else { "not detected" };
    let reason = result.liveness.reason.as_deref().unwrap_or_default();
    print_line(format_args!("  liveness {live}: {reason}"))?;
    print_line(format_args!("  {}: {}", result.decision.action.name(), result.decision.detail))
}
