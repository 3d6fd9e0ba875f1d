//! Files that act when they are opened: programs, scripts, and what starts them. They are saved and never opened (promises.md D5).

/// Endings of such files on any system, since a desktop goes by the ending.
const ENDINGS: [&str; 116] = [
    "action",
    "app",
    "appimage",
    "applescript",
    "application",
    "appref-ms",
    "apk",
    "ade",
    "adp",
    "bas",
    "bash",
    "bat",
    "bin",
    "chm",
    "class",
    "cmd",
    "com",
    "command",
    "cpl",
    "crx",
    "csh",
    "deb",
    "desktop",
    "diagcab",
    "dll",
    "dmg",
    "dylib",
    "elf",
    "exe",
    "fish",
    "flatpak",
    "flatpakref",
    "flatpakrepo",
    "gadget",
    "hta",
    "hlp",
    "img",
    "inf",
    "ins",
    "iso",
    "isp",
    "its",
    "jar",
    "jnlp",
    "job",
    "js",
    "jse",
    "ksh",
    "library-ms",
    "lnk",
    "lua",
    "mad",
    "maf",
    "mam",
    "maq",
    "mar",
    "mat",
    "mau",
    "mav",
    "maw",
    "mde",
    "mpkg",
    "msc",
    "msh",
    "msi",
    "msix",
    "msp",
    "mst",
    "ocx",
    "ops",
    "out",
    "osx",
    "php",
    "pif",
    "pkg",
    "pl",
    "prf",
    "prg",
    "ps1",
    "psd1",
    "psm1",
    "py",
    "pyc",
    "pyo",
    "pyw",
    "pyz",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scpt",
    "scr",
    "sct",
    "settingcontent-ms",
    "sh",
    "shb",
    "shs",
    "snap",
    "so",
    "sys",
    "tcl",
    "terminal",
    "theme",
    "tool",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vbscript",
    "webloc",
    "workflow",
    "wsc",
    "wsf",
    "wsh",
    "zsh",
];

/// Pieces of media types of such files.
const TYPES: [&str; 26] = [
    "appimage",
    "debian",
    "desktop",
    "dosexec",
    "executable",
    "flatpak",
    "java-archive",
    "java-vm",
    "javascript",
    "mach-binary",
    "ms-dos",
    "ms-installer",
    "ms-shortcut",
    "msdos-program",
    "msdownload",
    "msi",
    "package-archive",
    "perl",
    "php",
    "python",
    "redhat-package",
    "rpm",
    "ruby",
    "sharedlib",
    "shellscript",
    "snap",
];

/// Whether a file of this name and media type acts when it is opened.
pub fn is_program(name: &str, media_type: &str) -> bool {
    let ending = name.trim_end_matches(['.', ' ']).rsplit_once('.').map(|(_, ending)| ending.trim().to_lowercase()).unwrap_or_default();
    let media = media_type.to_ascii_lowercase();
    let kind = media.split_once('/').map_or("", |(_, kind)| kind);
    ENDINGS.contains(&ending.as_str()) || TYPES.iter().any(|piece| kind.contains(piece)) || matches!(kind, "x-sh" | "x-csh" | "x-bat")
}

/// Whether a file begins as programs and scripts do, whatever it is called.
pub fn begins_as_program(beginning: &[u8]) -> bool {
    const MAGIC: [&[u8]; 9] = [
        b"\x7fELF",
        b"MZ",
        b"#!",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
        b"L\0\0\0\x01\x14\x02\0",
    ];
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
    MAGIC.iter().any(|magic| beginning.starts_with(magic)) || text.starts_with(b"#!") || text.starts_with(b"[Desktop Entry]")
}

/// Whether a file is a page that a browser opens, which may load things and run what stands in it.
pub fn is_page(name: &str, media_type: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    matches!(ending.as_str(), "html" | "htm" | "xhtml" | "xht" | "shtml" | "svg" | "svgz" | "mht" | "mhtml" | "xml")
        || matches!(
            media_type.to_ascii_lowercase().as_str(),
            "text/html" | "application/xhtml+xml" | "image/svg+xml" | "text/xml" | "application/xml"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_known_by_its_name_its_type_or_its_beginning() {
        for name in
            ["setup.exe", "Invoice.PDF.EXE", "run.sh", "x.desktop", "macro.vbs", "a.js", "a.jar", "x.exe.", "shortcut.lnk", "tool.AppImage"]
        {
            assert!(is_program(name, "application/octet-stream"), "{name}");
        }
        for name in ["a.pdf", "photo.jpg", "計画.xlsx", "notes.txt", "noext", "archive.zip", "mail.eml", "a.json", "data.csv"] {
            assert!(!is_program(name, "application/octet-stream"), "{name}");
        }
        assert!(is_program("noext", "application/x-sh") && is_program("x", "application/x-msdownload") && is_program("x", "text/x-python"));
        assert!(!is_program("x", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"));
        assert!(begins_as_program(b"\x7fELF\x02") && begins_as_program(b"#!/bin/sh\n") && begins_as_program(b"\n[Desktop Entry]\n"));
        assert!(!begins_as_program(b"%PDF-1.7") && !begins_as_program(b""));
        assert!(is_page("a.HTML", "x/y") && is_page("x", "image/svg+xml") && !is_page("a.pdf", "application/pdf"));
    }
}
