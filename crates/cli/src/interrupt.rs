//! Ctrl-C: the first asks for an end, the second ends the process at once.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result};

use crate::exit::Exit;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Handles signals from now on. The flag is raised by the first; whoever works looks at it between two
/// pieces of work.
pub(crate) fn flag() -> Result<&'static AtomicBool> {
    ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            leave_at_once();
        }
    })
    .context("signals cannot be handled")?;
    Ok(&INTERRUPTED)
}

/// The second Ctrl-C: someone does not want to wait for what is in flight.
#[allow(clippy::exit)]
fn leave_at_once() {
    std::process::exit(i32::from(Exit::Interrupted.code()));
}
