//! Reads a source as a module: what it defines, what it imports, and which paths its code names. Comments, strings and test modules do not count.

use std::collections::{BTreeMap, BTreeSet};

/// What one file says, as far as arrows go.
#[derive(Debug, Default)]
pub struct Module {
    /// Names defined here: functions, types, constants, macros.
    pub defines: BTreeSet<String>,
    /// Child modules in files of their own.
    pub children: BTreeSet<String>,
    /// Child modules of tests, whose files do not count.
    pub tests: BTreeSet<String>,
    /// Imported names and what they stand for.
    pub imports: BTreeMap<String, Import>,
    /// Modules whose every name is imported.
    pub globs: Vec<Vec<String>>,
    /// Paths that the code names, from `crate`, `super`, `self` or a name of this file on.
    pub paths: BTreeSet<Vec<String>>,
    /// Single names in the code.
    pub names: BTreeSet<String>,
}

/// An imported name.
#[derive(Debug)]
pub struct Import {
    /// The path as it is written.
    pub path: Vec<String>,
    /// Whether others may take the name from here.
    pub public: bool,
}

impl Module {
    /// Reads a source.
    pub fn read(source: &str) -> Self {
        let tokens = without_tests(&tokens(source));
        let mut module = Self { tests: test_children(source), ..Self::default() };
        let mut at = 0;
        let mut depth = 0_usize;
        while at < tokens.len() {
            match tokens[at].as_str() {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                "use" => {
                    let end = at + tokens[at..].iter().position(|token| token == ";").unwrap_or(0);
                    let public = at > 0 && (tokens[at - 1] == "pub" || (tokens[at - 1] == ")" && depth == 0));
                    module.import(&tokens[at + 1..end], &[], public);
                    at = end;
                }
                "mod" if depth == 0 && tokens.get(at + 2).is_some_and(|token| token == ";") => {
                    module.children.insert(tokens[at + 1].clone());
                    at += 2;
                }
                "fn" | "struct" | "enum" | "union" | "trait" | "type" | "const" | "static" | "mod" if depth == 0 => {
                    let name = tokens[at + 1..].iter().find(|token| !["fn", "mut", "unsafe", "async"].contains(&token.as_str()));
                    module.defines.extend(name.filter(|name| is_name(name)).cloned());
                }
                "macro_rules" => module.defines.extend(tokens.get(at + 2).cloned()),
                name if is_name(name) => {
                    let path = path_at(&tokens, at);
                    at += 2 * (path.len() - 1);
                    module.names.insert(path[0].clone());
                    if path.len() > 1 {
                        module.paths.insert(path);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        module
    }

    /// Takes one tree of a `use` apart.
    fn import(&mut self, tree: &[String], before: &[String], public: bool) {
        let mut path = before.to_vec();
        let mut at = 0;
        while at < tree.len() {
            match tree[at].as_str() {
                "::" => {}
                "{" => {
                    for branch in branches(&tree[at + 1..tree.len() - 1]) {
                        self.import(branch, &path, public);
                    }
                    return;
                }
                "*" => {
                    self.globs.push(path);
                    return;
                }
                "as" => break,
                "self" if !path.is_empty() => {}
                name => path.push(name.to_owned()),
            }
            at += 1;
        }
        let name = if tree.get(at).is_some_and(|token| token == "as") { tree.get(at + 1).cloned() } else { path.last().cloned() };
        if let Some(name) = name {
            self.imports.insert(name, Import { path, public });
        }
    }
}

/// The branches of a group, at its commas.
fn branches(group: &[String]) -> Vec<&[String]> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, token) in group.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&group[start..]);
    found.retain(|branch| !branch.is_empty());
    found
}

/// The path that begins at a name: `a::b::c`.
fn path_at(tokens: &[String], at: usize) -> Vec<String> {
    let mut path = vec![tokens[at].clone()];
    let mut next = at + 1;
    while tokens.get(next).is_some_and(|token| token == "::") && tokens.get(next + 1).is_some_and(|token| is_name(token)) {
        path.push(tokens[next + 1].clone());
        next += 2;
    }
    path
}

fn is_name(token: &str) -> bool {
    token.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single signs; comments, strings and characters are left out.
pub fn tokens(source: &str) -> Vec<String> {
    let chars: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        match rest[0] {
            c if c.is_whitespace() => at += 1,
            '/' if rest.get(1) == Some(&'/') => at += rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
            '/' if rest.get(1) == Some(&'*') => {
                at += 2 + rest[2..].windows(2).position(|pair| pair == ['*', '/']).map_or(rest.len(), |end| end + 2)
            }
            'r' | 'b' | 'c' if raw_string(rest).is_some() => at += raw_string(rest).unwrap(),
            '"' => at += string(rest),
            '\'' => at += character(rest),
            ':' if rest.get(1) == Some(&':') => {
                found.push("::".to_owned());
                at += 2;
            }
            c if c.is_alphanumeric() || c == '_' => {
                let word: String = rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                at += word.chars().count();
                found.push(word);
            }
            c => {
                found.push(c.to_string());
                at += 1;
            }
        }
    }
    found
}

/// The length of a string with escapes.
fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// The length of a raw string, if one begins here: `r"..."`, `br#"..."#`.
fn raw_string(rest: &[char]) -> Option<usize> {
    let prefix = rest.iter().take_while(|c| c.is_alphabetic()).count();
    if prefix > 2 || rest[prefix - 1] != 'r' {
        return None;
    }
    let hashes = rest[prefix..].iter().take_while(|c| **c == '#').count();
    if rest.get(prefix + hashes) != Some(&'"') {
        return None;
    }
    let start = prefix + hashes + 1;
    let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
    Some(start + rest[start..].windows(end.len()).position(|window| window == end)? + end.len())
}

/// The length of a character, or of the mark of a lifetime.
fn character(rest: &[char]) -> usize {
    match (rest.get(1), rest.get(2)) {
        (Some('\\'), _) => 3 + rest[3..].iter().position(|c| *c == '\'').unwrap_or(0),
        (Some(_), Some('\'')) => 3,
        _ => 1 + rest[1..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count(),
    }
}

const TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

/// The tokens without the items that only tests have.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].iter().take(TEST.len()).eq(TEST.iter()) {
            at += item(&tokens[at..]);
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// How many tokens an item has, its attributes included.
fn item(tokens: &[String]) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => return at + 1,
            "}" => depth -= 1,
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// The child modules that only tests have.
fn test_children(source: &str) -> BTreeSet<String> {
    let tokens = tokens(source);
    let mut found = BTreeSet::new();
    for at in 0..tokens.len() {
        if tokens[at..].iter().take(TEST.len()).eq(TEST.iter()) {
            let item = &tokens[at..at + item(&tokens[at..])];
            if let [.., word, name, end] = item
                && word == "mod"
                && end == ";"
            {
                found.insert(name.clone());
            }
        }
    }
    found
}
