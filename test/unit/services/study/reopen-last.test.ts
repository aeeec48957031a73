import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Environment } from '../../../../main/services/environment.ts';
import { openStudySessions } from '../../../../main/services/study/study-sessions.ts';
import { temporaryFolder } from '../../cohort/films.ts';

function sessionsIn(home: string) {
  let id = 0;
  const environment: Pick<Environment, 'home' | 'now' | 'newId' | 'errors'> = {
    home,
    now: () => new Date(0),
    newId: () => `id-${(id += 1)}`,
    errors: { report: () => undefined, note: () => undefined, repeat: () => undefined },
  };
  return openStudySessions(environment as Environment); // sessions use nothing else
}

it('the study that was open when the program ended opens again, with its jobs; one that was closed does not', async () => {
  const home = temporaryFolder();
  const first = sessionsIn(home);
  const session = await first.create(join(home, 'study'), 'Study', false);
  await session.board.finish('report', async () => undefined);
  await first.closeAll();

  const second = sessionsIn(home);
  await second.reopenLast();
  const again = second.newest();
  expect(again?.id).toBe(session.id);
  expect(again?.jobs.list()).toMatchObject([
    { kind: 'report', startedAt: '1970-01-01T00:00:00.000Z', progress: { state: 'done' } },
  ]);
  expect(again?.jobs.list()[0].endedAt).not.toBeNull();
  await second.close(session.id);
  await second.closeAll();

  const third = sessionsIn(home);
  await third.reopenLast();
  expect(third.newest()).toBeNull();
  await third.closeAll();
});
