//! The terminal: what it is, what it shows, which language it is spoken to in.

use std::io::IsTerminal;

use crate::lesson::{preferences, store};
use crate::model::tongue::both;
use crate::model::{Both, Lang};
use crate::ui::theme::Depth;

use super::super::setup::{self, Setup};
use super::Finding;

/// Everything about the terminal.
pub(super) fn findings(setup: &Setup) -> Vec<Finding> {
    vec![
        Finding::told(Both::fixed("output", "输出"), output()),
        Finding::told(Both::same("TERM"), variable("TERM")),
        Finding::told(Both::fixed("size", "大小"), size()),
        Finding::told(Both::fixed("colours", "颜色"), colours(setup.theme.depth)),
        Finding::told(Both::fixed("characters", "字符"), characters()),
        Finding::told(Both::fixed("language", "语言"), language(setup.lang)),
        Finding::told(Both::fixed("settings", "设置文件"), settings()),
    ]
}

fn output() -> Both {
    match (std::io::stdout().is_terminal(), setup::has_screen()) {
        (true, true) => Both::fixed("a terminal with a screen", "带屏幕的终端"),
        (true, false) => Both::fixed("a terminal that can only print", "只能逐行打印的终端"),
        (false, _) => Both::fixed("no terminal: text is printed", "不是终端：只打印文字"),
    }
}

fn variable(name: &str) -> Both {
    std::env::var(name).map_or(Both::fixed("not set", "未设置"), Both::same)
}

fn size() -> Both {
    let Ok((columns, rows)) = crossterm::terminal::size() else { return Both::fixed("unknown", "未知") };
    match columns >= 80 && rows >= 24 {
        true => both!("{columns}x{rows}", "{columns}x{rows}"),
        false => both!(
            "{columns}x{rows}: 80x24 and more shows everything side by side",
            "{columns}x{rows}：80x24 以上才能并排显示全部内容"
        ),
    }
}

fn colours(depth: Depth) -> Both {
    match depth {
        Depth::None => Both::fixed("none", "无"),
        Depth::Sixteen => Both::same("16"),
        Depth::Indexed => Both::same("256"),
        Depth::True => Both::fixed("24 bits", "24 位"),
    }
}

fn characters() -> Both {
    match setup::is_utf8() {
        true => Both::same("UTF-8"),
        false => Both::fixed(
            "not UTF-8: drawn in ASCII; LC_ALL=C.UTF-8 shows more",
            "不是 UTF-8：用 ASCII 绘图；设置 LC_ALL=C.UTF-8 可显示更多",
        ),
    }
}

fn language(lang: Lang) -> Both {
    let locale = sys_locale::get_locale().unwrap_or_else(|| "C".into());
    both!("{lang} (locale {locale}; --lang en|zh)", "{lang}（区域设置 {locale}；--lang en|zh）")
}

fn settings() -> Both {
    let Some(path) = store::config_dir().map(|dir| dir.join(preferences::FILE)) else {
        return Both::fixed("no home directory", "没有主目录");
    };
    let shown = path.display();
    match path.exists() {
        true => both!("{shown}", "{shown}"),
        false => both!("{shown} (none yet)", "{shown}（尚未创建）"),
    }
}
