import Bowser from "bowser";

/** `Chrome on macOS`, or the first word of another program's user agent: `curl/8.5.0`. Null if it is unknown. */
export function describeAgent(agent: string | null) {
  if (agent === null || agent === "") return { device: null, kind: "program" } as const;
  const { browser, os, platform } = Bowser.parse(agent);
  const parts = [browser.name, os.name].filter((name) => name !== undefined && name !== "");
  const [program = agent] = agent.split(" ");
  const device = parts.length === 0 ? program.slice(0, 40) : parts.join(" on ");
  if (platform.type === "mobile" || platform.type === "tablet") return { device, kind: "mobile" } as const;
  return { device, kind: platform.type === "desktop" ? "desktop" : "program" } as const;
}
