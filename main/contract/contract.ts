// What the interface may ask: of the workstation as a whole, and of one open study. Pixels, heatmaps and files have routes of their own,
// see `byte-routes.ts`.

import { studyContract } from './study-contract.ts';
import { workstationContract } from './workstation-contract.ts';

export { studyContract } from './study-contract.ts';
export { workstationContract } from './workstation-contract.ts';

/** Both, as a page sees them. */
export const contract = { ...workstationContract, ...studyContract };
