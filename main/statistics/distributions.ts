// Distribution functions for the tests and intervals of this room. Incomplete gamma and beta functions by series and continued
// fractions: Press WH et al. Numerical Recipes, chapter 6. Relative errors stay below 1e-13 in the range of the tests.

/** P(Z <= z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  const tail = upperGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** P(|Z| >= |z|) of the standard normal distribution, exact in the tail. */
export function twoSidedNormal(z: number): number {
  return Number.isNaN(z) ? Number.NaN : upperGamma(0.5, (z * z) / 2);
}

/** The z with P(Z <= z) = share. Acklam's rational approximation and two steps of Halley's method. */
export function normalQuantile(share: number): number {
  if (share <= 0) return Number.NEGATIVE_INFINITY;
  if (share >= 1) return Number.POSITIVE_INFINITY;
  if (Number.isNaN(share)) return Number.NaN;
  if (share > 0.5) return -normalQuantile(1 - share);
  let z = roughQuantile(share);
  for (let step = 0; step < 2; step++) {
    const error = (normalCdf(z) - share) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}

function roughQuantile(share: number): number {
  if (share < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(share));
    return (
      polynomial(
        [
          2.938163982698783, 4.374664141464968, -2.549732539343734, -2.400758277161838, -0.3223964580411365,
          -0.007784894002430293,
        ],
        q,
      ) / polynomial([1, 3.754408661907416, 2.445134137142996, 0.3224671290700398, 0.007784695709041462], q)
    );
  }
  const q = share - 0.5;
  const r = q * q;
  return (
    (q *
      polynomial(
        [2.506628277459239, -30.66479806614716, 138.357751867269, -275.9285104469687, 220.9460984245205, -39.69683028665376],
        r,
      )) /
    polynomial([1, -13.28068155288572, 66.80131188771972, -155.6989798598866, 161.5858368580409, -54.47609879822406], r)
  );
}

/** `coefficients` start with the constant. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}

/** P(X >= x) of the chi-squared distribution. */
export function chiSquaredTail(x: number, degrees: number): number {
  return upperGamma(degrees / 2, x / 2);
}

/** P(F >= f) of the F distribution. */
function fTail(f: number, degrees: number, residualDegrees: number): number {
  return f <= 0 ? 1 : incompleteBeta(residualDegrees / (residualDegrees + degrees * f), residualDegrees / 2, degrees / 2);
}

/** The f with P(F <= f) = share. */
export function fQuantile(share: number, degrees: number, residualDegrees: number): number {
  return inverse((f) => 1 - fTail(f, degrees, residualDegrees), share);
}

/** The t with P(T <= t) = share, for a share above one half. */
export function tQuantile(share: number, degrees: number): number {
  return inverse((t) => 1 - incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2, share);
}

/**
 * The share of bootstrap draws beyond each bound of a 95% interval: 2.5% for many subjects, less for few, as Student's t asks for
 * (Hesterberg TC. Am Stat 2015;69:371-86). NaN for fewer than two subjects.
 */
export function widenedLevel(subjects: number): number {
  return subjects < 2 ? Number.NaN : normalCdf(-Math.sqrt(subjects / (subjects - 1)) * tQuantile(0.975, subjects - 1));
}

/** P(X <= successes) of the binomial distribution with p = 1/2. */
export function halfBinomialCdf(successes: number, trials: number): number {
  return successes >= trials ? 1 : incompleteBeta(0.5, trials - successes, successes + 1);
}

/** Bisects a rising function of positive numbers. */
function inverse(cdf: (x: number) => number, share: number): number {
  let [low, high] = [0, 1];
  while (cdf(high) < share) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const series = LANCZOS.reduce((sum, coefficient, i) => sum + (i === 0 ? coefficient : coefficient / (x - 1 + i)), 0);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

const TINY = 1e-300;

/** Q(a, x), the regularised upper incomplete gamma function. */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; n < 1000 && Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * front;
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 1000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / notZero(an * d + b);
    c = notZero(b + an / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return front * fraction;
}

/** I_x(a, b), the regularised incomplete beta function. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return front * fraction;
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
