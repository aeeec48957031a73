import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { fourAxes, ofRank } from '../../../main/tensor/of-rank.ts';

describe('the number of axes', () => {
  it('leaves a tensor that has it as it is', () => {
    const map = tf.zeros([1, 2, 2, 3]);
    expect(ofRank(map, 4)).toBe(map);
    map.dispose();
  });

  it('is refused with the shape if it differs', () => {
    const logits = tf.zeros([5, 4]);
    expect(() => ofRank(logits, 4)).toThrow('A tensor of 4 axes is needed, not one of shape [5, 4].');
    expect(() => fourAxes(logits.shape)).toThrow('A shape of 4 axes is needed, not [5, 4].');
    logits.dispose();
  });

  it('is refused for a tensor that is missing', () => {
    expect(() => ofRank(undefined, 2)).toThrow('A tensor of 2 axes is missing.');
    expect(() => fourAxes(undefined)).toThrow('A shape of 4 axes is missing.');
  });
});
