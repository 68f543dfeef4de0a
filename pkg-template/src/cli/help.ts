// The help of `kombo-edge candidates`, before and after the list of flags.

export const HELP = {
  before: `Writes all candidates of an integration, every record checked, page after page.
The API key is read from the environment variable KOMBO_API_KEY, never from an argument.`,

  after: `
Examples:
  export KOMBO_API_KEY=...
  npx kombo-edge candidates --integration workday:HWUTwvyx2wLoSUHphiWVrp28 > candidates.ndjson
  npx kombo-edge candidates --integration workday:... --format csv --bom --output candidates.csv
  npx kombo-edge candidates --integration workday:... --format json --output all.json --resume
  npx kombo-edge candidates --integration workday:... --select id,email_addresses --limit 100

When it ends early:
  The line "go on …:" is a whole command that writes the rest. With --output nothing is lost or
  written twice, whatever ended it: --resume goes on with <file>.part and <file>.part.json, also
  when two are started at once on one machine: then one of them does. Where a cursor is refused or
  leads in a circle (status 6), the files stay, and it says which to remove to begin anew. On
  standard output, the number of candidates in the summary says how many are out whole.

Formats:
  ndjson  One candidate a line, every digit as the server sent it.
  json    One array. When it ends early, the array is not closed: no program takes it for the whole.
  csv     RFC 4180, a column for each field of the contract, or of --select, by its path, such as
          location.city. In a list, such as applications.job.name, it has a line for each element.
          The last column, other_fields, has as JSON what no other has. A cell that a spreadsheet
          would run as a formula gets an apostrophe before it. More: docs/csv.md in the repository.

Exit status:
  0  all was written, or the reader closed the pipe
  1  the output could not be written
  2  wrong use; nothing was sent
  3  the server refused
  4  the network failed, or an answer took longer than 60 s
  5  the answer broke the contract
  6  the cursor is refused or leads in a circle: begin anew
  129, 130, 143  ended by SIGHUP, SIGINT (Ctrl-C), SIGTERM

On a terminal a line shows progress and what is waited for; NO_COLOR turns colours off.`,
};
