export interface Page<Item> {
  data: Item[];
  /** Pass it as `cursor` to get the next page. Null on the last page. */
  nextCursor: string | null;
}

/**
 * A paginated list. Await it to get the first page, or iterate over it with `for await` to get every item of every page. No
 * request is sent before that.
 */
export class List<Item, OnePage extends Page<Item> = Page<Item>>
  implements Promise<OnePage>, AsyncIterable<Item>
{
  readonly #read: (cursor: string | undefined) => Promise<OnePage>;
  #first: Promise<OnePage> | undefined;

  constructor(read: (cursor: string | undefined) => Promise<OnePage>) {
    this.#read = read;
  }

  get [Symbol.toStringTag](): string {
    return "List";
  }

  #readFirst(): Promise<OnePage> {
    this.#first ??= this.#read(undefined);
    return this.#first;
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a list returns its first page.
  then<Value = OnePage, Failure = never>(
    onValue?: ((page: OnePage) => Value | PromiseLike<Value>) | null,
    onFailure?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Value | Failure> {
    return this.#readFirst().then(onValue, onFailure);
  }

  catch<Failure = never>(
    onFailure?: ((reason: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<OnePage | Failure> {
    return this.#readFirst().catch(onFailure);
  }

  finally(onEnd?: (() => void) | null): Promise<OnePage> {
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
