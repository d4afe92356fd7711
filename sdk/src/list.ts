export interface Page<Item> {
  data: Item[];
  /** Pass it as `cursor` for the next page; null on the last one. */
  nextCursor: string | null;
}

/**
 * A list: awaited it is its first page, iterated over with `for await` every item of every page. Nothing is asked before one
 * of both happens.
 */
export class List<Item> implements Promise<Page<Item>>, AsyncIterable<Item> {
  readonly #read: (cursor: string | undefined) => Promise<Page<Item>>;
  #first: Promise<Page<Item>> | undefined;

  constructor(read: (cursor: string | undefined) => Promise<Page<Item>>) {
    this.#read = read;
  }

  get [Symbol.toStringTag](): string {
    return "List";
  }

  #readFirst(): Promise<Page<Item>> {
    this.#first ??= this.#read(undefined);
    return this.#first;
  }

  // biome-ignore lint/suspicious/noThenProperty: a list is awaited for its first page.
  then<Value = Page<Item>, Failure = never>(
    onValue?: ((page: Page<Item>) => Value | PromiseLike<Value>) | null,
    onFailure?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.#readFirst().then(onValue, onFailure);
  }

  catch<Failure = never>(
    onFailure?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Page<Item> | Failure> {
    return this.#readFirst().catch(onFailure);
  }

  finally(onEnd?: (() => void) | null): Promise<Page<Item>> {
    return this.#readFirst().finally(onEnd);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    let page = await this.#readFirst();
    while (true) {
      yield* page.data;
      if (page.nextCursor === null) return;
      page = await this.#read(page.nextCursor);
    }
  }
}
