//! A text in both languages: every sentence that forklore speaks stands beside its sibling.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// The other language: one key switches.
    pub fn other(self) -> Lang {
        match self {
            Lang::En => Lang::Zh,
            Lang::Zh => Lang::En,
        }
    }

    /// The language that a locale name such as `zh_CN.UTF-8` asks for; English where nothing says otherwise.
    pub fn of_locale(locale: &str) -> Lang {
        if locale.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
    }

    /// `en` or `zh`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One text, said in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both {
    /// In English.
    pub en: Cow<'static, str>,
    /// In Simplified Chinese.
    pub zh: Cow<'static, str>,
}

impl Both {
    /// A text that is known when the program is compiled.
    pub const fn fixed(en: &'static str, zh: &'static str) -> Both {
        Both { en: Cow::Borrowed(en), zh: Cow::Borrowed(zh) }
    }

    /// A text that is made while the program runs.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Both {
        Both { en: Cow::Owned(en.into()), zh: Cow::Owned(zh.into()) }
    }

    /// The same words in both languages: names, numbers, code.
    pub fn same(text: impl Into<String>) -> Both {
        let text = text.into();
        Both { en: Cow::Owned(text.clone()), zh: Cow::Owned(text) }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// One sentence in both languages, each formatted like `format!` with what stands around it:
/// `both!("waits for {child}", "等待 {child}")`.
macro_rules! both {
    ($en:literal, $zh:literal) => {
        $crate::model::Both::new(format!($en), format!($zh))
    };
}
pub(crate) use both;
