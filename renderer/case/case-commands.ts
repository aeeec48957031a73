// The commands of an open case. Tool strip, panel, keys, palette and menu all use these records.

import type { HipRow } from '../../main/domain/study/hip-row.ts';
import type { Case } from '../../main/domain/study/case.ts';
import type { Command } from '../commands/command.ts';
import type { ShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import type { HipReading } from './hip-reading.ts';
import type { HipStep } from './hip-steps.ts';
import type { Neighbours } from './neighbours.ts';

interface CommandContext {
  readonly row: HipRow;
  readonly hip: Case['hips'][number] | null;
  readonly reading: HipReading;
  /** False if the study can only be read. */
  readonly writable: boolean;
  readonly show: ShowSheet;
}

interface StepContext {
  readonly neighbours: Neighbours;
  /** The other hip of the film. Null if there is none, undefined until the case is loaded. */
  readonly otherSide: string | null | undefined;
  readonly onStep: (step: HipStep) => void;
}

/** The commands that leave the hip. They exist while its case is loading too. */
export function stepCommands({ neighbours, otherSide, onStep }: StepContext): readonly Command[] {
  const group = text.commandGroup.read;
  return [
    {
      id: 'case.otherHip',
      title: text.command.otherHip,
      group,
      icon: 'hip',
      shortcut: 'S',
      enabled: otherSide !== null,
      whyNot: text.whyNot.otherHip,
      run: () => onStep('other-side'),
    },
    {
      id: 'case.next',
      title: text.command.nextHip,
      group,
      icon: 'next',
      shortcut: 'J',
      enabled: !neighbours.known || neighbours.next !== null,
      whyNot: text.whyNot.lastHip,
      run: () => onStep('next'),
    },
    {
      id: 'case.previous',
      title: text.command.previousHip,
      group,
      icon: 'back',
      shortcut: 'K',
      enabled: !neighbours.known || neighbours.previous !== null,
      whyNot: text.whyNot.firstHip,
      run: () => onStep('previous'),
    },
  ];
}

export function hipCommands({ row, hip, reading, writable, show }: CommandContext): readonly Command[] {
  const { read, grade, report } = text.commandGroup;
  const graded = hip !== null && hip.grading !== null;
  return [
    {
      id: 'case.retryReadings',
      title: text.command.retryReadings,
      group: read,
      icon: 'reset',
      shortcut: 'Ctrl+S',
      enabled: reading.failed.length > 0,
      whyNot: text.whyNot.nothingFailed,
      run: reading.retry,
    },
    {
      id: 'grade.this',
      title: text.command.gradeThis,
      group: grade,
      icon: 'play',
      shortcut: 'G',
      enabled: writable && hip !== null && !graded,
      whyNot: writable ? text.whyNot.graded : text.whyNot.readOnly,
      run: () => show({ kind: 'grade', hipIds: [row.hipId] }),
    },
    {
      id: 'report.export',
      title: text.command.export,
      group: report,
      icon: 'export',
      shortcut: 'Ctrl+E',
      enabled: graded,
      whyNot: text.whyNot.notGraded,
      run: () => show({ kind: 'export', hipIds: [row.hipId] }),
    },
  ];
}
