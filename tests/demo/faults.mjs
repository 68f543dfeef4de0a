// The integrations of the local Kombo and the faults that the demo's page offers. The sandbox's README lists all faults.

const ODD =
  "odd-record:wrong-type,odd-record:missing-field@2,odd-record:bad-date@3,odd-record:wrong-nested@4,odd-record:missing-list@5,odd-record:big-number@6";

export const FAULTS = [
  { spec: "429-retry-after:1x2", label: "Too many requests" },
  { spec: "429-retry-after:12@4", label: "A wait of 12 s" },
  { spec: "503x2", label: "Two failures, then it works" },
  { spec: "cut@2", label: "Body cut off" },
  { spec: "html502@3+", label: "A broken gateway" },
  { spec: "code:INTEGRATION.PERMISSION_MISSING@3", label: "A missing permission" },
  { spec: "cycle@11", label: "Pages in a circle" },
  { spec: "missing-next@2", label: "An answer without an end" },
  { spec: ODD, label: "Records that break the contract" },
  { spec: "odd-record:big-number", label: "A number too large" },
  { spec: "odd-record:hostile@1", label: "A hostile record" },
  { spec: "expired-cursor@3", label: "Cursor too old" },
  { spec: "echo-key", label: "An error that repeats the key" },
  { spec: "slow-headers:400", label: "Slow answers" },
  { spec: "hang@15", label: "No answer at page 15" },
];
