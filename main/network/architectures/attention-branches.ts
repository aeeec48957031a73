// Where System 3 attaches its attention branches on each base, from shallow to deep (Gorriz, section 3.2 and the appendix).

import { ANTONY_BRANCHES } from './antony.ts';
import type { BackboneName } from './backbone.ts';
import { MOBILENET_BRANCHES } from './mobilenet.ts';
import { VGG16_BRANCHES } from './vgg.ts';

type Branches = readonly [att0: string, att1: string, att2: string];

/** The maps of the branches, by the base's name. Other backbones have no attention branches. */
export const ATTENTION_BRANCHES: Readonly<Partial<Record<BackboneName, Branches>>> = {
  vgg16: VGG16_BRANCHES,
  antony: ANTONY_BRANCHES,
  'antony-extended': ANTONY_BRANCHES,
  'mobilenet-v2': MOBILENET_BRANCHES,
  resnet50: ['layer2.3.relu', 'layer3.5.relu', 'layer4.2.relu'],
};
