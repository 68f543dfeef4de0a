//! How a walk talks to its driver: a command out, an answer in, one at a time.
//!
//! A walk is an `async fn` that awaits nothing but [`Exchange::ask`]. Its future is pending until the answer is there, so
//! whoever calls [`Walk::resume`] with the answer is the executor; no waker is ever called.

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
use crate::plan::Plan;
use crate::request::Request;
use crate::walk::{Outcome, fetch_page};

/// What the driver is to do next.
#[derive(Debug)]
pub enum Command {
    /// Call the caller's key function, and answer with [`Answer::Key`] or [`Answer::Failed`].
    AskKey {
        /// How long it may take.
        timeout_ms: f64,
    },
    /// Send this, and answer with [`Answer::Response`] or [`Answer::Failed`].
    Send(Box<Request>),
    /// Wait so many milliseconds, and answer with [`Answer::Done`].
    Wait(u64),
    /// Take the text of a page, and answer with [`Answer::Done`], or [`Answer::Failed`] when it does not fit into memory.
    Take(Text),
    /// The walk has come to this; there is nothing more to resume.
    End(Outcome),
}

/// What came of a command.
#[derive(Debug)]
pub enum Answer {
    /// It is done. The first answer too: the walk may begin.
    Done,
    /// What the key function gave; none when that is no string.
    Key(Option<String>),
    /// An answer of the server, whole.
    Response {
        /// Status and headers.
        head: Box<Head>,
        /// The body, decompressed.
        body: Vec<u8>,
    },
    /// It failed; with the head of what did arrive.
    Failed(Failure, Option<Box<Head>>),
}

/// The slots between a walk and its driver.
#[derive(Debug)]
pub struct Exchange {
    command: RefCell<Option<Command>>,
    answer: RefCell<Option<Answer>>,
    /// In JSON, with commas between.
    events: RefCell<String>,
    now: Cell<Now>,
}

impl Exchange {
    /// Hands a command to the driver and waits for its answer.
    pub async fn ask(&self, command: Command) -> Answer {
        // What the walk began with is no answer to this.
        self.answer.take();
        self.command.replace(Some(command));
        poll_fn(|_| self.answer.take().map_or(Poll::Pending, Poll::Ready)).await
    }

    /// The clocks as they were when the walk was resumed.
    pub fn now(&self) -> Now {
        self.now.get()
    }

    /// Adds an event to those that go out with the next command, where somebody listens.
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

/// A walk under way: its future, and the exchange that it holds too.
pub struct Walk {
    exchange: Rc<Exchange>,
    future: Option<Pin<Box<dyn Future<Output = Outcome>>>>,
}

impl Walk {
    /// A walk that has not begun.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        let exchange = Rc::new(Exchange {
            command: RefCell::default(),
            answer: RefCell::default(),
            events: RefCell::default(),
            now: Cell::new(Now::default()),
        });
        let io = Rc::clone(&exchange);
        let future: Pin<Box<dyn Future<Output = Outcome>>> =
            Box::pin(async move { fetch_page(&plan, &io).await });
        Walk { exchange, future: Some(future) }
    }

    /// Goes on with the answer to the last command: the events that are to be emitted first (JSON, with commas between), and
    /// the next command; none when the walk is over.
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
