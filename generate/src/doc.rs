//! Doc comments and line wrapping.

/// A doc comment, with a tag (`@default 1`) at its end if there is one.
pub(crate) fn doc(indent: &str, text: &str, tag: &str) -> String {
    let mut lines = wrap(text, 100);
    match (lines.as_mut_slice(), tag) {
        (_, "") => {}
        ([line], tag) if line.len() + tag.len() < 100 => line.extend([" ", tag]),
        _ => lines.push(tag.into()),
    }
    if let [line] = lines.as_slice() {
        return format!("{indent}/** {line} */\n");
    }
    let body: Vec<String> = lines.iter().map(|line| format!("{indent} * {line}\n")).collect();
    format!("{indent}/**\n{}{indent} */\n", body.concat())
}

/// Wraps the text at about this width. Code between backticks is not broken.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut in_code = false;
    for word in text.split_whitespace() {
        let full = !in_code && lines.last().is_some_and(|line| line.len() + word.len() > width);
        in_code ^= word.matches('`').count() % 2 == 1;
        match lines.last_mut() {
            Some(line) if !full => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    lines
}
