//! Random pages, compared with the oracle.

use kombo_edge_check::{CheckOptions, Select, WriteError};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use crate::oracle::{self, Row};
use crate::writer::{self, Choices};

/// Any JSON of limited depth.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[ -~]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((any_key(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_key() -> impl Strategy<Value = String> {
    let known =
        select(vec!["id", "results", "data", "next", "status", "tags", "job", "type", "__proto__", ""]);
    prop_oneof![known.prop_map(String::from), any::<String>(), "[a-z_]{1,40}"]
}

/// A value that is nearly always valid for the field.
fn field_value(row: Row) -> BoxedStrategy<Value> {
    let right = match (row.shape(), row.kind) {
        (Some(shape), _) if row.is_list() => {
            prop::collection::vec(object(shape), 0..3).prop_map(Value::from).boxed()
        }
        (Some(shape), _) => object(shape),
        (None, "boolean") => any::<bool>().prop_map(Value::from).boxed(),
        (None, "integer") => {
            prop_oneof![any::<i32>().prop_map(Value::from), Just(json!(2.0)), Just(json!(0.5))].boxed()
        }
        (None, "object") => prop::collection::vec((any_key(), any_json()), 0..4)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
            .boxed(),
        (None, "any") => any_json().boxed(),
        _ => prop_oneof![any::<String>(), "[ -~]{0,60}"].prop_map(Value::from).boxed(),
    };
    prop_oneof![30 => right, 4 => Just(Value::Null), 1 => any_json()].boxed()
}

/// An object of the contract. Sometimes a field is absent, one is added, or the order differs.
fn object(shape: &str) -> BoxedStrategy<Value> {
    let field = |row: Row| (Just(row.name), prop::option::weighted(0.97, field_value(row)));
    let fields: Vec<_> = oracle::rows(shape).into_iter().map(field).collect();
    let unknown = prop::option::weighted(0.1, (any_key(), any_json(), any::<Index>()));
    let members = (fields, unknown, any::<Index>(), prop::bool::weighted(0.1)).prop_map(
        |(fields, unknown, by, turn)| {
            let mut members: Vec<_> =
                fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
            if let Some((key, value, at)) = unknown {
                members.insert(at.index(members.len() + 1), (key, value));
            }
            if turn && !members.is_empty() {
                let by = by.index(members.len());
                members.rotate_left(by);
            }
            Value::Object(members.into_iter().collect::<Map<_, _>>())
        },
    );
    prop_oneof![50 => members, 1 => any_json()].boxed()
}

fn answer() -> impl Strategy<Value = Value> {
    let next =
        prop_oneof![8 => Just(json!(null)), 8 => any::<String>().prop_map(Value::from), 1 => any_json()];
    let results = prop_oneof![
        30 => prop::collection::vec(object("Candidate"), 0..4).prop_map(Value::from),
        1 => any_json()
    ];
    (next, results, prop::option::weighted(0.1, any_json()), prop::bool::weighted(0.5)).prop_map(
        |(next, results, more, first)| {
            let mut data = if first {
                json!({ "next": next, "results": results })
            } else {
                json!({ "results": results, "next": next })
            };
            if let Some(more) = more {
                data["more"] = more;
            }
            json!({ "status": "success", "data": data })
        },
    )
}

/// The number of cases; `PROPTEST_CASES` sets another one.
fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn random_pages_agree_with_the_oracle(
        answer in answer(),
        choices in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let compact = answer.to_string();
        oracle::compare(compact.as_bytes(), &answer);
        let mut odd = String::new();
        writer::write(&answer, &mut Choices(choices.iter().copied()), &mut odd);
        oracle::compare(odd.as_bytes(), &answer);
    }

    #[test]
    fn any_json_is_accepted_in_any_spelling(
        value in any_json(),
        choices in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut odd = String::new();
        writer::write(&value, &mut Choices(choices.iter().copied()), &mut odd);
        prop_assert_eq!(kombo_edge_check::check_json(odd.as_bytes()), None);
        prop_assert_eq!(kombo_edge_check::check_json(value.to_string().as_bytes()), None);
        oracle::compare(odd.as_bytes(), &value);
    }
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn random_tokens_agree_with_serde_json(scraps in prop::collection::vec(select(SCRAPS), 0..12)) {
        crate::grammar::agree(scraps.concat().as_bytes());
    }

    #[test]
    fn random_bytes_agree_with_serde_json(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        crate::grammar::agree(&bytes);
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_corrupted_page_is_rewritten_as_json_or_rejected(
        changes in prop::collection::vec((any::<Index>(), 0..40_usize, scrap()), 0..4),
        skip in any::<bool>(),
        rows in any::<bool>(),
        numbers in any::<bool>(),
        fields in prop::option::of(prop::collection::vec(select(FIELDS), 0..4)),
    ) {
        let mut bytes = crate::sample::page(1).into_bytes();
        for (place, length, scrap) in changes {
            let place = place.index(bytes.len());
            let end = (place + length).min(bytes.len());
            bytes.splice(place..end, scrap);
        }
        let with = |select: Select, name: &&str| select.with(name.as_bytes()).unwrap();
        let select = fields.map_or(Select::ALL, |fields| fields.iter().fold(Select::NONE, with));
        let Ok(page) = kombo_edge_check::check_page(&bytes, CheckOptions { select, check_numbers: numbers, rows }) else { return Ok(()) };
        let is_json = |text: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok();
        let utf8 = str::from_utf8(&bytes).is_ok();
        match page.clone().text(bytes.clone(), skip) {
            Ok(text) => prop_assert!(utf8 && text.as_bytes().is_ascii() && is_json(text.as_bytes())),
            Err(error) => prop_assert!(!utf8 && error == WriteError::NotUtf8),
        }
        match page.clone().lines(bytes.clone(), skip) {
            Ok(lines) => {
                let mut lines = lines.as_bytes().split(|byte| *byte == b'\n');
                prop_assert_eq!(lines.next_back(), Some(&b""[..]));
                let lines: Vec<_> = lines.collect();
                prop_assert!(utf8 && lines.iter().all(|line| is_json(line)));
                prop_assert_eq!(lines.len(), page.records() - if skip { page.invalid.len() } else { 0 });
            }
            Err(error) => prop_assert!(!utf8 && error == WriteError::NotUtf8),
        }
        for record in 0..page.records() {
            if let Some(id) = page.id(&bytes, record) {
                let literal = page.id_literal(&bytes, record, 50);
                prop_assert!(literal.is_none_or(|literal| is_json(literal.as_bytes())) && is_json_string(&bytes[id]));
            }
        }
    }

    #[test]
    fn any_string_has_a_literal_of_the_same_value(text in any::<String>(), most in 0..80_usize) {
        let json = serde_json::to_string(&text).unwrap();
        let literal = kombo_edge_check::ascii_literal(json.as_bytes(), most).unwrap();
        let units: Vec<u16> = text.encode_utf16().take(most).collect();
        let kept = String::from_utf16(&units).or_else(|_| String::from_utf16(&units[..units.len() - 1])).unwrap();
        prop_assert_eq!(serde_json::from_str::<String>(&literal).unwrap(), kept);
    }

    #[test]
    fn utf8_is_validated_as_std_does(
        scraps in prop::collection::vec(
            prop_oneof![any::<char>().prop_map(|c| c.to_string().into_bytes()), prop::collection::vec(any::<u8>(), 0..3)],
            0..20,
        ),
    ) {
        let bytes = scraps.concat();
        prop_assert_eq!(kombo_edge_check::is_utf8(&bytes), str::from_utf8(&bytes).is_ok());
    }
}

fn is_json_string(bytes: &[u8]) -> bool {
    bytes.len() >= 2 && bytes.starts_with(b"\"") && bytes.ends_with(b"\"")
}

fn scrap() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        10 => select(SCRAPS).prop_map(|scrap| scrap.as_bytes().to_vec()),
        4 => any::<char>().prop_map(|c| c.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ]
}

const FIELDS: &[&str] = &["id", "first_name", "location", "custom_fields", "applications", "tags"];

const SCRAPS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\"id\":",
    "\"status\":\"success\"",
    "\"data\":{",
    "\"results\":[",
    "\"next\":null",
    "null",
    "true",
    "false",
    "nul",
    "0",
    "-",
    "1",
    "01",
    "1.5",
    "1e9",
    "1e999",
    "-0",
    ".5",
    "1.",
    "e5",
    "+",
    " ",
    "\n",
    "\t",
    "\r",
    "\u{b}",
    "\u{a0}",
    "\u{feff}",
    "\\",
    "\\u",
    "\\u00",
    "\\u00e9",
    "\\ud800",
    "\\n",
    "\\x",
    "\u{0}",
    "\u{1f}",
    "\u{7f}",
    "ü",
    "中",
    "\u{2028}",
    "{}",
    "[]",
    "[1]",
    "{\"a\":1}",
    "/",
    "//",
];
