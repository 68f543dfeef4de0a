//! What can cut an await short: the caller's signal, the end of the walk, a timer. Obeyed at once, in every phase.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

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
    time_up: Cell<bool>,
    /// A walk is one task, so there is one waker to keep.
    waker: Cell<Option<Waker>>,
}

impl Cancel {
    /// Cancels; the first reason is the one that counts.
    pub(super) fn cancel(&self, reason: Reason) {
        self.reason.borrow_mut().get_or_insert(reason);
        self.wake();
    }

    /// Who cancelled, if anybody did.
    pub(super) fn reason(&self) -> Option<Reason> {
        self.reason.borrow().clone()
    }

    /// Awaits a promise, but not beyond a cancellation or the end of the timer that runs. Without a promise, it is
    /// the timer's end that is awaited.
    pub(super) fn guard(&self, work: Option<Promise>) -> Guard<'_> {
        Guard { cancel: self, work: work.map(JsFuture::from) }
    }

    fn wake(&self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// See [`Cancel::guard`]. One type for whatever is awaited: every further one would be the same code again.
pub(super) struct Guard<'a> {
    cancel: &'a Cancel,
    work: Option<JsFuture>,
}

impl Future for Guard<'_> {
    type Output = Result<Result<JsValue, JsValue>, Interrupt>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Guard { cancel, work } = self.get_mut();
        if cancel.reason.borrow().is_some() {
            return Poll::Ready(Err(Interrupt::Cancelled));
        }
        if let Some(work) = work
            && let Poll::Ready(output) = Pin::new(work).poll(context)
        {
            return Poll::Ready(Ok(output));
        }
        if cancel.time_up.get() {
            return Poll::Ready(Err(Interrupt::TimeUp));
        }
        cancel.waker.set(Some(context.waker().clone()));
        Poll::Pending
    }
}

/// A running timer; dropping it stops it. A walk has one at a time.
pub(super) struct Timer(JsValue, #[allow(dead_code)] Closure<dyn FnMut()>);

impl Timer {
    /// Starts a timer of so many milliseconds.
    pub(super) fn start(cancel: &Rc<Cancel>, ms: f64) -> Self {
        cancel.time_up.set(false);
        let weak = Rc::downgrade(cancel);
        let callback = Closure::new(move || {
            if let Some(cancel) = weak.upgrade() {
                cancel.time_up.set(true);
                cancel.wake();
            }
        });
        let id = set_timeout(callback.as_ref().unchecked_ref(), ms.ceil());
        Timer(id, callback)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.0);
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
