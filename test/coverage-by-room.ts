// Prints the share of lines that the unit and integration tests execute, per room. Reads what vitest wrote: `npm run coverage`.

import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const Lines = z.object({ lines: z.object({ total: z.number(), covered: z.number() }) });

const summary = z
  .record(z.string(), Lines)
  .parse(JSON.parse(readFileSync(new URL('../coverage/coverage-summary.json', import.meta.url), 'utf8')));
const rooms = Object.groupBy(Object.entries(summary), ([path]) => (path === 'total' ? 'all' : roomOf(relative(root, path))));
for (const [room, files = []] of Object.entries(rooms).toSorted(([a], [b]) => a.localeCompare(b))) {
  const total = files.reduce((sum, [, { lines }]) => sum + lines.total, 0);
  const covered = files.reduce((sum, [, { lines }]) => sum + lines.covered, 0);
  process.stdout.write(`${room.padEnd(20)} ${((100 * covered) / total).toFixed(1).padStart(5)}% of ${total} lines\n`);
}

/** `main/dicom/header.ts` belongs to main/dicom, `renderer/case/panel.tsx` to renderer/case. */
function roomOf(path: string): string {
  return path.split(/[\\/]/).slice(0, 2).join('/');
}
