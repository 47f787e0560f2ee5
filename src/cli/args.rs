//! The words of the command line, in one definition: parsing, help, completions and the manual all come from it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args as Group, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::lesson::Engine;
use crate::model::Lang;
use crate::ui::theme::Ground;

/// Learn how processes work and how they talk, by watching real ones.
#[derive(Debug, Parser)]
#[command(name = "forklore", version, about, max_term_width = 100)]
pub struct Args {
    /// What holds whatever the command.
    #[command(flatten)]
    pub everywhere: Everywhere,
    /// What to do; without a command: the course, on screen.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds whatever the command.
#[derive(Clone, Debug, Default, Group)]
#[command(next_help_heading = "Everywhere")]
pub struct Everywhere {
    /// Language of all texts (default: as the locale says).
    #[arg(long, global = true, value_name = "en|zh", hide_possible_values = true)]
    pub lang: Option<Tongue>,
    /// Take the lessons from this directory instead of the course.
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub lessons: Option<PathBuf>,
    /// Colours: auto, always or never.
    #[arg(long, global = true, value_name = "WHEN", hide_possible_values = true)]
    pub color: Option<Color>,
    /// Colours for a dark or a light background, or none: dark, light or mono.
    #[arg(long, global = true, value_name = "THEME", hide_possible_values = true)]
    pub theme: Option<Theme>,
    /// Run lessons of --lessons without asking (also: FORKLORE_YES=1).
    #[arg(long, global = true)]
    pub yes: bool,
    /// Draw with plain ASCII characters only.
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Nothing moves on screen that does not have to.
    #[arg(long, global = true)]
    pub reduced_motion: bool,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the lessons, with their variants and knobs.
    List(List),
    /// Run a lesson: on screen, or headless with --json or --plain.
    Run(Run),
    /// Try every order of a lesson's steps, by real runs.
    Explore(Explore),
    /// Run a lesson on both engines, and lay side by side what each actor did.
    Compare(Compare),
    /// Watch a program of your own, unmodified, and what its processes do.
    Watch(Watch),
    /// Open a recording on screen.
    Open(Open),
    /// Turn a recording into another format.
    Export(Export),
    /// Prove lesson folders: complete, in both languages, and their claims hold.
    Check(Check),
    /// Start a lesson of your own: a folder that passes check at once.
    New(New),
    /// Print what you have done: lessons, predictions, challenges.
    Progress(Progress),
    /// Tell what this machine, this terminal and its interpreters can do.
    Doctor,
    /// Print completions for a shell.
    Completions(Completions),
    /// Print the manual page of forklore, or of one of its commands.
    Man(Man),
}

/// `forklore list`.
#[derive(Debug, Group)]
pub struct List {
    /// One JSON object a line.
    #[arg(long)]
    pub json: bool,
}

/// The program of a lesson, and what runs it.
#[derive(Debug, Group)]
#[group(skip)]
pub struct Program {
    /// The lesson's id: `forklore list` shows them all.
    pub lesson: String,
    /// What runs it: native or python.
    #[arg(long, value_name = "ENGINE", hide_possible_values = true)]
    pub engine: Option<Runner>,
    /// The interpreter, for the engine python.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath)]
    pub python: Option<PathBuf>,
    /// A variant of its program.
    #[arg(long, value_name = "VARIANT")]
    pub variant: Option<String>,
    /// Turn a knob; may be given several times.
    #[arg(long, value_name = "KNOB=VALUE")]
    pub set: Vec<String>,
}

/// `forklore run`.
#[derive(Debug, Group)]
pub struct Run {
    /// What is run.
    #[command(flatten)]
    pub program: Program,
    /// Seed of all randomness in the run.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Who goes next, as a list of names.
    #[arg(long, value_name = "SCHEDULE")]
    pub schedule: Option<String>,
    /// Keep the run in a file, for open and export.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub record: Option<PathBuf>,
    /// Headless: end the run after so many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    pub time_limit: f64,
    /// Headless: one event a line, as JSON.
    #[arg(long, conflicts_with = "plain")]
    pub json: bool,
    /// Headless: one event a line, in words.
    #[arg(long)]
    pub plain: bool,
}

/// `forklore compare`.
#[derive(Debug, Group)]
pub struct Compare {
    /// The lesson's id: `forklore list` shows them all.
    pub lesson: String,
    /// The interpreter of the other side.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath)]
    pub python: Option<PathBuf>,
    /// A variant of its program.
    #[arg(long, value_name = "VARIANT")]
    pub variant: Option<String>,
    /// Turn a knob; may be given several times.
    #[arg(long, value_name = "KNOB=VALUE")]
    pub set: Vec<String>,
    /// Most runs on each engine, where they are not alike at once.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    pub runs: u16,
    /// One difference a line, as JSON, and at last the sum.
    #[arg(long)]
    pub json: bool,
}

/// `forklore watch`.
#[derive(Debug, Group)]
pub struct Watch {
    /// Keep what was seen in a file, for open and export.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub record: Option<PathBuf>,
    /// Until this comes: finding. On the screen all are held there; without it the program is ended.
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    pub until: Option<Until>,
    /// On the screen: decide step by step which of its Python processes goes next.
    #[arg(long, conflicts_with_all = ["json", "plain", "until"])]
    pub step: bool,
    /// Without the screen: one event a line, as JSON.
    #[arg(long, conflicts_with = "plain")]
    pub json: bool,
    /// Without the screen: one event a line, in words.
    #[arg(long)]
    pub plain: bool,
    /// The program and its arguments, after `--`.
    #[arg(required = true, last = true, value_name = "COMMAND", value_hint = ValueHint::CommandWithArguments)]
    pub command: Vec<OsString>,
}

/// What a watch may end with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Until {
    /// The first finding.
    Finding,
}

/// `forklore explore`.
#[derive(Debug, Group)]
pub struct Explore {
    /// What is run.
    #[command(flatten)]
    pub program: Program,
    /// Try every order, also those that nobody can tell apart.
    #[arg(long)]
    pub no_reduction: bool,
    /// Try all orders with up to N preemptions, those with fewer first: most errors need one or two.
    #[arg(long, value_name = "N", conflicts_with_all = ["no_reduction", "random"])]
    pub preemptions: Option<usize>,
    /// Try N orders that random priorities decide, from --seed: where all are too many.
    #[arg(long, value_name = "N", conflicts_with = "no_reduction", value_parser = many)]
    pub random: Option<usize>,
    /// With --random: look for errors that hang on D orderings of two steps.
    #[arg(long, value_name = "D", default_value_t = 3, requires = "random", value_parser = depth)]
    pub depth: usize,
    /// Most orders to try.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = many)]
    pub limit: usize,
    /// End a run after so many steps: it may have no end.
    #[arg(long, value_name = "N", default_value_t = crate::run::MOST_STEPS, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub steps: u32,
    /// How many orders are tried at once (default: one on each core). What comes out is the same.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub jobs: usize,
    /// Perform so many ordinary runs too, for comparison.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub ordinary: usize,
    /// Seed of all randomness in the runs.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// One JSON object a line.
    #[arg(long)]
    pub json: bool,
}

/// `forklore open`.
#[derive(Debug, Group)]
pub struct Open {
    /// The recording.
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

/// `forklore export`.
#[derive(Debug, Group)]
pub struct Export {
    /// The recording.
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The format: ndjson, text, trace or svg.
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub to: Format,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// svg: the screen after so many events; without it: at the end.
    #[arg(long, value_name = "N")]
    pub at: Option<u64>,
    /// svg: columns and rows of the screen.
    #[arg(long, value_name = "COLUMNSxROWS", default_value = "100x30", value_parser = size)]
    pub size: (u16, u16),
}

/// `forklore check`.
#[derive(Debug, Group)]
pub struct Check {
    /// Lesson folders, or directories of them; without one: the course.
    #[arg(value_name = "PATH", value_hint = ValueHint::DirPath)]
    pub paths: Vec<PathBuf>,
    /// The interpreter on which Python programs are run (default: the first that is found).
    #[arg(long, value_name = "PATH", value_hint = ValueHint::ExecutablePath)]
    pub python: Option<PathBuf>,
    /// How often each program is run, each time with another seed.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    pub runs: u16,
}

/// `forklore new`.
#[derive(Debug, Group)]
pub struct New {
    /// The folder to be made; its last part is the lesson's id.
    #[arg(value_name = "PATH", value_hint = ValueHint::DirPath)]
    pub path: PathBuf,
}

/// `forklore progress`.
#[derive(Debug, Group)]
pub struct Progress {
    /// One JSON object a lesson and line.
    #[arg(long)]
    pub json: bool,
}

/// `forklore completions`.
#[derive(Debug, Group)]
pub struct Completions {
    /// The shell: bash, elvish, fish, powershell or zsh.
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    pub shell: Shell,
}

/// `forklore man`.
#[derive(Debug, Group)]
pub struct Man {
    /// The command; without one: forklore itself.
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// If the terminal shows them, and nothing in the environment speaks against it.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// Never.
    Never,
}

/// What the colours are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// A dark background.
    Dark,
    /// A light background.
    Light,
    /// No colours.
    Mono,
}

/// What runs a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Runner {
    /// Rust, on our own primitives: always there.
    Native,
    /// A CPython found on the machine.
    Python,
}

/// What a recording is turned into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The events, one JSON object a line.
    Ndjson,
    /// The events in words.
    Text,
    /// A trace for Perfetto or chrome://tracing.
    Trace,
    /// A picture of the screen.
    Svg,
}

/// A size such as 80x24.
fn size(text: &str) -> Result<(u16, u16), String> {
    let parsed = text.split_once(['x', '×']).and_then(|(wide, high)| Some((wide.parse().ok()?, high.parse().ok()?)));
    let fits = |size: &(u16, u16)| (40..=400).contains(&size.0) && (10..=200).contains(&size.1);
    parsed.filter(fits).ok_or_else(|| "write columns and rows, as in 80x24 (40x10 to 400x200)".to_string())
}

impl From<Tongue> for Lang {
    fn from(tongue: Tongue) -> Lang {
        match tongue {
            Tongue::En => Lang::En,
            Tongue::Zh => Lang::Zh,
        }
    }
}

impl From<Theme> for Ground {
    fn from(theme: Theme) -> Ground {
        match theme {
            Theme::Dark => Ground::Dark,
            Theme::Light => Ground::Light,
            Theme::Mono => Ground::Mono,
        }
    }
}

impl From<Runner> for Engine {
    fn from(runner: Runner) -> Engine {
        match runner {
            Runner::Native => Engine::Native,
            Runner::Python => Engine::Python,
        }
    }
}

/// A length of time, written in seconds.
fn seconds(text: &str) -> Result<f64, String> {
    let range = 0.01..=86_400.0;
    text.parse().ok().filter(|seconds| range.contains(seconds)).ok_or_else(|| "write seconds, such as 60".into())
}

/// How many orders are tried.
fn many(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&many| many > 0).ok_or_else(|| "write a number from 1 on".into())
}

/// On how many orderings an error may hang.
fn depth(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|depth| (1..=20).contains(depth)).ok_or_else(|| "write a number from 1 to 20".into())
}
