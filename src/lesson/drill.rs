//! A drill: small fork programs without end, one for each seed, and the question how big their families grow.

use std::collections::BTreeMap;
use std::fmt;

use super::claim::Check;
use super::question::{Asked, Choice, Question};
use super::{Lesson, Setting, Settings};
use crate::model::Both;
use crate::model::tongue::both;

/// The constant of the program that a drill turns: `PLAN = "all parents children"`.
pub const KNOB: &str = "plan";

/// The seed whose plan is the one that stands in the program.
pub(super) const FIRST: u64 = 1;
/// Processes of a family, at most: what is to be counted in the head.
const LARGEST: usize = 12;

/// Who comes past a fork.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Everybody.
    All,
    /// Those to whom the last fork returned a pid; in the beginning the first process.
    Parents,
    /// Those to whom it returned 0.
    Children,
}

/// Who comes past each fork of a program, one fork after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan(Vec<Who>);

/// A wrong way to count, and what one believes who counts so.
type Error = (usize, Both);

impl Plan {
    /// Reads a plan as it stands in a program; `None` if a word of it is none.
    pub fn read(text: &str) -> Option<Plan> {
        let who = |word: &str| match word {
            "all" => Some(Who::All),
            "parents" => Some(Who::Parents),
            "children" => Some(Who::Children),
            _ => None,
        };
        text.split_whitespace().map(who).collect::<Option<Vec<Who>>>().filter(|forks| !forks.is_empty()).map(Plan)
    }

    /// The plan of a seed: neither trivial nor too big.
    pub fn of_seed(seed: u64) -> Plan {
        let mut luck = Luck(seed);
        loop {
            let length = 2 + luck.below(4);
            let who = |at: usize, luck: &mut Luck| match luck.below(if at == 0 { 2 } else { 3 }) {
                0 => Who::All,
                1 => Who::Parents,
                _ => Who::Children,
            };
            let plan = Plan((0..length).map(|at| who(at, &mut luck)).collect());
            if (3..=LARGEST).contains(&plan.family()) && plan.0.iter().any(|who| *who != Who::All) {
                return plan;
            }
        }
    }

    /// How many processes there are in the end.
    pub fn family(&self) -> usize {
        self.count(|who, is_parent| match who {
            Who::All => true,
            Who::Parents => is_parent,
            Who::Children => !is_parent,
        })
    }

    /// Goes through the forks with all who are there; `goes` says who comes past, who counts as a parent or a child.
    fn count(&self, goes: impl Fn(Who, bool) -> bool) -> usize {
        let (mut parents, mut children) = (1, 0);
        for who in &self.0 {
            let forking = [(true, parents), (false, children)].map(|(role, many)| (goes(*who, role), many));
            let [(parents_go, old_parents), (children_go, old_children)] = forking;
            let forks = usize::from(parents_go) * old_parents + usize::from(children_go) * old_children;
            // Who has forked is a parent now, whom it made is a child; the others stay what they were.
            parents = forks + if parents_go { 0 } else { old_parents };
            children = forks + if children_go { 0 } else { old_children };
        }
        parents + children
    }

    /// Ways to count wrongly, the commonest first; some of them come to the right number all the same.
    fn errors(&self) -> Vec<Error> {
        let swapped = self.count(|who, is_parent| match who {
            Who::All => true,
            Who::Parents => !is_parent,
            Who::Children => is_parent,
        });
        let family = self.family();
        vec![
            (self.0.len() + 1, both!("each fork in the program makes one child", "程序里每个 fork 只产生一个子进程")),
            (1 << self.0.len(), both!("a condition does not keep anybody out", "加了条件也挡不住谁")),
            (swapped, both!("fork returns 0 to the parent", "fork 给父进程返回 0")),
            (family - 1, both!("the first process is not counted", "最初的进程不算在内")),
            (family + 1, both!("the last fork is for one more than it is", "最后一次 fork 多算了一个进程")),
            (family + 2, both!("the last fork is for two more than it is", "最后一次 fork 多算了两个进程")),
        ]
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |who: &Who| match who {
            Who::All => "all",
            Who::Parents => "parents",
            Who::Children => "children",
        };
        f.write_str(&self.0.iter().map(word).collect::<Vec<_>>().join(" "))
    }
}

impl Lesson {
    /// The plan of a variant that is a drill, for a seed.
    pub fn plan(&self, variant: Option<&str>, seed: u64) -> Option<Plan> {
        let standing = self.variant(variant?)?.drill.as_deref()?;
        if seed == FIRST { Plan::read(standing) } else { Some(Plan::of_seed(seed)) }
    }

    /// The variant that is a drill, if the lesson has one.
    pub fn drill(&self) -> Option<&str> {
        self.variants.iter().find(|variant| variant.drill.is_some()).map(|variant| variant.id.as_str())
    }

    /// Turns the knobs of a run so that it does what the seed says, if it is a drill.
    pub fn drill_by(&self, settings: &mut Settings, variant: Option<&str>, seed: u64) {
        if let Some(plan) = self.plan(variant, seed) {
            settings.put(KNOB, Setting::Word(plan.to_string()));
        }
    }

    /// The same lesson, asking how big the family of this seed's program grows.
    pub fn asking(&self, variant: Option<&str>, seed: u64) -> Option<Lesson> {
        let plan = self.plan(variant, seed)?;
        let mut lesson = self.clone();
        lesson.questions.retain(|question| !is_drill(&question.id));
        lesson.questions.insert(0, question(&plan, seed, variant));
        Some(lesson)
    }
}

/// The id of the question of a seed, under which progress keeps the answer.
pub fn id_of(seed: u64) -> String {
    format!("{PREFIX}{seed}")
}

const PREFIX: &str = "drill-";

/// Whether a question is one of a drill.
pub fn is_drill(question: &str) -> bool {
    question.strip_prefix(PREFIX).is_some_and(|seed| seed.parse::<u64>().is_ok())
}

fn question(plan: &Plan, seed: u64, variant: Option<&str>) -> Question {
    let family = plan.family();
    let mut options = BTreeMap::from([(family, None)]);
    for (count, belief) in plan.errors() {
        if options.len() < 4 {
            options.entry(count).or_insert(Some(belief));
        }
    }
    let text = both!(
        "Drill {seed}, PLAN = \"{plan}\": how many processes does this program make, the first one included?",
        "练习 {seed}，PLAN = \"{plan}\"：连最初的进程在内，这个程序一共有几个进程？"
    );
    let options = options.into_iter().map(|(count, belief)| option(count, belief)).collect();
    Question { id: id_of(seed), phase: Asked::Predict, text, options, grade: None, variant: variant.map(Into::into) }
}

/// An answer, which is right in the runs in which so many say that they are there.
fn option(count: usize, misconception: Option<Both>) -> Choice {
    let mut of = toml::Table::new();
    of.insert("kind".into(), "output".into());
    of.insert("text".into(), "here I am*".into());
    let mut told = toml::Table::new();
    told.insert("name".into(), "count".into());
    told.insert("of".into(), of.into());
    told.insert("is".into(), toml::Value::Integer(count as i64));
    Choice {
        id: count.to_string(),
        text: Both::same(count.to_string()),
        right: false,
        shows: Check::try_from(told).ok(),
        misconception,
    }
}

/// Numbers decided by a seed alone (SplitMix64; Steele, Lea and Flood 2014).
struct Luck(u64);

impl Luck {
    fn below(&mut self, end: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(plan: &str) -> usize {
        Plan::read(plan).unwrap().family()
    }

    #[test]
    fn families_are_as_big_as_counted_by_hand() {
        assert_eq!(family("all all"), 4);
        assert_eq!(family("all parents children"), 5);
        assert_eq!(family("parents parents parents"), 4);
        assert_eq!(family("children"), 1);
        // A has B; B has C; now A and B are parents (A still, B now), C is a child: A and B fork.
        assert_eq!(family("all children parents"), 5);
        assert_eq!(Plan::read("all nobody"), None);
        assert_eq!(Plan::read(""), None);
    }

    #[test]
    fn a_seed_gives_the_same_plan_each_time_and_seeds_give_many() {
        let plans: std::collections::BTreeSet<String> = (2..400).map(|seed| Plan::of_seed(seed).to_string()).collect();
        assert!(plans.len() > 60, "{}", plans.len());
        for seed in 2..400 {
            assert_eq!(Plan::of_seed(seed), Plan::of_seed(seed));
            assert!((3..=LARGEST).contains(&Plan::of_seed(seed).family()));
            assert_eq!(Plan::read(&Plan::of_seed(seed).to_string()), Some(Plan::of_seed(seed)));
        }
    }

    #[test]
    fn every_question_has_four_different_answers_the_right_one_among_them() {
        for seed in 1..400 {
            let plan = Plan::of_seed(seed);
            let question = question(&plan, seed, Some("drill"));
            let ids: Vec<&str> = question.options.iter().map(|option| option.id.as_str()).collect();
            assert_eq!(ids.len(), 4, "{plan}");
            assert!(ids.contains(&plan.family().to_string().as_str()), "{plan}");
            assert!(question.options.iter().all(|option| option.shows.is_some()));
            assert_eq!(question.options.iter().filter(|option| option.misconception.is_none()).count(), 1);
            assert!(is_drill(&question.id) && !is_drill("drill") && !is_drill("how-many"));
        }
    }
}
