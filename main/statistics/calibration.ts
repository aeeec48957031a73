// Whether a grade's probability is how often it is right, and the temperature that makes it so. Guo C, Pleiss G, Sun Y, Weinberger KQ.
// On calibration of modern neural networks. ICML 2017. Bins of equal mass instead of equal width: Nixon J et al. CVPR Workshops 2019.

export interface GradedAnswer {
  /** One probability per grade. They sum to 1. */
  readonly probabilities: readonly number[];
  readonly truth: number;
}

export interface CalibrationBin {
  readonly items: number;
  /** Mean probability of the predicted grade. */
  readonly confidence: number;
  /** Share of the items whose predicted grade is right. */
  readonly accuracy: number;
}

/** Bins with equally many answers, in order of the probability of their predicted grade. Sizes differ by one at most. */
export function calibrationBins(answers: readonly GradedAnswer[], bins = 10): CalibrationBin[] {
  const sorted = answers
    .map(({ probabilities, truth }) => {
      const confidence = Math.max(...probabilities);
      return { confidence, right: probabilities.indexOf(confidence) === truth };
    })
    .toSorted((a, b) => a.confidence - b.confidence);
  const edge = (bin: number): number => Math.round((bin * sorted.length) / bins);
  return Array.from({ length: bins }, (_, bin) => sorted.slice(edge(bin), edge(bin + 1)))
    .filter((own) => own.length > 0)
    .map((own) => ({
      items: own.length,
      confidence: own.reduce((sum, { confidence }) => sum + confidence, 0) / own.length,
      accuracy: own.filter(({ right }) => right).length / own.length,
    }));
}

/** The expected calibration error: mean gap between confidence and accuracy, weighted by the bins' sizes. NaN without answers. */
export function expectedCalibrationError(answers: readonly GradedAnswer[], bins = 10): number {
  if (answers.length === 0) return Number.NaN;
  return calibrationBins(answers, bins).reduce(
    (sum, { items, confidence, accuracy }) => sum + (items / answers.length) * Math.abs(confidence - accuracy),
    0,
  );
}

/** The probabilities that softmax gives the same logits divided by the temperature. Needs no logits: they are the logarithms, up to a constant. */
export function atTemperature(probabilities: readonly number[], temperature: number): number[] {
  const scaled = probabilities.map((probability) => Math.log(Math.max(1e-12, probability)) / temperature);
  const highest = Math.max(...scaled);
  const powers = scaled.map((value) => Math.exp(value - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Mean negative log likelihood of the true grades. */
export function logLoss(answers: readonly GradedAnswer[], temperature = 1): number {
  const losses = answers.map(
    ({ probabilities, truth }) => -Math.log(Math.max(1e-12, atTemperature(probabilities, temperature)[truth])),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** The search range of a temperature: beyond it answers are certain or without information. */
const [COLDEST, HOTTEST] = [0.05, 20];
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature with the lowest log loss, to a relative precision of 1e-6. The loss has one minimum in 1 / T (it is convex there), so a
 * golden-section search finds it. Fit it on validation answers, never on those that measure it.
 */
export function fitTemperature(answers: readonly GradedAnswer[]): number {
  let [low, high] = [1 / HOTTEST, 1 / COLDEST];
  const loss = (inverse: number): number => logLoss(answers, 1 / inverse);
  let [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atA, atB] = [loss(a), loss(b)];
  while (high - low > 1e-6 * low) {
    if (atA <= atB) {
      [high, b, atB] = [b, a, atA];
      a = high - GOLDEN * (high - low);
      atA = loss(a);
    } else {
      [low, a, atA] = [a, b, atB];
      b = low + GOLDEN * (high - low);
      atB = loss(b);
    }
  }
  return 2 / (low + high);
}
