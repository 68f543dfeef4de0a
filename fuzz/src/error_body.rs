//! An error envelope is found when `serde_json` finds one, with the same texts.

use core::ops::Range;

use kombo_edge_check::check_error;
use serde_json::Value;

pub fn run(data: &[u8]) {
    let found = check_error(data);
    // `JSON.parse` accepts more than `serde_json`: lone surrogates and numbers out of range.
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return };
    let error = &value["error"];
    let is_envelope = value["status"] == "error" && error.is_object();
    assert_eq!(found.is_some(), is_envelope);
    let Some(found) = found else { return };
    let text = |at: Option<Range<usize>>| at.map(|at| serde_json::from_slice::<String>(&data[at]).unwrap());
    for (name, at) in
        [("code", found.code), ("title", found.title), ("message", found.message), ("log_url", found.log_url)]
    {
        assert_eq!(text(at).as_deref(), error[name].as_str(), "{name}");
    }
}
