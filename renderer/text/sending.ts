// The text about what leaves this machine for a workstation.

import { formatNumber } from './count.ts';

export const sendingText = {
  title: (name: string) => `Leaves this machine for ${name}`,
  to: (host: string, port: number) => `Encrypted, to ${host}:${port}, and recorded in the audit trail with digests.`,
  items: {
    recipe: 'The recipe',
    crops: 'Hip crops, 8-bit, without a header',
    pictures: 'Pictures, 8-bit, without a header',
    labels: 'Labels as codes, with numbers for subjects and visits',
    zones: 'Landmarks of the target zones, in crop pixels',
    weights: 'The file of starting weights',
    checkpoints: 'The checkpoints of the run',
    models: 'Models, without the list of subjects they learned from',
    points: 'Points of each hip, in crop pixels',
    knees: 'Pictures of knees, as the model reads them',
  },
  amount: (count: number | null, bytes: number | null) =>
    [...(count === null ? [] : [formatNumber(count)]), ...(bytes === null ? [] : [size(bytes)])].join(', '),
  never: (withLabels: boolean) =>
    `Never: films, ${withLabels ? '' : 'labels, '}names, identifiers, dates, readers, the key table.`,
};

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
