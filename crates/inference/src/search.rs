//! Where an ONNX Runtime library may lie.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// How a library was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LibraryPlace {
    /// In the options.
    Options,
    /// In the environment variable `ORT_DYLIB_PATH`.
    Variable,
    /// In a folder of the options, installed for this program.
    Installed,
    /// In the folder of the executable, or in `lib` beside that folder.
    BesideExecutable,
    /// In a library folder of the system.
    System,
    /// In a Python environment, where `pip install onnxruntime` puts it.
    Python,
}

impl LibraryPlace {
    /// The place in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Options => "given",
            Self::Variable => "named by ORT_DYLIB_PATH",
            Self::Installed => "installed for this program",
            Self::BesideExecutable => "beside the executable",
            Self::System => "a library folder of the system",
            Self::Python => "a Python package",
        }
    }
}

/// A file that may be the library.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Candidate {
    /// The file.
    pub path: PathBuf,
    /// How it was found.
    pub place: LibraryPlace,
}

/// Every file that may be the library, the first to try first: that of the environment variable
/// `ORT_DYLIB_PATH`; in the given folders, into which it was installed for this program; beside the
/// executable; in the library folders of the system; in the Python environments that are active, on
/// the search path, the user's, those of pyenv and the system's.
///
/// Of several versions in one folder the newest comes first. Folders of the environment that are
/// relative are left out: what lies in the current folder is not to be run unasked.
pub fn candidates(installed: &[PathBuf]) -> Vec<Candidate> {
    let mut found = Vec::new();
    if let Some(path) = env::var_os("ORT_DYLIB_PATH").filter(|path| !path.is_empty()) {
        found.push(Candidate { path: path.into(), place: LibraryPlace::Variable });
    }
    let places = [
        (LibraryPlace::Installed, installed.to_vec()),
        (LibraryPlace::BesideExecutable, executable_folders()),
        (LibraryPlace::System, system_folders(env::var_os)),
        (LibraryPlace::Python, python_folders(env::var_os)),
    ];
    for (place, folders) in places {
        for folder in folders {
            found.extend(
                newest_first(&folder, is_library).into_iter().map(|path| Candidate { path, place }),
            );
        }
    }
    found
}

fn executable_folders() -> Vec<PathBuf> {
    let Some(folder) = env::current_exe().ok().and_then(|exe| Some(exe.parent()?.to_owned()))
    else {
        return Vec::new();
    };
    let beside = folder.join("../lib");
    vec![folder, beside]
}

/// The absolute ones of the folders in a list such as `PATH`.
fn folders_in(list: Option<&OsString>) -> Vec<PathBuf> {
    let folders = list.into_iter().flat_map(env::split_paths);
    folders.filter(|folder| folder.is_absolute()).collect()
}

fn system_folders(variable: impl Fn(&'static str) -> Option<OsString>) -> Vec<PathBuf> {
    let name = if cfg!(target_os = "macos") { "DYLD_LIBRARY_PATH" } else { "LD_LIBRARY_PATH" };
    let mut folders = folders_in(variable(name).as_ref());
    let multiarch = format!("/usr/lib/{}-linux-gnu", env::consts::ARCH);
    let usual = [
        "/usr/local/lib",
        "/usr/local/lib64",
        &multiarch,
        "/usr/lib64",
        "/usr/lib",
        "/opt/onnxruntime/lib",
        "/opt/homebrew/lib",
    ];
    folders.extend(usual.map(PathBuf::from));
    folders
}

/// `onnxruntime/capi` of every Python environment at hand.
fn python_folders(variable: impl Fn(&'static str) -> Option<OsString>) -> Vec<PathBuf> {
    let folder = |name| variable(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let mut prefixes: Vec<PathBuf> =
        ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().filter_map(folder).collect();
    let search = folders_in(variable("PATH").as_ref());
    prefixes.extend(search.iter().filter_map(|bin| Some(bin.parent()?.to_owned())));
    prefixes.extend(folder("HOME").map(|home| home.join(".local")));
    // What pyenv puts on the search path is a folder of scripts that choose between its versions.
    let pyenv = folder("PYENV_ROOT").or_else(|| folder("HOME").map(|home| home.join(".pyenv")));
    prefixes.extend(pyenv.iter().flat_map(|root| newest_first(&root.join("versions"), |_| true)));
    prefixes.extend(["/usr/local", "/usr"].map(PathBuf::from));
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in prefixes.iter().flat_map(|prefix| packages_of(prefix)) {
        let folder = folder.join("onnxruntime").join("capi");
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// `lib/python3*/site-packages` and its kin under a prefix, the newest Python first.
fn packages_of(prefix: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        newest_first(&prefix.join("lib"), |name| name.starts_with("python3"))
            .iter()
            .flat_map(|python| ["site-packages", "dist-packages"].map(|kind| python.join(kind)))
            .collect();
    folders.push(prefix.join("Lib").join("site-packages"));
    folders
}

/// `libonnxruntime.so.1.31.1`, `libonnxruntime.1.31.1.dylib`, `onnxruntime.dll`; not the libraries
/// of its providers.
fn is_library(name: &str) -> bool {
    let end = |rest: &str| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if let Some(rest) = name.strip_prefix("libonnxruntime.so") {
        return cfg!(unix) && end(rest);
    }
    let dylib = name.strip_prefix("libonnxruntime").and_then(|rest| rest.strip_suffix(".dylib"));
    dylib.is_some_and(|rest| cfg!(target_os = "macos") && end(rest))
        || (cfg!(windows) && name == "onnxruntime.dll")
}

/// The numbers in a name, in order.
pub(crate) fn versions_in(name: &str) -> Vec<u32> {
    name.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

/// What lies in a folder under a wanted name, by the numbers in it, the greatest first; nothing where
/// the folder cannot be read.
fn newest_first(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|e| e.file_name().into_string().ok()).filter(|n| wanted(n)).collect();
    names.sort_unstable();
    names.sort_by_key(|name| std::cmp::Reverse(versions_in(name)));
    names.into_iter().map(|name| folder.join(name)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_newest_library_of_a_folder_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "libonnxruntime.so.1.9.0",
            "libonnxruntime.so.1.31.1",
            "libonnxruntime.so.1.24.0",
            "libonnxruntime_providers_shared.so",
            "libonnxruntime.so.1.31.1.txt",
        ] {
            fs::write(folder.path().join(name), b"").unwrap();
        }
        let found: Vec<String> = newest_first(folder.path(), is_library)
            .iter()
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        let expected =
            ["libonnxruntime.so.1.31.1", "libonnxruntime.so.1.24.0", "libonnxruntime.so.1.9.0"];
        assert_eq!(found, expected);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_installed_library_comes_before_those_of_the_machine() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("libonnxruntime.so.1.99.0");
        fs::write(&file, b"").unwrap();
        let found = candidates(&[folder.path().to_owned()]);
        let first = found.iter().find(|c| c.place != LibraryPlace::Variable).unwrap();
        assert_eq!((&first.path, first.place), (&file, LibraryPlace::Installed));
    }

    #[test]
    #[cfg(unix)]
    fn relative_folders_of_the_environment_are_left_out() {
        let variable = |name: &'static str| -> Option<OsString> {
            let value = match name {
                "LD_LIBRARY_PATH" | "DYLD_LIBRARY_PATH" => ":.:lib:/given/lib:../lib",
                "PATH" => "bin::.:/given/bin:./env/bin",
                "VIRTUAL_ENV" => "env",
                "CONDA_PREFIX" => "",
                _ => ".",
            };
            Some(value.into())
        };
        let (system, python) = (system_folders(variable), python_folders(variable));
        assert_eq!(system[0], Path::new("/given/lib"));
        assert!(python[0].starts_with("/given/Lib"), "{}", python[0].display());
        for folder in system.iter().chain(&python) {
            assert!(folder.is_absolute(), "{}", folder.display());
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn packages_of_the_versions_of_pyenv_are_found() {
        let home = tempfile::tempdir().unwrap();
        for version in ["3.9.18", "3.11.7"] {
            let version = home.path().join(".pyenv/versions").join(version);
            fs::create_dir_all(version.join("lib/python3.11")).unwrap();
        }
        let variable = |name: &'static str| (name == "HOME").then(|| home.path().into());
        let first = python_folders(variable)
            .into_iter()
            .find(|folder| folder.starts_with(home.path().join(".pyenv")))
            .unwrap();
        let newest = ".pyenv/versions/3.11.7/lib/python3.11/site-packages/onnxruntime/capi";
        assert_eq!(first, home.path().join(newest));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn packages_of_the_newest_python_come_first() {
        let prefix = tempfile::tempdir().unwrap();
        for python in ["python3.9", "python3.12", "perl5"] {
            fs::create_dir_all(prefix.path().join("lib").join(python)).unwrap();
        }
        let first = packages_of(prefix.path()).remove(0);
        assert!(first.ends_with("lib/python3.12/site-packages"), "{}", first.display());
    }
}
