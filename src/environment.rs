//! Where the code runs, and where its requests may go: a key never travels in clear.

use crate::error::Error;
use crate::explain::CLEAR;
use crate::fields::Fields;

/// What the boundary knows of where the code runs.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Whether this is a browser: a page, or one of its workers.
    pub page: bool,
    /// Whether this is workerd.
    pub workerd: bool,
    /// The page's own origin; none outside browsers.
    pub origin: Option<String>,
    /// `server_url` in the form that the runtime's own URL parser gives it, where it is given and a URL: absolute, the host
    /// in lower case, every IPv4 address as four decimal numbers.
    pub url: Option<String>,
}

impl Environment {
    /// Reads what `source.ts` wrote: `{ page, workerd, origin, url }`.
    pub fn read(fields: &mut Fields) -> Self {
        let mut is = |name| fields.boolean(name) == Some(true);
        let (page, workerd) = (is("page"), is("workerd"));
        Environment { page, workerd, origin: fields.text("origin"), url: fields.text("url") }
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
        let mut parts = url.as_bytes().split(|byte| *byte == b'/');
        let (protocol, host) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
        // A bare mark counts too: what is appended would end up behind it.
        if host.contains(&b'@') || url.bytes().any(|byte| matches!(byte, b'?' | b'#')) {
            return wrong(
                "a URL with a user, a password, a query or a fragment",
                "give protocol, host and path only",
            );
        }
        let own = self.origin.as_deref().and_then(|origin| origin.strip_prefix("http://"));
        let is_own = own.is_some_and(|own| own.as_bytes() == host);
        if !(protocol == b"https:" || protocol == b"http:" && (is_own || is_loopback(host))) {
            return wrong(
                "a URL that is neither https, nor http on loopback, nor the page's own origin",
                CLEAR,
            );
        }
        let mut base = url.as_str();
        while let Some(shorter) = base.strip_suffix('/') {
            base = shorter;
        }
        Ok(base.to_owned())
    }
}

/// Whether the host, which may have a port, is this machine. Names below `localhost` may be anywhere.
fn is_loopback(host: &[u8]) -> bool {
    let name = host.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_v4 = name.starts_with(b"127.") && name.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
    is_v4 || name == b"localhost" || host.starts_with(b"[::1]")
}
