import { expect, test } from "vitest";
import { explainFailure } from "./explain-failure.ts";

test("an unexpected error is logged with its cause, which the response doesn't contain (ASVS 16.3.4)", () => {
  const logged: unknown[] = [];
  const cause = new Error("the vault at 10.0.0.7 refused the certificate");
  const failure = explainFailure(cause, { error: (entry: unknown) => logged.push(entry) });
  expect(logged).toEqual([{ err: cause }]);
  expect(failure).toMatchObject({ code: "internal_error", status: 500 });
  expect(JSON.stringify([failure.message, failure.details, failure.headers])).not.toContain("vault");
});
