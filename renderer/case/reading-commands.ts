// The commands that finish a reading: accept the model's grades, go to the next hip that is not read, go on by itself.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { NO_FILTER } from '../api/hips.ts';
import { useReadingSettings } from '../api/reading-settings.ts';
import { useWorkstation } from '../api/workstation.tsx';
import type { Command } from '../commands/command.ts';
import { go } from '../commands/navigation.ts';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import type { HipRow } from '../../main/domain/study/hip-row.ts';
import { text } from '../text/english.ts';
import { useLatest } from '../ui/latest.ts';
import type { HipReading } from './hip-reading.ts';
import type { HipSteps } from './hip-steps.ts';
import type { Neighbours } from './neighbours.ts';

interface ReadingContext {
  readonly row: HipRow;
  readonly reading: HipReading;
  readonly neighbours: Neighbours;
  /** False if the study can only be read. */
  readonly writable: boolean;
  readonly onLookFor: HipSteps['onLookFor'];
}

export function useReadingCommands({ row, reading, neighbours, writable, onLookFor }: ReadingContext): readonly Command[] {
  const { client, readings } = useWorkstation();
  const cache = useQueryClient();
  const toUnread = useUnreadCommand(row.hipId, neighbours, onLookFor);
  const accept = useMutation({
    mutationFn: (hipId: string) => readings.inTurn(hipId, () => client.reading.accept({ hipId })),
    onSuccess: () => cache.invalidateQueries(),
  });
  const unread = QUADRANTS.filter((quadrant) => reading.labels[quadrant].kind === 'missing').length;
  useAutoAdvance({ hipId: row.hipId, complete: unread === 0, next: neighbours.next });
  return [
    {
      id: 'read.accept',
      title: text.command.accept,
      group: text.commandGroup.read,
      icon: 'accept',
      shortcut: 'A',
      enabled: writable && row.model !== null && unread > 0 && !accept.isPending,
      whyNot: writable ? text.whyNot.nothingToAccept : text.whyNot.readOnly,
      run: () => accept.mutate(row.hipId),
    },
    toUnread,
  ];
}

/** The command that opens the next hip or knee of the list that is not read. */
export function useUnreadCommand(hipId: string, neighbours: Neighbours, onLookFor: HipSteps['onLookFor']): Command {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const latest = useLatest(neighbours);
  const findUnread = async (): Promise<string | null> => {
    const open = await cache.fetchQuery(
      queries.hips.ids.queryOptions({ input: { ...NO_FILTER, state: ['unread', 'partly-read'] }, staleTime: 0 }),
    );
    return nextUnread(latest.current.list, hipId, new Set(open));
  };
  return {
    id: 'read.nextUnread',
    title: text.command.nextUnread,
    group: text.commandGroup.read,
    icon: 'next',
    shortcut: 'U',
    enabled: neighbours.known,
    run: () => onLookFor(findUnread()),
  };
}

/** Returns the next hip of the list that is not read, from the start again after its end. Null if all others are read. */
export function nextUnread(list: readonly string[], hipId: string, unread: ReadonlySet<string>): string | null {
  const at = list.indexOf(hipId);
  const inOrder = [...list.slice(at + 1), ...list.slice(0, Math.max(0, at))];
  return inOrder.find((other) => unread.has(other)) ?? null;
}

interface Advance {
  readonly hipId: string;
  readonly complete: boolean;
  readonly next: string | null;
}

/**
 * Opens the next hip as soon as the last quadrant is read here, if the reader wants that. A hip that was read before stays open. A layout effect,
 * so that a key that follows the last grade finds the next hip in the address.
 */
function useAutoAdvance({ hipId, complete, next }: Advance): void {
  const { autoAdvance } = useReadingSettings().settings;
  const before = useRef({ hipId, complete });
  useLayoutEffect(() => {
    const { hipId: seen, complete: wasComplete } = before.current;
    before.current = { hipId, complete };
    if (autoAdvance && next !== null && seen === hipId && complete && !wasComplete) go({ screen: 'case', hipId: next });
  }, [autoAdvance, complete, hipId, next]);
}
