//! What an actor lacks, as a word and as its number at the gate.

/// The words of field `for`.
pub const WORDS: [&str; 13] = [
    "item", "room", "release", "exit", "message", "turn", "result", "set", "notify", "others", "tasks", "answer",
    "time",
];

/// Number of a word, from 1; words that are none get the last.
pub fn number(word: &str) -> u32 {
    WORDS.iter().position(|known| *known == word).map_or(WORDS.len() as u32, |place| place as u32 + 1)
}

/// The word of a number; `None` for 0: nothing is missing.
pub fn word(number: u32) -> Option<&'static str> {
    let place = usize::try_from(number).ok()?.checked_sub(1)?;
    WORDS.get(place).copied().or(Some("time"))
}
