import { z } from "zod";
import { ids } from "#lib/api/openapi/examples/objects.ts";
import { describeId, type IdKind, isId } from "#lib/domain/common/ids.ts";

/** The kinds of objects in paths, with the name and the example of their description. */
const pathKinds = {
  key: ["key", ids.key],
  team: ["team", ids.team],
  user: ["person", ids.otherUser],
  member: ["membership", ids.otherMember],
  invitation: ["invitation", ids.invitation],
  teamGroup: ["group's mapping", ids.group],
  session: ["session", ids.session],
  passkey: ["passkey", ids.passkey],
  account: ["link", ids.account],
  environment: ["environment", ids.environment],
  fhirServer: ["FHIR server", ids.fhirServer],
  worker: ["AI worker", ids.worker],
  app: ["app", ids.app],
  appSecret: ["app's secret", ids.appSecret],
  appRule: ["app's rule", ids.appRule],
  appGrant: ["grant", ids.appGrant],
  trustedIssuer: ["trusted issuer", ids.trustedIssuer],
  request: ["request", ids.request],
  teamPermission: ["permission", ids.permission],
  provisioningToken: ["provisioning token", ids.provisioningToken],
} as const satisfies Partial<Record<IdKind, readonly [name: string, example: string]>>;

type PathKind = keyof typeof pathKinds;

function idOf(kind: PathKind) {
  const [name, example] = pathKinds[kind];
  return z
    .string()
    .refine((text) => isId(kind, text), "Is not a valid id")
    .meta({ override: describeId(kind), description: `The ID of the ${name}.`, example });
}

/** The path parameter `{id}` for one kind of object. */
export function idParams(kind: PathKind) {
  return z.object({ id: idOf(kind) });
}

/** A team's `{id}` and the id of one of its members. */
export const memberParams = z.object({ id: idOf("team"), memberId: idOf("member") });

/** A team's `{id}` and the id of one of its invitations. */
export const invitationParams = z.object({ id: idOf("team"), invitationId: idOf("invitation") });

/** A team's `{id}` and the id of one of its groups. */
export const groupParams = z.object({ id: idOf("team"), groupId: idOf("teamGroup") });

/** An app's `{id}` and the id of one of its secrets. */
export const appSecretParams = z.object({ id: idOf("app"), secretId: idOf("appSecret") });

/** An app's `{id}` and the id of one of its grants. */
export const appGrantParams = z.object({ id: idOf("app"), grantId: idOf("appGrant") });

/** A FHIR server's `{id}` and the id of a person. */
export const fhirPersonParams = z.object({ id: idOf("fhirServer"), userId: idOf("user") });

/** An app's `{id}` and the id of one of its rules. */
export const appRuleParams = z.object({ id: idOf("app"), ruleId: idOf("appRule") });
