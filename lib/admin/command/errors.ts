import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { AdminError } from "./admin-command.ts";

export function createNoAccountError(email: string): AdminError {
  return new AdminError(
    `There is no account with the email address ${email}. List all: \`${getAdminProgram()} users list\`.`,
  );
}

export function createNoTeamError(slug: string): AdminError {
  return new AdminError(
    `There is no team with the short name or ID ${slug}. List all: \`${getAdminProgram()} teams list\`.`,
  );
}

/** For what the last active administrator must not lose. */
export function createLastOwnerError(email: string): AdminError {
  return new AdminError(
    `${email} is the last active administrator of this console. Make someone else one first: \`${getAdminProgram()} make-owner EMAIL\`.`,
  );
}
