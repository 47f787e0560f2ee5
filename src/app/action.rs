//! The table of actions: what can be done, with which keys, where. Footer, help, palette and manual are made from it.

use super::key::Key;
use crate::model::Both;

/// Something that the learner can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Do {
    /// Opens what is selected; goes on to what comes next.
    Enter,
    /// Back to where one came from.
    Back,
    /// Ends forklore.
    Quit,
    /// Stops the run; a second time ends forklore.
    Interrupt,
    /// To the shell for a while.
    Suspend,
    /// What the keys do.
    Help,
    /// Every action, to be searched.
    Palette,
    /// The other language.
    Language,
    /// The next theme.
    Theme,
    /// Types a search.
    Search,
    /// One up.
    Up,
    /// One down.
    Down,
    /// To the first.
    First,
    /// To the last.
    Last,
    /// Leaves a question out.
    Skip,
    /// Holds all actors, or lets them go on; plays the log from here.
    Hold,
    /// One event back.
    StepBack,
    /// One event on.
    Step,
    /// To the previous event of what is selected.
    PreviousOf,
    /// To the next event of what is selected.
    NextOf,
    /// To the start of the run.
    Start,
    /// To the end of the log, and along with it.
    End,
    /// A faster pace.
    Faster,
    /// A slower pace.
    Slower,
    /// Full speed.
    Full,
    /// The program again, from the start.
    Again,
    /// Knobs and variants.
    Knobs,
    /// The other engine.
    Engine,
    /// Python's text, or Rust's.
    Source,
    /// The timeline by the clock, or by the order of events.
    Axis,
    /// To the next pane.
    NextPane,
    /// To the previous pane.
    PreviousPane,
    /// One pane alone, or all.
    Zoom,
    /// The lesson's text.
    Read,
    /// The next lesson.
    NextLesson,
    /// The next small program of a drill.
    Drill,
    /// Turns a knob down.
    TurnDown,
    /// Turns a knob up.
    TurnUp,
    /// Every knob as it was.
    Defaults,
    /// Into step mode, or out of it.
    StepMode,
    /// A page back.
    PageUp,
    /// A page on.
    PageDown,
    /// Gives the turn to any who can go.
    Any,
    /// Runs afresh without the last move.
    Undo,
    /// Gives turns without asking, to the end.
    RunOut,
    /// Gives turns without asking, until something happens to what is selected.
    RunUntil,
    /// The moves so far, to the clipboard.
    CopySchedule,
    /// Every order.
    Explore,
    /// Ordinary runs beside every order.
    Ordinary,
    /// Orders with few preemptions.
    Few,
    /// Orders by random priorities.
    Random,
    /// The tree of choices.
    Tree,
    /// The words of the course, explained.
    Words,
    /// Into the step that is selected.
    Into,
    /// Back out of it.
    Out,
    /// Both engines, side by side.
    Compare,
    /// Types into the program that is watched.
    Type,
    /// Every key goes to the program that is watched.
    Through,
    /// Ends the program that is watched.
    EndIt,
    /// Leaves the program that is watched to itself.
    LeaveIt,
}

/// Where keys mean something of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The list of lessons.
    Course,
    /// A question before the run.
    Predict,
    /// The stage.
    Stage,
    /// The stage in step mode: who goes next?
    Choose,
    /// What every order gave.
    Outcomes,
    /// The tree of choices.
    Tree,
    /// A question after the run.
    Answer,
    /// What was predicted, reported and logged, side by side; the claims.
    Verdict,
    /// Text to be read.
    Read,
    /// Knobs and variants.
    Knobs,
    /// The keys.
    Help,
    /// What is to become of a program that is watched.
    Leave,
    /// Typing: a search, or a search among actions.
    Typing,
    /// Every key goes to the program that is watched.
    Through,
}

impl Do {
    /// Whether it moves in a run, and so does nothing before there is one.
    pub fn needs_run(self) -> bool {
        matches!(self, Do::Hold | Do::Step | Do::StepBack | Do::Start | Do::End | Do::Again | Do::Axis)
    }
}

impl Place {
    /// All of them.
    pub const ALL: [Place; 14] = [
        Place::Course,
        Place::Predict,
        Place::Stage,
        Place::Choose,
        Place::Outcomes,
        Place::Tree,
        Place::Answer,
        Place::Verdict,
        Place::Read,
        Place::Knobs,
        Place::Help,
        Place::Leave,
        Place::Typing,
        Place::Through,
    ];
}

/// A row of the table.
#[derive(Debug)]
pub struct Action {
    /// What it does.
    pub act: Do,
    /// In a word, for the footer.
    pub name: Both,
    /// In a sentence, for help and palette.
    pub about: Both,
    /// Its keys, the one to be shown first.
    pub keys: &'static [Key],
    /// Where it can be done.
    pub places: &'static [Place],
    /// Whether the footer shows it where there is room; the smaller, the sooner.
    pub weight: u8,
}

const fn action(
    act: Do,
    weight: u8,
    keys: &'static [Key],
    places: &'static [Place],
    name: [&'static str; 2],
    about: [&'static str; 2],
) -> Action {
    Action { act, name: Both::fixed(name[0], name[1]), about: Both::fixed(about[0], about[1]), keys, places, weight }
}

use Key::{Char, Ctrl};
use Place::{
    Answer, Choose, Course, Help, Knobs, Leave, Outcomes, Predict, Read, Stage, Through, Tree, Typing, Verdict,
};

const EVERYWHERE: &[Place] = &Place::ALL;
/// Everywhere but where a key is the program's.
const OURS: &[Place] =
    &[Course, Predict, Stage, Choose, Outcomes, Tree, Answer, Verdict, Read, Knobs, Help, Leave, Typing];
const NOT_TYPING: &[Place] =
    &[Course, Predict, Stage, Choose, Outcomes, Tree, Answer, Verdict, Read, Knobs, Help, Leave];

/// Every action.
#[rustfmt::skip]
pub static ACTIONS: &[Action] = &[
    action(Do::Enter, 1, &[Key::Enter], OURS, ["go on", "继续"], ["Open what is selected, or go on to what comes next", "打开所选，或进入下一步"]),
    action(Do::Hold, 2, &[Char(' ')], &[Stage], ["hold", "暂停"], ["Hold all actors at their next operation, or let them go on; looking back, play from here", "让所有进程停在下一个操作之前，或放行；回看时从这里播放"]),
    action(Do::Step, 3, &[Key::Right, Char('l')], &[Stage, Choose], ["step", "前进"], ["One event forward", "前进一个事件"]),
    action(Do::StepBack, 4, &[Key::Left, Char('h')], &[Stage, Choose], ["back in time", "后退"], ["One event back in time", "后退一个事件"]),
    action(Do::NextOf, 15, &[Char(']'), Char('n')], &[Stage, Choose], ["its next event", "它的下一事件"], ["To the next event of the selected process or object", "到所选进程或对象的下一个事件"]),
    action(Do::PreviousOf, 16, &[Char('['), Char('p')], &[Stage, Choose], ["its event before", "它的上一事件"], ["To the previous event of the selected process or object", "到所选进程或对象的上一个事件"]),
    action(Do::Start, 17, &[Key::Home, Char('0')], &[Stage, Choose], ["start", "开头"], ["To the start of the run", "回到运行开头"]),
    action(Do::End, 14, &[Key::End, Char('$')], &[Stage, Choose], ["now", "现在"], ["To the end, and along with the run", "到末尾，并跟随运行"]),
    action(Do::Faster, 11, &[Char('+'), Char('=')], &[Stage], ["faster", "加快"], ["More operations a second", "每秒执行更多操作"]),
    action(Do::Slower, 12, &[Char('-'), Char('_')], &[Stage], ["slower", "减慢"], ["Fewer operations a second", "每秒执行更少操作"]),
    action(Do::Full, 13, &[Char('f')], &[Stage], ["full speed", "全速"], ["Full speed", "全速运行"]),
    action(Do::Again, 5, &[Char('r')], &[Stage, Choose, Verdict], ["again", "重来"], ["Run the program again", "重新运行程序"]),
    action(Do::Knobs, 6, &[Char('k'), Char('v')], &[Stage, Choose, Verdict, Predict], ["knobs", "旋钮"], ["Knobs and variants: change the program, then run it again", "旋钮与变体：改动程序再运行"]),
    action(Do::Engine, 8, &[Char('e')], &[Stage, Predict, Verdict], ["engine", "引擎"], ["Run on the other engine: native, or CPython", "换用另一个引擎运行：原生引擎或 CPython"]),
    action(Do::Compare, 19, &[Char('E')], &[Stage, Choose, Verdict], ["compare", "对照"], ["Run on both engines, and lay side by side what each actor did", "用两个引擎各运行一遍，并排对照每个执行者做了什么"]),
    action(Do::Source, 9, &[Char('c')], &[Stage, Choose, Predict], ["code", "代码"], ["Show the program in Python, or its twin in Rust", "显示 Python 程序，或对应的 Rust 程序"]),
    action(Do::Axis, 10, &[Char('t')], &[Stage, Choose], ["axis", "时间轴"], ["The timeline by the clock, or by the order of events", "时间线按时间，或按事件次序"]),
    action(Do::Read, 7, &[Char('i')], &[Stage, Choose, Predict, Verdict], ["text", "课文"], ["Read the lesson's text", "阅读课文"]),
    action(Do::Zoom, 18, &[Char('z')], &[Stage, Choose], ["zoom", "放大"], ["Show the selected pane alone, or all", "只看当前窗格，或看全部"]),
    action(Do::NextPane, 19, &[Key::Tab], &[Stage, Choose], ["next pane", "下一窗格"], ["To the next pane", "到下一个窗格"]),
    action(Do::PreviousPane, 90, &[Key::BackTab], &[Stage, Choose], ["previous pane", "上一窗格"], ["To the previous pane", "到上一个窗格"]),
    action(Do::StepMode, 4, &[Char('s')], &[Stage, Choose, Verdict], ["step mode", "单步"], ["You decide who goes next; again: everybody goes as the kernel lets them", "由你决定下一步谁走；再按一次：恢复由内核调度"]),
    action(Do::Any, 2, &[Char('a')], &[Choose], ["any", "任意"], ["Give the turn to the one that is marked, or to any who can go", "让标记的那个走，或让任意一个能走的走"]),
    action(Do::Undo, 3, &[Char('u'), Key::Backspace], &[Choose], ["undo", "撤销"], ["Run afresh along the same moves, without the last", "照同样的走法重新运行，只少最后一步"]),
    action(Do::RunOut, 5, &[Char('g')], &[Choose], ["to the end", "走到底"], ["Give every turn without asking, to the end", "不再询问，一直走到底"]),
    action(Do::RunUntil, 40, &[Char('o')], &[Choose], ["until it", "走到它"], ["Go on until something happens to the selected process or object", "一直走到所选进程或对象上有事发生"]),
    action(Do::CopySchedule, 41, &[Char('y')], &[Choose], ["copy", "复制"], ["Copy the moves so far as text for --schedule", "把到目前为止的走法复制为 --schedule 可用的文字"]),
    action(Do::Explore, 5, &[Char('x')], &[Stage, Choose, Verdict, Outcomes], ["every order", "所有顺序"], ["Try every order, each by a real run", "尝试所有可能的顺序，每一种都真实运行"]),
    action(Do::Ordinary, 2, &[Char('o')], &[Outcomes], ["ordinary runs", "普通运行"], ["A thousand ordinary runs, to stand beside every order", "再做一千次普通运行，与所有顺序对照"]),
    action(Do::Tree, 3, &[Char('t')], &[Outcomes], ["choices", "选择树"], ["Walk the tree of choices: which choice leads to what", "在选择树里走一走：哪一步会走到哪个结果"]),
    action(Do::Few, 6, &[Char('f')], &[Outcomes], ["few preemptions", "少抢占"], ["Where all orders are too many: those with few preemptions", "顺序太多时：先试抢占次数少的"]),
    action(Do::Random, 7, &[Char('r')], &[Outcomes], ["random", "随机"], ["Where all orders are too many: a thousand by random priorities", "顺序太多时：用随机优先级试一千次"]),
    action(Do::Into, 2, &[Key::Right, Char('l')], &[Tree], ["into it", "进入"], ["Follow the step that is marked", "沿着标记的这一步走下去"]),
    action(Do::Out, 3, &[Key::Left, Char('h')], &[Tree], ["out", "退回"], ["Back to the choice before", "退回上一个选择"]),
    action(Do::Type, 30, &[Char('>')], &[Stage, Choose], ["type to it", "输入"], ["Type a line into the program that is watched; Ctrl-D there ends its input", "向被观察的程序输入一行；在输入时按 Ctrl-D 结束输入"]),
    action(Do::Through, 31, &[Char('|')], &[Stage, Choose], ["keys to it", "按键直通"], ["Every key goes straight to the program that is watched, as in a terminal of its own; Ctrl-\\ comes back", "每个按键都直接交给被观察的程序，就像在它自己的终端里；按 Ctrl-\\ 回来"]),
    action(Do::EndIt, 2, &[Char('e')], &[Leave], ["end it", "结束它"], ["End the program, with everything that it has started", "结束程序以及它启动的一切"]),
    action(Do::LeaveIt, 3, &[Char('l')], &[Leave], ["let it run", "让它继续"], ["Quit forklore; the program runs on without it", "退出 forklore；程序自己继续运行"]),
    action(Do::Skip, 2, &[Char('s')], &[Predict, Answer], ["skip", "跳过"], ["Leave this question out", "跳过这个问题"]),
    action(Do::Drill, 2, &[Char('d')], &[Predict, Stage, Answer, Verdict], ["drill", "练习"], ["The drill: the next small program, with a seed of its own; how does it come out?", "练习：换一个小程序，种子不同；结果会怎样？"]),
    action(Do::NextLesson, 3, &[Char('n')], &[Verdict], ["next lesson", "下一课"], ["To the next lesson", "到下一课"]),
    action(Do::TurnDown, 3, &[Key::Left, Char('-')], &[Knobs], ["less", "减"], ["Turn the knob down", "把旋钮调小"]),
    action(Do::TurnUp, 2, &[Key::Right, Char('+'), Char('=')], &[Knobs], ["more", "增"], ["Turn the knob up", "把旋钮调大"]),
    action(Do::Defaults, 4, &[Char('d')], &[Knobs], ["as it was", "还原"], ["Every knob as the lesson has it", "全部恢复为默认值"]),
    action(Do::Search, 3, &[Char('/')], &[Course], ["search", "搜索"], ["Search the lessons", "搜索课程"]),
    action(Do::Up, 60, &[Key::Up], &[Course, Predict, Stage, Choose, Outcomes, Tree, Answer, Verdict, Read, Knobs, Help, Typing], ["up", "上"], ["One up", "向上一项"]),
    action(Do::Down, 61, &[Key::Down], &[Course, Predict, Stage, Choose, Outcomes, Tree, Answer, Verdict, Read, Knobs, Help, Typing], ["down", "下"], ["One down", "向下一项"]),
    action(Do::PageUp, 64, &[Key::PageUp], &[Course, Predict, Answer, Stage, Choose, Outcomes, Tree, Read, Knobs, Help, Typing], ["page up", "上一页"], ["A page up", "向上一页"]),
    action(Do::PageDown, 65, &[Key::PageDown], &[Course, Predict, Answer, Stage, Choose, Outcomes, Tree, Read, Knobs, Help, Typing], ["page down", "下一页"], ["A page down", "向下一页"]),
    action(Do::First, 62, &[Key::Home], &[Course, Predict, Outcomes, Tree, Answer, Read, Knobs, Help, Typing], ["first", "最前"], ["To the first", "到第一项"]),
    action(Do::Last, 63, &[Key::End], &[Course, Predict, Outcomes, Tree, Answer, Read, Knobs, Help, Typing], ["last", "最后"], ["To the last", "到最后一项"]),
    action(Do::Language, 30, &[Char('L')], NOT_TYPING, ["中文", "English"], ["Switch to Chinese", "切换到英文"]),
    action(Do::Theme, 31, &[Char('T')], NOT_TYPING, ["theme", "主题"], ["The next theme: dark, light, without colours", "换主题：深色、浅色、无色"]),
    action(Do::Palette, 32, &[Char(':')], NOT_TYPING, ["all actions", "全部操作"], ["Search all actions", "搜索全部操作"]),
    action(Do::Words, 25, &[Char('w')], NOT_TYPING, ["words", "术语"], ["The words of the course in both languages, each explained", "术语表：课程里的每个术语，中英文对照，各有一句解释"]),
    action(Do::Help, 20, &[Char('?')], NOT_TYPING, ["help", "帮助"], ["What the keys do here", "这里可用的按键"]),
    action(Do::Back, 21, &[Char('q'), Key::Esc], &[Predict, Stage, Choose, Outcomes, Tree, Answer, Verdict, Read, Knobs, Help, Leave], ["back", "返回"], ["Back to where you came from", "返回上一处"]),
    action(Do::Back, 21, &[Key::Esc], &[Typing], ["close", "关闭"], ["Stop typing", "结束输入"]),
    action(Do::Back, 21, &[Ctrl('\\'), Ctrl('4')], &[Through], ["come back", "回来"], ["Keys are forklore's again", "按键重新归 forklore"]),
    action(Do::Quit, 22, &[Char('q')], &[Course], ["quit", "退出"], ["Quit forklore", "退出 forklore"]),
    action(Do::Interrupt, 91, &[Ctrl('c')], OURS, ["stop", "停止"], ["Stop the lesson; a second time, quit", "停止课程；再按一次退出"]),
    action(Do::Suspend, 92, &[Ctrl('z')], EVERYWHERE, ["to the shell", "回到 shell"], ["To the shell; fg comes back", "回到 shell；用 fg 返回"]),
];

/// What a key does in a place.
pub fn at(place: Place, key: Key) -> Option<Do> {
    valid_in(place).find(|action| action.keys.contains(&key)).map(|action| action.act)
}

/// The actions that can be done in a place, in the order of the table.
pub fn valid_in(place: Place) -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter().filter(move |action| action.places.contains(&place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_both_languages_and_every_key_of_it_works_wherever_it_is_said_to() {
        for action in ACTIONS {
            for both in [&action.name, &action.about] {
                assert!(!both.en.is_empty() && !both.zh.is_empty(), "{:?}", action.act);
            }
            assert!(!action.keys.is_empty() && !action.places.is_empty(), "{:?}", action.act);
            for (place, key) in action.places.iter().flat_map(|place| action.keys.iter().map(move |key| (place, key))) {
                assert_eq!(at(*place, *key), Some(action.act), "{key:?} in {place:?} means two things");
            }
        }
    }

    #[test]
    fn one_always_gets_back_and_out() {
        for place in Place::ALL {
            let interrupts = (place != Place::Through).then_some(Do::Interrupt);
            assert_eq!(at(place, Key::Ctrl('c')), interrupts, "{place:?}");
            assert!(valid_in(place).any(|action| matches!(action.act, Do::Back | Do::Quit)), "{place:?}");
        }
    }

    #[test]
    fn digits_and_letters_of_answers_are_free_where_answers_are_given() {
        for place in [Place::Predict, Place::Answer] {
            assert!(('1'..='9').all(|c| at(place, Key::Char(c)).is_none()));
        }
    }
}
