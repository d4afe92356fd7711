import parsers from "@stoplight/spectral-parsers";
import { readSamples } from "#e2e/docs/samples.ts";

/** The values that replace a recipe's ports, files and names in a test. */
export interface Site {
  consolePort: number;
  ordersPort: number;
  teamId: string;
  /** Holds the certificate and the proxy's own files. */
  directory: string;
}

/** The guide's recipe in that language, with only the changes a reader has to make. */
export async function readRecipe(language: string, site: Site): Promise<string> {
  const found = (await readSamples("proxies")).filter((sample) => sample.language === language);
  const [recipe] = found;
  if (recipe === undefined || found.length > 1) throw new Error(`expected exactly one recipe in ${language}`);
  return replaceValues(recipe.code, site);
}

/** The parsed YAML recipes, in the guide's order, for proxies that the tests can't start. */
export async function readYamlRecipes(site: Site): Promise<Record<"traefik" | "envoy" | "gateway", unknown>> {
  const samples = (await readSamples("proxies")).filter(({ language }) => language === "yaml");
  const [traefik, envoy, gateway, ...others] = samples.map(({ code }) =>
    replaceValues(code, site).split(/^---$/m).map(parseYaml),
  );
  if (gateway === undefined || others.length > 0) throw new Error("expected exactly three recipes in YAML");
  return { traefik, envoy, gateway };
}

function parseYaml(text: string): unknown {
  const { data, diagnostics } = parsers.Yaml.parse(text);
  if (diagnostics.length > 0) throw new Error(`not YAML: ${JSON.stringify(diagnostics)}`);
  return data;
}

/** Every value under that name, at any depth. */
export function findAll(value: unknown, name: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === name ? [inner] : []),
    ...findAll(inner, name),
  ]);
}

function replaceValues(code: string, { consolePort, ordersPort, teamId, directory }: Site): string {
  return code
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${consolePort}`)
    .replaceAll("127.0.0.1:8080", `127.0.0.1:${ordersPort}`)
    .replaceAll("/etc/ssl/", `${directory}/`)
    .replaceAll("/etc/haproxy/", `${directory}/`)
    .replaceAll("TEAM_ID", teamId);
}
