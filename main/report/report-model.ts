// What a report says, as plain data: every renderer (PDF, JSON, CSV, later DICOM SR) says the same.

import type { CropFrame, CropPoint } from '../domain/geometry.ts';
import type { Grade, GradeProbabilities, QuadrantLabel } from '../domain/grade.ts';
import { LOW_ATTENTION, type HipGrading } from '../domain/grading.ts';
import type { Hip } from '../domain/hip.ts';
import type { LandmarkTable } from '../domain/landmark-table.ts';
import { perQuadrant, type PerQuadrant } from '../domain/quadrant.ts';
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
export interface GradedHipForReport {
  readonly hip: Hip;
  readonly grading: HipGrading;
  readonly frame: CropFrame;
  readonly landmarks: readonly CropPoint[]; // [80]
  readonly table: LandmarkTable;
  readonly spacing: { readonly mm: number; readonly source: SpacingSource };
  /** The crop's field as it lies on the radiograph, not mirrored, ready for display; any square size. // [size, size] */
  readonly picture: { readonly pixels: Uint8Array; readonly size: number };
  /** Grad-CAM in the canonical crop, 255 at the maximum. // [224, 224] */
  readonly heatmaps: PerQuadrant<Uint8Array>;
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

export interface ReportHip {
  readonly hip: Hip;
  readonly quadrants: PerQuadrant<ReportQuadrant>;
  readonly globalProbability: number;
  readonly spacing: GradedHipForReport['spacing'];
  readonly reader: string | null;
  readonly figure: Pick<GradedHipForReport, 'frame' | 'landmarks' | 'table' | 'picture' | 'heatmaps'> & {
    readonly peaks: PerQuadrant<CropPoint>;
  };
}

export interface ReportModel extends ReportContext {
  readonly hips: readonly ReportHip[];
}

/** Puts gradings, readings and the model's card together, in the order in which the hips were given. */
export function reportModel(hips: readonly GradedHipForReport[], context: ReportContext): ReportModel {
  return { ...context, hips: hips.map(reportHip) };
}

function reportHip({ hip, grading, spacing, reading, ...shown }: GradedHipForReport): ReportHip {
  const { frame, landmarks, table, picture, heatmaps } = shown;
  return {
    hip,
    quadrants: perQuadrant((quadrant) => {
      const { grade, probabilities, attentionInZone, peakInZone } = grading.quadrants[quadrant];
      const attentionLow = grade > 0 && attentionInZone < LOW_ATTENTION;
      const label = reading?.labels[quadrant] ?? null;
      return { grade, probabilities, attentionInZone, peakInZone, attentionLow, reading: label };
    }),
    globalProbability: grading.globalProbability,
    spacing,
    reader: reading?.reader ?? null,
    figure: { frame, landmarks, table, picture, heatmaps, peaks: perQuadrant((quadrant) => grading.quadrants[quadrant].peak) },
  };
}
