//! Any event at all, for tests that say "whatever comes".

use std::sync::Arc;

use forklore::model::{Event, Field, Kind, Phase, Place, Val};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Any event: any kind with any fields, names from a small set so that events meet each other.
pub fn any_event() -> impl Strategy<Value = Event> {
    let who = (option::of(actor()), option::of(1..9i32), option::of(1..9i32));
    let what = (select(Kind::ALL), option::of(select(&Phase::ALL[..])), option::of(object()));
    let more = (option::of(class()), option::of(value()), option::of(any::<u64>()), option::of(place()));
    (any::<u64>(), any::<u64>(), who, what, more, vec((select(Field::ALL), field_val()), 0..4)).prop_map(
        |(n, t, (actor, pid, tid), (kind, phase, object), (class, value, bytes, place), with)| Event {
            n,
            t,
            actor: actor.map(|name| name.as_str().into()),
            pid,
            tid,
            kind,
            phase,
            place,
            object: object.map(|name| name.as_str().into()),
            class: class.map(Arc::from),
            value: value.map(Arc::from),
            bytes,
            with,
        },
    )
}

fn actor() -> impl Strategy<Value = String> {
    select(&["main", "child", "child-2", "child.child", "main/feeder", "child/feeder", "一个"][..])
        .prop_map(str::to_string)
}

fn object() -> impl Strategy<Value = String> {
    select(&["q", "lock", "pipe", "v", "pool"][..]).prop_map(str::to_string)
}

fn class() -> impl Strategy<Value = &'static str> {
    select(
        &["Queue", "SimpleQueue", "Pipe", "Lock", "RLock", "Semaphore", "Value", "Pool", "GIL", "Event", "Thing"][..],
    )
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![select(&["'A'", "1", "2", "None"][..]).prop_map(str::to_string), any::<String>()]
}

fn place() -> impl Strategy<Value = Place> {
    (select(&["program.py", "写.py"][..]), any::<u32>()).prop_map(|(file, line)| Place { file: Arc::from(file), line })
}

/// Names where names are expected often enough, and anything else.
fn field_val() -> impl Strategy<Value = Val> {
    prop_oneof![
        actor().prop_map(Val::from),
        select(&["a", "b", "item", "room", "release", "exit"][..]).prop_map(Val::from),
        any_val()
    ]
}

fn any_val() -> impl Strategy<Value = Val> {
    let leaf = prop_oneof![
        Just(Val::Null),
        any::<bool>().prop_map(Val::Bool),
        any::<i64>().prop_map(Val::Int),
        any::<f64>().prop_filter("JSON has no infinity", |number| number.is_finite()).prop_map(Val::Float),
        any::<String>().prop_map(Val::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Val::List),
            vec((any::<String>(), inner), 0..4)
                .prop_map(|entries| Val::Map(entries.into_iter().map(|(key, val)| (Arc::from(key), val)).collect())),
        ]
    })
}
