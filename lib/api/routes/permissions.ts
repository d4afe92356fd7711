import {
  createPermissionSchema,
  permissionListSchema,
  permissionSchema,
  updatePermissionSchema,
} from "#lib/schemas/permissions.ts";
import { createPermission } from "#lib/services/permissions/create.ts";
import { listPermissions } from "#lib/services/permissions/list.ts";
import { readPermission } from "#lib/services/permissions/read.ts";
import { retirePermission } from "#lib/services/permissions/retire.ts";
import { updatePermission } from "#lib/services/permissions/update.ts";
import { filteredByReach, managesTeam } from "../bounded-key.ts";
import { defineRoute } from "../define-route.ts";
import { idParams } from "./params.ts";

const tag = "Permissions";
const mayWrite = { anyOf: ["team:write"] };
const params = idParams("teamPermission");

export const permissionRoutes = [
  defineRoute({
    method: "GET",
    path: "/permissions",
    operationId: "listPermissions",
    summary: "Every permission a key of the team can have: the built-in ones and the team's own",
    tag,
    access: "actor",
    boundedKey: filteredByReach,
    success: { status: 200, description: "All of them", schema: permissionListSchema },
    handle: async (ctx) => ({ data: await listPermissions(ctx), nextCursor: null }),
  }),
  defineRoute({
    method: "POST",
    path: "/permissions",
    operationId: "createPermission",
    summary: "Add a permission for what the team's own services guard",
    tag,
    access: mayWrite,
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
    summary: "Change what a permission of the team's own says it is for",
    tag,
    access: mayWrite,
    boundedKey: managesTeam,
    params,
    body: updatePermissionSchema,
    success: { status: 200, description: "The permission as it is now", schema: permissionSchema },
    handle: (ctx, { params: { id }, body }) => updatePermission(ctx, { ...body, id }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/permissions/{id}",
    operationId: "deletePermission",
    summary: "Retire a permission of the team's own: no key holds it any more",
    tag,
    access: mayWrite,
    boundedKey: managesTeam,
    params,
    success: {
      status: 200,
      description: "The permission that is gone, and how many keys listed it",
      schema: permissionSchema,
    },
    handle: (ctx, input) => retirePermission(ctx, input.params),
  }),
];
