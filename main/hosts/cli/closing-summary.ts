// How `import`, `predict`, `evaluate` and `deidentify` end: what did not come in, and why. Every command counts alike.

import { writeFile } from 'node:fs/promises';
import { FailureError, isRefusal, type Failure, type FileProblem } from '../../domain/failure.ts';
import { fileFailure } from '../../files/file-failure.ts';
import { fileProblemsTable, type ProblemRow } from '../../services/study/file-problems-table.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export interface ClosingSummary {
  /** Keeps a problem for the end, and prints it at once if it is more than a file that nobody wants. `kept` has the names of the list. */
  readonly problem: (file: string, failure: Failure, kept?: FileProblem) => void;
  /** What did not come in. */
  readonly errors: readonly ProblemRow[];
  /** What came in and must be checked. */
  readonly warnings: readonly ProblemRow[];
  /** What is meant to stay out: implants, and files that are not radiographs, points or tables. */
  readonly leftOut: readonly ProblemRow[];
  /** Prints the end, unless the command prints JSON, and saves the list if the user asks for it. */
  readonly end: (saveAs: string | undefined) => Promise<void>;
}

/** The names and reasons of so many are printed at the end. The saved list has all of them. */
const SHOWN = 10;

export function openClosingSummary(
  terminal: Pick<Terminal, 'error' | 'line'>,
  { quiet }: { readonly quiet: boolean },
): ClosingSummary {
  const errors: ProblemRow[] = [];
  const warnings: ProblemRow[] = [];
  const leftOut: ProblemRow[] = [];
  const refusedNames = new Set<string>();
  const unread: string[] = [];
  return {
    errors,
    warnings,
    leftOut,
    problem: (file, failure, kept = { file, failure }) => {
      const { code, message } = failure;
      const rows = isRefusal(failure) ? errors : LEFT_OUT.has(code) ? leftOut : warnings;
      rows.push({ file: kept.file, code, message: kept.failure.message });
      if (rows === errors && file !== '') refusedNames.add(nameOf(file));
      if (code === 'left-out') unread.push(message);
      else if (!quiet) terminal.error(rows === warnings ? outputText.hip.warning(message) : message);
    },
    end: async (saveAs) => {
      if (!quiet) {
        for (const line of closingLines([...refusedNames], unread)) terminal.line(line);
      }
      if (saveAs !== undefined) await save(saveAs, [...errors, ...warnings, ...leftOut]);
    },
  };
}

const LEFT_OUT: ReadonlySet<string> = new Set(['left-out', 'hip-replaced']);

const LONGEST_NAME = 80;

function closingLines(refused: readonly string[], unread: readonly string[]): readonly string[] {
  return [
    ...(refused.length === 0 ? [] : [outputText.closing.refused(refused.slice(0, SHOWN), refused.length)]),
    ...unread.slice(0, SHOWN).map((sentence) => outputText.closing.leftOut(sentence)),
    ...(unread.length > SHOWN ? [outputText.closing.moreLeftOut(unread.length - SHOWN)] : []),
  ];
}

function nameOf(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name;
}

async function save(path: string, rows: readonly ProblemRow[]): Promise<void> {
  const text = path.endsWith('.json') ? `${JSON.stringify(rows, null, 2)}\n` : fileProblemsTable(rows);
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (error) {
    const failure = fileFailure(error, path);
    if (failure === null) throw error;
    throw new FailureError(failure);
  }
}
