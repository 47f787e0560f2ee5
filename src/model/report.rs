//! The report of an exploration: in which way orders were tried, how far that reaches, and what came out.

use std::sync::Arc;

use super::choices::Choices;
use super::outcome::Outcomes;
use super::tongue::{Both, both};

/// What has come of an exploration so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// In which way orders are chosen.
    pub way: Way,
    /// Orders tried, from beginning to end.
    pub schedules: usize,
    /// Whether these are all.
    pub complete: bool,
    /// How many more there are at least.
    pub pending: usize,
    /// Runs begun whose order turned out to have been tried.
    pub redundant: usize,
    /// Orders in which somebody slept where the gate could not see what for.
    pub inexact: usize,
    /// Orders that were ended because they had as many steps as a run may have.
    pub cut: usize,
    /// Most steps of a run.
    pub steps: u32,
    /// How the machine refused a process, again and again, where it did: then it goes no further.
    pub refused: Option<String>,
    /// How the program differed when the same order was repeated, the first time that it did.
    pub strange: Option<Both>,
    /// What came out.
    pub outcomes: Outcomes,
    /// All orders, folded where they begin alike; known at the end.
    pub choices: Arc<Choices>,
}

/// Which orders to try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aim {
    /// Those that somebody could tell apart.
    #[default]
    Different,
    /// All.
    All,
    /// All with up to so many preemptions, those with fewer first.
    Preempting(usize),
    /// Such as random priorities give.
    Random {
        /// How many.
        runs: usize,
        /// Seed of the priorities.
        seed: u64,
        /// On how many orderings of two steps an error may hang that is looked for.
        depth: usize,
    },
}

/// In which way orders are chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// Every order; where `reduced`, those that nobody can tell apart once only.
    Every {
        /// Whether it is reduced.
        reduced: bool,
    },
    /// Those with few preemptions first: with none, with one …
    Preempting {
        /// Up to so many.
        most: usize,
        /// Orders tried so far with none, with one …
        levels: Vec<usize>,
        /// Whether all of the last number were tried.
        exhausted: bool,
    },
    /// By random priorities.
    Random(Luck),
}

/// Exploring by random priorities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Luck {
    /// Seed of the priorities.
    pub seed: u64,
    /// On how many orderings of two steps an error may hang.
    pub depth: usize,
    /// Most actors seen.
    pub actors: usize,
    /// Most steps seen in a run.
    pub steps: usize,
    /// How many of the orders were different.
    pub different: usize,
}

impl Default for Way {
    fn default() -> Way {
        Way::Every { reduced: true }
    }
}

impl Luck {
    /// The least probability that an error hanging on `depth` orderings has come out in so many runs: each finds it with
    /// 1 / (n · k^(d−1)) at least (Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with
    /// Probabilistic Guarantees of Finding Bugs", ASPLOS 2010).
    pub fn chance(&self, runs: usize) -> f64 {
        let orders = self.actors.max(1) as f64 * (self.steps.max(1) as f64).powi(self.depth.saturating_sub(1) as i32);
        1.0 - (1.0 - 1.0 / orders).powi(i32::try_from(runs).unwrap_or(i32::MAX))
    }
}

impl Report {
    /// How many orders there are at least.
    pub fn at_least(&self) -> usize {
        match &self.way {
            Way::Random(luck) => luck.different + self.pending,
            _ => self.schedules + self.pending,
        }
    }

    /// How far it reaches, in words: "6 of 6 orders, complete", "1,000 of at least 250,000 orders".
    pub fn reach(&self) -> Both {
        let (tried, all) = (grouped(self.schedules), grouped(self.at_least()));
        match &self.way {
            Way::Random(luck) if self.complete => {
                let different = grouped(luck.different);
                both!(
                    "{different} of {different} orders, complete, after {tried} random ones",
                    "共 {different} 种顺序，随机试了 {tried} 次后已全部试过"
                )
            }
            _ if self.complete => both!("{tried} of {tried} orders, complete", "共 {tried} 种顺序，已全部试过"),
            Way::Every { .. } => both!("{tried} of at least {all} orders", "至少 {all} 种顺序，试了 {tried} 种"),
            Way::Preempting { most, exhausted: true, .. } => both!(
                "{tried} of at least {all} orders: all with up to {most} preemptions",
                "至少 {all} 种顺序，试了 {tried} 种：抢占不超过 {most} 次的已全部试过"
            ),
            Way::Preempting { levels, .. } => {
                let level = levels.len().saturating_sub(1);
                both!(
                    "{tried} of at least {all} orders: not yet all with {level} preemptions",
                    "至少 {all} 种顺序，试了 {tried} 种：有 {level} 次抢占的还没有试完"
                )
            }
            Way::Random(luck) => {
                let different = grouped(luck.different);
                both!(
                    "{tried} random orders, {different} of them different, of at least {all}",
                    "至少 {all} 种顺序，随机试了 {tried} 次，其中不同的有 {different} 种"
                )
            }
        }
    }

    /// What else has to be said: how likely an error came out, runs that were cut, what could not be seen, what did not repeat.
    pub fn notes(&self) -> Vec<Both> {
        let (cut, steps, inexact) = (grouped(self.cut), grouped(self.steps as usize), grouped(self.inexact));
        let ended = both!(
            "{cut} of them were ended after {steps} steps: they may have no end",
            "其中 {cut} 种走满 {steps} 步后被终止：它们也许永远不会结束"
        );
        let unseen = both!(
            "{inexact} of them are inexact: somebody slept where nobody could see what for",
            "其中 {inexact} 种不精确：有进程睡着了，却看不出在等什么"
        );
        let strange = self.strange.as_ref().map(|Both { en, zh }| {
            both!("the order alone does not decide what happens: {en}", "结果不只取决于先后顺序：{zh}")
        });
        let cut = (self.cut > 0).then_some(ended);
        let inexact = (self.inexact > 0).then_some(unseen);
        [self.luck(), cut, inexact, strange, self.refusal()].into_iter().flatten().collect()
    }

    /// That the machine would not let the program have its processes, and what to do.
    fn refusal(&self) -> Option<Both> {
        let how = self.refused.as_deref()?;
        Some(both!(
            "stopped: this machine refuses the program a process ({how}), however often it is asked; such a run tells nothing of \
             the program, so it is not counted. Raise the limit (`ulimit -u`) or end other programs of yours, then explore again",
            "已停下：本机一再拒绝为程序创建进程（{how}）。这样的运行说明不了程序本身，所以不计入。请调大上限（`ulimit -u`），\
             或结束你的其他程序，再重新探索"
        ))
    }

    /// How likely an error has come out.
    fn luck(&self) -> Option<Both> {
        let Way::Random(luck) = &self.way else { return None };
        let (depth, chance) = (luck.depth, percent(luck.chance(self.schedules)));
        Some(both!(
            "an error that hangs on {depth} orderings comes out in as many runs with a probability of {chance} or more",
            "取决于 {depth} 个先后关系的错误，这么多次里出现的概率不低于 {chance}"
        ))
    }
}

/// A probability, rounded down: never more than is certain.
fn percent(chance: f64) -> String {
    format!("{} %", ((chance * 1000.0).floor() / 10.0).clamp(0.0, 99.9))
}

/// A number with a comma between thousands.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!((grouped(6), grouped(1000), grouped(250_000)), ("6".into(), "1,000".into(), "250,000".into()));
    }

    /// Two actors and four steps: an error of depth 2 comes out in one run of eight at least, so in a hundred with
    /// 1 − (7/8)^100, which is more than 99.9 %.
    #[test]
    fn the_chance_is_that_of_the_paper() {
        let luck = Luck { actors: 2, steps: 4, depth: 2, ..Luck::default() };
        assert!((luck.chance(1) - 0.125).abs() < 1e-9);
        assert_eq!((percent(luck.chance(1)), percent(luck.chance(100))), ("12.5 %".into(), "99.9 %".into()));
    }

    #[test]
    fn where_the_machine_refused_a_process_it_says_how_and_what_to_do() {
        let report = Report { schedules: 2, pending: 1, refused: Some("EAGAIN".into()), ..Report::default() };
        assert_eq!(report.reach().en, "2 of at least 3 orders");
        let said = report.notes();
        assert!(said.iter().any(|note| note.en.contains("(EAGAIN)") && note.en.contains("ulimit -u")), "{said:?}");
        assert!(Report::default().notes().is_empty());
    }

    #[test]
    fn what_is_not_complete_says_so() {
        let report = |way, complete| Report { way, complete, schedules: 1000, pending: 249_000, ..Report::default() };
        let en = |way| report(way, false).reach().en.to_string();
        assert_eq!(report(Way::default(), true).reach().en, "1,000 of 1,000 orders, complete");
        assert_eq!(en(Way::default()), "1,000 of at least 250,000 orders");
        let within = en(Way::Preempting { most: 2, levels: vec![2, 98, 900], exhausted: true });
        assert_eq!(within, "1,000 of at least 250,000 orders: all with up to 2 preemptions");
        let cut = en(Way::Preempting { most: 2, levels: vec![2, 98, 900], exhausted: false });
        assert_eq!(cut, "1,000 of at least 250,000 orders: not yet all with 2 preemptions");
        let luck = Luck { different: 600, ..Luck::default() };
        assert_eq!(en(Way::Random(luck)), "1,000 random orders, 600 of them different, of at least 249,600");
    }
}
