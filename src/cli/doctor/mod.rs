//! `forklore doctor`: what this machine, this terminal and its interpreters can do.
//!
//! ```text
//! this machine
//!   ✓ kernel         Linux 6.8.0, x86_64
//!   ✗ pidfd          missing: …
//! ```

mod interpreter;
mod machine;
mod terminal;

use std::io::{self, Write};
use std::process::ExitCode;

use unicode_width::UnicodeWidthStr;

use crate::model::{Both, Lang};

use super::list::padded;
use super::paper::Paper;
use super::refusal::Refusal;
use super::setup::Setup;

/// One thing looked at.
struct Finding {
    /// Whether it is as it should be; `None` for what is only told.
    good: Option<bool>,
    name: Both,
    what: Both,
}

impl Finding {
    /// Only told.
    fn told(name: Both, what: Both) -> Finding {
        Finding { good: None, name, what }
    }

    /// There, or else missing with what follows from it.
    fn needed(name: Both, there: bool, what: Both, missing: Both) -> Finding {
        Finding { good: Some(there), name, what: if there { what } else { missing } }
    }
}

/// Looks at everything. 1 if something is missing without which no lesson runs.
pub fn run(setup: &Setup) -> Result<ExitCode, Refusal> {
    let chapters = [
        (Both::fixed("this machine", "这台机器"), machine::findings()),
        (Both::fixed("this terminal", "这个终端"), terminal::findings(setup)),
        (Both::fixed("interpreters", "解释器"), interpreter::findings()),
    ];
    let mut paper = Paper::standard();
    for (title, findings) in &chapters {
        tell(title, findings, setup, &mut paper)?;
    }
    let healthy = chapters.iter().flat_map(|(_, findings)| findings).all(|finding| finding.good != Some(false));
    conclude(healthy, setup.lang, &mut paper)?;
    paper.flush()?;
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(title: &Both, findings: &[Finding], setup: &Setup, out: &mut dyn Write) -> io::Result<()> {
    let lang = setup.lang;
    writeln!(out, "{}", title.get(lang))?;
    let widest = findings.iter().map(|finding| finding.name.get(lang).width()).max().unwrap_or(0);
    for Finding { good, name, what } in findings {
        let mark = match (good, setup.ascii) {
            (None, _) => " ",
            (Some(true), false) => "✓",
            (Some(false), false) => "✗",
            (Some(true), true) => "+",
            (Some(false), true) => "x",
        };
        writeln!(out, "  {mark} {}  {}", padded(name.get(lang), widest), what.get(lang))?;
    }
    writeln!(out)
}

fn conclude(healthy: bool, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let verdict = match healthy {
        true => Both::fixed("Lessons run here, on the native engine.", "课程可以在这里运行，用的是 原生引擎。"),
        false => Both::fixed(
            "Lessons cannot run here as they should: see the marks above.",
            "课程在这里不能正常运行：请看上面标出的各项。",
        ),
    };
    writeln!(out, "{}", verdict.get(lang))
}
