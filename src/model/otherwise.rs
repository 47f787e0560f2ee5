//! Otherwise: what is known to be otherwise on the two engines, and why.

use super::compare::Row;
use super::event::{Field, Kind};
use super::skeleton::Deed;
use super::tongue::Both;

static TRACKER: Both = Both::fixed(
    "CPython starts a helper here, the resource tracker, that clears away what nobody has cleared away; the native engine \
     needs none",
    "CPython 在这里启动一个辅助进程（resource tracker），清理没人清理的资源；原生引擎不需要它",
);
static CAUGHT: Both = Both::fixed(
    "the native engine tells an exception where it is raised; the probe in CPython tells only those that nobody catches",
    "原生引擎在抛出处就报告异常；CPython 里的探针只报告没人捕获的异常",
);
static PICKLE: Both = Both::fixed(
    "what came could not be made an object again: pickle and the native engine's own codec say so by different exceptions",
    "收到的字节无法还原成对象：pickle 与原生引擎自己的编码用不同的异常来报告",
);
static MODEL: Both = Both::fixed(
    "the native engine's interpreter lock is a model of CPython's, and says so",
    "原生引擎的解释器锁是 CPython 的模型，它自己也这样说",
);
static MEASURED: Both = Both::fixed(
    "only figures differ: the program has measured them, and each engine takes its own time and memory",
    "只有数字不同：这些数字是程序测出来的，两个引擎各有各的用时和内存",
);
static REFUSED: Both = Both::fixed(
    "each engine says in its own words that the kernel refused a process",
    "内核拒绝创建进程，两个引擎用各自的说法报告",
);

static TITLE: Both = Both::fixed(
    "a thread to which the program gives no name is called Thread-1 up to Python 3.9, and from 3.10 on Thread-1 (loop), with its \
     function; the native engine does as the newer ones",
    "程序没有起名的线程，在 Python 3.9 及更早版本里叫 Thread-1，从 3.10 起叫 Thread-1 (loop)，括号里是它的函数；原生引擎与新版本一致",
);

/// Why an act is on one engine only, where that is known; `rows` are all acts of its actor.
pub fn why(actor: &str, row: &Row, rows: &[Row]) -> Option<Both> {
    let (deed, others) = match row {
        Row::Same(_) => return None,
        Row::Left(deed) => (deed, theirs(rows)),
        Row::Right(deed) => (deed, mine(rows)),
    };
    let event = deed.event();
    let is_tracker = actor == "resource-tracker" || event.text(Field::Child) == Some("resource-tracker");
    let said = text(deed);
    Some(match deed.kind() {
        _ if is_tracker => TRACKER.clone(),
        Kind::Exception | Kind::Output if is_pickle(rows) => PICKLE.clone(),
        Kind::Exception if matches!(row, Row::Left(_)) => CAUGHT.clone(),
        Kind::ProcessGone => REFUSED.clone(),
        Kind::Output if [deed].into_iter().chain(others.iter().copied()).any(|one| is_model(text(one), said)) => {
            MODEL.clone()
        }
        Kind::Output if others.iter().any(|other| is_title(text(other), said) || is_title(said, text(other))) => {
            TITLE.clone()
        }
        Kind::Output if others.iter().any(|other| differs_in_figures(text(other), said)) => MEASURED.clone(),
        _ => return None,
    })
}

fn mine(rows: &[Row]) -> Vec<&Deed> {
    rows.iter().filter_map(|row| if let Row::Left(deed) = row { Some(deed) } else { None }).collect()
}

fn theirs(rows: &[Row]) -> Vec<&Deed> {
    rows.iter().filter_map(|row| if let Row::Right(deed) = row { Some(deed) } else { None }).collect()
}

fn text(deed: &Deed) -> &str {
    deed.event().text(Field::Text).unwrap_or_default()
}

/// Whether somebody could not make an object of the bytes that came.
fn is_pickle(rows: &[Row]) -> bool {
    mine(rows).iter().any(|deed| deed.event().text(Field::Type) == Some("UnpicklingError"))
}

/// Whether a line says of the engine's lock that it is a model, and the other says the same without.
fn is_model(line: &str, other: &str) -> bool {
    line.contains(" (a model of") && line.split(" (").next() == other.split(" (").next()
}

/// Whether two lines are the same but for the function in a thread's name, which only the first has.
fn is_title(new: &str, old: &str) -> bool {
    old != new && without_function(new) == old
}

/// `Thread-1` where a text says `Thread-1 (loop)`.
fn without_function(line: &str) -> String {
    let mut left = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("Thread-") {
        let number = rest[at + 7..].chars().take_while(char::is_ascii_digit).count();
        let (before, after) = rest.split_at(at + 7 + number);
        left.push_str(before);
        let function = after.strip_prefix(" (").and_then(|after| after.split_once(')'));
        rest = function.filter(|_| number > 0).map_or(after, |(_, after)| after);
    }
    left + rest
}

/// Whether two lines are the same but for their numbers, of which there are some.
fn differs_in_figures(one: &str, other: &str) -> bool {
    let is_figure = |c: char| c.is_ascii_digit() || c == '.';
    let words =
        |line: &str| line.split(is_figure).filter(|word| !word.is_empty()).map(str::to_string).collect::<Vec<_>>();
    one.contains(|c: char| c.is_ascii_digit()) && words(one) == words(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threads_name_has_its_function_only_in_newer_pythons() {
        let (new, old) = ("Exception in thread Thread-1 (loop):", "Exception in thread Thread-1:");
        assert!(is_title(new, old) && !is_title(old, new) && !is_title(new, new));
        assert!(!is_title("Exception in thread Thread-2 (loop):", old));
        assert_eq!(without_function("Thread-1 (f) and Thread-x (g), Thread-"), "Thread-1 and Thread-x (g), Thread-");
    }
}
