//! The help in Chinese: the words that stand beside the English ones of [`super::args`].

use clap::{Arg, Command};

/// The whole definition, with its help in Chinese.
pub fn translated(command: Command) -> Command {
    let commands: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_string()).collect();
    commands
        .iter()
        .fold(in_chinese(command, ""), |command, name| command.mut_subcommand(name, |sub| in_chinese(sub, name)))
}

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}";

fn in_chinese(command: Command, name: &str) -> Command {
    let about = word(name, "").unwrap_or_default();
    let command =
        command.about(about).help_template(TEMPLATE).subcommand_help_heading("命令").subcommand_value_name("命令");
    let own = command.disable_help_flag(true).disable_help_subcommand(true).disable_version_flag(true);
    let own = own.mut_args(|arg| labelled(arg, name));
    let help = Arg::new("help").short('h').long("help").help("显示帮助").action(clap::ArgAction::Help);
    let own = own.arg(help.help_heading("选项"));
    if !name.is_empty() {
        return own;
    }
    let version = Arg::new("version").short('V').long("version").help("显示版本").action(clap::ArgAction::Version);
    own.arg(version.help_heading("选项"))
}

fn labelled(arg: Arg, command: &str) -> Arg {
    let heading = match (arg.is_positional(), arg.is_global_set()) {
        (true, _) => "参数",
        (_, true) => "通用选项",
        _ => "选项",
    };
    let id = arg.get_id().to_string();
    let help = word(command, &id).or_else(|| word("", &id)).unwrap_or_default();
    let takes_values = arg.get_action().takes_values();
    arg.help(help).help_heading(heading).hide_default_value(takes_values)
}

/// What is said of an argument of a command (`""`: of forklore itself), or of the command (`""`: of no argument).
fn word(command: &str, argument: &str) -> Option<&'static str> {
    WORDS.iter().find(|(of, id, _)| (*of, *id) == (command, argument)).map(|(_, _, help)| *help)
}

#[rustfmt::skip]
static WORDS: &[(&str, &str, &str)] = &[
    ("", "", "观察真实的进程，学习进程如何工作、如何通信"),
    ("", "lang", "所有文字的语言（默认取决于系统的区域设置）"),
    ("", "lessons", "从这个目录读取课程，不用内置的"),
    ("", "yes", "运行 --lessons 里的课程时不再询问（也可设 FORKLORE_YES=1）"),
    ("", "color", "颜色：auto（自动）、always（总是）或 never（从不）"),
    ("", "theme", "配色：dark（深色背景）、light（浅色背景）或 mono（无色）"),
    ("", "ascii", "只用 ASCII 字符绘图"),
    ("", "reduced_motion", "界面上不必要的动画都不显示"),
    ("list", "", "列出所有课程及其变体和旋钮"),
    ("list", "json", "每行一个 JSON 对象"),
    ("run", "", "运行一课：在界面上，或用 --json、--plain 直接输出"),
    ("run", "lesson", "课程名：用 `forklore list` 查看"),
    ("run", "engine", "运行引擎：native 或 python"),
    ("run", "python", "python 引擎所用的解释器"),
    ("run", "variant", "运行程序的某个变体"),
    ("run", "set", "调节旋钮，可以多次使用"),
    ("run", "seed", "这次运行中所有随机数的种子（默认 1）"),
    ("run", "schedule", "指定先后顺序：一串名字"),
    ("run", "record", "把运行过程录制到文件，供 open 和 export 使用"),
    ("run", "time_limit", "不开界面时：到了这么多秒就结束运行（默认 60）"),
    ("run", "json", "不开界面：每行一个事件，JSON 格式"),
    ("run", "plain", "不开界面：每行一个事件，用文字说明"),
    ("compare", "", "用两个引擎运行一课，并排对照每个执行者做了什么"),
    ("compare", "lesson", "课程名：用 `forklore list` 查看"),
    ("compare", "python", "另一边所用的 Python 解释器"),
    ("compare", "variant", "程序的变体"),
    ("compare", "set", "调旋钮；可以多次使用"),
    ("compare", "runs", "两边不一致时，每个引擎最多运行几次"),
    ("compare", "json", "每行一个差异（JSON），最后一行是合计"),
    ("watch", "", "观察你自己的程序和它的各个进程，程序无需改动"),
    ("watch", "record", "把看到的保存到文件，供 open 和 export 使用"),
    ("watch", "until", "直到出现这个：finding（发现）。有界面时全部停在那里；没有界面时结束程序"),
    ("watch", "step", "在界面上逐步决定它的哪个 Python 进程先走"),
    ("watch", "json", "不用界面：每行一个 JSON 事件"),
    ("watch", "plain", "不用界面：每行用文字叙述一个事件"),
    ("watch", "command", "要观察的程序及其参数，写在 `--` 之后"),
    ("explore", "", "把一课各步骤的所有先后顺序都真实地运行一遍"),
    ("explore", "lesson", "课程名：用 `forklore list` 查看"),
    ("explore", "engine", "运行引擎：native 或 python"),
    ("explore", "python", "python 引擎使用的解释器"),
    ("explore", "variant", "运行程序的某个变体"),
    ("explore", "set", "调节旋钮，可以多次使用"),
    ("explore", "no_reduction", "每种顺序都试，包括彼此看不出区别的"),
    ("explore", "preemptions", "试遍抢占不超过 N 次的顺序，次数少的在先：多数错误只要一两次"),
    ("explore", "random", "试 N 种由随机优先级决定的顺序（种子由 --seed 给出）：适合顺序太多、试不完的程序"),
    ("explore", "depth", "与 --random 同用：寻找取决于 D 处先后的错误（默认 3）"),
    ("explore", "limit", "最多试多少种顺序（默认 10000）"),
    ("explore", "steps", "每次运行最多走多少步就结束：程序可能没有尽头（默认 2000）"),
    ("explore", "jobs", "同时试多少种顺序（默认每个 CPU 核一种），结果不受影响"),
    ("explore", "ordinary", "另外再普通地运行这么多次，作为对照（默认 0）"),
    ("explore", "seed", "这些运行中所有随机数的种子（默认 1）"),
    ("explore", "json", "每行一个 JSON 对象"),
    ("open", "", "在界面上打开录制文件"),
    ("open", "file", "录制文件"),
    ("export", "", "把录制文件转换成其他格式"),
    ("export", "file", "录制文件"),
    ("export", "to", "格式：ndjson、text、trace 或 svg"),
    ("export", "at", "svg：发生这么多事件之后的屏幕；不写则为最后"),
    ("export", "size", "svg：屏幕的列数和行数"),
    ("export", "output", "写入这个文件，而不是标准输出"),
    ("check", "", "检查课程文件夹：是否完整、两种语言是否齐全、论断是否成立"),
    ("check", "paths", "课程文件夹，或装有课程文件夹的目录；不写则检查整个课程"),
    ("check", "python", "运行 Python 程序所用的解释器（默认用找到的第一个）"),
    ("check", "runs", "每个程序运行几次，每次用不同的种子（默认 3）"),
    ("new", "", "新建一课自己的课程：生成的文件夹可以直接通过 check"),
    ("new", "path", "要新建的文件夹，最后一段就是课程名"),
    ("progress", "", "输出学习记录：课程、预测、挑战"),
    ("progress", "json", "每课一行，JSON 对象"),
    ("doctor", "", "查看这台机器、这个终端和已安装的解释器能做什么"),
    ("completions", "", "输出某种 shell 的自动补全脚本"),
    ("completions", "shell", "哪种 shell：bash、elvish、fish、powershell 或 zsh"),
    ("man", "", "输出 forklore 或某个命令的手册页"),
    ("man", "command", "哪个命令；不写则是 forklore 自身"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Args;

    fn defined() -> BTreeSet<(String, String)> {
        let root = Args::command();
        let of = |name: &str, command: &Command| {
            let own = command.get_arguments().map(|arg| (name.to_string(), arg.get_id().to_string()));
            own.chain([(name.to_string(), String::new())]).collect::<Vec<_>>()
        };
        let subs = root.get_subcommands().flat_map(|sub| of(sub.get_name(), sub));
        subs.chain(of("", &root)).collect()
    }

    #[test]
    fn each_word_of_the_command_line_has_its_sibling() {
        let said = WORDS.iter().map(|(command, argument, _)| (command.to_string(), argument.to_string()));
        assert_eq!(said.collect::<BTreeSet<_>>(), defined());
    }

    #[test]
    fn the_translated_definition_is_sound() {
        translated(Args::command()).debug_assert();
        let help = translated(Args::command()).try_get_matches_from(["forklore", "run", "--help"]);
        let help = help.unwrap_err().render().to_string();
        assert!(help.contains("用法：") && help.contains("运行一课") && !help.contains("Usage"), "{help}");
    }
}
