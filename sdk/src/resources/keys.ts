import type { List } from "../list.ts";
import type { CallOptions } from "../transport.ts";
import type {
  CreateKeyInput,
  DeleteKeyInput,
  Key,
  KeyFilter,
  KeyUsage,
  KeyUsageQuery,
  KeyWithSecret,
  RotateKeyInput,
  TeamUsage,
  TeamUsageQuery,
  UpdateKeyInput,
  UsageSeries,
  UsageSeriesQuery,
  Verdict,
  VerifyKeyInput,
} from "../types.ts";
import { Resource } from "./resource.ts";

/** The team's API keys. */
export class Keys extends Resource {
  list(filter?: KeyFilter, options?: CallOptions): List<Key> {
    return this.pages<Key>(["keys"], filter, options);
  }

  get(id: string, options?: CallOptions): Promise<Key> {
    return this.read(["keys", id], options);
  }

  /** Creates a key. Its `secret` is returned only once. */
  create(input: CreateKeyInput, options?: CallOptions): Promise<KeyWithSecret> {
    return this.post(["keys"], input, options);
  }

  update(id: string, changes: UpdateKeyInput, options?: CallOptions): Promise<Key> {
    return this.patch(["keys", id], changes, options);
  }

  /** Deletes a key: it is revoked immediately and permanently. */
  delete(id: string, input?: DeleteKeyInput, options?: CallOptions): Promise<Key> {
    return this.remove(["keys", id], input, options);
  }

  /** Creates a new `secret`. The previous one keeps working for `gracePeriodSeconds`, by default 24 hours. */
  rotate(id: string, input?: RotateKeyInput, options?: CallOptions): Promise<KeyWithSecret> {
    return this.post(["keys", id, "rotate"], input ?? {}, options);
  }

  /** Finishes a rotation: the previous secret stops working. */
  finish(id: string, options?: CallOptions): Promise<Key> {
    return this.post(["keys", id, "rotate", "finish"], undefined, options);
  }

  disable(id: string, options?: CallOptions): Promise<Key> {
    return this.post(["keys", id, "disable"], undefined, options);
  }

  enable(id: string, options?: CallOptions): Promise<Key> {
    return this.post(["keys", id, "enable"], undefined, options);
  }

  /** Verifies a presented key: whether it is valid, its owner and its permissions. Requires `keys:verify`. */
  verify(input: VerifyKeyInput, options?: CallOptions): Promise<Verdict> {
    return this.post(["keys", "verify"], input, options);
  }

  /** Finds the key that a secret belongs to. */
  lookup(key: string, options?: CallOptions): Promise<Key> {
    return this.post(["keys", "lookup"], { key }, options);
  }

  /** Reads how often a key was used, and with which results. */
  usage(id: string, query?: KeyUsageQuery, options?: CallOptions): Promise<KeyUsage> {
    return this.read(["keys", id, "usage"], options, query);
  }

  /** Reads a key's requests over time. */
  usageSeries(id: string, query?: UsageSeriesQuery, options?: CallOptions): Promise<UsageSeries> {
    return this.read(["keys", id, "usage", "series"], options, query);
  }

  /** Reads how often the team's keys were used, for example the most used keys. */
  teamUsage(query?: TeamUsageQuery, options?: CallOptions): Promise<TeamUsage> {
    return this.read(["usage"], options, query);
  }

  /** Reads the requests of all of the team's keys over time. */
  teamUsageSeries(query?: UsageSeriesQuery, options?: CallOptions): Promise<UsageSeries> {
    return this.read(["usage", "series"], options, query);
  }
}
