//! Messages about responses that cannot be used: places and kinds, never values.

use kombo_edge_check::DecodeError;

use crate::head::Head;
use crate::text::{concat, decimal};

/// The advice for a response that does not come from Kombo.
pub const WRONG_URL: &str = ": is `server_url` the base of Kombo's API or of a proxy?";

/// The advice for a redirect.
pub const REDIRECT: &str = ": redirects are not followed; give `server_url` as it leads on";

/// A further cause of a failed connection from a browser to another origin.
pub const CROSS_ORIGIN: &str =
    "; or the server does not allow this page's origin (CORS; in a proxy: `allowed_origins`)";

/// The advice for a URL with http.
pub const INSECURE_URL: &str = "use https: a key never travels in clear; in a page it is mixed content";

/// The message for a body that is not a page.
pub(crate) fn decode_error(error: &DecodeError, head: &Head) -> String {
    if is_html(head) { unexpected(head) } else { error.message() }
}

/// The message for a response that is neither a page nor Kombo's error envelope.
pub(crate) fn unexpected(head: &Head) -> String {
    let media_type = head.media_type.as_deref().unwrap_or("no content type");
    match head.status {
        0 | 300..400 => {
            let status = if head.status == 0 { "a redirect".into() } else { decimal(head.status.into()) };
            concat(&["the server answered with ", &status, REDIRECT])
        }
        status => {
            let wrong_url = status == 404 || status < 300 && is_html(head);
            let status = decimal(status.into());
            let advice = if wrong_url { WRONG_URL } else { "" };
            concat(&[
                "the server answered with ",
                &status,
                " (",
                media_type,
                "), which is not Kombo's error envelope",
                advice,
            ])
        }
    }
}

fn is_html(head: &Head) -> bool {
    head.media_type.as_deref() == Some("text/html")
}
