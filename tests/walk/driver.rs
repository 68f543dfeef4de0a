//! Drives a walk with scripted answers, as the package does.

use kombo_edge::clock::Now;
use kombo_edge::error::Error;
use kombo_edge::exchange::{Answer, Command, Walk};
use kombo_edge::failure::Failure;
use kombo_edge::head::Head;
use kombo_edge::input::Input;
use kombo_edge::literal::Literal;
use kombo_edge::outcome::{End, Outcome, Stopped};
use kombo_edge::plan::{Plan, Start};
use kombo_edge::request::Request;
use kombo_edge::response::Page;

pub(crate) fn text(text: &str) -> Input {
    Input::Text(text.into())
}

pub(crate) fn number(number: u32) -> Input {
    Input::Number(number.to_string())
}

pub(crate) fn map(members: Vec<(&str, Input)>) -> Input {
    Input::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

pub(crate) fn at(ms: f64) -> Now {
    Now { mono_ms: ms, epoch_ms: 0.0, random: 0.5 }
}

pub(crate) fn cursor(text: &str) -> Literal {
    Literal::new(format!("\"{text}\"").as_bytes(), usize::MAX).unwrap()
}

pub(crate) fn from(text: &str, pages: u32, requests: u32) -> Start {
    Start { cursor: Some(cursor(text)), pages, requests, ..Start::default() }
}

/// A plan with these options of the call: a timeout of one second, three attempts, waits that double from 100 ms.
pub(crate) fn plan(key: Input, call: Vec<(&str, Input)>, start: Start) -> Plan {
    let retry = map(vec![("max_attempts", number(3)), ("base_ms", number(100)), ("max_ms", number(1000))]);
    let options = map(vec![
        ("api_key", key),
        ("integration_id", text("workday:1")),
        ("timeout_ms", number(1000)),
        ("retry", retry),
    ]);
    let source = map(vec![
        ("client", map(vec![("options", options)])),
        ("request", map(vec![("page_size", number(7))])),
        ("options", map(call)),
        ("events", Input::Bool(true)),
    ]);
    Plan::check(source, start).unwrap()
}

/// A walk, its events so far and its last command.
pub(crate) struct Driven {
    walk: Walk,
    pub(crate) events: String,
    pub(crate) command: Option<Command>,
}

impl Driven {
    pub(crate) fn new(plan: Plan) -> Self {
        let mut driven = Driven { walk: Walk::new(plan), events: String::new(), command: None };
        driven.answer(Answer::Done, 0.0);
        driven
    }

    pub(crate) fn answer(&mut self, answer: Answer, now: f64) {
        let (events, command) = self.walk.resume(at(now), answer);
        self.events += &events;
        self.command = command;
    }

    pub(crate) fn request(&self) -> &Request {
        match &self.command {
            Some(Command::Send(request)) => request,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn respond(&mut self, head: Head, body: &str, now: f64) {
        self.request();
        self.answer(Answer::Response { head: Box::new(head), body: body.into() }, now);
    }

    pub(crate) fn fail(&mut self, failure: Failure, now: f64) {
        self.request();
        self.answer(Answer::Failed(failure, None), now);
    }

    /// Ends the wait that the walk requested, and returns it.
    pub(crate) fn wait(&mut self, now: f64) -> u64 {
        match self.command {
            Some(Command::Wait(ms)) => {
                self.answer(Answer::Done, now);
                ms
            }
            ref other => panic!("{other:?}"),
        }
    }

    pub(crate) fn outcome(self) -> Outcome {
        match self.command {
            Some(Command::End(outcome)) => outcome,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn page(mut self) -> (Page, u32) {
        assert!(matches!(self.command, Some(Command::Take(_))), "{:?}", self.command);
        self.answer(Answer::Done, 0.0);
        let outcome = self.outcome();
        (*outcome.end.unwrap(), outcome.requests)
    }

    pub(crate) fn error(self) -> Error {
        match self.outcome().end {
            Err(End::Failed(error)) => *error,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn stopped(self) -> Stopped {
        match self.outcome().end {
            Err(End::Stopped(stopped)) => stopped,
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) fn issues(json: &str) -> Vec<serde_json::Value> {
    serde_json::from_str(json).unwrap()
}

pub(crate) fn walk(call: Vec<(&str, Input)>, start: Start) -> Driven {
    Driven::new(plan(text("key"), call, start))
}

pub(crate) fn begin() -> Driven {
    walk(vec![], Start::default())
}

pub(crate) fn head(status: u16) -> Head {
    Head { status, ..Head::default() }
}

pub(crate) fn empty(next: &str) -> String {
    format!(r#"{{"status":"success","data":{{"next":{next},"results":[]}}}}"#)
}

/// Whether a response is retried, and the error that it ends with.
pub(crate) fn after(status: u16, body: &str) -> (bool, Error) {
    let mut walk = begin();
    walk.respond(head(status), body, 0.0);
    let retried = matches!(walk.command, Some(Command::Wait(_)));
    if retried {
        walk.wait(0.0);
        walk.respond(head(status), body, 0.0);
        walk.wait(0.0);
        walk.respond(head(status), body, 0.0);
    }
    (retried, walk.error())
}
