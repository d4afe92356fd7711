import { createLogger } from "#lib/platform/log/log.ts";
import { describeSource, isReadByPrograms } from "#lib/platform/log/process-logger.ts";
import { type Config, readNodeEnvironment } from "#lib/platform/settings/env.ts";
import { describeStart, type StartNews } from "./announce.ts";
import { describeStartFailure, isExplained } from "./start-failure.ts";

/** Reports that the console is ready: readable lines at a terminal, otherwise lines of the log, whatever its level. */
export function reportStart(config: Config, news: StartNews): void {
  if (!isReadByPrograms(config)) {
    process.stdout.write(`${describeStart(news).join("\n")}\n`);
    return;
  }
  const logger = createLogger({ level: "info", source: describeSource("verifier", config) });
  // The addresses are in the messages too: a person reads these lines in the output of a container.
  logger.info({ address: news.address }, `${news.title} is ready at ${news.address}`);
  if (news.firstAccount === null) return;
  const { link, code } = news.firstAccount;
  logger.info(
    { link, setUpCode: code },
    `There is no account yet. Create the first one, which administers this console: ${link}`,
  );
}

/** Reports why the console or its pages process did not start. The settings may not be valid. */
export function reportStartFailure(error: unknown, process: "verifier" | "pages"): void {
  if (!isReadByPrograms({ isDevelopment: readNodeEnvironment() === "development" })) {
    globalThis.process.stderr.write(`${describeStartFailure(error)}\n`);
    return;
  }
  const logger = createLogger({ level: "info", source: describeSource(process) });
  if (isExplained(error)) logger.fatal(describeStartFailure(error));
  else logger.fatal({ err: error }, "the start failed");
}
