import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuadrantLabel } from '../../../../main/domain/grade.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { openReadingQueue, type Reading, type ReadingQueue } from '../../../../renderer/api/reading-queue.ts';

const HIPS = ['hip-a', 'hip-b'] as const;

/** 10,000 in `npm run test:long`. */
const SCHEDULES = 2 * (fc.readConfigureGlobal()?.numRuns ?? 100);

interface Request {
  readonly reading: Reading;
  readonly answer: PromiseWithResolvers<void>;
}

/** The workstation: it stores a reading when it answers the request. */
function openServer() {
  const stored = new Map<string, Reading['label']>();
  const requests: Request[] = [];
  return {
    stored,
    requests,
    send: (reading: Reading): Promise<void> => {
      const answer = Promise.withResolvers<void>();
      requests.push({ reading, answer });
      return answer.promise;
    },
    answer: async (index: number, saved: boolean): Promise<void> => {
      const [request] = requests.splice(index, 1);
      if (request === undefined) return;
      if (saved) {
        stored.set(placeOf(request.reading), request.reading.label);
        request.answer.resolve();
      } else {
        request.answer.reject(new Error('not saved'));
      }
      // The queue learns of an answer in a microtask of its own.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function placeOf({ hipId, quadrant }: Pick<Reading, 'hipId' | 'quadrant'>): string {
  return `${hipId} ${quadrant}`;
}

type Action =
  | { readonly kind: 'press'; readonly hip: number; readonly quadrant: number; readonly grade: 0 | 1 | 2 | 3 }
  | { readonly kind: 'answer'; readonly index: number; readonly saved: boolean }
  | { readonly kind: 'retry'; readonly hip: number };

const actions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('press' as const),
        hip: fc.nat(1),
        quadrant: fc.nat(1),
        grade: fc.constantFrom(0, 1, 2, 3),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('answer' as const), index: fc.nat(3), saved: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('retry' as const), hip: fc.nat(1) }) },
  ),
  { maxLength: 40 },
);

/** Runs the actions, answers what is left, and returns what went wrong: a lost, misplaced or unmarked reading, or two requests of one hip. */
async function faultsOf(open: (send: (reading: Reading) => Promise<void>) => ReadingQueue, taken: readonly Action[]) {
  const server = openServer();
  const queue = open(server.send);
  const faults: string[] = [];
  const pressed = new Map<string, Reading>();
  for (const action of taken) {
    if (action.kind === 'press') {
      const [hipId, quadrant] = [HIPS[action.hip], QUADRANTS[action.quadrant]];
      // Each press has a label object of its own, so that two presses of one key are told apart.
      const reading = { hipId, quadrant, label: { kind: 'graded', grade: action.grade } } as const;
      pressed.set(placeOf(reading), reading);
      queue.save(reading);
    } else if (action.kind === 'answer') await server.answer(action.index, action.saved);
    else queue.retry(HIPS[action.hip]);
    const asked = server.requests.map(({ reading }) => reading.hipId);
    if (new Set(asked).size < asked.length) faults.push('two requests of one hip');
  }
  while (server.requests.length > 0) await server.answer(0, true);
  const marks = new Map(queue.unsaved().map((reading) => [placeOf(reading), reading]));
  for (const [place, { label }] of pressed) {
    const mark = marks.get(place);
    if (mark === undefined && server.stored.get(place) !== label) faults.push(`${place}: lost`);
    if (mark !== undefined && (mark.state !== 'failed' || mark.label !== label)) faults.push(`${place}: marked wrongly`);
  }
  for (const place of [...marks.keys(), ...server.stored.keys()]) if (!pressed.has(place)) faults.push(`${place}: misplaced`);
  for (const hipId of HIPS) queue.retry(hipId);
  while (server.requests.length > 0) await server.answer(0, true);
  if (queue.unsaved().length > 0) faults.push('unsaved after all was sent again');
  for (const [place, { label }] of pressed) if (server.stored.get(place) !== label) faults.push(`${place}: lost at the end`);
  return faults;
}

describe('readings on their way', () => {
  it('end as the last key of each quadrant, or marked as not saved, in every order of keys and answers', async () => {
    await fc.assert(
      fc.asyncProperty(actions, async (taken) => {
        expect(await faultsOf(openReadingQueue, taken)).toEqual([]);
      }),
      { numRuns: SCHEDULES },
    );
  });

  it('are lost by a queue that sends every key at once', async () => {
    const sendsAtOnce = (send: (reading: Reading) => Promise<void>): ReadingQueue => ({
      ...openReadingQueue(send),
      save: (reading) => void send(reading).catch(() => undefined),
    });
    const planted = await fc.check(fc.asyncProperty(actions, async (taken) => (await faultsOf(sendsAtOnce, taken)).length === 0));
    expect(planted.failed).toBe(true);
  });

  it('wait for the one before, and a later key replaces one that waits', async () => {
    const server = openServer();
    const queue = openReadingQueue(server.send);
    const press = (grade: 0 | 1 | 2 | 3): void =>
      queue.save({ hipId: 'hip-a', quadrant: 'femur-superior', label: { kind: 'graded', grade } });
    press(1);
    press(2);
    press(3);
    expect(queue.unsaved().map(({ state, label }) => [state, label])).toEqual([
      ['sending', { kind: 'graded', grade: 1 }],
      ['waiting', { kind: 'graded', grade: 3 }],
    ]);
    await server.answer(0, true);
    expect(server.requests.map(({ reading }) => reading.label)).toEqual([{ kind: 'graded', grade: 3 }]);
  });

  it('can be given up after they failed, and then only those of the hip', async () => {
    const server = openServer();
    const queue = openReadingQueue(server.send);
    for (const hipId of HIPS) queue.save({ hipId, quadrant: 'femur-superior', label: { kind: 'missing' } });
    await server.answer(0, false);
    await server.answer(0, false);
    queue.save({ hipId: 'hip-a', quadrant: 'femur-inferior', label: { kind: 'missing' } });
    queue.discard('hip-a');
    expect(queue.unsaved().map(({ hipId, quadrant, state }) => [hipId, quadrant, state])).toEqual([
      ['hip-b', 'femur-superior', 'failed'],
      ['hip-a', 'femur-inferior', 'sending'],
    ]);
  });

  it('tell who listens of each saved reading while it is still listed', async () => {
    const server = openServer();
    const queue = openReadingQueue(server.send);
    const seen: (readonly [Reading['quadrant'], number])[] = [];
    const stop = queue.onSaved(({ quadrant }) => seen.push([quadrant, queue.unsaved().length]));
    queue.save({ hipId: 'hip-a', quadrant: 'femur-superior', label: { kind: 'missing' } });
    await server.answer(0, true);
    stop();
    queue.save({ hipId: 'hip-a', quadrant: 'femur-inferior', label: { kind: 'missing' } });
    await server.answer(0, true);
    expect(seen).toEqual([['femur-superior', 1]]);
    expect(queue.unsaved()).toEqual([]);
  });

  it('come before work on the whole hip if they were pressed before it, and after it otherwise, whatever fails', async () => {
    const server = openServer();
    const queue = openReadingQueue(server.send);
    const done: string[] = [];
    const press = (quadrant: Reading['quadrant'], label: QuadrantLabel, hipId = 'hip-a'): void =>
      queue.save({ hipId, quadrant, label });
    const graded = { kind: 'graded', grade: 1 } as const;
    press('femur-superior', graded);
    press('femur-superior', { kind: 'missing' });
    const accepting = Promise.withResolvers<string>();
    const accepted = queue.inTurn('hip-a', () => {
      done.push('accept');
      return accepting.promise;
    });
    press('femur-inferior', graded);
    press('femur-inferior', graded, 'hip-b');
    const asked = () => server.requests.map(({ reading: { hipId, quadrant, label } }) => [hipId, quadrant, label.kind]);
    expect(asked()).toEqual([
      ['hip-a', 'femur-superior', 'graded'],
      ['hip-b', 'femur-inferior', 'graded'],
    ]);
    await server.answer(0, true);
    expect(asked()).toContainEqual(['hip-a', 'femur-superior', 'missing']);
    expect(done).toEqual([]);
    await server.answer(1, false);
    expect(done).toEqual(['accept']);
    expect(asked()).toEqual([['hip-b', 'femur-inferior', 'graded']]);
    accepting.resolve('accepted');
    expect(await accepted).toBe('accepted');
    expect(asked()).toContainEqual(['hip-a', 'femur-inferior', 'graded']);
    await server.answer(1, true);
    await expect(queue.inTurn('hip-a', async () => Promise.reject(new Error('not done')))).rejects.toThrow('not done');
    press('femur-superior', graded);
    expect(asked()).toContainEqual(['hip-a', 'femur-superior', 'graded']);
  });
});
