//! The contract's objects as tables: the only source of the check, the defaults and the TypeScript types.

pub use crate::shape::{Absent, Field, FieldDocs, Kind, Shape, ShapeDocs};
use crate::shape::{Presence, Probe};

/// Declares a shape: its index in [`DOCS`], the static, its docs, the type's name and description, and a row per field.
macro_rules! shape {
    ($row:literal, $shape:ident, $docs:ident, $name:literal, $doc:literal, {
        $($field:literal: $kind:expr, $presence:ident, $field_doc:literal $([$($value:literal),+])?;)+
    }) => {
        #[doc = $doc]
        pub static $shape: Shape = {
            // Padded, so that 32 bytes can be read from the beginning of the last key.
            static KEYS: &[u8] = concat!($("\"", $field, "\":",)+ "                                ").as_bytes();
            Shape::new($row, &[
                $(Field::new(Probe::find(KEYS, concat!("\"", $field, "\":")), $kind, &Presence::$presence)),+
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

/// Every object of the contract with its docs: the candidate first, and each object before those that it contains.
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
    fn each_shape_has_the_index_of_its_docs() {
        assert!(DOCS.iter().map(|docs| docs.shape.row).eq(0..DOCS.len()));
    }
}
