//! `forklore list`: what lessons there are, for people and for programs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use std::fs;

use binary::{answer, ask, directory, file, forklore};
use forklore::lessons::TABLE;

#[test]
fn every_lesson_stands_in_the_list_in_both_languages() {
    for lang in ["en", "zh"] {
        let list = ask(&["list", "--lang", lang]);
        assert_eq!((list.status, list.err.as_str()), (0, ""));
        for row in TABLE {
            let own = list.out.lines().find(|line| line.split_whitespace().next() == Some(row.id));
            let engine = if row.programs.is_empty() { "python" } else { "native" };
            assert!(own.is_some_and(|line| line.contains(engine)), "{} in {}", row.id, list.out);
        }
    }
    assert!(ask(&["list", "--lang", "zh"]).out.starts_with("1  进程\n"));
}

#[test]
fn programs_read_a_lesson_a_line() {
    let list = ask(&["list", "--json"]).json();
    assert_eq!(list.len(), TABLE.len());
    let fork = list.iter().find(|lesson| lesson["id"] == "fork").unwrap();
    assert_eq!(fork["chapter"], 1);
    assert_eq!(fork["title"]["zh"], "一次调用，两次返回");
    assert_eq!(fork["engines"][0], "native");
    assert_eq!(fork["variants"][0]["id"], "no-room");
    assert_eq!(fork["explorable"], true);
}

#[test]
fn a_start_without_words_and_without_a_terminal_lists() {
    let start = ask(&[]);
    assert_eq!((start.status, start.out), (0, ask(&["list"]).out));
}

#[test]
fn the_language_is_the_flags_then_the_settings_then_the_locales() {
    let titles = |command: &mut std::process::Command| answer(command).out.contains("进程");
    assert!(!titles(&mut forklore(&["list"])));
    assert!(titles(forklore(&["list"]).env("LC_ALL", "zh_CN.UTF-8")));
    assert!(!titles(forklore(&["list"]).env("LC_ALL", "zh_CN")), "a terminal that is not UTF-8 cannot show it");
    let home = directory("settings");
    fs::create_dir_all(home.join(".config/forklore")).unwrap();
    fs::write(home.join(".config/forklore/settings.toml"), "language = \"zh\"\n").unwrap();
    assert!(titles(forklore(&["list"]).env("HOME", &home)));
    assert!(!titles(forklore(&["list", "--lang=en"]).env("HOME", &home)));
}

#[test]
fn a_broken_settings_file_is_told_and_set_aside() {
    let home = directory("settings");
    let path = home.join(".config/forklore/settings.toml");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "language = \"klingon\"\n").unwrap();
    let list = answer(forklore(&["list"]).env("HOME", &home));
    assert_eq!(list.status, 0);
    assert!(list.err.contains("settings.toml"), "{}", list.err);
    assert!(!path.exists() && path.with_extension("toml.broken").exists());
}

#[test]
fn lessons_of_ones_own_are_listed_and_a_broken_one_is_told_with_file_and_line() {
    let own = directory("lessons");
    for file_name in ["lesson.toml", "en.md", "zh.md", "program.py", "program.rs", "no-wait.py", "no_wait.rs"] {
        for id in ["sound", "broken"] {
            fs::create_dir_all(own.join(id)).unwrap();
            let from = file(&format!("tests/broken_lessons/sound/{file_name}"));
            fs::copy(from, own.join(id).join(file_name)).unwrap();
        }
    }
    let toml = fs::read_to_string(own.join("broken/lesson.toml")).unwrap();
    fs::write(own.join("broken/lesson.toml"), toml.replacen("title =", "titel =", 1)).unwrap();
    let list = ask(&["list", "--lessons", own.to_str().unwrap()]);
    assert_eq!(list.status, 2);
    assert!(list.out.contains("   sound"), "nothing is lost: {}", list.out);
    assert!(list.err.contains("broken/lesson.toml:") && list.err.contains("do: write `title`"), "{}", list.err);
}
