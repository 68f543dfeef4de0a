//! For all options, the result is a plan whose headers have no line ends, or an input error.

use kombo_edge::error::Kind;
use kombo_edge::input::Input;
use kombo_edge::plan::{Plan, Start};

/// Bounds the nesting, which the package's snapshot bounds as well.
const MAX_TOKENS: usize = 300;

const KEY: &str = "kombo-fuzz-key";

/// The input is tokens, one per line, as the driver writes them (src/input.rs).
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut tokens = text.split('\n').take(MAX_TOKENS).map(str::to_owned);
    let mut part = || Input::read(&mut tokens);
    let (options, request, call) = (part(), part(), part());
    let client = Input::Map(vec![("options".to_owned(), options)]);
    let source = [("client", client), ("request", request), ("options", call)];
    let source = Input::Map(source.into_iter().map(|(name, part)| (name.to_owned(), part)).collect());
    match Plan::check(source, Start::default()) {
        Ok(plan) => {
            let request = plan.request(Some(KEY), 1000.0);
            for (name, value) in &request.headers {
                let is_plain = |text: &str| !text.contains(['\r', '\n', '\0']);
                assert!(is_plain(name) && is_plain(value), "{name}");
            }
        }
        Err(error) => {
            assert_eq!(error.kind, Kind::Input);
            assert!(!error.message.is_empty() && !error.retryable);
        }
    }
}
