// What a person reads about splits and split files.

import type { SplitPart } from '../../domain/study/split.ts';

interface Placed {
  readonly line: number;
  readonly part: SplitPart;
}

interface Spelled {
  readonly written: string;
  readonly part: SplitPart;
}

export const splitText = {
  file: {
    malformedLine: (line: number) =>
      `Line ${line} must hold a subject and one of train, val or test. It was left out. Correct it and try again.`,
    twoParts: (now: Placed, before: Placed) =>
      `Line ${now.line} puts a subject into ${now.part}, but line ${before.line} puts it into ${before.part}. The subject was left out of both. Remove one of the two lines.`,
    twoSpellings: (now: Spelled, before: Spelled) =>
      `The split puts one person into ${now.part} as ${now.written} and into ${before.part} as ${before.written}. The person was left out of both. Remove one of the two lines.`,
    noValidLine:
      'The split has no valid line. Each line must hold a subject and one of train, val or test, such as "OAI-9000622,train". Choose another file.',
  },
  study: {
    noHips: 'The study has no hips to split. Import radiographs first.',
    nameTaken: (name: string) =>
      `There is already a split named ${name}. Choose another name: existing splits are never overwritten.`,
    notFound: (name: string, existing: readonly string[]) =>
      `There is no split named ${name}. ${existing.length === 0 ? 'The study has no splits yet.' : `The study has ${existing.join(', ')}.`}`,
    noneInForce: 'No split is in force. Build or choose one first.',
  },
} as const;
