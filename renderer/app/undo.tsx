// Undo and redo of readings and settings on every screen, with a short note of what was done. They are kept over a restart.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Undoable, UndoableChange } from '../../main/domain/study/changes.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useReadOnly } from '../api/read-only.ts';
import { useUnsavedReadings } from '../api/unsaved-readings.ts';
import { useWorkstation } from '../api/workstation.tsx';
import type { Command } from '../commands/command.ts';
import { go, usePlace } from '../commands/navigation.ts';
import { useOffer } from '../commands/registry.tsx';
import { text } from '../text/english.ts';
import { undoText } from '../text/undo.ts';
import { useLatest } from '../ui/latest.ts';
import style from './undo.module.css';

type Direction = 'undo' | 'redo';

const NOTE_MS = 6000;

export function Undo() {
  const { studyId, queries, readings } = useWorkstation();
  const cache = useQueryClient();
  const place = usePlace();
  const readOnly = useReadOnly();
  const saving = useUnsavedReadings().some(({ state }) => state !== 'failed');
  const [note, setNote] = useState<string | null>(null);
  const newest = useQuery({ ...queries.changes.newest.queryOptions(), enabled: studyId !== null });
  const { undo = null, redo = null } = newest.data ?? {};
  const open = useLatest(place.screen === 'case' ? place.hipId : null);
  const options = (direction: Direction) => ({
    onSuccess: (next: Undoable) => {
      const change = direction === 'undo' ? undo : redo;
      if (change !== null) setNote(undoText.done(direction, change));
      cache.setQueryData(queries.changes.newest.queryKey(), next);
      void cache.invalidateQueries();
      if (change !== null && 'hipId' in change && change.hipId !== open.current) go({ screen: 'case', hipId: change.hipId });
    },
    onError: (error: unknown) => setNote(failureMessage(error)),
  });
  const undoing = useMutation(queries.changes.undo.mutationOptions(options('undo')));
  const redoing = useMutation(queries.changes.redo.mutationOptions(options('redo')));
  /** A reading or measurement on its way is the newest change, so undo waits for it. */
  const run = (direction: Direction): void => {
    if (undoing.isPending || redoing.isPending) return;
    const act = async (): Promise<void> => {
      await Promise.all([
        arrived(() => readings.unsaved().some(({ state }) => state !== 'failed'), readings.subscribe),
        arrived(
          () => cache.isMutating({ mutationKey: queries.measurements.key() }) > 0,
          (listener) => cache.getMutationCache().subscribe(listener),
        ),
      ]);
      const known = await cache.fetchQuery(queries.changes.newest.queryOptions({ staleTime: 0 }));
      const change = known[direction];
      if (change !== null) (direction === 'undo' ? undoing : redoing).mutate({ changeId: change.changeId });
    };
    void act();
  };
  useOffer([
    command('undo', undo, readOnly === null && (undo !== null || saving), () => run('undo')),
    command('redo', redo, readOnly === null && redo !== null, () => run('redo')),
  ]);
  useEffect(() => {
    if (note === null) return undefined;
    const timer = setTimeout(() => setNote(null), NOTE_MS);
    return () => clearTimeout(timer);
  }, [note]);
  return (
    <div role="status" className={style.place}>
      {note !== null && <p className={style.note}>{note}</p>}
    </div>
  );
}

function command(direction: Direction, change: UndoableChange | null, enabled: boolean, run: () => void): Command {
  return {
    id: `changes.${direction}`,
    title: change === null ? undoText[direction] : `${undoText[direction]}: ${undoText.change(change)}`,
    group: text.commandGroup.read,
    icon: direction,
    shortcut: direction === 'undo' ? 'Ctrl+Z' : 'Ctrl+Shift+Z',
    enabled,
    whyNot: undoText.nothing[direction],
    run,
  };
}

/** Resolves when nothing is on its way. `subscribe` calls its listener whenever that may have changed. */
async function arrived(isBusy: () => boolean, subscribe: (listener: () => void) => () => void): Promise<void> {
  if (!isBusy()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const leave = subscribe(() => {
    if (!isBusy()) resolve();
  });
  await promise;
  leave();
}
