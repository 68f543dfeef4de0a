//! Walks as JavaScript sees them: numbers. `open`, `begin`, then `resume` for every answer, and `close`.
//!
//! Everything that goes in is written to where [`reserve`] says: a text right before the call that takes it, a body right
//! before the text of the answer that it belongs to. Calls about a walk that is not open do nothing and return 0.

use core::cell::RefCell;

use kombo_edge_check::Text;
use wasm_bindgen::prelude::*;

use super::commands;
use crate::clock::Now;
use crate::exchange::{Command, Walk as Machine};
use crate::input::Input;
use crate::lines::{Lines, read_answer};
use crate::plan::{Plan, Start, check_client};

thread_local! {
    /// The walks that are open, each in the place of its number.
    static WALKS: RefCell<Vec<Option<Walk>>> = const { RefCell::new(Vec::new()) };
}

/// The way to one page.
#[derive(Default)]
struct Walk {
    machine: Option<Machine>,
    max_bytes: u32,
    /// What was written last, and what was written before it.
    input: Vec<u8>,
    body: Vec<u8>,
    output: String,
    /// The address and the length of the output.
    output_slice: [usize; 2],
    /// The page's text, from the command `take` until the next answer.
    text: Option<Text>,
}

/// A walk that has not begun. JavaScript closes it when the command is `end`, or when it is left.
#[wasm_bindgen]
pub fn open() -> usize {
    WALKS.with_borrow_mut(|walks| {
        let free = walks.iter().position(Option::is_none).unwrap_or(walks.len());
        match walks.get_mut(free) {
            Some(place) => *place = Some(Walk::default()),
            None => walks.push(Some(Walk::default())),
        }
        free
    })
}

/// Gives back what the walk holds; its number may become another one's.
#[wasm_bindgen]
pub fn close(walk: usize) {
    WALKS.with_borrow_mut(|walks| walks.get_mut(walk).and_then(Option::take));
}

/// Makes room for so many bytes of what goes in next: the address in the module's memory, or 0 when there is not so much.
/// What was written before becomes the body, and the body before that is dropped.
#[wasm_bindgen]
pub fn reserve(walk: usize, length: usize) -> usize {
    with(walk, |walk| {
        walk.body = core::mem::take(&mut walk.input);
        if walk.input.try_reserve_exact(length).is_err() {
            return 0;
        }
        // SAFETY: the capacity is there, and the driver writes every byte before the call that reads them; a body that it
        // cannot write whole is dropped unread. Zeroing the bytes first would cost as much as the check.
        unsafe { walk.input.set_len(length) };
        walk.input.as_mut_ptr() as usize
    })
}

/// Takes the client's options (`source.ts`), and checks them. The output is empty, or the details of an error of kind
/// `input` as JSON. As of [`begin`] and [`resume`], the return value is the address of two numbers: where the output lies,
/// until the next call of any function, and how many bytes it has.
#[wasm_bindgen]
pub fn check(walk: usize) -> usize {
    with(walk, |walk| {
        let options = walk.text_in();
        let wrong = check_client(Input::read(&mut Lines::new(&options))).err();
        walk.set_output(wrong.map(|error| error.to_json()).unwrap_or_default())
    })
}

/// Takes all options, and checks them; sends nothing. The other parameters say where the walk is (`trail.ts`). The output
/// is empty, or the command that ends the walk because an option is wrong.
#[wasm_bindgen]
pub fn begin(walk: usize, pages: u32, requests: u32, started_ms: f64) -> usize {
    with(walk, |walk| {
        let options = walk.text_in();
        let start = Start { pages, requests, started_ms, ..Start::default() };
        let refused = match Plan::check(Input::read(&mut Lines::new(&options)), start) {
            Ok(plan) => {
                walk.max_bytes = plan.client.max_body_bytes;
                walk.machine = Some(Machine::new(plan));
                String::new()
            }
            Err(error) => commands::refused(&error),
        };
        walk.set_output(refused)
    })
}

/// Takes the answer to the last command (see [`read_answer`]), with the body that was written before it, and goes on. The
/// output is JSON: the events to emit first, and the next command. `mono_ms` is a clock that never jumps, `epoch_ms` the
/// time since 1970, `random` a number from 0 up to 1.
#[wasm_bindgen]
pub fn resume(walk: usize, mono_ms: f64, epoch_ms: f64, random: f64) -> usize {
    with(walk, |walk| {
        let answer = walk.text_in();
        walk.text = None;
        let answer = read_answer(&answer, core::mem::take(&mut walk.body), epoch_ms, walk.max_bytes);
        let (events, command) = match &mut walk.machine {
            Some(machine) => machine.resume(Now { mono_ms, epoch_ms, random }, answer),
            None => Default::default(),
        };
        let output = commands::write(&events, command.as_ref());
        if let Some(Command::Take(text)) = command {
            walk.text = Some(text);
        }
        walk.set_output(output)
    })
}

/// Calls the walk of this number; 0 where there is none.
fn with(walk: usize, call: impl FnOnce(&mut Walk) -> usize) -> usize {
    WALKS.with_borrow_mut(|walks| walks.get_mut(walk).and_then(Option::as_mut).map_or(0, call))
}

impl Walk {
    /// What was written last, as text.
    fn text_in(&mut self) -> String {
        let bytes = core::mem::take(&mut self.input);
        // SAFETY: the driver writes texts with `TextEncoder`, which gives UTF-8 and nothing else.
        unsafe { String::from_utf8_unchecked(bytes) }
    }

    /// Keeps the output; returns the address of its address and length.
    fn set_output(&mut self, output: String) -> usize {
        self.output = output;
        self.output_slice = [self.output.as_ptr() as usize, self.output.len()];
        self.output_slice.as_ptr() as usize
    }
}
