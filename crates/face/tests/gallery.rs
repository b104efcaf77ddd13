//! Galleries from outside: exactness, files that are damaged or hostile, threads.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::fs;
use std::path::{Path, PathBuf};

use bonafide_face::gallery::{Gallery, GalleryBuilder, GalleryError, Hit, Scan, Search};
use bonafide_face::{EncoderId, Encoding};
use bonafide_types::Distance;
use proptest::prelude::*;

fn encoder() -> EncoderId {
    EncoderId("test-encoder/1".to_owned())
}

fn encoding(values: &[f32]) -> Encoding {
    Encoding::new(encoder(), values.to_vec()).unwrap()
}

fn written(folder: &Path, rows: &[f32], dimensions: usize) -> PathBuf {
    let path = folder.join("gallery.bfg");
    let mut builder = GalleryBuilder::create(&path, &encoder(), dimensions).unwrap();
    for (index, row) in rows.chunks_exact(dimensions).enumerate() {
        builder.push(&format!("person {index}"), &encoding(row)).unwrap();
    }
    assert_eq!(builder.finish().unwrap(), rows.len() / dimensions);
    path
}

fn file(rows: &[f32], dimensions: usize) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    fs::read(written(folder.path(), rows, dimensions)).unwrap()
}

fn ask(k: usize, tolerance: Option<f64>, scan: Scan) -> Search {
    let mut search = Search::default();
    (search.k, search.scan) = (k, scan);
    search.tolerance = tolerance.map(Distance::clamped);
    search
}

/// What a search has to find, by measuring every encoding.
fn by_hand(gallery: &Gallery, query: &Encoding, k: usize, tolerance: Option<f64>) -> Vec<Hit> {
    let mut all: Vec<Hit> = (0..gallery.len())
        .map(|index| {
            let distance = gallery.encoding(index).unwrap().distance(query).unwrap();
            Hit { index, distance }
        })
        .filter(|hit| tolerance.is_none_or(|most| hit.distance.get() <= most))
        .collect();
    all.sort_by(|a, b| a.distance.get().total_cmp(&b.distance.get()).then(a.index.cmp(&b.index)));
    all.truncate(k);
    all
}

/// Random numbers, the same in every run (Marsaglia, Xorshift RNGs, 2003).
fn numbers(mut seed: u64, count: usize) -> Vec<f32> {
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 40) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// Rows of few different values, so that distances tie, some of them twice in the gallery.
fn coarse() -> impl Strategy<Value = (usize, Vec<f32>)> {
    (1_usize..20, 0_usize..70).prop_flat_map(|(dimensions, count)| {
        let value = prop_oneof![Just(0.0_f32), Just(0.5), Just(-0.5), Just(3.0), -1.0_f32..1.0];
        (Just(dimensions), prop::collection::vec(value, dimensions * count)).prop_map(
            |(dimensions, mut rows)| {
                rows.chunks_exact_mut(dimensions).for_each(lengthened);
                (dimensions, rows)
            },
        )
    })
}

/// A vector of almost no length is no encoding.
fn lengthened(values: &mut [f32]) {
    if values.iter().all(|value| value.abs() < 1e-3) {
        values[0] = 0.5;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Both scans find what measuring everything finds: same indices, same order, same distances.
    #[test]
    fn searches_are_exact((dimensions, rows) in coarse(), mut query in prop::collection::vec(-1_f32..1.0, 20), k in 0_usize..80, tolerance in prop::option::of(0.0..4.0), known in prop::option::of(any::<prop::sample::Index>())) {
        let gallery = Gallery::from_bytes(&file(&rows, dimensions)).unwrap();
        let query = match known {
            Some(index) if !gallery.is_empty() => gallery.encoding(index.index(gallery.len())).unwrap(),
            _ => {
                lengthened(&mut query[..dimensions]);
                encoding(&query[..dimensions])
            }
        };
        let expected = by_hand(&gallery, &query, k, tolerance);
        for scan in [Scan::Int8, Scan::Float] {
            prop_assert_eq!(&gallery.search(&query, &ask(k, tolerance, scan)).unwrap(), &expected);
        }
    }

    /// Bytes that were changed are refused: by a checksum, or because what they say cannot be.
    #[test]
    fn damaged_files_are_refused(count in 1_usize..40, flips in prop::collection::vec(any::<(prop::sample::Index, u8)>(), 1..4)) {
        let good = file(&numbers(7, count * 5), 5);
        let mut bytes = good.clone();
        for (at, with) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= with;
        }
        prop_assert_eq!(Gallery::from_bytes(&bytes).is_ok(), bytes == good);
    }

    /// A file that was made by hand, its checksums right: what opens can be searched.
    #[test]
    fn hostile_files_do_not_panic(count in 1_usize..40, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6), length in prop::option::of(any::<prop::sample::Index>())) {
        let mut bytes = file(&numbers(7, count * 5), 5);
        for (at, with) in changes {
            let at = at.index(bytes.len());
            bytes[at] = with;
        }
        if let Some(length) = length {
            bytes.truncate(length.index(bytes.len()));
        }
        sealed(&mut bytes);
        if let Ok(gallery) = Gallery::from_bytes(&bytes) {
            prop_assert!((0..gallery.len()).all(|index| gallery.id(index).is_some()));
            let query = Encoding::new(gallery.encoder().clone(), vec![0.25; gallery.dimensions()]).unwrap();
            let found = gallery.search(&query, &ask(7, None, Scan::Int8)).unwrap();
            prop_assert_eq!(&found, &by_hand(&gallery, &query, 7, None));
        }
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(Gallery::from_bytes(&bytes).is_err());
    }
}

/// The least file whose rows have padding, and the byte of a lane's first code behind its fifth value.
fn five_dimensions(lane: usize) -> (Vec<u8>, usize, usize) {
    let bytes = file(&numbers(7, 3 * 5), 5);
    // Three rows of five values end at 572, so the block begins at 576.
    let norm = 576 + lane * 4;
    (bytes, norm, 576 + 64 + 2 * 32 + lane * 2 + 1)
}

/// What stands for no value makes no row seem farther than it is: without the check, the row that is
/// asked for would not be found.
#[test]
fn forged_padding_is_refused() {
    for lane in 0..3 {
        let (mut bytes, norm, code) = five_dimensions(lane);
        let query = Gallery::from_bytes(&bytes).unwrap().encoding(lane).unwrap();
        assert_eq!(bytes[code], 0);
        bytes[code] = 127;
        let square = u32::from_le_bytes(bytes[norm..norm + 4].try_into().unwrap()) + 127 * 127;
        bytes[norm..norm + 4].copy_from_slice(&square.to_le_bytes());
        sealed(&mut bytes);
        match Gallery::from_bytes(&bytes) {
            Err(GalleryError::Entry { section: "quantised encodings", entry, .. }) => {
                assert_eq!(entry, lane);
            }
            Err(other) => panic!("{other}"),
            Ok(gallery) => {
                let found = gallery.search(&query, &ask(1, Some(0.1), Scan::Int8)).unwrap();
                panic!("{} rows at distance 0", found.len());
            }
        }
    }
}

#[test]
fn rows_of_no_length_are_refused() {
    let mut bytes = file(&numbers(7, 3 * 5), 5);
    bytes[512 + 20..512 + 40].fill(0);
    sealed(&mut bytes);
    let refused = Gallery::from_bytes(&bytes).unwrap_err();
    assert!(
        matches!(refused, GalleryError::Entry { section: "encodings", entry: 1, .. }),
        "{refused}"
    );
}

/// Writes the checksums that the content asks for.
fn sealed(bytes: &mut [u8]) {
    if bytes.len() < 512 {
        return;
    }
    let body = crc32fast::hash(&bytes[512..]);
    bytes[32..36].copy_from_slice(&body.to_le_bytes());
    bytes[36..40].fill(0);
    let header = crc32fast::hash(&bytes[..512]);
    bytes[36..40].copy_from_slice(&header.to_le_bytes());
}

/// Enough rows for several shares; every second row is there twice, so ties are across shares.
#[test]
fn threads_change_nothing() {
    let (dimensions, half) = (8, 2048 * 16 + 1000);
    let mut rows = numbers(11, half * dimensions);
    rows.extend_from_within(..);
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), &rows, dimensions);
    let gallery = Gallery::open(&path).unwrap();
    let queries = numbers(12, 5 * dimensions);
    for query in queries.chunks_exact(dimensions).map(encoding) {
        let expected = by_hand(&gallery, &query, 15, None);
        for threads in [1, 2, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            for scan in [Scan::Int8, Scan::Float] {
                let found = pool.install(|| gallery.search(&query, &ask(15, None, scan)));
                assert_eq!(found.unwrap(), expected, "{threads} threads, {scan:?}");
            }
        }
        let near = gallery.search(&query, &ask(usize::MAX, Some(0.7), Scan::Int8)).unwrap();
        assert_eq!(near, by_hand(&gallery, &query, usize::MAX, Some(0.7)));
        let loaded = Gallery::load(&path).unwrap();
        assert_eq!(loaded.search(&query, &ask(15, None, Scan::Int8)).unwrap(), expected);
    }
}

#[test]
fn what_is_written_is_read() {
    let rows = numbers(3, 33 * 7);
    let folder = tempfile::tempdir().unwrap();
    let gallery = Gallery::open(&written(folder.path(), &rows, 7)).unwrap();
    assert_eq!((gallery.len(), gallery.dimensions()), (33, 7));
    assert_eq!(gallery.encoder(), &encoder());
    for (index, row) in rows.chunks_exact(7).enumerate() {
        assert_eq!(gallery.id(index), Some(format!("person {index}").as_str()));
        assert_eq!(gallery.encoding(index).unwrap().values(), row);
    }
    assert!(gallery.id(33).is_none() && gallery.encoding(33).is_none());
    assert!(!format!("{gallery:?}").contains("person"));
    // Temporary files are gone.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn other_encoders_lengths_and_values_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), &numbers(3, 20), 4);
    let gallery = Gallery::open(&path).unwrap();
    let other = Encoding::new(EncoderId("another/1".to_owned()), vec![0.5; 4]).unwrap();
    let ask = Search::default();
    assert!(matches!(gallery.search(&other, &ask), Err(GalleryError::Encoder(_))));
    let long = encoding(&[0.5; 5]);
    assert!(matches!(gallery.search(&long, &ask), Err(GalleryError::Dimensions { .. })));
    let bad = encoding(&[0.0, 1e30, 0.0, 0.0]);
    assert!(matches!(gallery.search(&bad, &ask), Err(GalleryError::Value { position: 1, .. })));

    let mut builder = GalleryBuilder::create(&path, &encoder(), 4).unwrap();
    assert!(matches!(builder.push("a", &other), Err(GalleryError::Encoder(_))));
    assert!(matches!(builder.push("a", &long), Err(GalleryError::Dimensions { .. })));
    assert!(matches!(builder.push("a", &bad), Err(GalleryError::Value { .. })));
    let good = encoding(&[0.5; 4]);
    assert!(matches!(builder.push("", &good), Err(GalleryError::Id { found: 0, .. })));
    assert!(matches!(builder.push(&"é".repeat(65), &good), Err(GalleryError::Id { .. })));
    drop(builder);
    // A builder that was given up leaves what was there.
    assert_eq!(Gallery::open(&path).unwrap().len(), 5);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn files_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    fs::write(&empty, b"").unwrap();
    for path in [folder.path(), &empty, &folder.path().join("absent")] {
        assert!(matches!(Gallery::open(path), Err(GalleryError::File(_))));
        assert!(matches!(Gallery::load(path), Err(GalleryError::File(_))));
    }
    // A file that is as long as no memory is refused by its header, before memory is asked for.
    let huge = folder.path().join("huge");
    fs::write(&huge, file(&[0.5], 1)).unwrap();
    fs::OpenOptions::new().write(true).open(&huge).unwrap().set_len(1 << 42).unwrap();
    assert!(matches!(Gallery::load(&huge), Err(GalleryError::Header { field: "file length", .. })));
    let none = Gallery::from_bytes(&file(&[], 3)).unwrap();
    assert!(none.search(&encoding(&[0.5; 3]), &Search::default()).unwrap().is_empty());
}

/// Opening a pipe waits for its other end.
#[cfg(unix)]
#[test]
fn a_pipe_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(matches!(Gallery::open(&pipe), Err(GalleryError::File(_))));
    assert!(matches!(Gallery::load(&pipe), Err(GalleryError::File(_))));
}

#[test]
fn nothing_asked_for_is_nothing_found() {
    let gallery = Gallery::from_bytes(&file(&numbers(7, 15), 5)).unwrap();
    let query = gallery.encoding(0).unwrap();
    for scan in [Scan::Int8, Scan::Float] {
        assert!(gallery.search(&query, &ask(0, None, scan)).unwrap().is_empty());
    }
}

#[cfg(unix)]
#[test]
fn a_gallery_is_its_owners() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), &[0.5], 1);
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}
