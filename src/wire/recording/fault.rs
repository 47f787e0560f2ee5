//! What can be wrong with a recording, and what to do then, in both languages.

use std::path::{Path, PathBuf};

use super::header::Header;
use crate::model::Both;
use crate::model::tongue::both;

/// Why a recording cannot be opened at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read {}: {source}. Check the path, and that you may read the file.", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is something else.
    #[error(
        "{} is not a recording of forklore. A recording is made by `forklore run LESSON --record FILE`.",
        path.display()
    )]
    NotOne {
        /// The file.
        path: PathBuf,
    },
    /// The file is of another version of the format.
    #[error(
        "{} is a recording in format {version}, and this forklore reads format {}. {} forklore to open it, or record the \
         lesson again.", path.display(), Header::VERSION, advice(*version)
    )]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
}

fn advice(version: u32) -> &'static str {
    if version > Header::VERSION { "Use a newer" } else { "Use an older" }
}

impl Error {
    /// What is wrong and what to do, in both languages.
    pub fn both(&self) -> Both {
        let zh = match self {
            Error::Io { path, source } => {
                format!("无法读取 {}：{source}。请检查路径，以及是否有读取权限。", path.display())
            }
            Error::NotOne { path } => {
                format!(
                    "{} 不是 forklore 的录制文件。录制文件由 `forklore run 课程 --record 文件` 生成。",
                    path.display()
                )
            }
            Error::OtherVersion { path, version } => {
                let other = if *version > Header::VERSION { "较新" } else { "较旧" };
                format!(
                    "{} 的录制格式为版本 {version}，而这个 forklore 只能读版本 {}。请用{other}版本的 forklore 打开，或者重新录制这一课。",
                    path.display(),
                    Header::VERSION
                )
            }
        };
        Both::new(self.to_string(), zh)
    }

    pub(super) fn io(path: &Path, source: std::io::Error) -> Error {
        Error::Io { path: path.into(), source }
    }
}

/// Where a recording breaks off. Everything before is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The file ends too early.
    Short {
        /// How many events were read.
        events: u64,
    },
    /// A line is no event.
    Damaged {
        /// How many events were read.
        events: u64,
        /// What is wrong with the line after them.
        what: String,
    },
}

impl Cut {
    /// What is said of it, in both languages.
    pub fn both(&self) -> Both {
        match self {
            Cut::Short { events } => both!(
                "The recording breaks off: the file was cut after {events} events. Everything up to there is shown.",
                "录制不完整：文件在第 {events} 个事件之后中断。中断之前的内容都会显示。"
            ),
            Cut::Damaged { events, what } => both!(
                "The recording is damaged after {events} events ({what}). Everything up to there is shown.",
                "录制文件在第 {events} 个事件之后已损坏（{what}）。损坏之前的内容都会显示。"
            ),
        }
    }
}
