//! A walk as JavaScript sees it: it says what to await ([`Walk::begin`]) and is told what came of it ([`Walk::end`]),
//! until there is an outcome to hand over ([`Walk::take`]).
//!
//! What to begin is the pager's decision. The loop around it is JavaScript's (`pkg-template/lib/walker.js`): as a Rust
//! future the same few lines bring an executor with them, 2 KB of the 40 that all may weigh.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

use super::convert::to_js;
use super::globals::{get, now, parse, set};
use super::io::{Ended, Io};
use super::page::{Answer, build, handed_over};
use super::plan::Plan;
use super::transport::{MAX_ERROR_BYTES, body, head, request, system_code};
use crate::error::{Error, Kind};
use crate::event::Event;
use crate::head::Head;
use crate::options::{Key, check_key};
use crate::pager::{Failure, Limits, Pager, Start, Step, Stopped, Verdict};

/// One walk over the pages of one request.
#[wasm_bindgen]
pub struct Walk {
    plan: Plan,
    pager: RefCell<Pager>,
    io: Io,
    /// Aborted by the caller's signal or when the walk ends or is dropped; obeyed at once, whatever is being awaited.
    cancel: AbortController,
    /// A page, or what ended the walk, that has not been taken yet.
    outcome: RefCell<Option<JsValue>>,
    /// Nothing more will be fetched.
    over: Cell<bool>,
    /// What comes next; when nothing is said, the pager is asked.
    next: RefCell<Option<Next>>,
    /// The attempt that is under way.
    attempt: RefCell<Attempt>,
    /// What was thrown last.
    cause: RefCell<JsValue>,
}

/// What is known to come next.
enum Next {
    /// The pager has decided already.
    Step(Step),
    /// The attempt has its key and is to be sent.
    Send,
}

/// What is being awaited.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Doing {
    #[default]
    Waiting,
    Asking,
    Sending,
}

/// One attempt at a page. The next one overwrites it.
#[derive(Default)]
struct Attempt {
    doing: Doing,
    number: u32,
    /// When it began, the asking for a key included.
    begun: f64,
    /// When it was sent.
    sent: f64,
    timeout_ms: f64,
    until_deadline: bool,
    /// The key that it is sent with: should the answer repeat it, it goes no further.
    key: Option<String>,
}

#[wasm_bindgen]
impl Walk {
    /// Checks everything and throws the details of an input error; sends nothing. `source` is what `options.js`
    /// made of the caller's options. `start` says where an earlier walk left off:
    /// `{ cursor, pages, requests, started_ms, before }`, the last of them the start of the page before.
    /// `io` is the package's `io.js`.
    #[wasm_bindgen(constructor)]
    pub fn new(source: &JsValue, start: &JsValue, io: Io) -> Result<Walk, JsValue> {
        let plan = Plan::check(source).map_err(|error| to_js(error.to_value()))?;
        let number = |name| get(start, name).as_f64();
        let started = number("started_ms").unwrap_or_else(|| now().mono_ms);
        let limits = Limits {
            timeout_ms: plan.call.timeout_ms.unwrap_or(plan.client.timeout_ms),
            retry: plan.call.retry.unwrap_or(plan.client.retry),
            deadline_at: plan.call.deadline_ms.map(|ms| started + f64::from(ms)),
            max_pages: plan.call.max_pages,
            max_requests: plan.call.max_requests,
            on_invalid: plan.call.on_invalid,
            select: plan.call.select,
        };
        let own = &plan.query.cursor;
        let mut pager = Pager::new(
            limits,
            Start {
                cursor: get(start, "cursor").as_string().or_else(|| own.clone()),
                pages: number("pages").unwrap_or(0.0) as u32,
                requests: number("requests").unwrap_or(0.0) as u32,
            },
            |json| parse(json).ok()?.ok()?.as_string(),
        );
        let mut before = get(start, "before");
        while before.is_object() {
            if let Some(cursor) = get(&before, "cursor").as_string().as_ref().or(own.as_ref()) {
                pager.note(cursor);
            }
            before = get(&before, "before");
        }
        let cancel = AbortController::new()?;
        if let Some(signal) = &plan.signal {
            io.follow(&cancel, signal);
        }
        Ok(Walk {
            pager: RefCell::new(pager),
            plan,
            io,
            cancel,
            outcome: RefCell::default(),
            over: Cell::new(false),
            next: RefCell::default(),
            attempt: RefCell::default(),
            cause: RefCell::default(),
        })
    }

    /// What to await next, and to tell [`Walk::end`] of. None when there is something to take.
    pub fn begin(&self) -> Option<Promise> {
        loop {
            if self.over.get() || self.outcome.borrow().is_some() {
                return None;
            }
            if self.is_aborted() {
                self.last(self.aborted());
                return None;
            }
            let next = self.next.take();
            let next = next.unwrap_or_else(|| Next::Step(self.pager.borrow_mut().step(now())));
            match self.act(next) {
                Ok(work) => return Some(work),
                Err(last) => self.last(last),
            }
        }
    }

    /// What was awaited is over: `[ended, thrown or value, status, headers, chunks, length]`.
    pub fn end(&self, outcome: &Array) {
        if self.over.get() {
            return;
        }
        let (ended, value) = (Ended::of(outcome), outcome.get(1));
        let doing = self.attempt.borrow().doing;
        let head = head(&outcome.get(2), &outcome.get(3));
        let failure = match (doing, ended) {
            (_, Ended::Cancelled) => return self.last(self.aborted()),
            (Doing::Waiting, _) => return,
            (Doing::Asking, Ended::Threw) => return self.last(self.no_key(value)),
            (Doing::Asking, Ended::Done) => {
                return match check_key(value.as_string()) {
                    Ok(key) => {
                        self.attempt.borrow_mut().key = Some(key);
                        self.then(Next::Send);
                    }
                    Err(error) => self.last(self.fail(self.placed(error))),
                };
            }
            (_, Ended::Done) => match (head, body(&outcome.get(4), &outcome.get(5))) {
                (Some(head), Some(body)) => return self.judge(head, body),
                (head, _) => (Failure::OutOfMemory, head),
            },
            (_, Ended::TimeUp) if self.attempt.borrow().until_deadline => (Failure::Deadline, head),
            (_, Ended::TimeUp) => (Failure::Timeout, head),
            (_, Ended::TooLarge) => (Failure::TooLarge(self.plan.client.max_body_bytes), head),
            (_, Ended::NoResponse) => (Failure::NoResponse, head),
            (_, Ended::Threw) => (Failure::Network(system_code(&value)), head),
        };
        self.cause.replace(value);
        self.failed(failure.0, failure.1.as_ref());
    }

    /// What has come: `{ page }`, `{ stopped }`, `{ error, cause }` or `{ aborted }`. After all but a page, the walk is
    /// over. An abort comes before a page that nobody has been told of.
    pub fn take(&self) -> JsValue {
        let outcome = self.outcome.take();
        if outcome.is_some() && self.is_aborted() {
            self.finish();
            return self.aborted();
        }
        outcome.unwrap_or_else(|| stop(None))
    }

    /// How many requests were sent so far, those of the walk that this one goes on from included.
    pub fn requests(&self) -> u32 {
        self.pager.borrow().requests()
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        self.finish();
    }
}

impl Walk {
    fn is_aborted(&self) -> bool {
        self.plan.signal.as_ref().is_some_and(|signal| get(signal, "aborted").is_truthy())
    }

    /// Begins it; an error is what ends the walk.
    fn act(&self, next: Next) -> Result<Promise, JsValue> {
        match next {
            Next::Step(Step::Stop(stopped)) => Err(stop(Some(stopped))),
            Next::Step(Step::Fail(error)) => Err(self.fail(error)),
            Next::Step(Step::Wait { ms, because }) => {
                self.tell(Event::Retry { wait_ms: ms, because: &because });
                self.attempt.borrow_mut().doing = Doing::Waiting;
                Ok(self.io.sleep(&self.cancel.signal(), ms as f64))
            }
            Next::Step(Step::Send { attempt, timeout_ms, until_deadline }) => {
                self.tell(Event::Request { path: &self.plan.path, attempt });
                *self.attempt.borrow_mut() = Attempt {
                    doing: Doing::Asking,
                    number: attempt,
                    begun: now().mono_ms,
                    sent: 0.0,
                    timeout_ms,
                    until_deadline,
                    key: None,
                };
                match (&self.plan.client.key, &self.plan.api_key) {
                    (Key::Text(key), _) => self.attempt.borrow_mut().key = Some(key.clone()),
                    (_, Some(ask)) => {
                        let asked = ask.call0(&JsValue::UNDEFINED).map_err(|thrown| self.no_key(thrown))?;
                        return Ok(self.io.race(&self.cancel.signal(), timeout_ms, &asked));
                    }
                    _ => {}
                }
                self.send()
            }
            Next::Send => self.send(),
        }
    }

    fn send(&self) -> Result<Promise, JsValue> {
        let internal = |message: &str| self.fail(self.placed(Error::new(Kind::Internal, message)));
        let controller = AbortController::new().map_err(|_| internal("no AbortController here"))?;
        let key = self.attempt.borrow().key.clone();
        // The reason is left out: a runtime's own text could repeat a header.
        let request = request(&self.plan, self.pager.borrow().cursor(), key.as_deref(), &controller)
            .map_err(|_| internal("the runtime refuses the request"))?;
        let mut attempt = self.attempt.borrow_mut();
        (attempt.doing, attempt.sent) = (Doing::Sending, now().mono_ms);
        let left = (attempt.timeout_ms - (attempt.sent - attempt.begun)).max(0.0);
        let most = self.plan.client.max_body_bytes;
        let most_else = most.min(MAX_ERROR_BYTES);
        Ok(self.io.exchange(
            &self.cancel.signal(),
            left,
            &self.plan.fetch,
            &request,
            &controller,
            most,
            most_else,
        ))
    }

    /// An answer has come, whole.
    fn judge(&self, head: Head, body: Vec<u8>) {
        let (bytes, attempt) = (body.len(), self.attempt.borrow().number);
        let duration_ms = (now().mono_ms - self.attempt.borrow().sent).max(0.0);
        self.cause.take();
        self.tell(Event::Response { path: &self.plan.path, attempt, head: &head, duration_ms, bytes });
        let verdict = self.pager.borrow_mut().on_response(&head, &body, now());
        let fetched = match verdict {
            Verdict::Page(fetched) => fetched,
            Verdict::Next(step) => return self.then(Next::Step(step)),
        };
        let answer = Answer { head, body, duration_ms };
        let page = match build(&fetched, &answer, self.plan.call.on_invalid, self.plan.lines) {
            Ok(page) => page,
            Err(failure) => return self.failed(failure, Some(&answer.head)),
        };
        self.tell(Event::Page {
            records: handed_over(&fetched, self.plan.call.on_invalid),
            issues: fetched.issues.len(),
            bytes,
            attempts: fetched.attempts,
            duration_ms,
            more: fetched.next.is_some(),
        });
        self.pager.borrow_mut().accept(&fetched);
        self.outcome.replace(Some(outcome("page", &page)));
    }

    fn failed(&self, failure: Failure, head: Option<&Head>) {
        let step = self.pager.borrow_mut().on_failure(failure, head, now());
        self.then(Next::Step(step));
    }

    fn then(&self, next: Next) {
        self.next.replace(Some(next));
    }

    /// The walk ends with this.
    fn last(&self, outcome: JsValue) {
        self.outcome.replace(Some(outcome));
        self.finish();
    }

    /// Nothing more is wanted of the world: what is in flight is aborted, and the caller's signal not listened to.
    fn finish(&self) {
        self.over.set(true);
        self.cancel.abort();
    }

    /// The abort's reason is the caller's, untouched. When the walk was dropped, nobody sees this.
    fn aborted(&self) -> JsValue {
        let reason = self.plan.signal.as_ref().map_or(JsValue::UNDEFINED, |signal| get(signal, "reason"));
        outcome("aborted", &reason)
    }

    fn no_key(&self, cause: JsValue) -> JsValue {
        self.cause.replace(cause);
        let message = "`api_key` is a function and threw: see `cause`";
        self.fail(self.placed(Error::new(Kind::Input, message)))
    }

    /// An error of the boundary's own, told where the walk is. The attempt that it prevented is not counted.
    fn placed(&self, mut error: Box<Error>) -> Box<Error> {
        error.attempts = self.attempt.borrow().number.saturating_sub(1);
        error.cursor = self.pager.borrow().cursor().map(str::to_owned);
        error
    }

    fn fail(&self, error: Box<Error>) -> JsValue {
        // A server, or something on the way, may answer with what it was sent.
        let error = match &self.attempt.borrow().key {
            Some(key) => error.without(key),
            None => error,
        };
        let object = outcome("error", &to_js(error.to_value()));
        set(&object, "cause", &self.cause.borrow());
        object
    }

    /// Tells of something about the page that is being fetched.
    fn tell(&self, event: Event<'_>) {
        let page = self.pager.borrow().pages().saturating_add(1);
        self.plan.emit(page, event);
    }
}

fn outcome(name: &str, value: &JsValue) -> JsValue {
    let object = js_sys::Object::new();
    set(&object, name, value);
    object.into()
}

/// The end; without a reason where it was told before.
fn stop(stopped: Option<Stopped>) -> JsValue {
    outcome("stopped", &stopped.map_or(JsValue::NULL, |stopped| JsValue::from_str(stopped.as_str())))
}
