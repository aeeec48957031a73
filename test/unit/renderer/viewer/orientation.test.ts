import { describe, expect, it } from 'vitest';
import { cropToImage, type CropFrame } from '../../../../main/domain/geometry.ts';
import { crossOrder, cropBox, sideAtImageLeft, sideAtStoredLeft } from '../../../../renderer/viewer/orientation.ts';

const right: CropFrame = { originX: 100, originY: 200, step: 2, size: 224, mirrored: false, spacingMm: 0.2 };
const left: CropFrame = { ...right, originX: 1000, mirrored: true };

describe('the orientation of the anatomy', () => {
  it('puts the lateral side outside on both sides', () => {
    expect(crossOrder(right)).toEqual(['femur-superior', 'acetabulum-superior', 'femur-inferior', 'acetabulum-inferior']);
    expect(crossOrder(left)).toEqual(['acetabulum-superior', 'femur-superior', 'acetabulum-inferior', 'femur-inferior']);
  });

  it("marks the subject's right side at the left edge of an ordinary pelvis, whichever hip is open", () => {
    expect(sideAtImageLeft({ side: 'right', frame: right })).toBe('right');
    expect(sideAtImageLeft({ side: 'left', frame: left })).toBe('right');
  });

  it('stays correct on a flipped radiograph', () => {
    expect(sideAtImageLeft({ side: 'left', frame: right })).toBe('left');
    expect(sideAtImageLeft({ side: 'right', frame: left })).toBe('left');
  });

  it('knows the side at the left of a film as stored', () => {
    const hip = { side: 'right', frame: right } as const;
    expect(sideAtStoredLeft(hip, 'none')).toBe('right');
    expect(sideAtStoredLeft(hip, 'flip-horizontal')).toBe('left');
    expect(sideAtStoredLeft(hip, 'flip-vertical')).toBe('right');
    expect(sideAtStoredLeft(hip, 'rotate-180')).toBe('left');
    expect(sideAtStoredLeft(hip, 'rotate-90')).toBeNull();
  });

  it.each([
    ['right', right],
    ['left', left],
  ] as const)('outlines exactly the pixels of a %s crop', (_, frame) => {
    const [first, last] = [cropToImage(frame, { x: 0, y: 0 }), cropToImage(frame, { x: 223, y: 223 })];
    const box = cropBox(frame);
    expect(box.left).toBe(Math.min(first.x, last.x) - 1);
    expect(box.right).toBe(Math.max(first.x, last.x) + 1);
    expect(box.top).toBe(first.y - 1);
    expect(box.bottom).toBe(last.y + 1);
  });
});
