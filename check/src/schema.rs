//! The contract's objects as tables: the one truth for the check, the defaults and the TypeScript types.

/// What a field's value has to be, null aside.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A string.
    String,
    /// A string; its docs list the values that are known today, and any other is no fault.
    OpenEnum,
    /// `true` or `false`.
    Bool,
    /// A number without a fraction.
    Integer,
    /// Anything that JSON can say.
    AnyJson,
    /// An object with members of any name and value.
    AnyObject,
    /// One of the contract's objects.
    Object(&'static Shape),
    /// An array of one of the contract's objects.
    List(&'static Shape),
}

/// What it means that a field is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Required: a fault. Repaired to null, or to `[]` for a list, when the field may be null.
    Fault,
    /// Optional with a default: null, or `[]` for a list, is filled in, and it is no fault.
    Fill,
    /// Optional: left as it came.
    Leave,
}

/// One field of an object.
#[derive(Debug)]
pub struct Field {
    /// Its name as compact JSON writes it (quoted, with the colon), so that the check compares it in two loads.
    pub(crate) probe: Probe,
    /// What its value has to be.
    pub kind: Kind,
    /// Whether null is as good.
    pub nullable: bool,
    /// What it means that it is not there.
    pub absent: Absent,
}

/// One of the contract's objects.
#[derive(Debug)]
pub struct Shape {
    /// Its fields, in the order in which the contract lists them and the server sends them.
    pub fields: &'static [Field],
    /// Which shape it is, counted from 0 in the order of [`DOCS`].
    pub(crate) row: usize,
    /// The fields (bit n for field n) whose absence has to be acted upon.
    pub(crate) wanted: u32,
    /// Those of them that something can stand in for.
    pub(crate) fillable: u32,
}

/// What an object and its fields mean. Apart from [`Shape`], so that the texts are not linked into the wasm.
#[derive(Debug)]
pub struct ShapeDocs {
    /// The object.
    pub shape: &'static Shape,
    /// The name of its TypeScript type.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What each of its fields is, in the order of `shape.fields`.
    pub fields: &'static [FieldDocs],
}

/// What a field means.
#[derive(Debug)]
pub struct FieldDocs {
    /// What it is.
    pub doc: &'static str,
    /// The values of a [`Kind::OpenEnum`] that are known today.
    pub values: &'static [&'static str],
}

/// A key within the text of all keys of its shape: 32 bytes from where it begins, and how many of them are its own.
#[derive(Debug)]
pub(crate) struct Probe {
    pub(crate) key: &'static [u8; Probe::LEN],
    pub(crate) len: u8,
}

impl Probe {
    pub(crate) const LEN: usize = 32;

    /// Runs while compiling only, where a key that is not there, or too long, stops the build.
    const fn find(keys: &'static [u8], key: &str) -> Self {
        let mut rest = keys;
        loop {
            if let Some(chunk) = rest.first_chunk()
                && starts_with(chunk, key.as_bytes())
            {
                return Self { key: chunk, len: key.len() as u8 };
            }
            assert!(rest.len() > Self::LEN, "a key is longer than a probe");
            rest = rest.split_at(1).1;
        }
    }

    /// The key without what follows it.
    pub(crate) fn text(&self) -> &'static [u8] {
        self.key.get(..self.len.into()).unwrap_or_default()
    }
}

const fn starts_with(mut text: &[u8], mut start: &[u8]) -> bool {
    while let Some((wanted, rest)) = start.split_first() {
        match text.split_first() {
            Some((byte, shorter)) if *byte == *wanted => text = shorter,
            _ => return false,
        }
        start = rest;
    }
    true
}

/// How a row of the tables says whether a field may be null and whether it may be absent.
enum Rule {
    /// The `id` of an object: always there, never null.
    Identity,
    /// Always there. Null even where the contract says otherwise: a deleted record is anonymised.
    Required,
    /// May be absent; the default is handed over then.
    Defaulted,
    /// May be absent, and stays so.
    Optional,
}

impl Field {
    const fn new(probe: Probe, kind: Kind, rule: &Rule) -> Self {
        Self {
            probe,
            kind,
            nullable: !matches!(rule, Rule::Identity),
            absent: match rule {
                Rule::Identity | Rule::Required => Absent::Fault,
                Rule::Defaulted => Absent::Fill,
                Rule::Optional => Absent::Leave,
            },
        }
    }

    /// Its name as compact JSON writes it: quoted, with the colon.
    #[must_use]
    pub fn key(&self) -> &'static [u8] {
        self.probe.text()
    }

    /// Its name, in ASCII.
    #[must_use]
    pub fn name(&self) -> &'static [u8] {
        // None of the contract's names holds what needs an escape, so the key is the name and three marks.
        self.key().get(1..usize::from(self.probe.len) - 2).unwrap_or_default()
    }

    /// Its name as text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        // SAFETY: the names of the contract's fields are ASCII.
        unsafe { str::from_utf8_unchecked(self.name()) }
    }

    /// The JSON that stands in for the field when it is absent; `None` where the contract has no answer.
    #[must_use]
    pub const fn stand_in(&self) -> Option<&'static str> {
        match (self.absent, self.kind) {
            (Absent::Leave, _) => None,
            (Absent::Fault, _) if !self.nullable => None,
            (_, Kind::List(_)) => Some("[]"),
            _ => Some("null"),
        }
    }

    /// What the value has to be, for people.
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        match (self.kind, self.nullable) {
            (Kind::String | Kind::OpenEnum, true) => "string or null",
            (Kind::String | Kind::OpenEnum, false) => "string",
            (Kind::Bool, true) => "boolean or null",
            (Kind::Bool, false) => "boolean",
            (Kind::Integer, true) => "integer or null",
            (Kind::Integer, false) => "integer",
            (Kind::AnyJson, _) => "any JSON",
            (Kind::AnyObject | Kind::Object(_), true) => "object or null",
            (Kind::AnyObject | Kind::Object(_), false) => "object",
            (Kind::List(_), true) => "array or null",
            (Kind::List(_), false) => "array",
        }
    }
}

impl Shape {
    /// Runs while compiling only.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
    const fn new(row: usize, fields: &'static [Field]) -> Self {
        assert!(
            fields.len() < 32,
            "the check keeps the fields seen in 32 bits, and their order in rows of 32"
        );
        let (mut wanted, mut fillable) = (0, 0);
        let mut at = 0;
        while at < fields.len() {
            if !matches!(fields[at].absent, Absent::Leave) {
                wanted |= 1 << at;
            }
            if fields[at].stand_in().is_some() {
                fillable |= 1 << at;
            }
            at += 1;
        }
        Self { fields, row, wanted, fillable }
    }

    /// The name of its TypeScript type.
    #[must_use]
    pub fn name(&self) -> &'static str {
        DOCS.get(self.row).map_or("", |docs| docs.name)
    }
}

/// One table: its place in [`DOCS`], the static, its docs, the type's name and what it is; then a row a field.
macro_rules! shape {
    ($row:literal, $shape:ident, $docs:ident, $name:literal, $doc:literal, {
        $($field:literal: $kind:expr, $rule:ident, $field_doc:literal $([$($value:literal),+])?;)+
    }) => {
        #[doc = $doc]
        pub static $shape: Shape = {
            // Spaces at the end, so that 32 bytes can be read from where the last key begins.
            static KEYS: &[u8] = concat!($("\"", $field, "\":",)+ "                                ").as_bytes();
            Shape::new($row, &[
                $(Field::new(Probe::find(KEYS, concat!("\"", $field, "\":")), $kind, &Rule::$rule)),+
            ])
        };
        static $docs: ShapeDocs = ShapeDocs {
            shape: &$shape,
            name: $name,
            doc: $doc,
            fields: &[$(FieldDocs { doc: $field_doc, values: &[$($($value),+)?] }),+],
        };
    };
}

shape!(0, CANDIDATE, CANDIDATE_DOCS, "Candidate", "A person who is known to the applicant tracking system.", {
    "id": Kind::String, Identity,
        "Kombo's own id of the candidate, unique across all integrations and stable: the key to upsert by.";
    "remote_id": Kind::String, Required,
        "The candidate's id in the connected system, as that system writes it. It may be put together from several ids, so it makes a poor primary key.";
    "first_name": Kind::String, Required, "The candidate's given name.";
    "last_name": Kind::String, Required, "The candidate's family name.";
    "company": Kind::String, Required, "Where the candidate works at present.";
    "title": Kind::String, Required, "The job title that the candidate holds at present.";
    "confidential": Kind::Bool, Required, "Whether the connected system marks the profile as confidential.";
    "source": Kind::String, Required,
        "Where the candidate came from, in the connected system's words. A job board can tell by it which applications it brought in.";
    "phone_numbers": Kind::List(&PHONE_NUMBER), Defaulted,
        "Every phone number known. An empty list when the server leaves the field out.";
    "email_addresses": Kind::List(&EMAIL_ADDRESS), Defaulted,
        "Every e-mail address known; the server drops invalid ones. An empty list when the server leaves the field out.";
    "social_media": Kind::List(&SOCIAL_MEDIA), Defaulted,
        "Profiles on social networks. An empty list when the server leaves the field out.";
    "location": Kind::Object(&LOCATION), Defaulted,
        "Where the candidate lives. Null when the server leaves the field out.";
    "custom_fields": Kind::AnyObject, Required,
        "Key and value of fields that the unified model does not cover, exactly as the server sent them.";
    "integration_fields": Kind::List(&INTEGRATION_FIELD), Required,
        "The fields of the connected system that were selected to be passed through.";
    "remote_url": Kind::String, Required,
        "Link to the profile in the connected system. Not every system has one for candidates: the application's `remote_url` may serve instead.";
    "remote_created_at": Kind::String, Required,
        "When the connected system created the candidate: an ISO 8601 instant in UTC, such as `2022-04-02T00:00:00.000Z`.";
    "remote_updated_at": Kind::String, Required,
        "When the connected system last changed the candidate, by its own account: an ISO 8601 instant in UTC.";
    "remote_data": Kind::AnyObject, Required,
        "The raw answers of the connected system, keyed by the path that each was fetched from. Exactly as the server sent it, and only on plans that include it.";
    "changed_at": Kind::String, Required,
        "When a field of the candidate itself last changed: an ISO 8601 instant in UTC. A change of applications or tags does not move it, although the `updated_after` filter sees it: never sync by the largest `changed_at`.";
    "remote_deleted_at": Kind::String, Required,
        "When the candidate was found to be gone from the connected system: an ISO 8601 instant in UTC. 14 days later the record's fields become null. Null while the candidate exists.";
    "applications": Kind::List(&APPLICATION), Required, "The candidate's applications, one for each job applied to.";
    "tags": Kind::List(&TAG), Required, "The tags that the connected system put on the candidate.";
});

shape!(1, PHONE_NUMBER, PHONE_NUMBER_DOCS, "PhoneNumber", "One of a candidate's phone numbers.", {
    "phone_number": Kind::String, Required, "The number, in the form in which the connected system holds it.";
    "type": Kind::String, Optional, "What kind of number it is, such as `HOME`. Null when the connected system does not say.";
});

shape!(2, EMAIL_ADDRESS, EMAIL_ADDRESS_DOCS, "EmailAddress", "One of a candidate's e-mail addresses.", {
    "email_address": Kind::String, Optional, "The address.";
    "type": Kind::String, Required, "What kind of address it is, such as `PRIVATE`. Null when the connected system does not say.";
});

shape!(3, SOCIAL_MEDIA, SOCIAL_MEDIA_DOCS, "SocialMedia", "One of a candidate's profiles on a social network.", {
    "link": Kind::String, Optional, "URL of the profile.";
    "type": Kind::String, Optional, "Which network it is, such as `YOUTUBE`.";
    "username": Kind::String, Optional, "The name that the candidate goes by there.";
});

shape!(4, LOCATION, LOCATION_DOCS, "Location", "A postal address, as far as it is known.", {
    "city": Kind::String, Optional, "The town or city.";
    "country": Kind::String, Optional, "The two-letter ISO 3166 code of the country where it could be told, otherwise what the connected system holds.";
    "raw": Kind::String, Optional, "The address in one piece, unparsed.";
    "state": Kind::String, Optional, "The state, province or region.";
    "street_1": Kind::String, Optional, "The first line of the street address, where the address could be taken apart.";
    "street_2": Kind::String, Optional, "The second line of the street address.";
    "zip_code": Kind::String, Optional, "The postal code.";
});

shape!(5, INTEGRATION_FIELD, INTEGRATION_FIELD_DOCS, "IntegrationField", "A field of the connected system, passed through.", {
    "id": Kind::String, Identity, "Kombo's own id of the field, unique across all integrations.";
    "key": Kind::String, Required, "The field's name in the connected system.";
    "type": Kind::OpenEnum, Required,
        "`DEFAULT` for a field that the connected system always has, `CUSTOM` for one that its users made."
        ["DEFAULT", "CUSTOM"];
    "value": Kind::AnyJson, Optional, "The field's value: any JSON, exactly as the server sent it.";
    "label": Kind::String, Required, "The field's name as people see it. Not every system has one.";
});

shape!(6, APPLICATION, APPLICATION_DOCS, "Application", "One application of a candidate for one job.", {
    "id": Kind::String, Identity, "Kombo's own id of the application, unique across all integrations and stable.";
    "remote_id": Kind::String, Required, "The application's id in the connected system. It may be put together from several ids.";
    "outcome": Kind::OpenEnum, Required,
        "How it ended: `HIRED`; `DECLINED`, by either side; `PENDING` while it is open. Null when the server cannot tell."
        ["PENDING", "HIRED", "DECLINED"];
    "rejection_reason_name": Kind::String, Required, "Why the candidate was turned down, in the connected system's words.";
    "rejected_at": Kind::String, Required, "When the candidate was turned down: an ISO 8601 instant in UTC.";
    "remote_url": Kind::String, Required,
        "Link to the application in the connected system. Not every system has one for applications: the candidate's `remote_url` may serve instead.";
    "changed_at": Kind::String, Required,
        "When a field of the application itself last changed: an ISO 8601 instant in UTC. A change of its job or stage does not move it.";
    "remote_created_at": Kind::String, Required, "When the connected system created the application: an ISO 8601 instant in UTC.";
    "remote_updated_at": Kind::String, Required, "When the connected system last changed the application, by its own account: an ISO 8601 instant in UTC.";
    "current_stage": Kind::Object(&STAGE), Required, "The stage of the hiring process that the application is in.";
    "job": Kind::Object(&JOB), Required, "The job applied for.";
});

shape!(7, STAGE, STAGE_DOCS, "Stage", "A stage of a hiring process.", {
    "id": Kind::String, Identity, "Kombo's own id of the stage, unique across all integrations and stable.";
    "name": Kind::String, Required, "What the stage is called, such as “Initial Screening”.";
    "remote_id": Kind::String, Required, "The stage's id in the connected system. It may be put together from several ids.";
    "index": Kind::Integer, Required, "The stage's place in the order of stages, an integer.";
});

shape!(8, JOB, JOB_DOCS, "Job", "A job, as far as an application names it.", {
    "id": Kind::String, Identity, "Kombo's own id of the job, unique across all integrations and stable.";
    "name": Kind::String, Required, "The job's title.";
    "remote_id": Kind::String, Required, "The job's id in the connected system. It may be put together from several ids.";
});

shape!(9, TAG, TAG_DOCS, "Tag", "A label on a candidate.", {
    "id": Kind::String, Identity, "Kombo's own id of the tag, unique across all integrations and stable.";
    "name": Kind::String, Required, "What the tag says.";
    "remote_id": Kind::String, Required, "The tag's id in the connected system. It may be put together from several ids.";
});

/// Every object of the contract with its docs, the candidate first, each before the objects that it holds.
pub static DOCS: &[&ShapeDocs] = &[
    &CANDIDATE_DOCS,
    &PHONE_NUMBER_DOCS,
    &EMAIL_ADDRESS_DOCS,
    &SOCIAL_MEDIA_DOCS,
    &LOCATION_DOCS,
    &INTEGRATION_FIELD_DOCS,
    &APPLICATION_DOCS,
    &STAGE_DOCS,
    &JOB_DOCS,
    &TAG_DOCS,
];

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn each_shape_knows_its_place() {
        assert!(DOCS.iter().map(|docs| docs.shape.row).eq(0..DOCS.len()));
    }
}
