//! The folder of what is installed. The one place where the environment is asked for it; libraries
//! are told.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use bonafide_models::Folders;

/// The home of this program, or nothing where the environment names none.
pub(crate) fn home() -> Option<PathBuf> {
    home_by(env::var_os)
}

/// `BONAFIDE_HOME`, else `bonafide` in the folder of the user's data: `XDG_DATA_HOME`, or what the
/// system has for it. Relative folders do not count, as the XDG specification has it.
fn home_by(variable: impl Fn(&'static str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = || {
        folder("XDG_DATA_HOME").or_else(|| match env::consts::OS {
            "windows" => folder("LOCALAPPDATA"),
            "macos" => folder("HOME").map(|home| home.join("Library/Application Support")),
            _ => folder("HOME").map(|home| home.join(".local/share")),
        })
    };
    folder("BONAFIDE_HOME").or_else(|| data().map(|data| data.join("bonafide")))
}

/// Where models, ONNX Runtime and packages are installed; `models` replaces the folder of models.
pub(crate) fn folders(models: Option<PathBuf>) -> Option<Folders> {
    let home = home()?;
    Some(Folders {
        models: models.unwrap_or_else(|| home.join("models")),
        runtime: home.join("runtime"),
        cache: home.join("cache"),
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_home_is_named_or_where_the_users_data_is() {
        let home = |named: &[(&str, &str)]| {
            home_by(|name| {
                named.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into())
            })
        };
        let [own, xdg, user] =
            [("BONAFIDE_HOME", "/own"), ("XDG_DATA_HOME", "/data"), ("HOME", "/person")];
        assert_eq!(home(&[own, xdg, user]).as_deref(), Some(Path::new("/own")));
        assert_eq!(home(&[xdg, user]).as_deref(), Some(Path::new("/data/bonafide")));
        let usual = Some(Path::new("/person/.local/share/bonafide"));
        assert_eq!(home(&[user]).as_deref(), usual);
        assert_eq!(
            home(&[("BONAFIDE_HOME", "here"), ("XDG_DATA_HOME", ""), user]).as_deref(),
            usual
        );
        assert_eq!(home(&[]), None);
    }
}
