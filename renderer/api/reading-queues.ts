// The reading queues of every study that this page has shown. A study that the page has left continues to save.

import type { Access } from './access.ts';
import { createClient } from './client.ts';
import { openReadingQueue, type ReadingQueue } from './reading-queue.ts';

export interface ReadingQueues {
  /** Returns the same queue each time. */
  readonly of: (studyId: string | null) => ReadingQueue;
  /** Whether a reading of any study would be lost with the page. */
  readonly anyUnsaved: () => boolean;
}

export function openReadingQueues(origin: string, access: Access): ReadingQueues {
  const queues = new Map<string | null, ReadingQueue>();
  const openFor = (studyId: string | null): ReadingQueue => {
    const client = createClient(origin, studyId, access);
    const queue = openReadingQueue(({ hipId, ...read }) =>
      read.quadrant === null
        ? client.knees.read({ hipId, label: read.label, why: read.why })
        : client.reading.save({ hipId, quadrant: read.quadrant, label: read.label, why: read.why }),
    );
    queues.set(studyId, queue);
    return queue;
  };
  return {
    of: (studyId) => queues.get(studyId) ?? openFor(studyId),
    anyUnsaved: () => [...queues.values()].some((queue) => queue.unsaved().length > 0),
  };
}
