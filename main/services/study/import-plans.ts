// Import plans on their way to the page: their pictures are kept for a while under the plan's name, everything else is told at once.

import type { OpenQuestion, PlannedImport } from '../../cohort/planned-import.ts';
import type { ImportPlan, ImportQuestion, ImportSource } from '../../domain/study/import-plan.ts';
import { parseMapping } from '../../cohort/labels/label-mapping.ts';
import type { ImportAnswers } from '../../cohort/import-answers.ts';
import { valueOrThrow } from '../../domain/failure.ts';

export interface ImportPlans {
  /** The plan as the page is told it. */
  readonly told: (planId: string, plan: PlannedImport) => ImportPlan;
  readonly picture: (planId: string, name: string) => Uint8Array | null;
}

/** Plans whose pictures are remembered: a page looks at one at a time. */
const REMEMBERED = 4;

export function openImportPlans(): ImportPlans {
  const pictures = new Map<string, Map<string, Uint8Array>>();
  return {
    told: (planId, plan) => {
      const own = new Map<string, Uint8Array>();
      pictures.set(planId, own);
      for (const oldest of [...pictures.keys()].slice(0, -REMEMBERED)) pictures.delete(oldest);
      const keep = (name: string, picture: Uint8Array): string => {
        own.set(name, picture);
        return name;
      };
      return {
        planId,
        counts: { ...plan.counts },
        problems: plan.problems.map(({ file, failure }) => ({ file, failure: { ...failure } })),
        questions: plan.questions.map((question) => toldQuestion(question, keep)),
      };
    },
    picture: (planId, name) => pictures.get(planId)?.get(name) ?? null,
  };
}

function toldQuestion(question: OpenQuestion, keep: (name: string, picture: Uint8Array) => string): ImportQuestion {
  switch (question.kind) {
    case 'mirrored': {
      const { right, left } = question.pictures;
      return {
        kind: 'mirrored',
        file: question.file,
        pictures: { right: keep('right.png', right), left: keep('left.png', left) },
      };
    }
    case 'numbering': {
      const { kind, file, films, size, heads } = question;
      const told = ({ circle, arc }: typeof heads.original) => ({
        circle: { ...circle },
        arc: arc.map(({ x, y }) => ({ x, y })),
      });
      const picture = keep('numbering.png', question.picture);
      return { kind, file, films, size, picture, heads: { original: told(heads.original), renumbered: told(heads.renumbered) } };
    }
    case 'spacing':
      return { kind: 'spacing', files: question.files, estimable: question.estimable };
    case 'label-mapping':
      return {
        kind: 'label-mapping',
        file: question.file,
        columns: [...question.columns],
        rows: question.rows.map((row) => ({ ...row })),
      };
  }
}

/** The page's answers as the import takes them. Throws a `FailureError` for a mapping that is none. */
export function answersOf({ spacingMm, answers }: ImportSource): ImportAnswers {
  const mapping = answers?.mapping ?? null;
  return {
    spacingMm,
    mirrored: answers?.mirrored ?? true,
    numbering: answers?.numbering ?? null,
    mapping: mapping === null ? null : valueOrThrow(parseMapping(mapping)),
  };
}
