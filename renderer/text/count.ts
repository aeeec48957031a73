// Numbers in text.

/** Writes a number with thousands separators. */
export function formatNumber(n: number): string {
  return n.toLocaleString('en');
}

/** Writes a number with its noun, such as "1 hip" or "1,200 hips". */
export function count(n: number, one: string, many: string): string {
  return `${formatNumber(n)} ${n === 1 ? one : many}`;
}
