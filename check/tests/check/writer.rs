//! Writes a value as JSON in one of many equivalent spellings.

use serde_json::Value;

/// The source of the choices: random bytes of `proptest`, which shrinks them. Without bytes, the plain spelling is chosen.
pub(crate) struct Choices<'a>(pub(crate) std::iter::Copied<std::slice::Iter<'a, u8>>);

impl Choices<'_> {
    pub(crate) fn one_in(&mut self, chances: u8) -> bool {
        self.0.next().is_some_and(|byte| byte % chances == 1)
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[usize::from(self.0.next().unwrap_or(0)) % from.len()]
    }
}

/// Writes the value with extra white space, escaped keys, and members that are overridden by a duplicate.
pub(crate) fn write(value: &Value, choices: &mut Choices<'_>, text: &mut String) {
    space(choices, text);
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, choices, text);
            }
            space(choices, text);
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                if choices.one_in(40) {
                    write_key(key, choices, text);
                    text.push_str(choices.pick(OVERRIDDEN));
                    text.push(',');
                }
                write_key(key, choices, text);
                write(member, choices, text);
            }
            space(choices, text);
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
    space(choices, text);
}

/// Values that are invalid for nearly every field, some of them nested.
const OVERRIDDEN: &[&str] = &[
    "1",
    "null",
    "{}",
    "[]",
    "[{}]",
    "[1,{\"id\":2}]",
    "\"x\"",
    "[{\"id\":\"a\",\"job\":{\"id\":false},\"current_stage\":{\"index\":0.5}}]",
    "{\"results\":[{\"id\":3},4],\"next\":5}",
];

fn write_key(key: &str, choices: &mut Choices<'_>, text: &mut String) {
    space(choices, text);
    let quoted = Value::from(key).to_string();
    match quoted.char_indices().nth(1) {
        Some((at, first)) if first.is_ascii_alphanumeric() && choices.one_in(12) => {
            text.push_str(&format!("\"\\u{:04x}{}", u32::from(first), &quoted[at + 1..]));
        }
        _ => text.push_str(&quoted),
    }
    space(choices, text);
    text.push(':');
}

fn space(choices: &mut Choices<'_>, text: &mut String) {
    if choices.one_in(15) {
        text.push_str(choices.pick(&[
            " ",
            "\n",
            "\r\n\t",
            "                                        ",
            "\t\t",
        ]));
    }
}
