//! Where in the contract the grammar breaks, found by walking there once more: the check itself keeps no track.

use crate::json::{self, Member, Stop};
use crate::path::{push_index, push_name};
use crate::schema::{CANDIDATE, Kind, Shape};
use crate::unescape::means;

/// A place of the contract.
#[derive(Clone, Copy)]
enum Place {
    Envelope,
    Data,
    Object(&'static Shape),
    List(&'static Shape),
    /// Any JSON, or nothing that the contract knows.
    Unknown,
}

impl Place {
    /// The member's name and place. Only names of the contract: others may tell of a person.
    #[cfg_attr(small, optimize(size))]
    fn member(self, key: &[u8]) -> Option<(&'static [u8], Self)> {
        match self {
            Self::Envelope => [(&b"status"[..], Self::Unknown), (b"data", Self::Data)]
                .into_iter()
                .find(|(name, _)| means(key, name)),
            Self::Data => [(&b"results"[..], Self::List(&CANDIDATE)), (b"next", Self::Unknown)]
                .into_iter()
                .find(|(name, _)| means(key, name)),
            Self::Object(shape) => {
                let field = shape.fields.iter().find(|field| means(key, field.name()))?;
                let place = match field.kind {
                    Kind::Object(shape) => Self::Object(shape),
                    Kind::List(shape) => Self::List(shape),
                    _ => Self::Unknown,
                };
                Some((field.name(), place))
            }
            Self::List(_) | Self::Unknown => None,
        }
    }
}

/// The innermost place of the contract that holds the first break of the grammar.
#[cfg_attr(small, optimize(size))]
pub(crate) fn path(bytes: &[u8]) -> String {
    let mut text = String::from("$");
    let mut place = Place::Envelope;
    let mut at = json::space(bytes, json::start(bytes));
    while let Some((inner, value)) = step(bytes, at, place, &mut text) {
        (place, at) = (inner, value);
    }
    text
}

/// One step down, towards the member or the element that breaks; `None` when it is nothing inside.
#[cfg_attr(small, optimize(size))]
fn step(bytes: &[u8], at: usize, place: Place, text: &mut String) -> Option<(Place, usize)> {
    match (json::peek(bytes, at), place) {
        (b'[', Place::List(shape)) => {
            let (index, value) = broken_element(bytes, at + 1)?;
            push_index(text, index);
            Some((Place::Object(shape), value))
        }
        (b'{', _) => {
            let (key, value) = broken_member(bytes, at + 1)?;
            let (name, inner) = place.member(key)?;
            push_name(text, name);
            Some((inner, value))
        }
        _ => None,
    }
}

#[cfg_attr(small, optimize(size))]
fn broken_member(bytes: &[u8], mut at: usize) -> Option<(&[u8], usize)> {
    let mut stop = Stop::new();
    let mut first = true;
    loop {
        let Member::Key { start, end, value } = json::member(bytes, at, first, &mut stop) else {
            return None;
        };
        match json::value(bytes, value, 0, &mut stop) {
            Some(end) => at = end.get(),
            None => return Some((bytes.get(start..end)?, value)),
        }
        first = false;
    }
}

#[cfg_attr(small, optimize(size))]
fn broken_element(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut stop = Stop::new();
    for index in 0.. {
        let value = json::space(bytes, at);
        let Some(end) = json::value(bytes, value, 0, &mut stop) else { return Some((index, value)) };
        let comma = json::space(bytes, end.get());
        if json::peek(bytes, comma) != b',' {
            break;
        }
        at = comma + 1;
    }
    None
}
