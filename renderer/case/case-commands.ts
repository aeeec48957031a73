// The commands of an open case. Tool strip, panel, keys, palette and menu all use these records.

import type { HipRow } from '../../main/domain/study/hip-row.ts';
import type { Case } from '../../main/domain/study/case.ts';
import type { Command } from '../commands/command.ts';
import type { ShowSheet } from '../commands/sheets.ts';
import { text } from '../text/english.ts';
import type { HipReading } from './hip-reading.ts';
import { STEP_KEYS, type HipStep } from './hip-steps.ts';
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
      shortcut: STEP_KEYS['other-side'],
      enabled: otherSide !== null,
      whyNot: text.whyNot.otherHip,
      run: () => onStep('other-side'),
    },
    {
      id: 'case.next',
      title: text.command.nextHip,
      group,
      icon: 'next',
      shortcut: STEP_KEYS.next,
      enabled: !neighbours.known || neighbours.next !== null,
      whyNot: text.whyNot.lastHip,
      run: () => onStep('next'),
    },
    {
      id: 'case.previous',
      title: text.command.previousHip,
      group,
      icon: 'back',
      shortcut: STEP_KEYS.previous,
      enabled: !neighbours.known || neighbours.previous !== null,
      whyNot: text.whyNot.firstHip,
      run: () => onStep('previous'),
    },
  ];
}

export function hipCommands({ row, hip, reading, writable, show }: CommandContext): readonly Command[] {
  return [
    retryCommand(reading),
    ...gradingCommands({ hipId: row.hipId, shown: hip !== null, graded: hip !== null && hip.grading !== null, writable, show }),
  ];
}

/** Saves what could not be saved, of a hip or a knee. */
export function retryCommand({ failure, retry }: Pick<HipReading, 'failure' | 'retry'>): Command {
  return {
    id: 'case.retryReadings',
    title: text.command.retryReadings,
    group: text.commandGroup.read,
    icon: 'reset',
    shortcut: 'Ctrl+S',
    enabled: failure !== null,
    whyNot: text.whyNot.nothingFailed,
    run: retry,
  };
}

interface GradingContext extends Pick<CommandContext, 'writable' | 'show'> {
  readonly hipId: string;
  /** Whether there is a picture to grade. */
  readonly shown: boolean;
  readonly graded: boolean;
}

/** What can be done with a model's grades, of hips and knees. */
export function gradingCommands({ hipId, shown, graded, writable, show }: GradingContext): readonly Command[] {
  const { grade, report } = text.commandGroup;
  return [
    {
      id: 'grade.this',
      title: text.command.gradeThis,
      group: grade,
      icon: 'play',
      shortcut: 'G',
      enabled: writable && shown && !graded,
      whyNot: writable ? text.whyNot.graded : text.whyNot.readOnly,
      run: () => show({ kind: 'grade', hipIds: [hipId] }),
    },
    {
      id: 'report.export',
      title: text.command.export,
      group: report,
      icon: 'export',
      shortcut: 'Ctrl+E',
      enabled: graded,
      whyNot: text.whyNot.notGraded,
      run: () => show({ kind: 'export', hipIds: [hipId] }),
    },
  ];
}
