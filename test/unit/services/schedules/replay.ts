// What a study should hold, by a model of its own: the rows of the audit say in which order the calls were stored, and the calls what each of
// them does. Undo takes back the newest change, and redo repeats the one that was taken back last.

import { z } from 'zod';
import { readingHistory } from '../../../../main/database/versions.ts';
import type { StudyDatabase } from '../../../../main/database/study-database.ts';
import { QUADRANTS, type Quadrant } from '../../../../main/domain/quadrant.ts';

/** What a study should hold. */
export interface Expected {
  /** The grade of each hip and quadrant that was read. */
  readonly readings: Map<string, number>;
  /** The grade of each knee that was read. */
  readonly knees: Map<string, number>;
  readonly filters: Map<string, true>;
  /** Where each measurement of each hip starts, in pixels. */
  readonly measurements: Map<string, number>;
  /** How evidence is drawn. */
  readonly settings: Map<'opacity', number>;
  readonly choices: Map<'model' | 'split', string | null>;
  gradings: number;
  /** The changes that undo takes back, and those that redo repeats. The last one comes first. */
  readonly done: Step[];
  readonly undone: Step[];
}

/** A change that can be taken back. */
interface Step {
  readonly kind: string;
  readonly undo: () => void;
  redo: () => void;
}

export interface AuditRow {
  readonly at: string;
  readonly action: string;
  readonly target: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

const Row = z.object({ at: z.string(), action: z.string(), target: z.string(), detail: z.string() });

/** The rows of the audit after the one of this number. */
export function auditRows(database: StudyDatabase, after: number): readonly AuditRow[] {
  const rows = database.prepare('SELECT at, action, target, detail FROM audit WHERE sequence > ? ORDER BY sequence').all(after);
  return rows.map((raw) => {
    const { detail, ...row } = Row.parse(raw);
    return { ...row, detail: z.record(z.string(), z.unknown()).catch({}).parse(JSON.parse(detail)) };
  });
}

const Label = z.object({ kind: z.string(), grade: z.number().optional() });
const Points = z.array(z.object({ x: z.number() }));
const After = z.object({ heat: z.object({ opacity: z.number() }) });

/** Does in `expected` what the call behind an audit row did in the study. `model` grades if nobody has chosen one. */
export function replay(expected: Expected, row: AuditRow, { database, model }: { database: StudyDatabase; model: string }): void {
  const { action, target, detail, at } = row;
  switch (action) {
    case 'reading.save':
      return labelled(expected, 'readings', `${target} ${String(detail['quadrant'])}`, gradeOf(detail['label']));
    case 'knees.read':
      return labelled(expected, 'knees', target, gradeOf(detail['label']));
    case 'reading.accept': {
      const unread = unreadOf(expected, target);
      const given = readingHistory(database, target).filter((version) => version.at === at);
      const grades = new Map(given.map(({ quadrant, after }) => [`${target} ${quadrant}`, gradeOf(after)]));
      if (unread.length > 0) change(expected, 'readings', new Map(unread.map((place) => [place, grades.get(place) ?? -1])));
      return;
    }
    case 'measurements.save':
      return change(expected, 'measurements', new Map([[placeOf(row), startOf(detail['points'])]]));
    case 'measurements.remove':
      return change(expected, 'measurements', new Map([[placeOf(row), undefined]]));
    case 'filters.save':
      return change(expected, 'filters', new Map([[target, true]]));
    case 'filters.remove':
      return change(expected, 'filters', new Map([[target, undefined]]));
    case 'grading.choose': {
      const before = expected.choices.get('model') ?? model;
      expected.choices.set('model', before);
      if (before !== target) change(expected, 'choices', new Map([['model', target]]));
      return;
    }
    case 'splits.choose':
      return change(expected, 'choices', new Map([['split', target]]));
    case 'splits.build':
      return void expected.choices.set('split', target); // cannot be taken back
    case 'settings.putReading':
      return set(expected, opacityOf(detail['after']));
    case 'changes.undo':
      return moved(expected.done, expected.undone, 'undo');
    case 'changes.redo':
      return moved(expected.undone, expected.done, 'redo');
  }
}

/** The value that a row stored, in words. Undefined if its target says all. */
export function valueOfRow({ action, detail }: AuditRow): string | undefined {
  switch (action) {
    case 'reading.save':
      return `${String(detail['quadrant'])} ${gradeOf(detail['label'])}`;
    case 'knees.read':
      return String(gradeOf(detail['label']));
    case 'measurements.save':
      return `${String(detail['measurementId'])} ${startOf(detail['points'])}`;
    case 'measurements.remove':
      return String(detail['measurementId']);
    case 'settings.putReading':
      return String(opacityOf(detail['after']));
    default:
      return undefined;
  }
}

/** The places of a hip that nobody has read. */
export function unreadOf({ readings }: Pick<Expected, 'readings'>, hipId: string): string[] {
  return QUADRANTS.map((quadrant: Quadrant) => `${hipId} ${quadrant}`).filter((place) => !readings.has(place));
}

function placeOf({ target, detail }: AuditRow): string {
  return `${target} ${String(detail['measurementId'])}`;
}

function startOf(points: unknown): number {
  return Points.parse(points)[0]?.x ?? -1;
}

function opacityOf(settings: unknown): number {
  return After.parse(settings).heat.opacity;
}

/** Undefined for a label without a grade. */
function gradeOf(label: unknown): number | undefined {
  return Label.parse(label).grade;
}

function labelled(expected: Expected, name: 'readings' | 'knees', place: string, grade: number | undefined): void {
  if (expected[name].get(place) !== grade) change(expected, name, new Map([[place, grade]]));
}

type Place = 'readings' | 'knees' | 'filters' | 'measurements' | 'choices' | 'settings';

/** Sets values, or removes those that are undefined, as a change that can be taken back. It forgets what was undone. */
function change(expected: Expected, kind: Place, values: ReadonlyMap<string, unknown>): void {
  const map = expected[kind] as Map<string, unknown>;
  const put = (each: ReadonlyMap<string, unknown>): void => {
    for (const [place, value] of each) {
      if (value === undefined) map.delete(place);
      else map.set(place, value);
    }
  };
  const before = new Map([...values.keys()].map((place) => [place, map.get(place)]));
  put(values);
  expected.undone.length = 0;
  expected.done.unshift({ kind, undo: () => put(before), redo: () => put(values) });
}

/** A change of the settings that follows another one fast extends it. */
function set(expected: Expected, opacity: number): void {
  const [last] = expected.done;
  if (last?.kind === 'settings' && expected.undone.length === 0) {
    expected.settings.set('opacity', opacity);
    last.redo = () => void expected.settings.set('opacity', opacity);
  } else change(expected, 'settings', new Map([['opacity', opacity]]));
}

function moved(from: Step[], to: Step[], direction: 'undo' | 'redo'): void {
  const step = from.shift();
  if (step === undefined) throw new Error(`Broken rule: ${direction} was accepted while there was nothing for it.`);
  step[direction]();
  to.unshift(step);
}
