import fc from "fast-check";
import { expect, test } from "vitest";
import { type MatchedRule, matchRules, readClaim } from "./match-rule.ts";

const rule = (id: string, claims: Record<string, string[]>): MatchedRule => ({
  id,
  audience: "here",
  claims,
});

test("the first rule with all of its claims matches", () => {
  const rules = [rule("a", { sub: ["x"], ref: ["main"] }), rule("b", { sub: ["x"], ref: ["dev", "test"] })];
  const match = matchRules(rules, { aud: "here", sub: "x", ref: "test" });
  expect(match).toMatchObject({ outcome: "matched", rule: { id: "b" } });
});

test("tells the claim that keeps the nearest rule from matching", () => {
  const rules = [rule("far", { sub: ["y"], ref: ["y"] }), rule("near", { sub: ["x"], ref: ["main"] })];
  expect(matchRules(rules, { aud: "here", sub: "x", ref: "z".repeat(300) })).toEqual({
    outcome: "refused",
    nearest: rules[1],
    mismatch: { claim: "ref", value: "z".repeat(200) },
  });
  expect(matchRules([], { aud: "here" })).toEqual({ outcome: "refused", nearest: null, mismatch: null });
});

test("an audience counts only alone", () => {
  const rules = [rule("a", { sub: ["x"] })];
  expect(matchRules(rules, { aud: ["here"], sub: "x" }).outcome).toBe("matched");
  for (const aud of [["here", "there"], [], undefined, { 0: "here" }]) {
    expect(matchRules(rules, { aud, sub: "x" })).toMatchObject({ mismatch: { claim: "aud" } });
  }
});

test("reads nested claims by a JSON Pointer, and nothing that a claim inherits", () => {
  const claims = { "a/b": { "c~d": ["x", true] }, "/e": "top" };
  expect(readClaim(claims, "/a~1b/c~0d/1")).toBe("true");
  expect(readClaim(claims, "/a~1b/c~0d")).toBeNull();
  expect(readClaim(claims, "/e")).toBeNull();
  expect(readClaim({ e: "text" }, "/e/length")).toBeNull();
  expect(readClaim({}, "constructor")).toBeNull();
  expect(readClaim({}, "/__proto__/constructor/name")).toBeNull();
});

test("a number that JSON.parse rounds can't be compared", () => {
  const read = (json: string) => readClaim(JSON.parse(`{"id":${json}}`), "id");
  expect([read("4711"), read("-1"), read("1.5"), read("9007199254740993")]).toEqual([
    "4711",
    "-1",
    "1.5",
    null,
  ]);
});

test("a token matches exactly if its audience and every claim have a listed value", () => {
  const values = fc.constantFrom("a", "b", "c");
  const claims = fc.dictionary(fc.constantFrom("p", "q", "r"), values);
  const lists = fc.dictionary(fc.constantFrom("p", "q", "r"), fc.array(values, { maxLength: 2 }));
  fc.assert(
    fc.property(claims, fc.array(lists, { maxLength: 3 }), (token, wanted) => {
      const rules = wanted.map((one, index) => rule(String(index), one));
      const expected = rules.some((one) =>
        Object.entries(one.claims).every(([name, list]) => list.includes(token[name] ?? "none")),
      );
      expect(matchRules(rules, { aud: "here", ...token }).outcome === "matched").toBe(expected);
    }),
  );
});
