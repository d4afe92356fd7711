import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createId } from "./ids.ts";
import { createRequestId, findRequestId, isRequestId } from "./request-id.ts";

const id = createRequestId();

describe("findRequestId", () => {
  it.each([
    ["alone", id],
    ["with space around it", ` ${id}\n`],
    ["in a header", `x-request-id: ${id}`],
    ["in an error message", `Insufficient permissions for this resource (request ${id})`],
    ["in JSON", `{"requestId":"${id}"}`],
    ["in an address", `https://console.example.com/t/acme/requests/${id}?from=mail`],
    ["in capital letters", id.toUpperCase()],
  ])("finds an id %s", (_, text) => {
    expect(findRequestId(text)).toBe(id);
  });

  it.each([
    ["an id of another kind", createId("key")],
    ["an id that is cut off", id.slice(0, -1)],
    ["a longer word", `${id}a`],
    ["a word that ends in one", `x${id}`],
    ["an id of a proxy", "7f3c1c4e-9a1b-4c59-a7d5-0f2f8f6f0a11"],
    ["a number without its prefix", id.slice(4)],
    ["nothing", ""],
  ])("finds nothing in %s", (_, text) => {
    expect(findRequestId(text)).toBeNull();
  });

  it("returns only request ids", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const found = findRequestId(`${before}${id}${after}`);
        expect(found === null || isRequestId(found)).toBe(true);
      }),
    );
  });
});
