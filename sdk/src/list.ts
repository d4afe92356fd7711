export interface Page<Item> {
  data: Item[];
  /** Pass it as `cursor` to get the next page. Null on the last page. */
  nextCursor: string | null;
}

/**
 * A paginated list. Await it to get the first page, or iterate over it with `for await` to get every item of every page. No
 * request is sent before that.
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

  // biome-ignore lint/suspicious/noThenProperty: awaiting a list returns its first page.
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
