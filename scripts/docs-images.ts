// Takes the pictures in docs/images from the built product with sample data. Needs Chromium (CHROMIUM_PATH, or one that
// is installed) and a build: run `npm start` once before. `node scripts/docs-images.ts`
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { insertKey, insertMember, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { signUp } from "#e2e/support/servers/console-client.ts";
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";
import { getHint } from "#lib/contract/keys/key-hint.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { joinDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { findInstalledChromium } from "./test/tools.ts";

const folder = join(import.meta.dirname, "../docs/images");
const minuteMs = 60_000;
const dayMs = 86_400_000;
const ago = (ms: number) => new Date(Date.now() - ms);

const names = [
  "Billing – card payments",
  "Team reader",
  "Lab results import – Reykjavík",
  "Appointment reminders",
  "Billing worker",
  "Claims export",
  "Consent sync",
  "Device telemetry",
  "Discharge letters",
  "E-prescriptions",
  "Imaging archive",
  "Referral intake",
];

/** Verifications of a key in each of the last seven days. The pattern differs from key to key, and is always the same. */
async function insertUsage(
  database: Database,
  key: { id: string; secretId: string; currentSecretId: string },
  seed: number,
) {
  for (let day = 0; day < 7; day++) {
    const accepted = Math.round(2_000 + 9_000 * Math.abs(Math.sin(seed * 3 + day * 1.7)));
    const refused = (seed + day) % 5 === 0 ? Math.round(accepted / 12) : 0;
    const date = ago(day * dayMs);
    await database.prisma.keyUsageDay.create({
      data: { keyId: key.id, day: date, accepted: BigInt(accepted), refused: BigInt(refused) },
    });
    await database.prisma.keyUsage.create({
      data: {
        keyId: key.id,
        secretId: day === 0 ? key.currentSecretId : key.secretId,
        startsAt: new Date(date.getTime() - (date.getTime() % 3_600_000)),
        durationSeconds: 3_600,
        outcome: "VALID",
        environment: "production",
        service: "",
        address: "",
        count: accepted,
      },
    });
  }
}

async function insertSamples(database: Database, team: TestTeam): Promise<string> {
  const { prisma } = database;
  const [grace, katherine] = [
    await insertMember(database, team, "admin"),
    await insertMember(database, team, "developer"),
  ];
  await prisma.user.update({ where: { id: grace.id }, data: { name: "Grace Hopper" } });
  await prisma.user.update({
    where: { id: katherine.id },
    data: { name: "Katherine Coleman Goble Johnson" },
  });
  const owners = [team.owner.id, grace.id, katherine.id];
  let shownId = "";
  for (const [index, name] of names.entries()) {
    const isShown = name.startsWith("Lab results");
    const isTeamOwned = name === "Team reader";
    const lastUsedAt = index === 5 ? null : ago(([2, 38, 2, 900, 180][index % 5] ?? 0) * minuteMs);
    const key = await insertKey(database, team, {
      name,
      description: isShown
        ? "Created for the integration with the laboratory. Ask Grace before changing it."
        : "",
      environmentId: team.environments[index === 5 ? "development" : "production"] ?? "",
      ownerType: isTeamOwned ? "team" : "user",
      ownerUserId: isTeamOwned ? null : (owners[index % owners.length] ?? null),
      ownerRole: isTeamOwned ? "viewer" : null,
      createdAt: ago(80 * dayMs + index * minuteMs),
      lastUsedAt,
      disabledAt: name === "Consent sync" ? ago(dayMs) : null,
      expiresAt: isShown ? new Date(Date.now() + 40 * dayMs) : null,
      ...(isShown && {
        ownerUserId: team.owner.id,
        inheritsPermissions: false,
        permissions: ["fhir.servers:read", "fhir.servers:write", "keys:verify", "workers:read"],
        allowedIps: ["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32"],
        rateLimitPerMinute: 600,
        rateLimitPer10Seconds: 60,
        externalId: "svc-42",
        metadata: { region: "eu-west-1", service: "labs" },
      }),
    });
    let currentSecretId = key.secretId;
    if (isShown || index === 0) {
      const secret = createSecret();
      currentSecretId = createId("secret");
      // Rotated 5 hours ago with the default grace period, and deployed since then.
      await prisma.keySecret.update({
        where: { id: key.secretId },
        data: {
          createdAt: ago(80 * dayMs),
          endsAt: new Date(Date.now() + 19 * 3_600_000),
          lastUsedAt: ago(6 * 60 * minuteMs),
        },
      });
      await prisma.keySecret.create({
        data: {
          id: currentSecretId,
          keyId: key.id,
          hash: new Uint8Array(hashSecret(secret)),
          hint: getHint(secret),
          createdAt: ago(5 * 60 * minuteMs),
          lastUsedAt: ago(2 * minuteMs),
        },
      });
    }
    if (index !== 5) await insertUsage(database, { ...key, currentSecretId }, index);
    if (isShown) shownId = key.id;
  }
  return shownId;
}

interface Shot {
  name: string;
  path: string;
  isPhone?: boolean;
  isDark?: boolean;
  prepare?: (page: Page) => Promise<void>;
}

async function take(browser: Browser, origin: string, cookie: string, shot: Shot): Promise<void> {
  const { name, path, isPhone = false, isDark = false, prepare } = shot;
  const context = await browser.newContext({
    viewport: isPhone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    deviceScaleFactor: isPhone ? 2 : 1.5,
    colorScheme: isDark ? "dark" : "light",
    hasTouch: isPhone,
    locale: "en-US",
  });
  const cookies = cookie.split("; ").map((pair) => {
    const at = pair.indexOf("=");
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: origin };
  });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(origin + path);
  await page.waitForLoadState("networkidle");
  await prepare?.(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
}

async function openForm(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("radio").last().click();
  await form.getByLabel("Name").fill("Claims export");
  await page.waitForTimeout(500);
}

const running = await startConsole({ environment: { LOG_LEVEL: "error" } });
const person = await signUp(running.origin, {
  name: "Ada Lovelace",
  email: "ada@northwind.example",
  password: "correct horse battery staple",
  setupCode: await readSetUpCode(running),
});
const database = await joinDatabase(
  { dataDirectory: running.dataDirectory, databaseUrl: undefined },
  createLogger({ level: "error" }),
);
const member = await database.prisma.member.findFirstOrThrow({ include: { user: true, team: true } });
await database.prisma.team.update({ where: { id: member.teamId }, data: { name: "Northwind Health" } });
const environments = await database.prisma.environment.findMany({ where: { teamId: member.teamId } });
const shownId = await insertSamples(database, {
  id: member.teamId,
  slug: member.team.slug,
  name: "Northwind Health",
  owner: { id: member.userId, name: member.user.name, email: member.user.email, memberId: member.id },
  environments: Object.fromEntries(environments.map(({ slug, id }) => [slug, id])),
});
await database.close();
const list = `/t/${member.team.slug}/settings/api-keys`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? findInstalledChromium() ?? undefined,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const shots: Shot[] = [
  { name: "api-keys", path: list },
  { name: "api-keys-dark", path: list, isDark: true },
  { name: "api-keys-phone", path: list, isPhone: true },
  { name: "generate", path: list, prepare: openForm },
  { name: "generate-dark", path: list, isDark: true, prepare: openForm },
  { name: "key", path: `${list}/${shownId}` },
  { name: "key-dark", path: `${list}/${shownId}`, isDark: true },
  { name: "key-phone-dark", path: `${list}/${shownId}`, isPhone: true, isDark: true },
];
for (const shot of shots) await take(browser, running.origin, person.cookie, shot);
await browser.close();
await running.stop();
console.log(`${shots.length} pictures in docs/images`);
