//! The memory of this process, in the kernel's own figures (proc(5), `smaps_rollup`).

use std::fs;

/// Bytes of this process's memory that no other process maps.
pub fn own_memory() -> usize {
    let text = fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let private = text.lines().filter(|line| line.starts_with("Private_"));
    let kib = private.filter_map(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kib.sum::<usize>() << 10
}

/// `mmap.PAGESIZE`: bytes in a page.
pub fn page_size() -> usize {
    procfs::page_size() as usize
}
