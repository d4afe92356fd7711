import { expect, test } from "vitest";
import { parseSearch } from "./parse-search.ts";

test.each(["203.0.113.7", "203.0.113.7:443", "255.255.255.0", "::1", "2001:db8::7", "::ffff:192.0.2.1"])(
  "reads %s as an IP address",
  (address) => {
    expect(parseSearch(` ${address.toUpperCase()} `)).toEqual({ kind: "address", address });
  },
);

test.each([
  "",
  "billing",
  "999.1.1.1",
  "1.2.3",
  "010.1.1.1",
  "1.2.3.4.5",
  "abc.def",
  "1::2::3",
  ":",
  "12:30",
])("rejects %s", (text) => {
  expect(parseSearch(text)).toBeNull();
});

test("finds a request ID in a line of a log", () => {
  const id = "req_01m84g7mvyerqy7b6a0s1v2n4k";
  expect(parseSearch(`X-Request-Id: ${id}`)).toEqual({ kind: "request", id });
});
