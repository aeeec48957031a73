// `osteograde inspect`: shows what DICOM files hold, for example to find out why one was refused.

import { inspectFiles, type FileInspection } from '../../services/films/inspect-files.ts';
import type { Terminal } from './terminal.ts';

/** True if the pixels of every file could be read. With --json, prints an object for one file and a list for several. */
export async function inspect(
  files: readonly string[],
  choices: { readonly json?: boolean },
  terminal: Terminal,
): Promise<boolean> {
  const rows: object[] = [];
  let allReadable = true;
  for await (const { file, inspected } of inspectFiles(files)) {
    const problem = inspected.ok ? inspected.value.problem : inspected.failure;
    if (problem !== null) allReadable = false;
    if (choices.json === true) {
      rows.push({ file, ...(inspected.ok ? inspected.value : { transferSyntax: null, tags: {}, pixels: null, problem }) });
      continue;
    }
    terminal.line(file);
    if (inspected.ok) for (const line of linesOf(inspected.value)) terminal.line(`  ${line}`);
    if (problem !== null) terminal.error(problem.message);
  }
  if (choices.json === true) terminal.json(rows.length === 1 ? rows[0] : rows, 2);
  return allReadable;
}

function linesOf({ transferSyntax, tags, pixels }: FileInspection): readonly string[] {
  const row = (name: string, value: unknown): string =>
    `${name.padEnd(28)} ${Array.isArray(value) ? value.join(' \\ ') : String(value)}`;
  return [
    row('TransferSyntax', `${transferSyntax.name} (${transferSyntax.uid})`),
    ...Object.entries(tags).map(([keyword, value]) => row(keyword, value)),
    ...Object.entries(pixels ?? {}).map(([name, value]) => row(`pixels ${name}`, value)),
  ];
}
