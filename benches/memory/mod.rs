//! What a process takes, from the kernel's own account, in MB.

/// The most memory that this process has had.
pub(crate) fn peak_memory_mb() -> f64 {
    from_status("VmHWM:")
}

/// The memory that this process has now.
#[allow(dead_code, reason = "not every benchmark asks")]
pub(crate) fn resident_memory_mb() -> f64 {
    from_status("VmRSS:")
}

fn from_status(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    let kilobytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes / 1024.0
}
