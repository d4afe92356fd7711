/** What the console's Dockerfile can contain. Anything else is an error, so that nothing is left out when it is run. */
const known = [
  ...["FROM", "RUN", "COPY", "WORKDIR", "ENV", "USER", "VOLUME", "EXPOSE"],
  ...["STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"],
] as const;

export interface Instruction {
  name: (typeof known)[number];
  /** The rest of the line. */
  text: string;
}

export interface Stage {
  /** The image it begins with. */
  base: string;
  name: string | null;
  instructions: Instruction[];
}

function isKnown(name: string): name is Instruction["name"] {
  return known.some((candidate) => candidate === name);
}

/** Reads instructions of one line each. Throws for one that isn't known. */
export function parseDockerfile(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const line of text.split("\n").map((line) => line.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const [, name = "", rest = ""] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (!isKnown(name)) throw new Error(`The Dockerfile has a line that can't be run here: ${line}`);
    if (name === "FROM") {
      const [, base, stageName] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
      if (base === undefined) throw new Error(`Not a base image: ${rest}`);
      stages.push({ base, name: stageName ?? null, instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error("The Dockerfile must begin with FROM");
      stage.instructions.push({ name, text: rest });
    }
  }
  return stages;
}

/** The words of the form `["program", "parameter"]`, which no shell reads. */
export function parseWords(text: string): string[] {
  const words: unknown = JSON.parse(text);
  if (!Array.isArray(words)) throw new Error(`Not a list of words: ${text}`);
  return words.map(String);
}

/** `NAME=value`, several in a line. */
export function parseVariables(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(" ").map((pair) => {
      const [, name, value] = /^([A-Z_]+)=(\S*)$/.exec(pair) ?? [];
      if (name === undefined || value === undefined) throw new Error(`Not a variable: ${pair}`);
      return [name, value];
    }),
  );
}
