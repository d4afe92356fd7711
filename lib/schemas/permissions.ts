import { z } from "zod";
import { roles } from "#lib/rbac/roles.ts";
import { permissionText } from "./keys.ts";
import { descriptionText } from "./text.ts";

export const createPermissionSchema = z
  .object({ name: permissionText, description: descriptionText.default("") })
  .strict();

export type CreatePermissionInput = z.infer<typeof createPermissionSchema>;

export const updatePermissionSchema = z.object({ description: descriptionText }).strict();

export type UpdatePermissionInput = z.infer<typeof updatePermissionSchema>;

export const permissionSchema = z.object({
  /** Null for a built-in permission. */
  id: z.string().nullable(),
  name: z.string(),
  description: z.string(),
  /** The least role that holds it. */
  role: z.enum(roles),
  /** Live keys that list it by name; those that inherit hold it through their owner's role. */
  listedByKeys: z.int(),
  createdAt: z.iso.datetime().nullable(),
});

export type PermissionDto = z.infer<typeof permissionSchema>;

/** All of them: a team has at most a few dozen. */
export const permissionListSchema = z.object({ data: z.array(permissionSchema), nextCursor: z.null() });
