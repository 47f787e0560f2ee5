//! What a process has beside its memory: variables and a working directory (`os.environ`, `os.getcwd`).

use nix::errno::Errno;

use super::exception::Exception;

/// `os.environ[name] = value`, in this process only.
pub fn setenv(name: &str, value: &str) {
    // SAFETY: lessons that set variables do so while their process has one thread.
    unsafe { std::env::set_var(name, value) }
}

/// `os.environ[name]`; empty if there is none.
pub fn getenv(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

/// `os.getcwd()`.
pub fn getcwd() -> String {
    std::env::current_dir().map(|dir| dir.display().to_string()).unwrap_or_default()
}

/// `os.chdir(path)`, of this process only.
///
/// # Errors
/// `OSError` if there is no such directory.
pub fn chdir(path: &str) -> Result<(), Exception> {
    let refused = |error: std::io::Error| Exception::os(error.raw_os_error().map_or(Errno::EIO, Errno::from_raw));
    std::env::set_current_dir(path).map_err(refused)
}
