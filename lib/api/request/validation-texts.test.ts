import { expect, test } from "vitest";
import { z } from "zod";
import { routes } from "#lib/api/routes.ts";
import { describeIssue } from "#lib/contract/common/describe-issue.ts";

const invalidValues = [
  undefined,
  null,
  7,
  -1,
  1e300,
  "",
  "x".repeat(20_000),
  "\u0000",
  true,
  [],
  [7],
  {},
  { a: {} },
];

/** The default messages of the validation library. */
const libraryText =
  /invalid (input|option|string|key|element)|expected|received|^too (big|small)|unrecognized/i;

const inputs = routes.flatMap(({ operationId, body, query }) =>
  [body, query].flatMap((schema) => (schema === undefined ? [] : [[operationId, schema] as const])),
);

test.each(inputs)("%s has its own validation messages", (_, schema) => {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const values = [
    ...invalidValues,
    { unknown: 1 },
    ...names.flatMap((name) => invalidValues.map((value) => ({ [name]: value }))),
  ];
  const messages = values.flatMap(
    (value) =>
      schema.safeParse(value, { error: describeIssue }).error?.issues.map(({ message }) => message) ?? [],
  );
  expect(messages.filter((message) => libraryText.test(message))).toEqual([]);
});
