//! The table of lessons: which folders there are, and the native programs in them.
//!
//! Adding a lesson: a folder, one `#[path]` line per native program, one row. `tests/lesson_table.rs` compares all three.

use crate::mp::{Exception, Run};

#[path = "copy/program.rs"]
mod copy;
#[path = "deadlock/program.rs"]
mod deadlock;
#[path = "deadlock/ordered.rs"]
mod deadlock_ordered;
#[path = "deadlock/philosophers.rs"]
mod deadlock_philosophers;
#[path = "deadlock/timeout.rs"]
mod deadlock_timeout;
#[path = "drain/program.rs"]
mod drain;
#[path = "drain/read_first.rs"]
mod drain_read_first;
#[path = "family/program.rs"]
mod family;
#[path = "family/drill.rs"]
mod family_drill;
#[path = "fork/program.rs"]
mod fork;
#[path = "fork/no_room.rs"]
mod fork_no_room;
#[path = "gil/program.rs"]
mod gil;
#[path = "inherit/program.rs"]
mod inherit;
#[path = "inherit/lost.rs"]
mod inherit_lost;
#[path = "inherit/twice.rs"]
mod inherit_twice;
#[path = "lock/program.rs"]
mod lock;
#[path = "lock/forgotten_release.rs"]
mod lock_forgotten_release;
#[path = "lock/get_lock.rs"]
mod lock_get_lock;
#[path = "lock/holder_killed.rs"]
mod lock_holder_killed;
#[path = "lock/no_lock.rs"]
mod lock_no_lock;
#[path = "lock/raise_in_with.rs"]
mod lock_raise_in_with;
#[path = "lock/wrong_lock.rs"]
mod lock_wrong_lock;
#[path = "many/program.rs"]
mod many;
#[path = "meeting/program.rs"]
mod meeting;
#[path = "meeting/barrier.rs"]
mod meeting_barrier;
#[path = "meeting/broken.rs"]
mod meeting_broken;
#[path = "meeting/lost.rs"]
mod meeting_lost;
#[path = "meeting/no_barrier.rs"]
mod meeting_no_barrier;
#[path = "meeting/predicate.rs"]
mod meeting_predicate;
#[path = "pipe/program.rs"]
mod pipe;
#[path = "pipe/forgotten_end.rs"]
mod pipe_forgotten_end;
#[path = "pipe/one_way.rs"]
mod pipe_one_way;
#[path = "pipe/sibling.rs"]
mod pipe_sibling;
#[path = "pipe/two_readers.rs"]
mod pipe_two_readers;
#[path = "pipe/unread.rs"]
mod pipe_unread;
#[path = "pool/program.rs"]
mod pool;
#[path = "pool/define_late.rs"]
mod pool_define_late;
#[path = "pool/join_without_close.rs"]
mod pool_join_without_close;
#[path = "pool/submit_after_close.rs"]
mod pool_submit_after_close;
#[path = "pool/with_pool.rs"]
mod pool_with_pool;
#[path = "process/program.rs"]
mod process;
#[path = "process/asking.rs"]
mod process_asking;
#[path = "process/group.rs"]
mod process_group;
#[path = "process/names.rs"]
mod process_names;
#[path = "process/raises.rs"]
mod process_raises;
#[path = "process/subclass.rs"]
mod process_subclass;
#[path = "queue/program.rs"]
mod queue;
#[path = "queue/empty.rs"]
mod queue_empty;
#[path = "queue/mid_get.rs"]
mod queue_mid_get;
#[path = "race/program.rs"]
mod race;
#[path = "race/locked.rs"]
mod race_locked;
#[path = "race/one_line.rs"]
mod race_one_line;
#[path = "spawn/program.rs"]
mod spawn;
#[path = "spawn/lambda.rs"]
mod spawn_lambda;
#[path = "spawn/no_guard.rs"]
mod spawn_no_guard;
#[path = "spawn/unpickle.rs"]
mod spawn_unpickle;
#[path = "terminate/program.rs"]
mod terminate;
#[path = "terminate/daemon.rs"]
mod terminate_daemon;
#[path = "terminate/daemon_child.rs"]
mod terminate_daemon_child;
#[path = "terminate/daemon_left.rs"]
mod terminate_daemon_left;
#[path = "terminate/handler.rs"]
mod terminate_handler;
#[path = "threads/program.rs"]
mod threads;
#[path = "threads/daemon.rs"]
mod threads_daemon;
#[path = "threads/idents.rs"]
mod threads_idents;
#[path = "threads/last.rs"]
mod threads_last;
#[path = "threads/raises.rs"]
mod threads_raises;
#[path = "tools/program.rs"]
mod tools;
#[path = "tools/reentrant.rs"]
mod tools_reentrant;
#[path = "tools/stranger.rs"]
mod tools_stranger;
#[path = "tools/twice.rs"]
mod tools_twice;
#[path = "wait/program.rs"]
mod wait;
#[path = "wait/double_wait.rs"]
mod wait_double_wait;
#[path = "wait/no_wait.rs"]
mod wait_no_wait;
#[path = "wait/orphan.rs"]
mod wait_orphan;

/// What the native engine runs in the lesson's first process. What it raises ends that process as in Python.
pub type Main = fn(&Run) -> Result<(), Exception>;

/// A lesson's row.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The folder's name.
    pub id: &'static str,
    /// Its native programs by variant; `main` is the lesson's own. Empty where only CPython can show it.
    pub programs: &'static [(&'static str, Main)],
}

/// All lessons.
#[rustfmt::skip]
pub static TABLE: &[Row] = &[
    Row { id: "fork", programs: &[("main", fork::main), ("no-room", fork_no_room::main)] },
    Row { id: "wait", programs: &[("main", wait::main), ("orphan", wait_orphan::main), ("no-wait", wait_no_wait::main), ("double-wait", wait_double_wait::main)] },
    Row { id: "family", programs: &[("main", family::main), ("drill", family_drill::main)] },
    Row { id: "many", programs: &[("main", many::main)] },
    Row { id: "terminate", programs: &[("main", terminate::main), ("handler", terminate_handler::main), ("daemon", terminate_daemon::main), ("daemon-left", terminate_daemon_left::main), ("daemon-child", terminate_daemon_child::main)] },
    Row { id: "copy", programs: &[("main", copy::main)] },
    Row { id: "process", programs: &[("main", process::main), ("raises", process_raises::main), ("group", process_group::main), ("subclass", process_subclass::main), ("asking", process_asking::main), ("names", process_names::main)] },
    Row { id: "spawn", programs: &[("main", spawn::main), ("no-guard", spawn_no_guard::main), ("lambda", spawn_lambda::main), ("unpickle", spawn_unpickle::main)] },
    Row { id: "inherit", programs: &[("main", inherit::main), ("twice", inherit_twice::main), ("lost", inherit_lost::main)] },
    Row { id: "threads", programs: &[("main", threads::main), ("last", threads_last::main), ("daemon", threads_daemon::main), ("raises", threads_raises::main), ("idents", threads_idents::main)] },
    Row { id: "race", programs: &[("main", race::main), ("one-line", race_one_line::main), ("locked", race_locked::main)] },
    Row { id: "lock", programs: &[("main", lock::main), ("no-lock", lock_no_lock::main), ("wrong-lock", lock_wrong_lock::main), ("forgotten-release", lock_forgotten_release::main), ("raise-in-with", lock_raise_in_with::main), ("holder-killed", lock_holder_killed::main), ("get-lock", lock_get_lock::main)] },
    Row { id: "deadlock", programs: &[("main", deadlock::main), ("ordered", deadlock_ordered::main), ("philosophers", deadlock_philosophers::main), ("timeout", deadlock_timeout::main)] },
    Row { id: "tools", programs: &[("main", tools::main), ("reentrant", tools_reentrant::main), ("stranger", tools_stranger::main), ("twice", tools_twice::main)] },
    Row { id: "meeting", programs: &[("main", meeting::main), ("barrier", meeting_barrier::main), ("broken", meeting_broken::main), ("lost", meeting_lost::main), ("no-barrier", meeting_no_barrier::main), ("predicate", meeting_predicate::main)] },
    Row { id: "thread-local", programs: &[] },
    Row { id: "pipe", programs: &[("main", pipe::main), ("forgotten-end", pipe_forgotten_end::main), ("one-way", pipe_one_way::main), ("sibling", pipe_sibling::main), ("two-readers", pipe_two_readers::main), ("unread", pipe_unread::main)] },
    Row { id: "queue", programs: &[("main", queue::main), ("empty", queue_empty::main), ("mid-get", queue_mid_get::main)] },
    Row { id: "drain", programs: &[("main", drain::main), ("read-first", drain_read_first::main)] },
    Row { id: "pool", programs: &[("main", pool::main), ("submit-after-close", pool_submit_after_close::main), ("join-without-close", pool_join_without_close::main), ("with-pool", pool_with_pool::main), ("define-late", pool_define_late::main)] },
    Row { id: "gil", programs: &[("main", gil::main)] },
];

/// The native program of a lesson (`None`) or of one of its variants.
pub fn program(id: &str, variant: Option<&str>) -> Option<Main> {
    let row = TABLE.iter().find(|row| row.id == id)?;
    let variant = variant.unwrap_or("main");
    row.programs.iter().find(|(name, _)| *name == variant).map(|(_, main)| *main)
}

/// The source file of a native program as the compiler names it: `Location::file()` of its lines ends in this.
pub fn source_file(id: &str, variant: Option<&str>) -> String {
    format!("lessons/{id}/{}.rs", variant.unwrap_or("program").replace('-', "_"))
}
