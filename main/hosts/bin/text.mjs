// What the start script prints. Plain JavaScript, like osteograde.mjs.

export const binText = {
  nodeTooOld: (needed, found) =>
    `Osteograde needs Node ${needed} and was started with Node ${found}. ` +
    'Run "npm run setup" in its folder to install the right Node.\n',
};
