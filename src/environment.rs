//! Where the code runs, and where its requests may go: a key never travels in clear.

use crate::error::Error;
use crate::fields::Fields;

/// What the boundary knows of where the code runs.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Whether this is a page: `window` and `document` are there.
    pub page: bool,
    /// Whether this is workerd.
    pub workerd: bool,
    /// The page's own origin.
    pub origin: Option<String>,
    /// `server_url`, where it is given and a URL.
    pub url: Option<ParsedUrl>,
}

/// A `server_url`, taken apart by the runtime's own URL parser.
#[derive(Clone, Debug, Default)]
pub struct ParsedUrl {
    /// The URL, absolute.
    pub href: String,
    /// `https:`, with the colon.
    pub protocol: String,
    /// The host without its port.
    pub hostname: String,
    /// Protocol, host and port.
    pub origin: String,
    /// Whether it holds a user name or a password.
    pub credentials: bool,
}

impl Environment {
    /// Reads what `options.js` wrote: `{ page, workerd, origin, url: { href, protocol, hostname, origin, credentials } }`.
    pub fn read(fields: &mut Fields) -> Self {
        let url = fields.take("url").map(|url| {
            let mut url = Fields::of(url);
            let mut text = |name| url.text(name).unwrap_or_default();
            ParsedUrl {
                href: text("href"),
                protocol: text("protocol"),
                hostname: text("hostname"),
                origin: text("origin"),
                credentials: url.boolean("credentials") == Some(true),
            }
        });
        let mut is = |name| fields.boolean(name) == Some(true);
        let (page, workerd) = (is("page"), is("workerd"));
        Environment { page, workerd, origin: fields.text("origin"), url }
    }

    /// The base of all requests: `server_url`, when a key may travel there.
    pub fn base(&self) -> Result<String, Box<Error>> {
        let wrong = |given, advice| Err(Error::input("server_url", given, advice));
        let Some(url) = &self.url else {
            return wrong(
                "no URL that can be used here",
                "give an absolute one such as https://kombo-proxy.example.com (relative ones work in pages only)",
            );
        };
        // A bare mark counts too: what is appended would end up behind it.
        if url.credentials || url.href.contains(['?', '#']) {
            return wrong(
                "a URL with a user, a password, a query or a fragment",
                "give protocol, host and path only",
            );
        }
        let own = self.origin.as_deref() == Some(url.origin.as_str());
        let safe = match url.protocol.as_str() {
            "https:" => true,
            "http:" => own || is_loopback(&url.hostname),
            _ => false,
        };
        if !safe {
            return wrong(
                "a URL that is neither https, nor http on loopback, nor the page's own origin",
                "use https: a key never travels in clear",
            );
        }
        Ok(url.href.trim_end_matches('/').to_owned())
    }
}

/// A URL's parser has brought every IPv4 address into the form of four decimal numbers, and leaves no other host
/// of digits and points.
fn is_loopback(hostname: &str) -> bool {
    let v4 = hostname.starts_with("127.") && hostname.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    v4 || hostname == "localhost" || hostname.ends_with(".localhost") || hostname == "[::1]"
}
