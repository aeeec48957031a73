import { afterAll, expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import { backbone } from '../../../main/network/architectures/backbone.ts';
import { forward } from '../../../main/network/forward.ts';
import { kellgrenLawrenceHead } from '../../../main/network/architectures/heads.ts';
import { initialWeights } from '../../../main/network/initialise.ts';
import { openNetwork } from '../../../main/network/network.ts';
import { testEngine } from './test-engine.ts';

const engine = await testEngine();
afterAll(() => engine.dispose());

// If the signal fades before the last map, no gradient comes back, and the network only learns the share of each grade.
it.each(['vgg16', 'antony', 'resnet18'] as const)('initial weights preserve the size of the signal through %s', (name) => {
  const { tf } = engine;
  const architecture = backbone(name, { inputChannels: 1, heads: kellgrenLawrenceHead });
  const network = openNetwork(architecture, initialWeights(architecture, seededRandom(7)), engine);
  const random = seededRandom('picture');
  const image = tf.tensor4d(
    Float32Array.from({ length: 2 * 64 * 64 }, () => random.normal()),
    [2, 64, 64, 1],
  );
  const outputs = tf.tidy(() => forward(network, image, 'inference'));
  const { features } = outputs;
  const size = Math.sqrt(tf.tidy(() => tf.mean(tf.square(features)).dataSync()[0]));
  expect(size).toBeGreaterThan(0.3);
  expect(size).toBeLessThan(3);
  network.dispose();
});
