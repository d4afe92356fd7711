import { isWellFormedCredential } from "#lib/domain/keys/credential.ts";
import { isWellFormedAppSecret, isWellFormedSecret } from "#lib/domain/keys/secret.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { type FoundApp, lookUpAppSecretByCommand } from "#lib/services/apps/by-command/find-app-of-secret.ts";
import { type AdminContext, AdminError, type AdminResult } from "../command/admin-command.ts";
import { formatFacts, formatMoment } from "../command/format-table.ts";

/** An app's client secret, or its access token of either format. */
export function isAppCredential(text: string): boolean {
  return isWellFormedAppSecret(text) || (isWellFormedCredential(text) && !isWellFormedSecret(text));
}

function describeAppStatus({ disabledAt, deletedAt, team }: FoundApp): string {
  if (deletedAt !== null) return "deleted";
  if (team.deletedAt !== null) return "rejected: its team was deleted";
  if (team.suspendedAt !== null) return "rejected: its team is suspended";
  return disabledAt === null ? "active" : "disabled";
}

/** Says whose secret or token it is, without it. Throws AdminError if it is unknown. */
export async function describeAppSecret(context: AdminContext, text: string): Promise<AdminResult> {
  const now = new Date();
  const found = await lookUpAppSecretByCommand(context, text, now);
  if (found === null) throw new AdminError(explainUnknownAppCredential(text));
  const { kind, app, endsAt } = found;
  const hasEnded = endsAt !== null && endsAt <= now;
  const status = describeAppStatus(app);
  const facts = formatFacts({
    "Found as": kind === "secret" ? "a client secret of an app" : "an access token of an app",
    App: app.name,
    ID: app.id,
    Team: `${app.team.name} (${app.team.slug})`,
    Environment: app.environment.slug,
    "Status of the app": status,
    [hasEnded ? "Ended" : "Ends"]:
      endsAt === null ? "when it is replaced" : formatMoment(endsAt.toISOString()),
  });
  const advice =
    hasEnded || app.deletedAt !== null
      ? `It has ended: nobody can use this ${kind}.`
      : `If the ${kind} has leaked, disable the app on its page under Settings → Apps, or \`${getAdminProgram()} teams suspend ${app.team.slug}\`. Then replace its secret.`;
  return {
    lines: [...facts, "", advice],
    data: { appId: app.id, teamId: app.team.id, kind, status, endsAt: endsAt?.toISOString() ?? null },
  };
}

function explainUnknownAppCredential(text: string): string {
  if (isWellFormedAppSecret(text)) {
    return "An app's client secret, but of no app of this console. It may belong to another installation.";
  }
  return "An app's access token, but none that this console knows. It expired more than a day ago, or belongs to another installation.";
}
