import { platformVerifyPermission } from "#lib/rbac/permissions.ts";
import { introspectionSchema, introspectSchema } from "#lib/schemas/introspection.ts";
import { introspectKey } from "#lib/verification/introspect-key.ts";
import { defineRoute } from "../define-route.ts";
import { asking, describeCaller, limitAsking } from "./verify.ts";

export const introspectRoute = defineRoute({
  method: "POST",
  path: "/oauth/introspect",
  operationId: "introspectToken",
  summary: "Whether a token is a good key, as OAuth 2.0 asks (RFC 7662)",
  tag: "Verification",
  access: { anyOf: ["keys:verify", platformVerifyPermission] },
  boundedKey: asking,
  isForm: true,
  takesAnyText: true,
  body: introspectSchema,
  success: { status: 200, description: "What is known of the token", schema: introspectionSchema },
  handle: (ctx, { body }) => introspectKey(ctx.runtime, describeCaller(ctx.actor), body.token),
  limitCaller: limitAsking,
});
