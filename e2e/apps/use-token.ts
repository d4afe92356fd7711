import { expect, type Page } from "@playwright/test";

/** Requests a token with the secret of an app, and lets `/auth` reject it for a permission that it lacks. */
export async function sendRejectedToken({ request }: Pick<Page, "request">, id: string, secret: string) {
  const origin = process.env.E2E_ORIGIN ?? "";
  const issued = await request.post(`${origin}/oauth/token`, {
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    form: { grant_type: "client_credentials" },
  });
  expect(issued.status(), await issued.text()).toBe(200);
  const { access_token: token } = await issued.json();
  const { teamId } = await (await request.get(`${origin}/v1/api/apps/${id}`)).json();
  const rejected = await request.get(`${origin}/v1/api/auth?team=${teamId}&permission=keys:write`, {
    headers: { authorization: `Bearer ${token}`, cookie: "" },
  });
  expect(rejected.status()).toBe(403);
}
