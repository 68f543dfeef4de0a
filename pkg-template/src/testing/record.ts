// The sandbox's candidate before it is sent: the contract's fields, each of which may be missing or null.

/** A job, a stage or a tag. */
export interface NamedObject {
  [field: string]: unknown;
  id: string;
  name?: unknown;
}

/** An application. */
export interface Application {
  [field: string]: unknown;
  id: string;
  current_stage?: NamedObject | null;
  job?: NamedObject | null;
}

/** A candidate. The data set and tests may add other fields. */
export interface CandidateRecord {
  [field: string]: unknown;
  id: string;
  remote_id: string | null;
  first_name: string | null;
  last_name: string | null;
  phone_numbers?: { phone_number?: string | null; type: string | null }[] | null;
  email_addresses?: { email_address?: string | null; type?: string | null }[] | null;
  location?: { [field: string]: unknown } | null;
  custom_fields: { [field: string]: unknown } | null;
  integration_fields: { [field: string]: unknown }[];
  remote_data: { [field: string]: unknown } | null;
  changed_at: string;
  remote_deleted_at: string | null;
  applications: Application[];
  tags: NamedObject[];
}
