-- One row an integration: where its sync is, who is at it, and how it went.
CREATE TABLE integrations (
  id TEXT PRIMARY KEY,
  -- The `state` of the last batch that was stored.
  state TEXT,
  -- Who syncs it now; empty for nobody.
  lease TEXT NOT NULL DEFAULT '',
  lease_until INTEGER NOT NULL DEFAULT 0,
  -- When the message for it was or is due that waits in the queue.
  queued_at INTEGER,
  -- When the webhook heard of a change last.
  asked_at TEXT,
  -- Why it is left alone, and until when.
  parked TEXT,
  parked_until INTEGER NOT NULL DEFAULT 0,
  run_started TEXT,
  run_finished TEXT,
  -- The start of the last run that reached its end.
  watermark TEXT,
  pages INTEGER NOT NULL DEFAULT 0,
  upserts INTEGER NOT NULL DEFAULT 0,
  deletions INTEGER NOT NULL DEFAULT 0,
  last_error TEXT
);

-- One row a candidate; of a deleted one, nothing but that it was there.
CREATE TABLE candidates (
  -- NOT NULL is also what a batch fails at whose writer has lost the lease; see src/store.ts.
  integration_id TEXT NOT NULL,
  id TEXT NOT NULL,
  data TEXT,
  deleted_at TEXT,
  seen_run TEXT NOT NULL,
  PRIMARY KEY (integration_id, id)
);

-- What was not as the contract says, or could not be stored: by record and place.
CREATE TABLE issues (
  integration_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  path TEXT NOT NULL,
  expected TEXT NOT NULL,
  found TEXT NOT NULL,
  seen_run TEXT NOT NULL,
  PRIMARY KEY (integration_id, record_id, path)
);
