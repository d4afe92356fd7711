import type { InstancePersonDto } from "#lib/contract/instance/people.ts";
import { countOf } from "#lib/domain/common/count-of.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import {
  makeOwnerByCommand,
  removeOwnerByCommand,
} from "#lib/services/instance/people/change-owner-by-command.ts";
import { endSessionsByCommand } from "#lib/services/instance/people/end-sessions-by-command.ts";
import { listPeopleByCommand, readPersonByCommand } from "#lib/services/instance/people/read-by-command.ts";
import { setStatusByCommand } from "#lib/services/instance/people/set-status-by-command.ts";
import { AdminError, type AdminResult, type DatabaseCommand } from "../command/admin-command.ts";
import { assertMigrated } from "../command/assert-migrated.ts";
import { createLastOwnerError, createNoAccountError } from "../command/errors.ts";
import { formatFacts, formatMoment, formatTable } from "../command/format-table.ts";

function createResult(email: string, hasChanged: boolean, lines: readonly string[]): AdminResult {
  return { lines, data: { email, hasChanged } };
}

export const listUsers: DatabaseCommand = {
  needs: "database",
  parameters: "[TEXT]",
  summary: "Lists accounts, or those with a text in their name or email address",
  run: async (context, { parameters: [q = ""], signal }) => {
    await assertMigrated(context);
    const people = await listPeopleByCommand(context, { q, signal });
    const rows = people.map((person) => [
      person.email,
      person.name,
      person.status,
      person.isInstanceOwner ? "administrator" : "",
      person.hasTwoFactor ? "two-factor" : "",
      `last used ${formatMoment(person.lastSeenAt)}`,
    ]);
    return { lines: [...formatTable(rows), countOf(people.length, "account")], data: people };
  },
};

export const showUser: DatabaseCommand = {
  needs: "database",
  parameters: "EMAIL",
  summary: "Shows an account: how its person signs in, their teams and sessions",
  run: async (context, { parameters: [email = ""] }) => {
    await assertMigrated(context);
    const person = await readPersonByCommand(context, email, new Date());
    if (person === null) throw createNoAccountError(email);
    return { lines: describePerson(person), data: person };
  },
};

function describePerson(person: InstancePersonDto): string[] {
  const ways = [
    ...(person.hasPassword ? ["password"] : []),
    ...(person.passkeys > 0 ? [countOf(person.passkeys, "passkey")] : []),
    ...person.providers.map(({ provider }) => provider),
  ];
  return [
    ...formatFacts({
      "Email address": `${person.email} (${person.isEmailVerified ? "verified" : "not verified"})`,
      Name: person.name,
      ID: person.id,
      Status: person.status,
      "Administrator of this console": person.isInstanceOwner ? "yes" : "no",
      "Signs in with": ways.length === 0 ? "nothing: send them a link with reset-password" : ways.join(", "),
      "Two-factor authentication": person.hasTwoFactor
        ? `on, ${countOf(person.recoveryCodes, "recovery code")} left`
        : "off",
      Sessions: String(person.liveSessions),
      "Last used": formatMoment(person.lastSeenAt),
      Created: formatMoment(person.createdAt),
    }),
    "",
    person.teams.length === 0 ? "In no team." : "Teams:",
    ...formatTable(
      person.teams.map(({ slug, role, status, liveKeys }) => [
        `  ${slug}`,
        role,
        status === "active" ? "" : status,
        countOf(liveKeys, "current key"),
      ]),
    ),
  ];
}

export const suspendUser: DatabaseCommand = {
  needs: "database",
  parameters: "EMAIL",
  summary: "Suspends an account: its person is signed out, and their keys are rejected",
  run: async (context, { parameters: [email = ""] }) => {
    await assertMigrated(context);
    switch (await setStatusByCommand(context, { email, status: "suspended", now: new Date() })) {
      case "changed":
        return createResult(email, true, [
          `${email} is suspended. They are signed out, and their keys are rejected.`,
        ]);
      case "unchanged":
        return createResult(email, false, [`${email} was already suspended.`]);
      case "last_owner":
        throw createLastOwnerError(email);
      case "no_account":
        throw createNoAccountError(email);
    }
  },
};

export const reinstateUser: DatabaseCommand = {
  needs: "database",
  parameters: "EMAIL",
  summary: "Reinstates a suspended account and its keys",
  run: async (context, { parameters: [email = ""] }) => {
    await assertMigrated(context);
    switch (await setStatusByCommand(context, { email, status: "active", now: new Date() })) {
      case "changed":
        return createResult(email, true, [
          `${email} is active. They can sign in, and their keys work again.`,
        ]);
      case "unchanged":
        return createResult(email, false, [`${email} was already active.`]);
      case "last_owner":
        throw createLastOwnerError(email);
      case "no_account":
        throw createNoAccountError(email);
    }
  },
};

export const makeOwner: DatabaseCommand = {
  needs: "database",
  parameters: "EMAIL",
  summary: "Makes a person an administrator of this console",
  run: async (context, { parameters: [email = ""] }) => {
    await assertMigrated(context);
    switch (await makeOwnerByCommand(context, email, new Date())) {
      case "granted":
        return createResult(email, true, [`${email} is an administrator of this console.`]);
      case "was_owner":
        return createResult(email, false, [`${email} was already an administrator of this console.`]);
      case "suspended":
        throw new AdminError(
          `The account ${email} is suspended. Run \`${getAdminProgram()} reinstate ${email}\` first.`,
        );
      case "no_account":
        throw createNoAccountError(email);
    }
  },
};

export const removeOwner: DatabaseCommand = {
  needs: "database",
  parameters: "EMAIL",
  summary: "Ends a person's administration of this console. Their account and teams stay",
  run: async (context, { parameters: [email = ""] }) => {
    await assertMigrated(context);
    switch (await removeOwnerByCommand(context, email, new Date())) {
      case "revoked":
        return createResult(email, true, [`${email} is no longer an administrator of this console.`]);
      case "listed":
        return createResult(email, true, [
          `${email} is no longer an administrator of this console, until their next sign-in:`,
          "INSTANCE_OWNERS lists the address. Remove it there, too.",
        ]);
      case "was_none":
        return createResult(email, false, [`${email} was not an administrator of this console.`]);
      case "last_owner":
        throw createLastOwnerError(email);
      case "no_account":
        throw createNoAccountError(email);
    }
  },
};

export const endSessions: DatabaseCommand = {
  needs: "database",
  parameters: "EMAIL",
  summary: "Signs a person out everywhere. Their keys keep working",
  run: async (context, { parameters: [email = ""] }) => {
    await assertMigrated(context);
    const ended = await endSessionsByCommand(context, email, new Date());
    if (ended === null) throw createNoAccountError(email);
    const line = ended === 0 ? `${email} had no session.` : `${email}: ${countOf(ended, "session")} ended.`;
    return { lines: [line], data: { email, endedSessions: ended } };
  },
};
