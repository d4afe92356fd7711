import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { allow, openGateway, send, signUpForApps } from "#e2e/apps/launching.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey } from "#e2e/people.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { patientResources } from "#e2e/support/launch/launch-world.ts";
import { startPageServer } from "#e2e/support/launch/page-server.ts";
import { readSamples } from "./samples.ts";

const run = promisify(execFile);

test("the guide to apps for people works as written: registered, opened by itself and from a record", async ({
  page,
}) => {
  const origin = process.env.E2E_ORIGIN ?? "";
  const samples = await readSamples("launching-apps");
  expect(samples.map(({ language }) => language)).toEqual(["json", "html", "sh"]);
  const [fields = "", html = "", launch = ""] = samples.map(({ code }) => code);
  const engine = await startFhirEngine();
  await engine.seed(patientResources);
  const served = await startPageServer();
  await signUpForApps(page);
  const server = await openGateway(page, engine.baseUrl, "production");
  const own = (code: string) => code.replaceAll("http://127.0.0.1:4000/", served.address);
  const { id, name } = await send(page, "POST", "/apps", JSON.parse(own(fields)));
  served.show(
    own(html)
      .replace("CLIENT_ID", id)
      .replace(/http:\/\/127\.0\.0\.1:3000.*SERVER_ID\/fhir/, server.iss),
  );

  await page.goto(served.address);
  await allow(page, { app: name, patient: "ada" });
  await expect(page.getByRole("heading", { name: "ada" })).toBeVisible();
  await expect(page.getByText("25 observations")).toBeVisible();

  const key = await createKey(page, {
    name: "Record system",
    environment: "production",
    permissions: ["fhir.data:read"],
  });
  const { id: userId } = await send(page, "GET", "/me");
  const strict = 'set -eu; curl() { command curl -sS --fail-with-body "$@"; }\n';
  const { stdout } = await run("sh", ["-c", strict + launch.replaceAll("http://127.0.0.1:3000", origin)], {
    env: {
      ...process.env,
      BYTEENGINE_API_KEY: key.secret,
      CLIENT_ID: id,
      SERVER_ID: server.id,
      PATIENT_ID: "grace",
      USER_ID: userId,
    },
  });
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(JSON.parse(stdout).launchUrl);
  await allow(page, { app: name });
  await expect(page.getByRole("heading", { name: "grace" })).toBeVisible();
  await expect(page.getByText("25 observations")).toBeVisible();
  await served.close();
  await engine.close();
});
