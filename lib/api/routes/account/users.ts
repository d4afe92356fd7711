import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import { requireOrigin } from "#lib/api/pipeline/require-origin.ts";
import { acceptedSignUpSchema, createUserSchema, userSchema } from "#lib/contract/people/users.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createUser } from "#lib/services/users/create.ts";
import { createUserQuietly } from "#lib/services/users/create-quietly.ts";

const sendsMail = (config: Config) => config.smtpUrl !== undefined;

export const userRoutes = [
  defineRoute({
    method: "POST",
    path: "/users",
    operationId: "createUser",
    summary: "Create an account: with a new team, or in the team that sent the invitation",
    tag: "Account",
    access: "public",
    boundedKey: {
      effect: "unaffected",
      reason: "It is public. A key does not allow more than a request without a key.",
    },
    body: createUserSchema,
    success: { status: 201, description: "The account", schema: userSchema },
    otherSuccess: {
      status: 202,
      description:
        "With a mail server, whether or not the email address is taken. Its owner is informed by email.",
      schema: acceptedSignUpSchema,
      when: sendsMail,
    },
    handle: (ctx, { body }) =>
      sendsMail(ctx.runtime.config)
        ? createUserQuietly(ctx, { ...body, origin: requireOrigin(ctx) })
        : createUser(ctx, body),
  }),
];
