// Grading on a paired workstation, for everything that grades hips here. Films are read and cut here; crops and the model go there.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import { DEFAULT_CHOICE, type SessionChoice } from '../../inference/choose-session.ts';
import type { GradedHip } from '../../inference/graded-hip.ts';
import type { GradableHip, Inference } from '../../inference/inference.ts';
import { cardToSend } from '../../learning/grading/card-to-send.ts';
import { MOST_HIPS, readGradings, writeHipFiles, type Gradings } from '../../learning/grading/hip-files.ts';
import type { TrainingProgress } from '../../learning/run/training-calls.ts';
import type { OnSending } from '../../remote/client/follow-job.ts';
import { gradeRemotely } from '../../remote/client/remote-grading.ts';
import type { PairedWorkstation } from '../../remote/client/workstations.ts';
import { servicesText } from '../text.ts';

export interface GradingElsewhere {
  readonly workstation: PairedWorkstation;
  /** What the workstation is told that it grades for. */
  readonly run: string;
  /** How many hips are best sent together: a group costs some seconds, however small it is. */
  readonly atOnce: number;
  /** Called before anything leaves. Throws a `FailureError` if it must not. */
  readonly onSending: OnSending;
  /** What happens meanwhile. A `data` report counts graded hips. */
  readonly report: (progress: TrainingProgress) => void;
  readonly signal: AbortSignal;
}

/** The inference `here`, except that hips are graded there. */
export function gradingElsewhere(here: Inference, elsewhere: GradingElsewhere): Inference {
  const choices = new Map<string, SessionChoice>();
  const gradeGroup = (modelPath: string, hips: readonly GradableHip[], signal?: AbortSignal): Promise<Result<Gradings>> =>
    gradeThere({ modelPath, choice: choices.get(modelPath) ?? DEFAULT_CHOICE, hips }, elsewhere, signal);
  return {
    ...here,
    atOnce: Math.min(MOST_HIPS, elsewhere.atOnce),
    open: async (modelPath, choice = DEFAULT_CHOICE) => {
      choices.set(modelPath, choice);
      const opened = await gradeGroup(modelPath, []);
      return opened.ok ? success(opened.value.opened) : opened;
    },
    grade: async (modelPath, hips, signal) => {
      const graded: GradedHip[] = [];
      for (let first = 0; first < hips.length; first += MOST_HIPS) {
        const group = await gradeGroup(modelPath, hips.slice(first, first + MOST_HIPS), signal);
        if (!group.ok) return group;
        graded.push(...group.value.hips);
      }
      return success(graded);
    },
    gradeKnees: async () => failed('bad-request', servicesText.grading.kneesOnlyHere),
  };
}

interface Group {
  readonly modelPath: string;
  readonly choice: SessionChoice;
  readonly hips: readonly GradableHip[];
}

async function gradeThere(
  { modelPath, choice, hips }: Group,
  { workstation, run, onSending, report, signal: ownSignal }: GradingElsewhere,
  signal: AbortSignal = ownSignal,
): Promise<Result<Gradings>> {
  const { device, precision } = choice;
  if (device === 'webgpu') return failed('bad-request', servicesText.grading.noWebGpuThere);
  const card = await cardToSend(modelPath);
  if (!card.ok) return card;
  const folder = await mkdtemp(join(tmpdir(), 'osteograde-hips-'));
  try {
    const model = { onnx: modelPath, card: join(folder, 'model.json') };
    await writeFile(model.card, card.value, { mode: 0o600 });
    await writeHipFiles(folder, hips);
    const order = { workstation, run, model, folder, hips: hips.length, choice: { device, precision }, onSending };
    const answers = await gradeRemotely(order, report, AbortSignal.any([signal, ownSignal]));
    return answers.ok ? await readGradings(answers.value, hips.length) : answers;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
