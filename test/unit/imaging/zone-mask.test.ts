import { describe, expect, test } from 'vitest';
import { CROP_SIZE } from '../../../main/domain/hip-crop.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { zoneMask } from '../../../main/imaging/zone-mask.ts';

const table = LANDMARK_TABLES.original;
const landmarks = Array.from({ length: 80 }, (_, i) => ({ x: 20 + ((i * 53) % 230), y: 5 + ((i * 37) % 215) }));

describe('a target zone', () => {
  test('contains every pixel within 12 mm of one of its landmarks', () => {
    for (const quadrant of QUADRANTS) {
      const mask = zoneMask(landmarks, table, quadrant);
      for (let y = 0; y < CROP_SIZE; y += 3) {
        for (let x = 0; x < CROP_SIZE; x++) {
          const nearest = Math.min(...table.zones[quadrant].map((i) => Math.hypot(landmarks[i].x - x, landmarks[i].y - y)));
          expect(mask[y * CROP_SIZE + x]).toBe(nearest <= 30 ? 1 : 0);
        }
      }
    }
  });

  test('is empty if its landmarks lie outside the crop', () => {
    const outside = landmarks.map(() => ({ x: -400, y: 900 }));
    expect(zoneMask(outside, table, 'femur-superior').every((value) => value === 0)).toBe(true);
  });
});
