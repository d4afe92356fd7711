import { expect, test } from "vitest";
import { listSettings } from "./list-settings.ts";

const secret = "postgresql://console:hunter2hunter2@db/console";

test("shows values and where they come from, but never a secret", () => {
  const environment = {
    PUBLIC_URL: "https://console.example.com",
    DATABASE_URL: secret,
    SMTP_URL: secret,
    METRICS_TOKEN: secret,
    OIDC_CLIENT_SECRET: secret,
    PORT: "",
  };
  const settings = new Map(listSettings("/nowhere", environment).map((setting) => [setting.name, setting]));
  expect(settings.get("PUBLIC_URL")).toMatchObject({
    value: "https://console.example.com",
    source: "environment",
  });
  expect(settings.get("DATABASE_URL")).toEqual({
    name: "DATABASE_URL",
    value: null,
    isSecret: true,
    source: "environment",
  });
  expect(settings.get("PORT")).toMatchObject({ value: "3000", source: "default" });
  expect(settings.get("SIGN_UP")).toMatchObject({ value: null, source: "not_set" });
  expect(settings.get("SESSION_SECRET")).toMatchObject({ value: null, source: "not_set" });
  expect(JSON.stringify([...settings.values()])).not.toContain("hunter2");
});

test("says which secrets come from a file, without its path", () => {
  const environment = { AUDIT_SECRET_FILE: "/run/secrets/audit", METRICS_TOKEN_FILE: "", PORT_FILE: "/port" };
  const settings = new Map(listSettings("/", environment).map((setting) => [setting.name, setting]));
  expect(settings.get("AUDIT_SECRET")).toMatchObject({ value: null, isSecret: true, source: "file" });
  expect(settings.get("SESSION_SECRET")).toMatchObject({ source: "data_directory" });
  expect(settings.get("METRICS_TOKEN")).toMatchObject({ source: "not_set" });
  expect(settings.get("PORT")).toMatchObject({ source: "default" });
});

test("shows no setting whose name sounds like a secret", () => {
  const shown = listSettings("/nowhere", {}).filter(({ isSecret }) => !isSecret);
  const suspects = shown.filter(({ name }) => /SECRET|TOKEN|PASSWORD|_URL$/.test(name));
  expect(suspects.map(({ name }) => name)).toEqual(["PUBLIC_URL", "PASSWORD_SIGN_IN"]);
});
