//! Grading: which answer to a question this very run shows to be right.

use crate::lesson::claim::Case;
use crate::lesson::question::{Grade, Question};
use crate::lesson::{Lesson, Verdict};

/// The place of the right option, by what the run shows; `None` where the run did not come to show it.
pub fn right(question: &Question, lesson: &Lesson, case: &Case<'_>) -> Option<usize> {
    if question.options.iter().any(|option| option.shows.is_some()) {
        return question.options.iter().position(|option| shown(option.shows.as_ref(), case));
    }
    let proved = match &question.grade {
        None => true,
        Some(Grade::Check(check)) => check.judge(case).verdict == Verdict::Holds,
        Some(Grade::Claims(ids)) => ids.iter().all(|id| claimed(lesson, id, case)),
    };
    known(question).filter(|_| proved)
}

/// The place of the option that is right in every run.
pub fn known(question: &Question) -> Option<usize> {
    question.options.iter().position(|option| option.right)
}

fn shown(check: Option<&crate::lesson::Check>, case: &Case<'_>) -> bool {
    check.is_some_and(|check| check.judge(case).verdict == Verdict::Holds)
}

fn claimed(lesson: &Lesson, id: &str, case: &Case<'_>) -> bool {
    lesson.claim(id).is_some_and(|claim| claim.judge(case).verdict == Verdict::Holds)
}
