import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { FINDING_GRADES, FINDINGS, perFinding, quadrantsOf } from '../../../main/domain/finding.ts';
import { toEightBit } from '../../../main/domain/hip-crop.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { floatsText } from '../../../main/inference/card-parts.ts';
import { heatmapOf, heatmapPicture, type GradedHip } from '../../../main/inference/graded-hip.ts';
import { shareInZone } from '../../../main/inference/heatmap.ts';
import { openModel, type Model } from '../../../main/inference/model.ts';
import { HEATMAP_SCORES, keptScores, type GradingOf, type HeatmapSet } from '../../../main/domain/grading.ts';
import { AUDIT_SCORE } from '../../../main/inference/score.ts';
import { zoneMask } from '../../../main/imaging/zone-mask.ts';
import { multitaskHeads } from '../../../main/network/architectures/heads.ts';
import { initialWeights } from '../../../main/network/initialise.ts';
import { parameterNamed } from '../../../main/network/parameters.ts';
import { architecture, cardHead, cardHeads, CHANNELS, tinyArchitecture, tinyWeights, writeTinyModel } from './tiny-model.ts';

const table = LANDMARK_TABLES.original;
const weights = tinyWeights(1);
let folder = '';
let model: Model;

function randomCrop(seed: number) {
  const random = seededRandom(seed);
  return {
    pixels: Float32Array.from({ length: 224 * 224 }, () => random.between(-0.3, 1.4)),
    landmarks: Array.from({ length: 80 }, () => ({ x: random.between(20, 200), y: random.between(20, 200) })),
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'osteograde-model-'));
  model = valueOrThrow(await openModel(writeTinyModel(folder, { weights })));
});

afterAll(async () => {
  await model.close();
  rmSync(folder, { recursive: true });
});

/** Returns the answers of a System 1 model for a crop. */
async function graded(crop: ReturnType<typeof randomCrop>) {
  return gradesOf(valueOrThrow(await model.grade(crop, table)));
}

function gradesOf({ grading, maps }: GradedHip): { readonly grading: GradingOf<'grades'>; readonly maps: HeatmapSet } {
  if (grading.kind !== 'grades') throw new Error('The tiny model must be of System 1.');
  return { grading, maps };
}

/** Computes the tiny network by hand: 32 x 32 blocks, ReLU, pooling, a head. */
function logitsByHand(pixels: Float32Array, layer: string): number[] {
  const bytes = toEightBit(pixels);
  const pooled = featuresByHand(bytes).map((map) => map.reduce((sum, value) => sum + value) / 49);
  const weight = parameterNamed(weights, `${layer}.weight`).data;
  return Array.from(parameterNamed(weights, `${layer}.bias`).data, (bias, c) =>
    pooled.reduce((sum, value, k) => sum + weight[c * CHANNELS + k] * value, bias),
  );
}

/** The last convolutional map, straight from its definition. // [channels, 49] */
function featuresByHand(bytes: ArrayLike<number>): number[][] {
  const kernel = parameterNamed(weights, 'blocks.weight').data;
  return Array.from({ length: CHANNELS }, (_, k) =>
    Array.from({ length: 49 }, (__, cell) => {
      let value = 0;
      for (let i = 0; i < 1024; i++) {
        const at = (Math.floor(cell / 7) * 32 + Math.floor(i / 32)) * 224 + (cell % 7) * 32 + (i % 32);
        value += (kernel[k * 1024 + i] * bytes[at]) / 255;
      }
      return Math.max(0, value);
    }),
  );
}

it('says how familiar a crop is if the card summarises the training crops, and nothing otherwise', async () => {
  const crop = randomCrop(5);
  expect(valueOrThrow(await model.grade(crop, table)).grading.familiarity).toBeUndefined();
  const [features] = valueOrThrow(await model.features([crop.pixels]));
  const familiarity = {
    map: 'features',
    mean: floatsText(features.map((value) => value + 2)),
    axes: floatsText(Float32Array.from({ length: CHANNELS }, (_, at) => (at === 0 ? 1 : 0))),
    variances: floatsText(Float32Array.of(4)),
    residualVariance: 1,
    threshold: 2.5,
    data: 'Tests.',
    training: 20,
    validation: 20,
  };
  const given = (change: object) =>
    openModel(
      writeTinyModel(folder, {
        name: 'familiar',
        weights,
        change: (card) => ({ ...card, familiarity: { ...familiarity, ...change } }),
      }),
    );
  const familiar = valueOrThrow(await given({}));
  const { distance, threshold, unlike } = valueOrThrow(await familiar.grade(crop, table)).grading.familiarity ?? {};
  await familiar.close();
  expect(distance).toBeCloseTo(Math.sqrt((1 + 4 * (CHANNELS - 1)) / CHANNELS), 3);
  expect({ threshold, unlike }).toEqual({ threshold: 2.5, unlike: false });
  expect(await given({ map: 'other' })).toMatchObject({ ok: false, failure: { code: 'model-malformed' } });
  expect(await given({ variances: floatsText(new Float32Array(2)) })).toMatchObject({
    ok: false,
    failure: { code: 'model-malformed' },
  });
});

describe('a model', () => {
  it('returns the probabilities of its own head for each quadrant', async () => {
    const crop = randomCrop(1);
    const { grading } = await graded(crop);
    for (const quadrant of QUADRANTS) {
      const exponentials = logitsByHand(crop.pixels, `quadrant.${quadrant}`).map(Math.exp);
      const sum = exponentials.reduce((a, b) => a + b);
      const { grade, probabilities } = grading.quadrants[quadrant];
      exponentials.forEach((value, i) => expect(probabilities[i]).toBeCloseTo(value / sum, 3));
      expect(probabilities[grade]).toBe(Math.max(...probabilities));
    }
    const [global] = logitsByHand(crop.pixels, 'global');
    expect(grading.globalProbability).toBeCloseTo(1 / (1 + Math.exp(-global)), 3);
  });

  it('grades a crop cached in 8 bits exactly like the original', async () => {
    const crop = randomCrop(2);
    const fresh = await graded(crop);
    const cached = gradesOf(valueOrThrow(await model.grade({ ...crop, pixels: toEightBit(crop.pixels) }, table)));
    expect(cached.grading.quadrants).toEqual(fresh.grading.quadrants);
  });

  it('grades a batch like single hips, in order', async () => {
    const crops = Array.from({ length: 11 }, (_, i) => randomCrop(i));
    const batch = valueOrThrow(await model.gradeBatch(crops, table)).map(gradesOf);
    expect(batch).toHaveLength(11);
    for (const [i, crop] of crops.entries()) {
      const { grading } = await graded(crop);
      for (const quadrant of QUADRANTS) {
        grading.quadrants[quadrant].probabilities.forEach((p, c) => {
          expect(batch[i].grading.quadrants[quadrant].probabilities[c]).toBeCloseTo(p, 5);
        });
      }
    }
  });

  it("audits the attention inside the landmarks' zone on the displayed map", async () => {
    const crop = randomCrop(3);
    const { grading, maps } = await graded(crop);
    for (const quadrant of QUADRANTS) {
      const { attentionInZone, peak, peakInZone } = grading.quadrants[quadrant];
      const zone = zoneMask(crop.landmarks, table, quadrant);
      expect(attentionInZone).toBe(shareInZone(heatmapOf(maps, quadrant, AUDIT_SCORE), maps.size, zone));
      const distances = table.zones[quadrant].map((i) => Math.hypot(crop.landmarks[i].x - peak.x, crop.landmarks[i].y - peak.y));
      // The zone is drawn in whole pixels, so its edge may be a pixel off.
      const expected = Math.abs(Math.min(...distances) - 30) < 1 ? peakInZone : Math.min(...distances) < 30;
      expect(peakInZone).toBe(expected);
    }
  });

  it('has a heatmap for each quadrant and score, each with a maximum of 255', async () => {
    const { maps } = valueOrThrow(await model.grade(randomCrop(4), table));
    expect(maps.values).toHaveLength(4 * HEATMAP_SCORES.length * 49);
    for (const quadrant of QUADRANTS) {
      for (const score of HEATMAP_SCORES) {
        const picture = heatmapPicture(maps, quadrant, score);
        expect(picture).toHaveLength(224 * 224);
        expect([0, 255]).toContain(Math.max(...picture));
      }
    }
  });

  it('explains one grade as it explains the predicted one', async () => {
    const { grading, maps } = await graded(randomCrop(4));
    for (const quadrant of QUADRANTS) {
      const { grade } = grading.quadrants[quadrant];
      expect(heatmapOf(maps, quadrant, `grade-${grade}`)).toEqual(heatmapOf(maps, quadrant, 'predicted'));
      expect(heatmapOf(maps, quadrant, 'grade-3')).toEqual(heatmapOf(maps, quadrant, 'at-least-3'));
    }
  });

  it('explains the answer for the whole hip by the weights of its own head', async () => {
    const crop = randomCrop(4);
    const { maps } = await graded(crop);
    const weight = parameterNamed(weights, 'global.weight').data;
    const features = featuresByHand(toEightBit(crop.pixels));
    const map = Array.from({ length: 49 }, (_, cell) =>
      Math.max(
        0,
        features.reduce((sum, channel, k) => sum + weight[k] * channel[cell], 0),
      ),
    );
    const highest = Math.max(...map);
    expect(highest).toBeGreaterThan(0);
    for (const quadrant of QUADRANTS) {
      heatmapOf(maps, quadrant, 'global').forEach((value, cell) => expect(value).toBeCloseTo(map[cell] / highest, 2));
    }
  });

  it('keeps no map of the whole hip if that head was never trained', async () => {
    const path = writeTinyModel(folder, { name: 'mil', weights, change: (given) => ({ ...given, strategy: 'pure-mil' }) });
    const untrained = valueOrThrow(await openModel(path));
    const { maps } = valueOrThrow(await untrained.grade(randomCrop(4), table));
    await untrained.close();
    expect(keptScores(maps)).toEqual(HEATMAP_SCORES.filter((score) => score !== 'global'));
    expect(() => heatmapOf(maps, 'femur-superior', 'global')).toThrow(/no heatmap/);
  });

  it('reads the maps of a grading from the time of four scores', () => {
    const values = Float32Array.from({ length: 4 * 4 * 49 }, (_, at) => Math.floor(at / 49));
    const maps: HeatmapSet = { kind: 'grades', size: 7, values };
    expect(keptScores(maps)).toEqual(['predicted', 'at-least-1', 'at-least-2', 'at-least-3']);
    expect(heatmapOf(maps, 'femur-inferior', 'at-least-2')[0]).toBe(QUADRANTS.indexOf('femur-inferior') * 4 + 2);
    expect(() => heatmapOf(maps, 'femur-inferior', 'grade-2')).toThrow(/no heatmap/);
  });

  it('measures its time with the supplied clock', async () => {
    let now = 0;
    const timed = valueOrThrow(await openModel(join(folder, 'tiny.onnx'), { clock: () => (now += 16) }));
    const batch = valueOrThrow(await timed.gradeBatch([randomCrop(1), randomCrop(2)], table));
    expect(batch.map(({ grading }) => grading.milliseconds)).toEqual([8, 8]);
    await timed.close();
  });
});

describe('a model of System 4', () => {
  const network = tinyArchitecture(multitaskHeads);
  const own = initialWeights(network, seededRandom(4));
  const card = (given: Record<string, unknown>) => ({
    ...given,
    system: 4,
    preprocessing: { ...(given['preprocessing'] as object), contrast: 'as-is' },
  });
  const heads = () => perFinding((finding) => cardHead(own, finding));

  it("audits a bone's osteophytes over the zones of both quadrants, and no finding without zones", async () => {
    const path = writeTinyModel(folder, { name: 'findings', weights: own, network, heads, change: card });
    const findings = valueOrThrow(await openModel(path));
    const crop = randomCrop(6);
    const { grading, maps } = valueOrThrow(await findings.grade(crop, table));
    await findings.close();
    if (grading.kind !== 'findings') throw new Error('System 4 grades findings.');
    expect(maps.values).toHaveLength(5 * 6 * 49);
    expect(FINDINGS.filter((finding) => quadrantsOf(finding).length > 0)).toEqual([
      'femoral-osteophytes',
      'acetabular-osteophytes',
    ]);
    for (const finding of FINDINGS) {
      const { grade, probabilities, attention } = grading.findings[finding];
      expect(probabilities).toHaveLength(FINDING_GRADES[finding]);
      expect(probabilities[grade]).toBe(Math.max(...probabilities));
      const zones = quadrantsOf(finding).map((quadrant) => zoneMask(crop.landmarks, table, quadrant));
      expect(attention === null).toBe(zones.length === 0);
      if (zones.length === 0) continue;
      const both = zones[0].map((inside, at) => inside | zones[1][at]);
      expect(attention?.attentionInZone).toBe(shareInZone(heatmapOf(maps, finding, AUDIT_SCORE), maps.size, both));
      expect(attention?.attentionInZone).toBeGreaterThan(shareInZone(heatmapOf(maps, finding, AUDIT_SCORE), maps.size, zones[0]));
    }
    expect(() => heatmapOf(maps, 'cysts', 'at-least-3')).toThrow(/no heatmap/);
    expect(() => heatmapOf(maps, 'femur-superior', 'predicted')).toThrow(/no heatmap/);
  });

  it('is refused with the card of a model with other answers', async () => {
    const path = writeTinyModel(folder, { name: 'unlike', heads, change: card });
    const opened = await openModel(path);
    expect(opened).toMatchObject({ ok: false, failure: { code: 'model-malformed' } });
    expect(opened.ok ? '' : opened.failure.message).toContain('unlike has no output "femoral-osteophytes"');
  });
});

describe('an untrustworthy model is refused', () => {
  const refusal = async (path: string) => {
    const opened = await openModel(path);
    if (opened.ok) await opened.value.close();
    return opened.ok ? null : opened.failure;
  };

  it('when its file is missing', async () => {
    expect(await refusal(join(folder, 'none.onnx'))).toMatchObject({ code: 'model-not-found' });
  });

  it('when its card belongs to another file', async () => {
    const path = writeTinyModel(folder, { name: 'changed', change: (card) => ({ ...card, sha256: '0'.repeat(64) }) });
    const failure = await refusal(path);
    expect(failure).toMatchObject({ code: 'model-malformed' });
    expect(failure?.message).toContain('changed.onnx does not match its card');
  });

  it('when the heads of the card belong to another model, which would make its heatmaps meaningless', async () => {
    const path = writeTinyModel(folder, { name: 'mixed', change: (card) => ({ ...card, heads: cardHeads(tinyWeights(2)) }) });
    expect(await refusal(path)).toMatchObject({ code: 'model-malformed' });
  });

  it('when it was made for images of another size', async () => {
    const network = { ...architecture, inputSize: 320 };
    const failure = await refusal(writeTinyModel(folder, { name: 'large', network }));
    expect(failure).toMatchObject({ code: 'model-malformed' });
    expect(failure?.message).toContain('large cannot grade a hip crop of 224 x 224 pixels');
  });

  it('when its answers have the wrong shape for a grading', async () => {
    const network = {
      ...architecture,
      outputs: { ...architecture.outputs, global: 'quadrant.femur-superior', 'femur-superior': 'global' },
    };
    const failure = await refusal(writeTinyModel(folder, { name: 'knee', network }));
    expect(failure?.message).toContain('knee returned the output "global" with the shape [1, 4]');
  });

  it('when it answers with NaN or infinity', async () => {
    const spoilt = new Map(tinyWeights(1));
    spoilt.set('blocks.weight', { shape: [CHANNELS, 1, 32, 32], data: new Float32Array(CHANNELS * 1024).fill(Number.NaN) });
    expect(await refusal(writeTinyModel(folder, { name: 'spoilt', weights: spoilt }))).toMatchObject({ code: 'model-malformed' });
  });

  it('when the requested device is not part of the installation', async () => {
    const opened = await openModel(join(folder, 'tiny.onnx'), { device: 'coreml' as 'cpu' }); // no Linux or Windows build includes it
    expect(opened).toMatchObject({ ok: false, failure: { code: 'engine-unavailable' } });
  });
});
