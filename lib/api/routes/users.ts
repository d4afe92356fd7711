import type { Config } from "#lib/env.ts";
import { acceptedSignUpSchema, createUserSchema, userSchema } from "#lib/schemas/users.ts";
import { createUser } from "#lib/services/users/create.ts";
import { createUserQuietly } from "#lib/services/users/create-quietly.ts";
import { defineRoute } from "../define-route.ts";
import { requireOrigin } from "../require-origin.ts";

const sendsMail = (config: Config) => config.smtpUrl !== undefined;

export const userRoutes = [
  defineRoute({
    method: "POST",
    path: "/users",
    operationId: "createUser",
    summary: "Create an account, with a team of its own or the one that invited it",
    tag: "Account",
    access: "public",
    boundedKey: {
      effect: "unaffected",
      reason: "It is public: a key adds nothing to what anyone can do without one.",
    },
    body: createUserSchema,
    success: { status: 201, description: "The account", schema: userSchema },
    otherSuccess: {
      status: 202,
      description: "With a mail server, whether or not the address is taken: its owner learns by mail",
      schema: acceptedSignUpSchema,
      when: sendsMail,
    },
    handle: (ctx, { body }) =>
      sendsMail(ctx.runtime.config)
        ? createUserQuietly(ctx, { ...body, origin: requireOrigin(ctx) })
        : createUser(ctx, body),
  }),
];
