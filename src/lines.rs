//! Parses the driver's input, line by line. In a line, `\\` is a backslash and `\n` a line end.

use crate::exchange::Answer;
use crate::failure::Failure;
use crate::fields::integer;
use crate::head::Head;

/// An iterator over the lines of a text.
#[derive(Clone, Debug)]
pub struct Lines<'a>(Option<&'a str>);

impl<'a> Lines<'a> {
    /// The lines of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Lines(Some(text))
    }

    /// The next line, with its escapes.
    fn raw(&mut self) -> Option<&'a str> {
        let text = self.0?;
        let end = text.bytes().position(|byte| byte == b'\n');
        self.0 = end.and_then(|end| text.get(end + 1..));
        end.map_or(Some(text), |end| text.get(..end))
    }
}

impl Iterator for Lines<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let mut line = String::new();
        let mut escaped = false;
        for char in self.raw()?.chars() {
            match char {
                '\\' if !escaped => escaped = true,
                char => {
                    line.push(if escaped && char == 'n' { '\n' } else { char });
                    escaped = false;
                }
            }
        }
        Some(line)
    }
}

/// Parses the driver's answer to a command. The lines are: the outcome, a value, the status of the response and its
/// headers; the last ones are absent when no response arrived. A header is `name: value`; the value of an HTTP date is `@`
/// and the Unix time in milliseconds.
///
/// | outcome | meaning | value |
/// |---|---|---|
/// | `done` | the command was executed | |
/// | `key` | the key function returned | the key; no line when it is not a string |
/// | `response` | a complete response; its body is `body` | |
/// | `timeout`, `fetch_threw`, `no_response`, `body_changed`, `too_large`, `out_of_memory` | the failure of this name | |
/// | anything else | the connection failed | the error code of the system, or empty |
#[must_use]
pub fn read_answer(answer: &str, body: Vec<u8>, epoch_ms: f64, max_bytes: u32) -> Answer {
    let mut lines = Lines::new(answer);
    let outcome = lines.next().unwrap_or_default();
    let value = lines.next();
    let head = lines.next().and_then(|status| {
        let header = |name: &str| {
            lines.clone().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
        };
        Some(Box::new(Head::read(u16::try_from(integer(&status)?).ok()?, epoch_ms, &header)))
    });
    let failure = match outcome.as_str() {
        "done" => return Answer::Done,
        "key" => return Answer::Key(value),
        "response" => match head {
            Some(head) => return Answer::Response { head, body },
            None => Failure::NoResponse,
        },
        "timeout" => Failure::Timeout,
        "fetch_threw" => Failure::FetchThrew,
        "no_response" => Failure::NoResponse,
        "body_changed" => Failure::BodyChanged,
        "too_large" => Failure::TooLarge(max_bytes),
        "out_of_memory" => Failure::OutOfMemory,
        _ => Failure::Network(value.filter(|code| !code.is_empty())),
    };
    Answer::Failed(failure, head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_unescaped() {
        let read = |text| Lines::new(text).collect::<Vec<_>>();
        assert_eq!(read("a\n\nb"), ["a", "", "b"]);
        assert_eq!(read(""), [""]);
        assert_eq!(read("a\\nb\\\\n\n\\"), ["a\nb\\n", ""]);
    }

    #[test]
    fn every_answer_is_parsed_and_a_malformed_one_does_not_panic() {
        assert!(matches!(read_answer("key\na\\nb", vec![], 0.0, 1), Answer::Key(Some(key)) if key == "a\nb"));
        assert!(matches!(read_answer("key", vec![], 0.0, 1), Answer::Key(None)));
        assert!(matches!(
            read_answer("network\nECONNRESET\n", vec![], 0.0, 1),
            Answer::Failed(Failure::Network(Some(_)), None)
        ));
        let Answer::Response { head, body } =
            read_answer("response\n\n429\nretry-after: 7\n", vec![1], 0.0, 1)
        else {
            return assert!(matches!("no response", ""));
        };
        assert_eq!((head.status, head.retry_after_ms, body), (429, Some(7000), vec![1]));
        for malformed in [
            "",
            "\n",
            "response",
            "response\n\n",
            "response\n\n70000",
            "response\n\nx",
            "x\ny\nz\nw",
            "key\n\n\n",
        ] {
            let _ = read_answer(malformed, vec![], 0.0, 1);
        }
    }
}
