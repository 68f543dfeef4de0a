//! Small objects on their way out, as JSON: commands, errors, events and a page's `meta`.
//!
//! A text crosses the boundary in one call, where an object takes one for each of its members; and `JSON.parse` makes own
//! properties, whatever somebody did to `Object.prototype`.

use kombo_edge_check::push_decimal;

/// An object that is being written.
#[derive(Clone, Debug)]
pub struct Json(String);

impl Default for Json {
    fn default() -> Self {
        Json::new()
    }
}

impl Json {
    /// An object without members.
    #[must_use]
    pub fn new() -> Self {
        Json(String::from("{"))
    }

    /// The object, closed.
    #[must_use]
    #[inline(never)]
    pub fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    /// A list of objects, each written by `write`; all in one string, since there may be a thousand.
    #[must_use]
    pub fn list<T>(items: impl Iterator<Item = T>, mut write: impl FnMut(T, &mut Json)) -> String {
        let mut json = Json(String::from("["));
        for item in items {
            json.0.push_str(if json.0.len() > 1 { ",{" } else { "{" });
            write(item, &mut json);
            json.0.push('}');
        }
        json.0.push(']');
        json.0
    }

    /// A member whose value is JSON already.
    #[inline(never)]
    pub fn json(&mut self, name: &str, json: &str) {
        if self.0.as_bytes().last() != Some(&b'{') {
            self.0.push(',');
        }
        quote(name, &mut self.0);
        self.0.push(':');
        self.0.push_str(json);
    }

    /// A string.
    #[inline(never)]
    pub fn text(&mut self, name: &str, text: &str) {
        self.json(name, "");
        quote(text, &mut self.0);
    }

    /// A number that is finite and not negative; three decimals are kept.
    #[inline(never)]
    pub fn number(&mut self, name: &str, number: f64) {
        // By hand: `core::fmt` would bring all of float formatting.
        let thousandths = (number * 1000.0) as u64;
        let whole = thousandths.is_multiple_of(1000);
        self.json(name, "");
        push_decimal(&mut self.0, if whole { thousandths / 1000 } else { thousandths });
        if !whole {
            self.0.push_str("e-3");
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &str, flag: bool) {
        self.json(name, if flag { "true" } else { "false" });
    }
}

/// A string of JSON.
#[inline(never)]
fn quote(text: &str, json: &mut String) {
    json.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte < b' ' || byte == b'"' || byte == b'\\' {
            json.push_str(text.get(from..at).unwrap_or_default());
            from = at + 1;
            let hex = |digit: u8| char::from_digit(digit.into(), 16).unwrap_or('0');
            json.push_str("\\u00");
            json.push(hex(byte >> 4));
            json.push(hex(byte & 15));
        }
    }
    json.push_str(text.get(from..).unwrap_or_default());
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_json_that_means_the_same() {
        let mut json = Json::new();
        json.text("text", "a\"b\\c\n\u{1f}é\u{2028}");
        json.number("zero", 0.0);
        json.number("half", 1234.5);
        json.number("small", 0.007);
        json.number("large", 9_007_199_254_740.0);
        json.flag("yes", true);
        json.json("list\"", "[1,null]");
        let text = json.end();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let expected = serde_json::json!({
            "text": "a\"b\\c\n\u{1f}é\u{2028}", "zero": 0, "half": 1234.5, "small": 0.007,
            "large": 9_007_199_254_740_u64, "yes": true, "list\"": [1, null],
        });
        assert_eq!(value, expected, "{text}");
        assert_eq!(Json::new().end(), "{}");
    }
}
