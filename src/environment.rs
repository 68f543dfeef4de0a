//! The environment of the code, and the URLs that requests may go to: a key is never sent unencrypted.

use crate::error::Error;
use crate::explain::INSECURE_URL;
use crate::fields::Fields;

/// The environment in which the code runs.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Whether this is a browser: a page or a worker of a page.
    pub page: bool,
    /// Whether this is workerd.
    pub workerd: bool,
    /// The origin of the page; none outside browsers.
    pub origin: Option<String>,
    /// `server_url` as the runtime's URL parser normalises it, if it is given and valid: absolute, the host in lower case,
    /// an IPv4 address as four decimal numbers.
    pub url: Option<String>,
}

impl Environment {
    /// Reads `{ page, workerd, origin, url }`, which `source.ts` writes.
    pub fn read(fields: &mut Fields) -> Self {
        let mut is = |name| fields.boolean(name) == Some(true);
        let (page, workerd) = (is("page"), is("workerd"));
        Environment { page, workerd, origin: fields.text("origin"), url: fields.text("url") }
    }

    /// The base URL of all requests: `server_url`, when a key may be sent there.
    ///
    /// # Errors
    ///
    /// An error of kind `input` when it is not a base URL, or not secure.
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
        // An empty query or fragment counts too: the path would be appended to it.
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
                INSECURE_URL,
            );
        }
        let mut base = url.as_str();
        while let Some(shorter) = base.strip_suffix('/') {
            base = shorter;
        }
        Ok(base.to_owned())
    }
}

/// Whether the host, which may have a port, is this machine. A subdomain of `localhost` may be another one.
fn is_loopback(host: &[u8]) -> bool {
    let name = host.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_v4 = name.starts_with(b"127.") && name.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.'));
    is_v4 || name == b"localhost" || host.starts_with(b"[::1]")
}
