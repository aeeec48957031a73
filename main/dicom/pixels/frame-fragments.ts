// Assigns the fragments of compressed pixels to frames. PS3.5 A.4.

/** Returns the compressed bytes of each frame. `items` starts with the offset table. Undefined if they do not form this many frames. */
export function frameFragments(items: readonly Uint8Array[], frames: number): readonly Uint8Array[] | undefined {
  const [table, ...fragments] = items;
  if (table === undefined || fragments.length < frames) return undefined;
  if (fragments.length === frames) return fragments;
  const starts = frames === 1 ? [0] : (startsByTable(table, fragments, frames) ?? startsByContent(fragments));
  if (starts.length !== frames) return undefined;
  return starts.map((start, i) => Buffer.concat(fragments.slice(start, starts[i + 1])));
}

/** Finds the first fragment of each frame by the offset table, which counts from the first fragment's item tag. */
function startsByTable(table: Uint8Array, fragments: readonly Uint8Array[], frames: number): number[] | undefined {
  if (table.length !== 4 * frames) return undefined;
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const places = new Map<number, number>();
  let at = 0;
  for (const [index, fragment] of fragments.entries()) {
    places.set(at, index);
    at += 8 + fragment.length;
  }
  const starts = Array.from({ length: frames }, (_, frame) => places.get(view.getUint32(4 * frame, true)) ?? -1);
  return starts.every((start, i) => (i === 0 ? start === 0 : start > starts[i - 1])) ? starts : undefined;
}

/** Without a table, a frame begins where a JPEG or JPEG 2000 codestream begins. */
export function startsByContent(fragments: readonly Uint8Array[]): number[] {
  return fragments.flatMap((fragment, index) => (beginsCodestream(fragment) ? [index] : []));
}

function beginsCodestream([a, b, c, d]: Uint8Array): boolean {
  return (a === 0xff && b === 0xd8) || (a === 0xff && b === 0x4f && c === 0xff && d === 0x51);
}
