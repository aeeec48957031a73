// Compares close-ups of phantoms with real ones. `npm run bench:phantom-realism -- --data DIR [--phantoms 300 --draws 400 --seed 7001]`.
// DIR holds `pelvis/heads.csv`, `pelvis/images` and `weights/*.pth` (MobileNetV2, ImageNet). Without them the bench is skipped.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../main/domain/random.ts';
import { phantomCloseUps, realCloseUps, type CloseUps } from './realism/crops.ts';
import {
  clusteredInterval,
  frechetDistance,
  kernelDistance,
  kernelTable,
  linearProbe,
  principalAxes,
  project,
} from './realism/distances.ts';
import { openFeatures } from './realism/features.ts';

const COMPONENTS = 64;
const FOLDS = 5;

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    phantoms: { type: 'string', default: '300' },
    draws: { type: 'string', default: '400' },
    seed: { type: 'string', default: '7001' },
  },
});

const data = options.data ?? '';
const weights = existsSync(join(data, 'weights'))
  ? readdirSync(join(data, 'weights')).find((name) => name.endsWith('.pth'))
  : undefined;
if (!existsSync(join(data, 'pelvis', 'heads.csv')) || weights === undefined) {
  console.log('Skipped: give a folder with pelvis/heads.csv, pelvis/images and weights/*.pth with --data.');
} else {
  await compare(join(data, 'pelvis'), join(data, 'weights', weights));
}

async function compare(pelves: string, weightsFile: string): Promise<void> {
  const seed = Number(options.seed);
  const draws = Number(options.draws);
  const real = await realCloseUps(pelves);
  const subjects = Math.ceil(Number(options.phantoms) / 2);
  const versions = [1, 2, 3] as const;
  const phantoms: CloseUps[] = [];
  for (const version of versions)
    phantoms.push(
      await phantomCloseUps({ seed, subjects, version, workers: 1 }, real.spacings, seededRandom(`${seed} spacings`)),
    );
  const network = await openFeatures(weightsFile);
  const features: Float64Array[][] = [];
  for (const { crops } of [real, ...phantoms]) features.push(await network.featuresOf(crops));
  network.dispose();
  const [realFeatures, ...phantomFeatures] = features;
  console.log(
    `${real.crops.length} real close-ups of ${new Set(real.clusters).size} films; ${phantoms[0].crops.length} phantoms of each version, seed ${seed}, ` +
      `published grades; same pixel size and JPEG quality; 95% intervals: ${draws} draws of whole films and subjects.`,
  );
  const kernels = versions.map((version, v) => {
    const random = seededRandom(`${seed} draws`);
    return {
      version,
      ...measured(
        version,
        { features: realFeatures, ...pick(real) },
        { features: phantomFeatures[v], ...pick(phantoms[v]) },
        draws,
        random,
      ),
    };
  });
  const [first, ...later] = kernels;
  for (const other of later) {
    const ratios = first.draws.map((value, at) => other.draws[at] / value).toSorted((a, b) => a - b);
    const bound = (share: number): string => ratios[Math.floor(share * (ratios.length - 1))].toFixed(2);
    console.log(
      `kernel distance of version ${other.version} over that of version 1: ${(other.kernel / first.kernel).toFixed(2)} (${bound(0.025)}-${bound(0.975)}); wanted at most 0.50`,
    );
  }
}

function pick({ clusters }: CloseUps): { clusters: readonly string[] } {
  return { clusters };
}

interface Set {
  readonly features: readonly Float64Array[];
  readonly clusters: readonly string[];
}

function measured(version: number, real: Set, phantom: Set, draws: number, random: ReturnType<typeof seededRandom>) {
  const tables = {
    within: kernelTable(real.features, real.features),
    across: kernelTable(real.features, phantom.features),
    other: kernelTable(phantom.features, phantom.features),
  };
  const everyone = (set: Set): number[] => [...set.features.keys()];
  const kernel = kernelDistance(tables, everyone(real), everyone(phantom));
  const interval = clusteredInterval(
    [real.clusters, phantom.clusters],
    (a, b) => kernelDistance(tables, a, b),
    draws,
    random.fork('kernel'),
  );
  const axes = principalAxes([...real.features, ...phantom.features], COMPONENTS, random.fork('axes'));
  const [a, b] = [project(real.features, axes), project(phantom.features, axes)];
  const frechet = clusteredInterval(
    [real.clusters, phantom.clusters],
    (first, second) =>
      frechetDistance(
        first.map((i) => a[i]),
        second.map((i) => b[i]),
      ),
    Math.min(draws, 60),
    random.fork('frechet'),
  );
  const probe = linearProbe(real, phantom, FOLDS, axes);
  console.log(
    `version ${version}: kernel inception distance ${kernel.toFixed(3)} (${interval.low.toFixed(3)}-${interval.high.toFixed(3)}); ` +
      `Frechet distance on ${COMPONENTS} components ${frechetDistance(a, b).toFixed(2)} (${frechet.low.toFixed(2)}-${frechet.high.toFixed(2)}); ` +
      `linear probe, ${FOLDS} folds: ${(100 * probe).toFixed(1)}% told apart`,
  );
  return { kernel, draws: interval.draws };
}
