import { createUserSchema, userSchema } from "#lib/schemas/users.ts";
import { createUser } from "#lib/services/users/create.ts";
import { defineRoute } from "../define-route.ts";

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
    handle: (ctx, { body }) => createUser(ctx, body),
  }),
];
