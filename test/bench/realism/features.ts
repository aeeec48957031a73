// The features of MobileNetV2, trained on photographs (ImageNet), for grey pictures: 1,280 numbers from its last pooling.

import { CROP_SIZE } from '../../../main/domain/hip-crop.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { startingWeights } from '../../../main/learning/run/starting-weights.ts';
import { mobilenetV2 } from '../../../main/network/architectures/mobilenet.ts';
import { forward } from '../../../main/network/forward.ts';
import { openNetwork } from '../../../main/network/network.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';
import { ofRank } from '../../../main/tensor/of-rank.ts';
import { pictureBatch } from '../../../main/training/pictures.ts';
import { plainView, withInputRange } from '../../../main/training/augmentation.ts';

const BATCH = 20;

/** Opens the network once and returns a function from crops to their features. */
export async function openFeatures(weights: string): Promise<{
  readonly featuresOf: (crops: readonly Uint8Array[]) => Promise<Float64Array[]>;
  readonly dispose: () => void;
}> {
  const architecture = mobilenetV2({
    inputChannels: 1,
    heads: (input, features) => ({
      layers: [{ kind: 'dense', name: 'classifier.1', input, inputFeatures: features, outputFeatures: 2 }],
      outputs: { answer: 'classifier.1', pooled: input },
    }),
  });
  const engine = valueOrThrow(await openEngine({ precision: 'fp32', threads: 1 }));
  const network = openNetwork(architecture, valueOrThrow(await startingWeights(architecture, weights, 1)), engine);
  const size = { height: CROP_SIZE, width: CROP_SIZE };
  const augmentation = withInputRange(plainView({ crop: size, picture: size }), 'minus-one-to-one');
  const batchFeatures = async (crops: readonly Uint8Array[]): Promise<Float64Array[]> => {
    const chosen = crops.map((_, index) => ({ index, augmentation }));
    const image = pictureBatch(engine, { pixels: Buffer.concat(crops), size }, chosen, size);
    const pooled = engine.tf.tidy(() => ofRank(forward(network, image, 'inference')['pooled'], 2));
    const values = await pooled.data();
    const [, width] = pooled.shape;
    pooled.dispose();
    image.dispose();
    return crops.map((_, row) => Float64Array.from(values.slice(row * width, (row + 1) * width)));
  };
  return {
    featuresOf: async (crops) => {
      const all: Float64Array[] = [];
      for (let start = 0; start < crops.length; start += BATCH)
        all.push(...(await batchFeatures(crops.slice(start, start + BATCH))));
      return all;
    },
    dispose: () => {
      network.dispose();
      engine.dispose();
    },
  };
}
