import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ApiFailure } from "#components/api-failure.ts";
import type { FormPage } from "#components/keys/form/draft/fields-props.ts";
import { createDraft, type KeyDraft, toDraft } from "#components/keys/form/draft/key-draft.ts";
import { validateDraft } from "#components/keys/form/draft/validate-draft.ts";
import { environment as exampleEnvironment, key as exampleKey } from "#lib/api/openapi/examples/objects.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { KeyFields } from "./key-fields.tsx";

const nowMs = Date.parse("2026-01-15T00:00:00Z");

const restricted = { ...exampleEnvironment, maxKeyLifetimeSeconds: null, requiresExpiry: false };

const page: FormPage = {
  environments: [restricted],
  form: { permissions: [], address: null, rateLimit: { perMinute: 1000, per10Seconds: 200 } },
  team: { id: exampleKey.teamId, slug: "analytical-engines", name: "Analytical Engines" },
  viewer: { userId: "user_1", role: "developer", permissions: [], canWrite: true, canWriteAll: false },
};

function validate(draft: KeyDraft, seen: KeyDto | null): ApiFailure | null {
  return validateDraft(draft, seen, { environments: page.environments, role: page.viewer.role, nowMs });
}

function render(draft: KeyDraft, seen: KeyDto | null): string {
  return renderToStaticMarkup(
    <KeyFields
      nameRef={null}
      draft={draft}
      seen={seen}
      page={page}
      failure={validate(draft, seen)}
      onChange={() => undefined}
    />,
  );
}

const onlyAdmins =
  "Only admins and owners can create, change, rotate or enable keys and apps in this environment";

test.each<[form: string, draft: KeyDraft, seen: KeyDto | null]>([
  ["a new key", { ...createDraft(exampleKey.environment), name: "Billing" }, null],
  ["an existing key", { ...toDraft(exampleKey), name: "Billing" }, exampleKey],
])("shows once why the rules of the environment don't allow %s", (_, draft, seen) => {
  expect(validate(draft, seen)?.details).toMatchObject([{ path: "environment" }]);
  expect(render(draft, seen).split(onlyAdmins)).toHaveLength(2);
});

/** The attributes of the invalid inputs. */
function findInvalid(markup: string): string[] {
  return markup.match(/<(input|select|textarea)[^>]*aria-invalid="true"[^>]*>/g) ?? [];
}

test("marks the metadata rows that an error is about", () => {
  const metadata = ["region", "region", "tier"].map((name, id) => ({ id, name, value: "" }));
  const draft = { ...createDraft(exampleKey.environment), name: "Billing", metadata };
  const invalid = findInvalid(render(draft, null));
  expect(invalid.map((input) => /aria-label="([^"]*)"/.exec(input)?.[1])).toEqual([
    "Field 1",
    "Value 1",
    "Field 2",
    "Value 2",
  ]);
});

test("marks the selected option if the permissions are invalid", () => {
  const draft = {
    ...createDraft(exampleKey.environment),
    name: "Billing",
    permissions: { inherits: false, listed: ["not a permission"] },
  };
  expect(findInvalid(render(draft, null))).toEqual([expect.stringMatching(/type="radio".*checked=""/)]);
});
