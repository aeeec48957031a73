// The words of experiment reports, and what the papers published (the figures that they print).

import type { Finding } from '../../domain/finding.ts';
import type { Quadrant } from '../../domain/quadrant.ts';

type PerQuadrant = Readonly<Record<Quadrant, string>>;

/** Tables 1 and 2 by network, and by the only branch, the way of combining, or the branch that answers under multi-loss. */
const GORRIZ_ACCURACIES: Readonly<Partial<Record<string, Readonly<Record<string, string>>>>> = {
  antony: {
    att0: '.418',
    att1: '.419',
    att2: '.445',
    'early-fusion': '.525',
    'kl.att1': '.439',
    'kl.att2': '.466',
    none: '.59, on joints that another network had cut out',
  },
  'antony-extended': {
    att0: '.40',
    att1: '.533',
    att2: '.538',
    'early-fusion': '.562',
    'kl.att1': '.556',
    'kl.att2': '.557',
  },
  resnet50: { att0: '.593', att1: '.587', att2: '.565', 'early-fusion': '.59', 'kl.att0': '.60', 'kl.att1': '.569' },
  vgg16: { att0: '.622', att1: '.617', att2: '.588', 'early-fusion': '.63', 'kl.att0': '.643', 'kl.att1': '.632' },
};

export const reportText = {
  all: 'all',
  runs: ({ finished, planned }: { readonly finished: number; readonly planned: number }) =>
    `${finished} of ${planned} runs are finished.${finished < planned ? ' What follows is preliminary.' : ''}`,
  intervals:
    'Intervals are 95% intervals over test subjects and seeds, both drawn with replacement 1,000 times. With one seed they say nothing of how the figure varies with the seed.',
  phantoms: 'Synthetic: all figures are on phantoms. They repeat the direction of a claim at most, never its size.',
  claimsTitle: 'Published claims',
  noClaims: 'No claim can be judged from the runs that are finished.',
  claims: {
    name: 'claims',
    columns: ['Claim', 'Published', 'Figure', 'Here', 'Seeds', 'Verdict'],
  },
  runTable: { name: 'runs', columns: ['Run', 'Chosen', 'Epoch', 'Figure', 'Value'] },
  claim: ({
    says,
    verdict,
    figure,
    here,
    published,
  }: {
    readonly says: string;
    readonly verdict: string;
    readonly figure: string;
    readonly published: string;
    readonly here: { readonly value: number; readonly low: number; readonly high: number };
  }) =>
    `${verdict.padEnd(14)}  ${says} (published: ${published}). ${figure}: ${here.value.toFixed(3)} (${here.low.toFixed(3)} to ${here.high.toFixed(3)})`,
  budget: {
    table: { name: 'grading-budget', columns: ['Strategy', 'Graded hips', 'Seeds'] },
    advice: { name: 'grading-advice', columns: ['Strategy', 'Plateau', 'Gain of twice as many', 'Advice'] },
    says: { stop: 'stop grading', 'go-on': 'go on grading' },
    curve: { title: 'What more graded hips are worth', x: 'graded hips' },
  },
  ye: {
    columns: {
      setting: ['Strategy', 'Weak hips', 'rho', 'Seeds'],
      byKappa: 'Mean kappa, epoch by kappa',
      byLoss: 'Mean kappa, epoch by loss',
      globalAccuracy: 'Global accuracy',
      globalAuc: 'Global AUC',
      epoch: 'Epoch',
      validationLoss: 'Validation loss',
      meanKappa: 'Mean kappa',
    },
    /** More were asked for than there are. */
    allWeak: (weak: number) => `all (${weak})`,
    ladder: { title: 'Mean kappa by the number of weak hips', x: 'rho, weak hips for each strong one', y: 'mean kappa' },
    meanKappa: (after: string, before: string) => `mean kappa, ${after} minus ${before}`,
    checkpointKappa: (setting: string) => `mean kappa of ${setting}, epoch by kappa minus epoch by loss`,
    claims: {
      oracleAboveStrong: {
        says: 'Grades for all hips are worth more than the strong hips alone',
        published: '.859 against .481',
      },
      maskedAboveStrong: { says: 'Weak hips help under masked supervision', published: '.584 against .481' },
      oracleAboveMasked: { says: 'Weak labels stay below grades for all hips', published: '.859 against .584' },
      dualAboveStrong: {
        says: 'A dual head with a part of the weak hips beats the strong hips alone',
        published: '.558 against .481',
      },
      dualFallsAtLast: { says: 'With all weak hips, the dual head falls again', published: '.558 with 2,500, .506 with all' },
      pureFalls: { says: 'Pure MIL falls with more weak hips', published: '.531 with 500, .450 with all' },
      maskedAboveDual: { says: 'With all weak hips, masked supervision beats the dual head', published: '.584 against .506' },
      dualAbovePure: { says: 'With all weak hips, the dual head beats pure MIL', published: '.506 against .450' },
      kappaRule: {
        says: 'The epoch with the best validation kappa is better than that with the lowest loss',
        published: '.611 against .511 on validation hips, for grades of all hips',
      },
    },
  },
  chen: {
    seed: 'seed',
    without: 'without the prior',
    with: 'with the prior',
    target: 'target',
    share: 'share of positive hips',
    distributions: {
      spread: {
        name: 'chen-spread',
        title: 'Spread of the evidence on positive hips: the share of hips with at most this spread',
      },
      centreDistance: {
        name: 'chen-centre-distance',
        title: 'Centre of mass to the nearest landmark on positive hips: the share of hips with at most this distance',
      },
      peakDistance: {
        name: 'chen-peak-distance',
        title: 'Peak to the nearest landmark on positive hips: the share of hips with at most this distance',
      },
    },
    meanMapsTitle:
      'Mean evidence over positive test hips, first seed; each map divided by its sum, in colours of its own scale; left hips mirrored',
    roc: { title: 'ROC of presence, first seed', x: '1 − specificity', y: 'sensitivity' },
    togetherTitle: 'Correlation of the presence of osteophytes between targets, over all test hips',
    seedsTitle: 'Centre of mass to the nearest landmark, in crop pixels, by seed',
    figures: {
      centreDistance: 'centre of mass, px',
      peakDistance: 'peak, px',
      spread: 'spread, px',
      auc: 'AUC',
    },
    difference: (figure: string) => `${figure}, with minus without the prior`,
    columns: {
      targets: [
        'Target',
        'Figure',
        'Without',
        'With',
        'Difference',
        'W over seeds',
        'p over seeds',
        'p over hips, first seed',
        'Empty maps left out',
      ],
      seeds: ['Seed', ...['Centre of mass', 'Peak', 'Spread', 'AUC'].flatMap((name) => [`${name}, without`, `${name}, with`])],
      grid: [
        'lambda',
        'r',
        'sigma',
        'Grid',
        'Landmarks',
        'Seeds',
        'Centre of mass',
        'Peak',
        'Spread',
        'AUC',
        'Loss on validation hips',
      ],
    },
    claim: (figure: 'centreDistance' | 'spread' | 'auc', quadrant: Quadrant) =>
      ({
        centreDistance: `The prior brings the evidence for ${quadrant} closer to its landmarks`,
        spread: `The prior concentrates the evidence for ${quadrant}`,
        auc: `The prior keeps the AUC of ${quadrant} (within .03)`,
      })[figure],
    published: {
      centreDistance: quadrants('47.5 to 23.6 px', '52.1 to 23.9 px', '95.7 to 21.7 px', '70.1 to 25.3 px'),
      spread: quadrants('57.1 to 32.4 px', '57.0 to 23.4 px', '57.4 to 23.5 px', '52.6 to 22.7 px'),
      auc: quadrants('.92 to .92', '.90 to .89', '.79 to .80', '.87 to .86'),
    },
  },
  vonSchacky: {
    kappaDifference: 'difference of linear kappas',
    aucDifference: 'difference of presence AUCs',
    accuracyDifference: 'difference of accuracies',
    columns: {
      findings: [
        'Finding',
        'Seeds',
        'Accuracy',
        'Precision',
        'F1',
        'Sensitivity',
        'Specificity',
        'Linear kappa',
        'Presence AUC',
        'Published, in this order',
      ],
      grades: ['Finding', 'Grade', 'Test hips', 'Precision', 'Sensitivity', 'Specificity', 'F1'],
    },
    published: {
      'femoral-osteophytes': '.867, .887, .874, .746, .911, .62, .94',
      'acetabular-osteophytes': '.699, .758, .721, .699, .764, .52 (.48 in its table 3), .86',
      'joint-space-narrowing': '.817, .826, .821, .607, .908, .64 (.69 in its table 3), .91',
      sclerosis: '.958, .957, .957, .477, .979, .47, .90',
      cysts: '.976, .973, .973, .481, .994, .57, .93',
    } satisfies Readonly<Record<Finding, string>>,
    claims: {
      kappaFemoral: ['Femoral osteophytes agree better than acetabular ones', 'linear kappa .62 against .52'],
      kappaNarrowing: ['Narrowing agrees better than acetabular osteophytes', 'linear kappa .64 against .52'],
      aucFemoral: ['Femoral osteophytes are detected better than acetabular ones', 'AUC .94 against .86'],
      accuracyFemoral: ['Femoral osteophytes are graded more accurately than acetabular ones', 'accuracy .867 against .699'],
      accuracyBinary: ['Sclerosis is answered more accurately than femoral osteophytes', 'accuracy .958 against .867'],
    },
  },
  gorriz: {
    together: 'all branches',
    difference: 'accuracy of att0 under multi-loss minus the other',
    columns: {
      branches: [
        'Network',
        'Branches',
        'Combined',
        'Weights',
        'Answered by',
        'Seeds',
        'Validation loss',
        'Accuracy',
        'Test loss',
        'Unweighted kappa',
        'Trained values, millions',
        'Published accuracy',
      ],
      weights: [
        'Network',
        'Branches',
        'First weight',
        'Second weight',
        'Seeds',
        'Validation loss, weighted',
        'Accuracy, first branch',
        'Accuracy, second branch',
        'Accuracy, both',
      ],
    },
    published: GORRIZ_ACCURACIES,
    claims: {
      overFusion: ['Multi-loss is more accurate than early fusion', 'accuracy .643 against .63'],
      overAlone: ['Multi-loss is more accurate than its branch alone', 'accuracy .643 against .622'],
      overResNet: ['With multi-loss, VGG-16 is more accurate than ResNet-50', 'accuracy .643 against .60'],
      overPlain: ["VGG-16 with multi-loss is more accurate than Antony's network without attention", 'accuracy .643 against .59'],
    },
  },
} as const;

function quadrants(
  femurSuperior: string,
  femurInferior: string,
  acetabulumSuperior: string,
  acetabulumInferior: string,
): PerQuadrant {
  return {
    'femur-superior': femurSuperior,
    'femur-inferior': femurInferior,
    'acetabulum-superior': acetabulumSuperior,
    'acetabulum-inferior': acetabulumInferior,
  };
}
