//! Where half-filled forms lie between two starts: small private files, one a form.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use toml_edit::{DocumentMut, InlineTable, Item, Table, value};

use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef, Subject};
use crate::domain::ids::MessageKey;
use crate::text::CleanText;
use crate::tui::app::{FoundForm, KeptAbout, KeptForm};

const PREFIX: &str = "form-";
const SUFFIX: &str = ".toml";

/// How many forms of one process are kept at the most.
const AT_MOST: usize = 100;

/// Keeps a form; durable when it returns.
///
/// # Errors
/// When no file can be written.
pub(super) fn keep(folder: &Path, form: &KeptForm) -> io::Result<()> {
    let text = written(form);
    for n in 0..AT_MOST {
        let path = folder.join(format!("{PREFIX}{}-{n}{SUFFIX}", std::process::id()));
        let unfinished = path.with_extension("new");
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished) {
            Ok(mut file) if !path.exists() => {
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
                return fs::rename(&unfinished, &path);
            }
            Ok(_) => fs::remove_file(&unfinished)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The forms of apps that are gone; what cannot be read stays where it is.
pub(super) fn left_behind(folder: &Path) -> Vec<FoundForm> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let files = entries.flatten().map(|entry| entry.path()).filter(|path| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX))
    });
    let mut found: Vec<FoundForm> =
        files.filter_map(|file| read(&fs::read_to_string(&file).ok()?).map(|form| FoundForm { file, form })).collect();
    found.sort_by(|one, other| one.file.cmp(&other.file));
    found
}

fn reference_word(reference: RecordRef) -> String {
    format!("{} {}", reference.subject.word(), reference.key)
}

fn reference(word: &str) -> Option<RecordRef> {
    let (subject, key) = word.split_once(' ')?;
    Some(Subject::from_word(subject)?.at(key.parse().ok()?))
}

fn written(form: &KeptForm) -> String {
    let mut document = DocumentMut::new();
    document["title"] = value(form.title.as_str());
    document["focus"] = value(form.focus.as_str());
    match &form.about {
        KeptAbout::Account(id) => document["account"] = value(id.map(|id| id.to_string()).unwrap_or_default()),
        KeptAbout::Conversion(lead) => document["conversion"] = value(reference_word(*lead)),
        KeptAbout::Record { kind, editing, made_from, person } => {
            document["record"] = value(kind.word());
            if let Some(editing) = editing {
                document["editing"] = value(reference_word(*editing));
            }
            if let Some(MessageKey(message)) = made_from {
                document["made_from"] = value(*message);
            }
            if let Some(person) = person {
                let mut table = InlineTable::new();
                table.insert("at", reference_word(person.reference).into());
                table.insert("id", person.id.to_string().into());
                table.insert("kind", person.kind.word().into());
                table.insert("name", person.name.as_str().into());
                document["person"] = value(table);
            }
        }
    }
    let mut fields = Table::new();
    for (name, text) in &form.fields {
        fields[name.as_str()] = value(text.as_str());
    }
    document["fields"] = Item::Table(fields);
    document.to_string()
}

fn read(text: &str) -> Option<KeptForm> {
    let document: DocumentMut = text.parse().ok()?;
    let word = |name: &str| document.get(name).and_then(Item::as_str);
    let about = match (word("account"), word("conversion"), word("record")) {
        (Some(""), ..) => KeptAbout::Account(None),
        (Some(id), ..) => KeptAbout::Account(Some(id.parse().ok()?)),
        (None, Some(lead), _) => KeptAbout::Conversion(reference(lead)?),
        (None, None, kind) => {
            let person = match document.get("person") {
                Some(person) => {
                    let part = |name: &str| person.get(name).and_then(Item::as_str);
                    Some(RecordName {
                        reference: reference(part("at")?)?,
                        id: part("id")?.parse().ok()?,
                        kind: RecordKind::from_word(part("kind")?)?,
                        name: CleanText::line(part("name")?),
                    })
                }
                None => None,
            };
            KeptAbout::Record {
                kind: RecordKind::from_word(kind?)?,
                editing: word("editing").and_then(reference),
                made_from: document.get("made_from").and_then(Item::as_integer).map(MessageKey),
                person,
            }
        }
    };
    let fields = document.get("fields")?.as_table()?.iter();
    let fields = fields.filter_map(|(name, text)| Some((name.to_owned(), text.as_str()?.to_owned()))).collect();
    Some(KeptForm { about, title: word("title")?.to_owned(), focus: word("focus")?.to_owned(), fields })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::ids::Id;

    #[test]
    fn a_form_comes_back_as_it_was_and_foreign_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let person = RecordName {
            reference: Subject::Person.at(4),
            id: Id::v7(1, [2; 10]),
            kind: RecordKind::Contact,
            name: CleanText::line("田中 \"太郎\""),
        };
        let forms = [
            KeptAbout::Account(None),
            KeptAbout::Account(Some(Id::v7(1, [9; 10]))),
            KeptAbout::Conversion(Subject::Person.at(3)),
            KeptAbout::Record { kind: RecordKind::Lead, editing: None, made_from: Some(MessageKey(i64::MAX)), person: None },
            KeptAbout::Record { kind: RecordKind::Note, editing: Some(Subject::Note.at(7)), made_from: None, person: Some(person) },
        ]
        .map(|about| KeptForm {
            about,
            title: "New \\ lead".to_owned(),
            focus: "content".to_owned(),
            fields: vec![("content".to_owned(), "one\ntwo\t\"three\" '''four'''\u{7f}".to_owned()), ("title".to_owned(), String::new())],
        });
        for form in &forms {
            keep(folder.path(), form).unwrap();
        }
        for (name, text) in [("form-1-0.toml", "nonsense"), ("form-2-0.toml", "title = 1"), ("other.toml", "title = \"x\"")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let found: Vec<KeptForm> = left_behind(folder.path()).into_iter().map(|found| found.form).collect();
        assert_eq!(found, forms);
    }
}
