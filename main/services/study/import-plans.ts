// Import plans as a page receives them. Their pictures stay here for a while, and the page fetches them by the plan's id.

import type { OpenQuestion, PlannedImport } from '../../cohort/planned-import.ts';
import type { ImportPlan, ImportQuestion, ImportSource } from '../../domain/study/import-plan.ts';
import { parseMapping } from '../../cohort/labels/label-mapping.ts';
import type { ImportAnswers } from '../../cohort/import-answers.ts';
import { valueOrThrow } from '../../domain/failure.ts';

export interface ImportPlans {
  /** Keeps the plan's pictures, and returns the plan for the page. */
  readonly keep: (planId: string, plan: PlannedImport) => ImportPlan;
  readonly picture: (planId: string, name: string) => Uint8Array | null;
}

/** The number of plans whose pictures are kept. A page shows one plan at a time. */
const REMEMBERED = 4;

export function openImportPlans(): ImportPlans {
  const pictures = new Map<string, Map<string, Uint8Array>>();
  return {
    keep: (planId, plan) => {
      const picturesOfPlan = new Map<string, Uint8Array>();
      pictures.set(planId, picturesOfPlan);
      for (const oldest of [...pictures.keys()].slice(0, -REMEMBERED)) pictures.delete(oldest);
      const keepPicture = (name: string, picture: Uint8Array): string => {
        picturesOfPlan.set(name, picture);
        return name;
      };
      return {
        planId,
        counts: { ...plan.counts },
        problems: plan.problems.map(({ file, failure }) => ({ file, failure: { ...failure } })),
        questions: plan.questions.map((question) => importQuestion(question, keepPicture)),
      };
    },
    picture: (planId, name) => pictures.get(planId)?.get(name) ?? null,
  };
}

function importQuestion(question: OpenQuestion, keepPicture: (name: string, picture: Uint8Array) => string): ImportQuestion {
  switch (question.kind) {
    case 'mirrored': {
      const { right, left } = question.pictures;
      return {
        kind: 'mirrored',
        file: question.file,
        pictures: { right: keepPicture('right.png', right), left: keepPicture('left.png', left) },
      };
    }
    case 'numbering': {
      const { kind, file, films, size, heads } = question;
      const headOf = ({ circle, arc }: typeof heads.original) => ({
        circle: { ...circle },
        arc: arc.map(({ x, y }) => ({ x, y })),
      });
      const picture = keepPicture('numbering.png', question.picture);
      return {
        kind,
        file,
        films,
        size,
        picture,
        heads: { original: headOf(heads.original), renumbered: headOf(heads.renumbered) },
      };
    }
    case 'spacing':
      return { kind: 'spacing', files: question.files, estimable: question.estimable };
    case 'label-mapping':
      return {
        kind: 'label-mapping',
        file: question.file,
        columns: [...question.columns],
        rows: question.rows.map((row) => ({ ...row })),
        identifying: [...question.identifying],
      };
    case 'other-columns':
      return {
        kind: 'other-columns',
        file: question.file,
        columns: [...question.columns],
        identifying: [...question.identifying],
      };
    case 'replaced-labels': {
      const { kind, labels, examples } = question;
      return { kind, labels, examples: examples.map((example) => ({ ...example })) };
    }
    case 'people': {
      const { kind, numbers, examples } = question;
      return { kind, numbers, examples: examples.map((one) => ({ ...one, people: [...one.people] })) };
    }
  }
}

/** Returns the page's answers in the form that the import takes. Throws a `FailureError` if the mapping is invalid. */
export function importAnswers({ spacingMm, answers }: ImportSource): ImportAnswers {
  const mapping = answers?.mapping ?? null;
  return {
    spacingMm,
    correctsSpacing: false,
    mirrored: answers?.mirrored ?? true,
    numbering: answers?.numbering ?? null,
    mapping: mapping === null ? null : valueOrThrow(parseMapping(mapping)),
    keep: answers?.keep ?? [],
    replaceReason: answers?.replaceReason ?? null,
    sameNumber: answers?.sameNumber ?? null,
    cohort: answers?.cohort ?? null,
  };
}

/** What the audit records of an import: the answers, without names. A page names a mapping after the table's file. */
export function importDetail({ mapping, cohort, ...others }: ImportAnswers): object {
  return { ...others, mapped: mapping !== null, cohortNamed: cohort !== null };
}
