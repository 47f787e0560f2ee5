//! Events as lines of JSON: every event comes back as it went, and what is not one is refused with a reason.

mod support;

use forklore::model::{Event, Field, Kind, Phase, Place, Val, json};
use proptest::prelude::*;
use support::anything::any_event;

proptest! {
    #[test]
    fn every_event_comes_back_as_it_went(event in any_event()) {
        prop_assert_eq!(json::parse(&json::line(&event)).unwrap(), event);
    }

    #[test]
    fn a_line_is_written_as_serde_would_write_it(event in any_event()) {
        prop_assert_eq!(json::line(&event), serde_json::to_string(&event).unwrap());
    }
}

#[test]
fn an_event_is_one_line_with_its_fields_in_the_agreed_order() {
    let mut event = Event::new(Kind::QueuePut).with(Field::Outcome, "Full").with(Field::Status, Val::Null);
    event.n = 7;
    event.t = 1_500;
    event.actor = Some("writer".into());
    event.pid = Some(4711);
    event.tid = Some(4712);
    event.phase = Some(Phase::End);
    event.object = Some("q".into());
    event.class = Some("Queue".into());
    event.value = Some("'A'".into());
    event.bytes = Some(3);
    event.place = Some(Place { file: "program.py".into(), line: 10 });
    assert_eq!(
        json::line(&event),
        r#"{"n":7,"t":1500,"actor":"writer","pid":4711,"tid":4712,"kind":"queue.put","phase":"end","object":"q","class":"Queue","value":"'A'","bytes":3,"file":"program.py","line":10,"outcome":"Full","status":null}"#
    );
}

#[test]
fn the_engines_own_events_have_a_null_actor_and_nothing_else_that_is_absent() {
    assert_eq!(json::line(&Event::new(Kind::RunStart)), r#"{"n":0,"t":0,"actor":null,"kind":"run.start"}"#);
}

#[test]
fn unknown_keys_are_passed_over() {
    let event = json::parse(r#"{"kind":"output","colour":{"a":[1]},"text":"hi"}"#).unwrap();
    assert_eq!(event.text(Field::Text), Some("hi"));
    assert_eq!(event.with.len(), 1);
}

#[test]
fn what_is_no_event_is_refused_with_the_reason() {
    let reason = |line: &str| json::parse(line).unwrap_err().to_string();
    assert!(reason(r#"{"kind":"queue.peek"}"#).contains("unknown kind of event `queue.peek`"));
    assert!(reason(r#"{"n":1}"#).contains("missing field `kind`"));
    assert!(reason(r#"{"kind":"output"} {"#).contains("trailing"));
    assert!(reason(r#"{"kind":"output","n":"x"}"#).contains("invalid type"));
    assert!(reason(r#"[]"#).contains("an event"));
}
