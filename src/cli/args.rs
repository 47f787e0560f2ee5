//! The words of the command line, in one definition: parsing, help, completions and the manual all come from it.

use clap::{Args as Group, Parser, Subcommand};

/// Learn how processes work and how they talk, by watching real ones.
#[derive(Debug, Parser)]
#[command(name = "forklore", version, about)]
pub struct Args {
    /// What to do; without a command: the course, on screen.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a lesson, on screen or headless.
    Run(Run),
    /// Try every order of a lesson's steps, by real runs.
    Explore(Explore),
}

/// `forklore explore`.
#[derive(Debug, Group)]
pub struct Explore {
    /// The lesson's id (`forklore list`).
    pub lesson: String,
    /// A variant of its program.
    #[arg(long)]
    pub variant: Option<String>,
    /// Turn a knob.
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    pub set: Vec<String>,
    /// Try every order, also those that nobody can tell apart.
    #[arg(long)]
    pub no_reduction: bool,
    /// Most orders to try.
    #[arg(long, default_value_t = 10_000)]
    pub limit: usize,
    /// Perform so many ordinary runs too, for comparison.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub ordinary: usize,
    /// Seed of all randomness in the runs.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// One JSON object a line.
    #[arg(long)]
    pub json: bool,
}

/// `forklore run`.
#[derive(Debug, Group)]
pub struct Run {
    /// The lesson's id (`forklore list`).
    pub lesson: String,
    /// A variant of its program.
    #[arg(long)]
    pub variant: Option<String>,
    /// Turn a knob.
    #[arg(long = "set", value_name = "KNOB=VALUE")]
    pub set: Vec<String>,
    /// Seed of all randomness in the run.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// One JSON object a line.
    #[arg(long)]
    pub json: bool,
}
