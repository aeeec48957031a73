// Starts the child programs, each within the memory that it may take.

import { totalmem } from 'node:os';
import type { Log } from '../files/error-log.ts';
import { printable } from '../files/printable.ts';
import { READER_MEGABYTES } from '../cohort/reading/open-reader.ts';
import { PREPARER_MEGABYTES } from '../learning/grading/film-preparers.ts';
import { boundsArguments, type ChildBounds } from '../processes/bounds.ts';
import { startChild } from '../processes/child-process.ts';
import type { ProcessChannel, ProcessTuning, StartProcess } from '../processes/process-channel.ts';
import { entryPoint } from './project-files.ts';

/** The bounds of each program on a machine with this memory. */
const BOUNDS = {
  // A batch of hips needs about 1 GB.
  'inference-child': (megabytes) => ({ megabytes: Math.min(4000, megabytes / 2), orphanMs: 0 }),
  // Tensors stay within 90% of the free memory; the bound only prevents the system from choosing which process to kill.
  'training-child': (megabytes) => ({ megabytes: 0.95 * megabytes, orphanMs: 3000 }),
  // The largest file of weights that is read has 2 GB, in half precision twice as much in memory.
  'weights-child': (megabytes) => ({ megabytes: Math.min(8000, megabytes / 2), orphanMs: 0 }),
  'film-child': (megabytes) => ({ megabytes: Math.min(PREPARER_MEGABYTES, megabytes / 2), orphanMs: 0 }),
  'reader-child': (megabytes) => ({ megabytes: Math.min(READER_MEGABYTES, megabytes / 2), orphanMs: 0 }),
  'engines-child': (megabytes) => ({ megabytes: megabytes / 2, orphanMs: 0 }),
} as const satisfies Readonly<Record<string, (machineMegabytes: number) => ChildBounds>>;

/**
 * Films are large arrays outside V8's heap, and their memory is given back at once. V8 would still collect garbage twice for each film,
 * which took half of a reader's processor time. It does so only above these megabytes now. **(ours)**
 */
const READER_FLAGS = ['--external-memory-accounted-in-global-limit', '--initial-heap-size=256'];

/**
 * glibc gives the memory of each film back to the system, which clears every page of the next one again. Kept and in huge pages, reading
 * and cutting a film takes half the processor time. Other systems ignore this. https://www.gnu.org/software/libc/manual/html_node/Memory-Allocation-Tunables.html
 */
const KEEPS_MEMORY = {
  GLIBC_TUNABLES: [
    'glibc.malloc.mmap_max=0',
    'glibc.malloc.trim_threshold=68719476736',
    'glibc.malloc.top_pad=67108864',
    'glibc.malloc.hugetlb=1',
  ].join(':'),
};

/** Networks and headers in huge pages: an eighth less time for a command that grades or imports 24 films. */
const HUGE_PAGES = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

const TUNING: Readonly<Partial<Record<ChildProgram, ProcessTuning>>> = {
  'inference-child': { variables: HUGE_PAGES },
  'reader-child': { flags: READER_FLAGS, variables: HUGE_PAGES },
  'film-child': { flags: READER_FLAGS, variables: KEEPS_MEMORY },
};

export type ChildProgram = keyof typeof BOUNDS;

export interface ProgramHost {
  readonly start?: StartProcess | undefined;
  /** Keeps what the program writes to its standard error. If omitted, it is printed. */
  readonly log?: Log | undefined;
}

export function startProgram(program: ChildProgram, { start = startChild, log }: ProgramHost = {}): ProcessChannel {
  const errorOutput = (lines: string): void => {
    if (log === undefined) process.stderr.write(printable(lines));
    else log.repeat(lines, program);
  };
  const bounds = boundsArguments(BOUNDS[program](machineMegabytes()));
  return start(entryPoint(program), bounds, errorOutput, TUNING[program]);
}

/** The memory of the machine, or of the container in which this process runs. */
function machineMegabytes(): number {
  const limit = process.constrainedMemory();
  return Math.min(totalmem(), limit > 0 ? limit : Infinity) / 1e6;
}
