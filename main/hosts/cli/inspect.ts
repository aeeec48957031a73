// `osteograde inspect`: shows what DICOM files hold, for example to find out why one was refused.

import { inspectFiles, type FileInspection } from '../../services/films/inspect-files.ts';
import { openLooseNames } from '../../services/films/loose-names.ts';
import { buildEnvironment } from '../build-environment.ts';
import { outputText } from '../text/output.ts';
import type { Terminal } from './terminal.ts';

/** True if the pixels of every file could be read. With --json, prints an object for one file and a list for several. */
export async function inspect(
  files: readonly string[],
  choices: { readonly json?: boolean; readonly keepIdentifiers?: boolean },
  terminal: Terminal,
): Promise<boolean> {
  const rows: object[] = [];
  let allReadable = true;
  const names = openLooseNames(buildEnvironment({ host: 'cli' }), { keepIdentifiers: choices.keepIdentifiers === true });
  if (!names.stored) terminal.error(outputText.shared.namesNotStored);
  for await (const { file: path, inspected: written } of inspectFiles(files)) {
    const inspected = written.ok ? { ...written, value: { ...written.value, tags: names.tags(written.value.tags) } } : written;
    const { PatientID } = inspected.ok ? inspected.value.tags : {};
    const file = names.file(path, typeof PatientID === 'string' ? PatientID : '');
    const problem = inspected.ok ? inspected.value.problem : inspected.failure;
    if (problem !== null) allReadable = false;
    if (choices.json === true) {
      rows.push({
        file,
        ...(inspected.ok ? inspected.value : { transferSyntax: null, tags: {}, orientation: null, pixels: null, problem }),
      });
      continue;
    }
    terminal.line(file);
    if (inspected.ok) for (const line of linesOf(inspected.value)) terminal.line(`  ${line}`);
    if (problem !== null) terminal.error(problem.message);
  }
  names.close();
  if (choices.json === true) terminal.json(rows.length === 1 ? rows[0] : rows, 2);
  return allReadable;
}

function linesOf({ transferSyntax, tags, orientation, pixels }: FileInspection): readonly string[] {
  const row = (name: string, value: unknown): string =>
    `${name.padEnd(28)} ${Array.isArray(value) ? value.join(' \\ ') : String(value)}`;
  return [
    row('TransferSyntax', `${transferSyntax.name} (${transferSyntax.uid})`),
    ...Object.entries(tags).map(([keyword, value]) => row(keyword, value)),
    row('turn', outputText.inspect.turn(orientation)),
    ...(orientation.side === null ? [] : [row('side named', orientation.side)]),
    ...orientation.warnings.map(({ message }) => row('warning', message)),
    ...(orientation.refusal === null ? [] : [row('hips refused', orientation.refusal.message)]),
    ...Object.entries(pixels ?? {}).map(([name, value]) => row(`pixels ${name}`, value)),
  ];
}
