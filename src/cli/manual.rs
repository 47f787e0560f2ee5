//! Completions and the manual, made from the definition of the command line.

use std::io::Write;
use std::process::ExitCode;

use clap::{Command, CommandFactory};

use crate::lesson::fault::nearest;

use super::args::{self, Args};
use super::paper::Paper;
use super::refusal::Refusal;

/// `forklore completions SHELL`.
pub fn completions(args: &args::Completions) -> Result<ExitCode, Refusal> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "forklore", &mut script);
    print(&script)
}

/// `forklore man [COMMAND]`.
pub fn man(args: &args::Man) -> Result<ExitCode, Refusal> {
    let mut root = Args::command().disable_help_subcommand(true);
    root.build();
    let page = match &args.command {
        None => page_of_forklore(root)?,
        Some(name) => page_of(&root, name)?,
    };
    print(&page)
}

fn print(bytes: &[u8]) -> Result<ExitCode, Refusal> {
    let mut paper = Paper::standard();
    paper.write_all(bytes)?;
    paper.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn page_of_forklore(root: Command) -> Result<Vec<u8>, Refusal> {
    let mut page = Vec::new();
    clap_mangen::Man::new(root).render(&mut page)?;
    page.extend_from_slice(FURTHER.as_bytes());
    Ok(page)
}

fn page_of(root: &Command, name: &str) -> Result<Vec<u8>, Refusal> {
    let Some(command) = root.find_subcommand(name) else { return Err(unknown(root, name)) };
    let mut page = Vec::new();
    let command = command.clone().version(env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}

fn unknown(root: &Command, name: &str) -> Refusal {
    let names: Vec<&str> = root.get_subcommands().map(Command::get_name).collect();
    let (all, near) = (names.join(", "), nearest(name, names.iter().copied()));
    let (en, zh) = match near {
        Some(near) => (format!("did you mean `{near}`? "), format!("是不是想写 `{near}`？")),
        None => Default::default(),
    };
    Refusal::new(format!("no command `{name}`: {en}there are {all}"), format!("没有命令 `{name}`：{zh}可用的有 {all}"))
}

/// What the definition of the arguments does not say.
const FURTHER: &str = r#".SH EXIT STATUS
.TP
\fB0\fR
Done; every claim that a run could judge holds.
.TP
\fB1\fR
A claim is broken that should hold, or a lesson folder has a fault.
.TP
\fB2\fR
Wrong usage or bad input; the message says what to do.
.TP
\fB130\fR, \fB143\fR
Ended by Ctrl\-C, or by a request to terminate, after everything of the run was ended.
.SH FILES
.TP
\fI$XDG_CONFIG_HOME/forklore/settings.toml\fR
Language, engine and theme: \fBlanguage = "zh"\fR, \fBengine = "native"\fR, \fBtheme = "light"\fR.
.TP
\fI$XDG_STATE_HOME/forklore/progress.json\fR
What was done and answered.
.SH ENVIRONMENT
.TP
\fBLC_ALL\fR, \fBLC_CTYPE\fR, \fBLANG\fR, \fBLANGUAGE\fR
The language of all texts, and whether characters beyond ASCII are shown.
.TP
\fBNO_COLOR\fR, \fBCLICOLOR_FORCE\fR, \fBCOLORTERM\fR, \fBTERM\fR
Whether colours are used, and how many.
"#;
