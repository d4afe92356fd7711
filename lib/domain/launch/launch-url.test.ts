import { expect, test } from "vitest";
import { createLaunchUrl } from "./launch-url.ts";

const iss = "https://console.example.com/v1/api/fhir/servers/srv_1/fhir";
const added = "iss=https%3A%2F%2Fconsole.example.com%2Fv1%2Fapi%2Ffhir%2Fservers%2Fsrv_1%2Ffhir&launch=bel_x";

test.each([
  ["https://app.example.com/launch", `https://app.example.com/launch?${added}`],
  ["https://app.example.com", `https://app.example.com?${added}`],
  ["https://app.example.com/launch?", `https://app.example.com/launch?${added}`],
  ["https://app.example.com/l?a=1&b=%20x&c", `https://app.example.com/l?a=1&b=%20x&c&${added}`],
  [
    "https://app.example.com/l?iss=https://evil.example&launch=a&%69ss=b&a=1",
    `https://app.example.com/l?a=1&${added}`,
  ],
])("adds iss and launch to %s", (launchUri, expected) => {
  expect(createLaunchUrl(launchUri, { iss, launch: "bel_x" })).toBe(expected);
  expect(new URL(expected).searchParams.getAll("iss")).toEqual([iss]);
});
