import { Apps } from "./resources/apps.ts";
import { FhirServers } from "./resources/fhir-servers.ts";
import { Keys } from "./resources/keys.ts";
import { Requests } from "./resources/requests.ts";
import { Teams } from "./resources/teams.ts";
import { Workers } from "./resources/workers.ts";
import { type ByteEngineOptions, readSettings, type Settings } from "./settings.ts";
import { type CallOptions, pathOf, send } from "./transport.ts";
import type { Me } from "./types.ts";

/** A client for the ByteEngine API with one key. No property, error or output contains the key. */
export class ByteEngine {
  readonly workers: Workers;
  readonly fhir: { readonly servers: FhirServers };
  readonly keys: Keys;
  readonly apps: Apps;
  readonly requests: Requests;
  readonly teams: Teams;
  readonly #settings: Settings;

  /** Throws ByteEngineError `invalid_use` without a key, with an invalid option, and in a browser unless that is allowed. */
  constructor(options: ByteEngineOptions = {}) {
    const settings = readSettings(options);
    this.#settings = settings;
    this.workers = new Workers(settings);
    this.fhir = { servers: new FhirServers(settings) };
    this.keys = new Keys(settings);
    this.apps = new Apps(settings);
    this.requests = new Requests(settings);
    this.teams = new Teams(settings);
  }

  /** Reads the key's own team, role, environment, permissions and limits. */
  me(options?: CallOptions): Promise<Me> {
    return send(this.#settings, { method: "GET", path: pathOf(["me"]) }, options);
  }
}
