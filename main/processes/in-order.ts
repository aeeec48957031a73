// Works on several items at once and yields the results in the items' order, so that nothing depends on which finishes first.

/** Yields each item with its result. At most `ahead` items are in progress or waiting, so that memory stays constant. */
export async function* inOrder<Item, Value>(
  items: readonly Item[],
  { ahead, signal }: { readonly ahead: number; readonly signal: AbortSignal },
  work: (item: Item) => Promise<Value>,
): AsyncGenerator<{ readonly item: Item; readonly value: Value }> {
  const started: { readonly item: Item; readonly result: Promise<Value> }[] = [];
  const waiting = items.values();
  const fill = (): void => {
    while (started.length < ahead && !signal.aborted) {
      const next = waiting.next();
      if (next.done === true) return;
      const result = work(next.value);
      result.catch(() => undefined); // thrown when its turn comes
      started.push({ item: next.value, result });
    }
  };
  for (fill(); !signal.aborted; fill()) {
    const first = started.shift();
    if (first === undefined) return;
    yield { item: first.item, value: await first.result };
  }
}
