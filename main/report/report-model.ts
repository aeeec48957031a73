// The content of a report as plain data. Every renderer (PDF, JSON, CSV, DICOM SR) shows the same content.

import type { CropFrame, CropPoint } from '../domain/geometry.ts';
import type { Grade, GradeProbabilities, QuadrantLabel } from '../domain/grade.ts';
import { perFinding, type PerFinding } from '../domain/finding.ts';
import {
  attentionIsLow,
  type FindingGrading,
  type GradingOf,
  type QuadrantGrading,
  type QuadrantPresence,
} from '../domain/grading.ts';
import type { Hip } from '../domain/hip.ts';
import type { LandmarkTable } from '../domain/landmark-table.ts';
import { perQuadrant, type PerQuadrant, type Quadrant } from '../domain/quadrant.ts';
import type { HipQuality } from '../domain/film/quality.ts';
import type { FilmSpacing } from '../domain/film/spacing.ts';
import type { Familiarity } from '../domain/film/familiarity.ts';
import { evidenceWarnings, type EvidenceTrials } from '../domain/training/evidence-trials.ts';
import type { Warning } from '../domain/film/warning.ts';
import type { ReportedMeasurement } from './reported-measurement.ts';

/** The model as its card describes it. A model card has this shape. */
export interface ReportedModel {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly strategy: string;
  readonly backbone: string;
  readonly training: { readonly data: string };
  readonly figures: readonly {
    readonly name: string;
    readonly value: number;
    readonly low?: number | undefined;
    readonly high?: number | undefined;
    readonly data: string;
  }[];
  readonly limits: string;
  /** The trials of its heatmaps, if they were tried. */
  readonly evidence?: EvidenceTrials | undefined;
  readonly sha256: string;
}

/** A graded hip with the images that its page shows. */
export type GradedHipForReport = ShownHip & GradingWithHeatmaps;

/** A grading with each answer's Grad-CAM for an osteophyte or finding on the canonical crop, with a maximum of 255. // [224, 224] */
export type GradingWithHeatmaps =
  | { readonly kind: 'grades'; readonly grading: GradingOf<'grades'>; readonly heatmaps: PerQuadrant<Uint8Array> }
  | { readonly kind: 'presence'; readonly grading: GradingOf<'presence'>; readonly heatmaps: PerQuadrant<Uint8Array> }
  | { readonly kind: 'findings'; readonly grading: GradingOf<'findings'>; readonly heatmaps: PerFinding<Uint8Array> };

interface ShownHip {
  readonly hip: Hip;
  readonly frame: CropFrame;
  readonly landmarks: readonly CropPoint[]; // [80]
  readonly table: LandmarkTable;
  readonly spacing: FilmSpacing;
  /** Null if the hip came without points to measure its picture with. */
  readonly quality: HipQuality | null;
  /** Of the film and of the hip. */
  readonly warnings: readonly Warning[];
  /** The crop's field in the radiograph's orientation, not mirrored, ready for display. Any square size. // [size, size] */
  readonly picture: { readonly pixels: Uint8Array; readonly size: number };
  /** What a reader measured on the film. */
  readonly measurements?: readonly ReportedMeasurement[] | undefined;
  /** A reader's labels, if there are any and blinding allows them. */
  readonly reading?: { readonly reader: string; readonly labels: PerQuadrant<QuadrantLabel> } | undefined;
}

export interface ReportContext {
  readonly model: ReportedModel;
  readonly softwareVersion: string;
  readonly createdAt: Date;
}

interface ReportQuadrant {
  readonly grade: Grade;
  readonly probabilities: GradeProbabilities;
  readonly attentionInZone: number;
  readonly peakInZone: boolean;
  /** The grade is positive, but most of its evidence lies outside its zone. */
  readonly attentionLow: boolean;
  readonly reading: QuadrantLabel | null;
}

interface ReportPresence {
  readonly present: boolean;
  readonly probability: number;
  readonly attentionInZone: number;
  readonly peakInZone: boolean;
  readonly attentionLow: boolean;
  readonly reading: QuadrantLabel | null;
}

interface ReportFinding {
  readonly grade: Grade;
  /** // [4], or [2] for sclerosis and cysts */
  readonly probabilities: readonly number[];
  /** Null if the finding has no zones. */
  readonly attentionInZone: number | null;
  readonly peakInZone: boolean | null;
  readonly attentionLow: boolean;
}

/** What is needed to show a hip's answers on an image. */
export type ReportFigure = Pick<ShownHip, 'frame' | 'landmarks' | 'table' | 'picture'>;

interface ReportedHip {
  readonly hip: Hip;
  readonly spacing: ShownHip['spacing'];
  readonly quality: HipQuality | null;
  readonly warnings: readonly Warning[];
  readonly measurements: readonly ReportedMeasurement[];
  readonly reader: string | null;
  /** Undefined if the model does not know. */
  readonly familiarity: Familiarity | undefined;
}

interface QuadrantFigure extends ReportFigure {
  readonly heatmaps: PerQuadrant<Uint8Array>;
  readonly peaks: PerQuadrant<CropPoint>;
}

interface FindingFigure extends ReportFigure {
  readonly heatmaps: PerFinding<Uint8Array>;
  /** Null if the finding has no zones. */
  readonly peaks: PerFinding<CropPoint | null>;
}

/** A hip whose quadrants a model graded (System 1). */
interface GradesReportHip extends ReportedHip {
  readonly kind: 'grades';
  readonly quadrants: PerQuadrant<ReportQuadrant>;
  readonly globalProbability: number;
  readonly figure: QuadrantFigure;
}

/** A hip for which a model stated whether each quadrant has an osteophyte (System 2). */
interface PresenceReportHip extends ReportedHip {
  readonly kind: 'presence';
  readonly quadrants: PerQuadrant<ReportPresence>;
  readonly figure: QuadrantFigure;
}

/** A hip with five findings graded by a model (System 4). Readers label quadrants, so findings have no reading. */
interface FindingsReportHip extends ReportedHip {
  readonly kind: 'findings';
  readonly findings: PerFinding<ReportFinding>;
  readonly figure: FindingFigure;
}

export type ReportHip = GradesReportHip | PresenceReportHip | FindingsReportHip;

export interface ReportModel extends ReportContext {
  readonly hips: readonly ReportHip[];
}

/** Combines gradings, readings and the model's card, in the order of the hips. */
export function reportModel(hips: readonly GradedHipForReport[], context: ReportContext): ReportModel {
  const ofMaps = evidenceWarnings(context.model.evidence);
  return { ...context, hips: hips.map((hip) => reportHip({ ...hip, warnings: [...hip.warnings, ...ofMaps] })) };
}

function reportHip(given: GradedHipForReport): ReportHip {
  const { hip, spacing, quality, warnings, measurements = [], reading, frame, landmarks, table, picture } = given;
  const { familiarity } = given.grading;
  const reported = { hip, spacing, quality, warnings, measurements, reader: reading?.reader ?? null, familiarity };
  const figure = { frame, landmarks, table, picture };
  const labelOf = (quadrant: Quadrant): QuadrantLabel | null => reading?.labels[quadrant] ?? null;
  switch (given.kind) {
    case 'grades': {
      const { quadrants, globalProbability } = given.grading;
      return {
        kind: 'grades',
        ...reported,
        quadrants: perQuadrant((quadrant) => withReading(quadrants[quadrant], labelOf(quadrant))),
        globalProbability,
        figure: { ...figure, heatmaps: given.heatmaps, peaks: perQuadrant((quadrant) => quadrants[quadrant].peak) },
      };
    }
    case 'presence': {
      const { quadrants } = given.grading;
      return {
        kind: 'presence',
        ...reported,
        quadrants: perQuadrant((quadrant) => withReading(quadrants[quadrant], labelOf(quadrant))),
        figure: { ...figure, heatmaps: given.heatmaps, peaks: perQuadrant((quadrant) => quadrants[quadrant].peak) },
      };
    }
    case 'findings': {
      const { findings } = given.grading;
      return {
        kind: 'findings',
        ...reported,
        findings: perFinding((finding) => reportFinding(findings[finding])),
        figure: {
          ...figure,
          heatmaps: given.heatmaps,
          peaks: perFinding((finding) => findings[finding].attention?.peak ?? null),
        },
      };
    }
  }
}

function withReading<Graded extends QuadrantGrading | QuadrantPresence>(graded: Graded, reading: QuadrantLabel | null) {
  const { peak: _, ...own } = graded;
  return { ...own, attentionLow: attentionIsLow(graded), reading };
}

function reportFinding(graded: FindingGrading): ReportFinding {
  const { grade, probabilities, attention } = graded;
  return {
    grade,
    probabilities,
    attentionInZone: attention?.attentionInZone ?? null,
    peakInZone: attention?.peakInZone ?? null,
    attentionLow: attentionIsLow(graded),
  };
}
