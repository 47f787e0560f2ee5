//! The machine: what the kernel gives, and how much of it.

use std::fs;
use std::os::fd::{AsFd, FromRawFd, OwnedFd};

use nix::fcntl::{FcntlArg, fcntl};
use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};

use crate::model::Both;
use crate::model::tongue::both;

use super::Finding;

/// Everything about the machine.
pub(super) fn findings() -> Vec<Finding> {
    vec![
        Finding::told(Both::fixed("kernel", "内核"), kernel()),
        Finding::told(Both::fixed("cores", "核心"), cores()),
        memory(),
        pidfd(),
        children(),
        schedstat(),
        Finding::told(Both::fixed("processes", "进程数"), processes()),
        Finding::told(Both::fixed("open files", "打开文件数"), limit(Resource::RLIMIT_NOFILE)),
        Finding::told(Both::fixed("a pipe", "管道"), pipe()),
    ]
}

fn kernel() -> Both {
    let Ok(name) = nix::sys::utsname::uname() else { return unknown() };
    let [system, release, machine] =
        [name.sysname(), name.release(), name.machine()].map(|word| word.to_string_lossy());
    Both::same(format!("{system} {release}, {machine}"))
}

fn cores() -> Both {
    let all = fs::read_to_string("/proc/cpuinfo").map_or(0, |text| text.matches("\nprocessor").count() + 1);
    let Ok(ours) = std::thread::available_parallelism() else { return unknown() };
    match all.max(ours.get()) {
        all if all == ours.get() => both!("{all}", "{all}"),
        all => both!("{ours} of {all} may be used", "共 {all} 个，可用 {ours} 个"),
    }
}

fn memory() -> Finding {
    let there = memfd_create(c"forklore doctor", MFdFlags::MFD_CLOEXEC).is_ok();
    Finding::needed(
        Both::fixed("shared memory", "共享内存"),
        there,
        Both::fixed("memfd works: processes can tell what they do", "memfd 可用：进程可以报告自己的动作"),
        Both::fixed(
            "missing: memfd_create fails; a kernel from 3.17 on has it",
            "缺失：memfd_create 失败；内核 3.17 起才有",
        ),
    )
}

fn pidfd() -> Finding {
    // SAFETY: pidfd_open(2) on ourselves; the number that comes back is a new descriptor, or an error.
    let raw = unsafe { libc::syscall(libc::SYS_pidfd_open, std::process::id(), 0) };
    if let Ok(raw) = i32::try_from(raw)
        && raw >= 0
    {
        // SAFETY: the kernel has just given it to us, and nobody else has it.
        drop(unsafe { OwnedFd::from_raw_fd(raw) });
    }
    Finding::needed(
        Both::fixed("pidfd", "pidfd"),
        raw >= 0,
        Both::fixed("works: a process is never mistaken for another", "可用：不会把一个进程错认成另一个"),
        Both::fixed("missing: pidfd_open fails; a kernel from 5.3 on has it", "缺失：pidfd_open 失败；内核 5.3 起才有"),
    )
}

fn children() -> Finding {
    let there = fs::read_to_string("/proc/thread-self/children").is_ok();
    Finding::needed(
        Both::fixed("/proc children", "/proc children"),
        there,
        Both::fixed("readable: nothing of a run is left behind", "可读：运行结束后不会遗留进程"),
        Both::fixed(
            "missing: mount /proc, and use a kernel with CONFIG_PROC_CHILDREN",
            "缺失：请挂载 /proc，并使用打开了 CONFIG_PROC_CHILDREN 的内核",
        ),
    )
}

fn schedstat() -> Finding {
    let there = fs::read_to_string("/proc/self/schedstat").is_ok_and(|text| !text.starts_with("0 0 "));
    let what = match there {
        true => Both::fixed("readable: time spent ready to run is known", "可读：可以知道就绪等待的时间"),
        false => Both::fixed(
            "missing: claims about parallel work are not judged (kernel.sched_schedstats)",
            "缺失：关于并行的论断无法判断（kernel.sched_schedstats）",
        ),
    };
    Finding::told(Both::same("schedstat"), what)
}

fn processes() -> Both {
    let Both { en, zh } = limit(Resource::RLIMIT_NPROC);
    match cgroup_limit() {
        Some(most) => both!("{en}; this container: {most}", "{zh}；本容器：{most}"),
        None => both!("{en}", "{zh}"),
    }
}

/// How many processes the control group allows, where it limits them (cgroups(7)).
fn cgroup_limit() -> Option<u64> {
    let files = ["/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"];
    files.iter().find_map(|file| fs::read_to_string(file).ok()?.trim().parse().ok())
}

fn limit(resource: Resource) -> Both {
    match getrlimit(resource) {
        Ok((RLIM_INFINITY, _)) => Both::fixed("no limit", "不限"),
        Ok((most, _)) => both!("at most {most}", "最多 {most}"),
        Err(_) => unknown(),
    }
}

fn pipe() -> Both {
    let asked = || {
        let (reader, _writer) = nix::unistd::pipe().ok()?;
        fcntl(reader.as_fd(), FcntlArg::F_GETPIPE_SZ).ok()
    };
    let Some(bytes) = asked() else { return unknown() };
    both!("holds {bytes} bytes", "容量 {bytes} 字节")
}

fn unknown() -> Both {
    Both::fixed("unknown", "未知")
}
