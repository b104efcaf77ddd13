//! The program that the README shows is the example, which is compiled.
#![allow(clippy::unwrap_used)]

#[test]
fn the_readme_shows_the_example() {
    let readme = include_str!("../../../README.md");
    let example = include_str!("../examples/server.rs");
    let block = readme.split_once("```rust\n").unwrap().1.split_once("```").unwrap().0;
    for line in block.lines() {
        assert!(example.lines().any(|there| there.trim() == line.trim()), "{line}");
    }
}
