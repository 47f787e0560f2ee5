//! A picture of the screen without a terminal: what a recording looks like at a moment, at a size, in a language.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::{App, Setting};
use crate::lesson::{Course, Lesson, Progress, Source};
use crate::model::Log;
use crate::ui;
use crate::ui::ink::Look;

/// Draws the stage of a recording after its first `n` events (all where `None`).
pub fn of_recording(
    log: Log,
    lesson: Option<Lesson>,
    sources: BTreeMap<String, String>,
    n: Option<u64>,
    setting: Setting,
    look: &Look,
    size: Rect,
) -> Buffer {
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), setting);
    app.setting.calm = true;
    app.show(log, lesson);
    app.bring(sources);
    if let Some(n) = n {
        app.look_at(n);
    }
    of(&app, look, size)
}

/// Draws an app as it stands.
pub fn of(app: &App, look: &Look, size: Rect) -> Buffer {
    let mut buffer = Buffer::empty(size);
    ui::draw(size, &mut buffer, app, look);
    buffer
}
