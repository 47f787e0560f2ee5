//! Sentences about what a manager holds, about connections to it, and about named blocks of shared memory.

use super::{harmless, object, value};
use crate::model::event::{Event, Field, Kind, Phase};
use crate::model::tongue::{Both, both};

pub(super) fn said(event: &Event) -> Option<Both> {
    use Kind::*;
    let (name, value) = (object(event), value(event));
    Some(match event.kind {
        ManagerStart => started(event),
        ManagerCreate => {
            let class = event.class.as_deref().unwrap_or("?");
            both!("has {name} made by the manager ({class} {value})", "请管理器创建 {name}（{class} {value}）")
        }
        ManagerCall => called(event)?,
        ManagerServe => served(event)?,
        MemoryCreate => {
            let size = event.int(Field::Size).unwrap_or_default();
            both!("makes the shared memory {name}, {size} bytes", "创建共享内存 {name}，{size} 字节")
        }
        MemoryAttach if event.outcome().is_some() => {
            let outcome = event.outcome()?;
            both!("finds no shared memory {name}: {outcome}", "找不到共享内存 {name}：{outcome}")
        }
        MemoryAttach => both!("opens the shared memory {name}", "打开共享内存 {name}"),
        MemoryClose => both!("closes its view of {name}", "关闭自己对 {name} 的映射"),
        MemoryUnlink if event.outcome().is_some() => {
            let outcome = event.outcome()?;
            both!("finds no name of {name} to remove: {outcome}", "{name} 已没有名字可删：{outcome}")
        }
        MemoryUnlink => both!("removes the name of {name}", "删除 {name} 的名字"),
        NetListen | NetConnect | NetAccept | NetAuth => connected(event)?,
        _ => return None,
    })
}

fn started(event: &Event) -> Both {
    let name = object(event);
    match event.text(Field::Child) {
        Some(child) => {
            both!("has started the manager {name}: {child} is its server", "启动管理器 {name}，服务进程是 {child}")
        }
        None => both!("serves as the manager {name} from now on", "从此作为管理器 {name} 提供服务"),
    }
}

fn connected(event: &Event) -> Option<Both> {
    let name = object(event);
    let at = harmless(event.text(Field::Address).unwrap_or("?"));
    Some(match (event.kind, event.outcome()) {
        (Kind::NetListen, _) => both!("listens at {at} for {name}", "为 {name} 在 {at} 监听"),
        (Kind::NetConnect, None) => both!("connects to {name} at {at}", "连接 {name}（{at}）"),
        (Kind::NetConnect, Some(outcome)) => both!("cannot connect to {at}: {outcome}", "无法连接 {at}：{outcome}"),
        (Kind::NetAccept, None) => both!("accepts a connection to {name}", "接受一个到 {name} 的连接"),
        (Kind::NetAccept, Some(outcome)) => both!("cannot accept a connection: {outcome}", "无法接受连接：{outcome}"),
        (Kind::NetAuth, None) => both!("shows and checks the key: it is right", "双方核对密钥：一致"),
        (Kind::NetAuth, Some(outcome)) => both!("shows and checks the key: {outcome}", "双方核对密钥：{outcome}"),
        _ => return None,
    })
}

fn called(event: &Event) -> Option<Both> {
    let name = object(event);
    let call = spoken(event);
    Some(match (event.phase, event.outcome(), event.text(Field::Result)) {
        (Some(Phase::Begin), ..) => both!("asks the manager for {call}", "请管理器执行 {call}"),
        (Some(Phase::Wait), ..) => both!("waits for the answer of {name}", "等待 {name} 答复"),
        (_, Some(outcome), _) => both!("gets {outcome} from {call}", "{call} 抛出 {outcome}"),
        (_, None, Some(result)) => {
            let result = harmless(result);
            both!("has the answer of {call}: {result}", "{call} 的答复是 {result}")
        }
        (_, None, None) => both!("knows that {call} is done", "得知 {call} 已完成"),
    })
}

fn served(event: &Event) -> Option<Both> {
    let call = spoken(event);
    let caller = event.text(Field::Target).unwrap_or("?");
    let now = value(event);
    Some(match (event.phase, event.outcome()) {
        (Some(Phase::Begin), _) => both!("does {call} for {caller}", "为 {caller} 执行 {call}"),
        (Some(Phase::Wait), _) => return super::operation::said(event),
        (_, Some(outcome)) => both!("answers {caller}: {outcome}", "答复 {caller}：{outcome}"),
        (_, None) if now.is_empty() => both!("answers {caller}", "答复 {caller}"),
        (_, None) => {
            let name = object(event);
            both!("answers {caller}; {name} is {now}", "答复 {caller}；{name} 现在是 {now}")
        }
    })
}

/// A call as the program would write it: `d['k'] = 1`.
pub fn spoken(event: &Event) -> String {
    let (name, method) = (object(event), event.text(Field::Method).unwrap_or("?"));
    let key = event.text(Field::Key).map(harmless);
    let args = harmless(event.text(Field::Args).unwrap_or_default());
    match (method, key) {
        ("__getitem__", Some(key)) => format!("{name}[{key}]"),
        ("__setitem__", Some(key)) => format!("{name}[{key}] = {args}"),
        ("__delitem__", Some(key)) => format!("del {name}[{key}]"),
        ("__getattribute__", Some(key)) => format!("{name}.{key}"),
        ("__setattr__", Some(key)) => format!("{name}.{key} = {args}"),
        ("__delattr__", Some(key)) => format!("del {name}.{key}"),
        ("get", None) if event.class.as_deref() == Some("Value") => format!("{name}.value"),
        ("set", None) if event.class.as_deref() == Some("Value") => format!("{name}.value = {args}"),
        ("__contains__", Some(key)) => format!("{key} in {name}"),
        ("__len__", _) => format!("len({name})"),
        ("__str__" | "__repr__", _) => format!("str({name})"),
        ("__iter__", _) => format!("iter({name})"),
        ("__next__", _) => format!("next({name})"),
        ("#GETVALUE", _) => format!("{name}._getvalue()"),
        (method, Some(key)) if args.is_empty() => format!("{name}.{method}({key})"),
        (method, Some(key)) => format!("{name}.{method}({key}, {args})"),
        (method, None) => format!("{name}.{method}({args})"),
    }
}

/// An item of an object, as the program would write it.
pub fn item(object: &str, class: &str, key: &str) -> String {
    match class {
        "Value" => format!("{object}.value"),
        "Namespace" => format!("{object}.{}", harmless(key)),
        _ => format!("{object}[{}]", harmless(key)),
    }
}
