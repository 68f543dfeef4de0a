//! A place in a record: at most four steps, formatted as text on demand.

use core::fmt;

use crate::schema::Field;

/// One step down from an object or an array.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Field(&'static Field),
    Index(u32),
}

/// A place in a record. Lives on the stack of the check, each pointing to the one above it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) above: Option<&'a At<'a>>,
    pub(crate) step: Option<Step>,
}

impl At<'_> {
    /// The record itself.
    pub(crate) const RECORD: At<'static> = At { above: None, step: None };
}

/// Where in a record a fault is; `$` is the record itself.
#[derive(Clone, Copy)]
pub struct Path {
    steps: [Option<Step>; Path::STEPS],
}

impl Path {
    /// The deepest that the contract goes: `applications`, `[0]`, `job`, `id`. A test holds the tables to it.
    pub(crate) const STEPS: usize = 4;

    /// The place `last` below `at`.
    pub(crate) fn new(at: &At<'_>, last: Option<Step>) -> Self {
        let mut steps = [None; Self::STEPS];
        let mut used = 0;
        let mut push = |step: Option<Step>| {
            if let (Some(_), Some(slot)) = (step, steps.get_mut(used)) {
                *slot = step;
                used += 1;
            }
        };
        // Innermost first, as the links lead.
        push(last);
        let mut at = Some(at);
        while let Some(place) = at {
            push(place.step);
            at = place.above;
        }
        if let Some(filled) = steps.get_mut(..used) {
            filled.reverse();
        }
        Self { steps }
    }

    /// Such as `$.applications[0].job.remote_id`.
    #[must_use]
    #[expect(
        clippy::inherent_to_string,
        reason = "`Display` would link the formatting machinery into the wasm"
    )]
    pub fn to_string(&self) -> String {
        let mut text = String::from("$");
        for step in self.steps.iter().flatten() {
            match step {
                Step::Field(field) => push_name(&mut text, field),
                Step::Index(index) => push_index(&mut text, *index as usize),
            }
        }
        text
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string())
    }
}

impl PartialEq for Path {
    fn eq(&self, other: &Self) -> bool {
        self.steps.iter().zip(&other.steps).all(|pair| match pair {
            (None, None) => true,
            (Some(Step::Field(a)), Some(Step::Field(b))) => core::ptr::eq(*a, *b),
            (Some(Step::Index(a)), Some(Step::Index(b))) => a == b,
            _ => false,
        })
    }
}

impl Eq for Path {}

/// Appends `.name`.
fn push_name(text: &mut String, field: &Field) {
    text.push('.');
    text.push_str(field.text());
}

/// Appends `[index]`.
fn push_index(text: &mut String, index: usize) {
    text.push('[');
    push_decimal(text, index as u64);
    text.push(']');
}

/// Appends a whole number, digit by digit: `core::fmt` would weigh more than the rest of this crate.
#[inline(never)]
pub fn push_decimal(text: &mut String, mut number: u64) {
    let digits = text.len();
    loop {
        // The last digit comes first, so each goes in before the ones that are there.
        text.insert(digits, char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn an_index_is_written_in_decimal() {
        for index in [0, 7, 10, 99, 100, 249, 1_000_000, u32::MAX as usize] {
            let mut text = String::from("$");
            push_index(&mut text, index);
            assert_eq!(text, format!("$[{index}]"));
        }
    }
}
