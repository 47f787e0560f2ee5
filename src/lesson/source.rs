//! Where lesson folders come from: those in this binary, or a directory of one's own.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

static COURSE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/lessons");

/// Where lesson folders come from. Both kinds are read by the same code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// The course in this binary.
    #[default]
    Course,
    /// A directory with a folder per lesson: `--lessons DIR`. Its lessons have Python programs only.
    Directory(PathBuf),
}

impl Source {
    /// What a path on the command line means: one lesson's folder, or a directory of them. The source, and the ids meant.
    ///
    /// # Errors
    /// If nothing is there, or it is no directory.
    pub fn at(path: &Path) -> io::Result<(Source, Vec<String>)> {
        let path = path.canonicalize()?;
        let name = path.file_name().and_then(|name| name.to_str()).filter(|_| path.join("lesson.toml").is_file());
        match (name, path.parent()) {
            (Some(name), Some(parent)) => Ok((Source::Directory(parent.into()), vec![name.to_string()])),
            _ => {
                let source = Source::Directory(path);
                source.ids().map(|ids| (source, ids))
            }
        }
    }

    /// The ids of all lessons, in the order of the alphabet: every folder with a `lesson.toml`.
    pub fn ids(&self) -> io::Result<Vec<String>> {
        let mut ids: Vec<String> = match self {
            Source::Course => COURSE
                .dirs()
                .filter(|dir| dir.contains(dir.path().join("lesson.toml")))
                .filter_map(|dir| Some(dir.path().to_str()?.to_string()))
                .collect(),
            Source::Directory(path) => fs::read_dir(path)?
                .filter_map(|entry| Some(entry.ok()?.path()))
                .filter(|folder| folder.join("lesson.toml").is_file())
                .filter_map(|folder| Some(folder.file_name()?.to_str()?.to_string()))
                .collect(),
        };
        ids.sort();
        Ok(ids)
    }

    /// The text of one file of a lesson; `None` if there is no such file.
    pub fn text(&self, lesson: &str, file: &str) -> io::Result<Option<Cow<'static, str>>> {
        let not_text = || io::Error::new(io::ErrorKind::InvalidData, "not UTF-8");
        match self {
            Source::Course => {
                let found = COURSE.get_file(format!("{lesson}/{file}"));
                found.map(|file| file.contents_utf8().map(Cow::Borrowed).ok_or_else(not_text)).transpose()
            }
            Source::Directory(path) => match fs::read_to_string(path.join(lesson).join(file)) {
                Ok(text) => Ok(Some(Cow::Owned(text))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            },
        }
    }

    /// The bytes of one file of a lesson: its recording.
    pub fn bytes(&self, lesson: &str, file: &str) -> io::Result<Option<Cow<'static, [u8]>>> {
        match self {
            Source::Course => {
                Ok(COURSE.get_file(format!("{lesson}/{file}")).map(|file| Cow::Borrowed(file.contents())))
            }
            Source::Directory(path) => match fs::read(path.join(lesson).join(file)) {
                Ok(bytes) => Ok(Some(Cow::Owned(bytes))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            },
        }
    }

    /// The names of a lesson's files, in the order of the alphabet.
    pub fn files(&self, lesson: &str) -> io::Result<Vec<String>> {
        let name = |path: &Path| Some(path.file_name()?.to_str()?.to_string());
        let mut files: Vec<String> = match self {
            Source::Course => COURSE
                .get_dir(lesson)
                .into_iter()
                .flat_map(|dir| dir.files())
                .filter_map(|file| name(file.path()))
                .collect(),
            Source::Directory(path) => fs::read_dir(path.join(lesson))?
                .filter_map(|entry| Some(entry.ok()?.path()))
                .filter(|path| path.is_file())
                .filter_map(|path| name(&path))
                .collect(),
        };
        files.sort();
        Ok(files)
    }
}
