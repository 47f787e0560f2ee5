//! Names of actors and objects: the same in every run, unlike pids.
//!
//! An actor is named by how it came to be: an explicit `name=`, else the target function's name, else what it is
//! (`child`, `thread`, `feeder`, the program executed); `-2` from the same creator's second on; the creator's name and
//! a dot in front unless that is `main` (`child.child-2`); threads stand after a slash (`main/feeder`).

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! name {
    ($(#[$doc:meta])* $Name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $Name(Arc<str>);

        impl $Name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl Deref for $Name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }
        impl Borrow<str> for $Name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $Name {
            fn from(text: &str) -> Self {
                $Name(Arc::from(text))
            }
        }
        impl From<String> for $Name {
            fn from(text: String) -> Self {
                $Name(Arc::from(text))
            }
        }
        impl From<Arc<str>> for $Name {
            fn from(text: Arc<str>) -> Self {
                $Name(text)
            }
        }
        impl From<$Name> for Arc<str> {
            fn from(name: $Name) -> Self {
                name.0
            }
        }
        impl PartialEq<str> for $Name {
            fn eq(&self, other: &str) -> bool {
                &*self.0 == other
            }
        }
        impl PartialEq<&str> for $Name {
            fn eq(&self, other: &&str) -> bool {
                &*self.0 == *other
            }
        }
        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl fmt::Debug for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }
    };
}

name! {
    /// One thread of one process, by how it came to be.
    ActorName
}
name! {
    /// Something that actors share: a queue, a pipe, a lock, a value.
    ObjectName
}

impl ActorName {
    /// The actor with which every program begins.
    pub fn main() -> ActorName {
        ActorName::from("main")
    }

    /// The process this actor is a thread of, by its main thread's name: `main` for `main/feeder`, itself otherwise.
    pub fn process(&self) -> &str {
        self.0.split('/').next().unwrap_or(&self.0)
    }

    /// Whether this is a thread other than its process's first.
    pub fn is_thread(&self) -> bool {
        self.0.contains('/')
    }
}

/// How one creator names what it creates: counts how often each name was given.
#[derive(Clone, Debug, Default)]
pub struct Christening {
    given: BTreeMap<String, u32>,
}

impl Christening {
    /// The name of a new child process of `creator` that would like to be called `wish`.
    pub fn process(&mut self, creator: &str, wish: &str) -> String {
        let own = self.number(&clean(wish));
        match creator.split('/').next() {
            Some("main") | None => own,
            Some(creator) => format!("{creator}.{own}"),
        }
    }

    /// The name of a new thread in `creator`'s process that would like to be called `wish`.
    pub fn thread(&mut self, creator: &str, wish: &str) -> String {
        let process = creator.split('/').next().unwrap_or(creator);
        let own = self.number(&format!("/{}", clean(wish)));
        format!("{process}{own}")
    }

    /// The name of a new object: its wish where it has one, else class and number.
    pub fn object(&mut self, creator: &str, wish: Option<&str>, class: &str) -> String {
        match wish {
            Some(wish) => self.number(&format!("={}", clean(wish)))[1..].to_string(),
            None => {
                let count = self.given.entry(format!("={class}")).or_default();
                *count += 1;
                let own = format!("{}-{}", class.to_lowercase(), count);
                if creator == "main" { own } else { format!("{creator}.{own}") }
            }
        }
    }

    fn number(&mut self, wish: &str) -> String {
        let count = self.given.entry(wish.to_string()).or_default();
        *count += 1;
        if *count == 1 { wish.to_string() } else { format!("{wish}-{count}") }
    }
}

/// A name without the characters that names are put together with, or that a terminal would act on.
fn clean(wish: &str) -> String {
    let kept: String = wish
        .chars()
        .map(|c| if c.is_whitespace() || c.is_control() || matches!(c, '/' | '.' | ',' | '!') { '_' } else { c })
        .take(40)
        .collect();
    if kept.is_empty() { "child".into() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_of_a_creator_gets_a_number_and_a_childs_child_its_parent_in_front() {
        let mut main = Christening::default();
        assert_eq!(main.process("main", "child"), "child");
        assert_eq!(main.process("main", "child"), "child-2");
        let mut child = Christening::default();
        assert_eq!(child.process("child", "child"), "child.child");
        assert_eq!(child.process("child", "child"), "child.child-2");
        assert_eq!(child.thread("child", "feeder"), "child/feeder");
        assert_eq!(main.object("main", Some("q"), "Queue"), "q");
        assert_eq!(main.object("main", None, "Queue"), "queue-1");
        assert_eq!(main.object("main", None, "Queue"), "queue-2");
    }

    #[test]
    fn a_hostile_name_is_made_harmless() {
        assert_eq!(Christening::default().process("main", "a/b\u{1b}[2J c"), "a_b_[2J_c");
    }
}
