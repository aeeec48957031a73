import { describe, expect, it } from 'vitest';
import { cropToImage, type CropFrame } from '../../../../main/domain/geometry.ts';
import { crossOrder, cropBox, sideAtImageLeft, sidesAtEdges } from '../../../../renderer/viewer/orientation.ts';

const right: CropFrame = { originX: 100, originY: 200, step: 2, size: 224, mirrored: false, spacingMm: 0.2 };
const left: CropFrame = { ...right, originX: 1000, mirrored: true };

describe('the orientation of the anatomy', () => {
  it('puts the lateral side outside on both sides', () => {
    expect(crossOrder(right)).toEqual(['acetabulum-superior', 'acetabulum-inferior', 'femur-superior', 'femur-inferior']);
    expect(crossOrder(left)).toEqual(['acetabulum-inferior', 'acetabulum-superior', 'femur-inferior', 'femur-superior']);
  });

  it("marks the subject's right side at the left edge of an ordinary pelvis, whichever hip is open", () => {
    expect(sideAtImageLeft({ side: 'right', frame: right })).toBe('right');
    expect(sideAtImageLeft({ side: 'left', frame: left })).toBe('right');
  });

  it('stays correct on a flipped radiograph', () => {
    expect(sideAtImageLeft({ side: 'left', frame: right })).toBe('left');
    expect(sideAtImageLeft({ side: 'right', frame: left })).toBe('left');
  });

  it('knows the sides at the edges of a film that is turned for display', () => {
    const hip = { side: 'right', frame: right } as const;
    const [rightFirst, leftFirst] = [['right', 'left'] as const, ['left', 'right'] as const];
    const upright = ([first, second]: readonly [string, string]) => [
      { edge: 'left', side: first },
      { edge: 'right', side: second },
    ];
    const lying = ([first, second]: readonly [string, string]) => [
      { edge: 'top', side: first },
      { edge: 'bottom', side: second },
    ];
    expect(sidesAtEdges(hip, 'none')).toEqual(upright(rightFirst));
    expect(sidesAtEdges(hip, 'flip-horizontal')).toEqual(upright(leftFirst));
    expect(sidesAtEdges(hip, 'flip-vertical')).toEqual(upright(rightFirst));
    expect(sidesAtEdges(hip, 'rotate-180')).toEqual(upright(leftFirst));
    // Clockwise by 90 degrees, what was at the left is at the top.
    expect(sidesAtEdges(hip, 'rotate-90')).toEqual(lying(rightFirst));
    expect(sidesAtEdges(hip, 'rotate-270')).toEqual(lying(leftFirst));
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
