// The commands of the worklist.

import type { HipRow } from '../../main/domain/study/hip-row.ts';
import type { Filter } from '../api/hips.ts';
import type { Command } from '../commands/command.ts';
import type { ShowSheet } from '../commands/sheets.ts';
import { cohortText } from '../text/cohort.ts';
import type { Joint } from '../text/count.ts';
import { text } from '../text/english.ts';
import { isGraded } from '../ui/model-marks.tsx';

interface CommandContext {
  readonly chosen: HipRow | null;
  readonly joint: Joint;
  readonly open: (row: HipRow) => void;
  readonly show: ShowSheet;
  readonly filter: Filter;
  readonly selectAll: () => void;
  readonly layout: 'table' | 'grid';
  readonly setLayout: (layout: 'table' | 'grid') => void;
}

export function libraryCommands({
  chosen,
  joint,
  open,
  show,
  filter,
  selectAll,
  layout,
  setLayout,
}: CommandContext): readonly Command[] {
  const other = layout === 'table' ? 'grid' : 'table';
  return [
    {
      id: 'library.openCase',
      title: text.command.openCase,
      group: text.commandGroup.go,
      icon: 'case',
      shortcut: 'O',
      enabled: chosen !== null,
      whyNot: text.whyNot.noHip,
      run: () => chosen !== null && open(chosen),
    },
    {
      id: 'report.export',
      title: text.command.export,
      group: text.commandGroup.report,
      icon: 'export',
      shortcut: 'Ctrl+E',
      enabled: chosen !== null && isGraded(chosen),
      whyNot: chosen === null ? text.whyNot.noHip : text.whyNot.notGraded,
      run: () => chosen !== null && show({ kind: 'export', hipIds: [chosen.hipId] }),
    },
    {
      id: 'library.audits',
      title: cohortText.command.audits,
      group: text.commandGroup.study,
      icon: 'audit',
      shortcut: 'Shift+A',
      run: () => show({ kind: 'audits' }),
    },
    {
      id: 'library.key',
      title: cohortText.command.key,
      group: text.commandGroup.study,
      icon: 'key',
      shortcut: null,
      run: () => show({ kind: 'key' }),
    },
    {
      id: 'library.split',
      title: cohortText.command.split,
      group: text.commandGroup.study,
      icon: 'split',
      shortcut: 'Shift+S',
      run: () => show({ kind: 'split' }),
    },
    {
      id: 'library.coOccurrence',
      title: cohortText.command.coOccurrence,
      group: text.commandGroup.view,
      icon: 'matrix',
      shortcut: 'Shift+C',
      enabled: joint !== 'knee',
      whyNot: text.whyNot.noQuadrants,
      run: () => show({ kind: 'co-occurrence', filter }),
    },
    {
      id: 'library.selectAll',
      title: cohortText.command.selectAll,
      group: text.commandGroup.view,
      icon: 'check',
      shortcut: 'Ctrl+Shift+A',
      run: selectAll,
    },
    {
      id: 'library.layout',
      title: text.command[other],
      group: text.commandGroup.view,
      icon: other,
      shortcut: 'T',
      run: () => setLayout(other),
    },
  ];
}
