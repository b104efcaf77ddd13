//! Ordinary package clients as processes of their own: npm, pip, curl.
//!
//! This program opens no connection itself. What a client fetches is a file whose hash is known
//! before; nothing in it is executed.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bonafide_inference::Client;

use crate::error::InstallError;

/// Most bytes that are told of what a client says.
const MAX_SAYS: usize = 400;

/// Most bytes that a client may say.
const MAX_ERRORS: u64 = 1 << 20;

/// How often a client is looked after.
const TICK: Duration = Duration::from_millis(20);

/// What is to be fetched.
#[derive(Clone, Debug)]
pub(crate) struct Order<'a> {
    pub client: Client,
    /// As in a manifest: `name@version`, or an address.
    pub package: &'a str,
    /// Bytes of the file.
    pub bytes: u64,
    /// Further arguments of the client: the platform of a wheel.
    pub arguments: Vec<String>,
    pub timeout: Duration,
}

/// Fetches one file into an empty folder.
///
/// # Errors
/// When the client is not there, fails, takes too long, or leaves no or several files.
pub(crate) fn fetch(order: &Order<'_>, folder: &Path) -> Result<PathBuf, InstallError> {
    match order.client {
        Client::Npm => order.npm(folder)?,
        Client::Pypi => order.pip(folder)?,
        Client::Url => order.curl(folder)?,
        _ => return Err(order.refused("the client is not known")),
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(InstallError::file(folder))? {
        files.push(entry.map_err(InstallError::file(folder))?.path());
    }
    match files.as_slice() {
        [file] => Ok(file.clone()),
        _ => Err(order.failed(format!("it left {} files, not one", files.len()))),
    }
}

impl Order<'_> {
    fn refused(&self, problem: &'static str) -> InstallError {
        InstallError::Refused { package: self.package.to_owned(), client: self.client, problem }
    }

    fn failed(&self, says: String) -> InstallError {
        InstallError::ClientFailed { package: self.package.to_owned(), client: self.client, says }
    }

    fn npm(&self, folder: &Path) -> Result<(), InstallError> {
        self.check_pinned()?;
        let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let mut arguments: Vec<OsString> =
            ["pack", "--ignore-scripts", "--loglevel=error"].map(OsString::from).to_vec();
        arguments.extend(["--pack-destination".into(), folder.into(), self.package.into()]);
        self.run_first(
            &[&[program]],
            &arguments,
            folder,
            "install Node.js, or bring it by --from DIR",
        )
    }

    fn pip(&self, folder: &Path) -> Result<(), InstallError> {
        self.check_pinned()?;
        let (name, version) = self.package.rsplit_once('@').unwrap_or_default();
        let mut arguments: Vec<OsString> =
            ["download", "--no-deps", "--no-input", "--quiet", "--disable-pip-version-check"]
                .map(OsString::from)
                .to_vec();
        // A source distribution would be built, which executes what is in it.
        arguments.push("--only-binary=:all:".into());
        arguments.extend(self.arguments.iter().map(OsString::from));
        arguments.extend(["--dest".into(), folder.into(), format!("{name}=={version}").into()]);
        let programs: [&[&str]; 4] =
            [&["pip"], &["pip3"], &["python3", "-m", "pip"], &["python", "-m", "pip"]];
        self.run_first(&programs, &arguments, folder, "install pip, or bring it by --from DIR")
    }

    fn curl(&self, folder: &Path) -> Result<(), InstallError> {
        let protocol = match self.package.split_once("://") {
            Some(("https", _)) => "=https",
            Some(("http", rest)) if is_loopback(rest) => "=http",
            _ => return Err(self.refused("only https is fetched from another machine")),
        };
        let name = self.package.rsplit('/').next().filter(|name| is_file_name(name));
        let name = name.ok_or_else(|| self.refused("the address names no file"))?;
        let mut arguments: Vec<OsString> =
            ["--globoff", "--fail", "--silent", "--show-error", "--location", "--max-redirs", "5"]
                .map(OsString::from)
                .to_vec();
        let (size, seconds) = (self.bytes.to_string(), self.timeout.as_secs().max(1).to_string());
        let stated = [
            ["--proto", protocol],
            ["--proto-redir", "=https"],
            ["--max-filesize", &size],
            ["--max-time", &seconds],
            ["--connect-timeout", "20"],
        ];
        arguments.extend(stated.iter().flatten().map(OsString::from));
        arguments.extend(["--output".into(), folder.join(name).into()]);
        arguments.extend(["--".into(), self.package.into()]);
        self.run_first(&[&["curl"]], &arguments, folder, "install curl, or bring it by --from DIR")
    }

    /// Names of registries only: no addresses, folders or options, and a version that is pinned.
    fn check_pinned(&self) -> Result<(), InstallError> {
        let problem = "expected name@version";
        let (name, version) = self.package.rsplit_once('@').ok_or(self.refused(problem))?;
        let plain = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_alphanumeric())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        let named = match name.strip_prefix('@').map(|scoped| scoped.split_once('/')) {
            Some(Some((scope, name))) => plain(scope) && plain(name),
            Some(None) => false,
            None => plain(name),
        };
        let pinned = plain(version) && version.starts_with(|c: char| c.is_ascii_digit());
        if named && pinned { Ok(()) } else { Err(self.refused(problem)) }
    }

    /// Runs the programs, each where those before it are not there or fail, within one time limit.
    fn run_first(
        &self,
        programs: &[&[&str]],
        arguments: &[OsString],
        folder: &Path,
        remedy: &str,
    ) -> Result<(), InstallError> {
        let deadline = Instant::now() + self.timeout;
        let mut first_fault = None;
        for words in programs {
            let Some((program, first)) = words.split_first() else { continue };
            let mut command = Command::new(program);
            command.args(first).args(arguments).current_dir(folder);
            match self.run(command, folder, deadline)? {
                Ended::NotThere => {}
                Ended::Well => return Ok(()),
                Ended::Badly(says) => {
                    first_fault.get_or_insert(says);
                    clear(folder)?;
                }
                Ended::ByUs(problem) => {
                    return Err(self.failed(first_fault.unwrap_or(problem)));
                }
            }
        }
        if let Some(says) = first_fault {
            return Err(self.failed(says));
        }
        let programs: Vec<&str> =
            programs.iter().filter_map(|words| words.first().copied()).collect();
        Err(InstallError::ClientMissing {
            package: self.package.to_owned(),
            client: self.client,
            program: programs.join(", "),
            remedy: remedy.to_owned(),
        })
    }

    fn run(
        &self,
        mut command: Command,
        folder: &Path,
        deadline: Instant,
    ) -> Result<Ended, InstallError> {
        let says = tempfile::tempfile().map_err(InstallError::file("a temporary file"))?;
        let errors = says.try_clone().map_err(InstallError::file("a temporary file"))?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors);
        let said = says.try_clone().map_err(InstallError::file("a temporary file"))?;
        #[cfg(unix)] // so that what a client starts ends with it
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = match command.spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ended::NotThere),
            Err(error) => return Err(self.failed(error.to_string())),
        };
        match self.wait(child, deadline, || self.excess(folder, &said)) {
            Ok(true) => Ok(Ended::Well),
            Ok(false) => Ok(match end_of(says) {
                text if text.contains("No module named pip") => Ended::NotThere,
                text => Ended::Badly(text),
            }),
            Err(problem) => Ok(Ended::ByUs(problem)),
        }
    }

    /// Whether there is too much in the folder, or in what the client says. Files that a client keeps
    /// elsewhere, as npm and pip do in their caches, are its own affair.
    fn excess(&self, folder: &Path, said: &File) -> Option<String> {
        if bytes_in(folder) > self.bytes.saturating_mul(2) {
            return Some("it writes more than the package has".to_owned());
        }
        let too_much = said.metadata().is_ok_and(|metadata| metadata.len() > MAX_ERRORS);
        too_much.then(|| format!("it says more than {MAX_ERRORS} bytes"))
    }

    /// Whether the client ended well; it is ended when it takes too long or has an excess.
    fn wait(
        &self,
        mut child: Child,
        deadline: Instant,
        excess: impl Fn() -> Option<String>,
    ) -> Result<bool, String> {
        let problem = loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status.success()),
                Ok(None) if Instant::now() > deadline => {
                    break format!("no end within {} seconds", self.timeout.as_secs());
                }
                Ok(None) => match excess() {
                    Some(problem) => break problem,
                    None => std::thread::sleep(TICK),
                },
                Err(error) => break error.to_string(),
            }
        };
        end(&mut child);
        Err(problem)
    }
}

enum Ended {
    NotThere,
    Well,
    /// With what it says.
    Badly(String),
    /// We ended it, for this reason.
    ByUs(String),
}

/// Ends a client and, on Unix, what it started: all of its process group.
fn end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Removes what a client left that failed.
fn clear(folder: &Path) -> Result<(), InstallError> {
    for entry in fs::read_dir(folder).map_err(InstallError::file(folder))? {
        let entry = entry.map_err(InstallError::file(folder))?;
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let path = entry.path();
        let removed = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(InstallError::file(path))?;
    }
    Ok(())
}

fn bytes_in(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// The last lines, without control characters.
fn end_of(mut file: File) -> String {
    let length = file.seek(SeekFrom::End(0)).unwrap_or(0);
    let from = length.saturating_sub(MAX_SAYS as u64);
    let mut bytes = Vec::new();
    let read = file.seek(SeekFrom::Start(from)).and_then(|_| file.read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(clean).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    match read {
        Ok(_) if !words.is_empty() => words.join(" "),
        _ => "it ended with an error and said nothing".to_owned(),
    }
}

/// Whether an address, without its scheme, is on this machine.
fn is_loopback(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = |text: &str| text.is_empty() || text.strip_prefix(':').is_some_and(is_number);
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| host.strip_prefix(own).is_some_and(port))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_file_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && Path::new(name).file_name() == Some(OsStr::new(name))
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn order(client: Client, package: &str) -> Order<'_> {
        let timeout = Duration::from_secs(5);
        Order { client, package, bytes: 100, arguments: Vec::new(), timeout }
    }

    #[test]
    fn only_pinned_names_of_a_registry_reach_a_client() {
        for package in ["@a/b@1.2.3", "b@1", "onnxruntime@1.31.1", "a-b_c.d@0.0.1-rc.1"] {
            assert!(order(Client::Npm, package).check_pinned().is_ok(), "{package}");
        }
        for package in [
            "b",
            "@a/b",
            "b@latest",
            "b@^1",
            "./b@1",
            "../b@1",
            "-b@1",
            "git+https://x/y@1",
            "@a@1",
            "@a/b/c@1",
            "@/b@1",
            "b@1;ls",
            "b@1 c",
            "@1",
            "file:b@1",
            "http://x/b@1",
        ] {
            let error = order(Client::Npm, package).check_pinned().unwrap_err();
            assert!(matches!(error, InstallError::Refused { .. }), "{package}: {error}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        for address in ["127.0.0.1/x", "127.0.0.1:80/x", "localhost:8080/x", "[::1]:1/x"] {
            assert!(is_loopback(address), "{address}");
        }
        for address in [
            "127.0.0.1.example.org/x",
            "127.0.0.1@example.org/x",
            "localhost.example.org",
            "example.org",
        ] {
            assert!(!is_loopback(address), "{address}");
        }
        let folder = tempfile::tempdir().unwrap();
        for address in ["http://example.org/x", "ftp://example.org/x", "file:///etc/hosts", "x"] {
            let error = fetch(&order(Client::Url, address), folder.path()).unwrap_err();
            assert!(matches!(error, InstallError::Refused { .. }), "{address}: {error}");
        }
        let error = fetch(&order(Client::Url, "https://example.org/"), folder.path()).unwrap_err();
        assert!(error.to_string().contains("names no file"), "{error}");
    }

    #[test]
    fn a_client_that_is_not_there_is_told_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let order = order(Client::Npm, "b@1");
        let programs: [&[&str]; 1] = [&["no-such-client-7f3a"]];
        let error = order.run_first(&programs, &[], folder.path(), "install it").unwrap_err();
        assert!(matches!(error, InstallError::ClientMissing { .. }), "{error}");
        assert!(error.to_string().contains("install it"), "{error}");
    }

    #[test]
    #[cfg(unix)]
    fn clients_are_ended_when_they_take_too_long_or_too_much() {
        let folder = tempfile::tempdir().unwrap();
        let mut order = order(Client::Npm, "b@1");
        order.timeout = Duration::from_millis(100);
        let sleep: [&[&str]; 1] = [&["sleep", "60"]];
        let error = order.run_first(&sleep, &[], folder.path(), "").unwrap_err().to_string();
        assert!(error.contains("no end within"), "{error}");
        order.timeout = Duration::from_secs(30);
        let flood: [&[&str]; 1] = [&["sh", "-c", "head -c 100000 /dev/zero > f; sleep 60"]];
        let error = order.run_first(&flood, &[], folder.path(), "").unwrap_err().to_string();
        assert!(error.contains("writes more than the package"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let talk: [&[&str]; 1] = [&["sh", "-c", "head -c 2000000 /dev/zero >&2; sleep 60"]];
        let error = order.run_first(&talk, &[], folder.path(), "").unwrap_err().to_string();
        assert!(error.contains("says more than"), "{error}");
        let words: [&[&str]; 1] = [&["sh", "-c", "printf 'no\\nway\\033' >&2; exit 3"]];
        let error = order.run_first(&words, &[], folder.path(), "").unwrap_err().to_string();
        assert!(error.contains("fetch b@1: no way;"), "{error}");
    }

    #[test]
    #[cfg(unix)]
    fn where_a_program_fails_the_next_is_tried() {
        let folder = tempfile::tempdir().unwrap();
        let order = order(Client::Pypi, "b@1");
        let fails: &[&str] = &["sh", "-c", "echo x > half; echo first >&2; exit 1"];
        let fails_too: &[&str] = &["sh", "-c", "echo second >&2; exit 1"];
        let serves: &[&str] = &["sh", "-c", "echo x > whole"];
        let run = |programs: &[&[&str]]| order.run_first(programs, &[], folder.path(), "");
        run(&[fails, &["no-such-client-7f3a"], serves, fails_too]).unwrap();
        let left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["whole"], "nothing is left of the one that failed");
        let error = run(&[fails, fails_too]).unwrap_err().to_string();
        assert!(error.contains("fetch b@1: first;"), "{error}");
    }

    #[test]
    #[cfg(unix)]
    fn what_a_client_starts_ends_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut order = order(Client::Npm, "b@1");
        order.timeout = Duration::from_millis(300);
        let script = "(sleep 1; echo x > late) & sleep 60";
        let error = order.run_first(&[&["sh", "-c", script]], &[], folder.path(), "").unwrap_err();
        assert!(error.to_string().contains("no end within"), "{error}");
        std::thread::sleep(Duration::from_millis(1200));
        assert!(!folder.path().join("late").exists());
    }
}
