//! Writes small JSON objects: commands, errors, events and the `meta` of a page.
//!
//! A text crosses the boundary in one call; an object would need one per member. `JSON.parse` creates own properties, so a
//! polluted `Object.prototype` has no effect.

use kombo_edge_check::push_decimal;

/// A JSON object under construction.
#[derive(Clone, Debug)]
pub struct Json(String);

impl Default for Json {
    fn default() -> Self {
        Json::new()
    }
}

impl Json {
    /// An empty object.
    #[must_use]
    pub fn new() -> Self {
        Json(String::from("{"))
    }

    /// Closes the object and returns its text.
    #[must_use]
    #[inline(never)]
    pub fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }

    /// A JSON array of objects, each written by `write`. All in one string, because there may be a thousand.
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

    /// Adds a member whose value is JSON.
    #[inline(never)]
    pub fn json(&mut self, name: &str, json: &str) {
        if self.0.as_bytes().last() != Some(&b'{') {
            self.0.push(',');
        }
        quote(name, &mut self.0);
        self.0.push(':');
        self.0.push_str(json);
    }

    /// Adds a string.
    #[inline(never)]
    pub fn text(&mut self, name: &str, text: &str) {
        self.json(name, "");
        quote(text, &mut self.0);
    }

    /// Adds a finite, non-negative number, with three decimals.
    #[inline(never)]
    pub fn number(&mut self, name: &str, number: f64) {
        // `core::fmt` would link all of float formatting.
        let thousandths = (number * 1000.0) as u64;
        let whole = thousandths.is_multiple_of(1000);
        self.json(name, "");
        push_decimal(&mut self.0, if whole { thousandths / 1000 } else { thousandths });
        if !whole {
            self.0.push_str("e-3");
        }
    }

    /// Adds a boolean.
    pub fn flag(&mut self, name: &str, flag: bool) {
        self.json(name, if flag { "true" } else { "false" });
    }
}

/// Appends a JSON string.
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
    fn members_are_parsed_to_the_same_values() {
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
