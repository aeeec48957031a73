// `osteograde import`: imports radiographs, labels, splits and cohort files into a study.

import { resolve } from 'node:path';
import { readSmallText } from '../../files/read-json.ts';
import { failed, valueOrThrow } from '../../domain/failure.ts';
import type { SameNumber } from '../../domain/study/import-plan.ts';
import {
  importIntoStudy,
  previewImport,
  readMapping,
  type ImportPreview,
  type StudyImportOrder,
} from '../../services/study/import-into-study.ts';
import { openInferenceHere } from '../../inference/inference.ts';
import { buildEnvironment } from '../build-environment.ts';
import { openClosingSummary } from './closing-summary.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';
import { outputText } from '../text/output.ts';

export interface ImportChoices {
  readonly study: string;
  readonly landmarks?: string;
  readonly spacing?: number;
  readonly mirrored?: 'yes' | 'no';
  readonly numbering?: 'original' | 'renumbered';
  readonly labels?: string;
  readonly splits?: string;
  readonly mapping?: string;
  readonly keep?: string;
  readonly reason?: string;
  readonly sameNumber?: SameNumber;
  readonly cohort?: string;
  readonly saveProblems?: string;
  readonly dryRun?: boolean;
  readonly grade?: boolean;
  readonly json?: boolean;
}

/** True if everything came in, except what is meant to stay out, and the import was not stopped. */
export async function importRadiographs(paths: readonly string[], choices: ImportChoices, terminal: Terminal): Promise<boolean> {
  const summary = openClosingSummary(terminal, { quiet: choices.json === true });
  const order = await orderOf(paths, choices);
  const signal = stopSignal();
  const run = choices.dryRun === true ? preview : importAll;
  const { json, lines, taken } = await run(order, {
    signal,
    problem: summary.problem,
    leftOut: summary.problem,
    step: progressOn(terminal),
  });
  const { errors, warnings, leftOut } = summary;
  if (signal.aborted) summary.problem('', failed('stopped', outputText.import.stopped).failure);
  else if (taken === 0 && errors.length === 0) summary.problem('', failed('file-not-found', outputText.closing.nothing).failure);
  if (choices.json === true) terminal.json({ ...json, warnings, leftOut, errors }, 2);
  else for (const line of lines) terminal.line(line);
  await summary.end(choices.saveProblems);
  return errors.length === 0 && !signal.aborted;
}

/** What a command prints: as JSON, or as lines of text. */
interface Summary {
  /** How much came in, or would come in. */
  readonly taken: number;
  readonly json: object;
  readonly lines: readonly string[];
}

type Job = Parameters<typeof importIntoStudy>[3];

async function orderOf(paths: readonly string[], choices: ImportChoices): Promise<StudyImportOrder> {
  return {
    study: resolve(choices.study),
    paths: [...paths, ...[choices.labels, choices.splits].flatMap((path) => path ?? [])],
    landmarks: choices.landmarks ?? null,
    answers: {
      mirrored: choices.mirrored !== 'no',
      numbering: choices.numbering ?? null,
      spacingMm: choices.spacing ?? null,
      correctsSpacing: choices.spacing !== undefined,
      mapping: choices.mapping === undefined ? null : readMapping(valueOrThrow(await readSmallText(choices.mapping))),
      keep: (choices.keep ?? '')
        .split(',')
        .map((column) => column.trim())
        .filter((column) => column !== ''),
      replaceReason: choices.reason?.trim() || null,
      sameNumber: choices.sameNumber ?? null,
      cohort: choices.cohort?.trim() || null,
    },
    grade: choices.grade === true,
  };
}

function progressOn(terminal: Terminal): Job['step'] {
  return (stage, done, total) => terminal.progress(`${stage} ${done}/${total}`);
}

async function preview(order: StudyImportOrder, { signal, problem }: Job): Promise<Summary> {
  const { counts, questions, replaced, problems } = await previewImport(buildEnvironment({ host: 'cli' }), order, signal);
  for (const { file, failure } of problems) problem(file, failure);
  const { radiographs, subjects, hips, labels, matchedLabels, crops, splitSubjects } = counts;
  return {
    taken: radiographs + crops + labels + splitSubjects,
    json: { ...counts, questions, replaced },
    lines: [
      outputText.import.found({ radiographs, crops, subjects, hips }),
      outputText.import.labelsFound(labels, matchedLabels),
      ...questions.map(outputText.import.question),
      ...(replaced === null ? [] : replacedLines(replaced)),
    ],
  };
}

function replacedLines({ labels, examples }: NonNullable<ImportPreview['replaced']>): readonly string[] {
  const valueOf = (label: (typeof examples)[number]['before']): string =>
    label.kind === 'not-gradable' ? label.reason : String(label.value);
  return [
    outputText.import.replaced(labels),
    ...examples.map(({ subject, visit, side, label, before, after }) =>
      outputText.import.replacement(`${subject} ${visit} ${side} ${label}`, valueOf(before), valueOf(after)),
    ),
  ];
}

async function importAll(order: StudyImportOrder, job: Job): Promise<Summary> {
  const inference = openInferenceHere();
  try {
    const counts = await importIntoStudy(buildEnvironment({ host: 'cli' }), inference, order, job);
    const { imported, alreadyThere, failed: unreadable, labels, splits } = counts;
    const labelLines = labels.added + labels.changed > 0 ? [outputText.import.labels(labels.added, labels.changed)] : [];
    return {
      taken: imported + alreadyThere + labels.joints + splits.length,
      json: { ...counts, labels: { added: labels.added, changed: labels.changed } },
      lines: [outputText.import.imported(imported, alreadyThere, unreadable), ...labelLines],
    };
  } finally {
    await inference.close();
  }
}
