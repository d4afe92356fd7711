import { methodNotAllowed, notFound } from "#lib/domain/common/errors.ts";
import { isId } from "#lib/domain/common/ids.ts";
import { createGroup, deleteGroup, listGroups, patchGroup, readGroupById, replaceGroup } from "./groups.ts";
import {
  createList,
  createServiceProviderConfig,
  listResourceTypes,
  listSchemas,
} from "./resources/discovery.ts";
import type { ScimAnswer, ScimRequest } from "./scim-request.ts";
import { createUser, deleteUser, listUsers, patchUserById, readUserById, replaceUser } from "./users.ts";

type Handler = (request: ScimRequest) => Promise<ScimAnswer>;

type Methods = Readonly<Record<string, Handler>>;

function answerOne(list: readonly { id: string }[], id: string): Promise<ScimAnswer> {
  const found = list.find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return Promise.resolve({ status: 200, body: found });
}

/** What can be done with each path. `{id}` stands for anything without a slash. */
export const scimRoutes: Readonly<Record<string, Methods>> = {
  "/Users": { GET: listUsers, POST: createUser },
  "/Users/{id}": { GET: readUserById, PUT: replaceUser, PATCH: patchUserById, DELETE: deleteUser },
  "/Groups": { GET: listGroups, POST: createGroup },
  "/Groups/{id}": { GET: readGroupById, PUT: replaceGroup, PATCH: patchGroup, DELETE: deleteGroup },
  "/ServiceProviderConfig": {
    GET: ({ baseUrl }) => Promise.resolve({ status: 200, body: createServiceProviderConfig(baseUrl) }),
  },
  "/ResourceTypes": {
    GET: ({ baseUrl }) => Promise.resolve({ status: 200, body: createList(listResourceTypes(baseUrl)) }),
  },
  "/ResourceTypes/{id}": { GET: ({ baseUrl, id }) => answerOne(listResourceTypes(baseUrl), id) },
  "/Schemas": {
    GET: ({ baseUrl }) => Promise.resolve({ status: 200, body: createList(listSchemas(baseUrl)) }),
  },
  "/Schemas/{id}": { GET: ({ baseUrl, id }) => answerOne(listSchemas(baseUrl), id) },
};

const idKinds: Readonly<Record<string, "user" | "directoryGroup">> = {
  "/Users/{id}": "user",
  "/Groups/{id}": "directoryGroup",
};

/** The handler of a request. Throws `not_found`, also for an ID that can't exist, and `method_not_allowed`. */
export function findHandler(path: string, method: string): { handle: Handler; id: string } {
  const [, collection = "", id = "", ...more] = path.replace(/\/$/, "").split("/");
  const pattern = id === "" ? `/${collection}` : `/${collection}/{id}`;
  const methods = more.length > 0 || !Object.hasOwn(scimRoutes, pattern) ? undefined : scimRoutes[pattern];
  if (methods === undefined) throw notFound();
  const known = method === "HEAD" ? "GET" : method;
  const handle = Object.hasOwn(methods, known) ? methods[known] : undefined;
  if (handle === undefined) throw methodNotAllowed(Object.keys(methods));
  const kind = idKinds[pattern];
  if (kind !== undefined && !isId(kind, id)) throw notFound();
  return { handle, id };
}
