import { z } from "zod";
import { descriptionText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";
import { permissionText } from "./key-fields.ts";

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
  /** The minimum role that holds it. */
  role: z.enum(roles),
  /** The number of live keys that list it. Keys that inherit permissions hold it through their owner's role. */
  listedByKeys: z.int(),
  createdAt: z.iso.datetime().nullable(),
});

export type PermissionDto = z.infer<typeof permissionSchema>;

/** All permissions on one page: a team has only a few dozen. */
export const permissionListSchema = z.object({ data: z.array(permissionSchema), nextCursor: z.null() });
