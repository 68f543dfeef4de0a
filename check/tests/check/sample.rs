//! Realistic pages, deterministic for a number of records.

use std::fmt::Write;

/// A deterministic generator of random numbers (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[(self.next() % from.len() as u64) as usize]
    }

    fn id(&mut self) -> String {
        const LETTERS: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        (0..24).map(|_| char::from(LETTERS[(self.next() % LETTERS.len() as u64) as usize])).collect()
    }

    fn date(&mut self) -> String {
        let n = self.next();
        format!(
            "20{:02}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            18 + n % 8,
            1 + n / 8 % 12,
            1 + n / 96 % 28,
            n / 4096 % 24,
            n / 131_072 % 60,
            n / 8_388_608 % 60,
            n / 1_073_741_824 % 1000
        )
    }

    /// The text as a JSON string, or null in a quarter of the cases.
    fn or_null(&mut self, text: &str) -> String {
        if self.next().is_multiple_of(4) { "null".into() } else { format!("\"{text}\"") }
    }
}

const FIRST: &[&str] =
    &["Anna", "Łukasz", "Jürgen", "María", "张伟", "Дмитрий", "Frank", "Aoife", "محمد", "Noor"];
const LAST: &[&str] =
    &["Schmidt", "O'Neill", "García Márquez", "王", "Иванова", "Smith", "van den Berg", "Øster"];
const CITY: &[&str] = &["Berlin", "München", "São Paulo", "東京", "Austin", "København"];
const WORDS: &[&str] =
    &["Engineering", "Employee Referral", "LinkedIn", "Career page", "Agency", "Head of Marketing"];

/// A response in compact JSON, in the contract's order, with about 2.9 KB per record.
pub(crate) fn page(records: usize) -> String {
    let mut numbers = Numbers(42);
    let mut text = String::from(r#"{"status":"success","data":{"next":"eyJwYWdlIjoxMn0=","results":["#);
    for index in 0..records {
        if index > 0 {
            text.push(',');
        }
        record(&mut numbers, index, &mut text);
    }
    text.push_str("]}}");
    text
}

fn record(numbers: &mut Numbers, index: usize, text: &mut String) {
    let n = numbers;
    let (id, first, last) = (n.id(), n.pick(FIRST), n.pick(LAST));
    let (company, title, source) = (n.pick(LAST), n.pick(WORDS), n.pick(WORDS));
    let (company, title) = (n.or_null(&format!("{company} GmbH")), n.or_null(title));
    write!(
        text,
        r#"{{"id":"{id}","remote_id":"{index}","first_name":"{first}","last_name":"{last}","company":{company},"title":{title},"confidential":{},"source":"{source}","phone_numbers":[{{"phone_number":"+1-541-754-30{}","type":"HOME"}},{{"phone_number":"+49 30 90182{}","type":null}}],"email_addresses":[{{"email_address":"candidate.{index}@example.com","type":"PRIVATE"}}],"social_media":[{{"link":"https://www.linkedin.com/in/candidate-{index}","type":"LINKEDIN","username":null}}],"#,
        n.next().is_multiple_of(3),
        10 + n.next() % 90,
        10 + n.next() % 90,
    )
    .unwrap();
    let city = n.pick(CITY);
    write!(
        text,
        r#""location":{{"city":"{city}","country":"DE","raw":"{city}, Lohmühlenstraße 65","state":{},"street_1":"Lohmühlenstraße 65","street_2":null,"zip_code":"{}"}},"custom_fields":{{"#,
        n.or_null("Berlin"),
        10_000 + n.next() % 89_999
    )
    .unwrap();
    for (place, name) in
        ["notice_period", "salary", "visa", "languages", "score", "nested"].iter().enumerate()
    {
        let comma = if place > 0 { "," } else { "" };
        let value = match place {
            0 => n.or_null("3 months"),
            1 => (n.next() % 90_000).to_string(),
            2 => n.next().is_multiple_of(2).to_string(),
            3 => r#"["de","en","pl"]"#.into(),
            4 => format!("{}.{}", n.next() % 10, n.next() % 100),
            _ => format!(r#"{{"recruiter":"{}","since":"{}"}}"#, n.pick(FIRST), n.date()),
        };
        write!(text, r#"{comma}"{name}":{value}"#).unwrap();
    }
    for field in 0..4 {
        write!(text, r#","custom_{field}":"{} {}""#, n.pick(WORDS), n.pick(WORDS)).unwrap();
    }
    text.push_str(r#"},"integration_fields":["#);
    for field in 0..5 {
        let comma = if field > 0 { "," } else { "" };
        let kind = if field < 3 { "DEFAULT" } else { "CUSTOM" };
        write!(
            text,
            r#"{comma}{{"id":"{}","key":"customField{field}","type":"{kind}","value":{},"label":"{}"}}"#,
            n.id(),
            if field == 1 { "17".into() } else { n.or_null("XL") },
            n.pick(WORDS)
        )
        .unwrap();
    }
    write!(
        text,
        r#"],"remote_url":"https://app.greenhouse.io/people/{index}","remote_created_at":"{}","remote_updated_at":"{}","remote_data":null,"changed_at":"{}","remote_deleted_at":null,"applications":["#,
        n.date(),
        n.date(),
        n.date()
    )
    .unwrap();
    for application in 0..2 {
        let comma = if application > 0 { "," } else { "" };
        let declined = n.next().is_multiple_of(3);
        write!(
            text,
            r#"{comma}{{"id":"{}","remote_id":"{index}-{application}","outcome":"{}","rejection_reason_name":{},"rejected_at":{},"remote_url":"https://app.greenhouse.io/applications/{index}","changed_at":"{}","remote_created_at":"{}","remote_updated_at":"{}","current_stage":{{"id":"{}","name":"Initial Screening","remote_id":"{}","index":{application}}},"job":{{"id":"{}","name":"Backend Engineer","remote_id":"{}"}}}}"#,
            n.id(),
            if declined { "DECLINED" } else { "PENDING" },
            if declined { "\"Not a fit\"" } else { "null" },
            if declined { format!("\"{}\"", n.date()) } else { "null".into() },
            n.date(),
            n.date(),
            n.date(),
            n.id(),
            n.next() % 1000,
            n.id(),
            n.next() % 1000
        )
        .unwrap();
    }
    write!(
        text,
        r#"],"tags":[{{"id":"{}","name":"High Potential","remote_id":"{}"}}]}}"#,
        n.id(),
        n.next() % 100
    )
    .unwrap();
}
