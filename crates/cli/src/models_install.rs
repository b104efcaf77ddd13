//! `bonafide models install`, and installing before a run.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use bonafide::inference::{Client, Entry, Kind};
use bonafide_models::{Flavour, How, InstallError, Installer, Reach};
use serde_json::json;

use crate::exit::Exit;
use crate::home;
use crate::models::{in_kib, is_asked_for, known, with_causes};
use crate::models_args::{InstallArgs, InstallFirst, ModelsArgs};
use crate::text::{print_line, say};

/// What became of one thing that was to be installed.
struct Account {
    id: String,
    /// How it came; `skipped` where it did not, and `not_reached` where it was not named and the
    /// address that it is at cannot be had from.
    outcome: &'static str,
    bytes: u64,
    seconds: f64,
    fault: Option<String>,
}

/// The outcome of what is at an address of its own, which a machine that reaches registries only does
/// not get to.
const NOT_REACHED: &str = "not_reached";

impl Account {
    fn of(id: &str, bytes: u64, work: impl FnOnce() -> Result<&'static str, InstallError>) -> Self {
        let started = Instant::now();
        let result = work();
        let seconds = started.elapsed().as_secs_f64();
        let (outcome, fault) = match result {
            Ok(outcome) => (outcome, None),
            Err(error) => ("skipped", Some(with_causes(&error))),
        };
        Self { id: id.to_owned(), outcome, bytes, seconds, fault }
    }

    fn print(&self, json: bool) -> Result<()> {
        let Self { id, outcome, bytes, seconds, fault } = self;
        if json {
            return print_line(json!({
                "id": id, "outcome": outcome, "bytes": bytes,
                "seconds": (seconds * 1000.0).round() / 1000.0, "error": fault,
            }));
        }
        print_line(self.in_words())
    }

    fn in_words(&self) -> String {
        match &self.fault {
            Some(fault) if self.outcome == NOT_REACHED => {
                let command = format!("`bonafide models install --only {} --from DIR`", self.id);
                format!("not installed: {} ({fault}: {command})", self.id)
            }
            Some(fault) => format!("{}: skipped: {fault}", self.id),
            None => {
                let (size, seconds) = (in_kib(self.bytes), self.seconds);
                format!("{}: {}, {size}, {seconds:.1} s", self.id, self.outcome)
            }
        }
    }
}

pub(crate) fn install(args: &ModelsArgs, how: &InstallArgs) -> Result<Exit> {
    let started = Instant::now();
    if how.runtime && !args.only.is_empty() {
        bail!("--runtime installs no models, so it does not go with --only");
    }
    let models = known(args)?;
    let installer = installer(args.models.clone(), how)?;
    let mut accounts = Vec::new();
    if !how.runtime {
        for entry in models.entries().filter(|entry| wanted(entry, args, &installer)) {
            let account = install_one(&installer, entry, args);
            account.print(args.json)?;
            accounts.push(account);
        }
    }
    let all_models = accounts.iter().all(|account| account.outcome != "skipped");
    let runtime_is_asked_for = how.runtime || how.gpu;
    let mut runtime_is_there = true;
    if runtime_is_asked_for || args.only.is_empty() {
        let account = install_runtime(&installer, how);
        account.print(args.json)?;
        runtime_is_there = account.fault.is_none();
        accounts.push(account);
    }
    if !args.json {
        summary(&accounts, started.elapsed().as_secs_f64())?;
    }
    Ok(match (all_models, runtime_is_there || !runtime_is_asked_for) {
        (false, _) => Exit::ModelsUnusable,
        (true, false) => Exit::DeviceUnavailable,
        (true, true) => Exit::Done,
    })
}

/// Installs what is missing before models are opened. What cannot be had is told and left out.
pub(crate) fn install_first(first: InstallFirst, folder: Option<PathBuf>) -> Result<()> {
    if !first.install {
        return Ok(());
    }
    let args = ModelsArgs { what: None, models: folder.clone(), only: Vec::new(), json: false };
    let models = known(&args)?;
    let installer = installer(folder, &InstallArgs::default())?;
    for entry in models.entries().filter(|entry| entry.source.is_some()) {
        let account = install_one(&installer, entry, &args);
        if account.outcome != "present" {
            say(&account.in_words());
        }
    }
    Ok(())
}

fn installer(models: Option<PathBuf>, how: &InstallArgs) -> Result<Installer> {
    let folders = home::folders(models).context("no folder to install into; set BONAFIDE_HOME")?;
    let reach = if how.offline { Reach::Offline } else { Reach::Network };
    let installer = Installer::new(folders).reach(reach);
    Ok(match &how.from {
        Some(folder) => installer.from(folder),
        None => installer,
    })
}

/// Models that are named; otherwise all that are installed from packages, and those that the folder
/// of --from may hold.
fn wanted(entry: &Entry, args: &ModelsArgs, installer: &Installer) -> bool {
    match entry.kind {
        Kind::Embedded => false,
        _ if !args.only.is_empty() => is_asked_for(entry, args),
        Kind::Installed => true,
        // A model that is only brought is not missed.
        _ => installer.is_brought(entry),
    }
}

/// Whether it comes from an address of its own, not from a registry.
fn is_at_an_address(entry: &Entry) -> bool {
    entry.source.as_ref().is_some_and(|source| source.client == Client::Url)
}

fn install_one(installer: &Installer, entry: &Entry, args: &ModelsArgs) -> Account {
    let mut account =
        Account::of(&entry.id, entry.bytes, || installer.install(entry).map(How::word));
    if account.fault.is_some() && args.only.is_empty() && is_at_an_address(entry) {
        account.outcome = NOT_REACHED;
    }
    account
}

fn install_runtime(installer: &Installer, how: &InstallArgs) -> Account {
    let flavour = if how.gpu { Flavour::Gpu } else { Flavour::Cpu };
    let mut bytes = 0;
    let mut id = "onnxruntime".to_owned();
    let mut account = Account::of("", 0, || {
        let installed = installer.install_runtime(flavour)?;
        bytes = installed.bytes;
        installed.package.clone_into(&mut id);
        Ok(installed.how.word())
    });
    (account.id, account.bytes) = (id, bytes);
    account
}

fn summary(accounts: &[Account], seconds: f64) -> Result<()> {
    let count = |outcome: fn(&str) -> bool| accounts.iter().filter(|a| outcome(a.outcome)).count();
    let (skipped, present) =
        (count(|o| o == "skipped" || o == NOT_REACHED), count(|o| o == "present"));
    let installed = accounts.len() - skipped - present;
    print_line(format_args!(
        "{installed} installed, {present} there before, {skipped} skipped; {seconds:.1} s"
    ))
}
