import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { LANDMARK_TABLES, ZONE_RADIUS_MM } from '../../../main/domain/landmark-table.ts';
import { SIDES } from '../../../main/domain/hip.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { fitCircle } from '../../../main/domain/measure/circle-fit.ts';
import type { PhantomVersion } from '../../../main/domain/training/phantom-version.ts';
import { phantomHips } from '../../../main/phantom/hips.ts';
import { prepareField, renderRegion } from '../../../main/phantom/render.ts';
import { buildScene } from '../../../main/phantom/scene.ts';
import type { PhantomHip } from '../../../main/phantom/subject-hips.ts';
import { phantomSubject } from '../../../main/phantom/subject.ts';

vi.setConfig({ testTimeout: 240_000 });

const TABLE = LANDMARK_TABLES.original;

async function hipsOf(version: PhantomVersion | undefined, workers = 0): Promise<PhantomHip[]> {
  const hips: PhantomHip[] = [];
  for await (const hip of phantomHips({ seed: 8, subjects: 2, enrichment: 'balanced', version, workers })) hips.push(hip);
  return hips;
}

async function digestOf(version: PhantomVersion | undefined): Promise<string> {
  const digest = createHash('sha256');
  for (const { crop8, ...truth } of await hipsOf(version)) digest.update(crop8).update(JSON.stringify(truth));
  return digest.digest('hex').slice(0, 16);
}

describe('the versions of the phantom', () => {
  it('draw the same hips of version 1 and 2 as ever, and version 1 where none is named', async () => {
    expect(await digestOf(1)).toBe('1019d05608839003');
    expect(await digestOf(2)).toBe('8ed635ec23faa592');
    expect(await digestOf(undefined)).toBe('1019d05608839003');
  });

  it('draw other pictures of the same disease in version 3 as in version 2', async () => {
    const [second, third] = [await hipsOf(2), await hipsOf(3)];
    const disease = ({ hip, grades, sizesMm, narrowing, sclerosis, cysts }: PhantomHip): unknown => ({
      hip,
      grades,
      sizesMm,
      narrowing,
      sclerosis,
      cysts,
    });
    expect(third.map(disease)).toEqual(second.map(disease));
    third.forEach(({ crop8 }, at) => expect(crop8).not.toEqual(second[at].crop8));
  });

  it('have the same bytes in version 3 from the calling thread and from two workers', async () => {
    expect(await hipsOf(3, 2)).toEqual(await hipsOf(3));
  });
});

describe('a scene of version 3', () => {
  const scenes = Array.from({ length: 12 }, (_, index) => {
    const subject = phantomSubject({ seed: 3, index, visits: 1, enrichment: 'balanced', implantShare: 0, version: 3 });
    return { scene: buildScene(subject, subject.visits[0]), acquisition: subject.visits[0].acquisition };
  });
  const hips = scenes.flatMap(({ scene }) => SIDES.map((side) => scene[side]));

  it('renders a region like that part of the whole radiograph', () => {
    const { scene, acquisition } = scenes[0];
    const field = prepareField(scene, acquisition);
    const whole = renderRegion(field, { x: 0, y: 0, width: acquisition.columns, height: acquisition.rows });
    const x = 2 * Math.round(scene.right.headCentre.x / acquisition.spacingMm / 2) - 150;
    const y = 2 * Math.round(scene.right.headCentre.y / acquisition.spacingMm / 2) - 150;
    const region = renderRegion(field, { x, y, width: 300, height: 300 });
    let largest = 0;
    for (let v = 0; v < 300; v++) {
      for (let u = 0; u < 300; u++)
        largest = Math.max(largest, Math.abs(region[v * 300 + u] - whole[(y + v) * acquisition.columns + x + u]));
    }
    expect(largest / 2 ** acquisition.bits).toBeLessThan(0.02);
  });

  it('places the head arc on the femoral head', () => {
    for (const { landmarks, headCentre, headRadius } of hips) {
      const circle = fitCircle(TABLE.femoralHeadArc.map((index) => landmarks[index]));
      expect(Math.hypot((circle?.x ?? NaN) - headCentre.x, (circle?.y ?? NaN) - headCentre.y)).toBeLessThan(1);
      expect(Math.abs((circle?.radius ?? NaN) - headRadius)).toBeLessThan(1);
    }
  });

  it('grows every osteophyte inside its target zone', () => {
    for (const { landmarks, osteophytes, pathology } of hips) {
      for (const quadrant of QUADRANTS) {
        const outline = osteophytes[quadrant];
        expect(outline === null).toBe(pathology.grades[quadrant] === 0);
        if (outline === null) continue;
        const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
        const [x, y] = [mean(outline.map((point) => point.x)), mean(outline.map((point) => point.y))];
        const nearest = Math.min(...TABLE.zones[quadrant].map((i) => Math.hypot(landmarks[i].x - x, landmarks[i].y - y)));
        expect(nearest).toBeLessThan(ZONE_RADIUS_MM);
      }
    }
  });
});
