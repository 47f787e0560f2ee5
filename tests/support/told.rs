//! A log written down as short lines: `writer queue.put/end object=q value='A' t=5`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use forklore::model::{Event, Field, Kind, Phase, Val};

/// The events of a log, one a line: who, what, and further words; `-` for the engine. Text with spaces stands in `"…"`.
///
/// Who speaks has a pid of its own, from 100 on in the order of first appearance, if the line does not say another.
pub fn log(lines: &[&str]) -> Vec<Event> {
    let mut people: Vec<String> = Vec::new();
    let told = |(n, line): (usize, &&str)| {
        let words = words(line);
        let mut event = Event::new(Kind::RunStart);
        let (kind, phase) =
            words[1].split_once('/').map_or((words[1].as_str(), None), |(kind, phase)| (kind, Some(phase)));
        event.kind = Kind::parse(kind).unwrap_or_else(|| panic!("no kind {kind}"));
        event.phase = phase.map(|phase| Phase::ALL.into_iter().find(|known| known.as_str() == phase).unwrap());
        event.n = n as u64;
        event.t = n as u64 * 1_000_000;
        if words[0] != "-" {
            let process = words[0].split('/').next().unwrap().to_string();
            let at = people.iter().position(|known| *known == process).unwrap_or_else(|| {
                people.push(process);
                people.len() - 1
            });
            event.actor = Some(words[0].as_str().into());
            event.pid = Some(100 + at as i32);
        }
        words[2..].iter().for_each(|word| tell(&mut event, word));
        event
    };
    lines.iter().enumerate().map(told).collect()
}

fn tell(event: &mut Event, word: &str) {
    let (key, text) = word.split_once('=').unwrap();
    match key {
        "t" => event.t = text.parse().unwrap(),
        "pid" => event.pid = Some(text.parse().unwrap()),
        "tid" => event.tid = Some(text.parse().unwrap()),
        "object" => event.object = Some(text.into()),
        "class" => event.class = Some(text.into()),
        "value" => event.value = Some(text.into()),
        field => event.with.push((Field::parse(field).unwrap(), val(text))),
    }
}

fn val(text: &str) -> Val {
    match text.parse::<i64>() {
        Ok(number) => Val::Int(number),
        Err(_) if text == "true" || text == "false" => Val::Bool(text == "true"),
        Err(_) => Val::text(text.replace("\\n", "\n")),
    }
}

/// Words at spaces, save inside double quotes, which are taken off.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
