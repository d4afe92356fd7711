import { createProvisionedPerson } from "#lib/services/provisioning/people/create.ts";
import { deleteProvisionedPerson } from "#lib/services/provisioning/people/delete.ts";
import type { PersonRow } from "#lib/services/provisioning/people/directory-person.ts";
import { listProvisionedPeople, type PersonCondition } from "#lib/services/provisioning/people/list.ts";
import { readProvisionedPerson } from "#lib/services/provisioning/people/read.ts";
import { updateProvisionedPerson } from "#lib/services/provisioning/people/update.ts";
import { toFields } from "./filter/parse-filter.ts";
import { patchUser } from "./patch/patch-user.ts";
import { readOperations } from "./patch/read-operations.ts";
import { readListQuery, readSelection } from "./read-list-query.ts";
import { createList } from "./resources/discovery.ts";
import { readUser, toUserResource } from "./resources/user-resource.ts";
import type { ScimAnswer, ScimRequest } from "./scim-request.ts";
import { selectAttributes } from "./select-attributes.ts";

const filterFields: ReadonlyMap<string, PersonCondition["field"]> = new Map([
  ["id", "id"],
  ["username", "userName"],
  ["externalid", "externalId"],
  ["emails", "email"],
  ["emails.value", "email"],
  ['emails[type eq "work"].value', "email"],
]);

function present(row: PersonRow, { baseUrl, query }: ScimRequest): Record<string, unknown> {
  return selectAttributes(toUserResource(row, baseUrl), readSelection(query));
}

export async function listUsers(request: ScimRequest): Promise<ScimAnswer> {
  const { conditions, startIndex, count } = readListQuery(request.query);
  const { rows, total } = await listProvisionedPeople(request.ctx, toFields(conditions, filterFields), {
    skip: startIndex - 1,
    take: count,
  });
  const resources = rows.map((row) => present(row, request));
  return { status: 200, body: createList(resources, { total, startIndex }) };
}

export async function createUser(request: ScimRequest): Promise<ScimAnswer> {
  const { active, ...sent } = readUser(await request.readBody());
  const row = await createProvisionedPerson(request.ctx, { ...sent, active: active ?? true });
  const location = `${request.baseUrl}/Users/${row.userId}`;
  return { status: 201, body: present(row, request), location };
}

export async function readUserById(request: ScimRequest): Promise<ScimAnswer> {
  const row = await readProvisionedPerson(request.ctx, request.id);
  return { status: 200, body: present(row, request) };
}

/** Whether the account is active, and the directory's ID, stay as they are if they are not sent. */
export async function replaceUser(request: ScimRequest): Promise<ScimAnswer> {
  const sent = readUser(await request.readBody());
  const row = await updateProvisionedPerson(request.ctx, request.id, (current) => ({
    ...sent,
    externalId: sent.externalId ?? current.externalId,
    active: sent.active ?? current.active,
  }));
  return { status: 200, body: present(row, request) };
}

export async function patchUserById(request: ScimRequest): Promise<ScimAnswer> {
  const operations = readOperations(await request.readBody());
  const row = await updateProvisionedPerson(request.ctx, request.id, (current) =>
    patchUser(current, operations),
  );
  return { status: 200, body: present(row, request) };
}

export async function deleteUser({ ctx, id }: ScimRequest): Promise<ScimAnswer> {
  await deleteProvisionedPerson(ctx, id);
  return { status: 204 };
}
