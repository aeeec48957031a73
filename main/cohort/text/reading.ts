// What a person reads when a file could not be read because its reader ended.

const HARMFUL = 'It may be damaged or made to do harm. Export it again from its source.';

export const readingText = {
  memory: (file: string, megabytes: number) =>
    `${file} needed more than ${megabytes.toLocaleString('en')} MB of memory to read, so it was left out. ${HARMFUL}`,
  time: (file: string, seconds: number) => `${file} was not read within ${seconds} seconds, so it was left out. ${HARMFUL}`,
  died: (file: string, reason: string) =>
    `Reading ${file} ended unexpectedly (${reason}), so it was left out. Other files are not affected. Export it again from its source.`,
  stopped: (file: string) => `Reading stopped before ${file} was read. Import it again.`,
} as const;
