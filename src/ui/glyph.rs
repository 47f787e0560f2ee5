//! The glyphs of the screen: one set for terminals that show Unicode, one of plain ASCII.
//!
//! Every glyph is one column wide. Some are of "ambiguous" width in terminals set up for East Asian legacy encodings;
//! there `--ascii` is the answer, and a test keeps the number of such glyphs from growing unseen.

/// The signs that screens are drawn with.
#[derive(Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// A thin rule between regions.
    pub rule: &'static str,
    /// Between columns.
    pub bar: &'static str,
    /// Branch of the process tree, with brothers below.
    pub branch: &'static str,
    /// The last branch.
    pub last_branch: &'static str,
    /// A line of the tree that goes on.
    pub trunk: &'static str,
    /// Points at the current line, or at what is selected.
    pub here: &'static str,
    /// An arrow to the right.
    pub right: &'static str,
    /// An arrow to the left.
    pub left: &'static str,
    /// The body of an arrow.
    pub shaft: &'static str,
    /// Something was cut away.
    pub more: &'static str,
    /// A lane that runs.
    pub runs: &'static str,
    /// A lane that waits.
    pub waits: &'static str,
    /// A lane that sleeps.
    pub sleeps: &'static str,
    /// A lane that holds a lock.
    pub holds: &'static str,
    /// A lane that is dead and not yet collected.
    pub zombie: &'static str,
    /// Where a lane forks.
    pub fork: &'static str,
    /// Where the forked lane begins.
    pub born: &'static str,
    /// Between them.
    pub stem: &'static str,
    /// Where a line that comes from below turns to the right.
    pub corner: &'static str,
    /// Where a message that goes down leaves its giver, and where it goes on to its taker.
    pub falls: [&'static str; 2],
    /// The same of one that goes up.
    pub rises: [&'static str; 2],
    /// Where a lane ends by itself.
    pub end: &'static str,
    /// Where a lane is killed.
    pub killed: &'static str,
    /// The cursor of time.
    pub cursor: &'static str,
    /// A claim that holds.
    pub yes: &'static str,
    /// A claim that is broken.
    pub no: &'static str,
    /// A claim that was not seen, or not yet.
    pub open: &'static str,
    /// A finding.
    pub alarm: &'static str,
    /// A full part of a bar.
    pub full: &'static str,
    /// An empty part of a bar.
    pub empty: &'static str,
    /// The Enter key.
    pub enter: &'static str,
    /// Both arrow keys.
    pub arrows: &'static str,
    /// Between two things of equal weight.
    pub dot: &'static str,
    /// Not a number: nothing known.
    pub none: &'static str,
    /// Times, as in "×10".
    pub times: &'static str,
    /// Solid shapes, one per actor.
    pub solid: [&'static str; 6],
    /// The same shapes, hollow.
    pub hollow: [&'static str; 6],
}

/// For terminals that show Unicode.
pub const UNICODE: Glyphs = Glyphs {
    rule: "─",
    bar: "│",
    branch: "├",
    last_branch: "└",
    trunk: "│",
    here: "▸",
    right: "▸",
    left: "◂",
    shaft: "─",
    more: "…",
    runs: "━",
    waits: "┄",
    sleeps: "·",
    holds: "═",
    zombie: "z",
    fork: "┳",
    born: "┗",
    stem: "┃",
    corner: "┏",
    falls: ["╰", "╮"],
    rises: ["╭", "╯"],
    end: "┫",
    killed: "╳",
    cursor: "│",
    yes: "✓",
    no: "✗",
    open: "?",
    alarm: "!",
    full: "█",
    empty: "░",
    enter: "⏎",
    arrows: "←→",
    dot: "·",
    none: "–",
    times: "×",
    solid: ["●", "■", "▲", "◆", "▼", "★"],
    hollow: ["○", "□", "△", "◇", "▽", "☆"],
};

/// For terminals that do not, and for those that draw ambiguous glyphs two columns wide.
pub const ASCII: Glyphs = Glyphs {
    rule: "-",
    bar: "|",
    branch: "|",
    last_branch: "`",
    trunk: "|",
    here: ">",
    right: ">",
    left: "<",
    shaft: "-",
    more: "~",
    runs: "=",
    waits: "-",
    sleeps: ".",
    holds: "#",
    zombie: "z",
    fork: "+",
    born: "`",
    stem: "|",
    corner: ",",
    falls: ["`", "."],
    rises: [".", "'"],
    end: "]",
    killed: "X",
    cursor: "|",
    yes: "+",
    no: "x",
    open: "?",
    alarm: "!",
    full: "#",
    empty: ".",
    enter: "Enter",
    arrows: "<>",
    dot: "-",
    none: "-",
    times: "x",
    solid: ["@", "#", "^", "$", "V", "*"],
    hollow: ["o", "0", "n", "&", "v", "+"],
};

impl Glyphs {
    /// A small picture that was drawn with the signs of [`UNICODE`], with these.
    pub fn redrawn(&self, picture: &str) -> String {
        let pairs = [
            (UNICODE.runs, self.runs),
            (UNICODE.waits, self.waits),
            (UNICODE.sleeps, self.sleeps),
            (UNICODE.holds, self.holds),
            (UNICODE.fork, self.fork),
            (UNICODE.born, self.born),
            (UNICODE.stem, self.stem),
            (UNICODE.end, self.end),
            (UNICODE.killed, self.killed),
            (UNICODE.right, self.right),
            (UNICODE.left, self.left),
            (UNICODE.full, self.full),
            (UNICODE.more, self.more),
            (UNICODE.solid[0], self.solid[0]),
            (UNICODE.solid[1], self.solid[1]),
            ("─", self.rule),
            ("│", self.bar),
        ];
        let redrawn = pairs.iter().fold(picture.to_string(), |text, (from, to)| text.replace(from, to));
        let corner = |c: char| if "┌┐└┘├┤┬┴▴▾".contains(c) { '+' } else { c };
        if *self == UNICODE { redrawn } else { redrawn.chars().map(corner).collect() }
    }

    /// The solid shape of the actor of a rank.
    pub fn solid(&self, rank: usize) -> &'static str {
        self.solid[rank % self.solid.len()]
    }

    /// The hollow shape of the actor of a rank.
    pub fn hollow(&self, rank: usize) -> &'static str {
        self.hollow[rank % self.hollow.len()]
    }
}

/// The letter of the actor of a rank: A … Z, AA, AB …
pub fn letter(rank: usize) -> String {
    let last = char::from(b'A' + (rank % 26) as u8);
    match rank / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letter(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    fn all(glyphs: &Glyphs) -> Vec<&'static str> {
        let g = glyphs;
        let mut all = vec![
            g.rule,
            g.bar,
            g.branch,
            g.last_branch,
            g.trunk,
            g.here,
            g.right,
            g.left,
            g.shaft,
            g.more,
            g.runs,
            g.waits,
            g.sleeps,
            g.holds,
            g.zombie,
            g.fork,
            g.born,
            g.stem,
            g.corner,
            g.end,
            g.killed,
            g.cursor,
            g.yes,
            g.no,
            g.open,
            g.alarm,
            g.full,
            g.empty,
            g.dot,
            g.none,
            g.times,
        ];
        all.extend([g.falls, g.rises].concat());
        all.extend(g.solid);
        all.extend(g.hollow);
        all
    }

    #[test]
    fn letters_go_on_after_z_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 27, 701, 702].map(letter), ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }

    #[test]
    fn every_glyph_is_one_column_wide() {
        for glyph in all(&UNICODE).into_iter().chain(all(&ASCII)) {
            assert_eq!(glyph.width(), 1, "{glyph}");
        }
        assert!(all(&ASCII).iter().all(|glyph| glyph.is_ascii()));
    }

    #[test]
    fn shapes_of_neighbours_differ() {
        for rank in 0..6 {
            assert_ne!(UNICODE.solid(rank), UNICODE.solid(rank + 1));
            assert_ne!(UNICODE.solid(rank), UNICODE.hollow(rank));
        }
    }
}
