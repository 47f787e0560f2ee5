//! `forklore new`: a lesson to start from; it passes `forklore check` before a word of it is changed.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use include_dir::{Dir, include_dir};

use crate::lesson::{Source, trust};
use crate::model::tongue::both;

use super::args;
use super::paper::Paper;
use super::refusal::Refusal;
use super::setup::Setup;

static MODEL: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/assets/new-lesson");

/// Makes the folder, and says what to do with it.
pub fn run(args: &args::New, setup: &Setup) -> Result<ExitCode, Refusal> {
    let path = &args.path;
    let id = id(path)?;
    make(path).map_err(|error| refused(path, &error))?;
    // What we wrote ourselves need not be asked about; as soon as a letter is changed it is.
    if let Ok((source, _)) = Source::at(path) {
        let _ = trust::remember(&source, id);
    }
    let lessons = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (path, lessons) = (path.display(), lessons.display());
    let said = both!(
        "{path} is a lesson. Change it, then:\n  forklore check {path}\n  forklore --lessons {lessons} run {id}",
        "{path} 已经是一课。改写它，然后：\n  forklore check {path}\n  forklore --lessons {lessons} run {id}"
    );
    let mut paper = Paper::standard();
    writeln!(paper, "{}", said.get(setup.lang))?;
    paper.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The lesson's id: the folder's name.
fn id(path: &Path) -> Result<&str, Refusal> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(sound) {
        return Ok(name);
    }
    Err(Refusal::new(
        format!(
            "`{name}` cannot be a lesson's id: name the folder with small letters, digits and hyphens, a letter first"
        ),
        format!("`{name}` 不能作课程名：文件夹请用小写字母、数字和连字符命名，以字母开头"),
    ))
}

/// Writes the files. Nothing that is there is touched.
fn make(path: &Path) -> io::Result<()> {
    path.parent().map(fs::create_dir_all).transpose()?;
    fs::create_dir(path)?;
    MODEL.extract(path)
}

fn refused(path: &Path, error: &io::Error) -> Refusal {
    if error.kind() == io::ErrorKind::AlreadyExists {
        let path = path.display();
        return Refusal::new(
            format!("{path} is there already, and is left as it is: give a path where nothing is"),
            format!("{path} 已经存在，保持原样：请给出一个还不存在的路径"),
        );
    }
    Refusal::file(path, error)
}
