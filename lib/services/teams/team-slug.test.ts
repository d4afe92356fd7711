import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTeamSlug, extendTeamSlug } from "./team-slug.ts";

const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

describe("a team's slug", () => {
  test.each([
    ["Ada Lovelace's team", "ada-lovelaces-team"],
    ["  Zoë & Søren  ", "zoe-s-ren"],
    ["日本", "team"],
    ["<script>alert(1)</script>", "script-alert-1-script"],
    ["🦊", "team"],
    ["../..", "team"],
  ])("for %j is %j", (name, slug) => {
    expect(createTeamSlug(name)).toBe(slug);
  });

  test("is always valid in a path, extended or not", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (name) => {
        const slug = createTeamSlug(name);
        expect(slug).toMatch(slugPattern);
        expect(slug.length).toBeLessThanOrEqual(40);
        expect(extendTeamSlug(slug, "x7k2")).toMatch(slugPattern);
      }),
    );
  });
});
