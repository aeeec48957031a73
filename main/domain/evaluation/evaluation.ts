// How well a model answered a set of hips: every hip with truth and answer, and the figures that follow from them.

import { z } from 'zod';
import { FigureSchema } from '../any-number.ts';
import { HipSchema } from '../hip.ts';
import { SPLIT_PARTS } from '../study/split.ts';
import { TRUTHS } from './truths.ts';

/** A figure with its 95% interval; NaN if it is not defined. */
export const EstimateSchema = z.object({ value: FigureSchema, low: FigureSchema, high: FigureSchema }).readonly();

/** Where the evidence for an answer lies (Chen, section 3.5). Distances and spread are in crop pixels. */
const EvidenceSchema = z
  .object({
    attentionInZone: z.number(),
    peakInZone: z.boolean(),
    /** To the nearest landmark of the answer. NaN if the hip has no landmarks, or the map is empty. */
    centreDistance: FigureSchema.optional(),
    peakDistance: FigureSchema.optional(),
    spread: FigureSchema.optional(),
    /** The share inside the true outline. Absent without one, NaN if the map is empty. */
    inOutline: FigureSchema.optional(),
  })
  .readonly();

/** One hip. `truth`, `grade` and `probabilities` have an entry for each answer of the model: its quadrants or findings. */
export const EvaluationRowSchema = HipSchema.extend({
  /** Null if the truth is not known. */
  truth: z.record(z.string(), z.number().nullable()).readonly(),
  grade: z.record(z.string(), z.number()).readonly(),
  /** One per grade. */
  probabilities: z.record(z.string(), z.array(z.number()).readonly()).readonly(),
  /** P(any osteophyte) of a model that answers it. */
  globalProbability: z.number().optional(),
  evidence: z.record(z.string(), EvidenceSchema).readonly().optional(),
}).readonly();

const GradeFiguresSchema = z.object({
  grade: z.number(),
  support: z.number(),
  predicted: z.number(),
  precision: FigureSchema,
  recall: FigureSchema,
  sensitivity: FigureSchema,
  specificity: FigureSchema,
});

const ReliabilityBinSchema = z.object({ items: z.number(), meanProbability: z.number(), observed: z.number() });

/** One answer: its figures by name, its confusion matrix (rows are the truth), each grade, and the reliability of P(grade >= 1). */
const AnswerEvaluationSchema = z
  .object({
    items: z.number(),
    figures: z.record(z.string(), EstimateSchema).readonly(),
    confusion: z.array(z.array(z.number())),
    perGrade: z.array(GradeFiguresSchema),
    reliability: z.array(ReliabilityBinSchema),
    /** The observed share as a rising function of P(grade >= 1), straight between these points. Evaluations of earlier versions have none. */
    isotonic: z.array(z.object({ probability: z.number(), observed: z.number() })).optional(),
    /** Of the truly positive hips: those whose map of evidence is empty, which have no distances. */
    emptyMaps: z.number(),
  })
  .readonly();

/** The figures that follow from rows and a seed alone. */
export const MeasuredRowsSchema = z
  .object({
    hips: z.number(),
    subjects: z.number(),
    seed: z.number(),
    draws: z.number(),
    figures: z.record(z.string(), EstimateSchema).readonly(),
    answers: z.record(z.string(), AnswerEvaluationSchema).readonly(),
  })
  .readonly();

export const TruthSchema = z.enum(TRUTHS);

const GraderSchema = z.enum(['readings', 'labels', 'model']);

/** The figures of an agreement, each with the name of its mean over the answers. */
export const AGREEMENT_FIGURES = {
  quadraticKappa: 'meanQuadraticKappa',
  linearKappa: 'meanLinearKappa',
  unweightedKappa: 'meanUnweightedKappa',
  krippendorffAlpha: 'meanKrippendorffAlpha',
} as const;

/** Grades as numbers: the intraclass correlations, and the differences (first minus second) after Bland and Altman. Hips count as independent. */
const AsNumbersSchema = z.object({
  /** ICC(2,1) and ICC(3,1). NaN if all grades are equal. */
  agreement: EstimateSchema,
  consistency: EstimateSchema,
  bias: EstimateSchema,
  /** 95% of the differences lie between these. */
  lower: FigureSchema,
  upper: FigureSchema,
});

/** How well two of readings, labels and model agree on the hips that both graded. */
export const AgreementSchema = z
  .object({
    first: GraderSchema,
    second: GraderSchema,
    hips: z.number(),
    subjects: z.number(),
    figures: z.record(z.string(), EstimateSchema).readonly(),
    /** Rows of the confusion matrix are the first of the two. */
    answers: z
      .record(
        z.string(),
        z.object({
          items: z.number(),
          figures: z.record(z.string(), EstimateSchema).readonly(),
          confusion: z.array(z.array(z.number())),
          /** Absent for a single hip, and from evaluations of earlier versions. */
          asNumbers: AsNumbersSchema.optional(),
        }),
      )
      .readonly(),
  })
  .readonly();

/** The mean of the maps of evidence over truly positive hips, each divided by its sum. */
export const MeanMapSchema = z.object({
  hips: z.number(),
  size: z.number(),
  values: z.array(z.number()), // [size, size]
});

/** A part of a study's split, measured once. */
export const StudyEvaluationSchema = z.object({
  evaluationId: z.string(),
  measuredAt: z.string(),
  model: z.object({ name: z.string(), version: z.string(), sha256: z.string(), system: z.number() }),
  /** The part of the split, and the split's name. */
  split: z.enum(SPLIT_PARTS),
  splitName: z.string(),
  /** What the model is compared with. Evaluations of earlier versions took readings and labels together. */
  truth: TruthSchema.default('merged'),
  /** Hips of the part without a known truth, and without a crop that could be graded. */
  unlabelled: z.number(),
  leftOut: z.number(),
  measured: MeasuredRowsSchema,
  rows: z.array(EvaluationRowSchema).readonly(),
  /** By answer. Evaluations of earlier versions have none. */
  meanMaps: z.record(z.string(), MeanMapSchema).optional(),
  /** Empty unless the part has both readings and labels. Evaluations of earlier versions have none. */
  agreement: z.array(AgreementSchema).readonly().optional(),
});

/** An evaluation in a list. */
export const EvaluationEntrySchema = StudyEvaluationSchema.omit({
  measured: true,
  rows: true,
  meanMaps: true,
  agreement: true,
}).extend({
  hips: z.number(),
  subjects: z.number(),
  figures: z.record(z.string(), EstimateSchema).readonly(),
  /** The other models and the experiments that were measured on the same part before: from the second on, the part serves for choosing. */
  earlierModels: z.array(z.string()).readonly(),
});

/** Names an evaluation's file, so it holds nothing that leads elsewhere. */
export const EvaluationIdSchema = z.string().regex(/^[a-zA-Z0-9][\w.-]*$/);

/** Hips that share a property, measured apart from the others. */
const SubgroupSchema = z
  .object({
    /** Such as `side`, and `left`. */
    by: z.string(),
    value: z.string(),
    hips: z.number(),
    subjects: z.number(),
    meanKappa: EstimateSchema,
    /** The mean kappa of these hips minus that of all others. */
    difference: EstimateSchema,
    /** Whether it differs from 0, by the same draws of subjects; adjusted by Holm over all subgroups. */
    p: FigureSchema,
    adjusted: FigureSchema,
  })
  .readonly();

/** Sets of neighbouring grades that should hold the truth with the share `coverage`. */
const GradeSetsSchema = z.object({
  coverage: z.number(),
  /** The validation part, whose answers set how large the sets are. */
  calibration: z.object({ hips: z.number(), subjects: z.number() }),
  /** On the hips of this evaluation: the share of sets that hold the truth, and their mean size. */
  answers: z.record(z.string(), z.object({ items: z.number(), covered: FigureSchema, size: FigureSchema })),
  /** The sets of each row, by answer. */
  ofRows: z.array(z.record(z.string(), z.array(z.number()))),
});

/** An evaluation as pages show it. */
export const ShownEvaluationSchema = StudyEvaluationSchema.omit({ rows: true }).extend({
  rows: z.array(EvaluationRowSchema.unwrap().extend({ hipId: z.string(), name: z.string() })).readonly(),
  subgroups: z.array(SubgroupSchema).readonly(),
  /** Null until the same model has been measured on the validation part. */
  gradeSets: GradeSetsSchema.nullable(),
  earlierModels: z.array(z.string()).readonly(),
});

export type AsNumbers = z.infer<typeof AsNumbersSchema>;
export type Agreement = z.infer<typeof AgreementSchema>;
export type MeanMap = z.infer<typeof MeanMapSchema>;
export type GradeSets = z.infer<typeof GradeSetsSchema>;
export type Subgroup = z.infer<typeof SubgroupSchema>;
export type ShownEvaluation = Readonly<z.infer<typeof ShownEvaluationSchema>>;
export type Estimate = z.infer<typeof EstimateSchema>;
export type EvaluationRow = z.infer<typeof EvaluationRowSchema>;
export type AnswerEvaluation = z.infer<typeof AnswerEvaluationSchema>;
export type MeasuredRows = z.infer<typeof MeasuredRowsSchema>;
export type StudyEvaluation = Readonly<z.infer<typeof StudyEvaluationSchema>>;
export type EvaluationEntry = Readonly<z.infer<typeof EvaluationEntrySchema>>;
