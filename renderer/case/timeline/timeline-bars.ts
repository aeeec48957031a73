// The bars of a visit in the timeline: what the model, the reader and an imported table say of the hip, and the same in words.

import { FINDING_GRADES, FINDINGS } from '../../../main/domain/finding.ts';
import type { Grade } from '../../../main/domain/grade.ts';
import type { KnownLabel } from '../../../main/domain/hip-label.ts';
import { QUADRANTS, type PerQuadrant } from '../../../main/domain/quadrant.ts';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';
import { text } from '../../text/english.ts';

export interface Bar {
  readonly name: string;
  /** Null if no model has graded the hip. */
  readonly label: string | null;
  /** 0 to 3. */
  readonly height: number;
  readonly colour: string | undefined;
}

export interface VisitBars {
  /** One bar for each quadrant or finding. */
  readonly model: readonly Bar[];
  /** One bar for each quadrant that was read or labelled. */
  readonly reading: readonly Bar[];
  readonly imported: readonly Bar[];
  readonly inWords: string;
}

export function visitBars(row: HipRow): VisitBars {
  const [model, reading, imported] = [modelBars(row), knownBars(row.reading), knownBars(row.label)];
  const grades = model.every(({ label }) => label === null) ? text.library.ungraded : list(model);
  const inWords = [
    row.gradedBy === null ? grades : `${row.gradedBy}: ${grades}`,
    ...(reading.length === 0 ? [] : [`${text.case.timelineReading}: ${list(reading)}`]),
    ...(imported.length === 0 ? [] : [`${text.case.timelineLabel}: ${list(imported)}`]),
  ].join('; ');
  return { model, reading, imported, inWords };
}

function list(bars: readonly Bar[]): string {
  return bars.map(({ name, label }) => `${name} ${label ?? ''}`).join(', ');
}

function knownBars(labels: PerQuadrant<KnownLabel>): readonly Bar[] {
  return QUADRANTS.flatMap((quadrant): readonly Bar[] => {
    const label = labels[quadrant];
    const name = text.quadrantShort[quadrant];
    switch (label.kind) {
      case 'missing':
        return [];
      case 'graded':
        return [{ name, label: String(label.grade), height: label.grade, colour: `var(--grade-${label.grade}-line)` }];
      case 'binary':
        return [{ ...presenceBar(name, label.present), colour: undefined }];
      case 'not-gradable':
        return [{ name, label: text.grade.notGradableShort, height: 0, colour: undefined }];
    }
  });
}

/** Presence alone is drawn without a grade colour. */
function modelBars({ model, presence, findings }: HipRow): readonly Bar[] {
  if (findings !== null) {
    return FINDINGS.map((finding) =>
      FINDING_GRADES[finding] === 2
        ? presenceBar(text.finding[finding], findings[finding] > 0)
        : gradeBar(text.finding[finding], findings[finding]),
    );
  }
  return QUADRANTS.map((quadrant) => {
    const name = text.quadrantShort[quadrant];
    if (presence !== null) return presenceBar(name, presence[quadrant]);
    return model === null ? { name, label: null, height: 0, colour: undefined } : gradeBar(name, model[quadrant]);
  });
}

function gradeBar(name: string, grade: Grade): Bar {
  return { name, label: String(grade), height: grade, colour: `var(--grade-${grade})` };
}

function presenceBar(name: string, present: boolean): Bar {
  const colour = present ? 'var(--ink-2)' : 'var(--grade-0)';
  return { name, label: present ? text.grade.present : text.grade.absent, height: present ? 2 : 0, colour };
}
