//! A refusal: why something cannot be done as asked, said in both languages, ending in what to do. Exit status 2.

use std::fmt::Display;
use std::io;
use std::path::Path;

use crate::lesson::Fault;
use crate::lesson::knob::KnobError;
use crate::model::{Both, Lang};
use crate::run::interpreter::NoInterpreter;

/// Why something cannot be done as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Both);

impl Refusal {
    /// Refuses in these words.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Refusal {
        Refusal(Both::new(en, zh))
    }

    /// Refuses because a file cannot be read or written.
    pub fn file(path: &Path, error: impl Display) -> Refusal {
        let path = path.display();
        Refusal::new(
            format!("{path}: {error}; give the path of a file that can be read and written"),
            format!("{path}：{error}；请给出可以读写的文件路径"),
        )
    }

    /// Refuses because the machine did not give what was needed.
    pub fn machine(error: &anyhow::Error) -> Refusal {
        Refusal::new(
            format!("{error:#}; `forklore doctor` tells what this machine lacks"),
            format!("{error:#}；用 `forklore doctor` 查看这台机器缺什么"),
        )
    }

    /// As it is printed on standard error.
    pub fn sentence(&self, lang: Lang) -> String {
        format!("forklore: {}", self.0.get(lang))
    }
}

impl From<Both> for Refusal {
    fn from(both: Both) -> Refusal {
        Refusal(both)
    }
}

impl From<NoInterpreter> for Refusal {
    fn from(error: NoInterpreter) -> Refusal {
        Refusal(error.0)
    }
}

impl From<KnobError> for Refusal {
    fn from(error: KnobError) -> Refusal {
        Refusal(error.0)
    }
}

/// What is left when a reader who has gone is no error: a full disk, a closed descriptor.
impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Refusal {
        Refusal::new(
            format!("the output cannot be written: {error}; give it another place to go"),
            format!("无法写出结果：{error}；请换一个输出位置"),
        )
    }
}

/// Serialising our own words does not fail; writing them may.
impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Refusal {
        io::Error::from(error).into()
    }
}

/// Faults are told to authors of lessons, in English, with the line that they are about.
impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Refusal {
        Refusal::new(format!("a lesson folder has a fault in it\n{fault}"), format!("课程文件夹里有一处错误\n{fault}"))
    }
}
