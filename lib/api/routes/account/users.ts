import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import { acceptedSignUpSchema, createUserSchema, userSchema } from "#lib/contract/people/users.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createUser } from "#lib/services/users/create.ts";
import { createUserQuietly } from "#lib/services/users/create-quietly.ts";

const sendsMail = (config: Config) => getMailOrigin(config) !== null;

export const userRoutes = [
  defineRoute({
    method: "POST",
    path: "/users",
    operationId: "createUser",
    summary: "Create an account: with a new team, or in the team that sent the invitation",
    tag: "Account",
    access: "public",
    asksAgain: "never",
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
    handle: (ctx, { body }) => {
      const origin = getMailOrigin(ctx.runtime.config);
      return origin === null ? createUser(ctx, body) : createUserQuietly(ctx, { ...body, origin });
    },
  }),
];
