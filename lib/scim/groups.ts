import { createDirectoryGroup } from "#lib/services/provisioning/groups/create.ts";
import { deleteDirectoryGroup } from "#lib/services/provisioning/groups/delete.ts";
import type { GroupRow } from "#lib/services/provisioning/groups/group-row.ts";
import {
  type GroupCondition,
  listDirectoryGroups,
  readDirectoryGroup,
} from "#lib/services/provisioning/groups/list.ts";
import { updateDirectoryGroup } from "#lib/services/provisioning/groups/update.ts";
import { toFields } from "./filter/parse-filter.ts";
import { readGroupPatch } from "./patch/patch-group.ts";
import { readOperations } from "./patch/read-operations.ts";
import { readListQuery, readSelection } from "./read-list-query.ts";
import { createList } from "./resources/discovery.ts";
import { readGroup, toGroupResource } from "./resources/group-resource.ts";
import type { ScimAnswer, ScimRequest } from "./scim-request.ts";
import { selectAttributes } from "./select-attributes.ts";

const filterFields: ReadonlyMap<string, GroupCondition["field"]> = new Map([
  ["id", "id"],
  ["displayname", "displayName"],
  ["externalid", "externalId"],
  ["members", "member"],
  ["members.value", "member"],
]);

function present(row: GroupRow, { baseUrl, query }: ScimRequest): Record<string, unknown> {
  return selectAttributes(toGroupResource(row, baseUrl), readSelection(query));
}

async function readOne(request: ScimRequest, id: string): Promise<Record<string, unknown>> {
  const hasMembers = readSelection(request.query)("members");
  return present(await readDirectoryGroup(request.ctx, id, { hasMembers }), request);
}

export async function listGroups(request: ScimRequest): Promise<ScimAnswer> {
  const { conditions, startIndex, count } = readListQuery(request.query);
  const { rows, total } = await listDirectoryGroups(request.ctx, toFields(conditions, filterFields), {
    skip: startIndex - 1,
    take: count,
    hasMembers: readSelection(request.query)("members"),
  });
  const resources = rows.map((row) => present(row, request));
  return { status: 200, body: createList(resources, { total, startIndex }) };
}

export async function createGroup(request: ScimRequest): Promise<ScimAnswer> {
  const { memberIds, ...group } = readGroup(await request.readBody());
  const id = await createDirectoryGroup(request.ctx, group, memberIds);
  const location = `${request.baseUrl}/Groups/${id}`;
  return { status: 201, body: await readOne(request, id), location };
}

export async function readGroupById(request: ScimRequest): Promise<ScimAnswer> {
  return { status: 200, body: await readOne(request, request.id) };
}

export async function replaceGroup(request: ScimRequest): Promise<ScimAnswer> {
  const { memberIds, displayName, externalId } = readGroup(await request.readBody());
  await updateDirectoryGroup(request.ctx, request.id, {
    displayName,
    externalId: externalId ?? undefined,
    members: { replaceBy: memberIds, add: [], remove: [] },
  });
  return { status: 200, body: await readOne(request, request.id) };
}

/** Without a body in the response: a group can have thousands of members. */
export async function patchGroup(request: ScimRequest): Promise<ScimAnswer> {
  const patch = readGroupPatch(readOperations(await request.readBody()));
  await updateDirectoryGroup(request.ctx, request.id, patch);
  return { status: 204 };
}

export async function deleteGroup({ ctx, id }: ScimRequest): Promise<ScimAnswer> {
  await deleteDirectoryGroup(ctx, id);
  return { status: 204 };
}
