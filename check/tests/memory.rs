//! The memory that the check takes for the worst responses of a server.

// Tests in WebAssembly use an allocator of their own.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kombo_edge_check::{CheckOptions, MAX_EXTRA_REPAIR_BYTES, Page, Select, check_page};

/// Counts the allocated bytes and their maximum.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is forwarded to the system allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(held, Relaxed);
        // SAFETY: the caller upholds the same contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller upholds the same contract.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The peak of the allocated bytes during `work`, beyond those before it.
fn most<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = HELD.load(Relaxed);
    MOST.store(before, Relaxed);
    let result = work();
    (MOST.load(Relaxed) - before, result)
}

/// A response of some 400 KB that repeats one piece.
fn answer(start: &str, piece: &str, end: &str) -> String {
    let pieces = vec![piece; 400_000 / (piece.len() + 1)].join(",");
    format!(r#"{{"status":"success","data":{{"next":null,"results":[{start}{pieces}{end}]}}}}"#)
}

const ALL: CheckOptions = CheckOptions { select: Select::ALL, check_numbers: true, rows: false };

/// The only test of this binary, so that nothing else is counted.
#[test]
#[cfg_attr(miri, ignore = "takes Miri too long")]
fn memory_is_a_small_multiple_of_the_response() {
    let select = Select::NONE.with(b"id").and_then(|select| select.with(b"tags")).unwrap();
    for page in [
        // Records; violations in each record; violations in one; numbers; repairs of each kind.
        answer("", "5", ""),
        answer("", "{}", ""),
        answer(r#"{"id":"a","tags":["#, "5", "]}"),
        answer(r#"{"id":"a","tags":["#, "{}", "]}"),
        answer(r#"{"id":"a","applications":["#, "{}", "]}"),
        answer(r#"{"id":"a","email_addresses":["#, "{}", "]}"),
        answer(r#"{"id":"a","email_addresses":["#, r#"{"email_address":1}"#, "]}"),
        answer(r#"{"id":"a","integration_fields":["#, r#"{"value":1e999}"#, "]}"),
        answer("{", r#""id":1"#, "}"),
        answer("{", r#""id":"a""#, "}"),
        answer("{", r#""tags":[]"#, "}"),
        answer("{", r#""tags":[{"id":5}]"#, "}"),
        answer("{", r#""tags":[{}]"#, "}"),
        answer("{", r#""x":1e999"#, "}"),
        // Text that grows: characters of two, three and four bytes; line separators.
        answer(r#"{"id":""#, "é", r#""}"#),
        answer(r#"{"id":""#, "中", r#""}"#),
        answer(r#"{"id":""#, "😀", r#""}"#),
        answer(r#"{"id":""#, "\u{2028}", r#""}"#),
    ] {
        let bytes = page.as_bytes();
        for (select, rows) in [(Select::ALL, false), (Select::ALL, true), (select, false)] {
            let (held, found) =
                most(|| check_page(bytes, CheckOptions { select, check_numbers: true, rows }));
            let start = || page.chars().take(90).collect::<String>();
            assert!(
                held <= 7 * (bytes.len() + MAX_EXTRA_REPAIR_BYTES),
                "{} for {}: {}",
                held,
                bytes.len(),
                start()
            );
            let Ok(found) = found else { continue };
            // The capacity is that of the whole document in ASCII with its repairs, some of which need no comma.
            let whole = check_page(bytes, ALL).unwrap().text(bytes.to_vec(), false).unwrap().as_bytes().len();
            if rows {
                // The rows take what the document takes, and twice that while they move.
                let (without, _) = most(|| check_page(bytes, ALL));
                assert!(
                    held <= without + 2 * whole + bytes.len() / 2,
                    "{held} for {without} + {whole}: {}",
                    start()
                );
            }
            for skip in [false, true] {
                for write in [Page::text, Page::lines] {
                    let own = bytes.to_vec();
                    let found = found.clone();
                    let (held, _) = most(|| write(found, own, skip).unwrap());
                    assert!(held <= 4 * bytes.len() + MAX_EXTRA_REPAIR_BYTES, "{held}: {}", start());
                    assert!(held <= whole + bytes.len() / 2 + 64, "{held} for {whole}: {}", start());
                }
            }
        }
    }
}
