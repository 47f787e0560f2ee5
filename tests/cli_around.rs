//! The commands around the lessons: check, doctor, completions, the manual, help.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use std::fs;

use binary::{answer, ask, directory, file, forklore};

/// Both orders of fork, then its challenge: the empty beginning, one of one step, two of two, two of three.
#[test]
fn check_proves_a_lesson_of_this_binary_by_running_it() {
    let proof = ask(&["check", &file("lessons/fork"), "--runs", "2"]);
    assert_eq!(proof.status, 0, "{}", proof.err);
    // Two runs of each of two programs; on CPython one more of each, where there is one.
    let counts = ["fork: in order, 4 runs, ", "fork: in order, 6 runs, "];
    assert!(counts.iter().any(|count| proof.out.starts_with(count)), "{}", proof.out);
    let proof = ask(&["check", &file("lessons/fork"), "--runs", "1", "--lang", "zh"]);
    let counts = ["fork：没有问题，运行了 2 次", "fork：没有问题，运行了 4 次"];
    assert!(counts.iter().any(|count| proof.out.starts_with(count)), "{}", proof.out);
}

#[test]
fn check_reads_a_lesson_that_this_binary_does_not_have() {
    let proof = ask(&["check", &file("tests/broken_lessons/sound")]);
    assert_eq!(proof.status, 0);
    assert!(proof.out.starts_with("sound: in order\n"), "{}", proof.out);
    assert!(proof.out.contains("native: this binary has no program of it"), "{}", proof.out);
    assert!(proof.out.contains("add --yes"), "nobody could be asked: {}", proof.out);
}

#[test]
fn check_ends_with_1_and_what_to_do_where_there_is_a_fault() {
    let own = directory("lesson").join("fork");
    fs::create_dir_all(&own).unwrap();
    for entry in fs::read_dir(file("lessons/fork")).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), own.join(entry.file_name())).unwrap();
    }
    let text = fs::read_to_string(own.join("zh.md")).unwrap();
    fs::write(own.join("zh.md"), text.replacen("## ", "## other-", 1)).unwrap();
    let proof = ask(&["check", own.to_str().unwrap()]);
    assert_eq!(proof.status, 1);
    assert!(proof.out.contains("zh.md") && proof.out.contains("  do: "), "{}", proof.out);
    assert!(proof.out.lines().last().unwrap().starts_with("fork: "), "{}", proof.out);
}

#[test]
fn check_finds_a_claim_that_a_run_breaks() {
    let own = directory("lesson").join("fork");
    fs::create_dir_all(&own).unwrap();
    for entry in fs::read_dir(file("lessons/fork")).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), own.join(entry.file_name())).unwrap();
    }
    let text = fs::read_to_string(own.join("lesson.toml")).unwrap();
    let claim = r#"text = "A*" }, is = 1 }"#;
    assert!(text.contains(claim));
    fs::write(own.join("lesson.toml"), text.replace(claim, &claim.replace("is = 1", "is = 2"))).unwrap();
    let proof = ask(&["check", own.to_str().unwrap(), "--runs", "1"]);
    assert_eq!(proof.status, 1);
    assert!(proof.out.contains("the claim `once` is broken"), "{}", proof.out);
}

#[test]
fn doctor_looks_at_everything_in_both_languages() {
    let english = ask(&["doctor"]);
    assert_eq!(english.status, 0, "{}", english.out);
    for word in ["kernel", "pidfd", "TERM", "UTF-8", "interpreters", "Lessons run here"] {
        assert!(english.out.contains(word), "{word} in {}", english.out);
    }
    assert!(ask(&["doctor", "--lang", "zh"]).out.contains("课程可以在这里运行"));
}

#[test]
fn doctor_finds_the_interpreters_on_the_path_and_says_what_they_are_good_for() {
    let bin = directory("bin");
    let python = |name: &str, version: &str| {
        let path = bin.join(name);
        fs::write(&path, format!("#!/bin/sh\necho {version} abi cpython /opt/{name}/bin/python3\n")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(&path, mode).unwrap();
    };
    python("python3", "3.12.1");
    python("python3.6", "3.6.15");
    python("python3-config", "1.1.1");
    let seen = answer(forklore(&["doctor"]).env("PATH", &bin)).out;
    assert!(seen.contains("CPython 3.12.1  runs lessons, every step seen; watched in pure Python"), "{seen}");
    assert!(seen.contains(" · /opt/python3/bin/python3\n"), "{seen}");
    assert!(seen.contains("CPython 3.6.15  too old"), "{seen}");
    assert!(!seen.contains("1.1.1"), "{seen}");
    let none = answer(forklore(&["doctor"]).env("PATH", directory("empty"))).out;
    assert!(none.contains("none found: lessons run on the native engine"), "{none}");
}

#[test]
fn each_shell_gets_completions_that_know_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = ask(&["completions", shell]);
        assert_eq!(script.status, 0);
        for command in ["list", "run", "explore", "watch", "open", "export", "check", "doctor"] {
            assert!(script.out.contains(command), "{command} in {shell}");
        }
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let root = ask(&["man"]).out;
    assert!(root.contains(".TH forklore 1") && root.contains("EXIT STATUS") && root.contains("settings.toml"));
    assert!(root.contains("Run the program again"), "the keys are told");
    assert!(ask(&["man", "--lang", "zh"]).out.contains("重新运行程序"));
    for command in ["list", "run", "explore", "watch", "open", "export", "check", "doctor", "completions", "man"] {
        let page = ask(&["man", command]).out;
        assert!(page.contains(&format!(".TH forklore-{command} 1")), "{page}");
    }
}

#[test]
fn help_is_there_in_both_languages() {
    let english = ask(&["run", "--help"]);
    assert!(english.status == 0 && english.out.contains("Usage: forklore run") && english.err.is_empty());
    let chinese = ask(&["run", "--help", "--lang", "zh"]);
    assert!(chinese.status == 0 && chinese.out.contains("用法：forklore run") && chinese.err.is_empty());
    assert!(ask(&["--version"]).out.starts_with("forklore 0."));
}
