//! What the system tells of the machine and of this process. Linux tells all; elsewhere some is unknown.

use std::fs;

use serde::{Deserialize, Serialize};

/// Ticks a second in which Linux counts processor time for programs: `USER_HZ`, 100 on every architecture
/// that Rust is built for.
const TICKS: f64 = 100.0;

/// The machine that was measured.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub processor: String,
    pub cores: usize,
    pub memory_mib: Option<u64>,
    pub system: String,
}

pub(crate) fn facts() -> Machine {
    let processor = fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| member(&text, "model name"))
        .unwrap_or_else(|| "unknown".to_owned());
    Machine {
        processor,
        cores: cores(),
        memory_mib: kib("/proc/meminfo", "MemTotal").map(|kib| kib / 1024),
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
    }
}

/// Threads that can run at a time.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Seconds of processor time that this process has used (proc(5), `/proc/pid/stat`: utime and stime).
pub(crate) fn cpu_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may hold anything; after it come fields 3 and on.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some((ticks(11)? + ticks(12)?) as f64 / TICKS)
}

/// The greatest resident size of this process in MiB.
pub(crate) fn peak_mib() -> Option<f64> {
    kib("/proc/self/status", "VmHWM").map(|kib| (kib as f64 / 102.4).round() / 10.0)
}

fn kib(file: &str, name: &str) -> Option<u64> {
    let value = member(&fs::read_to_string(file).ok()?, name)?;
    value.strip_suffix("kB")?.trim().parse().ok()
}

/// The value of the first line `name: value`.
fn member(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn linux_tells_everything() {
        let facts = facts();
        assert!(facts.cores > 0 && facts.memory_mib > Some(64), "{facts:?}");
        let before = cpu_seconds().unwrap_or(f64::MAX);
        let mut sum = 0_u64;
        while cpu_seconds().unwrap_or(f64::MAX) < before + 0.02 {
            sum = std::hint::black_box(sum + 1);
        }
        assert!(peak_mib() > Some(1.0));
    }
}
