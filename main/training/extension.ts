// Extends a run after its end. A finished schedule has no learning rate left, and stretching it would give a different run from the one
// that was trained. So each extension has a schedule of its own, at a small share of the rate (warm restarts: Loshchilov I, Hutter F.
// SGDR. ICLR 2017).

import type { Extension, LoopSettings } from './loop-settings.ts';
import { trainingText } from './text.ts';

/** Share of the learning rate at which a finished schedule restarts **(ours)**. */
const RENEWED_SHARE = 0.1;

/** True if the schedule ends, so that an extension has to restart it. */
export function hasEnd({ kind }: LoopSettings['schedule']): boolean {
  return kind === 'one-cycle' || kind === 'cosine';
}

/** Adds `epochs` to the settings of a run that has `reached` this many epochs. Without a `share`, uses the default for the schedule. */
export function extendSettings<Settings extends LoopSettings>(
  settings: Settings,
  { reached, epochs, share }: { readonly reached: number; readonly epochs: number; readonly share?: number | undefined },
): Settings {
  const usual = hasEnd(settings.schedule) ? RENEWED_SHARE : 1;
  return { ...settings, extensions: [...(settings.extensions ?? []), { after: reached, epochs, share: share ?? usual }] };
}

/** Describes an extension in one sentence for the user. */
export function describeExtension({ after, epochs, share }: Extension, { schedule, optimizer }: LoopSettings): string {
  const { extension } = trainingText;
  const how = hasEnd(schedule)
    ? extension.scheduleRestarts(schedule.kind, share, share * optimizer.learningRate)
    : extension.rateContinues(share);
  return extension.added(epochs, after, how);
}

/** Consecutive epochs of one stage. `extension` is null unless an extension added them. */
export interface Span<Stage> {
  readonly stage: Stage;
  /** Index of the stage. */
  readonly place: number;
  readonly epochs: number;
  readonly extension: Pick<Extension, 'epochs'> | null;
}

/** The order of training: the stages as far as they were trained, then each extension on the stage that the run had reached. */
export function plannedSpans<Stage extends { readonly epochs: number }, Added extends Pick<Extension, 'after' | 'epochs'>>(
  stages: readonly Stage[],
  extensions: readonly Added[] = [],
): (Span<Stage> & { readonly extension: Added | null })[] {
  let spans = stages.map((stage, place) => ({ stage, place, epochs: stage.epochs, extension: null as Added | null }));
  for (const extension of extensions) {
    const kept = firstEpochs(spans, extension.after);
    const reached = kept.at(-1);
    if (reached === undefined) continue; // a damaged recipe: nothing was trained that could be extended
    const { stage, place } = reached;
    spans = [...kept, { stage, place, epochs: extension.epochs, extension }];
  }
  return spans;
}

function firstEpochs<Of extends { readonly epochs: number }>(spans: readonly Of[], most: number): Of[] {
  let left = most;
  return spans.flatMap((span) => {
    const epochs = Math.min(left, span.epochs);
    left -= epochs;
    return epochs > 0 ? [{ ...span, epochs }] : [];
  });
}
