import { List, type Page } from "../list.ts";
import type { Settings } from "../settings.ts";
import { type CallOptions, pathOf, send } from "../transport.ts";

/** The base class of every group of methods. */
export class Resource {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  protected read<Answer>(parts: readonly string[], options?: CallOptions, query?: object): Promise<Answer> {
    return this.#send<Answer>("GET", parts, undefined, options, query);
  }

  protected post<Answer>(parts: readonly string[], body: unknown, options?: CallOptions): Promise<Answer> {
    return this.#send<Answer>("POST", parts, body, options);
  }

  protected patch<Answer>(parts: readonly string[], body: unknown, options?: CallOptions): Promise<Answer> {
    return this.#send<Answer>("PATCH", parts, body, options);
  }

  protected put<Answer>(parts: readonly string[], body: unknown, options?: CallOptions): Promise<Answer> {
    return this.#send<Answer>("PUT", parts, body, options);
  }

  protected remove<Answer>(parts: readonly string[], body: unknown, options?: CallOptions): Promise<Answer> {
    return this.#send<Answer>("DELETE", parts, body, options);
  }

  protected pages<Item>(parts: readonly string[], filter?: object, options?: CallOptions): List<Item> {
    return new List((cursor) => this.read<Page<Item>>(parts, options, { ...filter, cursor }));
  }

  async #send<Answer>(
    method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
    parts: readonly string[],
    body: unknown,
    options?: CallOptions,
    query?: object,
  ): Promise<Answer> {
    return send<Answer>(this.#settings, { method, path: pathOf(parts), body, query }, options);
  }
}
