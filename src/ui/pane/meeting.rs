//! An event, a condition or a barrier: who is there, who waits.

use ratatui::text::{Line, Span};

use super::objects::{head, waiting};
use super::who;
use crate::model::World;
use crate::model::world::{Meeting, Object};
use crate::ui::ink::Look;
use crate::ui::theme::Role;
use crate::ui::words;

/// The meeting as lines.
///
/// ```text
/// gate  Barrier                broken
///    B C   2 of 3 have come
/// go  Event                    not set
///    B C waiting
/// ```
pub fn picture(object: &Object, meeting: &Meeting, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let here = if meeting.parties > 0 { &meeting.here } else { &meeting.waiters };
    let mut spans = vec![Span::raw("   ")];
    spans.extend(who::letters(world, here.iter().map(|name| &**name), look));
    if meeting.parties > 0 {
        let (come, all) = (here.len().to_string(), meeting.parties.to_string());
        spans.push(look.span(Role::Dim, format!("   {}", words::HAVE_COME.fill(look.lang, &[&come, &all]))));
    } else if !here.is_empty() {
        spans.push(waiting(look));
    } else {
        spans.push(look.span(Role::Dim, words::NOBODY_WAITS.get(look.lang)));
    }
    vec![head(object, state(object, meeting, look), width, look), Line::from(spans)]
}

fn state(object: &Object, meeting: &Meeting, look: &Look) -> String {
    let words = match &*object.class {
        "Event" if meeting.set => &words::SET,
        "Event" => &words::NOT_SET,
        "Barrier" if meeting.broken => &words::BROKEN,
        _ => return String::new(),
    };
    words.get(look.lang).to_string()
}
