//! Completions and the manual, made from the definition of the command line.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Command, CommandFactory};

use crate::app::action::{ACTIONS, Action};
use crate::lesson::fault::nearest;
use crate::model::{Both, Lang};

use super::args::{self, Args};
use super::chinese::translated;
use super::paper::Paper;
use super::refusal::Refusal;

/// `forklore completions SHELL`.
pub fn completions(args: &args::Completions) -> Result<ExitCode, Refusal> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "forklore", &mut script);
    print(&script)
}

/// `forklore man [COMMAND]`.
pub fn man(args: &args::Man, lang: Lang) -> Result<ExitCode, Refusal> {
    let root = Args::command().disable_help_subcommand(true);
    let mut root = if lang == Lang::Zh { translated(root) } else { root };
    root.build();
    let page = match &args.command {
        None => page_of_forklore(root, lang)?,
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

fn page_of_forklore(root: Command, lang: Lang) -> Result<Vec<u8>, Refusal> {
    let mut page = Vec::new();
    clap_mangen::Man::new(root).render(&mut page)?;
    section(&mut page, &Both::fixed("KEYS", "按键"), keys(lang), lang)?;
    for (heading, rows) in FURTHER {
        let rows = rows.iter().map(|(term, text)| (term.to_string(), text.get(lang).to_string()));
        section(&mut page, heading, rows, lang)?;
    }
    Ok(page)
}

/// A section of terms, each with what is said of it (man(7)).
fn section(
    page: &mut Vec<u8>,
    heading: &Both,
    rows: impl IntoIterator<Item = (String, String)>,
    lang: Lang,
) -> io::Result<()> {
    writeln!(page, ".SH \"{}\"", heading.get(lang))?;
    for (term, text) in rows {
        writeln!(page, ".TP\n\\fB{}\\fR\n{}", plain(&term), plain(&text))?;
    }
    Ok(())
}

/// Text in which nothing is taken for a request or an escape (groff(7)).
fn plain(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

/// What the keys do, from the table of actions.
fn keys(lang: Lang) -> impl Iterator<Item = (String, String)> {
    let labels = move |action: &Action| action.keys.iter().map(|key| key.label(lang)).collect::<Vec<_>>().join(", ");
    let rows = ACTIONS.iter().map(move |action| (labels(action), action.about.get(lang).to_string()));
    let mut told = BTreeSet::new();
    rows.filter(move |row| told.insert(row.clone()))
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

/// What the definition of the arguments does not say, and the keys neither.
static FURTHER: &[(Both, &[(&str, Both)])] = &[
    (
        Both::fixed("EXIT STATUS", "退出状态"),
        &[
            ("0", Both::fixed("Done; every claim that a run could judge holds.", "完成；这次运行能判断的论断都成立。")),
            (
                "1",
                Both::fixed(
                    "A claim is broken that should hold, or a lesson has a fault.",
                    "有论断不成立，或课程里有错误。",
                ),
            ),
            (
                "2",
                Both::fixed(
                    "Wrong usage or bad input; the message says what to do.",
                    "用法或输入有误；提示信息会说明怎么做。",
                ),
            ),
            (
                "129, 130, 143",
                Both::fixed(
                    "Ended by a hang-up, by Ctrl-C or by a request to terminate, after everything of the run was ended.",
                    "因终端挂断、Ctrl-C 或终止请求而结束；结束前已清理这次运行的所有进程。",
                ),
            ),
        ],
    ),
    (
        Both::fixed("FILES", "文件"),
        &[
            (
                "$XDG_CONFIG_HOME/forklore/settings.toml",
                Both::fixed(
                    "Language, engine and theme: language = \"zh\", engine = \"native\", theme = \"light\".",
                    "语言、引擎和主题：language = \"zh\"，engine = \"native\"，theme = \"light\"。",
                ),
            ),
            (
                "$XDG_STATE_HOME/forklore/progress.json",
                Both::fixed("What was done and answered.", "学习进度和答题记录。"),
            ),
            (
                "$XDG_CACHE_HOME/forklore/",
                Both::fixed(
                    "What watches CPython, compiled for each interpreter; made anew where it is missing.",
                    "观察 CPython 的代码，为每个解释器编译好；缺失时会自动重建。",
                ),
            ),
        ],
    ),
    (
        Both::fixed("ENVIRONMENT", "环境变量"),
        &[
            (
                "LC_ALL, LC_CTYPE, LANG, LANGUAGE",
                Both::fixed(
                    "The language of all texts, and whether characters beyond ASCII are shown.",
                    "所有文字的语言，以及是否显示 ASCII 以外的字符。",
                ),
            ),
            (
                "NO_COLOR, CLICOLOR_FORCE, COLORTERM, TERM",
                Both::fixed("Whether colours are used, and how many.", "是否使用颜色，以及用多少种。"),
            ),
            (
                "FORKLORE_EMITTER",
                Both::fixed(
                    "0: programs on CPython are watched in pure Python, without the compiled emitter. They tell the same.",
                    "0：只用纯 Python 观察 CPython 上的程序，不用编译版的探针；看到的事件相同。",
                ),
            ),
        ],
    ),
];
