// The joints that pictures show and models grade.

import { z } from 'zod';

const JOINTS = ['hip', 'knee'] as const;

export const JointSchema = z.enum(JOINTS);

export type Joint = z.infer<typeof JointSchema>;
