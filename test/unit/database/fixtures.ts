// Records for database tests.

import type { GradingRecord } from '../../../main/database/gradings.ts';
import type { HipRecord } from '../../../main/database/hips.ts';
import type { RadiographRecord } from '../../../main/database/radiographs.ts';
import { perFinding, quadrantsOf } from '../../../main/domain/finding.ts';
import type { Grade } from '../../../main/domain/grade.ts';
import { HEATMAPS, type HipAnswers } from '../../../main/domain/grading.ts';
import type { Side } from '../../../main/domain/hip.ts';
import { perQuadrant } from '../../../main/domain/quadrant.ts';

export function radiograph(radiographId: string, subject: string, visit: string): RadiographRecord {
  return {
    radiographId,
    subject,
    visit,
    width: 2000,
    height: 1800,
    spacingMm: 0.15,
    spacingSource: 'PixelSpacing',
    window: { centre: 2000, width: 4000 },
    monochrome1: false,
    turn: 'none',
    laterality: null,
    pixels: { object: 'a'.repeat(64), low: -3, slope: 1 },
    importedAt: '2026-01-01T00:00:00.000Z',
    warnings: [],
  };
}

/** SQL that adds a film and its right hip to a study of an earlier program. */
export function olderFilm(radiographId: string, subject: string, visit: string): string {
  const columns = `radiograph_id, subject, visit, width, height, spacing_mm, spacing_source, window_centre, window_width, monochrome1,
    pixels_object, pixels_low, pixels_slope, imported_at`;
  return `INSERT INTO radiographs (${columns}) VALUES ('${radiographId}', '${subject}', '${visit}', 2000, 1800, 0.15, 'PixelSpacing', 2000,
      4000, 0, '${'a'.repeat(64)}', -3, 1, '2026-01-01T00:00:00.000Z');
    INSERT INTO hips (hip_id, subject, visit, side, radiograph_id, cohort) VALUES ('${subject}|${visit}|right', '${subject}', '${visit}',
      'right', '${radiographId}', 'CHECK')`;
}

export function preparedHip(radiographId: string, subject: string, visit: string, side: Side): HipRecord {
  return {
    hipId: `${subject}|${visit}|${side}`,
    subject,
    visit,
    side,
    radiographId,
    prepared: {
      frame: { originX: 100.25, originY: 200.5, step: 2.6667, size: 224, mirrored: side === 'left', spacingMm: 0.4 },
      landmarks: Array.from({ length: 80 }, (_, i) => ({ x: i + 0.125, y: 2 * i })),
      numbering: 'original',
      intensity: { p5: 10, p95: 900 },
      cropObject: 'b'.repeat(64),
      thumbnailObject: 'c'.repeat(64),
    },
    problem: null,
    quality: null,
    warnings: [],
  };
}

export function grading(hipId: string, grade: Grade, attentionInZone = 0.6): GradingRecord {
  return {
    hipId,
    model: { name: 'masked', version: '1', sha256: 'd'.repeat(64) },
    grading: {
      kind: 'grades',
      quadrants: perQuadrant(() => ({
        grade,
        probabilities: [0.1, 0.2, 0.3, 0.4],
        attentionInZone,
        peak: { x: 100, y: 50 },
        peakInZone: true,
      })),
      globalProbability: grade / 3,
      milliseconds: 12,
    },
    heatmaps: { kind: 'grades', values: Float32Array.from({ length: 4 * 4 * 49 }, (_, i) => i / 7), size: 7 },
    gradedAt: '2026-01-02T00:00:00.000Z',
  };
}

const SEEN = { attentionInZone: 0.6, peak: { x: 100, y: 50 }, peakInZone: true };

/** What a model of System 2 says: osteophytes of the femur only. */
export const PRESENCE: Extract<HipAnswers, { kind: 'presence' }> = {
  kind: 'presence',
  quadrants: perQuadrant((quadrant) => {
    const present = quadrant.startsWith('femur');
    return { present, probability: present ? 0.8 : 0.3, ...SEEN };
  }),
};

/** What a model of System 4 says, with the evidence of the femoral osteophytes outside their zones. */
export const FINDINGS_SAID: Extract<HipAnswers, { kind: 'findings' }> = {
  kind: 'findings',
  findings: perFinding((finding) => {
    const zones = quadrantsOf(finding).length > 0;
    if (finding === 'femoral-osteophytes')
      return { grade: 2, probabilities: [0.1, 0.2, 0.6, 0.1], attention: { ...SEEN, attentionInZone: 0.1 } };
    if (finding === 'sclerosis' || finding === 'cysts') return { grade: 1, probabilities: [0.4, 0.6], attention: null };
    return { grade: 1, probabilities: [0.2, 0.5, 0.2, 0.1], attention: zones ? SEEN : null };
  }),
};

/** A grading of any kind, with maps of the right number. */
export function otherGrading(hipId: string, answers: HipAnswers): GradingRecord {
  const { answers: explained, scores } = HEATMAPS[answers.kind];
  const values = Float32Array.from({ length: explained.length * scores.length * 49 }, (_, i) => i / 9);
  return {
    ...grading(hipId, 0),
    grading: { ...answers, milliseconds: 15 },
    heatmaps: { kind: answers.kind, values, size: 7 },
  };
}
