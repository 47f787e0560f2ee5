//! The course: six chapters of lessons, in their order, with what needs what.

use super::fault::nearest;
use super::progress::Progress;
use super::{Fault, Head, Source, Texts};
use crate::model::Both;

/// The titles of the chapters.
pub static CHAPTERS: [Both; 6] = [
    Both::fixed("Processes", "进程"),
    Both::fixed("Threads and taking turns", "线程与同步"),
    Both::fixed("Talking", "进程间通信"),
    Both::fixed("Pools", "进程池"),
    Both::fixed("Cores", "多核"),
    Both::fixed("Out into the world", "走向外部世界"),
];

/// All lessons of a source, by their heads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// Where they come from.
    pub source: Source,
    /// What the lessons say, once somebody searches.
    pub texts: Texts,
    entries: Vec<Entry>,
    /// Folders that cannot be listed, and why.
    pub faults: Vec<Fault>,
}

/// A lesson, as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its folder's name.
    pub id: String,
    /// What stands at the top of its lesson.toml.
    pub head: Head,
}

impl Entry {
    /// Whether its name, title or summary has these words (in small letters) in it.
    pub fn is_named(&self, wanted: &str) -> bool {
        let head = &self.head;
        let texts = [self.id.as_str(), &head.title.en, &head.title.zh, &head.about.en, &head.about.zh];
        texts.iter().any(|text| text.to_lowercase().contains(wanted))
    }

    /// How far these words (in small letters) are from what it is called: 0 is its name, 4 only its text.
    fn distance(&self, wanted: &str) -> usize {
        let titled = || [&self.head.title.en, &self.head.title.zh].iter().any(|t| t.to_lowercase().contains(wanted));
        match self.id.as_str() {
            id if id == wanted => 0,
            id if id.starts_with(wanted) => 1,
            _ if titled() => 2,
            _ if self.is_named(wanted) => 3,
            _ => 4,
        }
    }
}

impl Course {
    /// Lists a source. What is wrong with one lesson hides only that one, and is told in [`Course::faults`].
    ///
    /// Only heads are read: 38 of them take 0.2 ms in a release build, where 38 whole files would take 4 ms and more, and
    /// the first frame has to be there in less.
    pub fn load(source: &Source) -> Course {
        let mut course = Course { source: source.clone(), ..Course::default() };
        match source.ids() {
            Ok(ids) => ids.into_iter().for_each(|id| course.add(id)),
            Err(error) => course.faults.push(cannot_be_read(source, &error)),
        }
        course
            .entries
            .sort_by(|a, b| (a.head.chapter, a.head.place, &a.id).cmp(&(b.head.chapter, b.head.place, &b.id)));
        course
    }

    fn add(&mut self, id: String) {
        match Head::load(&self.source, &id) {
            Ok(head) => self.entries.push(Entry { id, head }),
            Err(fault) => self.faults.push(fault),
        }
    }

    /// All lessons, in the order of the course.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The lessons of a chapter, counted from 1.
    pub fn chapter(&self, chapter: u8) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.head.chapter == chapter)
    }

    /// A lesson by its id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// What to say of an id that no lesson has: the nearest ones.
    pub fn unknown(&self, id: &str) -> Both {
        let ids = || self.entries.iter().map(|entry| entry.id.as_str());
        let near = nearest(id, ids());
        let starts = ids().filter(|known| Some(*known) != near && known.starts_with(id)).take(2);
        let near: Vec<&str> = near.into_iter().chain(starts).collect();
        if near.is_empty() {
            return Both::new(
                format!("no lesson `{id}`: `forklore list` shows all {}", self.entries.len()),
                format!("没有课程 `{id}`：用 `forklore list` 查看全部 {} 课", self.entries.len()),
            );
        }
        Both::new(
            format!("no lesson `{id}`: did you mean {}?", near.join(", ")),
            format!("没有课程 `{id}`：是不是想找 {}？", near.join("、")),
        )
    }

    /// The lessons that a lesson needs and that are not done.
    pub fn missing<'a>(&'a self, id: &str, progress: &'a Progress) -> impl Iterator<Item = &'a Entry> {
        let needs = self.entry(id).map(|entry| entry.head.needs.clone()).unwrap_or_default();
        let open = move |entry: &&Entry| needs.contains(&entry.id) && !progress.is_done(&entry.id);
        self.entries.iter().filter(open)
    }

    /// The lessons that a search finds: by name, title and summary, then by what their texts say; in the order of the course.
    pub fn found(&self, wanted: &str) -> impl Iterator<Item = &Entry> {
        let wanted = wanted.trim().to_lowercase();
        self.entries
            .iter()
            .filter(move |entry| entry.is_named(&wanted) || self.texts.line(&entry.id, &wanted).is_some())
    }

    /// The place among those found of the one that the words mean most likely: the first of the nearest.
    pub fn nearest_found(&self, wanted: &str) -> usize {
        let words = wanted.trim().to_lowercase();
        self.found(wanted)
            .map(|entry| entry.distance(&words))
            .enumerate()
            .min_by_key(|(_, far)| *far)
            .map_or(0, |(place, _)| place)
    }

    /// The lesson that comes after this one in the list.
    pub fn after(&self, id: &str) -> Option<&Entry> {
        let at = self.entries.iter().position(|entry| entry.id == id)?;
        self.entries.get(at + 1)
    }

    /// The lessons that need this one.
    pub fn leads_to<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.head.needs.iter().any(|need| need == id))
    }

    /// What to do next: the lesson left open, else the first of the main path that is not done, else any other.
    pub fn next(&self, progress: &Progress) -> Option<&Entry> {
        let open = |entry: &&Entry| !progress.is_done(&entry.id);
        let resumed = progress.last().and_then(|id| self.entry(id)).filter(open);
        resumed
            .or_else(|| self.entries.iter().filter(open).find(|entry| entry.head.core))
            .or_else(|| self.entries.iter().find(open))
    }

    /// How many lessons of a chapter are done, and how many there are.
    pub fn done(&self, chapter: u8, progress: &Progress) -> (usize, usize) {
        let done = self.chapter(chapter).filter(|entry| progress.is_done(&entry.id)).count();
        (done, self.chapter(chapter).count())
    }
}

fn cannot_be_read(source: &Source, error: &std::io::Error) -> Fault {
    let path = match source {
        Source::Course => "the course".to_string(),
        Source::Directory(path) => path.display().to_string(),
    };
    Fault::new(path, format!("it cannot be read: {error}"), "give a directory that holds a folder per lesson")
}
