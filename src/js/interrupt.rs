//! What can cut an await short: the caller's signal, the end of the walk, a timer. Obeyed at once, in every phase.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wasm_bindgen::prelude::*;

use super::globals::{clear_timeout, get, method, set, set_timeout};

/// Why an await was cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interrupt {
    /// The walk is cancelled; [`Cancel::reason`] tells by whom.
    Cancelled,
    /// The timer has run out.
    TimeUp,
}

/// Who cancelled a walk.
#[derive(Clone, Debug)]
pub(super) enum Reason {
    /// The caller's signal, with its reason.
    Signal(JsValue),
    /// The iterator's `return()`, or nobody holds the walk any more.
    Stopped,
}

/// A walk's switch: once off, it stays off.
#[derive(Default)]
pub(super) struct Cancel {
    reason: RefCell<Option<Reason>>,
    waker: RefCell<Option<Waker>>,
}

impl Cancel {
    /// Cancels; the first reason is the one that counts.
    pub(super) fn cancel(&self, reason: Reason) {
        self.reason.borrow_mut().get_or_insert(reason);
        let waker = self.waker.borrow_mut().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Who cancelled, if anybody did.
    pub(super) fn reason(&self) -> Option<Reason> {
        self.reason.borrow().clone()
    }

    /// Awaits `work`, but not beyond a cancellation or the timer's end.
    pub(super) async fn guard<T>(
        &self,
        timer: &Timer,
        work: impl Future<Output = T>,
    ) -> Result<T, Interrupt> {
        let mut work = pin!(work);
        poll_fn(|context| {
            if self.reason.borrow().is_some() {
                return Poll::Ready(Err(Interrupt::Cancelled));
            }
            if let Poll::Ready(output) = work.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
            }
            if timer.0.up.get() {
                return Poll::Ready(Err(Interrupt::TimeUp));
            }
            // A walk is one task, so there is one waker to keep.
            *self.waker.borrow_mut() = Some(context.waker().clone());
            *timer.0.waker.borrow_mut() = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

/// A running timer; dropping it stops it.
pub(super) struct Timer(Rc<TimerState>, JsValue, #[allow(dead_code)] Closure<dyn FnMut()>);

#[derive(Default)]
struct TimerState {
    up: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Timer {
    /// Starts a timer of so many milliseconds.
    pub(super) fn start(ms: f64) -> Self {
        let state = Rc::new(TimerState::default());
        let inner = state.clone();
        let callback = Closure::new(move || {
            inner.up.set(true);
            let waker = inner.waker.borrow_mut().take();
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        let id = set_timeout(callback.as_ref().unchecked_ref(), ms.ceil());
        Timer(state, id, callback)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.1);
    }
}

/// Listens to the caller's signal for as long as it lives.
pub(super) struct Listener {
    signal: JsValue,
    callback: Closure<dyn FnMut()>,
}

impl Listener {
    /// Cancels when the signal aborts, or at once when it has.
    pub(super) fn attach(signal: &JsValue, cancel: &Rc<Cancel>) -> Self {
        let (watched, weak) = (signal.clone(), Rc::downgrade(cancel));
        let callback = Closure::new(move || {
            if let Some(cancel) = weak.upgrade() {
                cancel.cancel(Reason::Signal(get(&watched, "reason")));
            }
        });
        let listener = Listener { signal: signal.clone(), callback };
        if get(signal, "aborted").is_truthy() {
            cancel.cancel(Reason::Signal(get(signal, "reason")));
        } else {
            let once = js_sys::Object::new();
            set(&once, "once", &JsValue::TRUE);
            if let Some(add) = method(signal, "addEventListener") {
                let _ = add.call3(signal, &"abort".into(), listener.callback.as_ref(), &once);
            }
        }
        listener
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(remove) = method(&self.signal, "removeEventListener") {
            let _ = remove.call2(&self.signal, &"abort".into(), self.callback.as_ref());
        }
    }
}
