import { expect, test } from "vitest";
import { z } from "zod";
import { describeIssue } from "./describe-issue.ts";

function describeFirst(schema: z.ZodType, value: unknown): string | undefined {
  return schema.safeParse(value, { error: describeIssue }).error?.issues[0]?.message;
}

test.each([
  [z.string(), undefined, "Is required"],
  [z.string(), 7, "Must be text"],
  [z.int(), "7", "Must be a number"],
  [z.boolean(), "true", "Must be true or false"],
  [z.array(z.string()), {}, "Must be a list"],
  [z.object({}), [], "Must be an object"],
  [z.string().max(3), "long", "Must have at most 3 characters"],
  [z.string().min(1), "", "Must not be empty"],
  [z.array(z.string()).max(1), ["a", "b"], "Must have at most 1 entry"],
  [z.array(z.string()).min(2), ["a"], "Must have at least 2 entries"],
  [z.string().max(1), "ab", "Must have at most 1 character"],
  [z.number().min(2), 1, "Must be at least 2"],
  [z.enum(["a", "b"]), "c", "Must be one of a, b"],
  [z.literal("a"), "c", "Must be a"],
  [z.enum(["a", "b"]), undefined, "Is required"],
  [z.string().regex(/^a$/), "b", "Is not valid"],
  [z.string("Say it in words"), 7, "Say it in words"],
] as const)("%# describes an invalid value in plain words", (schema, value, message) => {
  expect(describeFirst(schema, value)).toBe(message);
});
