//! The value of a further field.

use std::sync::Arc;

/// The value of a further field.
#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    /// Not known, or none.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(Arc<str>),
    /// Several values.
    List(Vec<Val>),
    /// Named values: knobs, and sentences by language.
    Map(Vec<(Arc<str>, Val)>),
}

impl Val {
    /// A text.
    pub fn text(text: impl AsRef<str>) -> Val {
        Val::Text(Arc::from(text.as_ref()))
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Val::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Val::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, whole or not.
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Val::Int(number) => Some(*number as f64),
            Val::Float(number) => Some(*number),
            _ => None,
        }
    }
}

impl From<&str> for Val {
    fn from(text: &str) -> Val {
        Val::text(text)
    }
}
impl From<String> for Val {
    fn from(text: String) -> Val {
        Val::Text(Arc::from(text))
    }
}
impl From<bool> for Val {
    fn from(answer: bool) -> Val {
        Val::Bool(answer)
    }
}
impl From<i64> for Val {
    fn from(number: i64) -> Val {
        Val::Int(number)
    }
}
impl From<i32> for Val {
    fn from(number: i32) -> Val {
        Val::Int(number.into())
    }
}
impl From<u32> for Val {
    fn from(number: u32) -> Val {
        Val::Int(number.into())
    }
}
impl From<u64> for Val {
    fn from(number: u64) -> Val {
        Val::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<usize> for Val {
    fn from(number: usize) -> Val {
        Val::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<f64> for Val {
    fn from(number: f64) -> Val {
        Val::Float(number)
    }
}
impl From<&crate::model::tongue::Both> for Val {
    fn from(both: &crate::model::tongue::Both) -> Val {
        Val::Map(vec![(Arc::from("en"), Val::text(&both.en)), (Arc::from("zh"), Val::text(&both.zh))])
    }
}
impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(maybe: Option<T>) -> Val {
        maybe.map_or(Val::Null, Into::into)
    }
}
