import { describe, expect, it } from 'vitest';
import { WORKSTATION_GROUPS } from '../../../../main/contract/byte-routes.ts';
import { studyContract, workstationContract } from '../../../../main/contract/contract.ts';
import { routeOf } from '../../../../renderer/api/client.ts';

describe('the address of a procedure', () => {
  it('names the study of every procedure that the study contract has', () => {
    expect(WORKSTATION_GROUPS).toEqual(Object.keys(workstationContract));
    for (const group of Object.keys(studyContract)) expect(routeOf([group, 'any'], 'c0ffee')).toBe('/studies/c0ffee/rpc');
    for (const group of Object.keys(workstationContract)) expect(routeOf([group, 'any'], 'c0ffee')).toBe('/rpc');
  });

  it('does not exist for a procedure of a study on a page without a study', () => {
    expect(routeOf(['studies', 'newest'], null)).toBe('/rpc');
    expect(() => routeOf(['reading', 'save'], null)).toThrow('reading.save was called without a study');
  });
});
