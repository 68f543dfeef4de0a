// Specifications of faults: what they select, and that a wrong one is refused where it is given.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { baseUrl, createSandbox } from "./sandbox.mjs";
import { serve } from "./server.mjs";
import { source } from "./source.mjs";
import { send } from "./testing.mjs";

const { parseSpec } = await source("testing/spec");

const sandbox = createSandbox({ candidates: 5 });
/** @type {{ url: string, close: () => Promise<void> }} */
let server;
before(async () => (server = await serve(sandbox)));
after(() => server.close());

test("the numbers of a specification select the requests that a fault strikes", () => {
  const struck = (spec) => [1, 2, 3, 4, 5, 6].filter((n) => parseSpec(spec).some((rule) => rule.appliesTo(new Request("http://a.test"), n))).join("");
  assert.equal(struck("cut"), "123456");
  assert.equal(struck("cut@3"), "3");
  assert.equal(struck("cut@3+"), "3456");
  assert.equal(struck("cutx2"), "12");
  assert.equal(struck("cut@3x2"), "34");
  assert.equal(struck("429x2,cut@5"), "125");
  assert.deepEqual(parseSpec("429-retry-after:1x2")[0].argument, ["1"]);
  assert.equal(parseSpec("html502x1")[0].name, "html502");
});

/** @type {[RegExp, string[]][]} a message, and the specifications that give it */
const REFUSED = [
  [/^unknown fault ".*": one of 429, /, ["", "nope", "cut,", "999", "cut@x", "toString"]],
  [/KIND has to be one of missing-/, ["odd-record", "odd-record:nope", "odd-envelope:toString"]],
  [/numbers after @ and x start at 1/, ["cut@0", "cutx0", "cut@1x0", "503@0+"]],
  [/FRACTION has to be a number from 0 to 1/, ["cut:2", "cut:-0.5", "short:", "hang-body:half", "cut:."]],
  [/N has to be a whole number from 1 to /, ["bytewise:0", "bytewise:x", "bytewise:1.5", "bytewise:"]],
  [/MS has to be a whole number from 0 to /, ["slow-headers:99999999999", "slow-body:-1", "429-retry-after-ms:soon"]],
  [/SECONDS has to be a whole number from /, ["429-retry-after:-1", "429-retry-after-date:x", "503-ratelimit-reset:1e3"]],
  [/MIB has to be a whole number from 0 to 4096/, ["huge:-1", "huge-announced:x"]],
  [/LEVELS has to be a whole number from 1 to /, ["deep:-1", "deep:x"]],
  [/STATUS has to be a whole number from [23]/, ["code:X:0", "code:X:99", "code:X:", "redirect:200"]],
  [/CODE has to be a text that is not empty/, ["code::99"]],
  [/"code:X:418:1": too many arguments/, ["code:X:418:1"]],
  [/"drop:1": it has no argument/, ["503x1,drop:1"]],
];
for (const [message, specs] of REFUSED) {
  for (const spec of specs) {
    test(`the specification ${JSON.stringify(spec)} is refused, by the kit and by the server`, async () => {
      assert.throws(
        () => sandbox.faults.push(spec),
        (error) => error instanceof TypeError && message.test(error.message),
      );
      if (spec === "") return;
      assert.throws(() => createSandbox({ faults: spec }), { message });
      const response = await send(fetch, {}, { base: baseUrl(server.url, spec) });
      assert.equal(response.status, 400);
      assert.match((await response.text()).trim(), message);
    });
  }
}

test("faults that are no text, and a wrong `on`, are refused", () => {
  const { faults } = createSandbox({ candidates: 3 });
  /** @param {any} fault */
  const push = (fault) => () => faults.push(fault);
  for (const wrong of [5, null, ["cut"], { fault: 5 }, {}]) assert.throws(push(wrong), { message: /has to be a text, such as/ });
  for (const on of [0, 1.5, "1", null]) assert.throws(push({ fault: "cut", on }), { message: /^on has to be the number/ });
});
