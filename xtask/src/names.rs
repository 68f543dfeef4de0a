//! Short names for what the wasm and its glue call each other by.
//!
//! wasm-bindgen's names carry 16 random digits each, in both files, and no compressor can shorten them.

use std::collections::HashMap;

/// The name of the one module that the wasm imports from.
const IMPORTED: &str = "./kombo_edge_bg.js";

const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

/// The wasm and the glue with short names; an error says what is not as wasm-bindgen writes it.
pub(crate) fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String), String> {
    let mut names = Names::default();
    let wasm = rename(wasm, &mut names)
        .ok_or("the wasm is not as wasm-bindgen writes it, see xtask/src/names.rs")?;
    let mut glue = replaced(glue, &format!("\"{IMPORTED}\": "), "a: ")?;
    for (long, short) in &names.imports {
        glue = replaced(&glue, &format!(" {long}: "), &format!(" {short}: "))?;
    }
    Ok((wasm, with_exports(&glue, &names.exports)))
}

/// The wasm without what only people read: its custom sections.
pub(crate) fn strip(wasm: &[u8]) -> Result<Vec<u8>, String> {
    sections(wasm, |id, body| Some(if id == CUSTOM { None } else { Some(body.to_vec()) }))
        .ok_or("the wasm's sections cannot be told apart".into())
}

#[derive(Default)]
struct Names {
    imports: HashMap<String, String>,
    exports: HashMap<String, String>,
}

/// Copies the module, with new names in its import and export sections.
fn rename(wasm: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    sections(wasm, |id, body| {
        Some(Some(match id {
            IMPORTS => imports(body, &mut names.imports)?,
            EXPORTS => exports(body, &mut names.exports)?,
            _ => body.to_vec(),
        }))
    })
}

/// Copies the module, each section as `change` makes it, or without it.
fn sections(wasm: &[u8], mut change: impl FnMut(u8, &[u8]) -> Option<Option<Vec<u8>>>) -> Option<Vec<u8>> {
    let mut reader = Reader(wasm);
    let mut out = reader.take(8)?.to_vec();
    while !reader.0.is_empty() {
        let id = reader.byte()?;
        let length = reader.number()?;
        if let Some(body) = change(id, reader.take(length)?)? {
            out.push(id);
            put_number(&mut out, body.len());
            out.extend(body);
        }
    }
    Some(out)
}

fn imports(body: &[u8], names: &mut HashMap<String, String>) -> Option<Vec<u8>> {
    let mut reader = Reader(body);
    let mut out = Vec::new();
    let count = reader.number()?;
    put_number(&mut out, count);
    for _ in 0..count {
        // All of them are functions of the glue: kind 0 and the index of a type.
        let (module, name, kind, function_type) =
            (reader.text()?, reader.text()?, reader.byte()?, reader.number()?);
        if module != IMPORTED || kind != 0 {
            return None;
        }
        put_text(&mut out, "a");
        put_text(&mut out, &short_for(name, names));
        out.push(kind);
        put_number(&mut out, function_type);
    }
    reader.0.is_empty().then_some(out)
}

fn exports(body: &[u8], names: &mut HashMap<String, String>) -> Option<Vec<u8>> {
    let mut reader = Reader(body);
    let mut out = Vec::new();
    let count = reader.number()?;
    put_number(&mut out, count);
    for _ in 0..count {
        let (name, kind, index) = (reader.text()?, reader.byte()?, reader.number()?);
        put_text(&mut out, &short_for(name, names));
        out.push(kind);
        put_number(&mut out, index);
    }
    reader.0.is_empty().then_some(out)
}

/// a, b, … z, aa, ab, …: the next one that is free.
fn short_for(long: &str, names: &mut HashMap<String, String>) -> String {
    let mut rest = names.len() + 1;
    let mut short = String::new();
    while rest > 0 {
        rest -= 1;
        short.insert(0, char::from(b'a' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    names.insert(long.to_owned(), short.clone());
    short
}

/// The text with the one occurrence replaced.
fn replaced(glue: &str, long: &str, short: &str) -> Result<String, String> {
    match glue.matches(long).count() {
        1 => Ok(glue.replace(long, short)),
        count => {
            Err(format!("the glue has `{long}` {count} times; one was expected, see xtask/src/names.rs"))
        }
    }
}

/// The glue reaches the exports as `wasm.<name>`.
fn with_exports(glue: &str, names: &HashMap<String, String>) -> String {
    let mut parts = glue.split("wasm.");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        out.push_str("wasm.");
        out.push_str(names.get(name).map_or(name, String::as_str));
        out.push_str(rest);
    }
    out
}

/// The bytes not read yet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A LEB128 number.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

fn put_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len());
    out.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";

    fn section(id: u8, entries: &[(&[&str], u8)]) -> Vec<u8> {
        let mut body = Vec::new();
        put_number(&mut body, entries.len());
        for (names, index) in entries {
            names.iter().for_each(|name| put_text(&mut body, name));
            body.extend([0, *index]);
        }
        let mut out = vec![id];
        put_number(&mut out, body.len());
        out.extend(body);
        out
    }

    #[test]
    fn both_sides_get_the_same_short_names() {
        let long = [
            HEADER,
            &section(IMPORTS, &[(&[IMPORTED, "__wbg_call_01"], 3), (&[IMPORTED, "__wbg_new_02"], 4)]),
            &section(EXPORTS, &[(&["memory"], 0), (&["walk_new"], 7)]),
        ]
        .concat();
        let glue = "  __wbg_call_01: function() { wasm.walk_new(wasm.memory.buffer); },\n  __wbg_new_02: f,\n\
                    \"./kombo_edge_bg.js\": import0; wasm.other";
        let short = [
            HEADER,
            &section(IMPORTS, &[(&["a", "a"], 3), (&["a", "b"], 4)]),
            &section(EXPORTS, &[(&["a"], 0), (&["b"], 7)]),
        ]
        .concat();
        let renamed = "  a: function() { wasm.b(wasm.a.buffer); },\n  b: f,\na: import0; wasm.other";
        assert_eq!(shorten(&long, glue), Ok((short, renamed.to_owned())));
        assert!(shorten(&long, "other glue").is_err());
        assert!(shorten(b"\0asm", glue).is_err());
    }

    #[test]
    fn what_only_people_read_is_left_out() {
        let plain = [HEADER, &section(EXPORTS, &[(&["a"], 0)])].concat();
        let named = [&plain[..], &[CUSTOM, 2, 1, b'x']].concat();
        assert_eq!(strip(&named), Ok(plain));
    }

    #[test]
    fn short_names_go_on_after_z() {
        let mut names = HashMap::new();
        let shorts: Vec<String> = (0..54).map(|number| short_for(&number.to_string(), &mut names)).collect();
        let ends: Vec<&str> =
            [0, 25, 26, 53].iter().filter_map(|at| shorts.get(*at)).map(String::as_str).collect();
        assert_eq!(ends, ["a", "z", "aa", "bb"]);
    }
}
