// JSON that keeps NaN and infinities, which figures can be and JSON cannot say.

const MARK = '\u0000';

export function toWire(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'number' && !Number.isFinite(item) ? `${MARK}${item}` : item,
  );
}

/** Null if the text is not JSON. */
export function fromWire(text: string): unknown {
  try {
    return JSON.parse(text, (_, item: unknown) =>
      typeof item === 'string' && item.startsWith(MARK) ? Number(item.slice(1)) : item,
    );
  } catch {
    return null;
  }
}
