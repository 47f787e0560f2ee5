//! `forklore compare`: a lesson on both engines, and what each actor did there, side by side.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::lesson::Engine;
use crate::model::compare::{Comparison, Pair, Row};
use crate::model::json as line;
use crate::model::skeleton::Deed;
use crate::model::{Both, Lang};
use crate::run::sides::Sides;

use super::args;
use super::interrupt::{Interrupt, Wanted};
use super::paper::Paper;
use super::refusal::Refusal;
use super::setup::Setup;
use super::trial;
use super::trust;

/// Columns of one side.
const SIDE: usize = 46;
/// So many rows that are the same are told one by one; of more, the middle is left out.
const SHOWN: usize = 8;

static BOTH: Both = Both::fixed("… {0} more, the same on both …", "……另有 {0} 个，两边相同……");

/// Compares both engines. 0: nothing differs that is not explained; 1: something does.
pub fn run(args: &args::Compare, setup: &Setup) -> Result<ExitCode, Refusal> {
    let lesson = trial::lesson(&setup.source, &args.lesson)?;
    let variant = args.variant.as_deref();
    let settings = trial::settings(&lesson, variant, &args.set)?;
    let engines = lesson.engines_of(variant);
    if !engines.contains(&Engine::Native) || !engines.contains(&Engine::Python) {
        return Err(one_engine(variant.unwrap_or(&lesson.id)));
    }
    trial::is_native(&lesson, variant)?;
    let Some(interpreter) = trial::interpreter(Engine::Python, args.python.as_deref())? else {
        return Ok(ExitCode::from(2));
    };
    trust::ask(&setup.source, &lesson.id, setup)?;
    let wanted = Wanted::watch().map_err(|error| Refusal::machine(&error.into()))?;
    let sides =
        Sides { lesson: &lesson, variant, settings: &settings, interpreter: &interpreter, runs: args.runs.into() };
    let comparison = sides.compare(&|| wanted.interrupt().is_none()).map_err(|error| Refusal::machine(&error))?;
    if let Some(interrupt) = wanted.interrupt() {
        return Ok(Interrupt::exit_code(interrupt));
    }
    let mut paper = Paper::standard();
    if args.json {
        as_json(&comparison, &lesson.id, variant, &mut paper)?;
    } else {
        tell(&comparison, setup.lang, &mut paper)?;
    }
    paper.flush()?;
    let agree = comparison.unexplained().next().is_none();
    Ok(if agree { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn one_engine(id: &str) -> Refusal {
    Refusal::new(
        format!("{id} runs on one engine only: `forklore list` shows which lessons have both"),
        format!("{id} 只能用一个引擎运行：`forklore list` 列出哪些课两个引擎都有"),
    )
}

fn as_json(comparison: &Comparison, lesson: &str, variant: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    for pair in &comparison.actors {
        for row in &pair.rows {
            let (on, deed) = match row {
                Row::Same(_) => continue,
                Row::Left(deed) => ("native", deed),
                Row::Right(deed) => ("python", deed),
            };
            let why = pair.why.as_ref().map(|why| json!({ "en": why.en, "zh": why.zh }));
            let what =
                json!({ "kind": "compare.difference", "actor": *pair.actor, "on": on, "act": act(deed), "why": why });
            writeln!(out, "{what}")?;
        }
    }
    let end = json!({
        "kind": "compare.end",
        "lesson": lesson,
        "variant": variant,
        "engines": comparison.engines,
        "runs": comparison.runs,
        "actors": comparison.actors.len(),
        "same": comparison.same(),
        "different": comparison.different(),
        "unexplained": comparison.unexplained().count(),
    });
    writeln!(out, "{end}")
}

/// An act as an event, without what it does not have.
fn act(deed: &Deed) -> Value {
    let mut value: Value = serde_json::from_str(&line::line(deed.event())).unwrap_or(Value::Null);
    if let Some(fields) = value.as_object_mut() {
        ["n", "t", "actor"].iter().for_each(|field| drop(fields.remove(*field)));
    }
    value
}

/// ```text
/// native                                           CPython 3.11.7
///
/// writer
///     puts 'A' into q                              puts 'A' into q
///   < closes q
/// differences: 1 act …
/// ```
fn tell(comparison: &Comparison, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    {}{}", fit(&comparison.engines[0]), comparison.engines[1])?;
    for pair in &comparison.actors {
        writeln!(out, "\n{}", pair.actor)?;
        tell_pair(pair, lang, out)?;
        if let Some(why) = pair.why.as_ref().filter(|_| pair.differs()) {
            writeln!(out, "  ({})", why.get(lang))?;
        }
    }
    writeln!(out, "\n{}", comparison.sentence().get(lang))
}

fn tell_pair(pair: &Pair, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let is_same = |row: &Row| matches!(row, Row::Same(_));
    for rows in pair.rows.chunk_by(|one, next| is_same(one) == is_same(next)) {
        let left_out = if is_same(&rows[0]) { rows.len().saturating_sub(SHOWN) } else { 0 };
        let gap = if left_out > 0 { SHOWN / 2..SHOWN / 2 + left_out } else { 0..0 };
        for (place, row) in rows.iter().enumerate() {
            if place == gap.start && left_out > 0 {
                writeln!(out, "    {}", BOTH.get(lang).replace("{0}", &left_out.to_string()))?;
            }
            if !gap.contains(&place) {
                tell_row(row, lang, out)?;
            }
        }
    }
    Ok(())
}

fn tell_row(row: &Row, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let said = |deed: &Deed| fit(deed.sentence().get(lang));
    let line = match row {
        Row::Same(deed) => format!("    {}{}", said(deed), said(deed)),
        Row::Left(deed) => format!("  < {}", said(deed)),
        Row::Right(deed) => format!("  > {}{}", " ".repeat(SIDE), said(deed)),
    };
    writeln!(out, "{}", line.trim_end())
}

/// As wide as one side.
fn fit(text: &str) -> String {
    let mut short = text.to_string();
    while short.width() > SIDE - 2 {
        short.pop();
    }
    if short.len() < text.len() {
        short.pop();
        short.push('…');
    }
    format!("{short}{}", " ".repeat(SIDE.saturating_sub(short.width())))
}
