import { expect, test } from "vitest";
import { acceptsGzip } from "./accept-encoding.ts";

test.each(["gzip", "GZIP", "br, gzip", "gzip;q=0.1", "x-gzip", "*", "br;q=1, *;q=0.5", "gzip; q=1, *;q=0"])(
  "%s accepts gzip",
  (header) => {
    expect(acceptsGzip(header)).toBe(true);
  },
);

test.each([
  undefined,
  "",
  "br",
  "identity",
  "gzip;q=0",
  "gzip; q=0.000",
  "gzip;Q=0, *",
  "*;q=0",
  "notgzip",
  "gzip;q=x",
])("%s does not accept gzip", (header) => {
  expect(acceptsGzip(header)).toBe(false);
});
