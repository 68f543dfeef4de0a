//! A walk as JavaScript sees it: calls of `next()` queue, pages come in order, and one page may be fetched ahead.
//!
//! [`State::run`] is all of its asynchronous part: begin something, await it, look at what came of it. What to begin
//! is the pager's decision; everything else here is a plain function.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::AbortController;

use super::convert::to_js;
use super::globals::{get, method, now, parse, set};
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
pub struct Walk(Rc<State>);

struct State {
    plan: Plan,
    pager: RefCell<Pager>,
    io: Io,
    /// Aborted by the caller's signal or when the walk ends; obeyed at once, whatever is being awaited.
    cancel: AbortController,
    /// The calls of `next()` that wait, oldest first.
    calls: RefCell<VecDeque<Function>>,
    /// What has been fetched and not been asked for yet.
    ahead: RefCell<Option<JsValue>>,
    /// How often `next()` was called; from the second time on, pages are fetched ahead.
    asked: Cell<u32>,
    running: Cell<bool>,
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
        Ok(Walk(Rc::new(State {
            pager: RefCell::new(pager),
            plan,
            io,
            cancel,
            calls: RefCell::default(),
            ahead: RefCell::default(),
            asked: Cell::new(0),
            running: Cell::new(false),
            over: Cell::new(false),
            next: RefCell::default(),
            attempt: RefCell::default(),
            cause: RefCell::default(),
        })))
    }

    /// Asks for the next page, or the end: `resolve` is called with `{ page }`, `{ stopped }`, `{ error, cause }` or
    /// `{ aborted }`.
    pub fn next(&self, resolve: Function) {
        self.0.calls.borrow_mut().push_back(resolve);
        self.0.asked.set(self.0.asked.get().saturating_add(1));
        if !self.0.running.replace(true) {
            spawn_local(State::run(self.0.clone()));
        }
    }

    /// How many requests were sent so far, those of the walk that this one goes on from included.
    pub fn requests(&self) -> u32 {
        self.0.pager.borrow().requests()
    }
}

impl Walk {
    /// Ends the walk: what is in flight is aborted, and what is waiting gets the end.
    pub fn stop(&self) {
        self.0.finish();
        self.0.ahead.take();
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        self.stop();
    }
}

impl State {
    async fn run(self: Rc<Self>) {
        while let Some(work) = self.begin() {
            let outcome = JsFuture::from(work).await;
            // What `io.js` gives never rejects.
            self.end(&Array::from(&outcome.unwrap_or_default()));
        }
        self.running.set(false);
    }

    /// Serves the waiting calls, then begins what the walk needs: for them, or to have one page ahead. None when it
    /// needs nothing until the next call.
    fn begin(&self) -> Option<Promise> {
        loop {
            // Also when the walk has failed ahead of its caller: nobody has been told, so the abort comes first.
            let untold = !self.over.get() || self.ahead.borrow().is_some();
            if untold && self.plan.signal.as_ref().is_some_and(|signal| get(signal, "aborted").is_truthy()) {
                // What was fetched ahead is not wanted any more.
                self.last(self.aborted());
            }
            let waiting = !self.calls.borrow().is_empty();
            if waiting {
                let ready = self.ahead.take();
                if let Some(outcome) =
                    ready.or_else(|| self.over.get().then(|| outcome("stopped", &JsValue::NULL)))
                {
                    let call = self.calls.borrow_mut().pop_front();
                    if let Some(call) = call {
                        let _ = call.call1(&JsValue::UNDEFINED, &outcome);
                    }
                    continue;
                }
            }
            let ahead = self.plan.call.prefetch && self.asked.get() >= 2 && self.ahead.borrow().is_none();
            if self.over.get() || !(waiting || ahead) {
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

    /// Begins it; an error is what ends the walk.
    fn act(&self, next: Next) -> Result<Promise, JsValue> {
        match next {
            Next::Step(Step::Stop(stopped)) => Err(stop(stopped)),
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
        let fetch = match &self.plan.fetch {
            Some(fetch) => fetch.clone(),
            None => method(&js_sys::global(), "fetch").ok_or_else(|| internal("no `fetch` here"))?,
        };
        let mut attempt = self.attempt.borrow_mut();
        (attempt.doing, attempt.sent) = (Doing::Sending, now().mono_ms);
        let left = (attempt.timeout_ms - (attempt.sent - attempt.begun)).max(0.0);
        let most = self.plan.client.max_body_bytes;
        let most_else = most.min(MAX_ERROR_BYTES);
        Ok(self.io.exchange(&self.cancel.signal(), left, &fetch, &request, &controller, most, most_else))
    }

    /// What was awaited is over: `[ended, thrown or value, status, headers, chunks, length]`.
    fn end(&self, outcome: &Array) {
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
        let page = match build(&fetched, &answer, self.plan.call.on_invalid) {
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
        set(&page, "pages", &self.pager.borrow().pages().into());
        set(&page, "requests", &self.pager.borrow().requests().into());
        self.ahead.replace(Some(outcome("page", &page)));
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
        self.ahead.replace(Some(outcome));
        self.finish();
    }

    /// Nothing more is wanted of the world: what is in flight is aborted, and the caller's signal not listened to.
    fn finish(&self) {
        self.over.set(true);
        self.cancel.abort();
    }

    /// The abort's reason is the caller's, untouched. When it was [`Walk::stop`] that aborted, nobody sees this.
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

fn stop(stopped: Stopped) -> JsValue {
    outcome("stopped", &JsValue::from_str(stopped.as_str()))
}
