//! The protocol between a walk and its driver: one command out, one answer in.
//!
//! A walk is an `async fn` that awaits only [`Exchange::execute`]. Its future is pending until the answer is there. The
//! caller of [`Walk::resume`] is the executor; wakers are not used.

use core::cell::{Cell, RefCell};
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;

use kombo_edge_check::Text;

use crate::clock::Now;
use crate::event::Event;
use crate::failure::Failure;
use crate::head::Head;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::request::Request;
use crate::walk::fetch_page;

/// A command for the driver.
#[derive(Debug)]
pub enum Command {
    /// Call the caller's key function. Answered with [`Answer::Key`] or [`Answer::Failed`].
    AskKey {
        /// The most time that it may take, in milliseconds.
        timeout_ms: f64,
    },
    /// Send the request. Answered with [`Answer::Response`] or [`Answer::Failed`].
    Send(Box<Request>),
    /// Wait, in milliseconds. Answered with [`Answer::Done`].
    Wait(u64),
    /// Read the text of a page. Answered with [`Answer::Done`], or with [`Answer::Failed`] when it does not fit into memory.
    Take(Text),
    /// The walk is over; it must not be resumed again.
    End(Outcome),
}

/// The driver's answer to a command.
#[derive(Debug)]
pub enum Answer {
    /// The command was executed. Also the first answer, which starts the walk.
    Done,
    /// The result of the key function; none when it is not a string.
    Key(Option<String>),
    /// A complete response of the server.
    Response {
        /// Status and headers.
        head: Box<Head>,
        /// The decompressed body.
        body: Vec<u8>,
    },
    /// The command failed; with the head of the response, if one arrived.
    Failed(Failure, Option<Box<Head>>),
}

/// The slots for the current command and its answer.
#[derive(Debug)]
pub struct Exchange {
    command: RefCell<Option<Command>>,
    answer: RefCell<Option<Answer>>,
    /// JSON objects, separated by commas.
    events: RefCell<String>,
    now: Cell<Now>,
}

impl Exchange {
    /// Gives a command to the driver and waits for its answer.
    pub async fn execute(&self, command: Command) -> Answer {
        // The answer that started the walk is not an answer to this command.
        self.answer.take();
        self.command.replace(Some(command));
        poll_fn(|_| self.answer.take().map_or(Poll::Pending, Poll::Ready)).await
    }

    /// The clocks at the last resume.
    pub fn now(&self) -> Now {
        self.now.get()
    }

    /// Adds an event to those returned with the next command, when events are enabled.
    pub fn emit(&self, plan: &Plan, event: Event<'_>) {
        if plan.events {
            let page = plan.start.pages.saturating_add(1);
            let mut events = self.events.borrow_mut();
            if !events.is_empty() {
                events.push(',');
            }
            events.push_str(&event.to_json(page));
        }
    }
}

/// A running walk: its future, and the exchange that it shares with the future.
pub struct Walk {
    exchange: Rc<Exchange>,
    future: Option<Pin<Box<dyn Future<Output = Outcome>>>>,
}

impl Walk {
    /// A walk that has not started.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let exchange = Rc::new(Exchange {
            command: RefCell::default(),
            answer: RefCell::default(),
            events: RefCell::default(),
            now: Cell::new(Now::default()),
        });
        let shared = Rc::clone(&exchange);
        let future: Pin<Box<dyn Future<Output = Outcome>>> =
            Box::pin(async move { fetch_page(&plan, &shared).await });
        Walk { exchange, future: Some(future) }
    }

    /// Continues with the answer to the last command. Returns the events to emit first (JSON objects, separated by commas)
    /// and the next command; none when the walk is over.
    pub fn resume(&mut self, now: Now, answer: Answer) -> (String, Option<Command>) {
        self.exchange.now.set(now);
        self.exchange.answer.replace(Some(answer));
        let mut context = Context::from_waker(Waker::noop());
        let command = match self.future.as_mut().map(|future| future.as_mut().poll(&mut context)) {
            Some(Poll::Ready(outcome)) => {
                self.future = None;
                Some(Command::End(outcome))
            }
            _ => self.exchange.command.take(),
        };
        (self.exchange.events.take(), command)
    }
}
