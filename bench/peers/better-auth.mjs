// The closest TypeScript alternative: better-auth's API keys on PostgreSQL, behind Hono. Prints a key once it
// is ready.
import { apiKey } from "@better-auth/api-key";
import { serve } from "@hono/node-server";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { Hono } from "hono";
import pg from "pg";

const options = {
  database: new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }),
  baseURL: `http://127.0.0.1:${process.env.PORT}`,
  secret: "a secret of thirty-two characters and more",
  emailAndPassword: { enabled: true },
  telemetry: { enabled: false },
  // By default it counts each key's requests. Without counting, the comparison favors it: ByteEngine counts
  // them all.
  plugins: [
    apiKey({ rateLimit: { enabled: process.env.COUNTS === "yes", timeWindow: 60_000, maxRequests: 2e9 } }),
  ],
};
const auth = betterAuth(options);
const { runMigrations } = await getMigrations(options);
await runMigrations();
const { user } = await auth.api.signUpEmail({
  body: { name: "Bench", email: `${Date.now()}@example.com`, password: "correct horse battery staple" },
});
const { key } = await auth.api.createApiKey({ body: { name: "bench", userId: user.id } });

const app = new Hono();
app.get("/verify", async (c) => {
  const secret = c.req.header("authorization")?.slice("Bearer ".length) ?? "";
  const { valid } = await auth.api.verifyApiKey({ body: { key: secret } });
  return c.json({ valid }, valid ? 200 : 401);
});
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" }, () =>
  console.log(`ready ${key}`),
);
