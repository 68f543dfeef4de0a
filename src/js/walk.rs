//! The exported functions. A walk is a number: `open`, `begin`, `resume` for each answer, `close`.
//!
//! Input is written to the memory that [`reserve`] returns: a text right before the call that reads it, a body right before
//! the text of its answer. A call with the number of a walk that is not open does nothing and returns 0.

use core::cell::RefCell;

use kombo_edge_check::Text;
use wasm_bindgen::prelude::*;

use super::commands;
use crate::clock::Now;
use crate::exchange::{self, Command};
use crate::input::Input;
use crate::lines::{Lines, read_answer};
use crate::plan::{Plan, Start, check_client};

thread_local! {
    /// The open walks, by number.
    static WALKS: RefCell<Vec<Option<Walk>>> = const { RefCell::new(Vec::new()) };
}

/// A walk to one page, with its input and output.
#[derive(Default)]
struct Walk {
    inner: Option<exchange::Walk>,
    max_bytes: u32,
    /// The last input, and the one before it.
    input: Vec<u8>,
    body: Vec<u8>,
    output: String,
    /// The address and the length of the output.
    output_slice: [usize; 2],
    /// The text of the page, from the command `take` until the next answer.
    text: Option<Text>,
}

/// Opens a walk and returns its number. JavaScript closes it after the command `end`, or when the walk is abandoned.
#[must_use]
#[wasm_bindgen]
pub fn open() -> usize {
    WALKS.with_borrow_mut(|walks| {
        let free = walks.iter().position(Option::is_none).unwrap_or(walks.len());
        match walks.get_mut(free) {
            Some(slot) => *slot = Some(Walk::default()),
            None => walks.push(Some(Walk::default())),
        }
        free
    })
}

/// Closes a walk and frees its memory. Its number may be reused.
#[wasm_bindgen]
pub fn close(walk: usize) {
    WALKS.with_borrow_mut(|walks| walks.get_mut(walk).and_then(Option::take));
}

/// Reserves memory for the next input and returns its address, or 0 when the allocation fails. The previous input becomes
/// the body, and the previous body is dropped.
#[must_use]
#[wasm_bindgen]
pub fn reserve(walk: usize, length: usize) -> usize {
    with(walk, |walk| {
        walk.body = core::mem::take(&mut walk.input);
        if walk.input.try_reserve_exact(length).is_err() {
            return 0;
        }
        // SAFETY: the capacity is reserved, and the driver writes every byte before the call that reads them. A body that it
        // cannot write completely is dropped unread. Zeroing the bytes first would take as long as the check.
        unsafe { walk.input.set_len(length) };
        walk.input.as_mut_ptr() as usize
    })
}

/// Checks the client's options (`source.ts`). The output is empty, or an error of kind `input` as JSON. As for [`begin`]
/// and [`resume`], the result is the address of two numbers: the address of the output and its length in bytes. It is valid
/// until the next call of any function.
#[must_use]
#[wasm_bindgen]
pub fn check(walk: usize) -> usize {
    with(walk, |walk| {
        let options = walk.text_in();
        let error = check_client(Input::read(&mut Lines::new(&options))).err();
        walk.set_output(error.map(|error| error.to_json()).unwrap_or_default())
    })
}

/// Checks all options; sends nothing. The other parameters are the position of the walk (`trail.ts`). The output is empty,
/// or the command that ends the walk because of an invalid option.
#[must_use]
#[wasm_bindgen]
pub fn begin(walk: usize, pages: u32, requests: u32, started_ms: f64) -> usize {
    with(walk, |walk| {
        let options = walk.text_in();
        let start = Start { pages, requests, started_ms, ..Start::default() };
        let refused = match Plan::check(Input::read(&mut Lines::new(&options)), start) {
            Ok(plan) => {
                walk.max_bytes = plan.client.max_body_bytes;
                walk.inner = Some(exchange::Walk::new(plan));
                String::new()
            }
            Err(error) => commands::refused(&error),
        };
        walk.set_output(refused)
    })
}

/// Continues with the answer to the last command (see [`read_answer`]) and the body that was written before it. The output
/// is JSON: the events to emit first, and the next command. `mono_ms` is the monotonic clock and `epoch_ms` the Unix time,
/// both in milliseconds; `random` is a random number, 0 ≤ n < 1.
#[must_use]
#[wasm_bindgen]
pub fn resume(walk: usize, mono_ms: f64, epoch_ms: f64, random: f64) -> usize {
    with(walk, |walk| {
        let answer = walk.text_in();
        walk.text = None;
        let answer = read_answer(&answer, core::mem::take(&mut walk.body), epoch_ms, walk.max_bytes);
        let (events, command) = match &mut walk.inner {
            Some(inner) => inner.resume(Now { mono_ms, epoch_ms, random }, answer),
            None => Default::default(),
        };
        let output = commands::write(&events, command.as_ref());
        if let Some(Command::Take(text)) = command {
            walk.text = Some(text);
        }
        walk.set_output(output)
    })
}

/// Calls `call` with the walk of this number; 0 when there is none.
fn with(walk: usize, call: impl FnOnce(&mut Walk) -> usize) -> usize {
    WALKS.with_borrow_mut(|walks| walks.get_mut(walk).and_then(Option::as_mut).map_or(0, call))
}

impl Walk {
    /// Takes the last input as text.
    fn text_in(&mut self) -> String {
        let bytes = core::mem::take(&mut self.input);
        // SAFETY: the driver writes texts with `TextEncoder`, which always produces UTF-8.
        unsafe { String::from_utf8_unchecked(bytes) }
    }

    /// Stores the output and returns the address of its address and length.
    fn set_output(&mut self, output: String) -> usize {
        self.output = output;
        self.output_slice = [self.output.as_ptr() as usize, self.output.len()];
        self.output_slice.as_ptr() as usize
    }
}
