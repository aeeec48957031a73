// Figures and facts set in rows, and the heading that only a screen reader meets.

import { DataTable } from '../../ui/data-table.tsx';
import { FactList } from '../../ui/fact-list.tsx';
import { HiddenHeading } from '../../ui/hidden-heading.tsx';
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
      <Section module="ui/hidden-heading">
        <State name="heard, not seen" wide>
          <HiddenHeading>Library</HiddenHeading>
          <p>A screen reader announces “Library” before this sentence.</p>
        </State>
      </Section>
    </>
  );
}
