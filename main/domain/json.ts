// JSON that may be damaged.

/** Returns the parsed text, for a schema to check. Null if it is not JSON. */
export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
