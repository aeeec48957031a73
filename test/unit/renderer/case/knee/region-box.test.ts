import { expect, it } from 'vitest';
import { regionBox } from '../../../../../renderer/case/knee/region-box.ts';

it('frames the rows of the knee that the model reads, in pixels of the whole film', () => {
  const area = { left: 400, top: 20, width: 300, height: 200 };
  const region = { left: 0, top: 0.25, width: 1, height: 0.5 };
  expect(regionBox(area, region)).toEqual({ left: 400, top: 70, right: 700, bottom: 170 });
});
