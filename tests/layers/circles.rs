//! No circle inside a room: of two files, one is the lower, and can be read, tested and changed without the other.
//!
//! An arrow goes from a file to the file that *defines* what it names, however many `mod.rs` hand the name on: a re-export is a signpost, not a use, so a child that
//! takes a brother's name from `super` depends on the brother. A file that hands on a name *and* uses it does depend on it. Tests do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::module::Module;

/// The sources as a tree of modules.
struct House {
    modules: BTreeMap<Vec<String>, (String, Module)>,
}

impl House {
    fn of<'a>(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut modules: BTreeMap<Vec<String>, (String, Module)> =
            sources.into_iter().map(|(file, source)| (name_of(file), (file.to_owned(), Module::read(source)))).collect();
        let tests: Vec<Vec<String>> =
            modules.iter().flat_map(|(name, (_, module))| module.tests.iter().map(|test| child(name, test))).collect();
        modules.retain(|name, (file, _)| !tests.iter().any(|test| name.starts_with(test)) && !file.ends_with("_tests.rs"));
        Self { modules }
    }

    /// Where a path leads that is written in a module; nowhere if it leaves the crate.
    fn target(&self, module: &[String], path: &[String], seen: &mut Seen) -> Option<Target> {
        if !seen.insert((module.to_vec(), path.to_vec())) {
            return None;
        }
        let here = &self.modules.get(module)?.1;
        let ups = path.iter().take_while(|name| *name == "super").count();
        match path.first()?.as_str() {
            "crate" => self.walk(&[], &path[1..], seen),
            "self" => self.walk(module, &path[1..], seen),
            "super" => self.walk(&module[..module.len().checked_sub(ups)?], &path[ups..], seen),
            first if here.children.contains(first) || here.imports.contains_key(first) || here.defines.contains(first) => {
                self.walk(module, path, seen)
            }
            _ => self.through_globs(module, path, seen),
        }
    }

    fn walk(&self, module: &[String], path: &[String], seen: &mut Seen) -> Option<Target> {
        let Some((name, further)) = path.split_first() else { return Some(Target { module: module.to_vec(), item: false }) };
        let here = &self.modules.get(module)?.1;
        // A name may stand for a module and a function at once; what is said behind it tells.
        if here.children.contains(name) && (!further.is_empty() || !here.defines.contains(name)) {
            return self.walk(&child(module, name), further, seen);
        }
        if here.defines.contains(name) {
            return Some(Target { module: module.to_vec(), item: true });
        }
        if let Some(import) = here.imports.get(name) {
            let path: Vec<String> = import.path.iter().chain(further).cloned().collect();
            // `use clap::clap` names the crate, or a child, not itself.
            if import.path[0] == *name {
                return if here.children.contains(name) { self.walk(&child(module, name), &path[1..], seen) } else { None };
            }
            return self.target(module, &path, seen);
        }
        self.through_globs(module, path, seen).or_else(|| Some(Target { module: module.to_vec(), item: true }))
    }

    fn through_globs(&self, module: &[String], path: &[String], seen: &mut Seen) -> Option<Target> {
        let here = &self.modules.get(module)?.1;
        let ours = |glob: &&Vec<String>| {
            let first = glob.first().map_or("", String::as_str);
            ["crate", "self", "super"].contains(&first)
                || here.children.contains(first)
                || here.imports.contains_key(first)
                || here.defines.contains(first)
        };
        here.globs.iter().filter(ours).find_map(|glob| {
            let path: Vec<String> = glob.iter().chain(path).cloned().collect();
            let target = self.target(module, &path, seen)?;
            let defines = &self.modules.get(&target.module)?.1.defines;
            path.iter().any(|name| defines.contains(name)).then_some(target)
        })
    }

    /// To which files each file has an arrow. An import of a module is none yet: what is named behind it is.
    fn arrows(&self) -> Arrows<'_> {
        let mut arrows = BTreeMap::new();
        for (name, (file, module)) in &self.modules {
            let used = module.imports.iter().filter(|(name, import)| !import.public || module.names.contains(*name));
            let named = used.map(|(_, import)| &import.path).chain(&module.paths);
            let to = named
                .filter_map(|path| self.target(name, path, &mut Seen::new()))
                .filter(|target| target.item && target.module != *name)
                .filter_map(|target| self.modules.get(&target.module))
                .map(|(file, _)| file.as_str())
                .collect();
            arrows.insert(file.as_str(), to);
        }
        arrows
    }

    /// The sets of files that lead to one another.
    fn circles(&self) -> Vec<Circle> {
        let arrows = self.arrows();
        let reach: Arrows<'_> = arrows.keys().map(|from| (*from, reached(&arrows, from))).collect();
        let mut found = Vec::new();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for (from, far) in &reach {
            if !far.contains(from) || told.contains(from) {
                continue;
            }
            let files: BTreeSet<&str> = far.iter().copied().filter(|to| reach[to].contains(from)).collect();
            told.extend(&files);
            let ties = files.iter().flat_map(|file| arrows[file].intersection(&files).map(|to| ((*file).to_owned(), (*to).to_owned())));
            found.push(Circle { ties: ties.collect(), files: files.into_iter().map(str::to_owned).collect() });
        }
        found
    }
}

/// The files to which each file leads.
type Arrows<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Which paths were followed already, in which module: names that are handed round in a ring lead nowhere.
type Seen = BTreeSet<(Vec<String>, Vec<String>)>;

/// Where a path leads.
struct Target {
    module: Vec<String>,
    /// Whether it leads to something in the module, not to the module itself.
    item: bool,
}

/// Files that lead to one another, and the arrows among them.
#[derive(Debug)]
struct Circle {
    files: Vec<String>,
    ties: Vec<(String, String)>,
}

/// The files that a file leads to, over however many others.
fn reached<'a>(arrows: &Arrows<'a>, from: &str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&str> = arrows[from].iter().copied().collect();
    while let Some(file) = next.pop() {
        if seen.insert(file) {
            next.extend(&arrows[file]);
        }
    }
    seen
}

fn child(module: &[String], name: &str) -> Vec<String> {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// `store/crm/mod.rs` is `store::crm`.
fn name_of(file: &str) -> Vec<String> {
    let mut name: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if name.last().is_some_and(|last| last == "mod" || last == "lib") {
        name.pop();
    }
    name
}

#[test]
fn no_files_of_a_room_import_each_other_in_a_circle() {
    let sources: Vec<(PathBuf, String)> = crate::sources().into_iter().filter(|(path, _)| crate::room_of(path) != "main").collect();
    let house = House::of(sources.iter().map(|(path, source)| (path.to_str().unwrap(), source.as_str())));
    assert!(house.modules.contains_key(&Vec::new()), "without lib.rs no path from `crate` leads anywhere");
    let mut wrong = Vec::new();
    for Circle { files, ties } in house.circles() {
        let ties: Vec<String> = ties.iter().map(|(from, to)| format!("    {from} -> {to}")).collect();
        wrong.push(format!("{} files: {}\n{}", files.len(), files.join(", "), ties.join("\n")));
    }
    assert!(wrong.is_empty(), "{} circles\n{}", wrong.len(), wrong.join("\n"));
}

#[cfg(test)]
mod guard {
    use super::*;

    fn circles<const N: usize>(sources: [(&str, &str); N]) -> Vec<Vec<String>> {
        House::of(sources).circles().into_iter().map(|circle| circle.files).collect()
    }

    #[test]
    fn two_files_that_use_each_other_are_a_circle() {
        let sources = [
            ("lib.rs", "mod room;"),
            ("room/mod.rs", "mod one; mod two;"),
            ("room/one.rs", "use super::two::Two; pub struct One(Two);"),
            ("room/two.rs", "pub struct Two; fn of() { let x = crate::room::one::One; }"),
        ];
        assert_eq!(circles(sources), [["room/one.rs", "room/two.rs"]]);
    }

    #[test]
    fn a_name_that_is_handed_on_leads_to_the_file_that_defines_it() {
        let sources = [
            ("lib.rs", "mod room;"),
            ("room/mod.rs", "mod one; mod two; pub use one::One; pub use two::{Two, make as made};"),
            ("room/one.rs", "use super::{Two, made}; pub struct One(Two);"),
            ("room/two.rs", "pub struct Two; pub fn make() {}"),
        ];
        assert_eq!(circles(sources), Vec::<Vec<String>>::new());
    }

    #[test]
    fn what_a_parent_defines_for_its_children_it_may_not_get_back_from_them() {
        let sources = [
            ("lib.rs", "mod room;"),
            ("room/mod.rs", "mod one; pub fn shared() {} pub fn run() { one::run() }"),
            ("room/one.rs", "use super::shared; pub fn run() { shared() }"),
        ];
        assert_eq!(circles(sources), [["room/mod.rs", "room/one.rs"]]);
    }

    #[test]
    fn modules_named_in_an_import_count_by_what_is_taken_from_them() {
        let sources = [
            ("lib.rs", "mod room;"),
            ("room/mod.rs", "mod one; mod two; pub fn run() { two::run() }"),
            ("room/one.rs", "use super::{self as up, two}; pub fn run() { two::run() }"),
            ("room/two.rs", "use crate::room::{one}; pub fn run() { one::run() }"),
        ];
        assert_eq!(circles(sources), [["room/one.rs", "room/two.rs"]]);
    }

    #[test]
    fn names_that_lead_out_of_the_crate_lead_nowhere() {
        let sources = [
            ("lib.rs", "mod room;"),
            ("room/mod.rs", "mod one; mod two; use divan::prelude::*; pub use one::one;"),
            ("room/one.rs", "use clap::{self, clap::Clap, clap}; use super::two::Two; pub fn one(x: Two) { clap::clap(Other); }"),
            ("room/two.rs", "use divan::divan; pub struct Two; fn of() { divan::divan(Unknown) }"),
        ];
        assert_eq!(circles(sources), Vec::<Vec<String>>::new());
    }

    #[test]
    fn comments_strings_and_tests_are_no_arrows() {
        let sources = [
            ("lib.rs", "mod room;"),
            ("room/mod.rs", "mod one; mod two;"),
            ("room/one.rs", "use super::two::Two; pub struct One(Two);"),
            (
                "room/two.rs",
                "/// See super::one::One.\n pub struct Two; const S: &'static str = \"super::one::One\"; const C: char = '\"';
                #[cfg(test)] mod tests { use super::super::one::One; } #[cfg(test)] mod more;",
            ),
            ("room/two/more.rs", "use crate::room::one::One;"),
        ];
        assert_eq!(circles(sources), Vec::<Vec<String>>::new());
    }
}
