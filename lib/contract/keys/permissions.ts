import { z } from "zod";
import { descriptionText } from "#lib/contract/common/text.ts";
import { roles } from "#lib/domain/rbac/roles.ts";
import { permissionText } from "./key-fields.ts";

export const createPermissionSchema = z
  .object({
    name: permissionText.describe("The name, as `resource:action`. It never changes."),
    description: descriptionText.default("").describe("What the permission allows."),
  })
  .strict();

export type CreatePermissionInput = z.infer<typeof createPermissionSchema>;

export const updatePermissionSchema = z
  .object({ description: descriptionText.describe("What the permission allows.") })
  .strict();

export type UpdatePermissionInput = z.infer<typeof updatePermissionSchema>;

export const permissionSchema = z.object({
  id: z.string().nullable().describe("The ID of the permission. Null for a built-in permission."),
  name: z.string().describe("The name, as `resource:action`."),
  description: z.string().describe("What the permission allows."),
  role: z.enum(roles).describe("The minimum role that holds it."),
  listedByKeys: z
    .int()
    .describe(
      "The number of live keys that list it. Keys that inherit permissions hold it through their owner's role.",
    ),
  createdAt: z.iso
    .datetime()
    .nullable()
    .describe("When the permission was created. Null for a built-in permission."),
});

export type PermissionDto = z.infer<typeof permissionSchema>;

/** All permissions on one page: a team has only a few dozen. */
export const permissionListSchema = z.object({
  data: z.array(permissionSchema).describe("All permissions of the team."),
  nextCursor: z.null().describe("Always null: all permissions are on one page."),
});
