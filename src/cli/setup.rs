//! The setup: language, lessons, colours and the like, as flags, settings file, environment and locale decide, in this order.

use std::ffi::OsString;
use std::io::IsTerminal;

use crate::lesson::{Preferences, Source, store};
use crate::model::{Both, Lang};
use crate::ui::theme::{Depth, Ground, Theme};

use super::args::{self, Color, Everywhere};

/// What holds whatever the command.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Language of all texts.
    pub lang: Lang,
    /// Where lessons come from.
    pub source: Source,
    /// Colours of the screen.
    pub theme: Theme,
    /// Plain ASCII characters only.
    pub ascii: bool,
    /// Nothing moves that does not have to.
    pub reduced_motion: bool,
    /// Lessons of one's own run without asking.
    pub yes: bool,
    /// What the settings file says.
    pub preferences: Preferences,
    /// What was wrong with the settings file.
    pub notice: Option<Both>,
}

impl Setup {
    /// Decides everything once.
    pub fn new(flags: &Everywhere) -> Setup {
        let found = store::config_dir().map(|dir| Preferences::load(&dir)).unwrap_or_default();
        let preferences = found.value;
        Setup {
            lang: flags.lang.map(Lang::from).or(preferences.language).unwrap_or_else(lang_of_locale),
            source: flags.lessons.clone().map_or(Source::Course, Source::Directory),
            theme: Theme::new(ground(flags, &preferences), depth(flags.color.unwrap_or_default())),
            ascii: flags.ascii || !is_utf8(),
            reduced_motion: flags.reduced_motion,
            yes: flags.yes || std::env::var("FORKLORE_YES").is_ok_and(|said| !["", "0"].contains(&said.as_str())),
            preferences,
            notice: found.notice,
        }
    }
}

/// The language before the arguments are understood: messages about wrong arguments are said in it.
pub fn lang_of_words(words: impl IntoIterator<Item = OsString>) -> Lang {
    let mut words = words.into_iter().map(|word| word.to_string_lossy().into_owned());
    while let Some(word) = words.next() {
        let value = match word.split_once('=') {
            Some(("--lang", value)) => Some(value.to_string()),
            _ if word == "--lang" => words.next(),
            _ if word == "--" => break,
            _ => None,
        };
        match value.as_deref() {
            Some("en") => return Lang::En,
            Some("zh") => return Lang::Zh,
            _ => {}
        }
    }
    let preferred = || Preferences::load(&store::config_dir()?).value.language;
    preferred().unwrap_or_else(lang_of_locale)
}

/// The locale's language, where the terminal can show it.
pub fn lang_of_locale() -> Lang {
    match sys_locale::get_locale() {
        Some(locale) if is_utf8() => Lang::of_locale(&locale),
        _ => Lang::En,
    }
}

/// Whether the locale's characters are UTF-8: `LC_ALL` before `LC_CTYPE` before `LANG` (locale(7)).
pub fn is_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
    let decides = locale.into_iter().find(|value| !value.is_empty()).unwrap_or_default().to_ascii_lowercase();
    decides.contains("utf-8") || decides.contains("utf8")
}

/// Whether somebody sits before a screen: standard output is a terminal that can do more than print.
pub fn has_screen() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("TERM").is_some_and(|term| !term.is_empty() && term != "dumb")
}

fn ground(flags: &Everywhere, preferences: &Preferences) -> Ground {
    match (flags.theme, preferences.theme.as_deref()) {
        (Some(theme), _) => theme.into(),
        (None, Some("light")) => args::Theme::Light.into(),
        (None, Some("mono")) => args::Theme::Mono.into(),
        (None, _) => Ground::default(),
    }
}

/// How many colours there are: 16 unless the environment says more.
fn depth(color: Color) -> Depth {
    let shown = || supports_color::on(supports_color::Stream::Stdout);
    match (color, color != Color::Never) {
        (_, false) => Depth::None,
        (Color::Always, _) => shown().map_or(Depth::Sixteen, of_support),
        _ => shown().map_or(Depth::None, of_support),
    }
}

fn of_support(level: supports_color::ColorLevel) -> Depth {
    match level {
        level if level.has_16m => Depth::True,
        level if level.has_256 => Depth::Indexed,
        _ => Depth::Sixteen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> impl Iterator<Item = OsString> {
        line.split(' ').map(OsString::from).collect::<Vec<_>>().into_iter()
    }

    #[test]
    fn the_language_is_found_among_words_that_make_no_sense() {
        assert_eq!(lang_of_words(words("forklore --frob --lang zh")), Lang::Zh);
        assert_eq!(lang_of_words(words("forklore rum fork --lang=zh --lang=fr")), Lang::Zh);
        assert_eq!(lang_of_words(words("forklore --lang en run")), Lang::En);
    }
}
