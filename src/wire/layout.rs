//! The layout of the arena as a Python module, for the probe: where everything stands, and the numbers of all words.

use std::fmt::Write;

use crate::model::{Field, Kind, Phase};

use super::arena;
use super::class::Class;
use super::lacks;
use super::record::{AT_ONCE, MAX_RECORD, OWN};

/// The text of the module.
pub fn python() -> String {
    let mut text = String::from("\"\"\"Where everything stands in the arena, and the numbers of all words.\"\"\"\n\n");
    for (name, at) in arena::places() {
        let _ = writeln!(text, "{name} = {at}");
    }
    let _ = writeln!(
        text,
        "MAX_RECORD = {MAX_RECORD}\nOWN, AT_ONCE = {OWN}, {AT_ONCE}\nHOLD = {}\nMANY = {}",
        arena::HOLD,
        arena::MANY
    );
    let states = [arena::SLOT_FREE, arena::SLOT_CLAIMED, arena::SLOT_STARTED, arena::SLOT_ENDED];
    let _ = writeln!(text, "FREE, CLAIMED, STARTED, ENDED = {states:?}");
    let gate = [arena::GATE_RUNS, arena::GATE_PARKED, arena::GATE_ASKED, arena::GATE_GO, arena::GATE_TIMEOUT];
    let _ = writeln!(text, "RUNS, PARKED, ASKED, GO, TIMEOUT = {gate:?}\nGOES_ON = {}", arena::GATE_GOES_ON);
    words(&mut text, "KIND", Kind::ALL.iter().map(|kind| kind.as_str()));
    words(&mut text, "PHASE", Phase::ALL.iter().map(|phase| phase.as_str()));
    words(&mut text, "FIELD", Field::ALL.iter().map(|field| field.as_str()));
    words(&mut text, "CLASS", Class::ALL.iter().map(|class| class.as_str()));
    words(&mut text, "LACKS", std::iter::once("").chain(lacks::WORDS));
    text
}

fn words<'a>(text: &mut String, name: &str, words: impl Iterator<Item = &'a str>) {
    let _ = writeln!(text, "{name} = {{");
    for (number, word) in words.enumerate() {
        let _ = writeln!(text, "    {word:?}: {number},");
    }
    text.push_str("}\n");
}
