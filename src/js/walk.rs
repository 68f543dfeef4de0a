//! A walk as JavaScript sees it: calls of `next()` queue, pages come in order, and one page may be fetched ahead.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::convert::to_js;
use super::globals::{get, now, set};
use super::io::{Ended, Io, settle};
use super::page::{build, handed_over};
use super::plan::Plan;
use super::transport::{Answer, Trouble, send};
use crate::error::Error;
use crate::event::Event;
use crate::pager::{Limits, Pager, Start, Step, Stopped, Verdict};

/// One walk over the pages of one request.
#[wasm_bindgen]
pub struct Walk(Rc<State>);

struct State {
    plan: Plan,
    pager: RefCell<Pager>,
    io: Io,
    /// Aborted by the caller's signal or by [`Walk::stop`]; obeyed at once, whatever is being awaited.
    cancel: AbortController,
    /// Ends the listening to the caller's signal.
    unfollow: RefCell<Option<Function>>,
    /// The calls of `next()` that wait, oldest first.
    calls: RefCell<VecDeque<Function>>,
    /// What has been fetched and not been asked for yet.
    ahead: RefCell<Option<JsValue>>,
    /// How often `next()` was called; from the second time on, pages are fetched ahead.
    asked: Cell<u32>,
    running: Cell<bool>,
    /// Nothing more will be fetched.
    over: Cell<bool>,
}

#[wasm_bindgen]
impl Walk {
    /// Checks everything and throws the details of an input error; sends nothing. `start` says where an earlier
    /// walk left off: `{ cursor, pages, requests, started_ms }`. `io` is the package's `io.js`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        client: &JsValue,
        request: &JsValue,
        call: &JsValue,
        start: &JsValue,
        io: Io,
    ) -> Result<Walk, JsValue> {
        let plan = Plan::check(client, request, call).map_err(|error| to_js(error.to_value()))?;
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
        let start = Start {
            cursor: get(start, "cursor").as_string().or_else(|| plan.query.cursor.clone()),
            pages: number("pages").unwrap_or(0.0) as u32,
            requests: number("requests").unwrap_or(0.0) as u32,
        };
        let cancel = AbortController::new()?;
        let unfollow = plan.signal.as_ref().map(|signal| io.follow(&cancel, signal));
        Ok(Walk(Rc::new(State {
            pager: RefCell::new(Pager::new(limits, start)),
            plan,
            io,
            cancel,
            unfollow: RefCell::new(unfollow),
            calls: RefCell::default(),
            ahead: RefCell::default(),
            asked: Cell::new(0),
            running: Cell::new(false),
            over: Cell::new(false),
        })))
    }

    /// The next page, or the end. Never rejects: resolves to `{ page }`, `{ stopped }`, `{ error, cause }` or
    /// `{ aborted }`.
    pub fn next(&self) -> Promise {
        let promise = Promise::new(&mut |resolve: Function, _| self.0.calls.borrow_mut().push_back(resolve));
        self.0.asked.set(self.0.asked.get().saturating_add(1));
        if !self.0.running.replace(true) {
            spawn_local(State::run(self.0.clone()));
        }
        promise
    }

    /// Ends the walk: what is in flight is aborted, and what is waiting gets the end.
    pub fn stop(&self) {
        self.0.finish();
        self.0.ahead.take();
        self.0.cancel.abort();
    }
}

impl Drop for Walk {
    fn drop(&mut self) {
        self.stop();
    }
}

impl State {
    /// Serves the waiting calls, then fetches one page ahead, then rests until the next call.
    async fn run(self: Rc<Self>) {
        loop {
            // Also when the walk has failed ahead of its caller: nobody has been told, so the abort comes first.
            let untold = !self.over.get() || self.ahead.borrow().is_some();
            if untold && self.plan.signal.as_ref().is_some_and(|signal| get(signal, "aborted").is_truthy()) {
                // What was fetched ahead is not wanted any more.
                *self.ahead.borrow_mut() = Some(self.aborted());
                self.finish();
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
                break;
            }
            let fetched = self.fetch().await;
            if !self.over.get() {
                *self.ahead.borrow_mut() = Some(fetched.unwrap_or_else(|last| {
                    self.finish();
                    last
                }));
            }
        }
        self.running.set(false);
    }

    fn finish(&self) {
        self.over.set(true);
        if let Some(unfollow) = self.unfollow.take() {
            let _ = unfollow.call0(&JsValue::UNDEFINED);
        }
    }

    /// Fetches the next page: `Ok` with a page, `Err` with what ends the walk.
    async fn fetch(&self) -> Result<JsValue, JsValue> {
        let mut cause = JsValue::UNDEFINED;
        let mut step = self.pager.borrow_mut().step(now());
        loop {
            step = match step {
                Step::Stop(stopped) => return Err(stop(stopped)),
                Step::Fail(error) => return Err(fail(&error, &cause)),
                Step::Wait { ms, because } => {
                    self.tell(Event::Retry { wait_ms: ms, because: &because });
                    let (ended, _) = settle(self.io.sleep(&self.cancel.signal(), ms as f64)).await;
                    if ended == Ended::Cancelled {
                        return Err(self.aborted());
                    }
                    self.pager.borrow_mut().step(now())
                }
                Step::Send { attempt, timeout_ms, until_deadline } => {
                    let cursor = self.pager.borrow().cursor().map(str::to_owned);
                    self.tell(Event::Request { path: &self.plan.path, attempt });
                    let (plan, cancel) = (&self.plan, self.cancel.signal());
                    match send(plan, &self.io, cursor.as_deref(), &cancel, timeout_ms, until_deadline).await {
                        Ok(answer) => match self.judge(&answer, attempt) {
                            Ok(page) => return Ok(page),
                            Err(next) => {
                                cause = JsValue::UNDEFINED;
                                next
                            }
                        },
                        Err(Trouble::Cancelled) => return Err(self.aborted()),
                        Err(Trouble::Final(mut error, thrown)) => {
                            (error.attempts, error.cursor) = (attempt, cursor);
                            return Err(fail(&error, &thrown));
                        }
                        Err(Trouble::Failure(failure, thrown)) => {
                            cause = thrown;
                            self.pager.borrow_mut().on_failure(failure, now())
                        }
                    }
                }
            }
        }
    }

    fn judge(&self, answer: &Answer, attempt: u32) -> Result<JsValue, Step> {
        let (bytes, duration_ms) = (answer.body.len(), answer.duration_ms);
        self.tell(Event::Response { path: &self.plan.path, attempt, head: &answer.head, duration_ms, bytes });
        let verdict = self.pager.borrow_mut().on_response(&answer.head, &answer.body, now());
        let fetched = match verdict {
            Verdict::Page(fetched) => fetched,
            Verdict::Next(step) => return Err(without_key(step, answer.key.as_deref())),
        };
        let built = build(&fetched, answer, self.plan.call.on_invalid);
        let page = match built {
            Ok(page) => page,
            Err(failure) => return Err(self.pager.borrow_mut().on_failure(failure, now())),
        };
        self.tell(Event::Page {
            records: handed_over(&fetched, self.plan.call.on_invalid),
            issues: fetched.issues.len(),
            bytes,
            attempts: fetched.attempts,
            duration_ms,
            more: fetched.page.next.is_some(),
        });
        self.pager.borrow_mut().accept(&fetched);
        let (pages, requests) = (self.pager.borrow().pages(), self.pager.borrow().requests());
        set(&page, "pages", &pages.into());
        set(&page, "requests", &requests.into());
        Ok(outcome("page", &page))
    }

    /// The abort's reason is the caller's, untouched. When it was [`Walk::stop`] that aborted, nobody sees this.
    fn aborted(&self) -> JsValue {
        let reason = self.plan.signal.as_ref().map_or(JsValue::UNDEFINED, |signal| get(signal, "reason"));
        outcome("aborted", &reason)
    }

    /// Tells of something about the page that is being fetched.
    fn tell(&self, event: Event<'_>) {
        self.plan.emit(self.pager.borrow().pages().saturating_add(1), event);
    }
}

/// A server, or something on the way, may answer with what it was sent.
fn without_key(step: Step, key: Option<&str>) -> Step {
    match (step, key) {
        (Step::Fail(error), Some(key)) => Step::Fail(error.without(key)),
        (step, _) => step,
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

fn fail(error: &Error, cause: &JsValue) -> JsValue {
    let object = outcome("error", &to_js(error.to_value()));
    set(&object, "cause", cause);
    object
}
