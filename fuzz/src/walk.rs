//! For all responses in any order, the walk ends within its attempts, and each wait is bounded.

use kombo_edge::clock::Now;
use kombo_edge::exchange::{Answer, Command, Walk};
use kombo_edge::failure::Failure;
use kombo_edge::head::Head;
use kombo_edge::input::Input;
use kombo_edge::plan::{Plan, Start};

/// The default of `retry.max_attempts`.
const MAX_ATTEMPTS: usize = 4;

/// The longest wait without a deadline: one hour.
const MAX_WAIT_MS: u64 = 3_600_000;

/// The input is answers separated by zeros: a byte for the kind, one for the status, then the body.
pub fn run(data: &[u8]) {
    let mut answers = data.split(|byte| *byte == 0);
    let mut walk = Walk::new(plan());
    let mut now = Now { mono_ms: 0.0, epoch_ms: 1.7e12, random: 0.5 };
    let mut sent = 0;
    let mut answer = Answer::Done;
    loop {
        now.mono_ms += 1.0;
        let (_, command) = walk.resume(now, answer);
        answer = match command {
            Some(Command::Send(_)) => {
                sent += 1;
                assert!(sent <= MAX_ATTEMPTS);
                answer_of(answers.next().unwrap_or_default())
            }
            Some(Command::Wait(ms)) => {
                assert!(ms <= MAX_WAIT_MS);
                Answer::Done
            }
            Some(Command::Take(text)) => {
                assert!(text.as_bytes().is_ascii());
                Answer::Done
            }
            Some(Command::AskKey { .. }) => Answer::Key(None),
            Some(Command::End(outcome)) => {
                assert_eq!(outcome.requests as usize, sent);
                return;
            }
            None => panic!("a running walk has a command"),
        };
    }
}

fn plan() -> Plan {
    let text = |text: &str| Input::Text(text.to_owned());
    let map = |members: Vec<(&str, Input)>| {
        Input::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    };
    let options = map(vec![("api_key", text("k")), ("integration_id", text("workday:1"))]);
    let source = map(vec![
        ("client", map(vec![("options", options)])),
        ("request", map(vec![])),
        ("options", map(vec![])),
        ("events", Input::Bool(true)),
    ]);
    Plan::check(source, Start::default()).expect("the options are valid")
}

fn answer_of(input: &[u8]) -> Answer {
    let (kind, status) = (input.first().copied().unwrap_or(b'r'), input.get(1).copied().unwrap_or(b'2'));
    let statuses = [200, 204, 302, 400, 401, 404, 408, 429, 500, 503];
    let status = statuses[usize::from(status) % statuses.len()];
    let body = input.get(2..).unwrap_or_default().to_vec();
    let wait = body.first().map(|byte| u64::from(*byte) * 100_000);
    let head = Head { status, retry_after_ms: wait.filter(|_| kind == b'w'), ..Head::default() };
    match kind {
        b'n' => Answer::Failed(Failure::Network(None), None),
        b't' => Answer::Failed(Failure::Timeout, None),
        b'b' => Answer::Failed(Failure::BodyChanged, Some(Box::new(head))),
        b'm' => Answer::Failed(Failure::OutOfMemory, Some(Box::new(head))),
        b'd' => Answer::Done,
        _ => Answer::Response { head: Box::new(head), body },
    }
}
