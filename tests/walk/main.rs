//! The decisions of a walk, driven with scripted answers: tables of pages, errors, retries, waits and budgets.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod driver;
mod errors;
mod limits;
mod mutants;
mod page;
