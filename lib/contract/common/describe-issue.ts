import type { z } from "zod";
import { countOf } from "#lib/domain/common/count-of.ts";

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

/** Singular and plural. */
const unitNames: Readonly<Record<string, readonly [string, string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
  set: ["entry", "entries"],
  object: ["field", "fields"],
  record: ["field", "fields"],
};

function describeBound(origin: string, bound: number | bigint, word: "most" | "least"): string {
  const unit = unitNames[origin];
  return unit === undefined
    ? `Must be at ${word} ${bound}`
    : `Must have at ${word} ${countOf(bound, ...unit)}`;
}

function describeType(expected: string, input: unknown): string {
  return input === undefined ? "Is required" : `Must be ${typeNames[expected] ?? expected}`;
}

/** The problem in plain words, for schemas without their own message. Undefined: keep the library's text. */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return describeType(issue.expected, issue.input);
    case "too_big":
      return describeBound(issue.origin, issue.maximum, "most");
    case "too_small":
      return issue.origin === "string" && issue.minimum === 1
        ? "Must not be empty"
        : describeBound(issue.origin, issue.minimum, "least");
    case "invalid_value":
      return issue.input === undefined
        ? "Is required"
        : `Must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.map(String).join(", ")}`;
    case "invalid_format":
    case "invalid_key":
    case "invalid_element":
    case "not_multiple_of":
    case "custom":
      return "Is not valid";
    case "invalid_union":
      return issue.input === undefined ? "Is required" : "Is not valid";
    case "unrecognized_keys":
      return "Unknown field";
  }
}
