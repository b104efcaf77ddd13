//! Times of gallery searches, for `benches/peers/face.py`.
//!
//! ```sh
//! gallery_search VECTORS QUERIES DIMENSIONS K ROUNDS open|load
//! ```
//!
//! The files hold little-endian `f32`, row by row. Standard output is one line of JSON for each scan:
//! `scan`, `ms` (of every search, all queries of a round one after the other, on one thread), `hits`
//! (indices by query), and before them one with `build_s` and `open_s`. The gallery
//! is read into memory with the last argument `load`, else mapped.
#![allow(missing_docs, clippy::print_stdout)] // a program

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use bonafide_face::gallery::{Gallery, GalleryBuilder, Scan, Search};
use bonafide_face::{EncoderId, Encoding};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [vectors, queries, dimensions, k, rounds, how] = arguments.as_slice() else {
        return Err("usage: gallery_search VECTORS QUERIES DIMENSIONS K ROUNDS open|load".into());
    };
    let (dimensions, k, rounds): (usize, usize, usize) =
        (dimensions.parse()?, k.parse()?, rounds.parse()?);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("gallery.bfg");
    let started = Instant::now();
    build(&path, vectors, dimensions)?;
    let build_s = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let gallery = match how.as_str() {
        "load" => Gallery::load(&path)?,
        _ => Gallery::open(&path)?,
    };
    println!("{}", json!({ "build_s": build_s, "open_s": started.elapsed().as_secs_f64() }));
    let queries = encodings(queries, dimensions)?;
    for (name, scan) in [("f32", Scan::Float), ("int8", Scan::Int8)] {
        let mut search = Search::default();
        (search.k, search.scan) = (k, scan);
        println!("{}", timed(name, &gallery, &queries, &search, rounds)?);
    }
    Ok(())
}

fn build(path: &Path, vectors: &str, dimensions: usize) -> Result<(), Box<dyn Error>> {
    let mut builder = GalleryBuilder::create(path, &encoder(), dimensions)?;
    for (index, row) in floats(vectors)?.chunks_exact(dimensions).enumerate() {
        builder.push(&index.to_string(), &Encoding::new(encoder(), row.to_vec())?)?;
    }
    builder.finish()?;
    Ok(())
}

/// Milliseconds of every search, and what the first round found.
fn timed(
    name: &str,
    gallery: &Gallery,
    queries: &[Encoding],
    search: &Search,
    rounds: usize,
) -> Result<Value, Box<dyn Error>> {
    let (mut ms, mut hits) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        for query in queries {
            let started = Instant::now();
            let found = black_box(gallery.search(black_box(query), search)?);
            ms.push(1e3 * started.elapsed().as_secs_f64());
            if round == 0 {
                hits.push(found.iter().map(|hit| hit.index).collect::<Vec<_>>());
            }
        }
    }
    Ok(json!({ "scan": name, "ms": ms, "hits": hits }))
}

fn encoder() -> EncoderId {
    EncoderId("peers/1".to_owned())
}

fn encodings(path: &str, dimensions: usize) -> Result<Vec<Encoding>, Box<dyn Error>> {
    let all = floats(path)?;
    let rows = all.chunks_exact(dimensions);
    Ok(rows.map(|row| Encoding::new(encoder(), row.to_vec())).collect::<Result<_, _>>()?)
}

fn floats(path: &str) -> Result<Vec<f32>, Box<dyn Error>> {
    let bytes = fs::read(path)?;
    Ok(bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect())
}
