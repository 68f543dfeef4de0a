//! What the package's driver says, line by line: a line is a text in which `\\` stands for a backslash and `\n` for the end
//! of a line.

use crate::exchange::Answer;
use crate::failure::Failure;
use crate::fields::integer;
use crate::head::Head;

/// The lines of a text that are not read yet.
#[derive(Clone, Debug)]
pub struct Lines<'a>(Option<&'a str>);

impl<'a> Lines<'a> {
    /// All lines of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Lines(Some(text))
    }

    /// The next line as it stands there.
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

/// Reads the driver's answer to a command: how it ended, a value, the status and the headers of an answer, as far as it
/// came. A header is a line of `name: value`; one that is an HTTP date has `@` and milliseconds since 1970 as its value.
///
/// | how it ended | what it means | the value |
/// |---|---|---|
/// | `done` | the command is done | |
/// | `key` | the key function returned | the key; without a line, it returned no string |
/// | `response` | a whole answer, whose body is `body` | |
/// | `timeout`, `fetch_threw`, `no_response`, `body_changed`, `too_large`, `out_of_memory` | what failed | |
/// | anything else | the connection failed | a system's error code, or nothing |
#[must_use]
pub fn read_answer(answer: &str, body: Vec<u8>, epoch_ms: f64, max_bytes: u32) -> Answer {
    let mut lines = Lines::new(answer);
    let ended = lines.next().unwrap_or_default();
    let value = lines.next();
    let head = lines.next().and_then(|status| {
        let header = |name: &str| {
            lines.clone().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
        };
        Some(Box::new(Head::read(u16::try_from(integer(&status)?).ok()?, epoch_ms, &header)))
    });
    let failure = match ended.as_str() {
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
    fn lines_are_read_as_they_were_written() {
        let read = |text| Lines::new(text).collect::<Vec<_>>();
        assert_eq!(read("a\n\nb"), ["a", "", "b"]);
        assert_eq!(read(""), [""]);
        assert_eq!(read("a\\nb\\\\n\n\\"), ["a\nb\\n", ""]);
    }

    #[test]
    fn an_answer_may_be_anything() {
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
        for odd in [
            "",
            "\n",
            "response",
            "response\n\n",
            "response\n\n70000",
            "response\n\nx",
            "x\ny\nz\nw",
            "key\n\n\n",
        ] {
            let _ = read_answer(odd, vec![], 0.0, 1);
        }
    }
}
