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
///    B C   2 of 3 have come   D may go on
/// go  Event                    not set
///    B C waiting
/// ```
pub fn picture(object: &Object, meeting: &Meeting, world: &World, width: usize, look: &Look) -> Vec<Line<'static>> {
    let here = if meeting.parties > 0 { &meeting.here } else { &meeting.waiters };
    let mut spans = vec![Span::raw("   ")];
    spans.extend(who::letters(world, here.iter().map(|name| &**name), look));
    if meeting.parties > 0 {
        spans.extend(round(meeting, world, look));
    } else if !here.is_empty() {
        spans.push(waiting(look));
    } else {
        spans.push(look.span(Role::Dim, words::NOBODY_WAITS.get(look.lang)));
    }
    vec![head(object, state(object, meeting, look), width, look), Line::from(spans)]
}

/// Who is missing in this round, and who of the last one has not gone on yet.
fn round(meeting: &Meeting, world: &World, look: &Look) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    if meeting.here.is_empty() && meeting.woken().is_empty() {
        let said = if meeting.broken { words::NOBODY_WAITS.get(look.lang).into() } else { opens_for(meeting, look) };
        spans.push(look.span(Role::Dim, said));
    }
    if !meeting.here.is_empty() {
        let (come, all) = (meeting.here.len().to_string(), meeting.parties.to_string());
        spans.push(look.span(Role::Dim, format!("   {}", words::HAVE_COME.fill(look.lang, &[&come, &all]))));
        spans.extend((!meeting.woken().is_empty()).then(|| Span::raw("   ")));
    }
    if !meeting.woken().is_empty() {
        spans.extend(who::letters(world, meeting.woken().iter().map(|name| &**name), look));
        spans.push(look.span(Role::Dim, format!(" {}", words::MAY_GO_ON.get(look.lang))));
    }
    spans
}

fn opens_for(meeting: &Meeting, look: &Look) -> String {
    words::OPENS_FOR.fill(look.lang, &[&meeting.parties.to_string()])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Event, Kind, Phase};

    #[test]
    fn who_of_the_last_round_has_not_gone_on_is_not_lost() {
        let mut world = World::new();
        let mut told = |who: &str, kind: Kind, phase: Option<Phase>| {
            let (actor, object, class) = (Some(who.into()), Some("meet".into()), Some("Barrier".into()));
            world.apply(&Event { actor, object, class, phase, value: Some("2".into()), ..Event::new(kind) });
            let picture = |object| super::super::objects::picture(object, &world, 60, &Look::default());
            world.objects().next().map(picture).unwrap_or_default().last().map(Line::to_string).unwrap_or_default()
        };
        assert_eq!(told("left", Kind::SyncCreate, None), "   nobody waits; it opens for 2");
        told("left", Kind::SyncWait, Some(Phase::Begin));
        assert_eq!(told("left", Kind::SyncWait, Some(Phase::Wait)), "   A   1 of 2 have come");
        assert_eq!(told("right", Kind::SyncWait, Some(Phase::Begin)), "   A B may go on");
        told("right", Kind::SyncWait, Some(Phase::End));
        assert_eq!(told("right", Kind::SyncWait, Some(Phase::Begin)), "   B   1 of 2 have come   A may go on");
        assert_eq!(told("left", Kind::SyncWait, Some(Phase::End)), "   B   1 of 2 have come");
    }
}
