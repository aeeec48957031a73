// The command palette, which also finds hips of the study.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { NO_FILTER } from '../api/hips.ts';
import { useWorkstation } from '../api/workstation.tsx';
import type { Command } from '../commands/command.ts';
import { go } from '../commands/navigation.ts';
import { Palette } from '../commands/palette.tsx';
import { useCommands } from '../commands/registry.tsx';
import { text } from '../text/english.ts';

/** Searching hips starts at this many letters. */
const MIN_LETTERS = 2;

export function PaletteSheet({ onClose }: { readonly onClose: () => void }) {
  const { studyId, queries } = useWorkstation();
  const [query, setQuery] = useState('');
  const typed = query.trim();
  const hips = useQuery({
    ...queries.hips.list.queryOptions({ input: { ...NO_FILTER, text: typed, offset: 0, limit: 8 } }),
    enabled: studyId !== null && typed.length >= MIN_LETTERS,
  });
  const found: readonly Command[] =
    typed.length < MIN_LETTERS
      ? []
      : (hips.data?.rows ?? []).map((row) => ({
          id: `hip.${row.hipId}`,
          title: `${row.name} · ${text.hip.visit(row.visit)} · ${text.hip.sideOf(row)}`,
          group: text.palette.hip,
          icon: 'case',
          shortcut: null,
          run: () => go({ screen: 'case', hipId: row.hipId }),
        }));
  const commands = useCommands().filter((command) => command.id !== 'palette.open');
  return <Palette commands={commands} found={found} query={query} onQuery={setQuery} onClose={onClose} />;
}
