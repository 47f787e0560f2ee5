//! `forklore progress`: what the learner has done, as text, or a lesson a line as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

use crate::lesson::progress::{Answer, Record};
use crate::lesson::question::Asked;
use crate::lesson::{Lesson, Progress, drill, store};
use crate::model::tongue::both;
use crate::model::{Both, Lang};

use super::args;
use super::paper::Paper;
use super::refusal::Refusal;
use super::setup::Setup;

static NOTHING: Both = Both::fixed("Nothing yet: `forklore` opens the course.", "还没有记录：用 `forklore` 打开课程。");
static DONE: Both = Both::fixed("done", "已完成");
static OPEN: Both = Both::fixed("begun", "学习中");
static SKIPPED: Both = Both::fixed("left out", "已跳过");
static RIGHT: Both = Both::fixed("right", "答对");
static WRONG: Both = Both::fixed("not so", "答错");
static UNDECIDED: Both = Both::fixed("no run has decided it", "还没有运行来判定");

/// Prints the record. What was wrong with its file is said afterwards; the file is set aside, not lost.
pub fn run(args: &args::Progress, setup: &Setup) -> Result<ExitCode, Refusal> {
    let found = store::state_dir().map(|dir| Progress::load(&dir)).unwrap_or_default();
    let mut out = Paper::standard();
    if args.json {
        as_json(&found.value, setup, &mut out)?;
    } else {
        as_text(&found.value, setup, &mut out)?;
    }
    out.flush()?;
    found.notice.map_or(Ok(ExitCode::SUCCESS), |notice| Err(Refusal(notice)))
}

/// What was done in a lesson, as `progress --json` prints it.
#[derive(Serialize)]
struct Row<'a> {
    lesson: &'a str,
    done: bool,
    runs: u32,
    answers: Vec<Said<'a>>,
    challenges: &'a BTreeMap<String, u32>,
}

/// What was answered to a question. `picked` is null if it was left out, `right` if no run has decided it.
#[derive(Serialize)]
struct Said<'a> {
    question: &'a str,
    phase: Option<&'static str>,
    picked: Option<&'a str>,
    right: Option<bool>,
}

fn as_json(progress: &Progress, setup: &Setup, out: &mut dyn Write) -> io::Result<()> {
    progress.records().try_for_each(|(id, record)| {
        let lesson = Lesson::load(&setup.source, id).ok();
        let answers = record.answers.iter().map(|(question, answer)| Said {
            question,
            phase: lesson.as_ref().and_then(|lesson| phase(lesson, question)),
            picked: answer.picked.as_deref(),
            right: answer.right,
        });
        let row = Row {
            lesson: id,
            done: record.done,
            runs: record.runs,
            answers: answers.collect(),
            challenges: &record.challenges,
        };
        writeln!(out, "{}", serde_json::to_string(&row)?)
    })
}

fn phase(lesson: &Lesson, id: &str) -> Option<&'static str> {
    if drill::is_drill(id) {
        return Some("predict");
    }
    let question = lesson.questions.iter().find(|question| question.id == id)?;
    Some(match question.phase {
        Asked::Predict => "predict",
        Asked::Report => "report",
        Asked::Recap => "recap",
    })
}

fn as_text(progress: &Progress, setup: &Setup, out: &mut dyn Write) -> io::Result<()> {
    if progress.records().next().is_none() {
        return writeln!(out, "{}", NOTHING.get(setup.lang));
    }
    progress.records().try_for_each(|(id, record)| lesson(id, record, setup, out))
}

/// ```text
/// fork   One call, two returns   done, 3 runs
///   How many lines beginning with B appear, and with what numbers?
///     Two: one with 0, one with the child's pid: right
/// ```
fn lesson(id: &str, record: &Record, setup: &Setup, out: &mut dyn Write) -> io::Result<()> {
    let lesson = Lesson::load(&setup.source, id).ok();
    let title = lesson.as_ref().map_or("", |lesson| lesson.head.title.get(setup.lang));
    let state = if record.done { &DONE } else { &OPEN }.get(setup.lang);
    let runs = record.runs;
    let count = both!("{state}, runs: {runs}", "{state}，运行 {runs} 次");
    writeln!(out, "{id}   {title}   {}", count.get(setup.lang))?;
    for (question, answer) in record.answers.iter().filter(|(question, _)| !drill::is_drill(question)) {
        answered(lesson.as_ref(), question, answer, setup.lang, out)?;
    }
    drilled(record, setup.lang, out)?;
    for (challenge, moves) in &record.challenges {
        let goal = lesson.as_ref().and_then(|lesson| lesson.challenges.iter().find(|one| one.id == *challenge));
        let goal = goal.map_or(challenge.as_str(), |one| one.goal.get(setup.lang));
        // What nobody can bring about is proved, not won.
        let proved = both!("proved: nobody can", "已证明：谁也做不到");
        let won = if *moves == 0 { proved } else { both!("won in {moves} moves", "成功，用了 {moves} 步") };
        writeln!(out, "  {goal}\n    {}", won.get(setup.lang))?;
    }
    Ok(())
}

/// The answers of a drill, counted.
fn drilled(record: &Record, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let of_drill = |(_, answer): &(&String, &Answer)| answer.right.is_some();
    let answers = record.answers.iter().filter(|(question, _)| drill::is_drill(question)).filter(of_drill);
    let decided: Vec<&Answer> = answers.map(|(_, answer)| answer).collect();
    if decided.is_empty() {
        return Ok(());
    }
    let (right, all) = (decided.iter().filter(|answer| answer.right == Some(true)).count(), decided.len());
    let said = both!("drill: {right} of {all} right", "练习：{all} 题答对 {right} 题");
    writeln!(out, "  {}", said.get(lang))
}

fn answered(lesson: Option<&Lesson>, id: &str, answer: &Answer, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let question = lesson.and_then(|lesson| lesson.questions.iter().find(|question| question.id == id));
    writeln!(out, "  {}", question.map_or(id, |question| question.text.get(lang)))?;
    let Some(picked) = &answer.picked else { return writeln!(out, "    {}", SKIPPED.get(lang)) };
    let option = question.and_then(|question| question.options.iter().find(|option| option.id == *picked));
    let text = option.map_or(picked.as_str(), |option| option.text.get(lang));
    let verdict = match answer.right {
        Some(true) => &RIGHT,
        Some(false) => &WRONG,
        None => &UNDECIDED,
    };
    let verdict = verdict.get(lang);
    writeln!(out, "    {}", both!("{text} ({verdict})", "{text}（{verdict}）").get(lang))
}
