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
        // Spread first: neighbours among the seeds would too often have the same plan.
        let mut luck = Luck(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
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
        self.tree(sees_rightly).0.len()
    }

    /// The family: all who are there go through the forks; `goes` says who comes past, who counts as a parent or a child.
    fn tree(&self, goes: impl Fn(Who, bool) -> bool) -> Tree {
        let mut tree = Tree::alone();
        let mut is_parent = vec![true];
        for who in &self.0 {
            for process in 0..is_parent.len() {
                if goes(*who, is_parent[process]) {
                    // Who has forked is a parent now, whom it made is a child; the others stay what they were.
                    is_parent[process] = true;
                    is_parent.push(false);
                    tree.bears(process);
                }
            }
        }
        tree
    }

    /// Ways to count wrongly, the commonest first; some of them come to the right number all the same.
    fn errors(&self) -> Vec<Error> {
        let family = self.family();
        vec![
            (self.0.len() + 1, both!("each fork in the program makes one child", "程序里每个 fork 只产生一个子进程")),
            (self.tree(|_, _| true).0.len(), both!("a condition does not keep anybody out", "加了条件也挡不住谁")),
            (self.tree(sees_swapped).0.len(), both!("fork returns 0 to the parent", "fork 给父进程返回 0")),
            (family - 1, both!("the first process is not counted", "最初的进程不算在内")),
            (family + 1, both!("the last fork is for one more than it is", "最后一次 fork 多算了一个进程")),
            (family + 2, both!("the last fork is for two more than it is", "最后一次 fork 多算了两个进程")),
        ]
    }

    /// Trees that are drawn wrongly, the commonest first; some of them may be the right one.
    fn wrong_trees(&self) -> Vec<(Tree, Both)> {
        let right = self.tree(sees_rightly);
        let (size, last) = (right.0.len(), right.youngest());
        vec![
            (self.tree(sees_swapped), both!("fork returns 0 to the parent", "fork 给父进程返回 0")),
            (Tree::star(size), both!("all are children of the first process", "所有进程都是最初进程的子进程")),
            (self.tree(|_, _| true), both!("a condition does not keep anybody out", "加了条件也挡不住谁")),
            (Tree::chain(size), both!("only the newest process forks again", "每次只有最新的进程再 fork")),
            (
                right.with_child_of(0),
                both!("the first process comes past one fork more", "最初的进程多经过了一次 fork"),
            ),
            (right.with_child_of(last), both!("the last child comes past a fork too", "最后的子进程也经过了一次 fork")),
        ]
    }
}

/// Who comes past a fork, as it is.
fn sees_rightly(who: Who, is_parent: bool) -> bool {
    match who {
        Who::All => true,
        Who::Parents => is_parent,
        Who::Children => !is_parent,
    }
}

/// Who comes past a fork, for one who takes parents for children.
fn sees_swapped(who: Who, is_parent: bool) -> bool {
    who == Who::All || !sees_rightly(who, is_parent)
}

/// A family: the children of each process, in the order in which they were made; the first process is number 0.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Tree(Vec<Vec<usize>>);

impl Tree {
    fn alone() -> Tree {
        Tree(vec![Vec::new()])
    }

    /// All are children of the first.
    fn star(size: usize) -> Tree {
        let mut tree = Tree::alone();
        (1..size).for_each(|_| tree.bears(0));
        tree
    }

    /// Each is the child of the one before.
    fn chain(size: usize) -> Tree {
        let mut tree = Tree::alone();
        (1..size).for_each(|before| tree.bears(before - 1));
        tree
    }

    fn bears(&mut self, parent: usize) {
        let child = self.0.len();
        self.0[parent].push(child);
        self.0.push(Vec::new());
    }

    fn with_child_of(&self, parent: usize) -> Tree {
        let mut tree = self.clone();
        tree.bears(parent);
        tree
    }

    /// The one that was made last.
    fn youngest(&self) -> usize {
        self.0.len() - 1
    }

    /// As brackets, as the check `family` has it.
    fn shape(&self, process: usize) -> String {
        let children: String = self.0[process].iter().map(|child| self.shape(*child)).collect();
        format!("({children})")
    }

    /// As the pane of the family has it, without the first row: `A▸B C  B▸D`.
    fn drawn(&self) -> String {
        let mut letters = vec![0];
        let mut rows = Vec::new();
        let mut next = 0;
        while let Some(parent) = letters.get(next).copied() {
            let from = letters.len();
            letters.extend(&self.0[parent]);
            if from < letters.len() {
                let names: Vec<String> = (from..letters.len()).map(letter).collect();
                rows.push(format!("{}▸{}", letter(next), names.join(" ")));
            }
            next += 1;
        }
        rows.join("   ")
    }
}

fn letter(rank: usize) -> String {
    char::from(b'A' + (rank % 26) as u8).to_string()
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

    /// The same lesson, asking how big the family of this seed's program grows, and what tree it makes.
    pub fn asking(&self, variant: Option<&str>, seed: u64) -> Option<Lesson> {
        let plan = self.plan(variant, seed)?;
        let mut lesson = self.clone();
        lesson.questions.retain(|question| !is_drill(&question.id));
        lesson.questions.insert(0, question(&plan, seed, variant));
        lesson.questions.insert(1, tree_question(&plan, seed, variant));
        Some(lesson)
    }
}

/// The id of the question of a seed, under which progress keeps the answer.
pub fn id_of(seed: u64) -> String {
    format!("{PREFIX}{seed}")
}

/// The id of the question after the tree of a seed.
pub fn tree_id_of(seed: u64) -> String {
    format!("{PREFIX}{seed}{TREE}")
}

const PREFIX: &str = "drill-";
const TREE: &str = "-tree";

/// Whether a question is one of a drill.
pub fn is_drill(question: &str) -> bool {
    let rest = question.strip_prefix(PREFIX);
    rest.is_some_and(|rest| rest.strip_suffix(TREE).unwrap_or(rest).parse::<u64>().is_ok())
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
    asked(id_of(seed), text, options, variant)
}

/// A question of the drill's, to be answered before the run.
fn asked(id: String, text: Both, options: Vec<Choice>, variant: Option<&str>) -> Question {
    let variant = variant.map(Into::into);
    Question { id, phase: Asked::Predict, text, options, grade: None, variant, given: BTreeMap::new() }
}

/// Which tree the family makes: four are drawn.
fn tree_question(plan: &Plan, seed: u64, variant: Option<&str>) -> Question {
    let right = plan.tree(sees_rightly);
    let mut trees = BTreeMap::from([(right.shape(0), (right, None))]);
    for (tree, belief) in plan.wrong_trees() {
        if trees.len() < 4 && tree.0.len() <= LARGEST + 1 {
            trees.entry(tree.shape(0)).or_insert((tree, Some(belief)));
        }
    }
    let text = both!(
        "Drill {seed}, PLAN = \"{plan}\": which tree? A▸B C says that A makes B, then C.",
        "练习 {seed}，PLAN = \"{plan}\"：家族树是哪一棵？A▸B C 表示 A 先创建 B，再创建 C。"
    );
    let options = trees.into_iter().map(|(shape, (tree, belief))| Choice {
        text: Both::same(tree.drawn()),
        shows: check(&[("name", "family"), ("of", "main"), ("is", &shape)].map(|(key, text)| (key, text.into()))),
        id: shape,
        right: false,
        misconception: belief,
    });
    asked(tree_id_of(seed), text, options.collect(), variant)
}

/// An answer, which is right in the runs in which so many say that they are there.
fn option(count: usize, misconception: Option<Both>) -> Choice {
    let of = [("kind", "output"), ("text", "here I am*")].map(|(key, text)| (key.to_string(), text.into()));
    let of = toml::Value::Table(of.into_iter().collect());
    Choice {
        id: count.to_string(),
        text: Both::same(count.to_string()),
        right: false,
        shows: check(&[("name", "count".into()), ("of", of), ("is", toml::Value::Integer(count as i64))]),
        misconception,
    }
}

/// A named check, with what it is told.
fn check(told: &[(&str, toml::Value)]) -> Option<Check> {
    let told: toml::Table = told.iter().map(|(key, value)| (key.to_string(), value.clone())).collect();
    Check::try_from(told).ok()
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
    fn trees_are_drawn_as_by_hand() {
        let drawn = |plan: &str| Plan::read(plan).unwrap().tree(sees_rightly).drawn();
        assert_eq!(drawn("all all"), "A▸B C   B▸D");
        assert_eq!(drawn("parents parents"), "A▸B C");
        // A has B; A and B have each another; of the four, B's child and A's second are children, and have one each.
        assert_eq!(drawn("all all children"), "A▸B C   B▸D   C▸E   D▸F");
        assert_eq!(Plan::read("all all").unwrap().tree(sees_rightly).shape(0), "((())())");
        assert_eq!(Tree::chain(3).drawn(), "A▸B   B▸C");
    }

    #[test]
    fn four_different_trees_are_drawn_the_right_one_among_them_and_each_fits() {
        for seed in 1..400 {
            let plan = Plan::of_seed(seed);
            let question = tree_question(&plan, seed, Some("drill"));
            let right = plan.tree(sees_rightly).shape(0);
            assert_eq!(question.options.len(), 4, "{plan}");
            let told = |option: &Choice| option.misconception.is_none() == (option.id == right);
            assert!(question.options.iter().all(told), "{plan}");
            assert!(
                question.options.iter().all(|option| option.shows.is_some() && option.text.en.chars().count() < 70)
            );
            assert!(is_drill(&question.id) && question.id != id_of(seed));
        }
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
