// What a report says, as plain data: every renderer (PDF, JSON, CSV, later DICOM SR) says the same.

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
import type { SpacingSource } from '../domain/radiograph.ts';

/** The model as its card describes it; a model card has this shape. */
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
  readonly sha256: string;
}

/** A graded hip with the pictures that its page shows. */
export type GradedHipForReport = ShownHip & GradingWithHeatmaps;

/** A grading with each answer's Grad-CAM for an osteophyte or finding in the canonical crop, 255 at its maximum. // [224, 224] */
export type GradingWithHeatmaps =
  | { readonly kind: 'grades'; readonly grading: GradingOf<'grades'>; readonly heatmaps: PerQuadrant<Uint8Array> }
  | { readonly kind: 'presence'; readonly grading: GradingOf<'presence'>; readonly heatmaps: PerQuadrant<Uint8Array> }
  | { readonly kind: 'findings'; readonly grading: GradingOf<'findings'>; readonly heatmaps: PerFinding<Uint8Array> };

interface ShownHip {
  readonly hip: Hip;
  readonly frame: CropFrame;
  readonly landmarks: readonly CropPoint[]; // [80]
  readonly table: LandmarkTable;
  readonly spacing: { readonly mm: number; readonly source: SpacingSource };
  /** The crop's field as it lies on the radiograph, not mirrored, ready for display; any square size. // [size, size] */
  readonly picture: { readonly pixels: Uint8Array; readonly size: number };
  /** A reader's word beside the model's, where there is one and blinding allows it. */
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
  /** A positive grade whose evidence lies mostly outside its zone. */
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
  /** Null where the finding has no zones. */
  readonly attentionInZone: number | null;
  readonly peakInZone: boolean | null;
  readonly attentionLow: boolean;
}

/** Where a hip's answers are shown. */
export type ReportFigure = Pick<ShownHip, 'frame' | 'landmarks' | 'table' | 'picture'>;

interface ReportedHip {
  readonly hip: Hip;
  readonly spacing: ShownHip['spacing'];
  readonly reader: string | null;
}

interface QuadrantFigure extends ReportFigure {
  readonly heatmaps: PerQuadrant<Uint8Array>;
  readonly peaks: PerQuadrant<CropPoint>;
}

interface FindingFigure extends ReportFigure {
  readonly heatmaps: PerFinding<Uint8Array>;
  /** Null where the finding has no zones. */
  readonly peaks: PerFinding<CropPoint | null>;
}

/** A hip whose quadrants a model graded (System 1). */
interface GradesReportHip extends ReportedHip {
  readonly kind: 'grades';
  readonly quadrants: PerQuadrant<ReportQuadrant>;
  readonly globalProbability: number;
  readonly figure: QuadrantFigure;
}

/** A hip of whose quadrants a model said whether they have an osteophyte (System 2). */
interface PresenceReportHip extends ReportedHip {
  readonly kind: 'presence';
  readonly quadrants: PerQuadrant<ReportPresence>;
  readonly figure: QuadrantFigure;
}

/** A hip of which a model graded five findings (System 4). Readers label quadrants, so no reading stands beside them. */
interface FindingsReportHip extends ReportedHip {
  readonly kind: 'findings';
  readonly findings: PerFinding<ReportFinding>;
  readonly figure: FindingFigure;
}

export type ReportHip = GradesReportHip | PresenceReportHip | FindingsReportHip;

export interface ReportModel extends ReportContext {
  readonly hips: readonly ReportHip[];
}

/** Puts gradings, readings and the model's card together, in the order in which the hips were given. */
export function reportModel(hips: readonly GradedHipForReport[], context: ReportContext): ReportModel {
  return { ...context, hips: hips.map(reportHip) };
}

function reportHip(given: GradedHipForReport): ReportHip {
  const { hip, spacing, reading, frame, landmarks, table, picture } = given;
  const reported = { hip, spacing, reader: reading?.reader ?? null };
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
