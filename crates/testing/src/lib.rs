//! What tests of all crates share: folders that are not part of the repository, and saying what was not
//! performed. For tests only; nothing of the product depends on it.

use std::io::Write as _;
use std::path::PathBuf;

/// Says a line on standard error, past the capture of the test harness.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Says which test was not performed, and why.
pub fn not_performed(test: &str, reason: impl std::fmt::Display) {
    say(&format!("NOT_PERFORMED: {test}: {reason}"));
}

/// The folders that these variables of the environment name, such as `BONAFIDE_CORPUS` (measuring sets)
/// and `BONAFIDE_MODELS`; none, and said, where one of them is not set.
pub fn folders<const N: usize>(test: &str, variables: [&str; N]) -> Option<[PathBuf; N]> {
    let found = variables.map(|name| std::env::var_os(name).map(PathBuf::from));
    if found.iter().any(Option::is_none) {
        not_performed(test, format_args!("{} is not set", variables.join(" or ")));
        return None;
    }
    Some(found.map(Option::unwrap_or_default))
}

/// The folder that a variable of the environment names; none, and said, where it is not set.
pub fn folder(test: &str, variable: &str) -> Option<PathBuf> {
    folders(test, [variable]).map(|[folder]| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_not_set_names_no_folder() {
        const TEST: &str = "nothing (this line is what is tested)";
        assert_eq!(folder(TEST, "BONAFIDE_NOT_SET"), None);
        assert_eq!(folders(TEST, ["PATH", "BONAFIDE_NOT_SET"]), None);
        assert!(folders(TEST, ["PATH"]).is_some());
    }
}
