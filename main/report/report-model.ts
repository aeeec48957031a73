// What a report says, as plain data: every renderer (PDF, JSON, CSV, later DICOM SR) says the same.

import type { CropFrame, CropPoint } from '../domain/geometry.ts';
import type { Grade, GradeProbabilities, QuadrantLabel } from '../domain/grade.ts';
import { perFinding, type PerFinding } from '../domain/finding.ts';
import { attentionIsLow, type FindingGrading, type GradingOf } from '../domain/grading.ts';
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
export type GradedHipForReport = ShownHip &
  (
    | {
        readonly grading: GradingOf<'grades'>;
        /** Grad-CAM in the canonical crop, 255 at the maximum. // [224, 224] */
        readonly heatmaps: PerQuadrant<Uint8Array>;
      }
    | { readonly grading: GradingOf<'presence'> | GradingOf<'findings'>; readonly heatmaps: null }
  );

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

interface ReportedHip {
  readonly hip: Hip;
  readonly spacing: ShownHip['spacing'];
  readonly reader: string | null;
}

/** A hip whose quadrants a model graded (System 1). */
export interface ReportHip extends ReportedHip {
  readonly kind: 'grades';
  readonly quadrants: PerQuadrant<ReportQuadrant>;
  readonly globalProbability: number;
  readonly figure: Pick<ShownHip, 'frame' | 'landmarks' | 'table' | 'picture'> & {
    readonly heatmaps: PerQuadrant<Uint8Array>;
    readonly peaks: PerQuadrant<CropPoint>;
  };
}

/** A hip of whose quadrants a model said whether they have an osteophyte (System 2). */
interface PresenceReportHip extends ReportedHip {
  readonly kind: 'presence';
  readonly quadrants: PerQuadrant<ReportPresence>;
}

/** A hip of which a model graded five findings (System 4). */
interface FindingsReportHip extends ReportedHip {
  readonly kind: 'findings';
  readonly findings: PerFinding<ReportFinding>;
}

export type AnyReportHip = ReportHip | PresenceReportHip | FindingsReportHip;

export interface ReportModel<ReportedHips extends AnyReportHip = AnyReportHip> extends ReportContext {
  readonly hips: readonly ReportedHips[];
}

/** Puts gradings, readings and the model's card together, in the order in which the hips were given. */
export function reportModel(hips: readonly GradedHipForReport[], context: ReportContext): ReportModel {
  return { ...context, hips: hips.map(reportHip) };
}

/** The report where every hip has grades of its quadrants; null where any has not. */
export function reportOfGrades(report: ReportModel): ReportModel<ReportHip> | null {
  const hips = report.hips.filter((hip) => hip.kind === 'grades');
  return hips.length === report.hips.length ? { ...report, hips } : null;
}

function reportHip(given: GradedHipForReport): AnyReportHip {
  const { hip, spacing, reading } = given;
  const reported = { hip, spacing, reader: reading?.reader ?? null };
  const labelOf = (quadrant: Quadrant): QuadrantLabel | null => reading?.labels[quadrant] ?? null;
  if (given.heatmaps !== null) {
    const { grading, heatmaps, frame, landmarks, table, picture } = given;
    return {
      kind: 'grades',
      ...reported,
      quadrants: perQuadrant((quadrant) => {
        const { peak: _, ...own } = grading.quadrants[quadrant];
        return { ...own, attentionLow: attentionIsLow(grading.quadrants[quadrant]), reading: labelOf(quadrant) };
      }),
      globalProbability: grading.globalProbability,
      figure: {
        frame,
        landmarks,
        table,
        picture,
        heatmaps,
        peaks: perQuadrant((quadrant) => grading.quadrants[quadrant].peak),
      },
    };
  }
  const { grading } = given;
  if (grading.kind === 'findings') {
    return { kind: 'findings', ...reported, findings: perFinding((finding) => reportFinding(grading.findings[finding])) };
  }
  return {
    kind: 'presence',
    ...reported,
    quadrants: perQuadrant((quadrant) => {
      const { peak: _, ...own } = grading.quadrants[quadrant];
      return { ...own, attentionLow: attentionIsLow(grading.quadrants[quadrant]), reading: labelOf(quadrant) };
    }),
  };
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
