//! The words of the screen, each beside its sibling in the other language.
//!
//! `{0}`, `{1}` … stand for what is filled in. Lessons, findings and events bring their own words; names of keys stand
//! with the actions (room `app`).

use std::borrow::Cow;

use crate::model::report::grouped;
use crate::model::{Both, Lang};

macro_rules! words {
    ($($NAME:ident: $en:literal, $zh:literal;)*) => {
        $(#[doc = $en] pub static $NAME: Both = Both::fixed($en, $zh);)*
        /// All of them, for the tests that read them.
        pub static ALL: &[(&str, &Both)] = &[$((stringify!($NAME), &$NAME)),*];
    };
}

words! {
    // What an actor does.
    BORN: "is created", "刚创建";
    RUNS: "runs", "运行";
    SLEEPS: "sleeps {0}", "睡眠 {0}";
    JOINS: "joins {0}", "join：等 {0} 结束";
    WAITS_FOR_CHILD: "waits for {0} to end", "等 {0} 结束";
    WAITS_FOR_ANY_CHILD: "waits for any child", "等任一子进程结束";
    WAITS_FOR_ITEM: "waits for an item of {0}", "等 {0} 里有数据";
    WAITS_FOR_TURN: "waits for its turn to read {0}", "等轮到自己读 {0}";
    WAITS_FOR_ANY_ITEM: "waits for an item", "等数据";
    JOINS_QUEUE: "joins {0}: all items done", "join：等 {0} 的数据全部处理完";
    WAITS_FOR_ROOM: "waits for room in {0}", "等 {0} 有空位";
    WAITS_FOR_MESSAGE: "waits for a message on {0}", "等 {0} 上的消息";
    WAITS_FOR_LOCK: "waits for {0}", "等锁 {0}";
    WAITS_FOR_EVENT: "waits for {0}", "等 {0}";
    WAITS_FOR_ANSWER: "waits for an answer of {0}", "等 {0} 答复";
    JOINS_POOL: "joins {0} until all is done", "join：等 {0} 的任务做完";
    WAITS_FOR_TASK: "waits for a task", "等任务";
    WAITS_FOR_RESULT: "waits for a result", "等结果";
    WATCHES_WORKERS: "watches over the workers", "照看工作进程";
    WAITS: "waits for {0}", "等 {0}";
    HOLDS: "holds {0}", "持有 {0}";
    ASLEEP: "asleep", "睡眠";
    ON_DISK: "waits for a disk", "等磁盘";
    STOPPED: "stopped", "被停住";
    SEEN_FROM_OUTSIDE: "{0}, from outside", "{0}（从外部看）";
    ZOMBIE: "zombie", "僵尸进程";
    NOT_MADE: "was not made", "没有创建成功";
    ENDED: "ended", "已结束";
    ENDED_STATUS: "ended, status {0}", "已结束，退出码 {0}";
    ENDED_SIGNAL: "killed by {0} ({1})", "被 {0} 终止（{1}）";
    WITH_STATUS: "{0}, status {1} unread", "{0}，退出码 {1} 未取";

    // Heads of panes.
    PROCESSES: "processes", "进程";
    CPU: "cpu", "CPU";
    MEMORY: "memory", "内存";
    SHARED: "shared", "共享对象";
    OUTPUT: "output", "输出";
    TIMELINE: "timeline", "时间线";
    CLAIMS: "claims", "论断";
    FINDINGS: "findings", "发现";
    MORE_LINES: "+ {0} more lines", "另有 {0} 行";
    MORE: "+ {0} more", "另有 {0} 个";
    EARLIER: "lines above: {0}", "前面还有 {0} 行";
    ABOVE: "{0} above", "上面 {0} 行";
    BELOW: "{0} below", "下面 {0} 行";
    SO_FAR: "what has happened", "经过";

    // Objects.
    IN_BUFFER: "buffer", "缓冲区";
    IN_PIPE: "pipe", "管道";
    PIPE_AND_ITEM: "pipe {0} bytes, item {1}", "管道 {0} 字节，数据 {1}";
    PUT_GOT: "put {0}  got {1}", "放入 {0}  取出 {1}";
    MAXSIZE: "maxsize {0}", "容量 {0}";
    WAIT: "waiting", "等待";
    OPEN_IN: "open in", "持有者";
    NOWHERE: "nowhere", "无";
    NOT_ACCEPTED: "not yet", "尚未接受";
    NOT_WATCHED: "not watched", "未观察";
    BOTH_CLOSED: "both ends are closed", "两端都已关闭";
    THROWN_AWAY: "lost", "已丢弃";
    BYTES_OF: "{0} of {1} bytes", "{0} / {1} 字节";
    HOLDS_BYTES: "holds {0} bytes", "容量 {0} 字节";
    FREE: "free", "空闲";
    SET: "set", "已设置";
    NOT_SET: "not set", "未设置";
    BROKEN: "broken", "已损坏";
    HAVE_COME: "{0} of {1} have come", "到了 {0} / {1} 个";
    OPENS_FOR: "nobody waits; it opens for {0}", "没有谁在等；到齐 {0} 个就放行";
    MAY_GO_ON: "may go on", "可以继续";
    NOBODY_WAITS: "nobody waits", "没有谁在等";
    COUNTER: "counter {0}", "计数 {0}";
    TAKEN: "taken {0}", "获取 {0} 次";
    TAKEN_BY_NAME: "by get_lock() {0}", "get_lock() {0} 次";
    NO_ROOM: "no room", "没有空位";
    WRITES: "written {0}", "写入 {0} 次";
    LAST_BY: "last by {0}", "最后由 {0} 写入";
    READ: "{0} has read {1}", "{0} 读到 {1}";
    CALLED: "called {0}", "调用 {0} 次";
    SERVES: "{0} serves", "{0} 提供服务";
    REFUSED: "{0} refused", "拒绝 {0} 次";
    SIZE: "{0} bytes", "{0} 字节";
    UNLINKED: "name removed", "名字已删除";
    STALE: "{0} still has {1}", "{0} 手里还是 {1}";
    WORKERS: "{0} workers", "{0} 个工作进程";
    ON_THE_BANK: "waiting", "等船";
    IN_THE_BOATS: "in the boats", "在船上";
    ACROSS: "across", "已过河";
    NO_MORE_TASKS: "closed: no more tasks", "已关闭：不再接收任务";

    // Empty states.
    NO_PROCESS: "Nothing runs yet.", "程序尚未开始运行。";
    NO_OBJECT: "Nothing is shared yet.", "还没有共享对象。";
    NO_OUTPUT: "Nothing has been printed yet.", "还没有任何输出。";
    NOTHING_PRINTED: "Nothing was printed.", "没有任何输出。";
    NO_LANE: "When the run begins, each process gets a lane here.", "运行开始后，每个进程在这里各占一条时间线。";
    NO_TEXT: "Watch the run; space holds it, the arrow keys step through it.", "观察运行；空格暂停，方向键逐步前后移动。";
    LOOK_BACK: "The run is over: space plays it, the arrow keys step through it.", "运行已经结束：空格播放，方向键逐步前后移动。";
    STEP_TEXT: "You decide who goes next: by number, or with the arrow keys and Enter.", "下一步谁走由你决定：按数字键，或用方向键和 Enter。";
    NO_CODE: "The program's text is not part of this recording.", "这份录制里没有程序的源代码。";
    NO_LESSON: "No lesson matches. Esc clears the search.", "没有匹配的课程。按 Esc 清除搜索。";

    // Claims.
    MEASURED: "measured: {0}", "实测：{0}";
    MEANT_TO_BREAK: "(this variant breaks it)", "（这个变体会破坏它）";
    NOT_SEEN: "(this run did not come to show it)", "（这次运行没有表现出来）";

    // Bars.
    CORES: "cpu (a full bar: one core)", "CPU（满格为一个核）";
    CORES_LAST: "cpu, last seen before they ended", "CPU（结束前最后一次采样）";
    NO_FAMILY: "family", "家族";
    FAMILY: "family of {0}", "家族：{0} 个进程";
    FAMILY_AND_DEAD: "family of {0}, {1} ended", "家族：{0} 个进程，{1} 个已结束";
    PRICE: "start to first line", "启动到打印第一行的时间";
    PRICE_BEST: "start to first line (best of {0})", "启动到打印第一行的时间（{0} 次中最短）";
    NO_PRICE: "no process has printed a line yet", "还没有进程打印过一行";
    PRICE_BESTS: "start to first line (best of each)", "启动到打印第一行的时间（各取最短）";
    AT_MOST: "at most {0}", "最长 {0}";
    SENT: "sent {0}", "送出 {0}";
    PAGES: "memory: full its own, hollow shared", "内存：实心独有，空心共享";

    // The legend of the timeline.
    LEGEND_RUNS: "runs", "运行";
    LEGEND_WAITS: "waits", "等待";
    LEGEND_SLEEPS: "sleeps", "睡眠";
    LEGEND_HOLDS: "holds a lock", "持有锁";
    LEGEND_ZOMBIE: "zombie", "僵尸";
    LEGEND_GIVES: "puts, sends", "放入、发送";
    LEGEND_TAKES: "gets, receives", "取出、接收";
    LEGEND_KILLED: "killed", "被终止";
    LEGEND_TOOK: "takes, begins", "获取、开始";
    LEGEND_RELEASED: "frees, ends", "释放、做完";
    LEGEND_READ: "reads", "读取";
    LEGEND_WROTE: "writes", "写入";
    LEGEND_RAISED: "exception", "异常";
    LEGEND_SIGNALLED: "sends a signal", "发信号";
    NOW: "now", "现在";

    // The header.
    LIVE: "live", "实时";
    HELD: "held", "已暂停";
    PAST: "looking back", "回看";
    PLAYING: "playing", "播放";
    OVER: "over", "已结束";
    READY: "ready", "就绪";
    STARTING: "starting", "正在启动";
    RECORDING: "recording", "录制";
    FREE_RUN: "free", "自由运行";
    FULL_SPEED: "full speed", "全速";
    A_SECOND: "{0} a second", "每秒 {0} 步";
    VARIANT: "variant {0}", "变体 {0}";
    LET_GO: "The first {0} events were let go: the newest are kept in memory, and all with --record.", "最早的 {0} 个事件已不在内存中，只留下最新的；用 --record 可保存全部。";
    LOST: "{0} events lost", "丢失 {0} 个事件";
    EVENT_OF: "event {0} of {1}", "事件 {0} / {1}";

    // Too small.
    TOO_SMALL: "forklore needs 40×10", "forklore 需要 40×10";
    TOO_SMALL_NOW: "this window: {0}×{1}", "当前窗口：{0}×{1}";
}

impl Both {
    /// The text in one language, with what is to be filled in.
    pub fn fill(&self, lang: Lang, parts: &[&str]) -> String {
        parts
            .iter()
            .enumerate()
            .fold(self.get(lang).to_string(), |text, (at, part)| text.replace(&format!("{{{at}}}"), part))
    }
}

/// A number with commas between its thousands.
pub fn thousands(number: u64) -> String {
    grouped(usize::try_from(number).unwrap_or(usize::MAX))
}

/// A size of memory in three or four columns: `2.1 M`.
pub fn size(bytes: u64) -> String {
    let units = ["B", "K", "M", "G", "T"];
    let mut amount = bytes as f64;
    let mut unit = 0;
    while amount >= 999.5 && unit + 1 < units.len() {
        amount /= 1024.0;
        unit += 1;
    }
    let digits = usize::from(unit > 0 && amount < 9.95);
    format!("{amount:.digits$} {}", units[unit])
}

/// A length of time in seconds, as short as it can be said: `0.31 s`, `12 ms`.
pub fn seconds(seconds: f64) -> Cow<'static, str> {
    match seconds {
        s if s >= 100.0 => format!("{s:.0} s").into(),
        s if s >= 0.1 => format!("{s:.2} s").into(),
        s if s >= 0.001 => format!("{:.0} ms", s * 1e3).into(),
        s if s > 0.0 => format!("{:.0} µs", s * 1e6).into(),
        _ => "0 s".into(),
    }
}

/// A time since the start, as a clock: `00:01.84`.
pub fn clock(nanoseconds: u64) -> String {
    let hundredths = hundredths(nanoseconds);
    format!("{:02}:{:02}.{:02}", hundredths / 6000, hundredths / 100 % 60, hundredths % 100)
}

/// A time since the start in seconds, as it stands beside what was printed: `1.84`.
pub fn since(nanoseconds: u64) -> String {
    let hundredths = hundredths(nanoseconds);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Rounded, and everywhere alike: the clock and what is printed at a moment say the same.
fn hundredths(nanoseconds: u64) -> u64 {
    nanoseconds.saturating_add(5_000_000) / 10_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_languages_with_the_same_places_to_fill() {
        for (name, both) in ALL {
            for lang in [Lang::En, Lang::Zh] {
                assert!(!both.get(lang).trim().is_empty(), "{name} {lang}");
            }
            for place in ["{0}", "{1}", "{2}"] {
                assert_eq!(both.en.contains(place), both.zh.contains(place), "{name} {place}");
            }
        }
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(thousands(65_536), "65,536");
        assert_eq!(thousands(999), "999");
        assert_eq!([0, 2_202_010, 1_048_576_000, 999].map(size), ["0 B", "2.1 M", "1.0 G", "999 B"]);
        assert_eq!([0.31, 0.0123, 0.000_05, 0.0].map(seconds).map(String::from), ["0.31 s", "12 ms", "50 µs", "0 s"]);
        assert_eq!(clock(61_840_000_000), "01:01.84");
        assert_eq!((clock(125_000_000), since(125_000_000)), ("00:00.13".into(), "0.13".into()));
        assert_eq!((clock(124_999_999), since(124_999_999)), ("00:00.12".into(), "0.12".into()));
        assert_eq!(clock(59_995_000_000), "01:00.00");
    }

    #[test]
    fn places_are_filled_in_order() {
        assert_eq!(PUT_GOT.fill(Lang::En, &["2", "1"]), "put 2  got 1");
        assert_eq!(PUT_GOT.fill(Lang::Zh, &["2", "1"]), "放入 2  取出 1");
    }
}
