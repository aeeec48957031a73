// `osteograde inspect`: what DICOM files hold, for a person who wonders why one is refused.

import { inspectFiles, type FileInspection } from '../../services/films/inspect-files.ts';
import type { Say } from './terminal.ts';

/** True when every file's pixels could be read. With --json, one file gives an object and several give a list. */
export async function inspect(files: readonly string[], choices: { readonly json?: boolean }, say: Say): Promise<boolean> {
  const answers: object[] = [];
  let everyOne = true;
  for await (const { file, inspected } of inspectFiles(files)) {
    const problem = inspected.ok ? inspected.value.problem : inspected.failure;
    if (problem !== null) everyOne = false;
    if (choices.json === true) {
      answers.push({ file, ...(inspected.ok ? inspected.value : { transferSyntax: null, tags: {}, pixels: null, problem }) });
      continue;
    }
    say.line(file);
    if (inspected.ok) for (const line of linesOf(inspected.value)) say.line(`  ${line}`);
    if (problem !== null) say.error(problem.message);
  }
  if (choices.json === true) say.line(JSON.stringify(answers.length === 1 ? answers[0] : answers, null, 2));
  return everyOne;
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
