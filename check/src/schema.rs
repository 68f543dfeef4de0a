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

shape!(0, CANDIDATE, CANDIDATE_DOCS, "Candidate", "A candidate in the applicant tracking system.", {
    "id": Kind::String, Identity,
        "Kombo's id of the candidate. It is unique across all integrations and never changes: use it as the key to upsert by.";
    "remote_id": Kind::String, Required,
        "The candidate's id in the connected system, in that system's format. It may be composed of several ids: do not use it as a primary key.";
    "first_name": Kind::String, Required, "The candidate's first name.";
    "last_name": Kind::String, Required, "The candidate's last name.";
    "company": Kind::String, Required, "The candidate's current employer.";
    "title": Kind::String, Required, "The candidate's current job title.";
    "confidential": Kind::Bool, Required, "Whether the connected system marks the profile as confidential.";
    "source": Kind::String, Required,
        "Where the candidate came from, as the connected system states it. A job board can use it to identify the applications that it brought in.";
    "phone_numbers": Kind::List(&PHONE_NUMBER), Defaulted,
        "All known phone numbers. An empty list when the server omits the field.";
    "email_addresses": Kind::List(&EMAIL_ADDRESS), Defaulted,
        "All known e-mail addresses; the server drops invalid ones. An empty list when the server omits the field.";
    "social_media": Kind::List(&SOCIAL_MEDIA), Defaulted,
        "Profiles on social networks. An empty list when the server omits the field.";
    "location": Kind::Object(&LOCATION), Defaulted,
        "Where the candidate lives. Null when the server omits the field.";
    "custom_fields": Kind::AnyObject, Required,
        "Fields that the unified model does not cover, by key, exactly as the server sent them.";
    "integration_fields": Kind::List(&INTEGRATION_FIELD), Required,
        "The fields of the connected system that are selected for passthrough.";
    "remote_url": Kind::String, Required,
        "The URL of the profile in the connected system. Some systems have no URL for candidates; the `remote_url` of an application may exist instead.";
    "remote_created_at": Kind::String, Required,
        "When the connected system created the candidate: an ISO 8601 time in UTC, such as `2022-04-02T00:00:00.000Z`.";
    "remote_updated_at": Kind::String, Required,
        "When the connected system last changed the candidate, as that system states it: an ISO 8601 time in UTC.";
    "remote_data": Kind::AnyObject, Required,
        "The raw responses of the connected system, by the path of each request, exactly as the server sent them. Only on plans that include them.";
    "changed_at": Kind::String, Required,
        "When a field of the candidate itself last changed: an ISO 8601 time in UTC. A change of applications or tags does not change it, but the filter `updated_after` matches such a change: never sync by the largest `changed_at`.";
    "remote_deleted_at": Kind::String, Required,
        "When Kombo found that the connected system no longer has the candidate: an ISO 8601 time in UTC. 14 days later the record's fields become null. Null while the candidate exists.";
    "applications": Kind::List(&APPLICATION), Required, "The candidate's applications, one per job.";
    "tags": Kind::List(&TAG), Required, "The candidate's tags in the connected system.";
});

shape!(1, PHONE_NUMBER, PHONE_NUMBER_DOCS, "PhoneNumber", "One of a candidate's phone numbers.", {
    "phone_number": Kind::String, Required, "The number, in the format of the connected system.";
    "type": Kind::String, Optional, "The kind of number, such as `HOME`. Null when the connected system does not specify it.";
});

shape!(2, EMAIL_ADDRESS, EMAIL_ADDRESS_DOCS, "EmailAddress", "One of a candidate's e-mail addresses.", {
    "email_address": Kind::String, Optional, "The address.";
    "type": Kind::String, Required, "The kind of address, such as `PRIVATE`. Null when the connected system does not specify it.";
});

shape!(3, SOCIAL_MEDIA, SOCIAL_MEDIA_DOCS, "SocialMedia", "One of a candidate's profiles on a social network.", {
    "link": Kind::String, Optional, "The URL of the profile.";
    "type": Kind::String, Optional, "The network, such as `YOUTUBE`.";
    "username": Kind::String, Optional, "The candidate's user name in the network.";
});

shape!(4, LOCATION, LOCATION_DOCS, "Location", "The known parts of a postal address.", {
    "city": Kind::String, Optional, "The town or city.";
    "country": Kind::String, Optional, "The two-letter ISO 3166 code of the country if it could be determined, otherwise the value of the connected system.";
    "raw": Kind::String, Optional, "The whole address as one text, unparsed.";
    "state": Kind::String, Optional, "The state, province or region.";
    "street_1": Kind::String, Optional, "The first line of the street address, if the address could be parsed.";
    "street_2": Kind::String, Optional, "The second line of the street address.";
    "zip_code": Kind::String, Optional, "The postal code.";
});

shape!(5, INTEGRATION_FIELD, INTEGRATION_FIELD_DOCS, "IntegrationField", "A field of the connected system, passed through.", {
    "id": Kind::String, Identity, "Kombo's id of the field. It is unique across all integrations.";
    "key": Kind::String, Required, "The field's name in the connected system.";
    "type": Kind::OpenEnum, Required,
        "`DEFAULT` for a built-in field of the connected system, `CUSTOM` for a field that its users created."
        ["DEFAULT", "CUSTOM"];
    "value": Kind::AnyJson, Optional, "The field's value: any JSON, exactly as the server sent it.";
    "label": Kind::String, Required, "The field's display name. Some systems have none.";
});

shape!(6, APPLICATION, APPLICATION_DOCS, "Application", "An application of a candidate for a job.", {
    "id": Kind::String, Identity, "Kombo's id of the application. It is unique across all integrations and never changes.";
    "remote_id": Kind::String, Required, "The application's id in the connected system. It may be composed of several ids.";
    "outcome": Kind::OpenEnum, Required,
        "How it ended: `HIRED`; `DECLINED`, by the employer or the candidate; `PENDING` while it is open. Null when the server cannot determine it."
        ["PENDING", "HIRED", "DECLINED"];
    "rejection_reason_name": Kind::String, Required, "Why the candidate was rejected, as the connected system states it.";
    "rejected_at": Kind::String, Required, "When the candidate was rejected: an ISO 8601 time in UTC.";
    "remote_url": Kind::String, Required,
        "The URL of the application in the connected system. Some systems have no URL for applications; the candidate's `remote_url` may exist instead.";
    "changed_at": Kind::String, Required,
        "When a field of the application itself last changed: an ISO 8601 time in UTC. A change of its job or stage does not change it.";
    "remote_created_at": Kind::String, Required, "When the connected system created the application: an ISO 8601 time in UTC.";
    "remote_updated_at": Kind::String, Required, "When the connected system last changed the application, as that system states it: an ISO 8601 time in UTC.";
    "current_stage": Kind::Object(&STAGE), Required, "The current stage of the application in the hiring process.";
    "job": Kind::Object(&JOB), Required, "The job that the application is for.";
});

shape!(7, STAGE, STAGE_DOCS, "Stage", "A stage of a hiring process.", {
    "id": Kind::String, Identity, "Kombo's id of the stage. It is unique across all integrations and never changes.";
    "name": Kind::String, Required, "The stage's name, such as “Initial Screening”.";
    "remote_id": Kind::String, Required, "The stage's id in the connected system. It may be composed of several ids.";
    "index": Kind::Integer, Required, "The stage's position in the order of stages, an integer.";
});

shape!(8, JOB, JOB_DOCS, "Job", "The job of an application: its ids and its name.", {
    "id": Kind::String, Identity, "Kombo's id of the job. It is unique across all integrations and never changes.";
    "name": Kind::String, Required, "The job's title.";
    "remote_id": Kind::String, Required, "The job's id in the connected system. It may be composed of several ids.";
});

shape!(9, TAG, TAG_DOCS, "Tag", "A tag of a candidate.", {
    "id": Kind::String, Identity, "Kombo's id of the tag. It is unique across all integrations and never changes.";
    "name": Kind::String, Required, "The tag's text.";
    "remote_id": Kind::String, Required, "The tag's id in the connected system. It may be composed of several ids.";
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
