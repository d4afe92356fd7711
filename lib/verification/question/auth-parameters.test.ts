import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSecret } from "#lib/domain/keys/secret.ts";
import { parseAuthQuestion } from "./auth-parameters.ts";

describe("the parameters of a forward-auth request", () => {
  test("are read from the query", () => {
    const search =
      "?team=team_1&environment=production&permission=a:read&permission=b:read&resource=r&deny=403";
    expect(parseAuthQuestion("", search)).toEqual({
      outcome: "asked",
      question: {
        team: "team_1",
        environment: "production",
        permissions: ["a:read", "b:read"],
        resource: "r",
        deniesWith403: true,
      },
    });
  });

  test("are read from the first segment after /with/, and the end user's part changes nothing", () => {
    const plain = parseAuthQuestion("/with/team=team_1&permission=a:read/", "");
    expect(plain).toMatchObject({ outcome: "asked", question: { team: "team_1", permissions: ["a:read"] } });
    for (const [rest, search] of [
      ["orders/7", "?team=team_2&permission=b:read"],
      ["team=team_2/x", "?deny=403&deny=403&nobody=1"],
      ["", "?api_key=be_x"],
    ]) {
      expect(parseAuthQuestion(`/with/team=team_1&permission=a:read/${rest}`, search ?? "")).toEqual(plain);
    }
    expect(parseAuthQuestion("/with/team%3Dteam_1%26permission%3Da:read/x", "")).toEqual(plain);
  });

  test.each([
    ["?team=a&team=b", "team is given more than once"],
    ["?team=", "A parameter is empty"],
    ["?team=a%00b", "A parameter is empty"],
    [`?team=${"a".repeat(201)}`, "A parameter is empty"],
    ["?team=a&nobody=1", "nobody is not a parameter"],
    ["?team=a&deny=400", "deny must be 403"],
  ])("%s is rejected", (search, message) => {
    const parsed = parseAuthQuestion("", search);
    expect(parsed).toMatchObject({
      outcome: "invalid",
      error: { message: expect.stringContaining(message) },
    });
  });

  test("are rejected with a key in the query, in any encoding", () => {
    const secret = createSecret();
    for (const key of [secret, `b%65%5F${secret.slice(3)}`]) {
      expect(parseAuthQuestion("", `?team=team_1&%zz&resource=${key}`)).toMatchObject({
        error: { code: "invalid_request", message: expect.stringContaining("Authorization header") },
      });
    }
  });

  test("are accepted only at the two paths", () => {
    for (const path of ["/", "/x", "/within/team=team_1/", "/../auth"]) {
      expect(parseAuthQuestion(path, "?team=team_1")).toMatchObject({ error: { code: "not_found" } });
    }
  });

  test("never throw", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, search) => {
        parseAuthQuestion(`/with/${path}`, search);
        parseAuthQuestion("", `?${search}`);
      }),
    );
  });
});
