//! Wrong usage: what the parser of arguments refuses, said in the learner's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::model::Lang;

/// What is wrong with the arguments, and what to do. English is clap's own.
pub fn refused(error: &clap::Error, lang: Lang) -> String {
    let said = match lang {
        Lang::En => None,
        Lang::Zh => in_chinese(error),
    };
    said.map_or_else(
        || error.render().to_string(),
        |said| format!("forklore: {said}\n\n用 `forklore --help` 查看用法。\n"),
    )
}

fn in_chinese(error: &clap::Error) -> Option<String> {
    let word = |kind| context(error, kind);
    let given = || word(ContextKind::InvalidArg);
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near = near.into_iter().find_map(word).map(|near| format!("；是不是想写 {near}？")).unwrap_or_default();
    Some(match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识参数 {}{near}", given()?),
        ErrorKind::InvalidSubcommand => format!("没有命令 {}{near}", word(ContextKind::InvalidSubcommand)?),
        ErrorKind::InvalidValue => invalid_value(error, &near)?,
        ErrorKind::ValueValidation => {
            format!("{} 不能是 {}", given()?, word(ContextKind::InvalidValue)?)
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {}", given()?),
        ErrorKind::ArgumentConflict => format!("{} 不能与 {} 同时使用", given()?, word(ContextKind::PriorArg)?),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => format!("{} 的值的个数不对", given()?),
        _ => return None,
    })
}

fn invalid_value(error: &clap::Error, near: &str) -> Option<String> {
    let argument = context(error, ContextKind::InvalidArg)?;
    let given = context(error, ContextKind::InvalidValue).unwrap_or_default();
    let known = context(error, ContextKind::ValidValue).filter(|known| !known.is_empty());
    let known = known.map(|known| format!("，可取 {known}")).unwrap_or_default();
    Some(match given.as_str() {
        "" => format!("{argument} 需要一个值{known}"),
        given => format!("{argument} 不能是 {given}{known}{near}"),
    })
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(word) => Some(word.clone()),
        ContextValue::Strings(words) => Some(words.join("、")),
        ContextValue::StyledStr(word) => Some(word.to_string()),
        _ => None,
    }
}
