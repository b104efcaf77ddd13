//! `bonafide`: folders of sessions in, explained verdicts out.
fn main() {}
