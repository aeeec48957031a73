// The parts of the training screen: presets, checks, a live run and the table of runs.

import type { Preflight } from '../../../main/domain/training/preflight.ts';
import { PreflightPanel } from '../../train/preflight-panel.tsx';
import { draftOf } from '../../train/recipe-draft.ts';
import { PresetCard } from '../../train/preset-card.tsx';
import { RunFacts } from '../../train/run-facts.tsx';
import { RunLog } from '../../train/run-log.tsx';
import { RunTable } from '../../train/run-table.tsx';
import { startCommand } from '../../train/train-commands.ts';
import { liveRun, preset, run } from '../examples.ts';
import style from '../gallery.module.css';
import { Section, State } from '../section.tsx';

const nothing = (): void => undefined;

const PREFLIGHT: Preflight = {
  canStart: false,
  sends: null,
  checks: [
    { name: 'engine', level: 'ok', words: 'libtorch on 8 threads.' },
    { name: 'memory', level: 'warning', words: 'A step takes 11 GB of 12 GB. Close other programs.' },
    { name: 'labels', level: 'blocks', words: 'No hip has grade 3. Add labelled hips.' },
  ],
};

const RUNS = [
  run({ state: 'running', last: null, best: {} }),
  run({ runId: 'b', state: 'paused', settings: { seed: '2' } }),
  run({ runId: 'c', state: 'stopped' }),
  run({ runId: 'd', models: [{ name: 'masked-1', checkpoint: 'best-kappa' }] }),
  run({ runId: 'e', state: 'failed' }),
];

const unusable = {
  ...preset,
  problem: { code: 'recipe-malformed', message: 'The recipe has an unknown key. Remove batchSize.' },
} as const;

export function TrainParts() {
  return (
    <>
      <Section module="train/preset-card">
        <State name="plain">
          <PresetCard title="Weak supervision: masked weak hips" preset={preset} chosen={false} onChoose={nothing} />
        </State>
        <State name="chosen">
          <PresetCard title="Weak supervision: masked weak hips" preset={preset} chosen onChoose={nothing} />
        </State>
        <State name="cannot be used">
          <PresetCard title="Weak supervision: masked weak hips" preset={unusable} chosen={false} onChoose={nothing} />
        </State>
      </Section>
      <Section module="train/preflight-panel">
        <State name="a warning and a block">
          <div className={style.wider}>
            <PreflightPanel
              title="Weak supervision: masked weak hips"
              draft={draftOf(preset)}
              onDraft={nothing}
              valid
              preset={preset}
              preflight={PREFLIGHT}
              problem={null}
              start={startCommand({ ready: false, run: nothing })}
              onAgain={nothing}
              workstations={[]}
              workstation={null}
              onWorkstation={nothing}
            />
          </div>
        </State>
      </Section>
      <Section module="train/run-facts">
        <State name="starting" wide>
          <RunFacts run={run({ state: 'running' })} live={null} />
        </State>
        <State name="training" wide>
          <RunFacts run={run({ state: 'running' })} live={liveRun} />
        </State>
      </Section>
      <Section module="train/run-table">
        <State name="no runs" wide>
          <RunTable runs={[]} />
        </State>
        <State name="every state" wide>
          <RunTable runs={RUNS} />
        </State>
      </Section>
      <Section module="train/run-log">
        <State name="three lines" wide>
          <RunLog lines={['Started on libtorch, 8 threads', 'Epoch 1: loss 0.913', 'Epoch 2: loss 0.704']} />
        </State>
      </Section>
    </>
  );
}
