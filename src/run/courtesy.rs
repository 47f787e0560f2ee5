//! Courtesy: who only writes down what was told lets the program go first.

/// From now on this thread works where nobody else wants to: what is told meanwhile waits in the backlog. Its processes
/// must have been started before, for they would be as courteous.
pub fn give_way() {
    /// Far down, and not last: who reads along is to see something (sched(7)).
    const NICE: i32 = 15;
    // SAFETY: changes nothing but a number of this thread; if it may not, all stays as it was.
    unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) };
}
