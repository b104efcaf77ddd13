//! `bonafide gallery`: galleries of faces, written and searched.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result, anyhow, bail};
use bonafide::face::gallery::{Gallery, GalleryBuilder, GalleryError, Search};
use bonafide::face::{Choice, EncoderId, Encoding, Faces, Turns};
use bonafide::imaging::{Limits, Picture, detect_format};
use bonafide::types::{Distance, Sensitive};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde::{Deserialize, Serialize};

use crate::args::{GalleryBuildArgs, GallerySearchArgs, GalleryVerb, RuntimeArgs};
use crate::exit::Exit;
use crate::interrupt;
use crate::models;
use crate::text::{print_line, read_input, say};

/// The form of what is printed. It grows by addition only.
const SCHEMA_VERSION: &str = "bonafide.gallery/1";
/// Most bytes of a row: 4,096 values of 24 characters, and as much again.
const MOST_ROW_BYTES: u64 = 200_000;
/// Pictures that are held at the same time.
const AT_A_TIME: usize = 64;

pub(crate) fn gallery(verb: &GalleryVerb) -> Result<Exit> {
    match verb {
        GalleryVerb::Build(args) => build(args),
        GalleryVerb::Search(args) => search(args),
    }
}

/// An encoding as JSON. Its parser's messages may quote values and are never shown.
#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: String,
    encoder_id: EncoderId,
    values: Sensitive<Vec<f32>>,
}

impl Row {
    fn encoding(self) -> (String, Result<Encoding>) {
        let encoding = Encoding::new(self.encoder_id, self.values.expose().clone());
        (self.id, encoding.map_err(anyhow::Error::from))
    }
}

fn threads(jobs: Option<usize>) -> Result<ThreadPool> {
    if jobs == Some(0) {
        bail!("--jobs: expected a number above 0");
    }
    Ok(ThreadPoolBuilder::new().num_threads(jobs.unwrap_or(0)).build()?)
}

/// A gallery that begins with its first encoding, and the pictures and rows that gave none.
struct Growing<'a> {
    path: &'a Path,
    builder: Option<GalleryBuilder>,
    skipped: Vec<Skipped>,
}

#[derive(Serialize)]
struct Skipped {
    file: String,
    /// Of a row, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    reason: String,
}

#[derive(Serialize)]
struct Built<'a> {
    schema_version: &'static str,
    encodings: usize,
    skipped: &'a [Skipped],
}

/// What an encoding was taken from.
#[derive(Clone, Copy)]
struct Origin<'a> {
    file: &'a Path,
    line: Option<usize>,
}

impl Growing<'_> {
    /// Adds an encoding, or notes why it is none.
    ///
    /// # Errors
    /// When the gallery cannot be written.
    fn add(&mut self, origin: Origin<'_>, id: &str, encoding: Result<Encoding>) -> Result<()> {
        match encoding.and_then(|encoding| Ok(self.push(id, &encoding)?)) {
            Err(error) if !cannot_be_written(&error) => {
                self.skip(origin, format!("{error:#}"));
                Ok(())
            }
            other => other.with_context(|| format!("{}", self.path.display())),
        }
    }

    fn push(&mut self, id: &str, encoding: &Encoding) -> Result<(), GalleryError> {
        if let Some(builder) = &mut self.builder {
            return builder.push(id, encoding);
        }
        // What cannot be pushed makes no gallery either.
        let dimensions = encoding.values().len();
        let mut builder = GalleryBuilder::create(self.path, encoding.encoder(), dimensions)?;
        builder.push(id, encoding)?;
        self.builder = Some(builder);
        Ok(())
    }

    fn skip(&mut self, Origin { file, line }: Origin<'_>, reason: String) {
        let file = file.display().to_string();
        let at = line.map(|line| format!(", line {line}")).unwrap_or_default();
        say(&format!("{file}{at} is left out: {reason}"));
        self.skipped.push(Skipped { file, line, reason });
    }
}

/// Whether it is the gallery's own file that fails, which no other picture mends.
fn cannot_be_written(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(GalleryError::File(_)))
}

fn build(args: &GalleryBuildArgs) -> Result<Exit> {
    let interrupted = interrupt::flag()?;
    let mut growing = Growing { path: &args.output, builder: None, skipped: Vec::new() };
    let (rows, pictures): (Vec<PathBuf>, Vec<PathBuf>) =
        files(&args.inputs)?.into_iter().partition(|path| is_rows(path));
    for path in &rows {
        add_rows(path, &mut growing, interrupted)?;
    }
    add_pictures(&pictures, args, &mut growing, interrupted)?;
    if interrupted.load(Ordering::Relaxed) {
        // The builder takes its temporary files with it.
        say("interrupted: no gallery is written");
        return Ok(Exit::Interrupted);
    }
    finish(growing, args.json)
}

fn finish(growing: Growing<'_>, as_json: bool) -> Result<Exit> {
    let Some(builder) = growing.builder else {
        say("there is no face and no encoding, so no gallery is written");
        return Ok(Exit::NothingToDo);
    };
    let encodings = builder.finish().with_context(|| format!("{}", growing.path.display()))?;
    let skipped = growing.skipped.as_slice();
    if as_json {
        let built = Built { schema_version: SCHEMA_VERSION, encodings, skipped };
        print_line(serde_json::to_string(&built)?)?;
    } else {
        print_line(format_args!("{encodings} encodings, {} left out", skipped.len()))?;
    }
    Ok(if skipped.is_empty() { Exit::Done } else { Exit::SomeInError })
}

fn add_pictures(
    pictures: &[PathBuf],
    args: &GalleryBuildArgs,
    growing: &mut Growing<'_>,
    interrupted: &AtomicBool,
) -> Result<()> {
    if pictures.is_empty() {
        return Ok(());
    }
    let pool = threads(args.jobs)?;
    let faces = open(&args.runtime)?;
    let common = common_folder(pictures);
    for some in pictures.chunks(AT_A_TIME) {
        let one =
            |path: &PathBuf| (!interrupted.load(Ordering::Relaxed)).then(|| of_file(&faces, path));
        let encodings: Vec<Option<Result<Encoding>>> =
            pool.install(|| some.par_iter().map(one).collect());
        for (path, encoding) in some.iter().zip(encodings) {
            let Some(encoding) = encoding else { return Ok(()) };
            growing.add(Origin { file: path, line: None }, &id_of(path, &common), encoding)?;
        }
    }
    Ok(())
}

/// The files that are named, and those in the folders that are named, by name.
fn files(inputs: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for input in inputs {
        let cannot_be_read = || format!("{} cannot be read", input.display());
        if !fs::metadata(input).with_context(cannot_be_read)?.is_dir() {
            files.push(input.clone());
            continue;
        }
        let mut inside = Vec::new();
        for entry in fs::read_dir(input).with_context(cannot_be_read)? {
            let path = entry.with_context(cannot_be_read)?.path();
            if path.is_file() {
                inside.push(path);
            }
        }
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

fn is_rows(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl"))
}

/// The parts of a path that name something.
fn parts(path: &Path) -> impl Iterator<Item = Component<'_>> {
    path.components().filter(|part| *part != Component::CurDir)
}

/// The innermost folder that holds all files.
fn common_folder(files: &[PathBuf]) -> PathBuf {
    let folder =
        |path: &PathBuf| path.parent().map(|path| parts(path).collect()).unwrap_or_default();
    let folders = files.iter().map(folder);
    folders
        .reduce(|a: PathBuf, b| {
            a.iter().zip(b.iter()).take_while(|(a, b)| a == b).map(|(part, _)| part).collect()
        })
        .unwrap_or_default()
}

/// The path below the common folder without its extension, so that files of one name in several
/// folders are told apart; `/` between its parts on every system.
fn id_of(path: &Path, common: &Path) -> String {
    let path: PathBuf = parts(path).collect();
    let below = path.strip_prefix(common).unwrap_or(&path).with_extension("");
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Adds the rows of a file. One that is none is left out; one that does not end ends the reading.
fn add_rows(path: &Path, growing: &mut Growing<'_>, interrupted: &AtomicBool) -> Result<()> {
    let cannot_be_read = || format!("{} cannot be read", path.display());
    let mut reader = BufReader::new(File::open(path).with_context(cannot_be_read)?);
    for number in 1_usize.. {
        if interrupted.load(Ordering::Relaxed) {
            break;
        }
        let place = || format!("{}, line {number}", path.display());
        let (read, line) = read_line(&mut reader).with_context(cannot_be_read)?;
        if read == 0 {
            break;
        }
        if read as u64 > MOST_ROW_BYTES {
            return Err(anyhow!("a row of more than {MOST_ROW_BYTES} bytes")).with_context(place);
        }
        if line.expose().trim_ascii().is_empty() {
            continue;
        }
        let (id, encoding) = match serde_json::from_slice::<Row>(line.expose()) {
            Ok(row) => row.encoding(),
            Err(_) => (String::new(), Err(anyhow!("not a row of `id`, `encoder_id` and `values`"))),
        };
        growing.add(Origin { file: path, line: Some(number) }, &id, encoding)?;
    }
    Ok(())
}

/// One line, at most a byte longer than a row may be.
fn read_line(reader: &mut impl BufRead) -> std::io::Result<(usize, Sensitive<Vec<u8>>)> {
    let mut line = Vec::new();
    let read = reader.take(MOST_ROW_BYTES + 1).read_until(b'\n', &mut line)?;
    Ok((read, Sensitive::new(line)))
}

fn open(args: &RuntimeArgs) -> Result<Faces> {
    Ok(Faces::open(&models::open(args)?, &Choice::default())?)
}

fn of_file(faces: &Faces, path: &Path) -> Result<Encoding> {
    of_picture(faces, Sensitive::new(read_input(path)?).expose())
}

/// The encoding of the largest face.
fn of_picture(faces: &Faces, bytes: &[u8]) -> Result<Encoding> {
    let picture = Picture::decode(bytes, &Limits::default())?;
    let found = faces.find(&picture, Turns::Upright)?;
    let largest = found.first().context("there is no face in the picture")?;
    Ok(faces.encode(&picture, largest)?)
}

#[derive(Serialize)]
struct Found<'a> {
    schema_version: &'static str,
    encoder_id: &'a EncoderId,
    encodings: usize,
    hits: Vec<FoundHit<'a>>,
}

#[derive(Serialize)]
struct FoundHit<'a> {
    rank: usize,
    id: &'a str,
    /// Place in the gallery, from 0.
    index: usize,
    distance: Distance,
}

fn search(args: &GallerySearchArgs) -> Result<Exit> {
    let mut search = Search::default();
    search.k = args.k;
    search.tolerance = args.tolerance.map(Distance::new).transpose().context("--tolerance")?;
    let pool = threads(None)?;
    let gallery = pool
        .install(|| Gallery::open(&args.gallery))
        .with_context(|| format!("{}", args.gallery.display()))?;
    let query = query(args)?;
    let found = pool.install(|| gallery.search(&query, &search))?;
    let hits = found.iter().enumerate().map(|(index, hit)| FoundHit {
        rank: index + 1,
        id: gallery.id(hit.index).unwrap_or_default(),
        index: hit.index,
        distance: hit.distance.rounded(),
    });
    if args.json {
        let (encoder_id, encodings) = (gallery.encoder(), gallery.len());
        let found =
            Found { schema_version: SCHEMA_VERSION, encoder_id, encodings, hits: hits.collect() };
        print_line(serde_json::to_string(&found)?)?;
        return Ok(Exit::Done);
    }
    print_line(format_args!("{} of {} encodings", found.len(), gallery.len()))?;
    for hit in hits {
        // An id may hold what would steer a terminal.
        print_line(format_args!(
            "{:>4}  {:.4}  {}",
            hit.rank,
            hit.distance.get(),
            hit.id.escape_debug()
        ))?;
    }
    Ok(Exit::Done)
}

/// The encoding to search for.
fn query(args: &GallerySearchArgs) -> Result<Encoding> {
    let bytes = Sensitive::new(read_input(&args.query)?);
    if detect_format(bytes.expose()).is_some() {
        return of_picture(&open(&args.runtime)?, bytes.expose());
    }
    let row: Row = serde_json::from_slice(bytes.expose()).map_err(|_| {
        anyhow!("the query is neither a picture nor an object with `encoder_id` and `values`")
    })?;
    row.encoding().1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_in_several_folders_are_told_apart() {
        let ids = |files: &[&str]| -> Vec<String> {
            let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
            let common = common_folder(&files);
            files.iter().map(|file| id_of(file, &common)).collect()
        };
        assert_eq!(ids(&["in/anna.jpg", "in/ben.1.png"]), ["anna", "ben.1"]);
        assert_eq!(ids(&["in/a/1.jpg", "./in/b/1.jpg"]), ["a/1", "b/1"]);
        assert_eq!(ids(&["1.jpg", "b/1.jpg"]), ["1", "b/1"]);
        assert_eq!(ids(&["/in/a/1.jpg"]), ["1"]);
    }
}
