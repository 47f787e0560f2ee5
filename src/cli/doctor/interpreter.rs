//! The interpreters, and what the engine python makes of each.

use crate::model::Both;
use crate::model::tongue::both;
use crate::run::emitter::{self, VARIABLE, Wish};
use crate::run::interpreter::{Fitness, Interpreter};

use super::Finding;

/// Every interpreter, once.
pub(super) fn findings() -> Vec<Finding> {
    let all = Interpreter::all();
    if all.is_empty() {
        let none = Both::fixed("none found: lessons run on the native engine", "没有找到：课程用原生引擎运行");
        return vec![Finding::told(Both::same("python3"), none)];
    }
    all.iter().map(finding).collect()
}

fn finding(found: &Interpreter) -> Finding {
    let path = found.path.display();
    let what = match found.fitness() {
        Fitness::Tried => {
            let Both { en, zh } = speed(found);
            both!("runs lessons, every step seen; {en} · {path}", "可以运行课程并看到每一步；{zh} · {path}")
        }
        Fitness::Untried => both!(
            "should run lessons; nobody has tried this version · {path}",
            "应当可以运行课程，但这个版本没有试过 · {path}"
        ),
        Fitness::TooOld => both!(
            "too old to be watched: 3.8 and later can be · {path}",
            "太旧，看不到它的动作：需要 3.8 以上 · {path}"
        ),
        Fitness::Other => {
            both!("not CPython, which the lessons are about · {path}", "不是 CPython，而课程讲的是 CPython · {path}")
        }
    };
    Finding::told(Both::same(found.title()), what)
}

/// Whether its programs are watched by the compiled emitter, and why not.
fn speed(found: &Interpreter) -> Both {
    match emitter::wish() {
        Wish::Declined => both!("{VARIABLE}=0: watched in pure Python", "{VARIABLE}=0：用纯 Python 观察"),
        Wish::NotBuilt => {
            Both::fixed("watched in pure Python: built without the emitter", "用纯 Python 观察：构建时没有编译版的探针")
        }
        Wish::Used if emitter::is_loaded_by(&found.path).unwrap_or(false) => {
            Both::fixed("watched by the compiled emitter", "用编译版的探针观察")
        }
        Wish::Used => {
            Both::fixed("watched in pure Python: it cannot load the emitter", "用纯 Python 观察：无法加载编译版的探针")
        }
    }
}
