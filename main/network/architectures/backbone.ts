// The available backbones, by the name in recipes and model cards.

import { antony } from './antony.ts';
import type { Architecture } from '../architecture.ts';
import { densenet } from './densenet.ts';
import type { Heads } from './heads.ts';
import { mobilenetV2 } from './mobilenet.ts';
import { resnet } from './resnet.ts';
import { vgg16 } from './vgg.ts';

export const BACKBONES = [
  'resnet18',
  'resnet34',
  'resnet50',
  'densenet121',
  'densenet161',
  'vgg16',
  'mobilenet-v2',
  'antony',
  'antony-extended',
] as const;

export type BackboneName = (typeof BACKBONES)[number];

/** Builds the backbone of that name with these heads on its global average pool. */
export function backbone(name: BackboneName, options: { inputChannels: number; heads: Heads }): Architecture {
  switch (name) {
    case 'resnet18':
      return resnet({ ...options, depth: 18 });
    case 'resnet34':
      return resnet({ ...options, depth: 34 });
    case 'resnet50':
      return resnet({ ...options, depth: 50 });
    case 'densenet121':
      return densenet({ ...options, depth: 121 });
    case 'densenet161':
      return densenet({ ...options, depth: 161 });
    case 'vgg16':
      return vgg16(options);
    case 'mobilenet-v2':
      return mobilenetV2(options);
    case 'antony':
    case 'antony-extended':
      return antony({ ...options, name });
  }
}
