// Does work on several items at once and hands the answers on in the items' order, so that nothing depends on which was done first.

/** Yields each item with its answer. At most `ahead` items are under way or waiting to be taken, so that memory stays flat. */
export async function* inOrder<Item, Value>(
  items: readonly Item[],
  { ahead, signal }: { readonly ahead: number; readonly signal: AbortSignal },
  work: (item: Item) => Promise<Value>,
): AsyncGenerator<{ readonly item: Item; readonly value: Value }> {
  const under: { readonly item: Item; readonly answer: Promise<Value> }[] = [];
  let next = 0;
  const fill = (): void => {
    while (under.length < ahead && next < items.length && !signal.aborted) {
      const answer = work(items[next]);
      answer.catch(() => undefined); // told when its turn comes
      under.push({ item: items[next], answer });
      next += 1;
    }
  };
  for (fill(); under.length > 0 && !signal.aborted; fill()) {
    const first = under.shift();
    if (first === undefined) return;
    yield { item: first.item, value: await first.answer };
  }
}
