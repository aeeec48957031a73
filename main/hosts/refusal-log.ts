// Logs refused requests in lines that hold nothing of the request itself, and only so many of them in a minute.

export interface RefusalLog {
  /** `reason` is one of our own words, such as a status or a parser's code. */
  readonly refused: (status: number, reason: string) => void;
}

const MOST_IN_A_MINUTE = 20;
const MINUTE_MS = 60_000;

/** Counts what exceeds the limit, and writes the count with the first line of a later minute. */
export function openRefusalLog(note: (line: string) => void, now: () => Date): RefusalLog {
  let minute = 0;
  let written = 0;
  let withheld = 0;
  return {
    refused: (status, reason) => {
      const current = Math.floor(now().getTime() / MINUTE_MS);
      if (current !== minute) {
        if (withheld > 0) note(`${withheld} more refused requests in the minute of the last one`);
        minute = current;
        written = 0;
        withheld = 0;
      }
      if (written >= MOST_IN_A_MINUTE) {
        withheld += 1;
        return;
      }
      written += 1;
      note(`refused request: ${status} ${reason.replaceAll(/[^\w -]/g, '').slice(0, 60)}`);
    },
  };
}
