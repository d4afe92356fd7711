import { describe, expect, test } from "vitest";
import { areKeysAllowed, describeGatewayChange, planGateway } from "./plan-gateway.ts";

const baseUrl = "https://fhir.example.com/r4";
const off = { baseUrl, gatewayBaseUrl: null, gatewayAllowsKeys: false };
const on = { ...off, gatewayBaseUrl: baseUrl };
const onForKeys = { ...on, gatewayAllowsKeys: true };
const offForKeys = { ...off, gatewayAllowsKeys: true };
/** An earlier release changed the base URL of a gateway that was on. */
const moved = { ...onForKeys, baseUrl: "https://other.example.com" };

describe("the switches of a gateway", () => {
  test("change alone, and keep what isn't given", () => {
    expect(planGateway(off, { enabled: true })).toEqual({
      gatewayBaseUrl: baseUrl,
      gatewayAllowsKeys: false,
    });
    expect(planGateway(onForKeys, { enabled: false })).toEqual({
      gatewayBaseUrl: null,
      gatewayAllowsKeys: true,
    });
    expect(planGateway(on, { allowsKeys: true })).toEqual({
      gatewayBaseUrl: baseUrl,
      gatewayAllowsKeys: true,
    });
    expect(planGateway(onForKeys, { allowsKeys: false })).toEqual({
      gatewayBaseUrl: baseUrl,
      gatewayAllowsKeys: false,
    });
  });

  test("are off for keys after the base URL has changed, until an owner allows them again", () => {
    expect(areKeysAllowed(moved)).toBe(false);
    expect(planGateway(moved, { enabled: true })).toEqual({
      gatewayBaseUrl: moved.baseUrl,
      gatewayAllowsKeys: false,
    });
    expect(planGateway(moved, { allowsKeys: true })).toEqual({
      gatewayBaseUrl: null,
      gatewayAllowsKeys: true,
    });
  });

  test("are recorded only if they change", () => {
    expect(describeGatewayChange(off, on)).toEqual({ gatewayEnabled: true });
    expect(describeGatewayChange(onForKeys, off)).toEqual({
      gatewayEnabled: false,
      gatewayAllowsKeys: false,
    });
    expect(describeGatewayChange(off, offForKeys)).toEqual({ gatewayAllowsKeys: true });
    expect(
      describeGatewayChange(moved, { ...moved, gatewayBaseUrl: null, gatewayAllowsKeys: false }),
    ).toBeNull();
  });
});
