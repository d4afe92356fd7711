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
  UpdateKeyInput,
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

  /** Generates a key. Its `secret` is told this one time. */
  create(input: CreateKeyInput, options?: CallOptions): Promise<KeyWithSecret> {
    return this.post(["keys"], input, options);
  }

  update(id: string, changes: UpdateKeyInput, options?: CallOptions): Promise<Key> {
    return this.patch(["keys", id], changes, options);
  }

  /** Revokes a key, at once and for good. */
  delete(id: string, input?: DeleteKeyInput, options?: CallOptions): Promise<Key> {
    return this.remove(["keys", id], input, options);
  }

  /** Gives a key a new `secret`; the old one works on for the grace period, 24 hours unless `gracePeriodSeconds` says otherwise. */
  rotate(id: string, input?: RotateKeyInput, options?: CallOptions): Promise<KeyWithSecret> {
    return this.post(["keys", id, "rotate"], input ?? {}, options);
  }

  /** Ends a rotation: the old secret stops working. */
  finish(id: string, options?: CallOptions): Promise<Key> {
    return this.post(["keys", id, "rotate", "finish"], undefined, options);
  }

  disable(id: string, options?: CallOptions): Promise<Key> {
    return this.post(["keys", id, "disable"], undefined, options);
  }

  enable(id: string, options?: CallOptions): Promise<Key> {
    return this.post(["keys", id, "enable"], undefined, options);
  }

  /** Whether a key that somebody presented is good, whose it is and what it may do. Needs `keys:verify`. */
  verify(input: VerifyKeyInput, options?: CallOptions): Promise<Verdict> {
    return this.post(["keys", "verify"], input, options);
  }

  /** The record of a key whose secret one holds. */
  lookup(key: string, options?: CallOptions): Promise<Key> {
    return this.post(["keys", "lookup"], { key }, options);
  }

  /** How often a key was presented, and to what end. */
  usage(id: string, query?: KeyUsageQuery, options?: CallOptions): Promise<KeyUsage> {
    return this.read(["keys", id, "usage"], options, query);
  }
}
