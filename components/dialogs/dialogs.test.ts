import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { listSourceFiles } from "../../scripts/source-files.ts";

const components = listSourceFiles().filter((file) => /^(app|components)\/.*(?<!\.test)\.tsx?$/.test(file));

/** The files whose code matches. */
function findFiles(pattern: RegExp): string[] {
  return components.filter((file) => pattern.test(readFileSync(file, "utf8"))).map((file) => basename(file));
}

test("only the shared form submits something in a dialog; every other form is part of a page", () => {
  expect(findFiles(/<form\b|<Form\b|type="submit"|\bonSubmit=/)).toEqual([
    "profile-view.tsx",
    "try-form.tsx",
    "audit-filter-bar.tsx",
    "code-form.tsx",
    "choose-password-form.tsx",
    "request-reset-form.tsx",
    "sign-in-form.tsx",
    "sign-up-form.tsx",
    "dialog-form.tsx",
    "keys-card.tsx",
    "search-bar.tsx",
    "key-test.tsx",
    "request-filter-bar.tsx",
    "create-team-form.tsx",
    "team-view.tsx",
  ]);
});

test("only dialogs that send nothing have a footer of their own", () => {
  expect(findFiles(/<DialogFooter\b/)).toEqual([
    "recovery-codes-dialog.tsx",
    "dialog-form.tsx",
    "password-link-dialog.tsx",
    "token-dialog.tsx",
    "reveal-frame.tsx",
    "link-dialog.tsx",
  ]);
});

test("only one component is built on Base UI's dialogs; the search and the drawer have no header", () => {
  expect(findFiles(/@base-ui\/react\/(alert-)?dialog"/)).toEqual([
    "search-dialog.tsx",
    "drawer-panel.tsx",
    "dialog.tsx",
  ]);
});

test("only one hook keeps whether a request runs, and aborts it", () => {
  expect(
    findFiles(
      /new AbortController|\bset(Is)?(Busy|Loading|Pending|Sending)\b|\blet (is|was)\w+ = (true|false);/,
    ),
  ).toEqual(["use-request.ts"]);
});

test("every field that shows an error marks its control as invalid, so that the form can focus it", () => {
  const showing = findFiles(/<FieldError[^>]*>\{error\}</);
  const marking = new Set(findFiles(/aria-invalid/));
  // The sign-in form shows why the whole form was rejected, and a passkey has no field.
  expect(showing.filter((file) => !marking.has(file))).toEqual(["passkey-button.tsx", "sign-in-form.tsx"]);
});

test("no one can close a dialog whose response contains a secret, signs out others, or can bring its draft back", () => {
  expect(findFiles(/^ +mustFinish$/m)).toEqual([
    "change-password-dialog.tsx",
    "delete-account-dialog.tsx",
    "add-passkey-dialog.tsx",
    "confirm-change-dialog.tsx",
    "scan-dialog.tsx",
    "create-secret-dialog.tsx",
    "edit-app-dialog.tsx",
    "register-app-dialog.tsx",
    "create-token-dialog.tsx",
    "rotate-key-dialog.tsx",
    "create-key-dialog.tsx",
    "edit-key-dialog.tsx",
    "invite-dialog.tsx",
  ]);
});
