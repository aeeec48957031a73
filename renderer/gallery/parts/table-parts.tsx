// Figures and facts set in rows, and the heading that only a screen reader meets.

import { DataTable } from '../../ui/data-table.tsx';
import { FactList } from '../../ui/fact-list.tsx';
import { HiddenHeading } from '../../ui/hidden-heading.tsx';
import { SendingFacts } from '../../ui/sending-facts.tsx';
import { Section, State } from '../section.tsx';

const FIGURES = [
  ['Femur superior', '0.81', '0.77 to 0.85'],
  ['Acetabulum superior', '0.79', '0.74 to 0.83'],
] as const;

export function TableParts() {
  return (
    <>
      <Section module="ui/data-table">
        <State name="figures with intervals" wide>
          <DataTable label="Quadratic kappa of each quadrant" columns={['Quadrant', 'Kappa', '95 % interval']}>
            {FIGURES.map(([quadrant, ...figures]) => (
              <tr key={quadrant}>
                <th scope="row">{quadrant}</th>
                {figures.map((figure) => (
                  <td key={figure}>{figure}</td>
                ))}
              </tr>
            ))}
          </DataTable>
        </State>
      </Section>
      <Section module="ui/fact-list">
        <State name="facts of a film" wide>
          <FactList
            facts={[
              ['Pixel spacing', '0.143 mm'],
              ['Matrix', '2500 × 3000'],
            ]}
          />
        </State>
      </Section>
      <Section module="ui/sending-facts">
        <State name="what grading sends to a workstation" wide>
          <SendingFacts
            sending={{
              workstation: 'gpu',
              host: '192.0.2.7',
              port: 7420,
              items: [
                { what: 'models', count: 1, bytes: 22_400_000 },
                { what: 'crops', count: 8, bytes: 401_408 },
                { what: 'points', count: 8, bytes: null },
              ],
            }}
          />
        </State>
      </Section>
      <Section module="ui/hidden-heading">
        <State name="heard, not seen" wide>
          <HiddenHeading>Library</HiddenHeading>
          <p>A screen reader announces “Library” before this sentence.</p>
        </State>
      </Section>
    </>
  );
}
