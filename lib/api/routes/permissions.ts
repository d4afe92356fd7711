import { filteredByReach, managesTeam } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  createPermissionSchema,
  permissionListSchema,
  permissionSchema,
  updatePermissionSchema,
} from "#lib/contract/keys/permissions.ts";
import { createPermission } from "#lib/services/permissions/create.ts";
import { listPermissions } from "#lib/services/permissions/list.ts";
import { readPermission } from "#lib/services/permissions/read.ts";
import { retirePermission } from "#lib/services/permissions/retire.ts";
import { updatePermission } from "#lib/services/permissions/update.ts";
import { idParams } from "./params.ts";

const tag = "Permissions";
const mayWrite = { anyOf: ["team:write"] };
const params = idParams("teamPermission");

export const permissionRoutes = [
  defineRoute({
    method: "GET",
    path: "/permissions",
    operationId: "listPermissions",
    summary: "List every permission a key of the team can have: built-in and custom permissions",
    tag,
    access: "actor",
    asksAgain: "never",
    boundedKey: filteredByReach,
    success: { status: 200, description: "All permissions", schema: permissionListSchema },
    handle: async (ctx) => ({ data: await listPermissions(ctx), nextCursor: null }),
  }),
  defineRoute({
    method: "POST",
    path: "/permissions",
    operationId: "createPermission",
    summary: "Add a custom permission: for the services your team protects with keys",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: managesTeam,
    body: createPermissionSchema,
    success: { status: 201, description: "The permission", schema: permissionSchema },
    handle: (ctx, { body }) => createPermission(ctx, body),
    replay: (ctx, id) => readPermission(ctx, { id }),
  }),
  defineRoute({
    method: "PATCH",
    path: "/permissions/{id}",
    operationId: "updatePermission",
    summary: "Update the description of a custom permission",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: managesTeam,
    params,
    body: updatePermissionSchema,
    success: { status: 200, description: "The updated permission", schema: permissionSchema },
    handle: (ctx, { params: { id }, body }) => updatePermission(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/permissions/{id}",
    operationId: "deletePermission",
    summary: "Remove a custom permission, from all keys as well",
    tag,
    access: mayWrite,
    asksAgain: "never",
    boundedKey: managesTeam,
    params,
    success: {
      status: 200,
      description: "The removed permission, and the number of keys that listed it",
      schema: permissionSchema,
    },
    handle: (ctx, input) => retirePermission(ctx, input.params),
  }),
];
