// The text of undo and redo.

import type { QuadrantLabel } from '../../main/domain/grade.ts';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import type { UndoableChange } from '../../main/domain/study/changes.ts';
import { list } from './count.ts';
import { text } from './english.ts';
import { kneeLabelInWords, kneeText } from './knee.ts';
import { viewerText } from './viewer.ts';

export const undoText = {
  undo: 'Undo',
  redo: 'Redo',
  nothing: { undo: 'Nothing was changed yet.', redo: 'Nothing was undone.' },
  change: (change: UndoableChange): string => {
    switch (change.kind) {
      case 'reading': {
        const quadrants = QUADRANTS.filter((quadrant) => change.after[quadrant] !== undefined);
        return `reading of ${list(quadrants.map((quadrant) => text.quadrant[quadrant].toLowerCase()))}`;
      }
      case 'knee-reading':
        return kneeText.grades;
      case 'measurement':
        return measurementInWords(change);
      case 'model':
        return `model ${change.after ?? ''}`;
      case 'split':
        return `split ${change.after ?? ''}`;
      case 'filters':
        return 'saved filters';
      case 'reading-settings':
        return 'settings of reading';
    }
  },
  done: (direction: 'undo' | 'redo', change: UndoableChange): string => {
    const word = direction === 'undo' ? 'Undone' : 'Done again';
    if (change.kind === 'knee-reading') {
      const [from, to] = direction === 'undo' ? [change.after, change.before] : [change.before, change.after];
      return `${word}. ${kneeText.grades}: ${kneeLabelInWords(from)} → ${kneeLabelInWords(to)}.`;
    }
    if (change.kind !== 'reading') return `${word}: ${undoText.change(change)}.`;
    const [from, to] = direction === 'undo' ? [change.after, change.before] : [change.before, change.after];
    const parts = QUADRANTS.flatMap((quadrant) => {
      const [old, now] = [from[quadrant], to[quadrant]];
      return old === undefined || now === undefined ? [] : [`${text.quadrant[quadrant]}: ${valueOf(old)} → ${valueOf(now)}`];
    });
    return `${word}. ${parts.join(', ')}.`;
  },
};

function measurementInWords({ before, after }: Extract<UndoableChange, { kind: 'measurement' }>): string {
  const kind = (after ?? before)?.kind;
  const name = kind === undefined ? '' : viewerText.measurementKind[kind].toLowerCase();
  return `${name} ${before === null ? 'measured' : after === null ? 'removed' : 'moved'}`;
}

function valueOf(label: QuadrantLabel): string {
  if (label.kind === 'missing') return 'not read';
  return label.kind === 'graded' ? `grade ${label.grade}` : 'not gradable';
}
