import type { List } from "../list.ts";
import type { CallOptions } from "../transport.ts";
import type { CreateWorkerInput, UpdateWorkerInput, Worker, WorkerFilter } from "../types.ts";
import { Resource } from "./resource.ts";

/** The team's AI workers. */
export class Workers extends Resource {
  list(filter?: WorkerFilter, options?: CallOptions): List<Worker> {
    return this.pages<Worker>(["workers"], filter, options);
  }

  get(id: string, options?: CallOptions): Promise<Worker> {
    return this.read(["workers", id], options);
  }

  create(input: CreateWorkerInput, options?: CallOptions): Promise<Worker> {
    return this.post(["workers"], input, options);
  }

  update(id: string, changes: UpdateWorkerInput, options?: CallOptions): Promise<Worker> {
    return this.patch(["workers", id], changes, options);
  }

  delete(id: string, options?: CallOptions): Promise<Worker> {
    return this.remove(["workers", id], undefined, options);
  }
}
