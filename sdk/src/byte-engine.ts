import { FhirServers } from "./resources/fhir-servers.ts";
import { Keys } from "./resources/keys.ts";
import { Teams } from "./resources/teams.ts";
import { Workers } from "./resources/workers.ts";
import { type ByteEngineOptions, readSettings, type Settings } from "./settings.ts";
import { type CallOptions, pathOf, send } from "./transport.ts";
import type { Me } from "./types.ts";

/** The ByteEngine API, called with one key. The key is in no property, error or output of this. */
export class ByteEngine {
  readonly workers: Workers;
  readonly fhir: { readonly servers: FhirServers };
  readonly keys: Keys;
  readonly teams: Teams;
  readonly #settings: Settings;

  /** Throws ByteEngineError `invalid_use` without a key, with a bad option, and in a browser unless that is allowed. */
  constructor(options: ByteEngineOptions = {}) {
    const settings = readSettings(options);
    this.#settings = settings;
    this.workers = new Workers(settings);
    this.fhir = { servers: new FhirServers(settings) };
    this.keys = new Keys(settings);
    this.teams = new Teams(settings);
  }

  /** Who the key is: its team, role, environment, permissions and limits. */
  me(options?: CallOptions): Promise<Me> {
    return send(this.#settings, { method: "GET", path: pathOf(["me"]) }, options);
  }
}
