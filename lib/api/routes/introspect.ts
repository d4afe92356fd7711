import { platformVerifyPermission } from "#lib/rbac/permissions.ts";
import { introspectionSchema, introspectSchema } from "#lib/schemas/introspection.ts";
import { introspectKey } from "#lib/verification/introspect-key.ts";
import { defineRoute } from "../define-route.ts";
import { describeCaller, limitVerifier, verifyingKey } from "./verify.ts";

export const introspectRoute = defineRoute({
  method: "POST",
  path: "/oauth/introspect",
  operationId: "introspectToken",
  summary: "Introspect a token, for OAuth 2.0 services (RFC 7662)",
  tag: "Verification",
  access: { anyOf: ["keys:verify", platformVerifyPermission] },
  boundedKey: verifyingKey,
  isForm: true,
  takesAnyText: true,
  body: introspectSchema,
  success: {
    status: 200,
    description: "Whether the token is an active key, and its details",
    schema: introspectionSchema,
  },
  handle: (ctx, { body }) => introspectKey(ctx.runtime, describeCaller(ctx.actor), body.token),
  limitCaller: limitVerifier,
});
