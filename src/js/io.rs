//! What the package's JavaScript does for a walk (`pkg-template/lib/io.js`): it is handed in, and it never rejects.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, Request};

#[wasm_bindgen]
extern "C" {
    /// Sending, waiting and listening. Mechanics: JavaScript says them in a fraction of the bytes.
    pub type Io;

    #[wasm_bindgen(method)]
    pub(super) fn race(this: &Io, cancel: &AbortSignal, ms: f64, work: &JsValue) -> Promise;

    #[wasm_bindgen(method)]
    pub(super) fn sleep(this: &Io, cancel: &AbortSignal, ms: f64) -> Promise;

    #[wasm_bindgen(method)]
    #[allow(clippy::too_many_arguments)]
    pub(super) fn exchange(
        this: &Io,
        cancel: &AbortSignal,
        ms: f64,
        fetch: &JsValue,
        request: &Request,
        controller: &AbortController,
        most: u32,
        most_else: u32,
    ) -> Promise;

    #[wasm_bindgen(method)]
    pub(super) fn follow(this: &Io, controller: &AbortController, signal: &JsValue);
}

/// How something ended; the numbers are those of `io.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Done,
    Threw,
    Cancelled,
    TimeUp,
    TooLarge,
    NoResponse,
}

impl Ended {
    /// The first item of what one of [`Io`]'s promises resolves to.
    pub(super) fn of(outcome: &Array) -> Self {
        match outcome.get(0).as_f64().unwrap_or(1.0) as u8 {
            0 => Ended::Done,
            2 => Ended::Cancelled,
            3 => Ended::TimeUp,
            4 => Ended::TooLarge,
            5 => Ended::NoResponse,
            _ => Ended::Threw,
        }
    }
}
