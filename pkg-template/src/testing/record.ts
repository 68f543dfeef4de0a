// A candidate as the sandbox makes it, before it is sent: the contract's fields, each of which may be missing or null.

/** A job, a stage or a tag. */
export interface Thing {
  [field: string]: unknown;
  id: string;
  name?: unknown;
}

/** An application. */
export interface Application {
  [field: string]: unknown;
  id: string;
  current_stage?: Thing | null;
  job?: Thing | null;
}

/** A candidate; beyond these fields, whatever the data set or a test puts into it. */
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
  tags: Thing[];
}
