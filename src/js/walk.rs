//! A walk as JavaScript sees it: `begin`, and then `resume` for every answer, each of which leaves a command to be read.
//!
//! Everything that goes in is written to where [`Walk::reserve`] says, right before the call that takes it.

use kombo_edge_check::Text;
use wasm_bindgen::prelude::*;

use super::commands;
use crate::clock::Now;
use crate::exchange::{Command, Walk as Machine};
use crate::input::Input;
use crate::lines::{Lines, read_answer};
use crate::plan::{Plan, Start, check_client};

/// The way to one page. JavaScript owns it, and frees it when the command is `end`.
#[wasm_bindgen]
#[derive(Default)]
pub struct Walk {
    machine: Option<Machine>,
    max_bytes: u32,
    input: Vec<u8>,
    body: Vec<u8>,
    output: String,
    /// The page's text, from the command `take` until the next answer.
    text: Option<Text>,
}

#[wasm_bindgen]
impl Walk {
    /// A walk that has not begun.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Walk {
        Walk::default()
    }

    /// Makes room for so many bytes of what goes in next: the address in the module's memory, or 0 when there is not so
    /// much.
    pub fn reserve(&mut self, length: usize) -> *mut u8 {
        self.input = Vec::new();
        if self.input.try_reserve_exact(length).is_err() {
            return core::ptr::null_mut();
        }
        // SAFETY: the capacity is there, and the driver writes every byte before the call that takes them; zeroing them
        // first would cost as much as the check.
        unsafe { self.input.set_len(length) };
        self.input.as_mut_ptr()
    }

    /// Takes the client's options (`source.ts`), and checks them: the output is empty, or the details of an error of kind
    /// `input` as JSON.
    pub fn check(&mut self) {
        let options = self.text_in();
        self.output = check_client(Input::read(&mut Lines::new(&options)))
            .err()
            .map(|error| error.to_json())
            .unwrap_or_default();
    }

    /// Takes all options, and checks them; sends nothing. The other parameters say where the walk is (`trail.ts`). The
    /// output is empty, or the command that ends the walk because an option is wrong.
    pub fn begin(&mut self, pages: u32, requests: u32, started_ms: f64) {
        let options = self.text_in();
        let start = Start { pages, requests, started_ms, ..Start::default() };
        match Plan::check(Input::read(&mut Lines::new(&options)), start) {
            Ok(plan) => {
                self.max_bytes = plan.client.max_body_bytes;
                self.machine = Some(Machine::new(plan));
            }
            Err(error) => self.output = commands::refused(&error),
        }
    }

    /// Takes the body of the answer that is to follow.
    pub fn body(&mut self) {
        self.body = core::mem::take(&mut self.input);
    }

    /// Takes the answer to the last command (see [`read_answer`]), and goes on. The output is JSON: the events to emit
    /// first, and the next command. `mono_ms` is a clock that never jumps, `epoch_ms` the time since 1970, `random` a
    /// number from 0 up to 1.
    pub fn resume(&mut self, mono_ms: f64, epoch_ms: f64, random: f64) {
        let answer = self.text_in();
        self.text = None;
        let Some(machine) = &mut self.machine else { return };
        let answer = read_answer(&answer, core::mem::take(&mut self.body), epoch_ms, self.max_bytes);
        let (events, command) = machine.resume(Now { mono_ms, epoch_ms, random }, answer);
        self.output = commands::write(&events, command.as_ref());
        if let Some(Command::Take(text)) = command {
            self.text = Some(text);
        }
    }

    /// Where the output lies, until the next call.
    pub fn output(&self) -> *const u8 {
        self.output.as_ptr()
    }

    /// How long it is, in bytes.
    pub fn output_length(&self) -> usize {
        self.output.len()
    }

    /// Where the text of the command `take` lies, until the next answer.
    pub fn text(&self) -> *const u8 {
        self.taken().as_ptr()
    }

    /// How long it is, in bytes.
    pub fn text_length(&self) -> usize {
        self.taken().len()
    }
}

impl Walk {
    /// What was written, as text.
    fn text_in(&mut self) -> String {
        let bytes = core::mem::take(&mut self.input);
        // SAFETY: the driver writes texts with `TextEncoder`, which gives UTF-8 and nothing else.
        unsafe { String::from_utf8_unchecked(bytes) }
    }

    fn taken(&self) -> &[u8] {
        self.text.as_ref().map(Text::as_bytes).unwrap_or_default()
    }
}
