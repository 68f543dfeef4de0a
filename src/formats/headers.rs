//! Headers that the caller adds to each request.

use super::{Invalid, invalid};
use crate::input::Input;
use crate::text::concat;

/// The names and values of an object, or of a list of pairs (such as a `Headers`). The client's own headers are invalid.
pub(crate) fn to_headers(input: &Input) -> Result<Vec<(String, String)>, Invalid> {
    let mut headers = Vec::new();
    let mut push = |name: &String, value: &Input| {
        let invalid_object = |what| invalid(&concat(&["an object with a ", what]));
        let Input::Text(value) = value else { return invalid_object("value that is no string") };
        // A token of RFC 9110: visible ASCII without delimiters.
        let is_token = |b: u8| {
            b.is_ascii_graphic()
                && !matches!(b, b'"' | b'(' | b')' | b',' | b'/' | b':'..=b'@' | b'['..=b']' | b'{' | b'}')
        };
        if name.is_empty() || !name.bytes().all(is_token) {
            return invalid_object("name that no header may have");
        }
        if !value.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b)) {
            return invalid_object("value that no header may hold");
        }
        if ["authorization", "x-integration-id"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
            return invalid_object("header that the client itself sets");
        }
        headers.push((name.clone(), value.clone()));
        Ok(())
    };
    match input {
        Input::Map(members) => {
            for (name, value) in members {
                push(name, value)?;
            }
        }
        Input::List(pairs) => {
            for pair in pairs {
                let Input::List(pair) = pair else { return Err(Invalid::Kind) };
                let [Input::Text(name), value] = pair.as_slice() else { return Err(Invalid::Kind) };
                push(name, value)?;
            }
        }
        _ => return Err(Invalid::Kind),
    }
    Ok(headers)
}
