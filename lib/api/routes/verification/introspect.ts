import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import { introspectionSchema, introspectSchema } from "#lib/contract/keys/introspection.ts";
import { platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import { introspectKey } from "#lib/verification/answer/introspect-key.ts";
import { describeCaller, limitVerifier, verifyingKey } from "./verify.ts";

export const introspectRoute = defineRoute({
  method: "POST",
  path: "/oauth/introspect",
  operationId: "introspectToken",
  summary: "Introspect a token, for OAuth 2.0 services (RFC 7662)",
  tag: "Verification",
  access: { anyOf: ["keys:verify", platformVerifyPermission] },
  asksAgain: "never",
  boundedKey: verifyingKey,
  isForm: true,
  takesAnyText: true,
  body: introspectSchema,
  success: {
    status: 200,
    description: "Whether the token is an active key, and its details",
    schema: introspectionSchema,
  },
  handle: (ctx, { body }) => introspectKey(ctx.runtime, describeCaller(ctx), body.token),
  limitCaller: limitVerifier,
});
