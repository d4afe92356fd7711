import { expect, test } from "vitest";
import { insertSecret, secretPlaceholder } from "./secret-placeholder.ts";
import { writeOwnKeySamples, writeStoredKeySamples } from "./write-samples.tsx";

const origin = "https://console.example.com";
const secret = `be_${"a".repeat(46)}`;

test.each(writeOwnKeySamples(origin))("puts the secret into the $language sample once", ({ code }) => {
  expect(code).toContain(`${origin}/v1/api/me`);
  expect(code.split(secretPlaceholder)).toHaveLength(2);
  const copied = insertSecret(code, secret);
  expect(copied).toContain(`Bearer ${secret}`);
  expect(copied).not.toContain("•");
});

test.each(writeStoredKeySamples(origin))(
  "reads the key from the environment in the $language sample",
  ({ code }) => {
    expect(code).toContain(`${origin}/v1/api/me`);
    expect(code).toContain("BYTEENGINE_API_KEY");
    expect(code).not.toContain(secretPlaceholder);
  },
);
